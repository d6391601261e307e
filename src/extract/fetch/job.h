/*
 * job.h: one address on its way to be fetched, and what became of it. Owned by
 * whoever holds it; a mail of any thread.
 */
#ifndef EXTRACT_FETCH_JOB_H
#define EXTRACT_FETCH_JOB_H

#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "run/cache/image.h"

struct fetch_job {
	struct mail mail;
	size_t item; /* the worker's */
	char *url;
	/* the answer */
	int status;	    /* 0; -1: see error */
	struct error error; /* ERROR_STOPPED: given back unfetched;
			       ERROR_NO_SPACE: when there is room again;
			       ERROR_FAILED: for good, retries included */
	int http_status;    /* the last one; 0: none came */
	int attempts;	    /* requests that were made, redirects not counted */
	struct image_copy copy; /* in use; empty where status is -1 */
	/* the fetcher's, which releases the copy when the job is freed */
	struct image_cache *cache;
};
struct fetch_job *fetch_job_new(size_t item, const char *url);
/* Releases the copy unless it was taken out (copy.path = NULL). NULL is
 * fine. */
void fetch_job_free(struct fetch_job *job);

#endif
