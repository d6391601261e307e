/*
 * answer.h: what a server's answer to a chat request means: a record, or
 * what went wrong, whose fault it is and what to do about it. Pure functions
 * of the reply; one table says what each signal means (fault.h). What
 * servers send is told in doc/providers.md. Any thread.
 */
#ifndef ENGINE_CHAT_ANSWER_H
#define ENGINE_CHAT_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "dwc/record/record.h"
#include "dwc/record/term.h"
#include "engine/net/http.h"

/* What is to be done with the sheet, and with whom it was asked of. */
enum chat_verdict {
	CHAT_SUCCESS,	    /* dwc holds the record; "no label" is empty */
	CHAT_FAILED,	    /* the request itself is wrong: never retried */
	CHAT_MALFORMED,	    /* paid and of no use: once more, in another way */
	CHAT_RETRY,	    /* may pass: again after a while, a few times */
	CHAT_LONGER,	    /* the answer was cut: once more, more tokens */
	CHAT_SMALLER,	    /* too large: once more, smaller pictures */
	CHAT_AFFORD,	    /* only `afford_tokens` can be paid for */
	CHAT_REFUSED,	    /* this model will not: another one may */
	CHAT_RATE,	    /* too fast: wait; nobody's failure */
	CHAT_DAILY,	    /* the day's free requests are used up */
	CHAT_OVERLOADED,    /* the model has no room now: cool it, fall back */
	CHAT_NO_CREDIT,	    /* the key's account has no money */
	CHAT_KEY_REFUSED,   /* the key is not accepted */
	CHAT_MODEL_REFUSED, /* there is no such model (any more) */
};
#define CHAT_VERDICTS 14

enum chat_scope {
	CHAT_SCOPE_REQUEST,
	CHAT_SCOPE_MODEL,
	CHAT_SCOPE_KEY,
	CHAT_SCOPE_ACCOUNT,
};
/* "request", …: the error_scope of outcomes. */
const char *chat_scope_word(enum chat_scope scope);

/* What a server says beyond these of one answer is not believed. */
#define CHAT_COST_MAX	1000.0 /* USD */
#define CHAT_TOKENS_MAX 1e12

/* Its record, texts and usage are owned, by chat_answer_done. */
struct chat_answer {
	enum chat_verdict verdict;
	enum chat_scope scope;
	const char *kind; /* error_kind of outcomes: "rate_limit", "timeout",
			     …; static; NULL for a success */
	char text[400];	  /* of what failed: kind, status, what the server
			     said, as one clean line; "" for a success */
	int http_status;  /* 0: none */
	int error_status; /* the error's own, which `text` names; else 0 */
	int64_t wait_ms;  /* the server's wish; -1: none */
	bool lost;	  /* an answer may have been made and billed that did
			     not come: its cost is unknown */
	bool awaited;	  /* and is being asked for (cost.h): set by who
			     does that */
	struct record dwc;
	char *model; /* that answered, or NULL */
	char *finish_reason, *generation_id;
	json_t *usage;				 /* object or NULL */
	double cost_usd;			 /* usage.cost; -1: not said */
	double prompt_tokens, completion_tokens; /* -1: not said */
	long afford_tokens;			 /* with CHAT_AFFORD */
	bool wrapped; /* the JSON had to be dug out of prose or fences */
	int repairs;  /* values that were mended, cut or left out */
};
void chat_answer_init(struct chat_answer *answer);
void chat_answer_done(struct chat_answer *answer);

/*
 * Reads a reply into an initialised answer; never fails: what cannot be read
 * is itself a verdict. `epoch_ms` is the wall clock, for resets that are told
 * by it where the server does not say what its own clock says. Bodies may be
 * JSON or an event stream (text/event-stream), whole or cut. A record holds at
 * least one of the terms, or nothing at all.
 */
void chat_answer_read(const struct http_reply *reply, const struct terms *terms,
		      int64_t epoch_ms, struct chat_answer *ret);

/* The same of a body that was told in another way than as a reply, with the
 * status that it had: a row of a batch. NULL: there was none. */
void chat_answer_read_json(json_t *body, int status, const struct terms *terms,
			   struct chat_answer *ret);

#endif
