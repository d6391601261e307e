/*
 * million_run.h: a run of very many records, as benches ask it, and watches
 * that tell wall time and what the processor worked.
 */
#ifndef TESTS_BENCH_MILLION_RUN_H
#define TESTS_BENCH_MILLION_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "run/index/index.h"
#include "run/run/run.h"

#define SIGNED_IN 4 /* one in so many is signed */

/* Wall and processor time since it was begun. */
struct stopwatch {
	int64_t wall, cpu;
};
void watch_begin(struct stopwatch *watch);
void watch_tell(const struct stopwatch *watch, const char *what, size_t n);

/* The same of many questions: each by laps_begin and laps_take; laps_tell prints
 * median, p99 and the worst, and empties it. */
struct laps {
	struct stopwatch watch;
	int64_t *wall, *cpu; /* owned */
	size_t n, cap_wall, cap_cpu;
};
void laps_begin(struct laps *laps);
void laps_take(struct laps *laps);
void laps_tell(struct laps *laps, const char *what);

/* Prints it and ends the program. */
void million_fail(const struct error *err);

/*
 * A run of n records, made where `dir` is not there: a million take 1.7 GB.
 * dir NULL: in $TMPDIR, and *ret_remove is the command that removes it, owned.
 */
struct run *million_run(const char *dir, unsigned int n, char **ret_remove);

/* Its index, folded and timed. */
struct index *million_index(const struct run *run);

/* The id of its i-th record. */
void million_id(unsigned int i, char ret[HASH_HEX_SIZE]);

#endif
