/*
 * submitting.h: inside batch/send: a submission that goes on, for the files it
 * is made of: submit_open.c says who is asked and opens what that takes,
 * submit_fill.c makes chunks of sheets, submit.c is its course.
 */
#ifndef BATCH_SEND_SUBMITTING_H
#define BATCH_SEND_SUBMITTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "batch/plan/chunk.h"
#include "batch/plan/money.h"
#include "batch/plan/plan.h"
#include "batch/plan/sheets.h"
#include "batch/send/submit.h"
#include "engine/chat/chat.h"
#include "extract/worker/extractor.h"

struct submitting {
	struct batch_session *session;
	const struct submit_options *options;
	struct submit_report *report;
	struct extract_options extract; /* resolved */
	const struct engine_ops *ops;
	struct chunk_asked asked;
	struct batch_client *client;
	struct batch_sheets *sheets;
	struct money money;
	size_t most; /* requests of a chunk */
	bool alone;  /* nothing of ours waits there: one request goes whatever a
		       server says that may, or none ever would */
	uint64_t frame; /* bytes around them */
	/* The sheet that was prepared last, and is in no chunk yet. */
	struct next_sheet {
		struct pool_job *job; /* NULL: none */
		struct chat_request *request;
		struct plan_sums weight;
		int64_t nano_stream;
	} next;
	double spent_usd; /* by the journals */
	size_t blamed;	  /* sheets that failed by themselves */
	size_t listed;	  /* of these, that the list counts as failed before */
};

/* Who is asked, and what may be sent there. */
int submit_resolve(struct submitting *s, struct error *err) MUST_USE;
int submit_open_sheets(struct submitting *s, bool looks,
		       struct error *err) MUST_USE;
int submit_open_money(struct submitting *s, struct error *err) MUST_USE;
void submit_open_limits(struct submitting *s);
/* What is asked for from now on, in run.json. */
int submit_remember(const struct submitting *s, struct error *err) MUST_USE;

/* The money that is left, in *ret; 0: there is no limit. False: there is none. */
bool submit_money(const struct submitting *s, int64_t *ret);
/* The next sheet, into s->next: 1, 0 after the last, or -1. */
int submit_next(struct submitting *s, struct error *err) MUST_USE;
void submit_drop_next(struct submitting *s);
/* Makes one chunk: 1 with *ret_fit, why it ended; 0: there is nothing to put
 * into one. */
int submit_make(struct submitting *s, char ret_id[24], enum plan_fit *ret_fit,
		struct error *err) MUST_USE;

#endif
