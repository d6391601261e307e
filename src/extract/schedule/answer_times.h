/*
 * answer_times.h: how long the newest answers took.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_ANSWER_TIMES_H
#define EXTRACT_SCHEDULE_ANSWER_TIMES_H

#include <stddef.h>

#define ANSWER_TIMES 256

/* All zero at first. */
struct answer_times {
	double ms[ANSWER_TIMES]; /* a ring */
	size_t n;		 /* ever added */
};

void answer_times_add(struct answer_times *times, double ms);
/* The time within which `percent` of them came; -1 while there are none. */
double answer_times_percentile(const struct answer_times *times,
			       double percent);

#endif
