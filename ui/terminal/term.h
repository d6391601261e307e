/*
 * term.h: the terminal, through curses; the only file that knows it. Keys
 * come in as struct key, a surface goes out by its differences.
 *
 * One at a time, on the thread that opened it.
 */
#ifndef UI_TERMINAL_TERM_H
#define UI_TERMINAL_TERM_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "review/preview/preview.h"
#include "ui/keyboard/key.h"
#include "ui/keyboard/keystream.h"
#include "ui/terminal/surface.h"

struct term_options {
	const char *type; /* NULL: $TERM */
	FILE *in, *out;
	enum preview_colours colours;
	bool mouse;
	bool focus; /* tell when the terminal gets the focus */
};

struct term;

/*
 * Fails (ERROR_USAGE) where nothing is known of the terminal's type (NULL:
 * $TERM). Writes nothing: to be asked before the terminal itself is.
 */
int term_check_type(const char *type, struct error *err) MUST_USE;

/* Fails (ERROR_USAGE) where no console can be drawn; the error says what to
 * use instead. */
int term_open(const struct term_options *options, struct term **ret,
	      struct error *err) MUST_USE;
/* Gives the terminal back as it was. NULL is fine. */
void term_close(struct term *term);
/* The colours of cells, as far as terminfo knows them: what else the terminal
 * has curses cannot name. */
enum preview_colours term_colours(const struct term *term);

void term_size(const struct term *term, int *ret_columns, int *ret_rows);
/* Asks the terminal for its size and takes it. */
void term_resized(struct term *term);
/* Takes this size, for tests on what is not a terminal. */
void term_set_size(struct term *term, int columns, int rows);

/* The next key; false when none waits. Never waits. Of code KEYCODE_REPLY it
 * is an answer of the terminal. */
bool term_key(struct term *term, struct key *ret);
/* That answer; until the next key. */
const struct sequence *term_reply(const struct term *term);
/* Milliseconds until term_key may have one though nothing can be read, as an
 * Esc that nothing follows; -1: never. */
int term_wait(const struct term *term);
/* Nothing comes from there any more: the terminal has gone. */
bool term_ended(const struct term *term);

/* True when this row of the surface differs, between these columns, from
 * what the screen shows. */
bool term_differs(const struct term *term, const struct surface *surface,
		  int row, int column, int columns);
/* Sends what differs from the screen. */
void term_paint(struct term *term, const struct surface *surface);
/* The next paint sends everything. */
void term_redraw(struct term *term);

/* Writes a question to the terminal, as it is. */
void term_say(struct term *term, const char *text);

/* Leaves the terminal to others, and takes it again. */
void term_suspend(struct term *term);
void term_resume(struct term *term);

/* Curses' name and version. Static. */
const char *term_library(void);

#endif
