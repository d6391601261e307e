/*
 * budget.h: money that may be spent, with what was reserved of it. Amounts
 * are whole nano-dollars (10^-9 USD), so that sums of millions of them are
 * exact.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_BUDGET_H
#define EXTRACT_SCHEDULE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of what is known: the nearest; what is not a number or below 0 is 0, and
 * more than a million dollars is a million. */
int64_t nano_of(double usd);
/* Of what may be: never less. */
int64_t nano_above(double usd);
double nano_to_usd(int64_t nano);
/* Of amounts that are not below 0: what is more than can be counted is the most
 * that can. What servers and files say may come to any sum. */
int64_t nano_add(int64_t a, int64_t b);
int64_t nano_times(int64_t amount, size_t n);

struct budget {
	int64_t total; /* 0: no limit */
	int64_t spent;
	int64_t reserved; /* for what is under way */
	int64_t held;	  /* for what others have under way */
};

/* `total` of 0: there is no limit. */
void budget_init(struct budget *budget, int64_t total, int64_t spent);
/* True where there is room for as much beside what is spent and reserved. */
bool budget_fits(const struct budget *budget, int64_t amount);
/* True where nothing is left of it. */
bool budget_is_spent(const struct budget *budget);
void budget_reserve(struct budget *budget, int64_t amount);
/* Ends a reservation: this was spent in its place. */
void budget_complete(struct budget *budget, int64_t reserved, int64_t spent);

#endif
