/*
 * queue.c: the list of records: which are in it, in which order, and the
 * window of rows that is here. See queue.h.
 *
 * 1. Only a window of QUEUE_WINDOW rows is held, around the row one stands
 *    on; 100,000 records cost no more than a hundred.
 * 2. When the rows change under the curator, their row stays theirs: selected
 *    and on the same line, as far as there are rows to fill the others.
 */
#include "config.h"

#include "ui/update/queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
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
	[SCOPE_BEGUN] = {"begun",
			 "records that are begun",
			 {.status = STATUS_IN_REVIEW,
			  .priority = -1,
			  .support = -1}},
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
	[SCOPE_SECOND] = {"second",
			  "signed records that you may read a second time",
			  {.status = STATUS_APPROVED,
			   .priority = -1,
			   .support = -1,
			   .marks = 1u << MARK_SECOND}},
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

/* What scope and condition both take; where they exclude each other that is
 * nothing: none is approved and open. */
static void queue_narrow(const struct queue *queue, struct index_filter *ret)
{
	const struct index_filter *scope = &scopes[queue->scope].filter;
	int status = queue->wanted.status;

	if (queue->where == NULL) {
		*ret = *scope;
		return;
	}
	*ret = queue->wanted;
	ret->marks |= scope->marks;
	ret->open_only |= scope->open_only;
	if (scope->status < 0)
		return;
	ret->status = scope->status;
	if (status >= 0 && status != scope->status) {
		ret->open_only = true;
		ret->status = STATUS_APPROVED;
	}
}

void queue_filter(const struct app *app, struct effect *effect,
		  struct index_filter *ret)
{
	const struct queue *queue = &app->queue;

	queue_narrow(queue, ret);
	if (queue->text != NULL)
		ret->text = queue->text;
	ret->text = effect->filter_text = mem_strdup(ret->text);
	ret->missing = effect->filter_missing = mem_strdup(ret->missing);
	if (queue->scope == SCOPE_SECOND)
		ret->reader = app->by;
	ret->reader = effect->filter_reader = mem_strdup(ret->reader);
	ret->eyes = effect->filter_eyes = mem_strdup(app->by);
}

void queue_filter_words(const struct queue *queue, struct bytes *ret)
{
	if (queue->scope == SCOPE_ALL)
		bytes_append_str(ret, "all records");
	else if (queue->scope != SCOPE_OPEN)
		bytes_printf(ret, "only %s", queue_scope_word(queue->scope));
	if (queue->where != NULL)
		bytes_printf(ret, "%s%s", ret->len > 0 ? ", " : "where ",
			     queue->where);
	if (queue->text != NULL)
		bytes_printf(ret, "%s\"%s\"",
			     ret->len > 0 ? ", containing " : "containing ",
			     queue->text);
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
	free(queue->where);
	free(queue->where_words);
	free(queue->selected_id);
	free(queue->peeked);
	*queue = (struct queue){0};
}

/* "open oak" to scope and text. */
static void queue_restore_words(struct queue *queue, const char *words)
{
	size_t len = words != NULL ? strcspn(words, " ") : 0;

	for (int i = 0; words != NULL && i < SCOPE_COUNT; i++) {
		if (strlen(scopes[i].word) != len ||
		    strncmp(scopes[i].word, words, len) != 0)
			continue;
		queue->scope = (enum queue_scope)i;
		if (words[len] == ' ' && words[len + 1] != '\0')
			mem_replace(&queue->text, words + len + 1);
	}
}

char *queue_columns_text(const struct queue *queue)
{
	struct bytes text = {0};

	queue_columns_write(&queue->columns, &text);
	return bytes_steal(&text);
}

void queue_restore(struct app *app, const struct draft *draft)
{
	struct queue *queue = &app->queue;
	struct error err;

	if (draft->columns != NULL &&
	    queue_columns_parse(draft->columns, &queue->columns, &err) < 0)
		app_alarm(app, "%s", err.text);

	if (!text_blank(draft->where) &&
	    queue_where(app, draft->where, &err) < 0)
		app_alarm(app, "%s", err.text);
	queue_restore_words(queue, draft->filter);
	if (draft->order != NULL &&
	    index_order_parse(draft->order, &queue->order) < 0)
		queue->order = ORDER_DOUBT;
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
	app->here.placed = false;
	app->here.ticket = 0;
}

void queue_toggle(struct app *app, struct effects *effects)
{
	struct queue *queue = &app->queue;

	if (app->overlay == OVERLAY_QUEUE) {
		app_lift(app);
		return;
	}
	app_lay(app, OVERLAY_QUEUE);
	if (app->here.have && app->here.rank >= 0)
		queue->selected = (size_t)app->here.rank;
	queue->top = queue->selected > 3 ? queue->selected - 3 : 0;
	mem_replace(&queue->selected_id,
		    app->here.have ? app->here.specimen.id : NULL);
	mem_replace(&queue->peeked, NULL);
}

void queue_scroll(struct app *app)
{
	struct queue *queue = &app->queue;
	int lines = app->layout.pane.h - QUEUE_HEAD - QUEUE_FOOT;
	size_t height = lines > 1 ? (size_t)lines : 1;

	if (queue->top + height > queue->total)
		queue->top = queue->total > height ? queue->total - height : 0;
	if (queue->selected < queue->top)
		queue->top = queue->selected;
	if (queue->selected >= queue->top + height)
		queue->top = queue->selected - height + 1;
}

void queue_select(struct app *app, size_t row)
{
	struct queue *queue = &app->queue;
	const struct specimen_row *at;

	if (queue->total == 0)
		return;
	if (row >= queue->total)
		row = queue->total - 1;
	queue->selected = row;
	queue_scroll(app);
	at = queue_row(app, row);
	mem_replace(&queue->selected_id, at != NULL ? at->id : NULL);
}

int queue_row_at(const struct app *app, int y)
{
	int line = y - app->layout.pane.y - QUEUE_HEAD;
	int lines = app->layout.pane.h - QUEUE_HEAD - QUEUE_FOOT;

	return line >= 0 && line < lines &&
			       app->queue.top + (size_t)line < app->queue.total
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

	if (row == NULL || !painted_lists(app, row->id))
		return;
	queue_marks_toggle(&app->marks, row->id);
	queue_move(app, 1);
	app_say(app, "%zu marked", app->marks.n);
}

/* Nobody has begun a record that is not signed: no need to look at none. */
static bool none_is_begun(const struct app *app)
{
	return app->have_counts && app->counts.by_status[STATUS_IN_REVIEW] == 0;
}

void queue_scope_next(struct app *app, struct effects *effects)
{
	enum queue_scope *scope = &app->queue.scope;

	*scope = (enum queue_scope)((*scope + 1) % SCOPE_COUNT);
	if (*scope == SCOPE_BEGUN && none_is_begun(app))
		*scope = (enum queue_scope)(*scope + 1);
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

/* ---- conditions and searches --------------------------------------------- */

int queue_where(struct app *app, const char *where, struct error *err)
{
	struct queue *queue = &app->queue;
	struct index_filter wanted;
	char *words;

	if (index_filter_parse(where, app->terms, &wanted, &words, err) < 0)
		return -1;
	free(queue->where_words);
	queue->where_words = words;
	queue->wanted = wanted;
	mem_replace(&queue->where, text_blank(where) ? NULL : where);
	if (queue->where != NULL && wanted.status >= 0)
		queue->scope = SCOPE_ALL;
	queue_change(app);
	queue->tells = queue->where != NULL;
	return 0;
}

void queue_tell(struct app *app)
{
	struct queue *queue = &app->queue;
	struct bytes count CLEANUP(bytes_done) = {0};

	if (!queue->tells)
		return;
	queue->tells = false;
	human_count(queue->total, &count);
	if (queue->total == 0)
		app_say(app,
			"no record is of these{; {command}where alone ends "
			"that}");
	else
		app_say(app,
			"%s record%s{: {match-next} and {match-previous} go "
			"through them}{, {queue} lists}",
			count.data, queue->total == 1 ? "" : "s");
}

void queue_set_scope(struct app *app, enum queue_scope scope)
{
	app->queue.scope = scope;
	queue_change(app);
}

void queue_set_order(struct app *app, enum index_order order)
{
	app->queue.order = order;
	queue_change(app);
}

void queue_search(struct app *app, struct effects *effects)
{
	if (app->queue.where != NULL && app->queue.wanted.text != NULL) {
		app_say(app, "the condition looks for a text already{; "
			     "{command}where without one drops it}");
		return;
	}
	prompt_open(app, PROMPT_SEARCH);
	lineedit_set(&app->prompt.line, app->queue.text);
	prompt_resume(app);
}

void queue_search_for(struct app *app, const char *text)
{
	struct queue *queue = &app->queue;

	mem_replace(&queue->text, text_blank(text) ? NULL : text);
	queue_change(app);
	if (app->overlay == OVERLAY_QUEUE || queue->text == NULL)
		return;
	trail_clear(&app->forward);
	record_go(app, NULL, 0, ARRIVE_FOUND);
}

void queue_search_done(struct app *app, struct effects *effects)
{
	queue_search_for(app, lineedit_text(&app->prompt.line));
}

bool queue_search_end(struct app *app)
{
	if (app->queue.text == NULL)
		return false;
	mem_replace(&app->queue.text, NULL);
	queue_change(app);
	app_say(app, "the search is over");
	return true;
}

void queue_search_missed(struct app *app)
{
	char *text CLEANUP(mem_free_str) = mem_strdup(app->queue.text);
	bool where = app->queue.where != NULL;
	bool open = app->queue.scope == SCOPE_OPEN && !where;

	queue_search_end(app);
	app_say(app, "no %s contains \"%s\"%s",
		where  ? "record that the condition takes"
		: open ? "open record"
		       : "such record",
		text != NULL ? text : "",
		open ? "{; in the queue {queue:queue-scope} shows the others}"
		     : "");
}

/* The record that stands `by` further among those that match, round its ends. */
static void queue_match_go(struct app *app, int by)
{
	size_t total = app->queue.total, at = app->place;
	bool among = app->here.rank >= 0, round;

	/* One that matches no longer: its place is the next one's. */
	if (by > 0)
		at += among ? 1 : 0;
	round = by > 0 ? at >= total : at == 0;
	if (round)
		at = by > 0 ? 0 : total - 1;
	else if (by < 0)
		at--;
	if (round && total > 1)
		app_say(app, "round the %s of what matches",
			by > 0 ? "end" : "start");
	trail_clear(&app->forward);
	if (by > 0 && !round && among && app->next_id != NULL &&
	    app_is_here(app, app->beside_id))
		record_go(app, app->next_id, 0, ARRIVE_MOVE);
	else
		record_go(app, NULL, at, ARRIVE_MOVE);
}

void queue_match(struct app *app, int by)
{
	const struct queue *queue = &app->queue;

	if (app->overlay == OVERLAY_QUEUE)
		queue_move(app, by);
	else if (queue->text == NULL && queue->where == NULL)
		app_say(app, "nothing is searched for{: {search} does}");
	else if (!queue->have || queue->total == 0)
		app_say(app, "nothing matches");
	else
		queue_match_go(app, by);
}
