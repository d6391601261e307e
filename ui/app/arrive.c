/*
 * arrive.c: a record comes. See arrive.h.
 *
 * 1. What was typed into the record that leaves is kept as not saved.
 * 2. A record that was fetched ahead is looked up once more: it may have
 *    changed since.
 */
#include "config.h"

#include "ui/app/arrive.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/state/pendings.h"
#include "ui/update/field.h"
#include "ui/update/grid.h"
#include "ui/update/record.h"
#include "ui/update/sheet.h"

void slot_done(struct slot *slot)
{
	specimen_done(&slot->specimen);
	free(slot->image_path);
	*slot = (struct slot){0};
	specimen_init(&slot->specimen);
}

static void slot_take(struct slot *slot, struct query_specimen *reply)
{
	slot_done(slot);
	*slot = (struct slot){
		.have = true,
		.specimen = reply->specimen,
		.image_path = reply->image_path,
		.rank = reply->rank,
		.total = reply->total,
	};
	specimen_init(&reply->specimen);
	reply->image_path = NULL;
}

static const struct act *specimen_act(const struct specimen *s, const char *id)
{
	for (size_t i = s->n_acts; i-- > 0;)
		if (s->acts[i].id != NULL && strcmp(s->acts[i].id, id) == 0)
			return &s->acts[i];
	return NULL;
}

/* The field of the act that the last undo or redo was about. */
static const char *specimen_undone_term(const struct specimen *s)
{
	const struct act *last = s->n_acts > 0 ? &s->acts[s->n_acts - 1] : NULL;
	const struct act *act;
	const char *id;

	if (last == NULL || last->ids == NULL)
		return NULL;
	id = json_string_value(json_array_get(last->ids, 0));
	act = id != NULL ? specimen_act(s, id) : NULL;
	return act != NULL ? act->term : NULL;
}

/* Typed in an earlier session and not committed: offered again. */
static void draft_offer(struct app *app)
{
	struct draft *draft = &app->restored;

	if (draft->value == NULL || draft->term == NULL ||
	    !app_is_here(app, draft->specimen_id) || app->edit.active ||
	    app->overlay != OVERLAY_NONE)
		return;
	if (strcmp(draft->value, app_value(app, draft->term)) != 0) {
		grid_select(app, draft->term);
		if (grid_selected(app) < 0) {
			app->grid.fold = FOLD_ALL;
			grid_rebuild(app);
			grid_select(app, draft->term);
		}
		field_open(app, draft->term, draft->value, true);
		app_say(app, "you had typed this and not saved it: Enter "
			     "saves, Esc drops it");
	}
	mem_replace(&draft->value, NULL);
	mem_replace(&draft->term, NULL);
	mem_replace(&draft->specimen_id, NULL);
}

/* Typing goes on in the record it was begun in, or is kept as not saved. */
static void edit_leave(struct app *app, const char *id)
{
	if (!app->edit.active)
		return;
	pendings_add(
		&app->pendings,
		(struct pending_act){
			.op = ACT_SET,
			.specimen_id = mem_strdup(id),
			.term = mem_strdup(app->edit.term),
			.value = mem_strdup(lineedit_text(&app->edit.line)),
			.failed = true,
			.error = mem_strdup(
				"the record changed while you typed"),
		});
	app->edit.active = false;
}

/* `before`: the id of the record that was here, or NULL. */
static void arrive(struct app *app, enum arrival why, const char *before)
{
	struct slot *here = &app->here;
	bool other = !app_is_here(app, before);
	const char *term = why == ARRIVE_UNDO
				   ? specimen_undone_term(&here->specimen)
				   : NULL;

	if (other && before != NULL)
		edit_leave(app, before);
	pendings_resolve(app);
	grid_rebuild(app);
	if (here->rank >= 0)
		app->place = (size_t)here->rank;
	if (term != NULL)
		grid_select(app, term);
	if (!other)
		return;
	sheet_arrive(app);
	record_beside(app);
	draft_offer(app);
}

static void arrive_missing(struct app *app, const struct error *err)
{
	struct query_fetch *fetch = &app->fetch;

	if (fetch->ahead) {
		mem_replace(&app->next_id, NULL);
		return;
	}
	if (fetch->why == ARRIVE_FRESH) {
		app_alarm(app, "%s", err->text);
		return;
	}
	if (err->kind == ERROR_NOT_FOUND &&
	    (fetch->id != NULL || fetch->rank > 0)) {
		if (fetch->id != NULL)
			app_alarm(app, "%s", err->text);
		record_go(app, NULL, 0, ARRIVE_MOVE);
		return;
	}
	if (err->kind != ERROR_NOT_FOUND)
		app_alarm(app, "%s", err->text);
	else if (app->here.have)
		app_say(app, "the queue has no further record");
	app->n_held = 0;
}

void arrive_reply(struct app *app, struct query_specimen *reply)
{
	char *before CLEANUP(mem_free_str) =
		app->here.have ? mem_strdup(app->here.specimen.id) : NULL;

	app->fetch.ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		arrive_missing(app, &reply->error);
	} else if (app->fetch.ahead) {
		slot_take(&app->ahead, reply);
		app->sheet.ahead_done = false;
	} else {
		slot_take(&app->here, reply);
		arrive(app, app->fetch.why, before);
	}
}

void arrive_ahead(struct app *app)
{
	struct query_fetch *fetch = &app->fetch;
	struct slot slot = app->ahead;
	char *before CLEANUP(mem_free_str) = NULL;

	if (!fetch->wanted || fetch->why != ARRIVE_MOVE || fetch->id == NULL ||
	    !slot.have || strcmp(slot.specimen.id, fetch->id) != 0)
		return;
	before = app->here.have ? mem_strdup(app->here.specimen.id) : NULL;
	app->ahead = app->here;
	app->here = slot;
	slot_done(&app->ahead);
	fetch->wanted = false;
	/* It may have changed since it was fetched ahead. */
	fetch->stale = true;
	arrive(app, ARRIVE_MOVE, before);
}
