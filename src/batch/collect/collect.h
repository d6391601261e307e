/*
 * collect.h: the results of one chunk into raw.jsonl: each of its sheets gets
 * one outcome, appended once, whatever the server's files hold and however
 * often it is done.
 */
#ifndef BATCH_COLLECT_COLLECT_H
#define BATCH_COLLECT_COLLECT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "batch/collect/bill.h"
#include "run/batches/batches.h"
#include "run/run/run.h"
#include "run/store/store.h"

#define COLLECT_FILES 2 /* of output and of errors */

/* All is borrowed. */
struct collect_setup {
	const struct run *run;
	struct store *store;
	struct batch_chunk *chunk; /* open: its sheets are known */
	const char *provider;	   /* of its outcomes */
	/* That the results came from, whose secrets they may repeat; NULL:
	 * nobody's. */
	const struct batch_client *client;
	bool imports; /* of another program: an outcome bears the hash of its
			 line, as one that was imported, and costs nothing
			 here */
	uint64_t raw_position; /* no outcome of it stands before that in
				      raw.jsonl */
	const char *files[COLLECT_FILES]; /* lines of results; NULL: none. Of
					     a sheet that is in several the
					     first counts. */
	struct bill_price price;	  /* of the batch; -1: unknown */
	/* What the server says of the whole batch; -1: nothing. */
	double cost_usd;
	struct bill_tokens used; /* both are 0 where it does not say */
	long answered;		 /* requests, well or not */
	const atomic_bool *stop; /* ends it early; may be NULL */
	/* One line for people about what is out of the ordinary. May be
	 * NULL. */
	void (*note)(void *arg, const char *text);
	void *arg;
};

struct collect_report {
	size_t sheets;	  /* of the chunk */
	size_t before;	  /* that stood in raw.jsonl already */
	size_t appended;  /* now */
	size_t succeeded; /* before and now, */
	size_t failed;	  /* likewise */
	size_t rescued;	  /* of those now: durable, but elsewhere (rescue.h) */
	size_t missing;	  /* without an outcome: to be asked again */
	size_t doubled, foreign, bad; /* results that were passed over */
	int64_t cost_nano; /* of all outcomes of it, those before too */
	bool cost_known;   /* that is the whole bill */
};

/*
 * Blocks until all is durable. Fails with what was reached in *report where a
 * file cannot be read, nothing can be written, or it was stopped
 * (ERROR_STOPPED): the next call goes on.
 */
int batch_collect(const struct collect_setup *setup,
		  struct collect_report *report, struct error *err) MUST_USE;

#endif
