/*
 * prepare.c: what the worker takes before the first sheet, and gives back
 * after the last (see worker.h).
 *
 * 1. RUN/lock comes first and goes last but for the final snapshot: whoever
 *    sees that it is over can start anew.
 * 2. The run's defaults are written only after the scan went well: a
 *    mistyped directory is never kept.
 * 3. Where nothing is to be read no reader is made: a finished run says so
 *    without tesseract.
 * 4. A step that failed has taken nothing, so that it may be taken again.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/xdg.h"
#include "extract/control/progress.h"
#include "extract/worker/worker.h"

#define PREPARE_TELL_MS 100 /* between snapshots while scanning */
/* Jobs with the pool and outcomes on their way to the disk, for each thread:
 * one is read while another waits its turn. */
#define WINDOW_PER_THREAD 2
/* Sheets made ready for a server: this part of the window, and at most. */
#define AHEAD_OF_WINDOW 4
#define AHEAD_MAX	64

static int prepare_lock(struct worker *w, struct error *err)
{
	return run_lock_acquire(w->run, &w->lock, err);
}

/* Without its socket an extraction works all the same, and says so. */
static int prepare_control(struct worker *w, struct error *err)
{
	(void)err;
	if (control_start(w->run, w->extractor->control_ops, w->extractor,
			  &w->control, &(struct error){0}) < 0)
		worker_notice(w, "", false,
			      "other processes cannot follow this extraction: "
			      "its control socket cannot be made");
	return 0;
}

static int prepare_images(struct worker *w, struct error *err)
{
	const char *images = w->options->images != NULL ? w->options->images
							: w->run->images_root;

	w->images = realpath(images, NULL);
	if (w->images == NULL)
		return error_sys(err, errno,
				 "cannot open the images in %s (name their "
				 "directory with --images DIR)",
				 images);
	return 0;
}

static int prepare_labels(struct worker *w, struct error *err)
{
	return w->ops->network ? label_cache_open(w->run, &w->labels, err) : 0;
}

static int prepare_engine(struct worker *w, struct error *err)
{
	const struct extract_options *o = w->options;
	char *cache CLEANUP(mem_free_str) = xdg_cache_dir();
	const struct engine_options options = {
		.config_dir = w->run->config_dir,
		.ocr_lang = o->ocr_lang != NULL ? o->ocr_lang : "eng",
		.terms = w->run->terms,
		.places = w->run->places,
		.cache_dir = cache,
		.base_url = o->base_url,
		.models = o->models,
		.prompt = o->prompt,
		.payload = {o->send, o->max_edge, o->max_bytes},
		.labels = w->labels,
		.insecure_http = o->insecure_http,
		.allow_training = o->allow_training,
		.zdr = o->zdr,
		.cap_price = o->budget_usd > 0,
	};
	struct bytes params = {0};

	if (w->ops->open(&options, &w->engine, err) < 0)
		return -1;
	w->ops->params(w->engine, &params);
	hash_bytes(params.data, params.len, w->params_sha256);
	bytes_done(&params);
	w->event_log.model = w->ops->model(w->engine);
	progress_copy(w->progress.model, sizeof(w->progress.model),
		      w->event_log.model);
	return 0;
}

static int prepare_hashes(struct worker *w, struct error *err)
{
	return hash_cache_open(w->run, &w->hashes, err);
}

/* Commands are obeyed while a huge tree is scanned: a pause waits here. */
static bool prepare_go_on(void *data, size_t found)
{
	struct worker *w = data;

	worker_listen(w, 0);
	w->progress.total = found;
	if (clock_ms() - w->published_ms >= PREPARE_TELL_MS)
		worker_publish(w);
	while (w->paused && !w->stopping) {
		worker_publish(w);
		worker_listen(w, -1);
	}
	return !w->stopping;
}

static void prepare_ignored(struct worker *w)
{
	struct extract_ignored *ignored = &w->extractor->ignored;
	const struct worklist *list = &w->list;

	pthread_mutex_lock(&w->extractor->lock);
	ignored->total = list->n_ignored;
	for (size_t i = 0; i < list->n_ignored && i < EXTRACT_IGNORED_MAX;
	     i++) {
		progress_copy(ignored->items[i].path,
			      sizeof(ignored->items[i].path),
			      list->ignored[i].path);
		progress_copy(ignored->items[i].why,
			      sizeof(ignored->items[i].why),
			      list->ignored[i].why);
		ignored->n++;
	}
	pthread_mutex_unlock(&w->extractor->lock);
}

static int prepare_again(struct worker *w, struct error *err)
{
	if (!w->options->again)
		return 0;
	return run_begin_again(w->run, w->params_sha256, &w->since, err);
}

static int prepare_list(struct worker *w, struct error *err)
{
	const struct worklist_options options = {
		.images = w->images,
		.offset = w->options->offset,
		.limit = w->options->limit,
		.retry_failed = w->options->retry_failed,
		.since = w->since,
		.params_sha256 = w->params_sha256,
		.go_on = prepare_go_on,
		.data = w,
	};

	worker_publish(w);
	if (worklist_make(w->run, &options, &w->list, err) < 0)
		return -1;
	w->items = mem_zalloc(w->list.n * sizeof(*w->items));
	w->progress.total = w->list.selected;
	w->progress.skipped = w->list.skipped;
	w->progress.failed_before = w->list.failed;
	w->progress.ignored = w->list.n_ignored;
	prepare_ignored(w);
	return 0;
}

/* True where `value` is what the run has, or nothing that it should have. */
static bool is_default(const char *value, const char *has)
{
	return value == NULL || (has != NULL && strcmp(value, has) == 0);
}

static int prepare_defaults(struct worker *w, struct error *err)
{
	const struct run *run = w->run;
	struct run_defaults defaults = {.images_root = w->images,
					.engine = w->ops->name};

	if (w->ops->network) {
		defaults.models = w->options->models;
		defaults.base_url = w->options->base_url;
	}
	if (is_default(defaults.images_root, run->images_root) &&
	    is_default(defaults.engine, run->engine) &&
	    is_default(defaults.models, run->models) &&
	    is_default(defaults.base_url, run->base_url))
		return 0;
	return run_set_defaults(run->dir, &defaults, true, err);
}

static int prepare_index(struct worker *w, struct error *err)
{
	return index_open(w->run, INDEX_READ, &w->index, err);
}

static int prepare_threads(const struct worker *w)
{
	long n = w->ops->network ? 0 : w->options->threads;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n > EXTRACT_THREADS_MAX)
		n = EXTRACT_THREADS_MAX;
	if (n > 0 && (size_t)n > w->list.n)
		n = (long)w->list.n;
	return n > 0 ? (int)n : 1;
}

/* How many sheets may be on their way at once. Those that wait for their next
 * try do not take the place of ignored, up to a window of them. */
static void prepare_window(struct worker *w, int threads)
{
	size_t window = w->options->window > 0 ? (size_t)w->options->window
					       : EXTRACT_WINDOW;

	w->window = (size_t)threads * WINDOW_PER_THREAD;
	if (w->requester == NULL)
		return;
	w->ahead = window / AHEAD_OF_WINDOW;
	if (w->ahead < w->window)
		w->ahead = w->window;
	if (w->ahead > AHEAD_MAX)
		w->ahead = AHEAD_MAX;
	w->window = 2 * window + w->ahead;
}

static int prepare_pool(struct worker *w, struct error *err)
{
	int threads = prepare_threads(w);

	if (w->list.n == 0) {
		event_log_started(&w->event_log, 0);
		return 0;
	}
	prepare_window(w, threads);
	w->n_pending = 2 * w->window;
	w->pending = mem_zalloc(w->n_pending * sizeof(*w->pending));
	rate_init(&w->rate, worker_active_ms(w));
	return pool_start(w->ops, w->engine, w->copies, threads, w->inbox,
			  &w->pool, err);
}

typedef int prepare_fn(struct worker *worker, struct error *err);

/* A step that finds no room on the disk is taken again once there is. */
static int prepare_step(struct worker *w, prepare_fn *step, struct error *err)
{
	while (step(w, err) < 0)
		if (!worker_await_room(w, err))
			return -1;
	worker_found_room(w);
	return 0;
}

int worker_prepare(struct worker *w)
{
	static prepare_fn *const steps[] = {
		prepare_lock,	   prepare_control,	  prepare_images,
		worker_open_cache, prepare_labels,	  prepare_engine,
		prepare_hashes,	   prepare_again,	  prepare_list,
		prepare_index,	   worker_open_requester, prepare_defaults,
		prepare_pool,
	};
	struct error err;

	w->event_log.store = w->store;
	w->event_log.run_id = w->run->id;
	w->event_log.offset = w->options->offset;
	w->progress.eta_s = -1;
	progress_copy(w->progress.run_id, sizeof(w->progress.run_id),
		      w->run->id);
	progress_copy(w->progress.engine, sizeof(w->progress.engine),
		      w->ops->name);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (prepare_step(w, steps[i], &err) == 0)
			continue;
		/* A stop that was asked for is no failure. */
		if (w->stopping &&
		    (err.kind == ERROR_STOPPED || err.kind == ERROR_NO_SPACE))
			return -1;
		return worker_break(w, &err);
	}
	return 0;
}

void worker_release(struct worker *w)
{
	w->progress.elapsed_s = (double)(clock_ms() - w->start_ms) / 1000;
	w->progress.eta_s = -1;
	w->progress.in_flight = 0;
	w->traffic_ms = 0; /* the last figures, to the cent */
	worker_add_traffic(w);
	/* Somebody who asked for "now" is told before the readers give up. */
	if (w->aborted)
		snapshot_put(w->snapshot, &w->progress);
	pool_stop(w->pool);
	requester_free(w->requester);
	worker_close_cache(w);
	index_close(w->index);
	worklist_done(&w->list);
	if (w->hashes != NULL)
		hash_cache_close(w->hashes);
	if (w->engine != NULL)
		w->ops->close(w->engine);
	label_cache_close(w->labels);
	control_retire(w->control);
	run_lock_release(w->lock);
	if (!w->aborted)
		snapshot_put(w->snapshot, &w->progress);
	control_stop(w->control);
	claims_done(&w->claims);
	free(w->items);
	free(w->retries);
	free(w->duplicates);
	free(w->pending);
	free(w->images);
}
