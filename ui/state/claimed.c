/*
 * claimed.c: records that are open elsewhere. See claimed.h.
 */
#include "config.h"

#include "ui/state/claimed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/state/state.h"

const struct claim *app_claim(const struct app *app, const char *specimen_id)
{
	return claims_find(&app->claimed.others, specimen_id);
}

void claimed_words(const struct app *app, bool since, struct bytes *ret)
{
	const struct claim *claim = app_claim(app, app->here.specimen.id);
	char *who CLEANUP(mem_free_str) =
		claim != NULL ? text_cleaned(claim->who) : NULL;

	if (claim == NULL)
		return;
	bytes_printf(ret, "open at %s", who);
	/* The minutes of a stamp. */
	if (since && strlen(claim->since) >= 16)
		bytes_printf(ret, " since %.5s UTC", claim->since + 11);
	text_clean_line(ret->data);
	ret->len = strlen(ret->data);
}

void claimed_say(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	claimed_words(app, true, &text);
	if (text.len > 0)
		app_say(app, "%s", text.data);
}

void claimed_take(struct app *app, struct claims_list *list)
{
	bool known =
		app->here.have && app_claim(app, app->here.specimen.id) != NULL;

	claims_list_done(&app->claimed.others);
	app->claimed.others = *list;
	*list = (struct claims_list){0};
	if (!known && app->here.have)
		claimed_say(app);
}

void claimed_ask(struct app *app, struct effects *effects)
{
	const char *id = app->here.have ? app->here.specimen.id : NULL;

	if (app->read_only || app_is_here(app, app->claimed.told) ||
	    (id == NULL && app->claimed.told == NULL))
		return;
	mem_replace(&app->claimed.told, id);
	effects_add(effects, EFFECT_CLAIM)->claim = mem_strdup(id);
}

void claimed_done(struct claimed *claimed)
{
	claims_list_done(&claimed->others);
	free(claimed->told);
	*claimed = (struct claimed){0};
}
