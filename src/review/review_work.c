/*
 * review_work.c: what a task of review works on. See review_work.h.
 *
 * 1. Every check is made under journals.lock on the state that the act will
 *    change, with the task's own earlier acts in it; or before, where nothing
 *    that the act concerns has changed by then (review.c, invariant 3).
 * 2. An act is first taken into that state and then written: what the next
 *    request meets is what the fold will make of it.
 */
#include "config.h"

#include "review/review_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/record/written.h"
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
		int rc = work->once ? index_specimen_values_of(work->index, id,
							       &specimen, err)
				    : index_specimen(work->index, id, &specimen,
						     err);

		if (rc < 0)
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

int review_load_seen(struct review_work *work,
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

int review_check_open(const struct specimen *specimen,
		      const struct review_request *request, struct error *err)
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

json_t *review_base(const struct specimen *specimen)
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

char *review_value(const char *value)
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
