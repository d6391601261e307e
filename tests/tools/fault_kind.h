/*
 * fault_kind.h: what the server can answer: the table of faults, and how each
 * is put into bytes. Pure functions: no sockets, no clock but the caller's.
 *
 * The shapes are those of doc/providers.md; the wording is ours.
 */
#ifndef TESTS_TOOLS_FAULT_KIND_H
#define TESTS_TOOLS_FAULT_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* How the connection goes on when the bytes are out. */
enum answer_end {
	ANSWER_KEEP,	   /* for the next request */
	ANSWER_CLOSE,	   /* in order */
	ANSWER_RESET,	   /* with RST */
	ANSWER_HANG,	   /* not at all: silence */
	ANSWER_CLOSE_NEXT, /* kept, and closed when a request comes over it */
};

/* Who has to keep still for a while after an answer, or for good. */
enum hold_scope {
	HOLD_NONE,
	HOLD_ACCOUNT, /* all keys */
	HOLD_FREE,    /* all keys, models that end in ":free" */
	HOLD_MODEL,
	HOLD_KEY,
};

enum {
	FAULT_BILLED = 1,     /* the model worked: it costs */
	FAULT_GOOD = 2,	      /* a client gets a record out of this answer */
	FAULT_LOST = 4,	      /* never whole, though all was sent */
	FAULT_ALWAYS = 8,     /* n=0 unless the rule says otherwise */
	FAULT_EARLY = 16,     /* decided while the body is on the way */
	FAULT_KEY_DEAD = 32,  /* the key must not be used again: 401 */
	FAULT_KEY_BROKE = 64, /* the same for money: 402 */
};

struct play;

struct fault {
	const char *name;
	const char *all;     /* its rule in the preset "all", or NULL */
	int status;	     /* 0: no status line at all */
	const char *body;    /* of errors */
	const char *headers; /* further ones, each with CRLF; or NULL */
	void (*build)(struct play *play); /* NULL: a plain completion */
	/* of completions: the record, what stands around it, the end */
	void (*content)(const struct play *play, struct bytes *ret);
	const char *before, *after, *finish;
	enum hold_scope hold;
	enum answer_end end;
	unsigned flags;
};

struct answer {
	struct bytes out;
	size_t body_at;	  /* where the body begins in `out` */
	uint64_t filler;  /* blanks that follow `out` */
	size_t pace;	  /* bytes at once from body_at on; 0: all */
	int64_t pace_ms;  /* between them */
	int64_t hang_ms;  /* ANSWER_HANG: closed after this; 0: never */
	int64_t delay_ms; /* before the first byte */
	enum answer_end end;
	enum hold_scope hold;
	int64_t hold_ms; /* from the last byte on */
};

/* One answer in the making. */
struct play {
	const struct fault *fault;
	/* of the request */
	const char *sheet, *model; /* the model as it stood in its JSON */
	uint32_t serial;
	long max_tokens;
	/* of the rule; see fault_rules.h */
	int seconds;
	int64_t ms;
	long afford;
	/* of the server */
	int port;
	int64_t epoch_ms;
	int64_t reset_ms;    /* until the free requests of the day return */
	int64_t prompt_pico; /* 10^-12 USD a token */
	int64_t completion_pico;
	/* worked out by fault_play */
	uint64_t draw; /* of the sheet: its tokens, its values */
	long prompt_tokens, completion_tokens;
	int64_t cost_nano; /* 10^-9 USD */
	struct answer *ret;
};

/* The ordinary answer. */
const struct fault *fault_none(void);
/* By name; NULL for an unknown one. */
const struct fault *fault_find(const char *name);
/* The n-th, from 0 on; NULL after the last. */
const struct fault *fault_at(size_t n);

/* Works out the cost and puts the answer of play->fault into *play->ret,
 * whose `out` is empty. */
void fault_play(struct play *play);

/* An answer of JSON, as the other end points give it. */
void answer_json(struct answer *answer, int status, const struct bytes *body);
/* The status line and the common headers; `length` < 0: chunked. */
void answer_head(struct answer *answer, int status, const char *type,
		 int64_t length, const char *headers);
void answer_done(struct answer *answer);

/* splitmix64: 64 well-mixed bits of 64. */
uint64_t fault_mix(uint64_t seed);
/* The same of a text. */
uint64_t fault_draw(uint64_t seed, const char *text);

#endif
