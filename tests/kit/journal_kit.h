/*
 * journal_kit.h: what the tests of the journals share: system calls that fail
 * on demand, and short ways to append and to look. Everything fails the test
 * that cannot be done.
 */
#ifndef TESTS_JOURNAL_KIT_H
#define TESTS_JOURNAL_KIT_H

#include <sys/types.h>

#include "run/journal/journal.h"
#include "run/run/run.h"
#include "run/journal/ops.h"

enum fault {
	FAULT_NONE,
	FAULT_WRITE,	   /* ENOSPC, nothing written */
	FAULT_SHORT,	   /* half is written */
	FAULT_SYNC,	   /* EIO after the write */
	FAULT_DIE_FIRST,   /* the process ends before the write … */
	FAULT_DIE_HALF,	   /* … in the middle of it … */
	FAULT_DIE_WRITTEN, /* … before the fsync … */
	FAULT_DIE_SYNCED,  /* … after it */
	FAULT_DIE_CUT,	   /* before a truncation */
};

struct faults {
	enum fault fault;
	int times;     /* how often it still happens */
	int cut_fails; /* how many truncations fail */
	int dir_fails; /* how many fsyncs of the directory fail */
	int writes, syncs, dir_syncs;
	const char *away; /* moves the directory there before its fsync */
};

/* Calls that follow `faults`, which outlives them; a lock is waited for 50 ms
 * only. */
struct journal_ops fault_ops(struct faults *faults);

struct journals *open_journals(const struct run *run);
struct journals *open_faulty(const struct run *run,
			     const struct journal_ops *ops);
/* Locks, appends, unlocks. */
int append(struct journals *j, enum journal_id id, const char *text,
	   struct error *err) MUST_USE;
void assert_file(const char *dir, const char *name, const char *want);
/* All whole lines of raw.jsonl joined by '|'; owned. */
char *read_lines(const struct run *run);
void wait_child(pid_t pid); /* that has to exit with 0 */

/* *state is a scratch directory. */
int scratch_setup(void **state);
int scratch_teardown(void **state);
#define SCRATCH_TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, scratch_setup, scratch_teardown)

#endif
