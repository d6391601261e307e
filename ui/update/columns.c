/*
 * columns.c: the values of a term. See columns.h.
 *
 * 1. One thing is awaited at a time; what was asked before is dropped.
 * 2. Nothing is written but from the page that shows it (columns_plan_write),
 *    once that has been on the screen, with the marks of what was shown.
 * 3. What is picked is picked by its value: it stays when the order changes.
 */
#include "config.h"

#include "ui/update/columns.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "ui/state/menu.h"
#include "ui/update/queue.h"

/* ---- asking -------------------------------------------------------------- */

static struct effect *columns_effect(struct app *app, struct effects *effects,
				     enum effect_kind kind)
{
	struct effect *effect = effects_add(effects, kind);

	effect->ticket = app->columns.ticket = app_ticket(app);
	return effect;
}

/* All anew, in the records of the queue. Of records that are to be read a second
 * time nothing is told that others signed. */
static void columns_ask(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	struct effect *effect;

	column_release(view->column);
	view->column = NULL;
	clusters_done(&view->clusters);
	view->clustered = -1;
	free(view->picked);
	view->picked = NULL;
	view->n_picked = view->selected = view->top = 0;
	view->ticket = 0;
	mem_replace(&view->error,
		    app->queue.scope == SCOPE_SECOND
			    ? "values are hidden until you have read them"
			    : NULL);
	if (view->error != NULL)
		return;
	effect = columns_effect(app, effects, EFFECT_VALUES);
	effect->columns.term = mem_strdup(view->term);
	queue_filter(app, effect, &effect->columns.filter);
}

static void columns_ask_list(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	int way = view->list - COLUMN_ORDERS;
	struct effect *effect;

	if (view->column == NULL || way < 0 || view->clustered == way)
		return;
	clusters_done(&view->clusters);
	view->clustered = -1;
	effect = columns_effect(app, effects, EFFECT_CLUSTERS);
	effect->columns.column = column_hold(view->column);
	effect->columns.way = (enum cluster_way)way;
}

void columns_again(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	size_t selected = view->selected, top = view->top;

	if (app->overlay != OVERLAY_VALUES || view->term == NULL)
		return;
	columns_ask(app, effects);
	view->selected = selected;
	view->top = top;
}

/* ---- opening and closing ------------------------------------------------- */

void columns_open(struct app *app, struct effects *effects)
{
	const char *term = app->grid.term;
	struct error err;

	/* Its end is still to be told, and Esc stops it. */
	if (app->columns.doing != 0) {
		app->overlay = OVERLAY_PREVIEW;
		return;
	}
	if (column_check_term(app->terms, term, &err) < 0) {
		app_say(app, "%s", err.text);
		return;
	}
	columns_view_done(&app->columns);
	app->columns.term = mem_strdup(term);
	app->overlay = OVERLAY_VALUES;
	columns_ask(app, effects);
}

void columns_close(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;

	if (view->doing != 0 && view->followed >= 0) {
		app->overlay = OVERLAY_NONE; /* it cannot be stopped any more */
		return;
	}
	if (view->ticket != 0 || view->doing != 0)
		effects_add(effects, EFFECT_COLUMNS_CANCEL);
	view->ticket = 0;
	if (view->doing != 0)
		return; /* its end is told */
	if (app->overlay == OVERLAY_PREVIEW) {
		columns_view_forget(view);
		mem_replace(&view->error, NULL);
		app->overlay = OVERLAY_VALUES;
		if (view->column == NULL)
			columns_ask(app, effects);
		return;
	}
	app->overlay = OVERLAY_NONE;
	columns_view_done(view);
}

/* ---- the list ------------------------------------------------------------ */

void columns_select(struct app *app, size_t row)
{
	struct columns_view *view = &app->columns;
	size_t rows = columns_rows(view);
	size_t height = (size_t)(app->layout.pane.h - COLUMNS_HEAD);

	if (rows == 0)
		return;
	view->selected = row < rows ? row : rows - 1;
	if (view->selected < view->top)
		view->top = view->selected;
	if (view->selected >= view->top + height)
		view->top = view->selected - height + 1;
}

void columns_move(struct app *app, int by)
{
	size_t at = app->columns.selected, step = (size_t)(by < 0 ? -by : by);

	if (by < 0)
		columns_select(app, at > step ? at - step : 0);
	else
		columns_select(app, at + step);
}

void columns_list_next(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;

	view->list = (view->list + 1) % COLUMNS_LISTS;
	view->selected = view->top = 0;
	columns_ask_list(app, effects);
	app_say(app,
		columns_clustered(view) ? "values that are likely one, by %s"
					: "by %s",
		columns_list_word(view));
}

void columns_scope_next(struct app *app, struct effects *effects)
{
	queue_scope_next(app, effects);
	columns_ask(app, effects);
}

static void columns_toggle(struct columns_view *view, size_t place, bool pick)
{
	if (view->picked[place] == pick)
		return;
	view->picked[place] = pick;
	view->n_picked += pick ? 1 : (size_t)-1;
}

static void columns_say_picked(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	size_t records = columns_picked_records(&app->columns);

	human_count(records, &text);
	app_say(app, "%zu picked, %s %s", app->columns.n_picked, text.data,
		records == 1 ? "record" : "records");
}

void columns_pick(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	size_t cluster, place;

	(void)effects;
	if (columns_rows(view) == 0)
		return;
	place = columns_value_at(view, view->selected, &cluster);
	columns_toggle(view, place, !view->picked[place]);
	columns_move(app, 1);
	columns_say_picked(app);
}

void columns_pick_cluster(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	const struct clusters *clusters = &view->clusters;
	size_t cluster, place;
	bool pick;

	if (columns_rows(view) == 0 || !columns_clustered(view)) {
		app_say(app,
			"{{values-order} shows values that are likely one, "
			"together}");
		return;
	}
	place = columns_value_at(view, view->selected, &cluster);
	pick = !view->picked[place];
	(void)effects;
	for (size_t i = clusters->starts[cluster - 1];
	     i < clusters->starts[cluster]; i++)
		columns_toggle(view, clusters->members[i], pick);
	columns_say_picked(app);
}

/* ---- what is to be changed ----------------------------------------------- */

static void columns_plan(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	struct effect *effect = columns_effect(app, effects, EFFECT_PLAN);

	bulk_ask_copy(&view->ask, &effect->columns.ask);
	columns_view_forget(view);
	mem_replace(&view->error, NULL);
	view->plan_top = 0;
	app->overlay = OVERLAY_PREVIEW;
}

/* A change of the term in the records of the queue. */
static struct bulk_change *columns_change(struct app *app)
{
	struct columns_view *view = &app->columns;
	struct effect queue = {0};
	struct bulk_ask *ask = &view->ask;

	bulk_ask_done(ask);
	queue_filter(app, &queue, &ask->filter); /* its texts are ours now */
	ask->changes = mem_zalloc(sizeof(*ask->changes));
	ask->changes[0].term = mem_strdup(view->term);
	ask->n = 1;
	return &ask->changes[0];
}

static const char *columns_selected(const struct columns_view *view)
{
	size_t cluster, place;

	if (columns_rows(view) == 0)
		return NULL;
	place = columns_value_at(view, view->selected, &cluster);
	return view->column->values[place].text;
}

void columns_set(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	const char *value = columns_selected(view);
	size_t cluster;

	(void)effects;
	if (value == NULL)
		return;
	if (view->n_picked == 0)
		columns_toggle(view,
			       columns_value_at(view, view->selected, &cluster),
			       true);
	prompt_open(app, PROMPT_VALUES);
	lineedit_set(&app->prompt.line, value);
	prompt_resume(app);
}

void columns_set_done(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	struct bulk_change *change;

	if (view->column == NULL)
		return;
	change = columns_change(app);
	change->to = mem_strdup(lineedit_text(&app->prompt.line));
	change->from = mem_alloc((view->n_picked + 1) * sizeof(*change->from));
	for (size_t i = 0; i < view->column->n; i++)
		if (view->picked[i])
			change->from[change->n_from++] =
				mem_strdup(view->column->values[i].text);
	columns_plan(app, effects);
}

void columns_replace(struct app *app, struct effects *effects)
{
	(void)effects;
	prompt_open(app, PROMPT_REPLACE);
	prompt_offer(app, "/");
	prompt_resume(app);
}

/* The line begins with the delimiter that is usual: who types it once more, or
 * none, means the same. An expression that is empty would find nothing. */
static char *replace_words(const char *line)
{
	size_t usual = strspn(line, "/");

	if (usual > 1)
		return mem_strdup(line + usual - 1);
	return isalnum((unsigned char)line[0]) ? mem_printf("/%s", line)
					       : mem_strdup(line);
}

void columns_replace_done(struct app *app, struct effects *effects)
{
	columns_change(app)->replace =
		replace_words(lineedit_text(&app->prompt.line));
	columns_plan(app, effects);
}

/* The change is of the marked records alone. */
static void columns_mark(struct app *app)
{
	struct bulk_ask *ask = &app->columns.ask;

	ask->ids = mem_alloc(app->marks.n * sizeof(*ask->ids));
	for (size_t i = 0; i < app->marks.n; i++)
		ask->ids[ask->n_ids++] = mem_strdup(app->marks.ids[i]);
}

static bool columns_lack_marks(struct app *app)
{
	if (app->marks.n > 0)
		return false;
	app_say(app, "no record is marked{: {queue:queue-mark} marks them in "
		     "the list of records}");
	return true;
}

void columns_marked(struct app *app, struct effects *effects)
{
	const char *value = columns_selected(&app->columns);
	struct bulk_ask *ask = &app->columns.ask;

	if (value == NULL || columns_lack_marks(app))
		return;
	columns_change(app)->to = mem_strdup(value);
	/* Marked ones, whichever the queue shows now. */
	free((void *)(uintptr_t)ask->filter.text);
	free((void *)(uintptr_t)ask->filter.missing);
	free((void *)(uintptr_t)ask->filter.reader);
	free((void *)(uintptr_t)ask->filter.eyes);
	index_filter_init(&ask->filter);
	columns_mark(app);
	columns_plan(app, effects);
}

void columns_fill(struct app *app, struct effects *effects)
{
	if (app->columns.column == NULL || columns_lack_marks(app))
		return;
	columns_change(app)->fill = true;
	/* What stands above is told by the queue as it is. */
	app->columns.ask.order = app->queue.order;
	columns_mark(app);
	columns_plan(app, effects);
}

/* ---- looking at it, and doing it ----------------------------------------- */

void columns_plan_move(struct app *app, int by)
{
	struct columns_view *view = &app->columns;
	size_t step = (size_t)(by < 0 ? -by : by);
	size_t rows = view->plan.n_pairs + view->plan.n_items;

	if (by < 0)
		view->plan_top -= step < view->plan_top ? step : view->plan_top;
	else
		view->plan_top += step;
	if (view->plan_top >= rows)
		view->plan_top = rows > 0 ? rows - 1 : 0;
}

void columns_plan_signed(struct app *app, struct effects *effects)
{
	if (app->columns.doing != 0)
		return;
	app->columns.ask.with_signed = !app->columns.ask.with_signed;
	columns_plan(app, effects);
}

void columns_plan_write(struct app *app, struct effects *effects)
{
	struct columns_view *view = &app->columns;
	const struct bulk_plan *plan = &view->plan;
	struct effect *effect;

	if (!view->planned || view->doing != 0 || !painted_window(app))
		return;
	if (plan->n_items == 0) {
		app_say(app, "nothing is to be changed");
		return;
	}
	if (columns_is_busy(app))
		return;
	effect = effects_add(effects, EFFECT_BULK);
	effect->ticket = view->doing = app_ticket(app);
	view->done = 0;
	view->followed = -1;
	view->total = plan->counts.changed;
	bulk_ask_copy(&view->ask, &effect->columns.ask);
	effect->columns.n_shown = plan->n_items;
	effect->columns.shown =
		mem_alloc(plan->n_items * sizeof(*effect->columns.shown));
	memcpy(effect->columns.shown, plan->marks,
	       plan->n_items * sizeof(*effect->columns.shown));
}

/* ---- what threads answer ------------------------------------------------- */

void columns_take_values(struct app *app, struct columns_values *reply,
			 struct effects *effects)
{
	struct columns_view *view = &app->columns;

	if (reply->ticket != view->ticket)
		return;
	view->ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		mem_replace(&view->error, reply->error.text);
		return;
	}
	view->column = reply->column;
	reply->column = NULL;
	view->picked = mem_zalloc(view->column->n + 1);
	/* They may be fewer than before. */
	columns_select(app, view->selected);
	columns_ask_list(app, effects);
}

void columns_take_clusters(struct app *app, struct columns_clusters *reply)
{
	struct columns_view *view = &app->columns;

	if (reply->ticket != view->ticket)
		return;
	view->ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		mem_replace(&view->error, reply->error.text);
		return;
	}
	view->clusters = reply->clusters;
	view->clustered = (int)reply->way;
	reply->clusters = (struct clusters){0};
}

void columns_take_plan(struct app *app, struct columns_plan *reply)
{
	struct columns_view *view = &app->columns;

	if (reply->ticket != view->ticket)
		return;
	view->ticket = 0;
	columns_view_forget(view);
	if (reply->error.kind != ERROR_NONE) {
		mem_replace(&view->error, reply->error.text);
		return;
	}
	view->plan = reply->plan;
	view->images = reply->images;
	view->n_images = reply->n_images;
	view->planned = true;
	view->plan_of = reply->ticket;
	reply->plan = (struct bulk_plan){0};
	reply->images = NULL;
	reply->n_images = 0;
}

void columns_take_progress(struct app *app,
			   const struct bulk_progress *progress)
{
	if (progress->ticket != app->columns.doing)
		return;
	app->columns.done = progress->done;
	app->columns.total = progress->total;
	app->columns.followed = progress->followed;
}

/* Those of the plan that are not among them were signed, rejected or changed
 * while it was made. */
static void columns_say_done(struct app *app, const struct bulk_counts *counts)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t total = app->columns.total;

	human_count(counts->changed, &text);
	bytes_append_str(&text, counts->changed == 1 ? " record changed"
						     : " records changed");
	if (counts->changed < total) {
		bytes_append_str(&text, ", ");
		human_count(total - counts->changed, &text);
		bytes_append_str(&text, " left out since they changed");
	}
	app_say(app, "%s{; {undo} takes all of it back}", text.data);
}

/* What undo comes to next. */
static void columns_deed(struct app *app, const struct bulk_counts *counts)
{
	const struct bulk_ask *ask = &app->columns.ask;
	const struct bulk_change *change = &ask->changes[0];

	bool one = change->n_from == 1 && change->to != NULL;

	if (counts->changed == 0)
		return;
	deeds_add(
		&app->deeds,
		(struct deed){.op = ACT_BULK,
			      .records = counts->changed,
			      .term = mem_strdup(change->term),
			      .from = one ? mem_strdup(change->from[0]) : NULL,
			      .to = mem_strdup(change->to != NULL
						       ? change->to
						       : change->replace),
			      .more = ask->n - 1});
}

/* ---- taking it back ------------------------------------------------------ */

bool columns_is_busy(struct app *app)
{
	if (app->columns.doing != 0)
		app_say(app, "a change of many records is being written{: "
			     "{values} shows it}");
	else if (app->undoing.ticket != 0)
		app_say(app, "many records are being changed back{: {close} "
			     "stops that}");
	return app->columns.doing != 0 || app->undoing.ticket != 0;
}

void columns_take_back(struct app *app, const struct review_progress *progress)
{
	bool known = false;

	for (size_t i = 0; i < app->pendings.n; i++)
		known = known ||
			app->pendings.items[i].ticket == progress->ticket;
	if (!known)
		return;
	/* Keys that wait were meant for the record that it would lead to. */
	if (app->undoing.ticket == 0 && app->n_held > 0)
		app_say(app, "that takes a while: what was typed since is "
			     "left out");
	if (app->undoing.ticket == 0)
		app->n_held = 0;
	app->undoing = (struct back_view){progress->ticket, progress->op,
					  progress->made, progress->followed};
}

bool columns_back_stop(struct app *app, struct effects *effects)
{
	if (app->undoing.ticket == 0)
		return false;
	if (app->undoing.followed >= 0) {
		app_say(app, "it is written: it can only be %s",
			app->undoing.op == ACT_UNDO ? "done again" : "undone");
		return true;
	}
	effects_add(effects, EFFECT_COLUMNS_CANCEL);
	return true;
}

void columns_take_done(struct app *app, const struct bulk_done *done,
		       struct effects *effects)
{
	struct columns_view *view = &app->columns;

	if (done->ticket != view->doing)
		return;
	view->doing = 0;
	if (done->status < 0) {
		app_alarm(app, "%s", done->error.text);
		if (done->error.kind == ERROR_STALE &&
		    app->overlay == OVERLAY_PREVIEW)
			columns_plan(app, effects);
		return;
	}
	app->saved = true;
	view->wrote = done->revision;
	view->wrote_after = done->revision - done->lines;
	columns_say_done(app, &done->counts);
	columns_deed(app, &done->counts);
	if (app->overlay != OVERLAY_PREVIEW)
		return;
	columns_view_forget(view);
	app->overlay = OVERLAY_VALUES;
	columns_ask(app, effects);
}
