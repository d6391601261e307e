/*
 * job.h: one sheet on its way: what it is, what was found out about it, and
 * what became of it. Owned by whoever holds it, and that one's thread's.
 */
#ifndef EXTRACT_POOL_JOB_H
#define EXTRACT_POOL_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/list.h"
#include "base/thread/mailbox.h"
#include "engine/payload/payload.h"
#include "extract/schedule/scheduler.h"
#include "run/cache/image.h"
#include "run/journal/outcome.h"

/* A file as it was when it was hashed. */
struct fingerprint {
	uint64_t size;
	int64_t mtime_ns;
	char sha256[HASH_HEX_SIZE]; /* "": not yet, or it could not be read */
};

struct pool_job {
	struct mail mail;
	struct list_node node; /* of whichever list holds it */
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
	struct fingerprint file;
	/* the answer */
	int status;	    /* 0; -1: see error; the outcome is empty then */
	struct error error; /* of the file or the engine */
	struct outcome outcome; /* of an engine that reads */
	struct payload payload; /* of one that prepares */
	double latency_ms;
};

struct pool_job *pool_job_new(size_t item, const char *path, const char *image);
void pool_job_free(struct pool_job *job); /* NULL is fine */
/* Whether requests for it have cost something, or may have. */
bool pool_job_is_paid(const struct pool_job *job);

#endif
