/*
 * breaker.h: stops a session that goes wrong from the start, before it costs
 * much: fewer than half of the first ten sheets succeeded.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_BREAKER_H
#define EXTRACT_SCHEDULE_BREAKER_H

#include <stdbool.h>

#define BREAKER_SHEETS 10

/* All zero at first. */
struct breaker {
	int results, succeeded; /* of the first ten */
};

/* A sheet has its result, after all retries. True where it trips now. */
bool breaker_add_result(struct breaker *breaker, bool success);

#endif
