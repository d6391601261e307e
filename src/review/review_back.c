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
int review_back(struct review_work *work, const struct review_request *request,
		struct error *err)
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
