/*
 * fault_ledger.h: what was asked and answered, to the nano-dollar, and what
 * the client did that it must not do.
 *
 * Times are monotonic milliseconds since the server began.
 */
#ifndef TESTS_TOOLS_FAULT_LEDGER_H
#define TESTS_TOOLS_FAULT_LEDGER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault_kind.h"
#include "fault_rules.h"
#include "fault_scan.h"

enum violation {
	VIOLATION_EXPECT,      /* Expect: 100-continue */
	VIOLATION_NO_MAX,      /* no max_tokens */
	VIOLATION_LARGE_MAX,   /* over 16000 */
	VIOLATION_BAD_JSON,    /* the body is not a JSON object */
	VIOLATION_CHANGED,     /* other bytes than at an earlier attempt */
	VIOLATION_EARLY,       /* before a wait that was told is over */
	VIOLATION_DEAD_KEY,    /* with a key that got 401 */
	VIOLATION_BROKE_KEY,   /* with a key that got 402 */
	VIOLATION_UNKNOWN_KEY, /* none of --keys */
	VIOLATION_RPM,	       /* over --rpm */
	VIOLATION_RPD,	       /* over --rpd, the first one of a day aside */
	VIOLATION_REDIRECT,    /* followed */
	VIOLATION_HTTP,	       /* no request that can be understood */
	VIOLATIONS,
};

struct ledger_row {
	size_t sheet, model, key; /* positions; key: 0: none */
	const struct fault *fault;
	int status;
	int64_t in_ms;	 /* head of the request whole */
	int64_t body_ms; /* its body too; -1: never */
	int64_t out_ms;	 /* end of the answer; -1: under way */
	int64_t cost_nano;
	long max_tokens, prompt_tokens, completion_tokens;
	size_t length;
	bool delivered; /* every byte of a whole answer left the server */
	bool told;	/* its cost was, by GET .../generation */
};

struct ledger_sheet {
	char id[FAULT_SHEET_SIZE];
	size_t requests, delivered; /* delivered: answers with a record */
	long first_max_tokens;
	unsigned char plays[FAULT_RULES_MAX];
	bool early; /* a reset of the upload is its one fault */
	struct {
		size_t model;
		long max_tokens;
		char bytes[17];
		double temperature;
	} * attempts; /* a body for each model, max_tokens and temperature */
	size_t n_attempts;
};

struct ledger;

struct ledger_options {
	long rpm, rpd;	   /* 0: none */
	int64_t window_ms; /* of rpm */
	int64_t day_ms;	   /* of rpd */
	int64_t grace_ms;  /* for what was on its way when a wait was told */
	const char *keys;  /* "K1,K2", or NULL: any. Borrowed. */
};

struct ledger *ledger_new(const struct ledger_options *options);
void ledger_free(struct ledger *ledger);
/* Forgets all but the keys that were given. */
void ledger_reset(struct ledger *ledger);

/* A chat request whose head came in. Returns the position of its row. */
size_t ledger_open(struct ledger *ledger, const char *secret, int64_t now_ms);
struct ledger_row *ledger_row(struct ledger *ledger, size_t row);
/* Its body is whole: books sheet and model, and looks for violations.
 * `sheet` overrides the one of the body where it is not "". */
void ledger_body(struct ledger *ledger, size_t row,
		 const struct fault_body *body, const char *sheet,
		 int64_t now_ms);
/* The sheet with this id, made where it is new. Valid until the next call. */
struct ledger_sheet *ledger_sheet(struct ledger *ledger, const char *id);
/* The same by its position in a row. */
struct ledger_sheet *ledger_sheet_at(struct ledger *ledger, size_t sheet);
/* A row that never had a whole body gets this sheet, whose requests are not
 * counted. */
void ledger_front(struct ledger *ledger, size_t row, const char *id);

/* What the server itself, apart from its rules, has to say to a request. */
enum ledger_limit {
	LIMIT_NONE,
	LIMIT_KEY, /* none of those given */
	LIMIT_RATE,
	LIMIT_DAY,
};
enum ledger_limit ledger_limit(struct ledger *ledger, size_t row,
			       int64_t now_ms, int64_t *ret_wait_ms);

/* The answer's last byte went out (`sent`), or the connection ended first. */
void ledger_complete(struct ledger *ledger, size_t row, bool sent,
		     enum hold_scope hold, int64_t hold_ms, int64_t now_ms);

void ledger_violation(struct ledger *ledger, enum violation kind, size_t row);
#define LEDGER_NO_ROW ((size_t)-1)

uint64_t ledger_requests(const struct ledger *ledger);
const char *ledger_model(const struct ledger *ledger, size_t model);
int64_t ledger_billed_nano(const struct ledger *ledger);
size_t ledger_count_closed(struct ledger *ledger); /* counts one more */
size_t ledger_count_image(struct ledger *ledger);

/* New reference; `requests`, `sheets`: with these lists. */
json_t *ledger_json(const struct ledger *ledger, bool requests, bool sheets);

#endif
