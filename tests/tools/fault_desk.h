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
#include "fault_service.h"

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

void desk_init(struct desk *desk, const struct desk_options *options, int port);
void desk_done(struct desk *desk);
/* What connections ask; borrows the desk. */
struct service desk_service(struct desk *desk);

#endif
