/*
 * keys_screen.h: what the screen of the console says to who looks at it: the
 * record, its fields, the one that is selected, the candidates below it. For
 * keys_saved, which knows the console by its screen alone.
 */
#ifndef TESTS_BENCH_KEYS_SCREEN_H
#define TESTS_BENCH_KEYS_SCREEN_H

#include <stdbool.h>

#include "tests/kit/pty_screen.h"

#define KEYS_COLUMNS 200
#define KEYS_ROWS    60

#define CANDIDATES_MAX 9

struct shown_candidate {
	char *value;
	char *source; /* what stands behind it */
	bool whole;   /* its line shows all of it */
};

struct shown {
	char *title; /* of the record: its image first */
	char *term;  /* selected, as far as it is shown; NULL: none */
	char *value; /* of it: "" is empty */
	int row;     /* of it on the screen */
	struct shown_candidate candidates[CANDIDATES_MAX];
	char *bottom; /* the last line */
};

/* Reads the screen; give it to shown_done. */
void shown_read(const struct pty_screen *screen, struct shown *ret);
void shown_done(struct shown *shown); /* also for CLEANUP */

/* The grey text behind the cursor: "" for none; *ret_cut: it goes on where it
 * is not seen. Owned. */
char *shown_rest(const struct pty_screen *screen, bool *ret_cut);

/* What stands in the line that is typed, before the cursor; NULL: not all of it
 * is seen in its row. Owned. */
char *shown_line(const struct pty_screen *screen);

/* The column of the left pane's right border. */
int shown_pane_end(const struct pty_screen *screen);
/* The row of a term, or -1: it is not on the screen. */
int shown_row(const struct pty_screen *screen, const char *term);
/* The term of the next row below this one that has one; NULL: there is none.
 * Owned. */
char *shown_next(const struct pty_screen *screen, int row);
/* The figure that stands before that row, or 0. */
int shown_number(const struct pty_screen *screen, const char *term);
/* Whether the list of terms above the bottom line has this one chosen. */
bool shown_is_offered(const struct pty_screen *screen, const char *term);
/* The value of a term that stands on the screen; NULL: it is not there.
 * Owned. */
char *shown_value(const struct pty_screen *screen, const char *term);

#endif
