/*
 * twins.c: the same bytes under several names are one specimen: read once,
 * and recorded for each name, so that none of the files is unaccounted for
 * and `show` tells all of them (`also`). Part of the worker thread (see
 * worker.h).
 *
 * 1. Twins come last, when what they are twins of is durable; the index is
 *    folded first, so it knows.
 * 2. Only a success is recorded again. It costs nothing, and says by
 *    "copy_of" which image was read.
 */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "extract/worker.h"

void worker_add_twin(struct worker *w, const struct pool_job *job)
{
	struct twin *twin;

	w->twins = mem_grow(w->twins, w->n_twins + 1, sizeof(*w->twins));
	twin = &w->twins[w->n_twins++];
	twin->item = job->item;
	twin->file.size = job->size;
	twin->file.mtime_ns = job->mtime_ns;
	memcpy(twin->file.sha256, job->sha256, sizeof(twin->file.sha256));
}

/* The outcome of the same bytes, as that of the image. */
static int twin_outcome(const struct worker *w, const struct outcome *of,
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

/* Records the twin unless its name is known or nothing was read. */
static int twin_record(struct worker *w, struct index *index,
		       const struct twin *twin, struct error *err)
{
	const char *image = w->list.items[twin->item].image;
	struct specimen specimen;
	struct outcome outcome;
	bool known;
	int rc = 0;

	if (index_has_image(index, image, &known, err) < 0)
		return -1;
	if (known) {
		worker_remember(w, twin->item, &twin->file);
		return 0;
	}
	if (index_specimen(index, twin->file.sha256, &specimen, err) < 0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	if (specimen.n_outcomes > 0 && specimen.error == NULL) {
		rc = twin_outcome(w, &specimen.outcomes[specimen.base], image,
				  &outcome, err);
		if (rc == 0)
			worker_put(w, &outcome,
				   (struct pending){.item = twin->item,
						    .file = twin->file,
						    .twin = true});
	}
	specimen_done(&specimen);
	return rc;
}

static int twins_record(struct worker *w, struct index *index,
			struct error *err)
{
	struct fold_report report;

	if (index_fold(index, -1, &report, err) < 0)
		return -1;
	for (size_t i = 0; i < w->n_twins; i++) {
		while (w->unacked == w->window && !w->aborted)
			worker_listen(w, -1);
		if (w->stopping)
			break;
		if (twin_record(w, index, &w->twins[i], err) < 0)
			return -1;
	}
	return 0;
}

void worker_record_twins(struct worker *w)
{
	struct index *index;
	struct error err;

	if (w->n_twins == 0 || w->stopping)
		return;
	if (index_open(w->run, INDEX_FOLD, &index, &err) < 0) {
		(void)worker_break(w, &err);
		return;
	}
	if (twins_record(w, index, &err) < 0)
		(void)worker_break(w, &err);
	index_close(index);
	while (w->unacked > 0)
		worker_listen(w, -1);
}
