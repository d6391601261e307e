/*
 * breaker.c: the first ten. See breaker.h.
 *
 * 1. It looks once, when the tenth sheet is settled: what comes later is for
 *    warnings, not for stopping.
 */
#include "config.h"

#include "extract/schedule/breaker.h"

bool breaker_settle(struct breaker *breaker, bool success)
{
	if (breaker->settled == BREAKER_SHEETS)
		return false;
	breaker->settled++;
	breaker->succeeded += success;
	return breaker->settled == BREAKER_SHEETS &&
	       breaker->succeeded * 2 < BREAKER_SHEETS;
}
