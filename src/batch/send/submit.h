/*
 * submit.h: the sheets of a run that are not done, put into chunks and sent.
 * Blocks; of one thread.
 */
#ifndef BATCH_SEND_SUBMIT_H
#define BATCH_SEND_SUBMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "batch/session.h"
#include "batch/plan/sheets.h"
#include "batch/send/deliver.h"
#include "extract/forecast/price.h"

struct submit_options {
	const struct extract_options *extract; /* not yet resolved */
	double enqueued_tokens; /* that may wait at once; 0: not said */
	size_t chunk_size;	/* most sheets of a chunk; 0: the server's */
	const char *resubmit;	/* an unresolved chunk, or NULL */
	bool yes;		/* also where it is dearer than without */
};

struct submit_report {
	struct batch_sheets_counts sheets;
	char engine[32], model[128];
	size_t chunks, sent; /* that went out now, and their sheets */
	size_t waiting;	     /* chunks that the server has no room for */
	size_t unresolved;   /* chunks */
	size_t open;	     /* chunks that are with the server, all of them */
	size_t left;	     /* sheets that were not put into a chunk */
	bool no_room, no_money;
	bool unpaid;  /* the account has no money for what was planned */
	bool gave_up; /* a chunk that had found no room for a day */
	bool price_known;
	int64_t nano_batch, nano_stream; /* of what was planned now, at most:
					    by batch, and the same without */
	/* What a sheet is likely to cost (extract/forecast/price.h). */
	struct sheet_price by_batch, by_stream;
	double reserved_usd; /* in all, afterwards */
	double budget_usd;   /* that is left then; -1: there is none */
};

/*
 * What was begun before is ended first: chunks that may be with the server are
 * looked for there, those that were refused for want of room are sent where a
 * batch has ended since. Then chunk after chunk is made and sent, as long as
 * there are sheets, room and money. The report is filled as far as it came,
 * also where it fails.
 */
int batch_submit(struct batch_session *session,
		 const struct submit_options *options,
		 struct submit_report *report, struct error *err) MUST_USE;

/* What it would do; nothing is sent or written. The session was opened to
 * look (session.h). */
int batch_submit_foresee(struct batch_session *session,
			 const struct submit_options *options,
			 struct submit_report *report,
			 struct error *err) MUST_USE;

/* Counts what became of a chunk that was delivered. */
void batch_submit_count(struct submit_report *report,
			const struct batch_chunk *chunk,
			enum deliver_fate fate);

/* Sends what is planned and may be sent: chunks that were refused wait until a
 * batch has ended since, and are taken back after a day. */
int batch_submit_open(struct batch_session *session,
		      struct submit_report *report, struct error *err) MUST_USE;

#endif
