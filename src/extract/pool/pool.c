/*
 * pool.c: threads that hash, read and prepare. See pool.h.
 *
 * 1. A job is in exactly one place: a queue, a thread, or the reply mailbox.
 * 2. A reader is made, used and freed by one thread.
 * 3. What is read is what was hashed: size and time of the file are compared
 *    before and after, and a sheet that changed under the reader fails. A
 *    copy in the run's cache cannot change.
 */
#include "config.h"

#include "extract/pool/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"

struct pool {
	/* immutable after the start */
	const struct engine_ops *ops;
	const struct engine *engine;
	struct image_cache *cache; /* NULL: sheets are read where they are */
	struct mailbox *reply;
	pthread_t *threads;
	int n_threads;

	atomic_bool cancelled;

	pthread_mutex_t lock;
	pthread_cond_t wake;
	/* protected by lock */
	struct list hashed, unhashed; /* struct pool_job */
	bool ending;
};

static struct pool_job *pool_pop(struct list *queue)
{
	return LIST_ITEM(list_pop(queue), struct pool_job, node);
}

/* The next job, hashed ones first; NULL when the pool ends. */
static struct pool_job *pool_take(struct pool *pool)
{
	struct pool_job *job = NULL;

	pthread_mutex_lock(&pool->lock);
	while (!pool->ending) {
		job = pool_pop(&pool->hashed);
		if (job == NULL)
			job = pool_pop(&pool->unhashed);
		if (job != NULL)
			break;
		pthread_cond_wait(&pool->wake, &pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return job;
}

static void pool_answer(struct pool *pool, struct pool_job *job,
			enum pool_mail_kind kind, int status)
{
	job->mail.kind = kind;
	job->status = status;
	mailbox_post(pool->reply, &job->mail);
}

static int job_stat(const struct pool_job *job, struct stat *ret,
		    struct error *err)
{
	if (stat(job->path, ret) < 0)
		return error_sys(err, errno, "cannot open %s", job->path);
	if (!S_ISREG(ret->st_mode))
		return error_set(err, ERROR_FAILED, "%s is not a file any more",
				 job->path);
	return 0;
}

static bool job_is_of(const struct pool_job *job, const struct stat *st)
{
	return job->file.sha256[0] != '\0' &&
	       job->file.size == (uint64_t)st->st_size &&
	       job->file.mtime_ns == file_mtime_ns(st);
}

static int job_has_changed(struct pool_job *job)
{
	return error_set(&job->error, ERROR_FAILED,
			 "%s changed while it was read; extract again with "
			 "--retry-failed",
			 job->image);
}

static void pool_hash(struct pool *pool, struct pool_job *job,
		      const struct stat *st)
{
	int rc;

	job->file.size = (uint64_t)st->st_size;
	job->file.mtime_ns = file_mtime_ns(st);
	job->file.sha256[0] = '\0';
	rc = hash_file(job->path, job->file.sha256, &job->error);
	pool_answer(pool, job, POOL_MAIL_HASHED, rc);
}

/* What the engine does with a sheet on this thread. */
static int pool_use(const struct engine_ops *ops, struct engine_reader *reader,
		    const struct sheet *sheet, struct pool_job *job)
{
	if (ops->network)
		return ops->prepare(reader, sheet, job->smaller, &job->payload,
				    &job->error);
	return ops->read(reader, sheet, &job->outcome, &job->error);
}

static void job_clear_answer(struct pool_job *job)
{
	outcome_done(&job->outcome);
	outcome_init(&job->outcome);
	payload_done(&job->payload);
}

static void pool_read(struct pool *pool, struct engine_reader *reader,
		      struct pool_job *job)
{
	bool copied = job->copy.path != NULL;
	struct sheet sheet = {
		.path = copied ? job->copy.path : job->path,
		.image = job->image,
		.specimen_id = job->file.sha256,
		.size = job->file.size,
		.mtime_ns = job->file.mtime_ns,
		.copied = copied,
		.attempts = job->attempts,
		.cancelled = &pool->cancelled,
	};
	int64_t start = clock_ns();
	struct stat st;
	int rc;

	rc = pool_use(pool->ops, reader, &sheet, job);
	job->latency_ms = (double)(clock_ns() - start) / 1e6;
	/* Whatever the engine made of it, or stumbled over. */
	if (!copied && stat(job->path, &st) == 0 && !job_is_of(job, &st))
		rc = job_has_changed(job);
	else if (rc == 0 && !copied)
		rc = job_stat(job, &st, &job->error);
	if (rc < 0)
		job_clear_answer(job);
	pool_answer(pool, job, POOL_MAIL_READ, rc);
}

/* Takes a copy of the sheet, unless it has one or there can be none. */
static void pool_copy(struct pool *pool, struct pool_job *job)
{
	const struct image_key key = {job->image, job->file.size,
				      job->file.mtime_ns};

	if (pool->cache == NULL || job->cache != NULL)
		return;
	if (image_cache_find(pool->cache, &key, &job->copy) ||
	    image_cache_copy(pool->cache, &key, job->path, &job->copy, NULL) ==
		    0)
		job->cache = pool->cache;
}

/* A copy never changes; what it is, was found out when it was made. */
static void pool_work_copy(struct pool *pool, struct engine_reader *reader,
			   struct pool_job *job)
{
	if (strcmp(job->file.sha256, job->copy.sha256) == 0) {
		pool_read(pool, reader, job);
		return;
	}
	memcpy(job->file.sha256, job->copy.sha256, sizeof(job->file.sha256));
	pool_answer(pool, job, POOL_MAIL_HASHED, 0);
}

static void pool_work(struct pool *pool, struct engine_reader *reader,
		      struct pool_job *job)
{
	struct stat st;

	pool_copy(pool, job);
	if (job->copy.path != NULL)
		pool_work_copy(pool, reader, job);
	else if (job_stat(job, &st, &job->error) < 0)
		pool_answer(pool, job, POOL_MAIL_READ, -1);
	else if (job_is_of(job, &st))
		pool_read(pool, reader, job);
	else if (job->ask.asked > 0) /* a server knows it as it was */
		pool_answer(pool, job, POOL_MAIL_READ, job_has_changed(job));
	else
		pool_hash(pool, job, &st);
}

static void *pool_thread(void *arg)
{
	struct pool *pool = arg;
	struct pool_ready *ready = mem_zalloc(sizeof(*ready));
	struct engine_reader *reader = NULL;
	struct pool_job *job;
	int status;

	thread_be_nice();
	status = pool->ops->reader_new(pool->engine, &reader, &ready->error);
	ready->mail.kind = POOL_MAIL_READY;
	ready->status = status;
	mailbox_post(pool->reply, &ready->mail);
	if (status < 0)
		return NULL;
	while ((job = pool_take(pool)) != NULL)
		pool_work(pool, reader, job);
	pool->ops->reader_free(reader);
	return NULL;
}

int pool_start(const struct engine_ops *ops, const struct engine *engine,
	       struct image_cache *cache, int threads, struct mailbox *reply,
	       struct pool **ret, struct error *err)
{
	struct pool *pool = mem_zalloc(sizeof(*pool));

	pool->ops = ops;
	pool->engine = engine;
	pool->cache = cache;
	pool->reply = reply;
	pool->threads = mem_grow(NULL, (size_t)threads, sizeof(pthread_t));
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->wake, NULL);
	for (int i = 0; i < threads; i++) {
		if (thread_start(&pool->threads[i], "reader", pool_thread, pool,
				 err) < 0) {
			pool_stop(pool);
			return -1;
		}
		pool->n_threads++;
	}
	*ret = pool;
	return 0;
}

void pool_submit(struct pool *pool, struct pool_job *job)
{
	pthread_mutex_lock(&pool->lock);
	list_push(job->file.sha256[0] != '\0' ? &pool->hashed : &pool->unhashed,
		  &job->node);
	pthread_cond_signal(&pool->wake);
	pthread_mutex_unlock(&pool->lock);
}

bool pool_waits(struct pool *pool)
{
	bool waits;

	pthread_mutex_lock(&pool->lock);
	waits = pool->hashed.n + pool->unhashed.n > 0;
	pthread_mutex_unlock(&pool->lock);
	return waits;
}

struct pool_job *pool_withdraw(struct pool *pool)
{
	struct pool_job *job;

	pthread_mutex_lock(&pool->lock);
	job = pool_pop(&pool->unhashed);
	if (job == NULL)
		job = pool_pop(&pool->hashed);
	pthread_mutex_unlock(&pool->lock);
	return job;
}

void pool_cancel(struct pool *pool)
{
	atomic_store(&pool->cancelled, true);
}

void pool_stop(struct pool *pool)
{
	struct pool_job *job;

	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->ending = true;
	pthread_cond_broadcast(&pool->wake);
	pthread_mutex_unlock(&pool->lock);
	for (int i = 0; i < pool->n_threads; i++)
		pthread_join(pool->threads[i], NULL);
	while ((job = pool_withdraw(pool)) != NULL)
		pool_job_free(job);
	pthread_cond_destroy(&pool->wake);
	pthread_mutex_destroy(&pool->lock);
	free(pool->threads);
	free(pool);
}
