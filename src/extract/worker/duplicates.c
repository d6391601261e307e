/*
 * duplicates.c: the same bytes under several names are one specimen: read once,
 * and recorded for each name, so that none of the files is unaccounted for
 * and `show` tells all of them (`also`). Part of the worker thread (see
 * worker.h).
 *
 * 1. Duplicates come last, when what they are duplicates of is durable; the index is
 *    folded first, so it knows.
 * 2. Only a success is recorded again. It costs nothing, and says by
 *    "copy_of" which image was read.
 * 3. They are taken in the order of their bytes, so that a specimen is loaded
 *    once, not once for each of its names: its outcomes are as many as those.
 */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "extract/worker/worker.h"

void worker_add_duplicate(struct worker *w, const struct pool_job *job)
{
	struct duplicate *duplicate;

	w->duplicates = mem_grow(w->duplicates, w->n_duplicates + 1,
				 sizeof(*w->duplicates));
	duplicate = &w->duplicates[w->n_duplicates++];
	duplicate->item = job->item;
	duplicate->file.size = job->size;
	duplicate->file.mtime_ns = job->mtime_ns;
	memcpy(duplicate->file.sha256, job->sha256,
	       sizeof(duplicate->file.sha256));
}

/* The outcome of the same bytes, as that of the image. */
static int duplicate_outcome(const struct worker *w, const struct outcome *of,
			     const char *image, struct outcome *ret,
			     struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char stamp[CLOCK_STAMP_SIZE];

	outcome_write(of, &line);
	if (outcome_read(line.data, line.len - 1, ret, NULL, err) < 0)
		return -1;
	if (ret->extra == NULL)
		ret->extra = json_object();
	json_set_string(ret->extra, "copy_of", of->image);
	clock_stamp(stamp);
	mem_replace(&ret->timestamp, stamp);
	mem_replace(&ret->run_id, w->run->id);
	mem_replace(&ret->image, image);
	mem_replace(&ret->source_sha256, NULL);
	mem_replace(&ret->generation_id, NULL);
	json_decref(ret->usage);
	ret->usage = NULL;
	ret->cost_usd = 0;
	ret->latency_ms = -1;
	return 0;
}

/* Records the duplicate of `of` unless its name is known. */
static int duplicate_record(struct worker *w, struct index *index,
			    const struct outcome *of,
			    const struct duplicate *duplicate,
			    struct error *err)
{
	const char *image = w->list.items[duplicate->item].image;
	struct outcome outcome;
	bool known;

	if (index_has_image(index, image, &known, err) < 0)
		return -1;
	if (known) {
		worker_remember(w, duplicate->item, &duplicate->file);
		return 0;
	}
	if (duplicate_outcome(w, of, image, &outcome, err) < 0)
		return -1;
	worker_put(w, &outcome,
		   (struct unacked_outcome){.item = duplicate->item,
					    .file = duplicate->file,
					    .duplicate = true});
	return 0;
}

/* Records `n` duplicates of the same bytes, if those were read. */
static int duplicates_record_specimen(struct worker *w, struct index *index,
				      const struct duplicate *duplicates,
				      size_t n, struct error *err)
{
	struct specimen specimen;
	int rc = 0;

	if (index_specimen(index, duplicates[0].file.sha256, &specimen, err) <
	    0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	if (specimen.n_outcomes == 0 || specimen.error != NULL)
		n = 0;
	for (size_t i = 0; i < n && rc == 0; i++) {
		while (w->unacked == w->window && !w->aborted)
			worker_listen(w, -1);
		if (w->stopping)
			break;
		rc = duplicate_record(w, index,
				      &specimen.outcomes[specimen.base],
				      &duplicates[i], err);
	}
	specimen_done(&specimen);
	return rc;
}

static int duplicate_order(const void *a, const void *b)
{
	const struct duplicate *left = a, *right = b;
	int order = strcmp(left->file.sha256, right->file.sha256);

	if (order != 0)
		return order;
	return left->item < right->item ? -1 : 1;
}

/* What was put, by a try before this one, is durable or given up. */
static void duplicates_await_acks(struct worker *w)
{
	while (w->unacked > 0)
		worker_listen(w, -1);
}

static int duplicates_record(struct worker *w, struct index *index,
			     struct error *err)
{
	struct fold_report report;
	size_t to;

	duplicates_await_acks(w);
	if (index_fold(index, -1, &report, err) < 0)
		return -1;
	qsort(w->duplicates, w->n_duplicates, sizeof(*w->duplicates),
	      duplicate_order);
	for (size_t from = 0; from < w->n_duplicates && !w->stopping;
	     from = to) {
		for (to = from + 1; to < w->n_duplicates; to++)
			if (strcmp(w->duplicates[from].file.sha256,
				   w->duplicates[to].file.sha256) != 0)
				break;
		if (duplicates_record_specimen(w, index, w->duplicates + from,
					       to - from, err) < 0)
			return -1;
	}
	return 0;
}

void worker_record_duplicates(struct worker *w)
{
	struct index *index;
	struct error err;

	if (w->n_duplicates == 0 || w->stopping)
		return;
	if (index_open(w->run, INDEX_FOLD, &index, &err) < 0) {
		(void)worker_break(w, &err);
		return;
	}
	while (duplicates_record(w, index, &err) < 0) {
		if (worker_await_room(w, &err))
			continue;
		if (!w->stopping)
			(void)worker_break(w, &err);
		break;
	}
	worker_found_room(w);
	index_close(index);
	duplicates_await_acks(w);
}
