/*
 * record.c: going from one record to the next. See record.h; what is done
 * with a record as a whole stands in sign.c.
 *
 * 1. What comes after a record is decided when one comes to it. An edit moves
 *    no record in the order of doubt, but may in another; J goes on from where
 *    one was.
 * 2. What others have open is passed over, as far as the rows that are here
 *    reach; the last of them is not.
 * 3. The rows that are here may be older than the last signature: what was
 *    signed this moment does not come next.
 */
#include "config.h"

#include "ui/update/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- the way through the queue ------------------------------------------- */

void trail_clear(struct trail *trail)
{
	for (int i = 0; i < trail->n; i++)
		free(trail->ids[i]);
	trail->n = 0;
}

void trail_push(struct trail *trail, const char *id)
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
	mem_replace(&app->fetch.term, NULL);
	app->fetch.rank = rank;
	app->fetch.why = why;
	app->fetch.wanted = true;
	app->fetch.ahead = app->fetch.peek = false;
	app->fetch.ticket = 0;
}

/* The first row from `at` on that nobody else has open; the first, where all
 * are. NULL: there is none. */
static const char *record_free_row(const struct app *app, size_t at)
{
	const struct queue *queue = &app->queue;
	const char *first = NULL;

	for (size_t i = at; i < queue->n; i++) {
		const char *id = queue->rows[i].id;

		if (app->decided_id != NULL && strcmp(id, app->decided_id) == 0)
			continue;
		if (app_claim(app, id) == NULL)
			return id;
		first = first == NULL ? id : first;
	}
	return first;
}

/* The next record, or another one where that was opened by others since. */
static const char *record_free_next(const struct app *app)
{
	const struct queue *queue = &app->queue;

	if (app->next_id == NULL || app_claim(app, app->next_id) == NULL)
		return app->next_id;
	for (size_t i = 0; queue->have && i < queue->n; i++)
		if (strcmp(queue->rows[i].id, app->next_id) == 0)
			return record_free_row(app, i);
	return app->next_id;
}

void record_beside(struct app *app)
{
	const struct queue *queue = &app->queue;
	const char *id = app->here.specimen.id;
	int at = app_row(app);
	bool known = app_is_here(app, app->beside_id);

	if (at < 0)
		return;
	if (app->decided_id != NULL && app_is_here(app, app->decided_id))
		mem_replace(&app->decided_id, NULL);
	/* Decided; but an end of the queue may have been put off since. */
	if (!known || app->next_id == NULL)
		mem_replace(&app->next_id,
			    record_free_row(app, (size_t)at + 1));
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
		id = mem_strdup(record_free_next(app));
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

/* Nothing comes behind it: what was done, and what is left. */
static void record_end(struct app *app)
{
	app->overlay = OVERLAY_SUMMARY;
	app->scroll = 0;
	app->work.at_end = true;
	app_say(app, "that was the last record of this queue");
}

static void record_go_first(struct app *app)
{
	trail_push(&app->back, app->here.specimen.id);
	record_go(app, NULL, 0, ARRIVE_MOVE);
	app_say(app, "the end of the queue; on with its start");
}

void record_go_next(struct app *app)
{
	mem_replace(&app->decided_id, app->here.specimen.id);
	if (record_forth(app))
		return;
	if (app_has_others(app))
		record_go_first(app);
	else
		record_end(app);
}

/* The page of the queue's end is left for the record that comes. */
static void record_leave_end(struct app *app)
{
	if (app->overlay == OVERLAY_SUMMARY && app->work.at_end)
		app->overlay = OVERLAY_NONE;
}

void record_next(struct app *app, struct effects *effects)
{
	/* The page has said that the queue is at its end, and offers this. */
	bool told = app->overlay == OVERLAY_SUMMARY && app->work.at_end;

	if (!app->here.have) {
		record_go(app, NULL, 0, ARRIVE_MOVE);
	} else if (told && app_has_others(app)) {
		record_go_first(app);
	} else if (!record_forth(app)) {
		record_end(app);
		return;
	}
	record_leave_end(app);
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
	record_leave_end(app);
}
