/*
 * deeds.h: what a curator has done since the console was started, as undo and
 * redo come to it: so that it is known beforehand what they are about, and
 * where.
 */
#ifndef UI_WORDS_DEEDS_H
#define UI_WORDS_DEEDS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/journal/act.h"

#define DEEDS_MAX 100

/* Strings are owned. */
struct deed {
	char act[33];
	enum act_op op;
	char *specimen_id, *image; /* NULL: of many records, … */
	size_t records;		   /* … so many */
	char *term;		   /* NULL: of the whole record */
	char *from, *to;	   /* of a value; or NULL */
	size_t more;		   /* values of other terms beside it */
};

struct deeds_list {
	struct deed items[DEEDS_MAX];
	size_t n;
};

/* All zero is none. */
struct deeds {
	struct deeds_list done, undone; /* the last one comes last */
	bool asked; /* whether what was done before the start is meant */
};

/* Takes over what was done now; nothing is done again behind it. */
void deeds_add(struct deeds *deeds, struct deed deed);
/* It was refused, or given up before it was saved. */
void deeds_drop(struct deeds *deeds, const char *act);
/* What undo comes to next, or redo; NULL: nothing that is known. Borrowed. */
const struct deed *deeds_next(const struct deeds *deeds, bool redo);
/* How many were done since this one ("" since the start); 0 where it is not
 * known any more. */
size_t deeds_since(const struct deeds *deeds, const char *act);
/* It was asked to be taken back, or done again. */
void deeds_go(struct deeds *deeds, bool redo);
void deeds_done(struct deeds *deeds);

#endif
