/*
 * line_set.h: some lines, and which of them a journal has already. Lines are
 * the same when their bytes are.
 *
 * A value of one thread.
 */
#ifndef RUN_RESCUE_LINE_SET_H
#define RUN_RESCUE_LINE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "run/journal/journal.h"

struct line_item {
	size_t start, len; /* in texts, without a newline */
	double worth;	   /* the caller's */
	bool known; /* the journal has it, or one before it is the same */
};

/* All zero: empty. */
struct line_set {
	struct bytes texts;
	struct line_item *items; /* in the order they came */
	size_t n, cap;
};

void line_set_add(struct line_set *set, const char *text, size_t len,
		  double worth);
/* Marks those that are known; reads the journal from its beginning. */
int line_set_compare(struct line_set *set, const char *dir, enum journal_id id,
		     struct error *err) MUST_USE;
/* Appends those that are not known, with their newlines. */
void line_set_join(const struct line_set *set, struct bytes *ret);
void line_set_clear(struct line_set *set);
void line_set_done(struct line_set *set);

#endif
