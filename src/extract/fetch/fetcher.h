/*
 * fetcher.h: the thread that fetches sheets from their addresses into the
 * run's image cache, several at once, and says what became of each by mail.
 */
#ifndef EXTRACT_FETCH_FETCHER_H
#define EXTRACT_FETCH_FETCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "extract/fetch/job.h"

enum fetcher_mail_kind {
	FETCHER_MAIL_DONE = 280, /* struct fetch_job: fetched, or not */
};

struct fetcher_options {
	int parallel;	     /* downloads at once; 0: 8 */
	int per_host;	     /* of them, to one host; 0: 4 */
	uint64_t max_bytes;  /* of a sheet; 0: 256 MiB */
	int64_t total_ms;    /* for one download; 0: 15 min */
	int64_t idle_ms;     /* without a byte; 0: 30 s */
	int64_t backoff_ms;  /* the first wait, at most; 0: 1 s */
	int64_t wait_max_ms; /* that a server may ask for; 0: 10 min */
};
struct fetcher;

/* `cache` and `reply` outlive the fetcher. */
int fetcher_start(const struct fetcher_options *options,
		  struct image_cache *cache, struct mailbox *reply,
		  struct fetcher **ret, struct error *err) MUST_USE;

/*
 * Gives the job to the fetcher; it comes back to `reply` in any case. What
 * the cache has already, under this address, is not fetched. The oldest goes
 * first, but for waits: a host that says 429 or 503 is left alone for as long
 * as it asks. Redirects lead to https alone, or from this machine to itself.
 * No key is ever sent. Any thread.
 */
void fetcher_submit(struct fetcher *fetcher, struct fetch_job *job);

/* Gives back, as ERROR_STOPPED, what no request is under way for; with `all`
 * also what is being fetched. Returns at once. Any thread. */
void fetcher_recall(struct fetcher *fetcher, bool all);

/* Waits for the thread, which drops what it does; jobs that it still has are
 * freed. NULL is fine. */
void fetcher_stop(struct fetcher *fetcher);

#endif
