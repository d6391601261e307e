/*
 * plan.c: see plan.h.
 *
 * 1. Money is looked at first, then room for tokens: a further batch would not
 *    help either.
 * 2. What does not fit into an empty batch is too large for any.
 */
#include "config.h"

#include "batch/plan/plan.h"

#include "extract/schedule/budget.h"

enum plan_fit plan_fit(const struct plan_sums *limits,
		       const struct plan_sums *has, uint64_t frame,
		       const struct plan_sums *request)
{
	uint64_t bytes = has->bytes + frame + request->bytes;

	if (limits->bytes > 0 && frame + request->bytes > limits->bytes)
		return PLAN_TOO_LARGE;
	if (limits->nano_usd > 0 &&
	    nano_add(has->nano_usd, request->nano_usd) > limits->nano_usd)
		return PLAN_NO_MONEY;
	if (limits->tokens > 0 &&
	    has->tokens + request->tokens > limits->tokens)
		return has->requests > 0 ? PLAN_FULL : PLAN_NO_ROOM;
	if ((limits->bytes > 0 && bytes > limits->bytes) ||
	    (limits->requests > 0 && has->requests + 1 > limits->requests))
		return PLAN_FULL;
	return PLAN_FITS;
}

void plan_add(struct plan_sums *to, const struct plan_sums *request)
{
	to->requests += 1;
	to->bytes += request->bytes;
	to->tokens += request->tokens;
	to->nano_usd = nano_add(to->nano_usd, request->nano_usd);
}
