/*
 * lock.h: RUN/lock, held (flock) by the one process that extracts, or that
 * changes run.json. By the run's directory: it is taken also while a run is
 * just being made.
 */
#ifndef RUN_JOURNAL_LOCK_H
#define RUN_JOURNAL_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"

struct run_lock;
/* ERROR_BUSY when held, naming host and pid of the owner; refused also when
 * the lock was taken on another host that may still live. */
int run_lock_acquire(const char *dir, struct run_lock **ret,
		     struct error *err) MUST_USE;
/*
 * The same of RUN/batches.lock, held by the one process that works on the
 * batches of the run: it may do so while another one extracts. `wait`: for
 * seconds, since a console holds it for a moment now and then; `stop` (may be
 * NULL) ends that, with ERROR_STOPPED.
 */
int run_lock_batches(const char *dir, bool wait, const atomic_bool *stop,
		     struct run_lock **ret, struct error *err) MUST_USE;
void run_lock_release(struct run_lock *lock); /* NULL is fine */
/* Who the lock file says holds it, without touching the lock: of this machine
 * and this boot, whose process is there; of another host, as it says. False
 * where it names nobody, or somebody who is gone. */
struct lock_owner;
bool run_lock_look(const char *dir, struct lock_owner *ret);
/* Whether some process extracts here now; *ret_pid (may be NULL) its pid. */
bool run_lock_is_held(const char *dir, long *ret_pid);

/*
 * Whether a lock whose flock we got was left by another host that may still
 * live: flock does not reach every host on a network file system. `remote`:
 * the run lies on one.
 */
bool run_lock_is_foreign(const struct lock_owner *found,
			 const struct lock_owner *self, bool remote);

#endif
