/*
 * review_act.c: requests as acts. See review_act.h.
 *
 * 1. Every check is made under journals.lock on the state that the act will
 *    change, with the task's own earlier acts in it.
 * 2. An act is first taken into that state and then written: what the next
 *    request meets is what the fold will make of it.
 */
#include "config.h"

#include "review/review_act.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/human.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "dwc/typed/typed.h"
#include "run/index/acts.h"
#include "run/index/specimen.h"
#include "run/record/pin.h"
#include "run/record/replay.h"
#include "run/store/curated.h"

void review_work_done(struct review_work *work)
{
	for (size_t i = 0; i < work->n; i++) {
		specimen_done(&work->specimens[i]->specimen);
		free(work->specimens[i]->signer);
		free(work->specimens[i]);
	}
	free(work->specimens);
	if (work->last != NULL)
		act_done(work->last);
	free(work->last);
	seen_done(&work->now);
	work->specimens = NULL;
	work->last = NULL;
	work->n = 0;
}

void review_group_done(struct review_group *group)
{
	json_decref(group->targets);
	*group = (struct review_group){0};
}

void review_work_sign(const struct review_work *work, struct bytes *curated)
{
	for (size_t i = 0; i < work->n; i++)
		if (work->specimens[i]->specimen.due != work->specimens[i]->due)
			curated_write(&work->specimens[i]->specimen, curated);
}

static struct review_specimen *review_loaded(const struct review_work *work,
					     const char *id)
{
	for (size_t i = 0; i < work->n; i++)
		if (strcmp(work->specimens[i]->specimen.id, id) == 0)
			return work->specimens[i];
	return NULL;
}

/* Takes the specimen's contents. */
static struct review_specimen *review_take(struct review_work *work,
					   const struct specimen *specimen)
{
	struct review_specimen *loaded = mem_alloc(sizeof(*loaded));
	bool approved = specimen->status == STATUS_APPROVED;

	*loaded = (struct review_specimen){
		.specimen = *specimen,
		.due = specimen->due,
		.n_acts = specimen->n_acts,
		.signer = mem_strdup(
			approved ? specimen->acts[specimen->signer].by : NULL),
	};
	work->specimens = mem_grow(work->specimens, work->n + 1,
				   sizeof(struct review_specimen *));
	work->specimens[work->n++] = loaded;
	return loaded;
}

int review_load(struct review_work *work, const char *id, struct specimen **ret,
		struct error *err)
{
	struct review_specimen *known = review_loaded(work, id);
	struct specimen specimen;

	if (known == NULL) {
		if (index_specimen(work->index, id, &specimen, err) < 0)
			return -1;
		/* It may have been asked for by an id that it had before. */
		known = review_loaded(work, specimen.id);
		if (known != NULL)
			specimen_done(&specimen);
		else
			known = review_take(work, &specimen);
	}
	*ret = &known->specimen;
	return 0;
}

/* Holds a record that nobody pinned to the proposal that the author of the
 * act saw, whatever was read or found out since. */
static void review_hold(const struct review_work *work,
			const struct review_request *request,
			struct specimen *specimen)
{
	if (specimen->pinned || request->view.pin == NULL ||
	    !pin_is_for(request->op))
		return;
	json_decref(specimen->look);
	specimen->look = json_deep_copy(request->view.pin);
	specimen_replay(specimen, work->terms);
}

/* The one that a request is about, if it is still as its author saw it. */
static int review_load_seen(struct review_work *work,
			    const struct review_request *request,
			    struct specimen **ret, struct error *err)
{
	const struct review_specimen *loaded;

	if (review_load(work, request->specimen_id, ret, err) < 0)
		return -1;
	loaded = CONTAINER_OF(*ret, struct review_specimen, specimen);
	seen_done(&work->now);
	work->now = specimen_seen(*ret);
	work->now.untold =
		seen_untold(&request->view, *ret, loaded->n_acts, request->op);
	if (seen_check(&request->view, *ret, loaded->n_acts, request->op, err) <
	    0)
		return -1;
	review_hold(work, request, *ret);
	return 0;
}

/* A signature is not taken back by the way. */
static int review_check_open(const struct specimen *specimen,
			     const struct review_request *request,
			     struct error *err)
{
	if (request->withdraws || specimen->signer == specimen->n_acts)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s is %s by %s; open it again first", specimen->image,
			 specimen->status == STATUS_APPROVED ? "signed"
							     : "rejected",
			 specimen->acts[specimen->signer].by);
}

/* --- the parts of an act -------------------------------------------------- */

/* Names the outcome that most of it is of, for older readers; {} where there is
 * none. New reference. */
static json_t *review_base(const struct specimen *specimen)
{
	json_t *base = json_object();
	const struct outcome *outcome;

	if (specimen->base < specimen->n_outcomes) {
		outcome = &specimen->outcomes[specimen->base];
		json_set_string(base, "run_id",
				outcome->run_id != NULL ? outcome->run_id : "");
		json_set_string(base, "line_sha256",
				specimen->outcome_sha256[specimen->base]);
	}
	return base;
}

/* A bulk act pins in its changes. */
void review_begin(const struct review_work *work,
		  const struct review_request *request,
		  const struct specimen *specimen, struct act *ret)
{
	char stamp[CLOCK_STAMP_SIZE], id[33];

	clock_stamp(stamp);
	hash_random_id(id);
	act_init(ret);
	ret->seq = work->seq;
	if (request->id != NULL && work->group->lines == 0)
		ret->id = mem_strdup(request->id);
	else
		ret->id = mem_strdup(id);
	ret->timestamp = mem_strdup(stamp);
	ret->by = mem_strdup(request->by);
	ret->op = request->op;
	if (request->view.given)
		ret->seen = seen_write(&request->view);
	if (specimen == NULL)
		return;
	ret->specimen_id = mem_strdup(specimen->id);
	ret->image = mem_strdup(specimen->image);
	if (!pin_is_for(request->op)) {
		/* Said outright: older acts of these kinds have a base that
		 * pins. */
		ret->base = json_null();
	} else if (request->op != ACT_BULK) {
		ret->base = review_base(specimen);
		ret->pin = pin_write(&specimen->proposal);
	}
}

/* A value as it is kept: valid, without control characters; "" for blanks.
 * Owned. */
static char *review_value(const char *value)
{
	char *clean = text_cleaned(value != NULL ? value : "");

	if (text_blank(clean))
		clean[0] = '\0';
	return clean;
}

char *review_field_value(const struct terms *terms, const char *term,
			 const char *value)
{
	const struct term *known = terms_find(terms, term);
	struct bytes clean = {0};

	if (value == NULL || known == NULL || !term_has_lines(known) ||
	    text_blank(value))
		return review_value(value);
	text_clean_lines(value, strlen(value), &clean);
	bytes_append_str(&clean, "");
	return bytes_steal(&clean);
}

/* What of a bulk act is this specimen's, as the index keeps it; NULL: of
 * another act, which is a specimen's whole. New reference. */
static json_t *review_part(const struct act *act,
			   const struct specimen *specimen)
{
	json_t *part, *change;
	size_t i;

	if (act->op != ACT_BULK)
		return NULL;
	part = json_array();
	json_array_foreach(act->changes, i, change)
	{
		if (specimen_is(specimen,
				json_string_at(change, "specimen_id")))
			json_array_append(part, change);
	}
	return part;
}

/* Takes the act into the state of the specimens that it changes. */
static int review_apply(struct review_work *work, struct act *act,
			struct specimen **specimens, size_t n,
			struct error *err)
{
	json_t *all = act->changes;

	for (size_t i = 0; i < n; i++) {
		json_t *part CLEANUP(json_release) = NULL;
		struct bytes line CLEANUP(bytes_done) = {0};
		struct act own;
		int rc;

		if (work->once && specimens[i]->signer == specimens[i]->n_acts)
			continue;
		part = review_part(act, specimens[i]);
		act->changes = part;
		act_write(act, &line);
		act->changes = all;
		rc = act_read(line.data, line.len - 1, &own, err);
		if (rc < 0)
			return -1;
		specimen_add_act(specimens[i], &own);
		specimen_replay(specimens[i], work->terms);
	}
	return 0;
}

/* Makes the act a line of the group, where there is one. */
static void review_group_act(struct review_group *group, struct act *act)
{
	if (group->id[0] == '\0')
		return;
	group->lines++;
	act->group = mem_strdup(group->id);
	act->group_end = group->closes ? group->lines : 0;
}

int review_finish(struct review_work *work, struct act *act,
		  struct specimen **specimens, size_t n, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	if (work->last == NULL)
		work->last = mem_zalloc(sizeof(*work->last));
	else
		act_done(work->last);
	review_group_act(work->group, act);
	*work->last = *act;
	act_write(work->last, &line);
	if (review_apply(work, work->last, specimens, n, err) < 0)
		return -1;
	bytes_append(work->edits, line.data, line.len);
	work->seq++;
	return 0;
}

/* --- values --------------------------------------------------------------- */

static int review_check_term(const struct review_work *work,
			     const struct specimen *specimen, const char *term,
			     struct error *err)
{
	char *hint CLEANUP(mem_free_str) = NULL;

	if (text_blank(term))
		return error_set(err, ERROR_USAGE,
				 "an edit has to name a term");
	if (terms_find(work->terms, term) != NULL ||
	    record_find(&specimen->record, term) != NULL)
		return 0;
	hint = human_suggestion(terms_suggest(work->terms, term));
	return error_set(err, ERROR_USAGE, "there is no term \"%s\"%s", term,
			 hint);
}

/* Who changed this field last, or NULL. */
static const char *review_changed_by(const struct specimen *specimen,
				     const char *term)
{
	const struct field *field = record_find(&specimen->record, term);

	return field != NULL ? field->by : NULL;
}

/* A history of determinations is a list, or nothing. */
static int review_check_history(const struct review_work *work,
				const char *term, const char *value,
				struct error *err)
{
	const struct term *known = terms_find(work->terms, term);
	json_t *list;

	if (known == NULL || known->kind != TERM_HISTORY || text_blank(value))
		return 0;
	if (identifications_read(value, &list, err) < 0)
		return -1;
	json_decref(list);
	return 0;
}

int review_check_value(const struct review_work *work,
		       const struct specimen *specimen, const char *term,
		       const char *value, struct error *err)
{
	if (review_check_term(work, specimen, term, err) < 0)
		return -1;
	if (value != NULL && strlen(value) > REVIEW_VALUE_MAX)
		return error_set(err, ERROR_USAGE,
				 "the value of %s is longer than %d bytes",
				 term, REVIEW_VALUE_MAX);
	return review_check_history(work, term, value, err);
}

static int review_check_edit(const struct review_work *work,
			     const struct specimen *specimen, const char *term,
			     const char *value, const char *seen,
			     struct error *err)
{
	const char *now, *by;

	if (review_check_value(work, specimen, term, value, err) < 0)
		return -1;
	now = record_value(&specimen->record, term);
	by = review_changed_by(specimen, term);
	if (seen != NULL && strcmp(seen, now) != 0)
		return error_set(err, ERROR_STALE,
				 "%s was changed meanwhile%s%s to \"%.80s\"; "
				 "look at it again",
				 term, by != NULL ? " by " : "",
				 by != NULL ? by : "", now);
	return 0;
}

void review_note_via(const struct review_request *request, struct act *act)
{
	if (act->op != ACT_SET && act->op != ACT_BULK)
		return;
	act->via = request->via;
	if (request->n_boxes > 0)
		act->boxes = boxes_write(request->boxes, request->n_boxes);
}

static int review_edit(struct review_work *work,
		       const struct review_request *request, struct error *err)
{
	const char *now, *value = request->value;
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0 ||
	    review_check_open(specimen, request, err) < 0 ||
	    review_check_edit(work, specimen, request->term, value,
			      request->seen, err) < 0)
		return -1;
	now = record_value(&specimen->record, request->term);
	if (request->op == ACT_ACCEPT && value == NULL)
		value = now;
	review_begin(work, request, specimen, &act);
	act.term = mem_strdup(request->term);
	act.from = mem_strdup(now);
	if (request->op != ACT_CLEAR) {
		act.to = review_field_value(work->terms, request->term, value);
		if (request->op == ACT_SET && act.to[0] == '\0')
			act.op = ACT_CLEAR;
	}
	review_note_via(request, &act);
	return review_finish(work, &act, &specimen, 1, err);
}

/* --- many values at once -------------------------------------------------- */

/* Whether the proposal is its base and nothing else, so that the base pins
 * it: most are, and long bulk acts a fifth as long. */
static bool review_base_is_all(const struct specimen *specimen)
{
	const struct record *whole, *proposal = &specimen->proposal;

	if (specimen->base >= specimen->n_outcomes)
		return false;
	whole = &specimen->outcomes[specimen->base].dwc;
	for (size_t i = 0; i < proposal->n; i++) {
		const struct field *field = &proposal->fields[i];
		const struct field *same = record_find(whole, field->term);

		if (field->line_sha256 == NULL || same == NULL ||
		    strcmp(field->line_sha256,
			   specimen->outcome_sha256[specimen->base]) != 0 ||
		    strcmp(same->value, field->value) != 0)
			return false;
	}
	return proposal->n == whole->n;
}

static json_t *review_change(const struct review_work *work,
			     const struct specimen *specimen,
			     const struct review_change *change)
{
	json_t *json = json_object();
	char *value CLEANUP(mem_free_str) =
		review_field_value(work->terms, change->term, change->value);

	json_set_string(json, "specimen_id", specimen->id);
	json_set_string(json, "term", change->term);
	json_set_string(json, "from",
			record_value(&specimen->record, change->term));
	json_set_string(json, "to", value);
	json_object_set_new(json, "base", review_base(specimen));
	if (work->group->id[0] == '\0' || !review_base_is_all(specimen))
		json_object_set_new(json, "pin",
				    pin_write(&specimen->proposal));
	return json;
}

static int review_pointer_order(const void *a, const void *b)
{
	uintptr_t left = (uintptr_t) * (struct specimen *const *)a;
	uintptr_t right = (uintptr_t) * (struct specimen *const *)b;

	return left < right ? -1 : left > right;
}

/* Leaves each specimen once, sorted by address; returns how many. */
static size_t review_unique(struct specimen **specimens, size_t n)
{
	size_t kept = 0;

	qsort(specimens, n, sizeof(struct specimen *), review_pointer_order);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || specimens[i] != specimens[i - 1])
			specimens[kept++] = specimens[i];
	return kept;
}

/* Checks all changes; *ret gets them, specimens[] whom they concern. */
static int review_changes(struct review_work *work,
			  const struct review_request *request,
			  struct specimen **specimens, json_t *ret,
			  struct error *err)
{
	for (size_t i = 0; i < request->n_changes; i++) {
		const struct review_change *change = &request->changes[i];

		if (review_load(work, change->specimen_id, &specimens[i], err) <
			    0 ||
		    review_check_open(specimens[i], request, err) < 0 ||
		    review_check_edit(work, specimens[i], change->term,
				      change->value, change->seen, err) < 0)
			return -1;
		json_array_append_new(
			ret, review_change(work, specimens[i], change));
	}
	return 0;
}

/* Several values of the one record that the request names are of one look. */
static int review_bulk_seen(struct review_work *work,
			    const struct review_request *request,
			    struct error *err)
{
	struct specimen *specimen;

	return request->specimen_id != NULL
		       ? review_load_seen(work, request, &specimen, err)
		       : 0;
}

static int review_bulk(struct review_work *work,
		       const struct review_request *request, struct error *err)
{
	size_t n = request->n_changes;
	struct specimen **specimens;
	json_t *changes = json_array();
	struct act act;
	int rc;

	if (n == 0 || review_bulk_seen(work, request, err) < 0) {
		json_decref(changes);
		return n > 0 ? -1
			     : error_set(err, ERROR_USAGE,
					 "nothing is to be changed");
	}
	specimens = mem_zalloc(n * sizeof(struct specimen *));
	rc = review_changes(work, request, specimens, changes, err);
	if (rc == 0) {
		n = review_unique(specimens, n);
		review_begin(work, request, n == 1 ? specimens[0] : NULL, &act);
		act.changes = json_incref(changes);
		review_note_via(request, &act);
		rc = review_finish(work, &act, specimens, n, err);
	}
	json_decref(changes);
	free(specimens);
	return rc;
}

/* --- signing -------------------------------------------------------------- */

/* Required terms that have no value and were not found empty. */
static json_t *review_missing(const struct review_work *work,
			      const struct specimen *specimen)
{
	json_t *missing = json_array();

	for (size_t i = 0; i < terms_count(work->terms); i++) {
		const struct term *term = terms_at(work->terms, i);
		const struct field *field =
			record_find(&specimen->record, term->name);

		if (term_is_required(term) &&
		    (field == NULL || (text_blank(field->value) &&
				       field->source != SOURCE_EMPTY)))
			json_array_append_new(missing, json_string(term->name));
	}
	return missing;
}

/* Values that the check finds wrong: [{"term","code","message"}]. */
static json_t *review_unsound(const struct specimen *specimen)
{
	json_t *unsound = json_array();

	for (size_t i = 0; i < specimen->verdicts.n; i++) {
		const struct verdict *verdict = &specimen->verdicts.items[i];
		json_t *item;

		if (!verdict_condemns(verdict, &specimen->record))
			continue;
		item = json_object();
		json_set_string(item, "term", verdict->term);
		json_set_string(item, "code", verdict->code);
		json_set_string(item, "message", verdict->message);
		json_array_append_new(unsound, item);
	}
	return unsound;
}

static int review_refuse_missing(const json_t *missing, struct error *err)
{
	struct bytes names CLEANUP(bytes_done) = {0};
	size_t i;
	json_t *name;

	json_array_foreach(missing, i, name)
	{
		bytes_printf(&names, "%s%s", i > 0 ? ", " : "",
			     json_string_value(name));
	}
	return error_set(err, ERROR_FAILED,
			 "not approved: no value and not confirmed empty: %s; "
			 "fill in, confirm that it is empty, or override",
			 names.data);
}

static int review_refuse_unsound(const struct specimen *specimen,
				 const json_t *unsound, struct error *err)
{
	struct bytes names CLEANUP(bytes_done) = {0};
	size_t i;
	json_t *item;

	json_array_foreach(unsound, i, item)
	{
		const char *term = json_string_at(item, "term");
		const char *value = record_value(&specimen->record, term);

		bytes_printf(&names, "%s%s \"%.*s\": %s", i > 0 ? "; " : "",
			     term, (int)text_cut(value, 40), value,
			     json_string_at(item, "message"));
	}
	return error_set(err, ERROR_FAILED,
			 "not approved: correct these, or override with a "
			 "reason: %s",
			 names.data);
}

/* Refuses what is neither whole and sound nor overridden. */
static int review_check_whole(const struct specimen *specimen,
			      const struct review_request *request,
			      const struct curated_override *over,
			      struct error *err)
{
	bool reasoned = request->override && !text_blank(request->reason);

	if (json_array_size(over->unsound) > 0 && !reasoned)
		return review_refuse_unsound(specimen, over->unsound, err);
	if (json_array_size(over->missing) > 0 && !request->override)
		return review_refuse_missing(over->missing, err);
	return 0;
}

/* What was overridden, and why, for the act. */
static void review_note_override(const struct curated_override *over,
				 struct act *act)
{
	json_t *extra = json_object();

	if (json_array_size(over->missing) > 0)
		json_object_set_new(extra, "overridden",
				    json_deep_copy(over->missing));
	if (json_array_size(over->unsound) > 0)
		json_object_set_new(extra, "unsound",
				    json_deep_copy(over->unsound));
	if (json_object_size(extra) > 0) {
		act->extra = json_incref(extra);
		act->reason = mem_strdup(over->reason);
	}
	json_decref(extra);
}

static int review_approve(struct review_work *work,
			  const struct review_request *request,
			  struct error *err)
{
	json_t *missing CLEANUP(json_release) = NULL;
	json_t *unsound CLEANUP(json_release) = NULL;
	char *reason CLEANUP(mem_free_str) = NULL;
	struct curated_override over;
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0)
		return -1;
	if (specimen->status == STATUS_APPROVED)
		return error_set(
			err, ERROR_FAILED, "%s is approved already, by %s",
			specimen->image, specimen->acts[specimen->signer].by);
	missing = review_missing(work, specimen);
	unsound = review_unsound(specimen);
	reason = text_blank(request->reason) ? NULL
					     : review_value(request->reason);
	over = (struct curated_override){missing, unsound, reason};
	if (review_check_whole(specimen, request, &over, err) < 0)
		return -1;
	review_begin(work, request, specimen, &act);
	act.spent = request->spent;
	act.record = curated_record(specimen, act.by, act.timestamp, &over);
	review_note_override(&over, &act);
	return review_finish(work, &act, &specimen, 1, err);
}

static int review_reject(struct review_work *work,
			 const struct review_request *request,
			 struct error *err)
{
	struct specimen *specimen;
	struct act act;

	if (text_blank(request->reason))
		return error_set(err, ERROR_USAGE,
				 "a rejection needs a reason: not a specimen, "
				 "duplicate, unreadable, other");
	if (review_load_seen(work, request, &specimen, err) < 0)
		return -1;
	if (specimen->status == STATUS_REJECTED)
		return error_set(
			err, ERROR_FAILED, "%s is rejected already, by %s: %s",
			specimen->image, specimen->acts[specimen->signer].by,
			specimen->reason);
	review_begin(work, request, specimen, &act);
	act.reason = review_value(request->reason);
	act.spent = request->spent;
	return review_finish(work, &act, &specimen, 1, err);
}

static int review_reopen(struct review_work *work,
			 const struct review_request *request,
			 struct error *err)
{
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0)
		return -1;
	if (specimen->signer == specimen->n_acts)
		return error_set(err, ERROR_FAILED,
				 "%s is neither approved nor rejected",
				 specimen->image);
	review_begin(work, request, specimen, &act);
	return review_finish(work, &act, &specimen, 1, err);
}

/* --- marks ---------------------------------------------------------------- */

/* Who wrote the note that is in force, or NULL. */
static const char *review_note_by(const struct specimen *specimen)
{
	for (size_t i = specimen->n_acts; i > 0; i--)
		if (specimen->acts[i - 1].op == ACT_NOTE &&
		    !specimen->undone[i - 1])
			return specimen->acts[i - 1].by;
	return NULL;
}

static int review_check_note(const struct specimen *specimen,
			     const struct review_request *request,
			     struct error *err)
{
	const char *now = specimen->notes != NULL ? specimen->notes : "";
	const char *by = review_note_by(specimen);

	if (request->op != ACT_NOTE || request->seen == NULL ||
	    strcmp(request->seen, now) == 0)
		return 0;
	return error_set(err, ERROR_STALE,
			 "the note was changed meanwhile%s%s to \"%.80s\"",
			 by != NULL ? " by " : "", by != NULL ? by : "", now);
}

/* Only what is signed is read a second time. */
static int review_check_mark(const struct specimen *specimen,
			     const struct review_request *request,
			     struct error *err)
{
	if (request->op != ACT_FLAG || request->mark != MARK_SECOND ||
	    specimen->status == STATUS_APPROVED)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s is not signed: there is nothing to be read a "
			 "second time",
			 specimen->image);
}

static int review_mark(struct review_work *work,
		       const struct review_request *request, struct error *err)
{
	struct specimen *specimen;
	struct act act;

	if (review_load_seen(work, request, &specimen, err) < 0 ||
	    review_check_note(specimen, request, err) < 0 ||
	    review_check_mark(specimen, request, err) < 0)
		return -1;
	review_begin(work, request, specimen, &act);
	if (request->op == ACT_NOTE)
		act.to = review_value(request->value);
	else
		act.reason = mem_strdup(act_mark_word(request->mark));
	return review_finish(work, &act, &specimen, 1, err);
}

/* --- taking back ---------------------------------------------------------- */

static int review_refuse_back(const struct specimen *specimen, size_t i,
			      size_t later, bool redo, struct error *err)
{
	const struct act *act = &specimen->acts[i];
	const struct act *other = &specimen->acts[later];

	return error_set(err, ERROR_FAILED,
			 "cannot %s the %s of %s: %s changed it since (%s)",
			 redo ? "redo" : "undo", act_op_word(act->op),
			 act->term != NULL ? act->term : specimen->image,
			 other->by, act_op_word(other->op));
}

/* Whether act `id` of this specimen may be taken back or put forward. */
static int review_check_back(const struct specimen *specimen, const char *id,
			     const struct review_request *request,
			     struct error *err)
{
	bool redo = request->op == ACT_REDO;

	for (size_t i = specimen->n_acts; i > 0; i--) {
		size_t later;

		if (strcmp(specimen->acts[i - 1].id, id) != 0)
			continue;
		later = specimen_act_conflict(specimen, i - 1);
		if (later < specimen->n_acts)
			return review_refuse_back(specimen, i - 1, later, redo,
						  err);
		return specimen_act_edits(specimen, i - 1)
			       ? review_check_open(specimen, request, err)
			       : 0;
	}
	return 0;
}

static int review_back_load(struct review_work *work, const char *act,
			    const struct review_request *request,
			    const json_t *ids, struct specimen **specimens,
			    struct error *err)
{
	size_t i;
	json_t *id;

	json_array_foreach(ids, i, id)
	{
		if (review_load(work, json_string_value(id), &specimens[i],
				err) < 0 ||
		    review_check_back(specimens[i], act, request, err) < 0)
			return -1;
	}
	return 0;
}

int review_back_begin(struct review_work *work,
		      const struct review_request *request, struct error *err)
{
	struct review_group *group = work->group;
	char *target CLEANUP(mem_free_str) = NULL;

	if (group->targets == NULL) {
		if (index_undo_target(
			    work->index, request->by, request->specimen_id,
			    request->op == ACT_REDO, &target, err) < 0 ||
		    index_act_group(work->index, target, &group->targets, err) <
			    0)
			return -1;
		if (json_array_size(group->targets) > 1)
			hash_random_id(group->id);
	}
	return json_array_size(group->targets) > 1;
}

static int review_back_one(struct review_work *work,
			   const struct review_request *request,
			   const char *target, struct error *err)
{
	json_t *ids CLEANUP(json_release) = NULL;
	struct specimen **specimens;
	struct act act;
	size_t n;
	int rc;

	if (index_act_specimens(work->index, target, &ids, err) < 0)
		return -1;
	n = json_array_size(ids);
	specimens = mem_zalloc(n * sizeof(struct specimen *));
	rc = review_back_load(work, target, request, ids, specimens, err);
	if (rc == 0) {
		review_begin(work, request, n > 0 ? specimens[0] : NULL, &act);
		act.ids = json_pack("[s]", target);
		rc = review_finish(work, &act, specimens, n, err);
	}
	free(specimens);
	return rc;
}

/* Which acts are taken back, or put forward: those of a group together, each
 * by a line of another one. */
static int review_back(struct review_work *work,
		       const struct review_request *request, struct error *err)
{
	struct review_group *group = work->group;
	const char *target;
	size_t n;

	if (review_back_begin(work, request, err) < 0)
		return -1;
	n = json_array_size(group->targets);
	target = json_string_value(
		json_array_get(group->targets, group->next++));
	group->closes = group->next == n;
	if (review_back_one(work, request, target, err) < 0)
		return -1;
	return group->next < n;
}

/* --- all of them ---------------------------------------------------------- */

int review_act(struct review_work *work, const struct review_request *request,
	       struct error *err)
{
	static int (*const ways[])(struct review_work *,
				   const struct review_request *,
				   struct error *) = {
		[ACT_SET] = review_edit,      [ACT_CLEAR] = review_edit,
		[ACT_ACCEPT] = review_edit,   [ACT_APPROVE] = review_approve,
		[ACT_REJECT] = review_reject, [ACT_REOPEN] = review_reopen,
		[ACT_FLAG] = review_mark,     [ACT_UNFLAG] = review_mark,
		[ACT_NOTE] = review_mark,     [ACT_UNDO] = review_back,
		[ACT_REDO] = review_back,     [ACT_BULK] = review_bulk,
	};

	return ways[request->op](work, request, err);
}
