/*
 * reconcile.c: what follows from a change of the state. See reconcile.h.
 *
 * 1. What is wanted is compared with what was asked last; the difference is
 *    listed as effects, nothing is asked twice.
 * 2. One request for a record is in flight at a time; the one beside it is
 *    asked for when nothing else is.
 */
#include "config.h"

#include "ui/app/reconcile.h"

#include <string.h>

#include "base/mem.h"
#include "ui/app/arrive.h"
#include "ui/update/grid.h"
#include "ui/update/queue.h"
#include "ui/update/sheet.h"

static void specimen_ask(struct app *app, const char *id, size_t rank,
			 struct effects *effects)
{
	struct effect *effect = effects_add(effects, EFFECT_SPECIMEN);

	effect->ticket = app_ticket(app);
	effect->specimen.id = mem_strdup(id);
	effect->specimen.rank = rank;
	effect->specimen.order = app->queue.order;
	queue_filter(app, effect, &effect->specimen.filter);
	app->fetch.ticket = effect->ticket;
}

/* Whether the next record is known and not here yet. */
static bool ahead_wanted(const struct app *app)
{
	return app_is_here(app, app->beside_id) && app->next_id != NULL &&
	       !(app->ahead.have &&
		 strcmp(app->ahead.specimen.id, app->next_id) == 0);
}

static void reconcile_specimen(struct app *app, struct effects *effects)
{
	struct query_fetch *fetch = &app->fetch;

	if (fetch->wanted) {
		fetch->wanted = false;
		fetch->ahead = false;
		fetch->stale = false;
		specimen_ask(app, fetch->id, fetch->rank, effects);
	} else if (fetch->ticket != 0) {
		return;
	} else if (fetch->stale) {
		fetch->stale = false;
		fetch->ahead = false;
		fetch->why = app->here.have ? ARRIVE_FRESH : ARRIVE_MOVE;
		specimen_ask(app, app->here.have ? app->here.specimen.id : NULL,
			     app->place, effects);
	} else if (ahead_wanted(app)) {
		fetch->ahead = true;
		specimen_ask(app, app->next_id, 0, effects);
	}
}

static void reconcile_counts(struct app *app, struct effects *effects)
{
	struct query_fetch *fetch = &app->counts_fetch;
	struct effect *effect;

	if (!fetch->stale || fetch->ticket != 0)
		return;
	fetch->stale = false;
	effect = effects_add(effects, EFFECT_COUNTS);
	effect->ticket = fetch->ticket = app_ticket(app);
}

/* What the draft file should say now; strings borrowed. */
static void draft_wanted(const struct app *app, struct draft *ret)
{
	const struct pending_act *failed = NULL;

	*ret = (struct draft){0};
	ret->at_specimen = app->here.have ? app->here.specimen.id
					  : app->restored.at_specimen;
	ret->at_term = app->grid.term;
	ret->specimen_id = app->restored.specimen_id;
	ret->term = app->restored.term;
	ret->value = app->restored.value;
	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].failed &&
		    app->pendings.items[i].term != NULL)
			failed = &app->pendings.items[i];
	if (failed != NULL) {
		ret->specimen_id = failed->specimen_id;
		ret->term = failed->term;
		ret->value = failed->value;
	}
	if (app->edit.active && app->here.have) {
		ret->specimen_id = app->here.specimen.id;
		ret->term = app->edit.term;
		ret->value = app->edit.line.text.data;
	}
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void reconcile_draft(struct app *app, struct effects *effects)
{
	char *filter CLEANUP(mem_free_str) =
		mem_printf("%s%s%s", queue_scope_word(app->queue.scope),
			   app->queue.text != NULL ? " " : "",
			   app->queue.text != NULL ? app->queue.text : "");
	const struct draft *old = &app->drafted;
	struct draft now;

	if (app->read_only)
		return;
	draft_wanted(app, &now);
	now.filter = filter;
	if (same_text(now.specimen_id, old->specimen_id) &&
	    same_text(now.term, old->term) &&
	    same_text(now.value, old->value) &&
	    same_text(now.at_specimen, old->at_specimen) &&
	    same_text(now.at_term, old->at_term) &&
	    same_text(now.filter, old->filter))
		return;
	draft_copy(&now, &effects_add(effects, EFFECT_DRAFT)->draft);
	draft_done(&app->drafted);
	draft_copy(&now, &app->drafted);
}

void reconcile(struct app *app, struct effects *effects)
{
	if (!app->started)
		return;
	app_fit(app);
	arrive_ahead(app);
	grid_scroll(app);
	reconcile_counts(app, effects);
	reconcile_specimen(app, effects);
	queue_ask(app, effects);
	sheet_ask(app, effects);
	reconcile_draft(app, effects);
}
