/*
 * latency.h: how long the console takes from a readable key to the bytes of
 * its frame. Measured always, told only where VASCULUM_KEY_TIMES names a
 * file (tests/bench/keys.sh).
 */
#ifndef UI_TERMINAL_LATENCY_H
#define UI_TERMINAL_LATENCY_H

#include <stdint.h>

/* Buckets of 1/16 ms up to 128 ms; the last holds what took longer. */
#define LATENCY_BUCKETS 2049

struct latency {
	uint32_t buckets[LATENCY_BUCKETS];
	uint32_t n;
	int64_t worst_ns;
};

void latency_add(struct latency *latency, int64_t ns);
/* Milliseconds that `percent` of the keys did not exceed. */
double latency_percentile(const struct latency *latency, double percent);
/* Writes one line of JSON to the file that VASCULUM_KEY_TIMES names. */
void latency_report(const struct latency *latency);

#endif
