/*
 * watch.h: a thread that says when raw.jsonl, edits.jsonl or a further file of
 * a run (that of its facts) may have changed, whoever wrote them: at once where
 * the system tells (notify.h), else by looking at them every now and then.
 */
#ifndef RUN_STORE_WATCH_H
#define RUN_STORE_WATCH_H

#include <stdbool.h>

#include "base/error.h"

struct journal_watch;

/* `changed` is called on the thread; it must not wait. `further` is a path, or
 * NULL. */
int journal_watch_start(const char *dir, const char *further,
			void (*changed)(void *arg), void *arg,
			struct journal_watch **ret, struct error *err) MUST_USE;
/* After this `changed` is not called any more. NULL is fine. */
void journal_watch_stop(struct journal_watch *watch);

/* How changes are noticed; for tests. */
struct journal_watch_how {
	bool notify; /* asks the system; refused where that cannot be had */
	int look_ms; /* looks this often; -1: never */
};
int journal_watch_start_with(const char *dir, const char *further,
			     const struct journal_watch_how *how,
			     void (*changed)(void *arg), void *arg,
			     struct journal_watch **ret,
			     struct error *err) MUST_USE;

#endif
