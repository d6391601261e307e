/*
 * items.h: the sheets of the worklist and how far each has come; which one is
 * next. The worker thread's.
 */
#ifndef EXTRACT_WORKER_ITEMS_H
#define EXTRACT_WORKER_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/intake/worklist.h"

enum item_state {
	ITEM_WAITING,
	ITEM_BUSY,   /* with the pool or the requester, or its outcome not yet
			durable */
	ITEM_DONE,   /* its outcome is durable */
	ITEM_FAILED, /* so is that it failed */
	ITEM_SKIPPED,
};

/* What is kept of each sheet of the worklist, beside it. */
struct item {
	unsigned char state; /* enum item_state */
	unsigned short attempts;
	bool failed_before; /* in an earlier session: this is a retry */
};

/* All zero: no sheets. */
struct items {
	struct worklist list; /* owned */
	struct item *state;   /* one for each of it */
	size_t next;	      /* first that was never dispatched */
	size_t *later;	      /* to be read once more, in order */
	size_t n_later, cap_later, next_later;
};

/* Takes the worklist. */
void items_init(struct items *items, const struct worklist *list);
void items_done(struct items *items);

/* The next sheet to dispatch; false where none is left. */
bool items_next(struct items *items, size_t *ret);
bool items_left(const struct items *items);
/* It is dispatched once more, after the others. */
void items_put_off(struct items *items, size_t item);
/* So are those that failed, which wait again; returns how many. */
size_t items_retry_failed(struct items *items);

/* Its name, borrowed until items_done. */
const char *items_image(const struct items *items, size_t item);

#endif
