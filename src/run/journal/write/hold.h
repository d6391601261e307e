/*
 * hold.h: RUN/journals.lock, without which nothing is written to a journal.
 * Known to this folder alone; one thread.
 */
#ifndef RUN_JOURNAL_WRITE_HOLD_H
#define RUN_JOURNAL_WRITE_HOLD_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"

struct hold {
	char *path;
	int fd; /* -1 while not open */
	int wait_ms;
	bool held;
	struct bytes owner; /* what the file says while we hold it */
};

/* Opens it, and makes it where it is not there. After a failure, too,
 * hold_done. `wait_ms` 0: about five seconds. */
int hold_init(struct hold *hold, const char *dir, int wait_ms,
	      struct error *err) MUST_USE;
void hold_done(struct hold *hold);

/* Waits for it; ERROR_BUSY names the owner. */
int hold_take(struct hold *hold, struct error *err) MUST_USE;
void hold_drop(struct hold *hold); /* not held: nothing */

#endif
