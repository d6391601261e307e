/*
 * budget.c: reserve, then spend. See budget.h.
 *
 * 1. spent + reserved + held <= total, while no request costs more than was
 *    reserved for it: so never is more spent than there is.
 * 2. Where a server charges more than was reserved, spent goes over by the
 *    excess of what was under way then, and nothing is reserved any more.
 *    The scheduler reserves the dearest it has seen, so that such an excess
 *    does not come twice.
 * 3. Sums are of whole numbers: they do not drift. An amount is rounded once,
 *    when it is read.
 */
#include "config.h"

#include "extract/schedule/budget.h"

#include <math.h>

#define NANO	  1e9
#define NANO_MOST 1e6 /* USD: far below what an int64_t can count */
/* An amount that was whole before it was made a double is that again. */
#define NANO_GRAIN 1e-3

static double nano_sane(double usd)
{
	if (!(usd > 0))
		return 0;
	return (usd < NANO_MOST ? usd : NANO_MOST) * NANO;
}

int64_t nano_of(double usd)
{
	return llround(nano_sane(usd));
}

int64_t nano_above(double usd)
{
	return (int64_t)ceil(nano_sane(usd) - NANO_GRAIN);
}

double nano_to_usd(int64_t nano)
{
	return (double)nano / NANO;
}

int64_t nano_add(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

int64_t nano_times(int64_t amount, size_t n)
{
	if (n == 0 || amount == 0)
		return 0;
	return n > (uint64_t)(INT64_MAX / amount) ? INT64_MAX
						  : amount * (int64_t)n;
}

void budget_init(struct budget *budget, int64_t total, int64_t spent)
{
	*budget = (struct budget){.total = total, .spent = spent};
}

bool budget_fits(const struct budget *budget, int64_t amount)
{
	return budget->total == 0 ||
	       budget->spent + budget->reserved + budget->held + amount <=
		       budget->total;
}

bool budget_is_spent(const struct budget *budget)
{
	return budget->total > 0 &&
	       budget->spent + budget->held >= budget->total;
}

void budget_reserve(struct budget *budget, int64_t amount)
{
	budget->reserved += amount;
}

void budget_complete(struct budget *budget, int64_t reserved, int64_t spent)
{
	budget->reserved -= reserved;
	budget->spent += spent;
}
