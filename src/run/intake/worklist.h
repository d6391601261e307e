/*
 * worklist.h: which sheets there are and which are still to be read.
 */
#ifndef RUN_INTAKE_WORKLIST_H
#define RUN_INTAKE_WORKLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/batches/flight.h"
#include "run/run/run.h"

struct worklist_options {
	const char *images; /* directory that is scanned, or a list of
			       addresses (scan.h) */
	size_t offset;	    /* of the byte-sorted list, before done ones go */
	size_t limit;	    /* 0: no limit */
	bool retry_failed;  /* failed ones again (they stay out otherwise) */
	int64_t since; /* outcomes before it in raw.jsonl are none: done ones
			  again, imported ones too; 0: all count */
	const char *params_sha256;     /* what "done" is asked for */
	const struct batch_held *held; /* sheets that are in a batch, which
					  stay out; NULL: none */
	/*
	 * Asked again and again while scanning and selecting, at least for
	 * each directory and every few hundred files, with the number of
	 * sheets found so far; it may block (a pause). False ends the scan
	 * with ERROR_STOPPED. NULL: never asked.
	 */
	bool (*go_on)(void *data, size_t found);
	void *data;
};

struct worklist_item {
	char *image; /* relative to the images root, or an address;
			byte-sorted */
	uint64_t size;
	int64_t mtime_ns;
	char *sha256; /* NULL until hashed; from the cache where known */
};

/* A file, or a line of a list, that is not a sheet, named so that nothing is
 * passed over silently. */
struct worklist_ignored {
	char *path;
	const char *why; /* static: "not an image", "cannot be read", "a
			    link to nothing", … */
};

struct worklist {
	struct worklist_item *items; /* to be read, in order */
	size_t n;
	size_t total;	 /* sheets in the tree, before offset and limit */
	size_t selected; /* after offset and limit */
	size_t skipped;	 /* of those, done already (or failed, not retried) */
	size_t failed;	 /* of the skipped: failed, not retried */
	size_t held;	 /* of the skipped: in a batch */
	struct worklist_ignored *ignored;
	size_t n_ignored;
};

/*
 * Scans and selects. A tree that is missing, cannot be read or holds no sheet
 * is an error that names it; directories below it that cannot be read are
 * among the ignored. Symbolic links are followed, each directory once.
 * Done-ness comes from the index (fold first) by (sha256, params_sha256);
 * hashes from RUN/cache by path, size and mtime, so that files already known
 * are not opened, and sheets already fetched are not fetched again (addresses
 * have size and time 0). Items whose hash is not known yet are listed; the
 * worker hashes them just before reading and skips those that turn out done.
 */
int worklist_make(const struct run *run, const struct worklist_options *options,
		  struct worklist *ret, struct error *err) MUST_USE;
void worklist_done(struct worklist *worklist);

#endif
