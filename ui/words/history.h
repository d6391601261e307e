/*
 * history.h: lines that were typed before, and going back among them.
 */
#ifndef UI_WORDS_HISTORY_H
#define UI_WORDS_HISTORY_H

#include <stddef.h>

#define HISTORY_MAX 200 /* lines */

struct history {
	char **lines; /* oldest first */
	size_t n;
	size_t at;   /* the line that is shown; n: what is being typed */
	char *typed; /* what was typed when one began to go back, or NULL */
};

/* Adds a line, in place of the same one before; forgets the oldest where they
 * are too many. Goes to their end. */
void history_add(struct history *history, const char *line);
/* Goes to the line before (`by` -1) or behind, from `now`; NULL where there is
 * none. Borrowed until the next change. */
const char *history_go(struct history *history, int by, const char *now);
/* To the end: a line is begun. */
void history_begin(struct history *history);
void history_done(struct history *history);

#endif
