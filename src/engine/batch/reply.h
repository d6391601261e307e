/*
 * reply.h: what a server's reply to a request about batches means. What goes
 * wrong is told as of any other answer (chat/answer.h, with its table of
 * faults); what it means for a batch is said here. Pure; any thread.
 */
#ifndef ENGINE_BATCH_REPLY_H
#define ENGINE_BATCH_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/batch/batch.h"
#include "engine/net/http.h"

enum batch_verdict {
	BATCH_REPLY_GOOD,
	BATCH_REPLY_AGAIN,	/* may pass: ask again, after wait_ms */
	BATCH_REPLY_MISSING,	/* what was asked for is not there (404) */
	BATCH_REPLY_NO_BATCHES, /* this server has none: of the probe alone */
	BATCH_REPLY_QUEUE,	/* too many tokens wait: when batches end */
	BATCH_REPLY_TOO_LARGE,	/* fewer requests at once */
	BATCH_REPLY_KEY,	/* the key is not accepted */
	BATCH_REPLY_CREDIT,	/* the account has no money */
	BATCH_REPLY_CONFLICT,	/* it is not in a state for that (409) */
	BATCH_REPLY_REFUSED,	/* the request is wrong: never again as it is */
	BATCH_REPLY_MALFORMED,	/* a success that cannot be read */
};
#define BATCH_VERDICTS 11

struct batch_told {
	enum batch_verdict verdict;
	bool unsure;	 /* the server may have done it all the same: nothing is
			    to be sent again before that is known */
	int status;	 /* of HTTP; 0: none */
	int64_t wait_ms; /* the server's wish; -1: none */
	int64_t date_s;	 /* the server's clock; -1: not told */
	double enqueued_tokens; /* of BATCH_REPLY_QUEUE: how many may wait; -1:
				   not said */
	char text[400];		/* what is wrong, as one clean line without
				   secrets; "" where nothing is */
};

/* The verdict alone, of a reply whose body is not needed, or went to a sink.
 * `epoch_ms` is the wall clock, for waits. */
void batch_reply_done(const struct http_reply *reply, int64_t epoch_ms,
		      struct batch_told *told);
void batch_reply_probe(const struct http_reply *reply, int64_t epoch_ms,
		       struct batch_told *told);
/* These fill *ret, the caller's to end, where the verdict is BATCH_REPLY_GOOD
 * and leave it untouched else. */
void batch_reply_batch(const struct http_reply *reply, int64_t epoch_ms,
		       struct batch_told *told, struct batch_info *ret);
void batch_reply_page(const struct http_reply *reply, int64_t epoch_ms,
		      struct batch_told *told, struct batch_page *ret);
void batch_reply_file(const struct http_reply *reply, int64_t epoch_ms,
		      struct batch_told *told, struct batch_file *ret);
void batch_reply_files(const struct http_reply *reply, int64_t epoch_ms,
		       struct batch_told *told, struct batch_file_page *ret);

#endif
