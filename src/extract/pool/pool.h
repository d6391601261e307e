/*
 * pool.h: the threads that hash sheets, and read them or prepare them for a
 * server. Jobs go in, and come back as mail; what to do next is decided by
 * the worker thread alone.
 */
#ifndef EXTRACT_POOL_POOL_H
#define EXTRACT_POOL_POOL_H

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "engine/engine.h"
#include "extract/pool/job.h"

enum pool_mail_kind {
	POOL_MAIL_READY = 220, /* struct pool_ready: one for each thread */
	POOL_MAIL_HASHED,      /* struct pool_job: its hash is known now */
	POOL_MAIL_READ, /* struct pool_job: read or prepared, or failed */
};

/* A thread has its reader, or cannot have one. */
struct pool_ready {
	struct mail mail;
	int status; /* 0 or -1 */
	struct error error;
};

struct pool;

/*
 * Starts `threads` threads, each with a reader of its own, which is made on
 * that thread. `engine`, `cache` and `reply` outlive the pool. With a `cache`
 * (may be NULL) sheets are copied there before anything else; one that cannot
 * be is read from where it is. On Linux the threads
 * are niced by 10, so that the console stays quick while all processors
 * read; on an idle machine that costs nothing.
 */
int pool_start(const struct engine_ops *ops, const struct engine *engine,
	       struct image_cache *cache, int threads, struct mailbox *reply,
	       struct pool **ret, struct error *err) MUST_USE;

/*
 * Gives the job to the pool. Where the hash is not known the job comes back
 * HASHED, so that the worker can tell whether it is done already; given
 * again, it is read. Jobs that are hashed go before those that are not, else
 * the oldest first.
 */
void pool_submit(struct pool *pool, struct pool_job *job);
/* Whether a job waits that no thread has begun. */
bool pool_waits(struct pool *pool);
/* Takes back a job that no thread has begun, or NULL. */
struct pool_job *pool_withdraw(struct pool *pool);
/* Asks readers to give up; jobs end with ERROR_STOPPED, or as they will. */
void pool_cancel(struct pool *pool);
/* Waits for the threads, frees. Jobs not begun are freed. NULL is fine. */
void pool_stop(struct pool *pool);

#endif
