/*
 * ordered.h: work that several threads do at once, and that comes back in the
 * order in which it was given. For one owner, who gives and takes.
 */
#ifndef BASE_THREAD_ORDERED_H
#define BASE_THREAD_ORDERED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct ordered;

/*
 * Starts `threads` threads (0: ordered_take does all the work) that call
 * `work(arg, item)`; at most `depth` items are held. `work` runs on any of
 * them or on the owner's thread, never twice for an item.
 */
int ordered_start(size_t threads, size_t depth,
		  void (*work)(void *arg, void *item), void *arg,
		  struct ordered **ret, struct error *err) MUST_USE;

/* The same with threads that are as urgent as their owner, and not nicer than
 * others: for pieces so small that the owner waits for single ones. */
int ordered_start_urgent(size_t threads, size_t depth,
			 void (*work)(void *arg, void *item), void *arg,
			 struct ordered **ret, struct error *err) MUST_USE;

/* Gives an item; false, and nothing happened, when `depth` are held. */
bool ordered_put(struct ordered *ordered, void *item) MUST_USE;

/* The oldest item, when its work is done: does it, or what else is not begun
 * until then, or waits. NULL when none is held. */
void *ordered_take(struct ordered *ordered);

/* Ends the threads; items that were not taken are passed to `drop`. NULL is
 * fine. */
void ordered_stop(struct ordered *ordered, void (*drop)(void *item));

#endif
