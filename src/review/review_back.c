/*
 * review_back.c: acts taken back, and put forward again. See review_ways.h.
 */
#include "config.h"

#include "review/review_ways.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/acts.h"
#include "run/record/replay.h"

static void error_copy(const struct error *from, struct error *ret)
{
	if (ret != NULL)
		*ret = *from;
}

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

/* Whether act `id` of this specimen may not be taken back, or put forward:
 * *err says why. */
static bool review_refuses_back(const struct specimen *specimen, const char *id,
				const struct review_request *request,
				struct error *err)
{
	bool redo = request->op == ACT_REDO;

	for (size_t i = specimen->n_acts; i > 0; i--) {
		size_t later;

		if (strcmp(specimen->acts[i - 1].id, id) != 0)
			continue;
		if (specimen->undone[i - 1] != redo)
			return error_set(err, ERROR_FAILED,
					 "the %s of %s is %s already",
					 act_op_word(specimen->acts[i - 1].op),
					 specimen->image,
					 redo ? "in force" : "undone") < 0;
		later = specimen_act_conflict(specimen, i - 1);
		if (later < specimen->n_acts)
			return review_refuse_back(specimen, i - 1, later, redo,
						  err) < 0;
		return specimen_act_edits(specimen, i - 1) &&
		       review_check_open(specimen, request, err) < 0;
	}
	return false;
}

/* Whom an act is taken back of, and whom it is left to. */
struct review_backs {
	struct specimen **specimens;
	size_t n;
	json_t *except; /* ids */
	struct error why;
};

static void review_backs_done(struct review_backs *backs)
{
	free(backs->specimens);
	json_decref(backs->except);
}

/* Whether this one may keep what it has while the others do not: it is one of
 * those of a bulk act, and not the one that the request names. */
static bool review_may_keep(const struct review_request *request,
			    const struct specimen *specimen, const char *target)
{
	if (request->specimen_id != NULL &&
	    specimen_is(specimen, request->specimen_id))
		return false;
	for (size_t i = 0; i < specimen->n_acts; i++)
		if (specimen->acts[i].op == ACT_BULK &&
		    strcmp(specimen->acts[i].id, target) == 0)
			return true;
	return false;
}

static int review_backs_find(struct review_work *work, const char *target,
			     const struct review_request *request,
			     struct review_backs *ret, struct error *err)
{
	json_t *ids CLEANUP(json_release) = NULL;
	size_t i;
	json_t *id;

	if (index_act_specimens(work->index, target, &ids, err) < 0)
		return -1;
	ret->specimens = mem_zalloc((json_array_size(ids) + 1) *
				    sizeof(struct specimen *));
	ret->except = json_array();
	json_array_foreach(ids, i, id)
	{
		struct specimen *specimen;

		if (review_load(work, json_string_value(id), &specimen, err) <
		    0)
			return -1;
		if (!review_refuses_back(specimen, target, request,
					 &ret->why)) {
			ret->specimens[ret->n++] = specimen;
			continue;
		}
		if (!review_may_keep(request, specimen, target)) {
			error_copy(&ret->why, err);
			return -1;
		}
		json_array_append(ret->except, id);
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

static const char *review_target(const struct review_group *group, size_t i)
{
	return json_string_value(json_array_get(group->targets, i));
}

/* 1: an act of it, 0: nobody is left to take it back of, *why says so; or
 * -1. */
static int review_back_one(struct review_work *work,
			   const struct review_request *request, size_t at,
			   struct error *why, struct error *err)
{
	const char *target = review_target(work->group, at);
	struct review_backs backs CLEANUP(review_backs_done) = {0};
	struct act act;

	if (review_backs_find(work, target, request, &backs, err) < 0)
		return -1;
	work->left += json_array_size(backs.except);
	for (size_t i = 0; i < backs.n; i++) {
		work->signs = work->signs || backs.specimens[i]->due != 0;
		if (work->backs != NULL)
			spool_concern(work->backs, backs.specimens[i]->id,
				      (uint32_t)at);
	}
	if (backs.n == 0 && json_array_size(backs.except) > 0) {
		*why = backs.why;
		return 0;
	}
	review_begin(work, request, backs.n > 0 ? backs.specimens[0] : NULL,
		     &act);
	act.ids = json_pack("[s]", target);
	if (json_array_size(backs.except) > 0)
		act.except = json_incref(backs.except);
	return review_finish(work, &act, backs.specimens, backs.n, err) < 0 ? -1
									    : 1;
}

int review_back(struct review_work *work, const struct review_request *request,
		struct error *err)
{
	struct error why;
	int got;

	if (review_back_begin(work, request, err) < 0)
		return -1;
	got = review_back_one(work, request, 0, &why, err);
	if (got == 0)
		error_copy(&why, err);
	return got > 0 ? 0 : -1;
}

int review_back_next(struct review_work *work,
		     const struct review_request *request, struct error *why,
		     struct error *err)
{
	struct review_group *group = work->group;

	if (review_back_one(work, request, group->next++, why, err) < 0)
		return -1;
	return group->next < json_array_size(group->targets);
}

int review_back_again(struct review_work *work,
		      const struct review_request *request, const char *id,
		      size_t target, struct error *why, struct error *err)
{
	struct specimen *specimen;

	if (review_load(work, id, &specimen, err) < 0)
		return -1;
	if (!review_refuses_back(specimen, review_target(work->group, target),
				 request, why))
		return 0;
	if (review_may_keep(request, specimen,
			    review_target(work->group, target)))
		return 1;
	error_copy(why, err);
	return -1;
}
