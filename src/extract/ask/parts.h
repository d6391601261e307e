/*
 * parts.h: what an requester is made of; for requester*.c alone.
 */
#ifndef EXTRACT_ASK_PARTS_H
#define EXTRACT_ASK_PARTS_H

#include "engine/chat/chat.h"
#include "engine/chat/answer.h"
#include "engine/net/http.h"
#include "extract/ask/requester.h"
#include "extract/schedule/keyring.h"

/* An answer that was lost, while its cost is asked for. */
struct lost_answer {
	struct chat_answer answer; /* as it was settled, and what is told */
	enum ask_fate fate;	   /* of the sheet */
	int64_t again_ms;	   /* when it may be asked again */
	char *url;		   /* that tells the cost */
	int looks;		   /* so far */
};

/* A sheet here. */
struct sheet_request {
	struct pool_job *job;
	int64_t due_ms; /* while waiting, or between looks after a cost */
	struct grant grant;
	struct chat_request *request; /* while in flight */
	struct lost_answer *lost;     /* NULL: none */
	enum requester_end end;	      /* once handed back */
	struct sheet_request *next;
};

/* First in, first out. */
struct request_queue {
	struct sheet_request *first, **last;
	size_t n;
};

struct requester {
	struct requester_options options;
	struct keyring keys;
	struct scheduler *scheduler;
	struct http *http;
	double text_tokens;

	struct request_queue again, fresh; /* ready */
	struct request_queue waiting;	   /* by due_ms */
	struct request_queue lost;	   /* between looks after a cost */
	struct request_queue back;	   /* to be taken */
	size_t preparing; /* handed back to be prepared, not yet put again */
	struct sheet_request *flying;
	int64_t wake_ms; /* when there is something to dispatch again */
	bool leaving;
};

void request_queue_init(struct request_queue *queue);
void request_queue_put(struct request_queue *queue,
		       struct sheet_request *sheet);
void request_queue_put_first(struct request_queue *queue,
			     struct sheet_request *sheet);
/* Keeps the queue in order of due_ms. */
void request_queue_put_by_time(struct request_queue *queue,
			       struct sheet_request *sheet);
struct sheet_request *
request_queue_take(struct request_queue *queue); /* NULL: it is empty */

/* Begins a request with the key of its grant: the sheet flies until it is
 * answered. */
int requester_start(struct requester *requester, struct sheet_request *sheet,
		    struct http_request request, struct error *err) MUST_USE;
/* What becomes of a sheet whose answer was settled. */
void requester_conclude(struct requester *requester,
			struct sheet_request *sheet, struct chat_answer *answer,
			enum ask_fate fate, int64_t wait_ms);

/* --- costs of lost answers (lost.c) --------------------------------------- */

/* Before an answer is settled: where it is lost and its cost can be asked
 * for, marks it as awaited, and sets sheet->lost. */
void requester_expect_cost(struct requester *requester,
			   struct sheet_request *sheet,
			   struct chat_answer *answer);
/* After that: asks for the cost, a little later, and concludes when it is
 * known. Takes what the answer holds. */
void requester_await_cost(struct requester *requester,
			  struct sheet_request *sheet,
			  struct chat_answer *answer, enum ask_fate fate,
			  int64_t wait_ms);
/* Asks about those whose time has come. */
void requester_look(struct requester *requester);
/* The answer to such a question. */
void requester_looked(struct requester *requester, struct sheet_request *sheet,
		      const struct http_reply *reply);
/* The next look is the last one, and at once. */
void requester_hurry(struct requester *requester);
/* Concludes with what is known. */
void requester_end_wait(struct requester *requester,
			struct sheet_request *sheet);
void lost_answer_free(struct lost_answer *lost); /* NULL is fine */

#endif
