/*
 * arrive.c: a record comes. See arrive.h.
 *
 * 1. What was typed into the record that leaves is kept as not saved.
 * 2. What others did to the record that is shown is told, and what its sheet
 *    was found to say: it must not change under the eyes of who reads it.
 * 3. A record that was fetched ahead is looked up once more: it may have
 *    changed since.
 * 4. That a record is not there is known once the index has all that the run
 *    has; until then what was asked for first is asked for again.
 */
#include "config.h"

#include "ui/app/arrive.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "ui/state/pendings.h"
#include "ui/update/field.h"
#include "ui/update/grid.h"
#include "ui/update/queue.h"
#include "ui/update/record.h"
#include "ui/update/sheet/sheet.h"

void slot_done(struct slot *slot)
{
	specimen_done(&slot->specimen);
	free(slot->image_path);
	*slot = (struct slot){0};
	specimen_init(&slot->specimen);
}

static void slot_find_labels(struct slot *slot)
{
	const struct specimen *s = &slot->specimen;

	if (s->base < s->n_outcomes)
		slot->labels = s->outcomes[s->base].labels;
	if (slot->labels.n == 0 && s->facts != NULL)
		facts_labels(s->facts, &slot->labels);
}

/* Where the list that is here has a record; or where one was. */
static size_t place_of(const struct app *app, const char *id)
{
	const struct queue *queue = &app->queue;

	for (size_t i = 0; queue->have && i < queue->n; i++)
		if (strcmp(queue->rows[i].id, id) == 0)
			return queue->offset + i;
	return app->place;
}

/* What is supposed of a place that is not counted yet: that of the same record
 * before, the row in the list that is here, or where one was. */
static void slot_suppose(const struct app *app, const struct slot *slot,
			 struct query_specimen *reply)
{
	if (reply->placed || !reply->among)
		return;
	if (slot->have && slot->placed && slot->rank >= 0 &&
	    strcmp(slot->specimen.id, reply->specimen.id) == 0) {
		reply->rank = slot->rank;
		reply->total = slot->total;
		reply->placed = true;
		return;
	}
	reply->rank = (int64_t)place_of(app, reply->specimen.id);
	reply->total = app->queue.total;
}

static void slot_take(const struct app *app, struct slot *slot,
		      struct query_specimen *reply)
{
	slot_suppose(app, slot, reply);
	slot_done(slot);
	*slot = (struct slot){
		.have = true,
		.specimen = reply->specimen,
		.image_path = reply->image_path,
		.rank = reply->rank,
		.total = reply->total,
		.placed = reply->placed,
		.ticket = reply->ticket,
	};
	specimen_init(&reply->specimen);
	reply->image_path = NULL;
	slot_find_labels(slot);
}

/* What was here before another record came, or the same one anew. */
struct look {
	char *id, *image; /* NULL: nothing */
	int labels;	  /* that were known */
	bool blind;	  /* what others found was withheld */
	struct seen seen;
};

static void look_done(struct look *look)
{
	free(look->id);
	free(look->image);
	seen_done(&look->seen);
}

static struct look look_now(const struct app *app)
{
	const struct specimen *s = &app->here.specimen;

	if (!app->here.have)
		return (struct look){0};
	return (struct look){
		.id = mem_strdup(s->id),
		.image = mem_strdup(s->image),
		.labels = app->here.labels.n,
		.blind = s->blind,
		.seen = pendings_view(app),
	};
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
	if (act != NULL && act->term == NULL)
		return json_string_value(json_object_get(
			json_array_get(act->changes, 0), "term"));
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
		grid_reveal(app, draft->term);
		field_open(app, draft->term, draft->value, true);
		app_say(app, "you had typed this and not saved it{: {commit} "
			     "saves}{, {cancel} drops it}");
	}
	mem_replace(&draft->value, NULL);
	mem_replace(&draft->term, NULL);
	mem_replace(&draft->specimen_id, NULL);
}

/* Typing goes on in the record it was begun in, or is kept as not saved. */
static void edit_leave(struct app *app, const struct look *before)
{
	struct pending_act act = {.op = ACT_SET, .failed = true};

	if (!app->edit.active)
		return;
	/* Acts of one id are one act. */
	hash_random_id(act.id);
	act.specimen_id = mem_strdup(before->id);
	act.image = mem_strdup(before->image);
	act.term = mem_strdup(app->edit.term);
	act.value = mem_strdup(lineedit_text(&app->edit.line));
	act.error = mem_strdup("the record changed while you typed");
	pendings_add(&app->pendings, act);
	app->edit.active = false;
}

/* What the sheet says may propose other values; who was about to sign the former
 * ones looks at these first. */
static void arrive_moved(struct app *app, const struct look *before)
{
	struct error news;

	if (!seen_moved(&before->seen, &app->here.specimen, &news))
		return;
	app_alarm(app, "%s", news.text);
	app->looked = LOOKED_NOT;
}

/* Others have changed it; values that are kept from being saved by that say so
 * too, and who went on from one of them is told the way back. */
static void arrive_tell_news(struct app *app, const char *news)
{
	bool behind = false;

	for (size_t i = 0; i < app->pendings.n; i++) {
		struct pending_act *p = &app->pendings.items[i];

		if (!p->failed || !p->stale || p->term == NULL ||
		    !app_is_here(app, p->specimen_id))
			continue;
		mem_replace(&p->error, news);
		behind = behind || (pending_conflicts(app, p) &&
				    (app->grid.term == NULL ||
				     strcmp(p->term, app->grid.term) != 0));
	}
	app_alarm(app, "%s%s",
		  behind ? "not saved{, {doubt-previous} shows both values}: "
			 : "",
		  news);
}

/* Whether it is of the change of many records that is made here, or was made
 * last: that may be told of before the record comes, or behind it. */
static bool act_is_columns(const struct app *app, const struct act *act)
{
	const struct columns_view *view = &app->columns;

	return act->op == ACT_BULK && act->by != NULL &&
	       strcmp(act->by, app->by) == 0 &&
	       (view->doing != 0 ||
		(act->seq > view->wrote_after && act->seq <= view->wrote));
}

/* What others did to the record since it was looked at. */
static void arrive_tell(struct app *app, const struct look *before)
{
	const struct specimen *s = &app->here.specimen;
	struct seen seen;
	struct error news;

	seen_copy(&before->seen, &seen);
	for (size_t i = 0; i < s->n_acts; i++)
		if (act_is_columns(app, &s->acts[i]))
			json_array_append_new(seen.own,
					      json_string(s->acts[i].id));
	if (seen_check(&seen, s, s->n_acts, ACT_NOTE, &news) == 0)
		arrive_moved(app, before);
	else
		arrive_tell_news(app, news.text);
	seen_done(&seen);
}

/* Whether one stands where one stood in an earlier session. */
static bool place_is_restored(const struct app *app, const struct look *before)
{
	return before->id == NULL && app->grid.term != NULL &&
	       app_is_here(app, app->restored.at_specimen) &&
	       app->restored.at_term != NULL &&
	       strcmp(app->grid.term, app->restored.at_term) == 0;
}

static void arrive(struct app *app, enum arrival why, const struct look *before)
{
	struct slot *here = &app->here;
	bool other = !app_is_here(app, before->id);
	const char *term = why == ARRIVE_UNDO
				   ? specimen_undone_term(&here->specimen)
				   : app->fetch.term;

	if (other && before->id != NULL)
		edit_leave(app, before);
	else if (!other && !before->blind && !here->specimen.blind)
		arrive_tell(app, before);
	doubtful_learn(app);
	pendings_resolve(app);
	grid_rebuild(app);
	if (here->rank >= 0)
		app->place = (size_t)here->rank;
	/* Rows that the one before had scrolled away are seen of this one. */
	if (other)
		app->grid.top = 0;
	if (term != NULL)
		grid_select(app, term);
	else if (why == ARRIVE_READ ||
		 (other && !place_is_restored(app, before)))
		grid_open(app);
	/* Labels that are found while a record is on the screen move
	 * nothing there. */
	if (!other && before->labels == 0 && here->labels.n > 0)
		app->sheet.label = -1;
	if (!other)
		return;
	app->looked = before->id != NULL ? LOOKED_NOT : LOOKED_WELL;
	sheet_arrive(app);
	record_beside(app);
	claimed_say(app);
	draft_offer(app);
}

static void arrive_missing(struct app *app, const struct error *err)
{
	struct query_fetch *fetch = &app->fetch;

	if (fetch->peek)
		return;
	if (fetch->ahead) {
		mem_replace(&app->next_id, NULL);
		return;
	}
	if (fetch->why == ARRIVE_FRESH) {
		app_alarm(app, "%s", err->text);
		return;
	}
	/* It is asked for again when the index has all (invariant 4). */
	if (err->kind == ERROR_NOT_FOUND && app->behind && !app->here.have) {
		app->n_held = 0;
		return;
	}
	if (err->kind == ERROR_NOT_FOUND && fetch->why == ARRIVE_FOUND) {
		if (fetch->id != NULL)
			app_alarm(app, "%s", err->text);
		else
			queue_search_missed(app);
		app->n_held = 0;
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
	struct look before CLEANUP(look_done) = look_now(app);

	app->fetch.ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		arrive_missing(app, &reply->error);
	} else if (app->fetch.peek) {
		slot_take(app, &app->queue.peek, reply);
	} else if (app->fetch.ahead) {
		slot_take(app, &app->ahead, reply);
		app->sheet.ahead_done = false;
	} else {
		slot_take(app, &app->here, reply);
		arrive(app, app->fetch.why, &before);
	}
}

void arrive_place(struct app *app, const struct query_place *place)
{
	struct slot *here = &app->here;

	if (!here->have || place->ticket != here->ticket)
		return;
	here->rank = place->rank;
	here->total = place->total;
	here->placed = true;
	if (here->rank >= 0)
		app->place = (size_t)here->rank;
}

void arrive_ahead(struct app *app)
{
	struct query_fetch *fetch = &app->fetch;
	struct slot slot = app->ahead;
	struct look before CLEANUP(look_done) = {0};

	if (!fetch->wanted || fetch->why != ARRIVE_MOVE || fetch->id == NULL ||
	    !slot.have || strcmp(slot.specimen.id, fetch->id) != 0)
		return;
	before = look_now(app);
	app->ahead = app->here;
	app->here = slot;
	slot_done(&app->ahead);
	fetch->wanted = false;
	/* It may have changed since it was fetched ahead. */
	fetch->stale = true;
	arrive(app, ARRIVE_MOVE, &before);
}
