/*
 * queue.c: the list of records: which are in it, in which order, and the
 * window of rows that is here. See queue.h.
 *
 * 1. Only a window of QUEUE_WINDOW rows is held, around the row one stands
 *    on; 100,000 records cost no more than a hundred.
 * 2. When the rows change under the curator, their row stays theirs: selected
 *    and on the same line.
 */
#include "config.h"

#include "ui/update/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "ui/state/menu.h"
#include "ui/update/record.h"

#define QUEUE_WINDOW 256
#define QUEUE_MARGIN 64 /* rows kept on either side of the one stood on */

static const struct {
	const char *word, *title;
	struct index_filter filter;
} scopes[SCOPE_COUNT] = {
	[SCOPE_OPEN] = {"open",
			"open records",
			{.status = -1,
			 .priority = -1,
			 .support = -1,
			 .open_only = true}},
	[SCOPE_ALL] = {"all",
		       "all records",
		       {.status = -1, .priority = -1, .support = -1}},
	[SCOPE_FLAGGED] = {"flagged",
			   "flagged records",
			   {.status = -1,
			    .priority = -1,
			    .support = -1,
			    .marks = 1u << MARK_FLAGGED}},
	[SCOPE_EXPERT] = {"expert",
			  "records for an expert",
			  {.status = -1,
			   .priority = -1,
			   .support = -1,
			   .marks = 1u << MARK_EXPERT}},
	[SCOPE_APPROVED] = {"approved",
			    "approved records",
			    {.status = STATUS_APPROVED,
			     .priority = -1,
			     .support = -1}},
	[SCOPE_REJECTED] = {"rejected",
			    "rejected records",
			    {.status = STATUS_REJECTED,
			     .priority = -1,
			     .support = -1}},
	[SCOPE_SECOND] = {"second",
			  "records for a second reader",
			  {.status = STATUS_APPROVED,
			   .priority = -1,
			   .support = -1,
			   .marks = 1u << MARK_SECOND}},
};

const char *queue_order_word(enum index_order order)
{
	return order == ORDER_ALIKE ? "gathering" : index_order_word(order);
}

const char *queue_scope_word(enum queue_scope scope)
{
	return scopes[scope].word;
}

const char *queue_scope_title(enum queue_scope scope)
{
	return scopes[scope].title;
}

void queue_count(const struct queue *queue, size_t total, struct bytes *ret)
{
	human_count(total, ret);
	if (queue->text != NULL && total == INDEX_COUNTED)
		bytes_append_char(ret, '+');
}

void queue_filter(const struct app *app, struct effect *effect,
		  struct index_filter *ret)
{
	*ret = scopes[app->queue.scope].filter;
	ret->text = effect->filter_text = mem_strdup(app->queue.text);
}

static void queue_free_rows(struct queue *queue)
{
	for (size_t i = 0; i < queue->n; i++)
		specimen_row_done(&queue->rows[i]);
	free(queue->rows);
	queue->rows = NULL;
	queue->n = 0;
}

void queue_done(struct queue *queue)
{
	queue_free_rows(queue);
	free(queue->text);
	free(queue->selected_id);
	*queue = (struct queue){0};
}

void queue_restore(struct app *app, const char *words)
{
	size_t len = words != NULL ? strcspn(words, " ") : 0;

	for (int i = 0; words != NULL && i < SCOPE_COUNT; i++) {
		if (strlen(scopes[i].word) != len ||
		    strncmp(scopes[i].word, words, len) != 0)
			continue;
		app->queue.scope = (enum queue_scope)i;
		if (words[len] == ' ' && words[len + 1] != '\0')
			mem_replace(&app->queue.text, words + len + 1);
	}
}

const struct specimen_row *queue_row(const struct app *app, size_t at)
{
	const struct queue *queue = &app->queue;

	if (!queue->have || at < queue->offset ||
	    at >= queue->offset + queue->n)
		return NULL;
	return &queue->rows[at - queue->offset];
}

/* ---- the window ---------------------------------------------------------- */

static size_t queue_centre(const struct app *app)
{
	if (app->overlay == OVERLAY_QUEUE)
		return app->queue.selected;
	return app->here.have && app->here.rank >= 0 ? (size_t)app->here.rank
						     : app->place;
}

/* Whether the rows around `at` are here. */
static bool queue_covers(const struct queue *queue, size_t at)
{
	size_t end = queue->offset + queue->n;

	if (!queue->have)
		return false;
	if (queue->offset > 0 && at < queue->offset + QUEUE_MARGIN)
		return false;
	return end >= queue->total || at + QUEUE_MARGIN < end;
}

void queue_ask(struct app *app, struct effects *effects)
{
	struct queue *queue = &app->queue;
	size_t at = queue_centre(app);
	struct effect *effect;

	if (queue->fetch.ticket != 0 ||
	    (!queue->fetch.stale && queue_covers(queue, at)))
		return;
	queue->fetch.stale = false;
	effect = effects_add(effects, EFFECT_ROWS);
	effect->ticket = queue->fetch.ticket = app_ticket(app);
	effect->rows.order = queue->order;
	effect->rows.offset = at > QUEUE_WINDOW / 2 ? at - QUEUE_WINDOW / 2 : 0;
	effect->rows.limit = QUEUE_WINDOW;
	queue_filter(app, effect, &effect->rows.filter);
}

/* Invariant 2. */
static void queue_follow(struct queue *queue)
{
	for (size_t i = 0; i < queue->n && queue->selected_id != NULL; i++) {
		size_t at = queue->offset + i;

		if (strcmp(queue->rows[i].id, queue->selected_id) != 0)
			continue;
		if (at >= queue->selected)
			queue->top += at - queue->selected;
		else
			queue->top -= queue->selected - at < queue->top
					      ? queue->selected - at
					      : queue->top;
		queue->selected = at;
		return;
	}
}

void queue_take(struct app *app, struct query_rows *reply)
{
	struct queue *queue = &app->queue;

	queue_free_rows(queue);
	queue->rows = reply->rows;
	queue->n = reply->n;
	queue->offset = reply->offset;
	queue->total = reply->total;
	queue->have = true;
	reply->rows = NULL;
	reply->n = 0;
	queue_follow(queue);
	if (queue->selected >= queue->total)
		queue->selected = queue->total > 0 ? queue->total - 1 : 0;
}

/* ---- keys ---------------------------------------------------------------- */

/* Another filter or order: everything anew, from the start. */
static void queue_change(struct app *app)
{
	struct queue *queue = &app->queue;

	queue->have = false;
	queue->fetch.ticket = 0;
	queue->fetch.stale = true;
	queue->selected = queue->top = 0;
	mem_replace(&queue->selected_id, NULL);
	mem_replace(&app->beside_id, NULL);
	app->place = 0;
	/* Where the record stands in it now. */
	app->fetch.stale = true;
	app->here.rank = -1;
	app->here.total = 0;
}

void queue_toggle(struct app *app, struct effects *effects)
{
	struct queue *queue = &app->queue;

	if (app->overlay == OVERLAY_QUEUE) {
		app->overlay = OVERLAY_NONE;
		return;
	}
	app->overlay = OVERLAY_QUEUE;
	if (app->here.have && app->here.rank >= 0)
		queue->selected = (size_t)app->here.rank;
	queue->top = queue->selected > 3 ? queue->selected - 3 : 0;
	mem_replace(&queue->selected_id,
		    app->here.have ? app->here.specimen.id : NULL);
}

void queue_select(struct app *app, size_t row)
{
	struct queue *queue = &app->queue;
	size_t height = (size_t)(app->layout.pane.h - QUEUE_HEAD);
	const struct specimen_row *at;

	if (queue->total == 0)
		return;
	if (row >= queue->total)
		row = queue->total - 1;
	queue->selected = row;
	if (row < queue->top)
		queue->top = row;
	if (row >= queue->top + height)
		queue->top = row - height + 1;
	at = queue_row(app, row);
	mem_replace(&queue->selected_id, at != NULL ? at->id : NULL);
}

int queue_row_at(const struct app *app, int y)
{
	int line = y - app->layout.pane.y - QUEUE_HEAD;

	return line >= 0 && app->queue.top + (size_t)line < app->queue.total
		       ? (int)app->queue.top + line
		       : -1;
}

void queue_move(struct app *app, int by)
{
	size_t at = app->queue.selected, step = (size_t)(by < 0 ? -by : by);

	if (by < 0)
		queue_select(app, at > step ? at - step : 0);
	else
		queue_select(app, at + step);
}

void queue_choose(struct app *app, struct effects *effects)
{
	const struct specimen_row *row = queue_row(app, app->queue.selected);

	app->overlay = OVERLAY_NONE;
	if (row == NULL)
		return;
	trail_clear(&app->forward);
	trail_clear(&app->back);
	record_go(app, row->id, 0, ARRIVE_MOVE);
}

void queue_mark(struct app *app, struct effects *effects)
{
	const struct specimen_row *row = queue_row(app, app->queue.selected);

	if (row == NULL)
		return;
	queue_marks_toggle(&app->marks, row->id);
	queue_move(app, 1);
	app_say(app, "%zu marked", app->marks.n);
}

void queue_scope_next(struct app *app, struct effects *effects)
{
	app->queue.scope =
		(enum queue_scope)((app->queue.scope + 1) % SCOPE_COUNT);
	queue_change(app);
	app_say(app, "%s", queue_scope_title(app->queue.scope));
}

void queue_order_next(struct app *app, struct effects *effects)
{
	app->queue.order =
		(enum index_order)((app->queue.order + 1) % INDEX_ORDERS);
	queue_change(app);
	app_say(app, "by %s", queue_order_word(app->queue.order));
}

void queue_search(struct app *app, struct effects *effects)
{
	prompt_open(app, PROMPT_SEARCH);
	lineedit_set(&app->prompt.line, app->queue.text);
}

void queue_search_done(struct app *app, struct effects *effects)
{
	const char *text = lineedit_text(&app->prompt.line);

	mem_replace(&app->queue.text, text[0] != '\0' ? text : NULL);
	queue_change(app);
	app->overlay = OVERLAY_QUEUE;
}
