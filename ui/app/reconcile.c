/*
 * reconcile.c: what follows from a change of the state. See app.h.
 *
 * 1. What is wanted is compared with what was asked last; the difference is
 *    listed as effects, nothing is asked twice.
 * 2. One request for a record is in flight at a time; the one beside it is
 *    asked for when nothing else is.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/app/acts.h"

static void effect_filter(const struct app *app, struct effect *effect,
			  struct index_filter *ret)
{
	queue_filter(app, ret);
	effect->filter_text = mem_strdup(ret->text);
	ret->text = effect->filter_text;
}

static void specimen_ask(struct app *app, const char *id, size_t rank,
			 struct effects *effects)
{
	struct effect *effect = effects_add(effects, EFFECT_SPECIMEN);

	effect->ticket = app_ticket(app);
	effect->specimen.id = mem_strdup(id);
	effect->specimen.rank = rank;
	effect->specimen.order = app->queue.order;
	effect_filter(app, effect, &effect->specimen.filter);
	app->fetch.ticket = effect->ticket;
}

static bool same_id(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Whether the next record is known and not here yet. */
static bool ahead_wanted(const struct app *app)
{
	return app->here.have && app->next_id != NULL &&
	       same_id(app->beside_id, app->here.specimen.id) &&
	       !(app->ahead.have &&
		 same_id(app->ahead.specimen.id, app->next_id));
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

void draft_copy(const struct draft *draft, struct draft *ret)
{
	ret->specimen_id = mem_strdup(draft->specimen_id);
	ret->term = mem_strdup(draft->term);
	ret->value = mem_strdup(draft->value);
	ret->at_specimen = mem_strdup(draft->at_specimen);
	ret->at_term = mem_strdup(draft->at_term);
	ret->filter = mem_strdup(draft->filter);
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

/* Keeps the selected row of the grid in sight. */
static void reconcile_grid(struct app *app)
{
	struct grid *grid = &app->grid;
	int at = grid_selected(app), height = app->layout.grid.h;

	if (at < 0 || height <= 0)
		return;
	if (grid->top > grid->n - height)
		grid->top = grid->n > height ? grid->n - height : 0;
	if (at < grid->top)
		grid->top = at;
	if (at >= grid->top + height)
		grid->top = at - height + 1;
}

/* What opens over the fields brings them back into sight. */
void reconcile_layout(struct app *app)
{
	bool wide = app->sheet.wide && app->overlay == OVERLAY_NONE;

	if (wide != app->layout.wide)
		layout_make(app->layout.columns, app->layout.rows, wide,
			    &app->layout);
}

void app_reconcile(struct app *app, struct effects *effects)
{
	if (!app->started)
		return;
	reconcile_layout(app);
	record_swap(app);
	reconcile_grid(app);
	reconcile_counts(app, effects);
	reconcile_specimen(app, effects);
	queue_ask(app, effects);
	sheet_ask(app, effects);
	reconcile_draft(app, effects);
}
