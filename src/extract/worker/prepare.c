/*
 * prepare.c: what the worker takes before the first sheet, and gives back
 * after the last (see worker.h).
 *
 * 1. RUN/lock comes first and goes last but for the final snapshot: whoever
 *    sees that it is over can start anew.
 * 2. The run's settings are written last: what is refused, whatever it was,
 *    changes nothing.
 * 3. Where nothing is to be read no reader is made: a finished run says so
 *    without tesseract.
 * 4. A step that failed has taken nothing, so that it may be taken again.
 * 5. What was rescued is taken in before the list is made: nothing of it is
 *    paid for again.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "extract/ask/engine_setup.h"
#include "extract/control/progress.h"
#include "extract/worker/worker.h"
#include "run/index/numbers.h"

#define PREPARE_TELL_MS 100 /* between snapshots while scanning */
/* Jobs with the pool and outcomes on their way to the disk, for each thread:
 * one is read while another waits its turn. */
#define WINDOW_PER_THREAD 2
/* Sheets made ready for a server: this part of the window, and at most. */
#define AHEAD_OF_WINDOW 4
#define AHEAD_MAX	64

static int prepare_lock(struct worker *w, struct error *err)
{
	return run_lock_acquire(w->run->dir, &w->lock, err);
}

/* Without its socket an extraction works all the same, and says so. */
static int prepare_control(struct worker *w, struct error *err)
{
	(void)err;
	if (control_start(w->run, w->control_ops, w->control_data, &w->control,
			  &(struct error){0}) < 0)
		reporter_notice(
			w->reporter, "", false,
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
	return w->options->repoint ? 0
				   : run_check_images(w->run, w->images, err);
}

/* Copies that cannot be made are done without, where they are not needed. */
static int prepare_downloads(struct worker *w, struct error *err)
{
	struct error note;

	if (downloads_open(&w->downloads, w->run, w->images,
			   w->options->cache_images, w->inbox, &note, err) < 0)
		return -1;
	if (note.kind != ERROR_NONE)
		reporter_notice(w->reporter, "", false, note.text);
	return 0;
}

/* What is known of sheets before they are read: of use to an engine, which
 * goes on without. */
static int prepare_knowledge(struct worker *w, struct error *err)
{
	if (facts_cache_open(w->run, &w->facts, err) < 0)
		return -1;
	return w->ops->network ? label_cache_open(w->run, &w->labels, err) : 0;
}

static int prepare_engine(struct worker *w, struct error *err)
{
	char *cache CLEANUP(mem_free_str) = xdg_cache_dir();
	struct engine_options options;

	extract_engine_options(w->run, w->options, cache, &options);
	options.shapes = &w->shapes;
	options.labels = w->labels;
	options.facts = w->facts;
	if (w->ops->open(&options, &w->engine, err) < 0)
		return -1;
	extract_params(w->ops, w->engine, w->params_sha256);
	w->event_log.model = w->ops->model(w->engine);
	progress_copy(w->reporter->progress.model,
		      sizeof(w->reporter->progress.model), w->event_log.model);
	return 0;
}

static int prepare_hashes(struct worker *w, struct error *err)
{
	return hash_cache_open(w->run, &w->hashes, err);
}

/* Commands are handled while a huge tree is scanned: a pause waits here. */
static bool prepare_go_on(void *data, size_t found)
{
	struct worker *w = data;

	worker_listen(w, 0);
	w->reporter->progress.total = found;
	if (reporter_is_due(w->reporter, PREPARE_TELL_MS))
		worker_publish(w);
	while (w->paused && !w->stopping) {
		worker_publish(w);
		worker_listen(w, -1);
	}
	return !w->stopping;
}

static int prepare_again(struct worker *w, struct error *err)
{
	if (!w->options->again)
		return 0;
	return run_look_again(w->run, w->params_sha256, &w->since, err);
}

/* RUN/lock is held: nobody submits meanwhile unless it is lent, and who collects
 * makes it less. */
static int prepare_flight(struct worker *w, struct error *err)
{
	batch_flight_done(&w->flight);
	return batch_flight_read(w->run->dir, w->params_sha256, &w->flight,
				 err);
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
		.held = w->options->batched ? NULL : &w->flight.held,
		.go_on = prepare_go_on,
		.data = w,
	};
	struct extract_progress *p = &w->reporter->progress;
	struct worklist list;

	worker_publish(w);
	if (worklist_make(w->run, &options, &list, err) < 0)
		return -1;
	items_init(&w->items, &list);
	p->total = list.selected;
	p->skipped = list.skipped;
	p->failed_before = list.failed;
	p->batched = list.held;
	for (size_t i = 0; i < list.n_ignored; i++)
		reporter_ignore(w->reporter, list.ignored[i].path,
				list.ignored[i].why);
	return 0;
}

/* True where `value` is what the run has, or nothing that it should have. */
static bool is_default(const char *value, const char *has)
{
	return value == NULL || (has != NULL && strcmp(value, has) == 0);
}

/* A reader may lack something, as the letters of a language: that is told
 * before anything is kept. */
static int prepare_reader(struct worker *w, struct error *err)
{
	while (w->pool != NULL && w->readers == 0 && !w->stopping)
		worker_listen(w, -1);
	if (!w->stopping)
		return 0;
	if (w->fatal.kind == ERROR_NONE)
		return error_set(err, ERROR_STOPPED,
				 "stopped before a sheet was read");
	*err = w->fatal;
	return -1;
}

static int prepare_again_begins(struct worker *w, struct error *err)
{
	if (!w->options->again)
		return 0;
	return run_begin_again(w->run, w->params_sha256, w->since, err);
}

/* What is asked for from now on, as nothing can be refused any more. */
static int prepare_settings(struct worker *w, struct error *err)
{
	const struct run *run = w->run;
	const struct run_memory *memory = run_memory(run, w->ops->name);
	struct run_defaults defaults = {.images_root = w->images,
					.engine = w->ops->name};

	if (w->ops->network) {
		defaults.models = w->options->models;
		defaults.base_url = w->options->base_url;
		defaults.send = w->options->sends
					? payload_send_word(w->options->send)
					: NULL;
	}
	if (is_default(defaults.images_root, run->images_root) &&
	    is_default(defaults.engine, run->engine) &&
	    is_default(defaults.models,
		       memory != NULL ? memory->models : NULL) &&
	    is_default(defaults.base_url,
		       memory != NULL ? memory->base_url : NULL) &&
	    is_default(defaults.send, memory != NULL ? memory->send : NULL))
		return prepare_again_begins(w, err);
	if (run_set_defaults(run->dir, &defaults, true, err) < 0)
		return -1;
	return prepare_again_begins(w, err);
}

static int prepare_index(struct worker *w, struct error *err)
{
	return index_open(w->run, INDEX_READ, &w->index, err);
}

static int prepare_numbers(struct worker *w, struct error *err)
{
	return numbers_learn(w->index, &w->shapes, err);
}

static int prepare_threads(const struct worker *w)
{
	long n = w->ops->network ? 0 : w->options->threads;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n > EXTRACT_THREADS_MAX)
		n = EXTRACT_THREADS_MAX;
	if (n > 0 && (size_t)n > w->items.list.n)
		n = (long)w->items.list.n;
	return n > 0 ? (int)n : 1;
}

/* How much is done at once, as far as there are files to be opened. */
static int prepare_files(struct worker *w, struct error *err)
{
	if (w->items.list.n == 0)
		return 0;
	w->threads = prepare_threads(w);
	w->at_once = (size_t)w->threads;
	if (w->ops->network)
		w->at_once = w->options->window > 0 ? (size_t)w->options->window
						    : EXTRACT_WINDOW;
	return worker_check_files(w, err);
}

/* How many sheets may be on their way at once. Those that wait for their next
 * try do not take the place of others, up to a window of them. */
static void prepare_window(struct worker *w)
{
	w->window = (size_t)w->threads * WINDOW_PER_THREAD;
	if (w->requester == NULL)
		return;
	w->ahead = w->at_once / AHEAD_OF_WINDOW;
	if (w->ahead < w->window)
		w->ahead = w->window;
	if (w->ahead > AHEAD_MAX)
		w->ahead = AHEAD_MAX;
	w->window = 2 * w->at_once + w->ahead;
}

static int prepare_pool(struct worker *w, struct error *err)
{
	if (w->items.list.n == 0) {
		event_log_started(&w->event_log, 0);
		return 0;
	}
	prepare_window(w);
	reporter_start_rate(w->reporter);
	return pool_start(w->ops, w->engine, w->downloads.copies, w->threads,
			  w->inbox, &w->pool, err);
}

#define LOOKS_AFTER_MS 60000 /* a run that is over before needs none */

static bool prepare_pool_waits(void *pool)
{
	return pool_waits(pool);
}

/* Sheets that a server has read are looked at while the run waits. */
static int prepare_looks(struct worker *w, struct error *err)
{
	const struct idle_options options = {
		.ocr_lang = w->options->ocr_lang,
		.cache = w->facts,
		.store = w->store,
		.busy = prepare_pool_waits,
		.arg = w->pool,
		.after_ms = LOOKS_AFTER_MS,
	};

	if (!w->ops->network || w->pool == NULL)
		return 0;
	return idle_looks_start(&options, &w->looks, err);
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

/* What is known before anything is taken. */
static void prepare_begin(struct worker *w, const struct worker_setup *setup)
{
	struct extract_progress *p = &setup->reporter->progress;

	*w = (struct worker){
		.run = setup->run,
		.store = setup->store,
		.options = setup->options,
		.ops = setup->ops,
		.inbox = setup->inbox,
		.reporter = setup->reporter,
		.control_ops = setup->control_ops,
		.control_data = setup->control_data,
		.loan = setup->loan,
		.event_log = {.store = setup->store,
			      .run_id = setup->run->id,
			      .offset = setup->options->offset},
	};
	progress_copy(p->run_id, sizeof(p->run_id), w->run->id);
	progress_copy(p->engine, sizeof(p->engine), w->ops->name);
}

int worker_prepare(struct worker *w, const struct worker_setup *setup)
{
	static prepare_fn *const steps[] = {
		prepare_lock,		prepare_control,
		worker_take_in_rescued, prepare_images,
		prepare_downloads,	prepare_knowledge,
		prepare_engine,		prepare_hashes,
		prepare_again,		prepare_flight,
		prepare_list,		prepare_index,
		prepare_numbers,	prepare_files,
		worker_open_requester,	worker_check_journals,
		prepare_pool,		prepare_reader,
		prepare_settings,	prepare_looks,
	};
	struct error err;

	prepare_begin(w, setup);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (prepare_step(w, steps[i], &err) == 0)
			continue;
		/* A stop that was asked for is not a failure. */
		if (w->stopping &&
		    (err.kind == ERROR_STOPPED || err.kind == ERROR_NO_SPACE))
			return -1;
		return worker_break(w, &err);
	}
	return 0;
}

void worker_release(struct worker *w)
{
	reporter_end(w->reporter);
	w->traffic_ms = 0; /* the last costs, to the cent */
	worker_add_traffic(w);
	/* Somebody who asked for "now" is told before the readers give up. */
	if (w->aborted)
		reporter_put(w->reporter);
	idle_looks_stop(w->looks);
	pool_stop(w->pool);
	requester_free(w->requester);
	downloads_close(&w->downloads);
	index_close(w->index);
	items_done(&w->items);
	batch_flight_done(&w->flight);
	if (w->hashes != NULL)
		hash_cache_close(w->hashes);
	if (w->engine != NULL)
		w->ops->close(w->engine);
	label_cache_close(w->labels);
	facts_cache_close(w->facts);
	control_retire(w->control);
	run_lock_release(w->lock);
	if (!w->aborted)
		reporter_put(w->reporter);
	control_stop(w->control);
	claims_done(&w->claims);
	duplicates_done(&w->duplicates);
	unacked_done(&w->unacked);
	free(w->images);
}
