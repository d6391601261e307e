/*
 * record.c: the record as a whole: signing, rejecting, notes, undo, and
 * going from one record to the next. See record.h.
 *
 * 1. What comes after a record is decided when one comes to it. An edit may
 *    move the record far down the queue; J goes on from where one was.
 * 2. After an approval or rejection is durable, the next record comes by
 *    itself; undo brings back the record and the field of the act.
 */
#include "config.h"

#include "ui/update/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/update/grid.h"

/* ---- the way through the queue ------------------------------------------- */

void trail_clear(struct trail *trail)
{
	for (int i = 0; i < trail->n; i++)
		free(trail->ids[i]);
	trail->n = 0;
}

static void trail_push(struct trail *trail, const char *id)
{
	if (trail->n == TRAIL_MAX) {
		free(trail->ids[0]);
		trail->n--;
		memmove(trail->ids, trail->ids + 1,
			(size_t)trail->n * sizeof(trail->ids[0]));
	}
	trail->ids[trail->n++] = mem_strdup(id);
}

static char *trail_pop(struct trail *trail)
{
	return trail->n > 0 ? trail->ids[--trail->n] : NULL;
}

void record_go(struct app *app, const char *id, size_t rank, enum arrival why)
{
	mem_replace(&app->fetch.id, id);
	app->fetch.rank = rank;
	app->fetch.why = why;
	app->fetch.wanted = true;
	app->fetch.ahead = false;
	app->fetch.ticket = 0;
}

/* Where the record stands among the rows that are here; -1: nowhere. */
static int record_row(const struct app *app)
{
	const struct queue *queue = &app->queue;

	for (size_t i = 0; queue->have && i < queue->n; i++)
		if (app_is_here(app, queue->rows[i].id))
			return (int)i;
	return -1;
}

void record_beside(struct app *app)
{
	const struct queue *queue = &app->queue;
	const char *id = app->here.specimen.id;
	int at = record_row(app);
	bool known = app_is_here(app, app->beside_id);

	if (at < 0)
		return;
	/* Decided; but an end of the queue may have been put off since. */
	if (!known || app->next_id == NULL)
		mem_replace(&app->next_id, (size_t)at + 1 < queue->n
						   ? queue->rows[at + 1].id
						   : NULL);
	if (!known || app->previous_id == NULL)
		mem_replace(&app->previous_id,
			    at > 0 ? queue->rows[at - 1].id : NULL);
	mem_replace(&app->beside_id, id);
}

/* Goes on in the queue; false at its end. */
static bool record_forth(struct app *app)
{
	char *id CLEANUP(mem_free_str) = trail_pop(&app->forward);
	const struct slot *here = &app->here;

	if (id == NULL && app_is_here(app, app->beside_id)) {
		id = mem_strdup(app->next_id);
		if (id == NULL)
			return false;
	}
	trail_push(&app->back, here->specimen.id);
	if (id != NULL) {
		record_go(app, id, 0, ARRIVE_MOVE);
		return true;
	}
	/* Not in the queue any more: the one that took its place comes. */
	record_go(app, NULL, here->rank >= 0 ? app->place + 1 : app->place,
		  ARRIVE_MOVE);
	return true;
}

void record_go_next(struct app *app)
{
	if (record_forth(app))
		return;
	if (app->queue.total > 1) {
		trail_push(&app->back, app->here.specimen.id);
		record_go(app, NULL, 0, ARRIVE_MOVE);
		app_say(app, "the end of the queue; on with its start");
	} else {
		app_say(app, "that was the last record of this queue");
	}
}

void record_next(struct app *app, struct effects *effects)
{
	if (!app->here.have)
		record_go(app, NULL, 0, ARRIVE_MOVE);
	else if (!record_forth(app))
		app_say(app, "this is the last record of the queue");
}

void record_previous(struct app *app, struct effects *effects)
{
	char *id CLEANUP(mem_free_str) = NULL;

	if (!app->here.have)
		return;
	id = trail_pop(&app->back);
	if (id == NULL && app_is_here(app, app->beside_id))
		id = mem_strdup(app->previous_id);
	if (id == NULL) {
		app_say(app, "this is the first record of the queue");
		return;
	}
	trail_push(&app->forward, app->here.specimen.id);
	record_go(app, id, 0, ARRIVE_MOVE);
}

/* ---- acts ---------------------------------------------------------------- */

/* An edit that could not be saved must not be passed over. */
static bool record_is_whole(struct app *app)
{
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (!p->failed || p->term == NULL ||
		    !app_is_here(app, p->specimen_id))
			continue;
		grid_select(app, p->term);
		app_alarm(app,
			  "%s is not saved: Enter tries again, e edits, "
			  "Esc drops it",
			  p->term);
		return false;
	}
	return true;
}

static void approve_ask(struct app *app, const char *const *terms, size_t n)
{
	struct bytes list CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < n; i++)
		bytes_printf(&list, "%s%s", i > 0 ? ", " : "", terms[i]);
	bytes_append_str(&list, n > 1 ? " are" : " is");
	bytes_append_str(&list, " neither filled nor confirmed empty.");
	menu_open(app, MENU_APPROVE, "Approve the record?", list.data);
	menu_add(app, 'g', "go to the first of them", NULL);
	menu_add(app, 'y', "approve all the same",
		 "what was passed over is noted");
}

void record_approve(struct app *app, struct effects *effects)
{
	const char *terms[8];
	size_t n;

	if (app->here.specimen.status == STATUS_APPROVED) {
		app_say(app, "it is approved already; O opens it again");
		return;
	}
	if (!record_is_whole(app))
		return;
	n = app_untouched(app, terms, ARRAY_LEN(terms));
	if (n > 0)
		approve_ask(app, terms,
			    n < ARRAY_LEN(terms) ? n : ARRAY_LEN(terms));
	else
		pendings_submit_record(app, ACT_APPROVE, NULL, false, effects);
}

void record_approve_chosen(struct app *app, int i, struct effects *effects)
{
	const char *term;

	menu_close(app);
	if (i == 1)
		pendings_submit_record(app, ACT_APPROVE, NULL, true, effects);
	else if (app_untouched(app, &term, 1) > 0)
		grid_select(app, term);
}

void record_reject(struct app *app, struct effects *effects)
{
	const char *const *reasons = review_reasons();

	menu_open(app, MENU_REASON, "Reject: why?", NULL);
	for (size_t i = 0; reasons[i] != NULL; i++)
		menu_add(app, 0, reasons[i], NULL);
}

void record_reason_chosen(struct app *app, int i, struct effects *effects)
{
	char *reason CLEANUP(mem_free_str) =
		mem_strdup(app->menu.items[i].text);

	menu_close(app);
	if (strcmp(reason, "other") == 0)
		prompt_open(app, PROMPT_REASON);
	else
		pendings_submit_record(app, ACT_REJECT, reason, false, effects);
}

void record_reason_done(struct app *app, struct effects *effects)
{
	const char *text = lineedit_text(&app->prompt.line);

	pendings_submit_record(app, ACT_REJECT,
			       text[0] != '\0' ? text : "other", false,
			       effects);
}

void record_flag(struct app *app, struct effects *effects)
{
	bool flagged = app->here.specimen.flagged;

	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].op == ACT_FLAG ||
		    app->pendings.items[i].op == ACT_UNFLAG)
			flagged = app->pendings.items[i].op == ACT_FLAG;
	pendings_submit_record(app, flagged ? ACT_UNFLAG : ACT_FLAG, NULL,
			       false, effects);
}

void record_note(struct app *app, struct effects *effects)
{
	prompt_open(app, PROMPT_NOTE);
	if (lineedit_text(&app->prompt.line)[0] == '\0')
		lineedit_set(&app->prompt.line, app->here.specimen.notes);
}

void record_note_done(struct app *app, struct effects *effects)
{
	pendings_submit_record(app, ACT_NOTE, lineedit_text(&app->prompt.line),
			       false, effects);
}

void record_undo(struct app *app, struct effects *effects)
{
	pendings_submit_record(app, ACT_UNDO, NULL, false, effects);
}

void record_redo(struct app *app, struct effects *effects)
{
	pendings_submit_record(app, ACT_REDO, NULL, false, effects);
}

void record_reopen(struct app *app, struct effects *effects)
{
	if (app->here.specimen.status != STATUS_APPROVED &&
	    app->here.specimen.status != STATUS_REJECTED)
		app_say(app, "it is open");
	else
		pendings_submit_record(app, ACT_REOPEN, NULL, false, effects);
}
