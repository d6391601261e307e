/*
 * pendings.c: acts that are not yet in the record. See pendings.h.
 *
 * 1. An act is shown at once as "being saved"; it is called saved only when
 *    the store has answered (ui/app/mail.c).
 * 2. A new act takes the place of the one that failed on the same field, or
 *    on the record as a whole.
 * 3. An act is remembered until the record shows it: till then it belongs to
 *    what its author has seen (pendings_view).
 * 4. Values that are written in one act have one id: they are asked for, fail
 *    and are dropped together.
 */
#include "config.h"

#include "ui/state/pendings.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/mem.h"

void pendings_add(struct pendings *pendings, struct pending_act act)
{
	ARRAY_GROW(pendings->items, pendings->n, pendings->cap);
	pendings->items[pendings->n++] = act;
}

void pendings_remove(struct pendings *pendings, size_t i)
{
	struct pending_act *p = &pendings->items[i];

	free(p->specimen_id);
	free(p->image);
	free(p->term);
	free(p->value);
	free(p->reason);
	free(p->target);
	free(p->told);
	free(p->seen);
	free(p->boxes);
	free(p->error);
	seen_done(&p->view);
	seen_done(&p->now);
	pendings->n--;
	memmove(p, p + 1, (pendings->n - i) * sizeof(*p));
}

void pendings_done(struct pendings *pendings)
{
	while (pendings->n > 0)
		pendings_remove(pendings, pendings->n - 1);
	free(pendings->items);
	free(pendings->last_term);
	free(pendings->last_value);
	*pendings = (struct pendings){0};
}

/* Whether it is on this field of the current record; NULL: on the whole. */
static bool pending_is_of(const struct app *app, const struct pending_act *p,
			  const char *term)
{
	if (!app_is_here(app, p->specimen_id))
		return false;
	if (p->term == NULL || term == NULL)
		return p->term == term;
	return strcmp(p->term, term) == 0;
}

static bool pending_same_act(const struct pending_act *a,
			     const struct pending_act *b)
{
	return strcmp(a->id, b->id) == 0;
}

size_t pendings_beside(const struct app *app, const struct pending_act *act,
		       struct pending_more ret[PENDING_MORE])
{
	size_t n = 0;

	for (size_t i = 0; i < app->pendings.n && n < PENDING_MORE; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (p != act && pending_same_act(p, act))
			ret[n++] = (struct pending_more){p->term, p->value};
	}
	return n;
}

/* Forgets an act, all its values. */
static void pendings_remove_act(struct pendings *pendings, const char *of)
{
	char id[33];

	memcpy(id, of, sizeof(id));
	for (size_t i = pendings->n; i-- > 0;)
		if (strcmp(pendings->items[i].id, id) == 0)
			pendings_remove(pendings, i);
}

bool pendings_drop(struct app *app, const char *term)
{
	const struct pending_act *failed = pendings_failed(app, term);
	bool dropped = failed != NULL;

	while (failed != NULL) {
		deeds_drop(&app->deeds, failed->id);
		pendings_remove_act(&app->pendings, failed->id);
		failed = pendings_failed(app, term);
	}
	return dropped;
}

void pendings_drop_all(struct app *app)
{
	for (size_t i = app->pendings.n; i-- > 0;) {
		if (!app->pendings.items[i].failed)
			continue;
		deeds_drop(&app->deeds, app->pendings.items[i].id);
		pendings_remove(&app->pendings, i);
	}
}

const struct pending_act *pendings_failed(const struct app *app,
					  const char *term)
{
	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].failed &&
		    pending_is_of(app, &app->pendings.items[i], term))
			return &app->pendings.items[i];
	return NULL;
}

bool pending_conflicts(const struct app *app, const struct pending_act *pending)
{
	const struct field *field;
	const char *now, *mine;

	if (!pending->failed || !pending->stale || pending->term == NULL ||
	    pending->seen == NULL || app_is_signed(app) ||
	    !app_is_here(app, pending->specimen_id))
		return false;
	field = app_field(app, pending->term);
	now = field != NULL ? field->value : "";
	mine = pending->value != NULL ? pending->value : "";
	return strcmp(now, pending->seen) != 0 && strcmp(now, mine) != 0;
}

void pendings_resolve(struct app *app)
{
	for (size_t i = app->pendings.n; i-- > 0;) {
		const struct pending_act *p = &app->pendings.items[i];

		if (p->revision > 0 &&
		    (!app_is_here(app, p->specimen_id) ||
		     p->revision <= app->here.specimen.revision))
			pendings_remove(&app->pendings, i);
	}
}

struct pending_act *pendings_of_record(const struct app *app)
{
	for (size_t i = app->pendings.n; i-- > 0;) {
		struct pending_act *p = &app->pendings.items[i];

		if (p->failed && pending_is_of(app, p, NULL))
			return p;
	}
	return NULL;
}

/* ---- what is seen -------------------------------------------------------- */

/* Undo and redo are of any record. What waits for room will still come. */
static bool pending_is_known(const struct app *app, const struct pending_act *p)
{
	return (!p->failed || p->waits) &&
	       (p->specimen_id == NULL || app_is_here(app, p->specimen_id));
}

/* Ids of one's own acts that the record does not show yet; new reference. */
static json_t *pendings_own(const struct app *app)
{
	json_t *own = json_array();

	for (size_t i = 0; i < app->pendings.n; i++)
		if (pending_is_known(app, &app->pendings.items[i]) &&
		    (i == 0 || !pending_same_act(&app->pendings.items[i - 1],
						 &app->pendings.items[i])))
			json_array_append_new(
				own, json_string(app->pendings.items[i].id));
	return own;
}

struct seen pendings_view(const struct app *app)
{
	struct seen view = specimen_seen(&app->here.specimen);

	view.own = pendings_own(app);
	return view;
}

void pendings_look(struct app *app)
{
	seen_done(&app->asked);
	app->asked = pendings_view(app);
}

const char *pendings_value(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);
	const char *value = field != NULL ? field->value : "";

	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (!p->failed && pending_is_of(app, p, term))
			value = p->value != NULL ? p->value : "";
	}
	return value;
}

void pendings_record(const struct app *app, struct record *ret)
{
	record_copy(&app->here.specimen.record, ret);
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (p->term != NULL && app_is_here(app, p->specimen_id))
			record_set(ret, p->term,
				   p->value != NULL ? p->value : "", 1,
				   SOURCE_HUMAN);
	}
}

/* ---- asking for it ------------------------------------------------------- */

/* A copy; NULL: there are none. */
static struct box *boxes_copy(const struct box *boxes, size_t n)
{
	struct box *copy = n > 0 ? mem_alloc(n * sizeof(*boxes)) : NULL;

	if (n > 0)
		memcpy(copy, boxes, n * sizeof(*boxes));
	return copy;
}

/* Whether other values are written with it. */
static bool pending_has_more(const struct app *app, const struct pending_act *p)
{
	struct pending_more more[PENDING_MORE];

	return pendings_beside(app, p, more) > 0;
}

/* The values of one act, each with what its author saw. */
static void review_fill_changes(const struct app *app,
				const struct pending_act *p,
				struct effect_review *ret)
{
	ret->op = ACT_BULK;
	ret->changes = mem_zalloc((PENDING_MORE + 1) * sizeof(*ret->changes));
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *q = &app->pendings.items[i];

		if (!pending_same_act(p, q) || ret->n_changes > PENDING_MORE)
			continue;
		ret->changes[ret->n_changes++] = (struct effect_change){
			.term = mem_strdup(q->term),
			.value = mem_strdup(q->value != NULL ? q->value : ""),
			.seen = mem_strdup(q->seen),
		};
	}
}

static void review_fill_one(const struct pending_act *p,
			    struct effect_review *ret)
{
	ret->op = p->op;
	ret->term = mem_strdup(p->term);
	ret->value = mem_strdup(p->value);
	ret->reason = mem_strdup(p->reason);
	ret->seen = mem_strdup(p->seen);
	ret->override = p->override;
	ret->mark = p->mark;
	ret->spent = p->spent;
}

/* Asks the store for an act that is remembered. */
static void pendings_send(struct app *app, const struct pending_act *p,
			  struct effects *effects)
{
	struct effect *effect = effects_add(effects, EFFECT_REVIEW);
	struct effect_review *review = &effect->review;

	effect->ticket = app_ticket(app);
	review->specimen_id =
		mem_strdup(p->specimen_id != NULL ? p->specimen_id : p->target);
	if (pending_has_more(app, p))
		review_fill_changes(app, p, review);
	else
		review_fill_one(p, review);
	review->second = p->second;
	review->via = p->via;
	review->boxes = boxes_copy(p->boxes, p->n_boxes);
	review->n_boxes = p->n_boxes;
	memcpy(review->id, p->id, sizeof(p->id));
	seen_copy(&p->view, &review->view);
	for (size_t i = 0; i < app->pendings.n; i++)
		if (pending_same_act(&app->pendings.items[i], p))
			app->pendings.items[i].ticket = effect->ticket;
}

/* Adds what is not there yet. */
static void own_add(json_t *own, const json_t *more)
{
	size_t i, k;
	json_t *id, *known;

	json_array_foreach(more, i, id)
	{
		bool there = false;

		json_array_foreach(own, k, known)
		{
			there = there || json_equal(id, known);
		}
		if (!there)
			json_array_append(own, id);
	}
}

/* What the act carries of what its author saw. */
static void pending_see(const struct app *app, const struct pending_ask *ask,
			struct pending_act *ret)
{
	ret->view = pendings_view(app);
	ret->seen = mem_strdup(ask->seen);
	if (ask->view != NULL) {
		ret->view.act = ask->view->act;
		ret->view.outcomes = ask->view->outcomes;
		json_decref(ret->view.pin);
		ret->view.pin = json_deep_copy(ask->view->pin);
		own_add(ret->view.own, ask->view->own);
	} else if (ask->term != NULL && ask->seen == NULL) {
		ret->seen = mem_strdup(pendings_value(app, ask->term));
	}
}

/* Whether a second reader reads by it, or ends their reading. What is asked
 * otherwise is of the record itself, and refused or made as ever. */
static bool pending_is_read(enum act_op op)
{
	return op != ACT_FLAG && op != ACT_UNFLAG && op != ACT_NOTE;
}

/* The act on this record, but for its id. */
static struct pending_act pending_make(const struct app *app,
				       const struct pending_ask *ask)
{
	struct pending_act act = {
		.op = ask->op,
		.term = mem_strdup(ask->term),
		.value = mem_strdup(ask->value),
		.reason = mem_strdup(ask->reason),
		.override = ask->override,
		.mark = ask->mark,
		.via = ask->via,
		.boxes = boxes_copy(ask->boxes, ask->n_boxes),
		.n_boxes = ask->n_boxes,
	};

	act.target = mem_strdup(ask->of);
	act.told = mem_strdup(ask->told);
	if (ask->op == ACT_UNDO || ask->op == ACT_REDO)
		return act;
	act.specimen_id = mem_strdup(app->here.specimen.id);
	act.image = mem_strdup(app->here.specimen.image);
	act.second = app->here.specimen.blind && pending_is_read(ask->op);
	pending_see(app, ask, &act);
	if (ask->op == ACT_APPROVE || ask->op == ACT_REJECT)
		act.spent = spent_of(&app->spent, act.specimen_id);
	return act;
}

/* Another value of the same act. */
static struct pending_act pending_make_more(const struct app *app,
					    const struct pending_ask *ask,
					    const struct pending_more *more)
{
	bool blank = more->value == NULL || more->value[0] == '\0';

	return pending_make(app, &(struct pending_ask){
					 .op = blank ? ACT_CLEAR : ACT_SET,
					 .term = more->term,
					 .value = blank ? NULL : more->value,
					 .via = ask->via,
					 .view = ask->view,
				 });
}

/* A correction that can be repeated. */
static void pendings_note(struct pendings *pendings,
			  const struct pending_act *act)
{
	mem_replace(&pendings->last_term, act->term);
	mem_replace(&pendings->last_value, act->value);
}

/* What undo comes to next. */
static void pendings_deed(struct app *app, const struct pending_act *act,
			  const char *from, size_t more)
{
	struct deed deed = {
		.op = act->op,
		.specimen_id = mem_strdup(act->specimen_id),
		.image = mem_strdup(act->image),
		.records = 1,
		.term = mem_strdup(act->term),
		.from = mem_strdup(from),
		.to = mem_strdup(act->value),
		.more = more,
	};

	memcpy(deed.act, act->id, sizeof(deed.act));
	deeds_add(&app->deeds, deed);
}

void pendings_submit(struct app *app, const struct pending_ask *ask,
		     struct effects *effects)
{
	struct pending_act next[PENDING_MORE + 1];
	const struct pending_act *first;
	char *from CLEANUP(mem_free_str) =
		ask->term != NULL ? mem_strdup(pendings_value(app, ask->term))
				  : NULL;
	size_t n = 0;
	char id[33];

	hash_random_id(id);
	next[n++] = pending_make(app, ask);
	for (size_t i = 0; i < ask->n_more && n <= PENDING_MORE; i++)
		next[n++] = pending_make_more(app, ask, &ask->more[i]);
	for (size_t i = 0; i < n; i++) {
		memcpy(next[i].id, id, sizeof(id));
		if (next[i].specimen_id != NULL)
			pendings_drop(app, next[i].term);
	}
	for (size_t i = 0; i < n; i++)
		pendings_add(&app->pendings, next[i]);
	first = &app->pendings.items[app->pendings.n - n];
	pendings_send(app, first, effects);
	if (first->specimen_id != NULL)
		pendings_deed(app, first, from, n - 1);
	app->saved = false;
	/* Not the words that were asked for: they may be gone. */
	if (first->op == ACT_SET && n == 1)
		pendings_note(&app->pendings, first);
}

void pendings_saved(struct app *app, const struct pending_act *saved)
{
	json_t *id = json_pack("[s]", saved->id);

	for (size_t i = 0; i < app->pendings.n; i++) {
		struct pending_act *p = &app->pendings.items[i];

		if (!p->failed || p->view.own == NULL)
			continue;
		own_add(p->view.own, id);
		if (p->now.own == NULL)
			p->now.own = json_array();
		own_add(p->now.own, id);
	}
	json_decref(id);
}

void pendings_retry(struct app *app, struct effects *effects)
{
	for (size_t i = 0; i < app->pendings.n; i++) {
		struct pending_act *p = &app->pendings.items[i];

		if (!p->failed || !p->waits || p->trying)
			continue;
		for (size_t k = i; k < app->pendings.n; k++)
			if (pending_same_act(&app->pendings.items[k], p))
				app->pendings.items[k].trying = true;
		pendings_send(app, p, effects);
	}
}
