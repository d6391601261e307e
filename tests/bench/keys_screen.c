/*
 * keys_screen.c: see keys_screen.h.
 *
 * 1. What is cut on the screen ends in an ellipsis, and equals nothing.
 * 2. A row of the grid is its term, its value, and figures behind two blanks; a
 *    row without a term goes on with the value above it.
 */
#include "config.h"

#include "tests/bench/keys_screen.h"

#include <ctype.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

#define HERE	 "\xe2\x96\xb8" /* the mark of the selected row */
#define BORDER	 "\xe2\x94\x82"
#define DIVIDER	 "\xe2\x94\x9c"
#define ELLIPSIS "\xe2\x80\xa6"
#define FOLD	 "\xe2\x96\xbe" /* of the heading of what is folded */
#define NOTHING	 "\xe2\x80\x94"
#define TERM_X	 3
#define TERM_W	 22
#define VALUE_X	 (TERM_X + TERM_W + 1)

int shown_pane_end(const struct pty_screen *screen)
{
	struct bytes row CLEANUP(bytes_done) = {0};
	int x = 0;

	pty_screen_row(screen, 1, 0, -1, &row);
	for (const char *at = row.data; *at != '\0'; at++) {
		if (strncmp(at, "\xe2\x94\x90", 3) == 0)
			return x;
		x += ((unsigned char)*at & 0xc0) != 0x80;
	}
	return screen->columns;
}

/* The cells [x, end) of a row, blanks around them cut. Owned. */
static char *cells(const struct pty_screen *screen, int y, int x, int end)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const char *at;

	pty_screen_row(screen, y, x, end - x, &text);
	at = text.data != NULL ? text.data : "";
	while (*at == ' ')
		at++;
	return mem_strdup(at);
}

/* Cuts what stands behind two blanks; returns that, or NULL. */
static char *cut_figures(char *text)
{
	char *blank = strstr(text, "  ");
	char *rest = blank;

	if (blank == NULL)
		return NULL;
	while (*rest == ' ')
		rest++;
	*blank = '\0';
	return rest;
}

/* A value that fills its column has one blank before its figures: a number and
 * the mark of who says so. */
static void cut_mark(char *text)
{
	static const char *const marks[] = {" \xe2\x97\x86 ", " \xe2\x97\x87 ",
					    " \xe2\x96\xa5 "};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		char *at = strstr(text, marks[i]);
		char *digit = at;

		while (digit != NULL && digit > text &&
		       isdigit((unsigned char)digit[-1]))
			digit--;
		if (digit != at && digit > text && digit[-1] == ' ')
			digit[-1] = '\0';
	}
}

/* The value in row `y` and those that go on with it. */
static char *row_value(const struct pty_screen *screen, int y, int end)
{
	char *value = cells(screen, y, VALUE_X, end);

	cut_figures(value);
	cut_mark(value);
	for (int i = 1; y + i < screen->rows; i++) {
		char *term CLEANUP(mem_free_str) =
			cells(screen, y + i, 1, VALUE_X - 1);
		char *more CLEANUP(mem_free_str) =
			cells(screen, y + i, VALUE_X, end);
		char *both;

		if (*term != '\0' || *more == '\0')
			break;
		cut_figures(more);
		both = mem_printf("%s %s", value, more);
		free(value);
		value = both;
	}
	if (strcmp(value, NOTHING) == 0 || strcmp(value, "(none)") == 0)
		*value = '\0';
	return value;
}

/* Whether a line goes on with what stands above it: it has no figure. */
static bool line_goes_on(const char *line)
{
	return line[0] != '\0' && line[1] != ' ';
}

/* "3 Lee Bonar   label": a candidate; `next` is the line below it. */
static void read_candidate(char *line, const char *next, struct shown *ret)
{
	struct shown_candidate *candidate;
	char *rest;

	if (line[0] < '1' || line[0] > '9' || line[1] != ' ')
		return;
	candidate = &ret->candidates[line[0] - '1'];
	if (candidate->value != NULL)
		return;
	rest = cut_figures(line + 2);
	candidate->value = mem_strdup(line + 2);
	candidate->source = mem_strdup(rest != NULL ? rest : "");
	candidate->whole = !line_goes_on(next);
}

void shown_read(const struct pty_screen *screen, struct shown *ret)
{
	int end = shown_pane_end(screen);

	*ret = (struct shown){.row = -1};
	ret->title = cells(screen, 1, 2, end);
	ret->bottom = cells(screen, screen->rows - 1, 0, screen->columns);
	for (int y = 2; y < screen->rows; y++) {
		struct bytes head CLEANUP(bytes_done) = {0};
		char *line CLEANUP(mem_free_str) = NULL;
		char *next CLEANUP(mem_free_str) = NULL;

		pty_screen_row(screen, y, 0, 2, &head);
		if (strncmp(head.data, DIVIDER, 3) == 0)
			return;
		if (strstr(head.data, HERE) != NULL && ret->term == NULL) {
			ret->row = y;
			ret->term = cells(screen, y, TERM_X, VALUE_X - 1);
			ret->value = row_value(screen, y, end);
			continue;
		}
		line = cells(screen, y, 1, end);
		next = cells(screen, y + 1, 1, end);
		if (ret->term != NULL)
			read_candidate(line, next, ret);
	}
}

void shown_done(struct shown *shown)
{
	free(shown->title);
	free(shown->term);
	free(shown->value);
	free(shown->bottom);
	for (int i = 0; i < CANDIDATES_MAX; i++) {
		free(shown->candidates[i].value);
		free(shown->candidates[i].source);
	}
}

char *shown_rest(const struct pty_screen *screen, bool *ret_cut)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *cut, *blank;
	int x, y;

	pty_screen_cursor(screen, &x, &y);
	pty_screen_row(screen, y, x, shown_pane_end(screen) - x, &text);
	bytes_append_str(&text, "");
	/* Figures of the row stand behind two blanks. */
	blank = strstr(text.data, "  ");
	if (blank != NULL)
		*blank = '\0';
	cut = strstr(text.data, ELLIPSIS);
	*ret_cut = cut != NULL;
	if (cut != NULL)
		*cut = '\0';
	return mem_strdup(text.data);
}

char *shown_line(const struct pty_screen *screen)
{
	struct bytes head CLEANUP(bytes_done) = {0};
	struct bytes text CLEANUP(bytes_done) = {0};
	int x, y;

	pty_screen_cursor(screen, &x, &y);
	pty_screen_row(screen, y, 0, 2, &head);
	if (strstr(head.data, HERE) == NULL || x < VALUE_X)
		return NULL;
	pty_screen_row(screen, y, VALUE_X, x - VALUE_X, &text);
	if (text.data == NULL || strstr(text.data, ELLIPSIS) != NULL)
		return NULL;
	return mem_strdup(text.data);
}

int shown_row(const struct pty_screen *screen, const char *term)
{
	for (int y = 2; y < screen->rows; y++) {
		char *name CLEANUP(mem_free_str) =
			cells(screen, y, TERM_X, VALUE_X - 1);

		if (strcmp(name, term) == 0)
			return y;
	}
	return -1;
}

char *shown_next(const struct pty_screen *screen, int row)
{
	for (int y = row + 1; y < screen->rows; y++) {
		struct bytes head CLEANUP(bytes_done) = {0};
		char *term CLEANUP(mem_free_str) = NULL;

		pty_screen_row(screen, y, 0, TERM_X + 1, &head);
		if (strncmp(head.data, DIVIDER, 3) == 0)
			return NULL;
		if (strstr(head.data, FOLD) != NULL)
			continue;
		term = cells(screen, y, TERM_X, VALUE_X - 1);
		if (term[0] != '\0')
			return mem_strdup(term);
	}
	return NULL;
}

int shown_number(const struct pty_screen *screen, const char *term)
{
	int y = shown_row(screen, term);
	char *lead CLEANUP(mem_free_str) =
		y >= 0 ? cells(screen, y, 1, TERM_X) : NULL;

	return lead != NULL && lead[0] >= '1' && lead[0] <= '9' ? lead[0] - '0'
								: 0;
}

bool shown_is_offered(const struct pty_screen *screen, const char *term)
{
	for (int y = screen->rows - 1; y > 1; y--) {
		struct bytes head CLEANUP(bytes_done) = {0};
		char *name CLEANUP(mem_free_str) = NULL;

		pty_screen_row(screen, y, 0, 2, &head);
		if (strstr(head.data, HERE) == NULL)
			continue;
		name = cells(screen, y, TERM_X, VALUE_X + TERM_W);
		cut_figures(name);
		return strncmp(name, term, strlen(term)) == 0 &&
		       (name[strlen(term)] == ' ' ||
			name[strlen(term)] == '\0');
	}
	return false;
}

char *shown_value(const struct pty_screen *screen, const char *term)
{
	int y = shown_row(screen, term);

	return y >= 0 ? row_value(screen, y, shown_pane_end(screen)) : NULL;
}
