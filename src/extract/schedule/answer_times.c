/*
 * answer_times.c: percentiles by the nearest rank. See answer_times.h.
 */
#include "config.h"

#include "extract/schedule/answer_times.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void answer_times_add(struct answer_times *times, double ms)
{
	times->ms[times->n++ % ANSWER_TIMES] = ms;
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

double answer_times_percentile(const struct answer_times *times, double percent)
{
	double sorted[ANSWER_TIMES];
	size_t n = times->n < ANSWER_TIMES ? times->n : ANSWER_TIMES;
	size_t rank;

	if (n == 0)
		return -1;
	memcpy(sorted, times->ms, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_doubles);
	rank = (size_t)ceil(percent / 100 * (double)n);
	if (rank > n)
		rank = n;
	return sorted[rank > 0 ? rank - 1 : 0];
}
