/*
 * lineedit.c: a line of text being typed. See lineedit.h.
 *
 * 1. The text is clean, valid UTF-8 at all times, so that clusters and widths
 *    are well defined.
 * 2. The cursor stands at a boundary of clusters; an insertion that joins
 *    its neighbours (a combining mark) moves it to the next boundary.
 * 3. Start and end are those of the line between two line breaks that the
 *    cursor is in; where these do not stay, of the whole text.
 */
#include "config.h"

#include "ui/input/lineedit.h"

#include <string.h>

#include "base/text.h"

const char *lineedit_text(const struct lineedit *edit)
{
	return edit->text.data != NULL ? edit->text.data : "";
}

static size_t lineedit_length(const struct lineedit *edit)
{
	return edit->text.len;
}

/* Moves the cursor to the next boundary unless it is at one. */
static void lineedit_align(struct lineedit *edit)
{
	const char *text = lineedit_text(edit);
	size_t at = 0;

	while (at < edit->at && text[at] != '\0')
		at = text_next(text, at);
	edit->at = at;
}

/* Replaces the bytes [from, to) and puts the cursor behind what came in. */
static void lineedit_replace(struct lineedit *edit, size_t from, size_t to,
			     const char *text, size_t len)
{
	struct bytes out = {0};

	bytes_append(&out, lineedit_text(edit), from);
	bytes_append(&out, text, len);
	bytes_append(&out, lineedit_text(edit) + to,
		     lineedit_length(edit) - to);
	bytes_done(&edit->text);
	edit->text = out;
	edit->at = from + len;
	edit->aims = false;
	lineedit_align(edit);
}

void lineedit_set(struct lineedit *edit, const char *text)
{
	bytes_clear(&edit->text);
	edit->at = 0;
	edit->aims = false;
	if (text != NULL)
		lineedit_insert(edit, text, strlen(text));
}

void lineedit_done(struct lineedit *edit)
{
	bytes_done(&edit->text);
	bytes_done(&edit->kill);
	edit->at = 0;
}

/* Longest prefix of at most `room` bytes that ends between clusters. */
static size_t lineedit_cut(const char *text, size_t len, size_t room)
{
	size_t at = 0;

	if (len <= room)
		return len;
	for (size_t next = text_next(text, 0); next <= room && next > at;
	     next = text_next(text, next))
		at = next;
	return at;
}

void lineedit_insert(struct lineedit *edit, const char *text, size_t len)
{
	struct bytes clean = {0};
	size_t room = LINEEDIT_MAX - 1 - lineedit_length(edit);

	if (edit->lines)
		text_clean_lines(text, len, &clean);
	else
		text_clean(text, len, &clean);
	if (clean.len > 0) {
		len = lineedit_cut(clean.data, clean.len, room);
		lineedit_replace(edit, edit->at, edit->at, clean.data, len);
	}
	bytes_done(&clean);
}

static void lineedit_kill(struct lineedit *edit, size_t from, size_t to)
{
	if (from == to)
		return;
	bytes_clear(&edit->kill);
	bytes_append(&edit->kill, lineedit_text(edit) + from, to - from);
	lineedit_replace(edit, from, to, "", 0);
}

static void lineedit_swap(struct lineedit *edit)
{
	const char *text = lineedit_text(edit);
	size_t end = lineedit_length(edit);
	size_t mid = edit->at == end ? text_prev(text, end) : edit->at;
	size_t from = text_prev(text, mid), to = text_next(text, mid);
	struct bytes out = {0};

	if (mid == 0 || to == mid)
		return;
	bytes_append(&out, text + mid, to - mid);
	bytes_append(&out, text + from, mid - from);
	lineedit_replace(edit, from, to, out.data, out.len);
	bytes_done(&out);
}

static void lineedit_yank(struct lineedit *edit)
{
	if (edit->kill.len > 0)
		lineedit_insert(edit, edit->kill.data, edit->kill.len);
}

/* The start and the end of the line that the cursor is in. */
static size_t lineedit_home(const struct lineedit *edit)
{
	const char *text = lineedit_text(edit);
	size_t at = edit->at;

	while (at > 0 && text[at - 1] != '\n')
		at--;
	return at;
}

static size_t lineedit_end(const struct lineedit *edit)
{
	return edit->at + strcspn(lineedit_text(edit) + edit->at, "\n");
}

/* What is cut to the end of a line that ends here is its break. */
static size_t lineedit_kill_end(const struct lineedit *edit)
{
	size_t end = lineedit_end(edit);

	return end > edit->at ? end : text_next(lineedit_text(edit), end);
}

/* Where each op moves to, or up to where it takes text away. */
static size_t lineedit_target(const struct lineedit *edit, enum lineedit_op op)
{
	const char *text = lineedit_text(edit);

	switch (op) {
	case LINEEDIT_LEFT:
	case LINEEDIT_BACKSPACE:
		return edit->at > 0 ? text_prev(text, edit->at) : 0;
	case LINEEDIT_RIGHT:
	case LINEEDIT_DELETE:
		return text_next(text, edit->at);
	case LINEEDIT_WORD_LEFT:
	case LINEEDIT_KILL_WORD_LEFT:
		return text_word_prev(text, edit->at);
	case LINEEDIT_WORD_RIGHT:
	case LINEEDIT_KILL_WORD_RIGHT:
		return text_word_next(text, edit->at);
	case LINEEDIT_HOME:
	case LINEEDIT_KILL_HOME:
		return lineedit_home(edit);
	case LINEEDIT_END:
		return lineedit_end(edit);
	case LINEEDIT_KILL_END:
		return lineedit_kill_end(edit);
	default:
		return edit->at;
	}
}

enum lineedit_what { WHAT_MOVE, WHAT_DELETE, WHAT_KILL, WHAT_OTHER };

static const enum lineedit_what lineedit_whats[LINEEDIT_OPS] = {
	[LINEEDIT_BACKSPACE] = WHAT_DELETE,
	[LINEEDIT_DELETE] = WHAT_DELETE,
	[LINEEDIT_KILL_END] = WHAT_KILL,
	[LINEEDIT_KILL_HOME] = WHAT_KILL,
	[LINEEDIT_KILL_WORD_LEFT] = WHAT_KILL,
	[LINEEDIT_KILL_WORD_RIGHT] = WHAT_KILL,
	[LINEEDIT_YANK] = WHAT_OTHER,
	[LINEEDIT_SWAP] = WHAT_OTHER,
	[LINEEDIT_BREAK] = WHAT_OTHER,
};

static void lineedit_other(struct lineedit *edit, enum lineedit_op op)
{
	if (op == LINEEDIT_YANK)
		lineedit_yank(edit);
	else if (op == LINEEDIT_SWAP)
		lineedit_swap(edit);
	else if (edit->lines)
		lineedit_insert(edit, "\n", 1);
}

void lineedit_apply(struct lineedit *edit, enum lineedit_op op)
{
	size_t to = lineedit_target(edit, op);
	size_t from = to < edit->at ? to : edit->at;
	size_t end = to < edit->at ? edit->at : to;

	switch (lineedit_whats[op]) {
	case WHAT_MOVE:
		edit->at = to;
		break;
	case WHAT_DELETE:
		lineedit_replace(edit, from, end, "", 0);
		break;
	case WHAT_KILL:
		lineedit_kill(edit, from, end);
		break;
	case WHAT_OTHER:
		lineedit_other(edit, op);
		break;
	}
	edit->aims = false;
}

int lineedit_columns(const char *text, size_t from, size_t to)
{
	int used = 0;

	while (from < to) {
		size_t next = text_next(text, from);
		char cluster[64];
		size_t len = next - from;

		if (len == 1) {
			used++;
			from = next;
			continue;
		}

		if (len >= sizeof(cluster))
			len = sizeof(cluster) - 1;
		memcpy(cluster, text + from, len);
		cluster[len] = '\0';
		used += text_width(cluster);
		from = next;
	}
	return used;
}

/* Byte offset of the first cluster shown: all of it where it fits, else so
 * that the cursor stands at three quarters. Depends on the state alone. */
static size_t lineedit_start(const struct lineedit *edit, int columns)
{
	const char *text = lineedit_text(edit);
	int before = lineedit_columns(text, 0, edit->at);
	size_t start = 0;

	if (before + (edit->at < lineedit_length(edit) ? 1 : 0) < columns)
		return 0;
	while (start < edit->at && before > columns * 3 / 4) {
		size_t next = text_next(text, start);

		before -= lineedit_columns(text, start, next);
		start = next;
	}
	return start;
}

void lineedit_point(struct lineedit *edit, int columns, int column)
{
	size_t start = lineedit_start(edit, columns);

	if (column < 0)
		column = 0;
	edit->at = start + text_fit(lineedit_text(edit) + start, column, NULL);
	edit->aims = false;
}

void lineedit_render(const struct lineedit *edit, struct surface *surface,
		     int x, int y, int columns, enum style style)
{
	size_t start = lineedit_start(edit, columns);
	const char *text = lineedit_text(edit);

	surface_fill(surface, (struct rect){x, y, columns, 1}, style);
	surface_put(surface, x, y, columns, style, text + start);
	surface->cursor_x = x + lineedit_columns(text, start, edit->at);
	surface->cursor_y = y;
	if (start > 0)
		surface_put_glyph(surface, x, y, STYLE_DIM, GLYPH_ELLIPSIS);
}
