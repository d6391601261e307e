/*
 * latency.c: how long a key takes. See latency.h.
 *
 * 1. Adding costs the same however many there were: figures come from a
 *    histogram, and the worst is kept as it was.
 */
#include "config.h"

#include "ui/terminal/latency.h"

#include <stdio.h>
#include <stdlib.h>

#define NS_PER_BUCKET (1000000 / 16)

void latency_add(struct latency *latency, int64_t ns)
{
	int64_t bucket = ns / NS_PER_BUCKET;

	if (bucket < 0)
		bucket = 0;
	if (bucket >= LATENCY_BUCKETS)
		bucket = LATENCY_BUCKETS - 1;
	latency->buckets[bucket]++;
	latency->n++;
	if (ns > latency->worst_ns)
		latency->worst_ns = ns;
}

double latency_percentile(const struct latency *latency, double percent)
{
	double left = latency->n * percent / 100;

	for (int i = 0; i < LATENCY_BUCKETS; i++) {
		left -= latency->buckets[i];
		if (left <= 0)
			return (i + 1) / 16.0;
	}
	return (double)latency->worst_ns / 1e6;
}

void latency_report(const struct latency *latency)
{
	const char *path = getenv("VASCULUM_KEY_TIMES");
	FILE *file = path != NULL ? fopen(path, "we") : NULL;

	if (file == NULL)
		return;
	fprintf(file,
		"{\"keys\":%u,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
		"\"worst_ms\":%.2f}\n",
		latency->n, latency_percentile(latency, 50),
		latency_percentile(latency, 99),
		(double)latency->worst_ns / 1e6);
	fclose(file);
}
