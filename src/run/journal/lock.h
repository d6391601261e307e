/*
 * lock.h: RUN/lock by the path of the directory, for a run that is just
 * being made. All others use run_lock_acquire of run/run.h.
 */
#ifndef RUN_JOURNAL_LOCK_H
#define RUN_JOURNAL_LOCK_H

#include "base/error.h"
#include "run/run/run.h"

int run_lock_acquire_dir(const char *dir, struct run_lock **ret,
			 struct error *err) MUST_USE;

/*
 * Whether a lock whose flock we got was left by another host that may still
 * live: flock does not reach every host on a network file system. `remote`:
 * the run lies on one.
 */
struct lock_owner;
bool run_lock_is_foreign(const struct lock_owner *found,
			 const struct lock_owner *self, bool remote);

#endif
