/*
 * sheets.c: see sheets.h.
 *
 * 1. What is to be sent is what the worker would read: the same list, the same
 *    parameters, judged again once the hash of a file is known
 *    (extract/worker/sheets.c).
 * 2. A few sheets are on their way at once, and none is kept: memory follows
 *    the threads, not the run.
 */
#include "config.h"

#include "batch/plan/sheets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "engine/chat/chat.h"
#include "extract/ask/engine_setup.h"
#include "extract/ask/outcome.h"
#include "extract/pool/pool.h"
#include "extract/worker/claims.h"
#include "run/cache/facts.h"
#include "run/cache/hash.h"
#include "run/cache/label.h"
#include "run/index/index.h"
#include "run/index/specimen.h"
#include "run/intake/address.h"
#include "run/intake/images.h"
#include "run/intake/worklist.h"

#define SHEETS_AHEAD   2   /* with the pool, for each thread */
#define SHEETS_LOOK_MS 200 /* between two looks whether it is stopped */

struct batch_sheets {
	struct batch_sheets_setup setup;
	const struct run *run;
	struct engine *engine;
	struct facts_cache *facts;
	struct label_cache *labels;
	struct hash_cache *hashes;
	struct index *index;
	struct mailbox *inbox;
	struct pool *pool;
	char *images; /* the root, absolute */
	char params[HASH_HEX_SIZE];
	int64_t since; /* outcomes before it do not count (run_look_again) */
	struct worklist list;
	struct batch_held held;
	struct claims claims;
	struct batch_sheets_counts counts;
	bool addresses; /* sheets are sent by their addresses */
	size_t next;	/* of the list */
	size_t busy, at_once;
};

/* --- its life ------------------------------------------------------------- */

static int sheets_open_engine(struct batch_sheets *s, struct error *err)
{
	char *cache CLEANUP(mem_free_str) = xdg_cache_dir();
	struct engine_options options;

	if (facts_cache_open(s->run, &s->facts, err) < 0 ||
	    label_cache_open(s->run, &s->labels, err) < 0)
		return -1;
	extract_engine_options(s->run, s->setup.options, cache, &options);
	options.labels = s->labels;
	options.facts = s->facts;
	if (s->setup.ops->open(&options, &s->engine, err) < 0)
		return -1;
	extract_params(s->setup.ops, s->engine, s->params);
	return 0;
}

static int sheets_open_images(struct batch_sheets *s, struct error *err)
{
	const struct extract_options *o = s->setup.options;
	const char *images =
		o->images != NULL ? o->images : s->run->images_root;

	if (images == NULL)
		return error_set(err, ERROR_USAGE,
				 "this run does not know its photographs yet; "
				 "name their directory with --images DIR");
	s->images = realpath(images, NULL);
	if (s->images == NULL)
		return error_sys(err, errno,
				 "cannot open the images in %s (name their "
				 "directory with --images DIR)",
				 images);
	s->addresses = images_are_list(s->images);
	return o->repoint ? 0 : run_check_images(s->run, s->images, err);
}

static bool sheets_go_on(void *data, size_t found)
{
	const struct batch_sheets *s = data;
	const atomic_bool *stop = s->setup.session->setup.stop;

	(void)found;
	return stop == NULL || !atomic_load(stop);
}

static int sheets_open_list(struct batch_sheets *s, struct error *err)
{
	const struct extract_options *o = s->setup.options;
	struct worklist_options options = {
		.images = s->images,
		.offset = o->offset,
		.limit = o->limit,
		.retry_failed = o->retry_failed,
		.params_sha256 = s->params,
		.held = &s->held,
		.go_on = sheets_go_on,
		.data = s,
	};

	batch_held_init(&s->held, &s->setup.session->batches, s->params);
	if (o->again && run_look_again(s->run, s->params, &s->since, err) < 0)
		return -1;
	options.since = s->since;
	if (worklist_make(s->run, &options, &s->list, err) < 0)
		return -1;
	s->counts.selected = s->list.selected;
	s->counts.held = s->list.held;
	s->counts.left_out = s->list.failed;
	s->counts.done = s->list.skipped - s->list.held - s->list.failed;
	return 0;
}

static int sheets_open_pool(struct batch_sheets *s, struct error *err)
{
	long threads = sysconf(_SC_NPROCESSORS_ONLN);

	if (threads < 1)
		threads = 1;
	if (threads > EXTRACT_THREADS_MAX)
		threads = EXTRACT_THREADS_MAX;
	s->at_once = (size_t)threads * SHEETS_AHEAD;
	if (index_open(s->run, INDEX_READ, &s->index, err) < 0 ||
	    hash_cache_open(s->run, &s->hashes, err) < 0 ||
	    mailbox_new(&s->inbox, err) < 0)
		return -1;
	if (s->list.n == 0)
		return 0;
	return pool_start(s->setup.ops, s->engine, NULL, (int)threads, s->inbox,
			  &s->pool, err);
}

int batch_sheets_open(const struct batch_sheets_setup *setup,
		      struct batch_sheets **ret, struct error *err)
{
	struct batch_sheets *s = mem_zalloc(sizeof(*s));

	s->setup = *setup;
	s->run = setup->session->setup.run;
	if (sheets_open_images(s, err) < 0 || sheets_open_engine(s, err) < 0 ||
	    sheets_open_list(s, err) < 0 || sheets_open_pool(s, err) < 0) {
		batch_sheets_close(s);
		return -1;
	}
	*ret = s;
	return 0;
}

void batch_sheets_close(struct batch_sheets *s)
{
	struct mail *mail;

	if (s == NULL)
		return;
	if (s->pool != NULL)
		pool_cancel(s->pool);
	pool_stop(s->pool);
	while (s->inbox != NULL && (mail = mailbox_take(s->inbox)) != NULL) {
		if (mail->kind == POOL_MAIL_READY)
			mail_free(mail);
		else
			pool_job_free(
				CONTAINER_OF(mail, struct pool_job, mail));
	}
	mailbox_free(s->inbox);
	claims_done(&s->claims);
	batch_held_done(&s->held);
	worklist_done(&s->list);
	index_close(s->index);
	hash_cache_close(s->hashes);
	if (s->engine != NULL)
		s->setup.ops->close(s->engine);
	label_cache_close(s->labels);
	facts_cache_close(s->facts);
	free(s->images);
	free(s);
}

const struct engine *batch_sheets_engine(const struct batch_sheets *s)
{
	return s->engine;
}

const char *batch_sheets_params(const struct batch_sheets *s)
{
	return s->params;
}

const struct batch_sheets_counts *
batch_sheets_counts(const struct batch_sheets *s)
{
	return &s->counts;
}

size_t batch_sheets_left(const struct batch_sheets *s)
{
	return s->list.n - s->next + s->busy;
}

/* --- outcomes of sheets that nobody is asked about ------------------------ */

char *batch_sheets_specimen(const struct pool_job *job)
{
	struct bytes id = {0};

	if (job->file.sha256[0] != '\0')
		return mem_strdup(job->file.sha256);
	bytes_append_str(&id, "name:");
	text_repair(job->image, strlen(job->image), &id);
	return bytes_steal(&id);
}

/* Journals job->outcome; frees the job. */
static void sheets_journal(struct batch_sheets *s, struct pool_job *job)
{
	struct outcome *outcome = &job->outcome;
	char *id CLEANUP(mem_free_str) = batch_sheets_specimen(job);
	char stamp[CLOCK_STAMP_SIZE];

	if (s->setup.looks) {
		pool_job_free(job);
		return;
	}
	clock_stamp(stamp);
	mem_replace(&outcome->specimen_id, id);
	if (job->file.sha256[0] != '\0')
		mem_replace(&outcome->sha256, job->file.sha256);
	mem_replace(&outcome->image, job->image);
	if (outcome->model == NULL)
		mem_replace(&outcome->model, s->setup.ops->model(s->engine));
	mem_replace(&outcome->provider, s->setup.ops->provider);
	mem_replace(&outcome->timestamp, stamp);
	mem_replace(&outcome->run_id, s->run->id);
	mem_replace(&outcome->params_sha256, s->params);
	outcome->attempts = 1;
	outcome->latency_ms = job->latency_ms;
	store_put_outcome(s->setup.session->setup.store, outcome, 0, NULL);
	outcome_init(outcome);
	pool_job_free(job);
}

void batch_sheets_fail(struct batch_sheets *s, struct pool_job *job,
		       const char *kind, const char *why)
{
	s->counts.failed++;
	batch_session_note(s->setup.session, "%s: %s", job->image, why);
	mem_replace(&job->outcome.error, why);
	mem_replace(&job->outcome.error_kind, kind);
	mem_replace(&job->outcome.error_scope, "request");
	sheets_journal(s, job);
}

static void sheets_blank(struct batch_sheets *s, struct pool_job *job)
{
	s->counts.blank++;
	requester_outcome_blank(job, chat_models(s->engine)->items[0]->id);
	sheets_journal(s, job);
}

/* --- sheets on their way -------------------------------------------------- */

/* Is the extraction at it that goes on meanwhile? */
static bool sheets_are_elsewhere(const struct batch_sheets *s,
				 const char *sha256, const char *image)
{
	const struct borrowed *borrowed = s->setup.session->borrowed;

	return borrowed != NULL && borrowed_is_busy(borrowed, sha256, image);
}

/* Whether the sheet, whose hash is known, is to be sent: 1, 0, or -1. */
static int sheets_judge(struct batch_sheets *s, const struct pool_job *job,
			struct error *err)
{
	const struct extract_options *o = s->setup.options;
	enum done_state state;
	size_t owner;

	if (!claims_take(&s->claims, job->file.sha256, job->item, &owner)) {
		s->counts.done++;
		return 0;
	}
	if (batch_held_has_sheet(&s->held, job->file.sha256, job->image) ||
	    sheets_are_elsewhere(s, job->file.sha256, job->image)) {
		s->counts.held++;
		return 0;
	}
	if (index_done_state(s->index, job->file.sha256, job->image, s->params,
			     s->since, &state, err) < 0)
		return -1;
	if (state == DONE_NO || (state == DONE_FAILED && o->retry_failed))
		return 1;
	s->counts.done += state == DONE_YES;
	s->counts.left_out += state == DONE_FAILED;
	return 0;
}

/* Gives it to the pool, or ends it. Steals the job. */
static int sheets_decide(struct batch_sheets *s, struct pool_job *job,
			 struct error *err)
{
	int rc = sheets_judge(s, job, err);

	if (rc > 0) {
		s->busy++;
		pool_submit(s->pool, job);
		return 0;
	}
	pool_job_free(job);
	return rc;
}

static struct pool_job *sheets_job(struct batch_sheets *s)
{
	const struct worklist_item *item = &s->list.items[s->next];
	char *path CLEANUP(mem_free_str) = file_join(s->images, item->image);
	struct pool_job *job = pool_job_new(s->next, path, item->image);

	s->next++;
	job->attempts = 1;
	job->file.size = item->size;
	job->file.mtime_ns = item->mtime_ns;
	if (item->sha256 != NULL)
		memcpy(job->file.sha256, item->sha256,
		       sizeof(job->file.sha256));
	return job;
}

static int sheets_dispatch(struct batch_sheets *s, struct error *err)
{
	while (s->busy < s->at_once && s->next < s->list.n) {
		struct pool_job *job = sheets_job(s);

		if (job->file.sha256[0] == '\0') {
			s->busy++;
			pool_submit(s->pool, job);
		} else if (sheets_decide(s, job, err) < 0) {
			return -1;
		}
	}
	return 0;
}

static int sheets_hashed(struct batch_sheets *s, struct pool_job *job,
			 struct error *err)
{
	if (job->status < 0) {
		batch_sheets_fail(s, job, "image", job->error.text);
		return 0;
	}
	hash_cache_put(s->hashes, job->image, job->file.size,
		       job->file.mtime_ns, job->file.sha256);
	return sheets_decide(s, job, err);
}

/* 1 where it is to be sent. */
static int sheets_prepared(struct batch_sheets *s, struct pool_job *job,
			   struct pool_job **ret)
{
	if (job->status < 0) {
		batch_sheets_fail(s, job, "image", job->error.text);
		return 0;
	}
	if (payload_is_blank(&job->payload)) {
		sheets_blank(s, job);
		return 0;
	}
	*ret = job;
	return 1;
}

static int sheets_ready(struct mail *mail, struct error *err)
{
	const struct pool_ready *ready =
		CONTAINER_OF(mail, struct pool_ready, mail);
	int rc = ready->status;

	if (rc < 0)
		*err = ready->error;
	mail_free(mail);
	return rc;
}

static int sheets_take(struct batch_sheets *s, struct mail *mail,
		       struct pool_job **ret, struct error *err)
{
	struct pool_job *job;

	if (mail->kind == POOL_MAIL_READY)
		return sheets_ready(mail, err);
	job = CONTAINER_OF(mail, struct pool_job, mail);
	s->busy--;
	return mail->kind == POOL_MAIL_HASHED ? sheets_hashed(s, job, err)
					      : sheets_prepared(s, job, ret);
}

/* By their addresses: nothing is fetched, and the provider looks. */
static int sheets_next_address(struct batch_sheets *s, struct pool_job **ret)
{
	while (s->next < s->list.n &&
	       sheets_are_elsewhere(s, NULL, s->list.items[s->next].image)) {
		s->counts.held++;
		s->next++;
	}
	if (s->next == s->list.n)
		return 0;
	*ret = sheets_job(s);
	payload_of_address((*ret)->image, &(*ret)->payload);
	return 1;
}

int batch_sheets_next(struct batch_sheets *s, struct pool_job **ret,
		      struct error *err)
{
	int rc = 0;

	if (s->addresses)
		return sheets_next_address(s, ret);
	while (rc == 0) {
		struct mail *mail;

		if (!sheets_go_on(s, 0))
			return error_set(err, ERROR_STOPPED,
					 "stopped; the same command goes on "
					 "where it was");
		if (sheets_dispatch(s, err) < 0)
			return -1;
		if (s->busy == 0)
			return 0;
		mail = mailbox_wait(s->inbox, SHEETS_LOOK_MS);
		if (mail != NULL)
			rc = sheets_take(s, mail, ret, err);
	}
	return rc;
}
