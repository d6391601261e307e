/*
 * pty_screen.h: a program on a pseudo-terminal, and what its screen shows
 * (libvterm). For tests and benches that use the console as a person does:
 * by keys, and by nothing but what stands on the screen.
 *
 * One thread. The terminal shows no pictures.
 */
#ifndef TESTS_KIT_PTY_SCREEN_H
#define TESTS_KIT_PTY_SCREEN_H

#include <stdbool.h>
#include <sys/types.h>
#include <vterm.h>

#include "base/bytes.h"

struct pty_screen {
	int fd; /* the terminal's other end */
	pid_t child;
	int columns, rows;
	VTerm *vterm;
	VTermScreen *cells;
	char tail[64]; /* the last bytes, to find questions in */
	size_t tail_len;
	bool ended; /* the program is gone */
};

/* Starts argv[0]; exits the process where that is impossible. */
void pty_screen_open(struct pty_screen *screen, int columns, int rows,
		     char *const *argv);
/* Waits for the program to end by itself, or kills it; child 0: it was waited
 * for. */
void pty_screen_close(struct pty_screen *screen);

/* The window gets another size. */
void pty_screen_resize(struct pty_screen *screen, int columns, int rows);
/* Types these bytes. */
void pty_screen_type(struct pty_screen *screen, const char *keys);
/* Takes what comes until nothing came for `quiet_ms`; false when nothing came
 * at all. */
bool pty_screen_settle(struct pty_screen *screen, int quiet_ms);
/* Takes what comes until the screen holds `text`; false after `most_ms`. */
bool pty_screen_await(struct pty_screen *screen, const char *text, int most_ms);

/* Appends the cells [x, x + n) of a row as UTF-8, blanks at the end cut;
 * n < 0: to the end. */
void pty_screen_row(const struct pty_screen *screen, int y, int x, int n,
		    struct bytes *ret);
/* Where the cursor stands. */
void pty_screen_cursor(const struct pty_screen *screen, int *ret_x, int *ret_y);
/* The first row that holds `text` from column `x` on, or -1; its column in
 * *ret_x (may be NULL). */
int pty_screen_find(const struct pty_screen *screen, const char *text,
		    int *ret_x);

#endif
