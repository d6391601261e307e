/*
 * breaker.c: the first ten. See breaker.h.
 *
 * 1. It looks once, when the tenth sheet has its result: what comes later is for
 *    warnings, not for stopping.
 */
#include "config.h"

#include "extract/schedule/breaker.h"

bool breaker_add_result(struct breaker *breaker, bool success)
{
	if (breaker->results == BREAKER_SHEETS)
		return false;
	breaker->results++;
	breaker->succeeded += success;
	return breaker->results == BREAKER_SHEETS &&
	       breaker->succeeded * 2 < BREAKER_SHEETS;
}
