/*
 * lost.h: what answers have cost that were lost; engine/chat/cost.h says who
 * tells it. It asks nobody itself: the requester sends the questions. Of the
 * worker thread alone.
 */
#ifndef EXTRACT_ASK_LOST_H
#define EXTRACT_ASK_LOST_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/chat/answer.h"
#include "engine/net/http.h"
#include "extract/ask/request.h"

/* An answer that was lost, while its cost is asked for. */
struct lost_answer {
	struct chat_answer answer; /* as it came, and what is told */
	enum ask_fate fate;	   /* of the sheet */
	int64_t again_ms;	   /* when it may be asked again */
	char *url;		   /* that tells the cost */
	int looks;		   /* so far */
};

/* Before the scheduler is told of an answer: where it is lost and its cost can
 * be asked for, marks it as awaited, and sets request->lost. */
void lost_expect(const struct engine *engine, struct sheet_request *request,
		 struct chat_answer *answer);
/* After that: puts the request into the list of those whose cost is asked for
 * a little later. Takes what the answer holds. */
void lost_await(struct list *lost, struct sheet_request *request,
		struct chat_answer *answer, enum ask_fate fate,
		int64_t wait_ms);
/* Takes the next one whose time has come; NULL: there is none. */
struct sheet_request *lost_take_due(struct list *lost);
/* The question after its cost, which counts as a look. Borrows of both. */
struct http_request lost_question(const struct engine *engine,
				  struct sheet_request *request);
/* Reads the answer to the question. False where it is to be put again: then
 * the request is back in the list. `last`: it is not. */
bool lost_is_told(struct list *lost, struct sheet_request *request,
		  const struct http_reply *reply, bool last);
/* The next look is at once. */
void lost_hurry(struct list *lost);
void lost_answer_free(struct lost_answer *lost); /* NULL is fine */

#endif
