/*
 * lacks.c: see lacks.h.
 */
#include "config.h"

#include "ui/state/lacks.h"

#include <string.h>

#include "ui/state/helps.h"
#include "ui/state/state.h"
#include "ui/state/typing.h"

#define LACKS_REOPEN "{; {reopen} opens it again}"

const char *app_proposal(const struct app *app, const char *term)
{
	const struct verdicts *verdicts = typing_verdicts(app, term);

	if (verdicts == NULL)
		verdicts = &app->here.specimen.verdicts;
	for (size_t i = 0; app->here.have && term != NULL && i < verdicts->n;
	     i++)
		if (strcmp(verdicts->items[i].term, term) == 0 &&
		    verdicts->items[i].proposal != NULL)
			return verdicts->items[i].proposal;
	return NULL;
}

bool app_proposes(const struct app *app)
{
	const char *term = app->edit.active ? app->edit.term : app->grid.term;
	const struct suggestions *list = helps_of_term(app, term);
	struct typing_item items[TYPING_ITEMS];

	if (typing_items(app, items) > 0)
		return true;
	return app_proposal(app, term) != NULL || (list != NULL && list->n > 0);
}

const char *app_lacks(const struct app *app, unsigned needs)
{
	if ((needs & NEED_RECORD) != 0 && !app->here.have)
		return "there is no record yet{: {extract} reads sheets}";
	if ((needs & NEED_WRITABLE) != 0 && app->read_only)
		return "this run can only be read: its directory is not "
		       "writable";
	if ((needs & NEED_OPEN) != 0 && app_is_signed(app))
		return app->here.specimen.status == STATUS_APPROVED
			       ? "it is signed" LACKS_REOPEN
			       : "it is rejected" LACKS_REOPEN;
	if ((needs & NEED_FIELD) != 0 && app->grid.term == NULL)
		return "choose a field first";
	if ((needs & NEED_PROPOSAL) != 0 && !app_proposes(app))
		return "nothing is proposed for this field";
	if ((needs & NEED_IMAGE) != 0 && app->here.image_path == NULL &&
	    app->here.specimen.facts == NULL)
		return "its image is not here: open the run with --images DIR";
	return NULL;
}
