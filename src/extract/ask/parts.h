/*
 * parts.h: what an asker is made of; for asker*.c alone.
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
struct asking {
	struct pool_job *job;
	int64_t due_ms; /* while waiting, or between looks after a cost */
	struct grant grant;
	struct chat_request *request; /* while in flight */
	struct lost_answer *lost;     /* NULL: none */
	enum asker_end end;	      /* once handed back */
	struct asking *next;
};

/* First in, first out. */
struct asking_queue {
	struct asking *first, **last;
	size_t n;
};

struct asker {
	struct asker_options options;
	struct keyring keys;
	struct scheduler *scheduler;
	struct http *http;
	double text_tokens;

	struct asking_queue again, fresh; /* ready */
	struct asking_queue waiting;	  /* by due_ms */
	struct asking_queue lost;	  /* between looks after a cost */
	struct asking_queue back;	  /* to be taken */
	size_t preparing; /* handed back to be prepared, not yet put again */
	struct asking *flying;
	int64_t wake_ms; /* when there is something to dispatch again */
	bool leaving;
};

void asking_queue_init(struct asking_queue *queue);
void asking_queue_put(struct asking_queue *queue, struct asking *asking);
void asking_queue_put_first(struct asking_queue *queue, struct asking *asking);
/* Keeps the queue in order of due_ms. */
void asking_queue_put_by_time(struct asking_queue *queue,
			      struct asking *asking);
struct asking *
asking_queue_take(struct asking_queue *queue); /* NULL: it is empty */

/* Begins a request with the key of its grant: the sheet flies until it is
 * answered. */
int asker_start(struct asker *asker, struct asking *asking,
		struct http_request request, struct error *err) MUST_USE;
/* What becomes of a sheet whose answer was settled. */
void asker_conclude(struct asker *asker, struct asking *asking,
		    struct chat_answer *answer, enum ask_fate fate,
		    int64_t wait_ms);

/* --- costs of lost answers (lost.c) --------------------------------------- */

/* Before an answer is settled: where it is lost and its cost can be asked
 * for, marks it as awaited, and sets asking->lost. */
void asker_expect_cost(struct asker *asker, struct asking *asking,
		       struct chat_answer *answer);
/* After that: asks for the cost, a little later, and concludes when it is
 * known. Takes what the answer holds. */
void asker_await_cost(struct asker *asker, struct asking *asking,
		      struct chat_answer *answer, enum ask_fate fate,
		      int64_t wait_ms);
/* Asks about those whose time has come. */
void asker_look(struct asker *asker);
/* The answer to such a question. */
void asker_looked(struct asker *asker, struct asking *asking,
		  const struct http_reply *reply);
/* The next look is the last one, and at once. */
void asker_hurry(struct asker *asker);
/* Concludes with what is known. */
void asker_end_wait(struct asker *asker, struct asking *asking);
void lost_answer_free(struct lost_answer *lost); /* NULL is fine */

#endif
