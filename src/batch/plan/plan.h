/*
 * plan.h: how many sheets go into one batch: by the requests and bytes that a
 * server takes, the tokens that may wait there, and the money there is. Pure.
 */
#ifndef BATCH_PLAN_PLAN_H
#define BATCH_PLAN_PLAN_H

#include <stddef.h>
#include <stdint.h>

/* Of requests, or what they may be at most; 0: no limit. */
struct plan_sums {
	size_t requests;
	uint64_t bytes;
	double tokens;
	int64_t nano_usd;
};

enum plan_fit {
	PLAN_FITS,
	PLAN_FULL,	/* it goes into the next one */
	PLAN_TOO_LARGE, /* alone it is more than the server ever takes */
	PLAN_NO_ROOM,	/* too many tokens would wait: when a batch has ended */
	PLAN_NO_MONEY,	/* the budget does not pay for it */
};

/* Whether a further request fits: `has` is what the batch has, `frame` the
 * bytes around the requests. The money is that of the whole run. */
enum plan_fit plan_fit(const struct plan_sums *limits,
		       const struct plan_sums *has, uint64_t frame,
		       const struct plan_sums *request);
void plan_add(struct plan_sums *to, const struct plan_sums *request);

#endif
