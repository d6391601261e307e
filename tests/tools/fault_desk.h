/*
 * fault_desk.h: the end points: which request gets which answer. It knows
 * rules and ledger; of sockets it knows nothing, and time it is told.
 *
 *	POST .../chat/completions   an answer or a fault
 *	GET  .../models             the list, with prices
 *	GET  .../key                what the key may do
 *	GET  .../generation?id=ID   usage and cost of an earlier answer,
 *	                            some time after its end
 *	GET  /images/NAME           a file of --images
 *	GET  /images/HOW/NAME       the same, with a fault: 404, 503 (the first
 *	                            time, then well), cut, reset, slow, html,
 *	                            redirect, silent
 *	GET  /__ledger              sums and violations; ?requests=1&sheets=1
 *	POST /__fault               adds the rules in the body
 *	GET  /__reset               forgets the ledger; ?rules=1: the rules too
 *	any  /__trap/...            where "redirect" points to: a violation
 */
#ifndef TESTS_TOOLS_FAULT_DESK_H
#define TESTS_TOOLS_FAULT_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "fault_http.h"
#include "fault_kind.h"
#include "fault_ledger.h"
#include "fault_rules.h"
#include "fault_scan.h"

struct desk_options {
	uint64_t seed;
	long latency_ms, jitter_ms, drip_ms;
	int64_t prompt_pico, completion_pico; /* 10^-12 USD a token */
	const char *images;		      /* directory, or NULL */
	struct ledger_options ledger;
};

struct desk {
	struct desk_options options;
	struct fault_rules rules;
	struct ledger *ledger;
	int port;
	uint64_t epoch; /* of the ledger: counts resets */
	uint64_t image_tries;
};

struct desk_route;

/* One request under way. */
struct inquiry {
	struct http_head head;
	const struct desk_route *route; /* NULL: there is no such thing */
	bool chat;			/* its body goes through a scan */
	size_t row;			/* chat only; LEDGER_NO_ROW: none */
	uint64_t epoch;			/* whose row it is */
	char front[32];			/* of the sheet, or "" so far */
	struct bytes body; /* of the others; at most DESK_BODY_MAX */
	struct answer answer;
};
#define DESK_BODY_MAX 65536

void desk_init(struct desk *desk, const struct desk_options *options, int port);
void desk_done(struct desk *desk);

/* inquiry->head is whole. */
void desk_head(struct desk *desk, struct inquiry *inquiry, int64_t now_ms);
/* The front of the sheet is known. True: the answer is there already, and the
 * rest of the body is not to be read. */
bool desk_front(struct desk *desk, struct inquiry *inquiry, const char *front,
		int64_t now_ms);
/* The body is whole: puts the answer into inquiry->answer. `body` is NULL but
 * for chat. */
void desk_answer(struct desk *desk, struct inquiry *inquiry,
		 const struct fault_body *body, int64_t now_ms);
/* No request: 400. */
void desk_refuse(struct desk *desk, struct inquiry *inquiry);
/* The last byte is out (`sent`), or the connection ended before that. */
void desk_complete(struct desk *desk, struct inquiry *inquiry, bool sent,
		   int64_t now_ms);
/* Frees what a request took; the inquiry can be used again. */
void desk_clear(struct inquiry *inquiry);

#endif
