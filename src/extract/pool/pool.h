/*
 * pool.h: the threads that hash sheets, and read them or prepare them for a
 * server. Jobs go in, and come back as mail; what to do next is decided by
 * the worker thread alone.
 */
#ifndef EXTRACT_POOL_POOL_H
#define EXTRACT_POOL_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/mailbox.h"
#include "engine/engine.h"
#include "extract/schedule/scheduler.h"
#include "run/cache/image.h"
#include "run/journal/outcome.h"

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

/* One sheet on its way. Owned by whoever holds it; pool_job_free frees. */
struct pool_job {
	struct mail mail;
	/* the worker's */
	size_t item;
	char *path;  /* of the file */
	char *image; /* relative to the images root */
	int attempts;
	size_t sequence; /* of its events; 0: not yet begun */
	/* the copy that is opened in place of `path`; empty: none */
	struct image_copy copy;
	struct image_cache *cache; /* that it is of */
	/* of engines that ask a server */
	bool smaller; /* to be prepared with smaller pictures */
	struct ask ask;
	/* what is known of the file; the pool hashes it when sha256 is "" or
	 * size and time are no longer these */
	uint64_t size;
	int64_t mtime_ns;
	char sha256[HASH_HEX_SIZE];
	/* the answer */
	int status;	    /* 0; -1: see error; the outcome is empty then */
	struct error error; /* of the file or the engine */
	struct outcome outcome; /* of an engine that reads */
	struct payload payload; /* of one that prepares */
	double latency_ms;
};

struct pool_job *pool_job_new(size_t item, const char *path, const char *image);
void pool_job_free(struct pool_job *job); /* NULL is fine */

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
/* Takes back a job that no thread has begun, or NULL. */
struct pool_job *pool_withdraw(struct pool *pool);
/* Asks readers to give up; jobs end with ERROR_STOPPED, or as they will. */
void pool_cancel(struct pool *pool);
/* Waits for the threads, frees. Jobs not begun are freed. NULL is fine. */
void pool_stop(struct pool *pool);

#endif
