/*
 * downloads.h: the cache of copies and the fetcher: sheets that may vanish, or
 * that are named by an address. The worker thread's.
 *
 * 1. Copies are made by the pool, downloads by the fetcher; both are in use
 *    as long as the job, so no copy is evicted under its reader.
 * 2. A sheet of an address is known by its hash from then on, under size and
 *    time 0: what is done is not fetched again.
 */
#ifndef EXTRACT_WORKER_DOWNLOADS_H
#define EXTRACT_WORKER_DOWNLOADS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/list.h"
#include "extract/fetch/fetcher.h"
#include "extract/pool/job.h"
#include "run/run/run.h"

/* All zero: sheets are read where they are. */
struct downloads {
	struct image_cache *copies; /* NULL: none are made */
	struct fetcher *fetcher;    /* of a list of addresses, else NULL */
	struct list jobs;	    /* struct pool_job, being fetched */
};

/* Looks where the images are. `wanted`: copies are asked for. Where there can
 * be none that nobody needs, *ret_note says why; else it is ERROR_NONE. */
int downloads_open(struct downloads *downloads, const struct run *run,
		   const char *images, bool wanted, struct mailbox *reply,
		   struct error *ret_note, struct error *err) MUST_USE;
/* Ends the thread, frees; what is being fetched too. */
void downloads_close(struct downloads *downloads);

/* True where the sheet has to be fetched first: takes the job then. */
bool downloads_put(struct downloads *downloads, struct pool_job *job);
/* The job that waited for this; it has its copy where that was fetched. */
struct pool_job *downloads_take(struct downloads *downloads,
				struct fetch_job *fetched);
/* The job's answer is that its sheet could not be fetched. */
void download_failed(struct pool_job *job, const struct fetch_job *fetched);
/* Gives up what is being fetched: it comes back as ERROR_STOPPED. */
void downloads_recall(struct downloads *downloads);

#endif
