/*
 * downloads.c: the worker, the cache of copies and the fetcher: sheets that
 * may vanish, or that are named by an address. Part of the worker thread (see
 * worker.h).
 *
 * 1. Copies are made by the pool, downloads by the fetcher; both are in use
 *    as long as the job, so no copy is evicted under its reader.
 * 2. A sheet of an address is known by its hash from then on, under size and
 *    time 0: what is done is not fetched again.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "extract/worker/worker.h"
#include "run/intake/images.h"

int worker_open_cache(struct worker *w, struct error *err)
{
	const struct image_cache_options options = {0};
	const struct fetcher_options fetching = {0};
	struct images_place place;
	struct error why;

	images_look(w->images, &place);
	if (!images_want_cache(w->options->cache_images, &place))
		return 0;
	if (image_cache_open(w->run, &options, &w->copies, &why) < 0) {
		if (place.list) {
			*err = why;
			return -1;
		}
		worker_notice(w, "", false, why.text);
		return 0;
	}
	if (!place.list)
		return 0;
	return fetcher_start(&fetching, w->copies, w->inbox, &w->fetcher, err);
}

void worker_close_cache(struct worker *w)
{
	fetcher_stop(w->fetcher);
	for (size_t i = 0; i < w->n_fetching; i++)
		pool_job_free(w->fetching[i]);
	free(w->fetching);
	image_cache_close(w->copies);
}

bool worker_fetch(struct worker *w, struct pool_job *job)
{
	if (w->fetcher == NULL || job->copy.path != NULL)
		return false;
	w->fetching = mem_grow(w->fetching, w->n_fetching + 1,
			       sizeof(struct pool_job *));
	w->fetching[w->n_fetching++] = job;
	fetcher_submit(w->fetcher, fetch_job_new(job->item, job->image));
	return true;
}

/* The job that waits for this item. */
static struct pool_job *worker_take_fetching(struct worker *w, size_t item)
{
	size_t i = 0;
	struct pool_job *job;

	while (w->fetching[i]->item != item)
		i++;
	job = w->fetching[i];
	w->fetching[i] = w->fetching[--w->n_fetching];
	return job;
}

static void worker_fetch_failed(struct worker *w, struct pool_job *job,
				const struct fetch_job *fetched)
{
	struct outcome *outcome = &job->outcome;

	worker_get_back(w, job);
	if (w->stopping || fetched->error.kind == ERROR_STOPPED) {
		worker_left(w, job);
		return;
	}
	if (fetched->error.kind == ERROR_NO_SPACE) {
		worker_lack_room(w, &fetched->error);
		worker_put_off(w, job);
		return;
	}
	job->status = -1;
	mem_replace(&outcome->error, fetched->error.text);
	mem_replace(&outcome->error_kind, "download");
	mem_replace(&outcome->error_scope, "request");
	outcome->http_status = fetched->http_status;
	job->attempts = fetched->attempts;
	job->latency_ms = -1;
	worker_journal(w, job);
}

void worker_fetched(struct worker *w, struct fetch_job *fetched)
{
	struct pool_job *job = worker_take_fetching(w, fetched->item);

	if (fetched->status < 0) {
		worker_fetch_failed(w, job, fetched);
		return;
	}
	worker_found_room(w);
	job->copy = fetched->copy;
	job->cache = w->copies;
	fetched->copy.path = NULL;
	if (strcmp(job->sha256, job->copy.sha256) != 0) {
		memcpy(job->sha256, job->copy.sha256, sizeof(job->sha256));
		job->status = 0;
		worker_hashed(w, job);
	} else if (w->stopping) {
		worker_get_back(w, job);
		worker_left(w, job);
	} else {
		pool_submit(w->pool, job);
	}
}

void worker_recall(struct worker *w)
{
	if (w->fetcher != NULL)
		fetcher_recall(w->fetcher, true);
}
