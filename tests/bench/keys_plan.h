/*
 * keys_plan.h: the fewest keys of a line editor by which one text becomes
 * another, among the ways that a person would think of. For keys_saved.
 */
#ifndef TESTS_BENCH_KEYS_PLAN_H
#define TESTS_BENCH_KEYS_PLAN_H

#include <stddef.h>

#include "base/bytes.h"

enum keys_kind {
	KEYS_MOVE,   /* inside a line */
	KEYS_DELETE, /* there */
	KEYS_TYPE,   /* characters of a value */
	KEYS_OPEN,   /* a field */
	KEYS_COMMIT, /* it */
	KEYS_TAKE,   /* a candidate, grey text, words of the label */
	KEYS_GO,     /* to another field */
	KEYS_RIGHT,  /* Enter on a field that is right */
	KEYS_SIGN,   /* the record, and what is asked then */
	KEYS_KINDS,
};
const char *keys_kind_word(enum keys_kind kind);

struct keys_plan {
	struct bytes bytes;	  /* what is typed */
	size_t kinds[KEYS_KINDS]; /* keys, not bytes */
};

void keys_plan_done(struct keys_plan *plan); /* also for CLEANUP */
size_t keys_plan_cost(const struct keys_plan *plan);
/* Appends one key. */
void keys_plan_add(struct keys_plan *plan, enum keys_kind kind,
		   const char *bytes);
/* Appends a text, a key for each character. */
void keys_plan_type(struct keys_plan *plan, const char *text, size_t len);

/*
 * Adds what makes `to` of `from` in a line whose cursor stands at the end
 * (or, with `at_start`, at the start): moves, deletions, letters; the keys
 * that open and commit the line are the caller's.
 */
void keys_plan_edit(struct keys_plan *plan, const char *from, const char *to,
		    bool at_start);

#endif
