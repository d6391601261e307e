/*
 * surface.c: the grid of cells. See surface.h.
 *
 * 1. A cell of width 2 is always followed by one of width 0; writing over
 *    one half blanks the other.
 * 2. Nothing but cleaned text gets into a cell: surface_put is the only way
 *    in for texts, and it cleans (text_clean) before it looks at them.
 * 3. Cost follows the columns, not the length of the text: a value of 64 KiB
 *    is cut before it is cleaned.
 */
#include "config.h"

#include "ui/terminal/surface.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* Bytes of text that are looked at for each column; a cluster with many
 * combining marks is cut to what a cell holds anyway. */
#define SURFACE_BYTES_PER_COLUMN 32

static const char *const glyphs[GLYPH_COUNT][2] = {
	[GLYPH_HORIZONTAL] = {"─", "-"},  [GLYPH_VERTICAL] = {"│", "|"},
	[GLYPH_TOP_LEFT] = {"┌", "+"},	  [GLYPH_TOP_RIGHT] = {"┐", "+"},
	[GLYPH_BOTTOM_LEFT] = {"└", "+"}, [GLYPH_BOTTOM_RIGHT] = {"┘", "+"},
	[GLYPH_TEE_LEFT] = {"├", "+"},	  [GLYPH_TEE_RIGHT] = {"┤", "+"},
	[GLYPH_ELLIPSIS] = {"…", "~"},	  [GLYPH_HERE] = {"▸", ">"},
	[GLYPH_OPEN] = {"▾", "v"},	  [GLYPH_CLOSED] = {"▸", ">"},
	[GLYPH_SOUND] = {"✓", "+"},	  [GLYPH_DOUBTFUL] = {"!", "!"},
	[GLYPH_DIFFERS] = {"≠", "#"},	  [GLYPH_UNSURE] = {"~", "~"},
	[GLYPH_ASKED] = {"?", "?"},	  [GLYPH_NOWHERE] = {"○", "?"},
	[GLYPH_WRONG] = {"✗", "x"},	  [GLYPH_MACHINE] = {"◇", "o"},
	[GLYPH_PERSON] = {"◆", "*"},	  [GLYPH_CODE] = {"▥", "B"},
	[GLYPH_NOTHING] = {"—", "-"},	  [GLYPH_BAR_FULL] = {"█", "#"},
	[GLYPH_BAR_HALF] = {"▌", "="},	  [GLYPH_BAR_EMPTY] = {"░", "."},
	[GLYPH_FLAG] = {"⚑", "F"},	  [GLYPH_DEGREE] = {"°", " deg"},
	[GLYPH_ARROW] = {"→", "->"},	  [GLYPH_PENDING] = {"…", "~"},
	[GLYPH_EXPERT] = {"!", "!"},	  [GLYPH_NOTE] = {"·", "."},
};

const char *glyph_text(bool ascii, enum glyph glyph)
{
	return glyphs[glyph][ascii ? 1 : 0];
}

const char *surface_glyph(const struct surface *surface, enum glyph glyph)
{
	return glyph_text(surface->ascii, glyph);
}

static void cell_blank(struct cell *cell, enum style style)
{
	*cell = (struct cell){
		.text = " ", .width = 1, .style = style, .fg = -1, .bg = -1};
}

void surface_clear(struct surface *surface)
{
	for (int i = 0; i < surface->columns * surface->rows; i++)
		cell_blank(&surface->cells[i], STYLE_NORMAL);
	surface->cursor_x = -1;
	surface->cursor_y = -1;
}

void surface_init(struct surface *surface, int columns, int rows, bool ascii)
{
	*surface = (struct surface){.ascii = ascii};
	surface_resize(surface, columns, rows);
}

void surface_done(struct surface *surface)
{
	free(surface->cells);
	bytes_done(&surface->scratch);
	*surface = (struct surface){0};
}

void surface_resize(struct surface *surface, int columns, int rows)
{
	surface->columns = columns > 0 ? columns : 1;
	surface->rows = rows > 0 ? rows : 1;
	surface->cells =
		mem_grow(surface->cells,
			 (size_t)surface->columns * (size_t)surface->rows,
			 sizeof(struct cell));
	surface_clear(surface);
}

bool surface_equal_cell(const struct cell *a, const struct cell *b)
{
	return a->width == b->width && a->style == b->style && a->fg == b->fg &&
	       a->bg == b->bg && strcmp(a->text, b->text) == 0;
}

struct cell *surface_at(struct surface *surface, int x, int y)
{
	if (x < 0 || y < 0 || x >= surface->columns || y >= surface->rows)
		return NULL;
	return &surface->cells[y * surface->columns + x];
}

/* Keeps invariant 1 before the cell at (x, y) gets a new content. */
static void surface_release(struct surface *surface, int x, int y)
{
	struct cell *cell = surface_at(surface, x, y);
	struct cell *other = NULL;

	if (cell == NULL)
		return;
	if (cell->width == 0)
		other = surface_at(surface, x - 1, y);
	else if (cell->width == 2)
		other = surface_at(surface, x + 1, y);
	if (other != NULL)
		cell_blank(other, (enum style)other->style);
}

static void surface_set(struct surface *surface, int x, int y, enum style style,
			const char *text, size_t len, int width)
{
	struct cell *cell = surface_at(surface, x, y);

	surface_release(surface, x, y);
	cell_blank(cell, style);
	memcpy(cell->text, text, len);
	cell->text[len] = '\0';
	cell->width = (uint8_t)width;
	if (width != 2)
		return;
	surface_release(surface, x + 1, y);
	cell = surface_at(surface, x + 1, y);
	cell_blank(cell, style);
	cell->text[0] = '\0';
	cell->width = 0;
}

static bool byte_continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* A cluster as a cell holds it: cut between code points. */
static size_t cluster_cut(const char *text, size_t len)
{
	if (len < SURFACE_TEXT)
		return len;
	len = SURFACE_TEXT - 1;
	while (len > 0 && byte_continues(text[len]))
		len--;
	return len;
}

/* The next cluster of cleaned text: its bytes, what to show and how wide. */
static size_t surface_cluster(const struct surface *surface, const char *text,
			      char ret[SURFACE_TEXT], int *ret_width)
{
	size_t len, cut;

	if ((unsigned char)text[0] < 0x80 && (unsigned char)text[1] < 0x80) {
		ret[0] = text[0];
		ret[1] = '\0';
		*ret_width = 1;
		return 1;
	}
	len = text_next(text, 0);
	cut = cluster_cut(text, len);
	memcpy(ret, text, cut);
	ret[cut] = '\0';
	*ret_width = text_width(ret);
	if (surface->ascii) {
		ret[0] = (unsigned char)text[0] < 0x80 ? text[0] : '?';
		ret[1] = '\0';
		*ret_width = *ret_width > 0 ? 1 : 0;
	}
	if (*ret_width > 2)
		*ret_width = 2;
	return len;
}

/* Puts cleaned text; *ret_rest (may be NULL) gets what did not fit. */
static int surface_put_clean(struct surface *surface, int x, int y, int columns,
			     enum style style, const char *text,
			     const char **ret_rest)
{
	int used = 0;

	while (*text != '\0') {
		char cluster[SURFACE_TEXT];
		int width;
		size_t len = surface_cluster(surface, text, cluster, &width);

		if (used + width > columns)
			break;
		if (width > 0)
			surface_set(surface, x + used, y, style, cluster,
				    strlen(cluster), width);
		used += width > 0 ? width : 0;
		text += len;
	}
	if (ret_rest != NULL)
		*ret_rest = text;
	return used;
}

/* Cleans as much of the text as these columns can need. */
static const char *surface_clean(struct surface *surface, const char *text,
				 int columns)
{
	size_t most = (size_t)columns * SURFACE_BYTES_PER_COLUMN + 64;
	size_t len = strnlen(text, most);

	if (len == most)
		while (len > 0 && byte_continues(text[len]))
			len--;
	bytes_clear(&surface->scratch);
	text_clean(text, len, &surface->scratch);
	bytes_append_char(&surface->scratch, '\0');
	return surface->scratch.data;
}

/* Columns that are really there from x on. */
static int surface_room(const struct surface *surface, int x, int y,
			int columns)
{
	if (x < 0 || y < 0 || y >= surface->rows)
		return 0;
	return columns < surface->columns - x ? columns : surface->columns - x;
}

int surface_put(struct surface *surface, int x, int y, int columns,
		enum style style, const char *text)
{
	columns = surface_room(surface, x, y, columns);
	if (columns <= 0 || text == NULL)
		return 0;
	return surface_put_clean(surface, x, y, columns, style,
				 surface_clean(surface, text, columns), NULL);
}

/* How many columns the cleaned text takes, at most `limit` + 1. */
static int surface_measure(const struct surface *surface, const char *text,
			   int limit)
{
	int used = 0;

	while (*text != '\0' && used <= limit) {
		char cluster[SURFACE_TEXT];
		int width;

		text += surface_cluster(surface, text, cluster, &width);
		used += width;
	}
	return used;
}

int surface_put_cut(struct surface *surface, int x, int y, int columns,
		    enum style style, const char *text)
{
	const char *clean;
	int used;

	columns = surface_room(surface, x, y, columns);
	if (columns <= 0 || text == NULL)
		return 0;
	clean = surface_clean(surface, text, columns);
	if (surface_measure(surface, clean, columns) <= columns)
		return surface_put_clean(surface, x, y, columns, style, clean,
					 NULL);
	used = surface_put_clean(surface, x, y, columns - 1, style, clean,
				 NULL);
	return used +
	       surface_put_glyph(surface, x + used, y, style, GLYPH_ELLIPSIS);
}

int surface_put_right(struct surface *surface, int x, int y, int columns,
		      enum style style, const char *text)
{
	int width;

	if (columns <= 0 || text == NULL)
		return 0;
	width = surface_measure(surface, surface_clean(surface, text, columns),
				columns);
	if (width > columns)
		width = columns;
	return surface_put_cut(surface, x + columns - width, y, width, style,
			       text);
}

int surface_printf(struct surface *surface, int x, int y, int columns,
		   enum style style, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return surface_put_cut(surface, x, y, columns, style, text);
}

size_t surface_break_text(const char *text, int columns, size_t *ret_skip)
{
	size_t fit = text_fit(text, columns, NULL);
	size_t at = fit;

	if (text[fit] == '\0' || text[fit] == ' ') {
		*ret_skip = fit + (text[fit] == ' ' ? 1 : 0);
		return fit;
	}
	while (at > 0 && text[at - 1] != ' ')
		at--;
	if (at == 0)
		at = fit > 0 ? fit : text_next(text, 0);
	*ret_skip = at;
	return at;
}

int surface_wrap_lines(const char *text, int columns, int most)
{
	int lines = 0;

	while (text != NULL && *text != '\0' && lines < most) {
		size_t skip;

		surface_break_text(text, columns, &skip);
		text += skip;
		lines++;
	}
	return lines;
}

int surface_wrap(struct surface *surface, struct rect area, enum style style,
		 const char *text)
{
	char *clean, *at;
	int lines = 0;

	if (area.w <= 0 || area.h <= 0 || text == NULL || text[0] == '\0')
		return 0;
	clean = mem_strdup(surface_clean(surface, text, area.w * area.h));
	for (at = clean; *at != '\0' && lines < area.h; lines++) {
		size_t skip, len = surface_break_text(at, area.w, &skip);
		char kept = at[len];

		if (lines + 1 < area.h)
			at[len] = '\0';
		surface_put_cut(surface, area.x, area.y + lines, area.w, style,
				at);
		at[len] = kept;
		at += skip;
	}
	free(clean);
	return lines;
}

void surface_fill(struct surface *surface, struct rect area, enum style style)
{
	for (int y = area.y; y < area.y + area.h; y++) {
		for (int x = area.x; x < area.x + area.w; x++) {
			struct cell *cell = surface_at(surface, x, y);

			surface_release(surface, x, y);
			if (cell != NULL)
				cell_blank(cell, style);
		}
	}
}

int surface_put_glyph(struct surface *surface, int x, int y, enum style style,
		      enum glyph glyph)
{
	return surface_put(surface, x, y, 8, style,
			   surface_glyph(surface, glyph));
}

/* A horizontal line with its ends and a title two cells in. */
static void surface_line(struct surface *surface, struct rect line,
			 enum glyph left, enum glyph right,
			 enum style title_style, const char *title)
{
	surface_put_glyph(surface, line.x, line.y, STYLE_FRAME, left);
	for (int x = line.x + 1; x < line.x + line.w - 1; x++)
		surface_put_glyph(surface, x, line.y, STYLE_FRAME,
				  GLYPH_HORIZONTAL);
	surface_put_glyph(surface, line.x + line.w - 1, line.y, STYLE_FRAME,
			  right);
	if (title != NULL && title[0] != '\0' && line.w > 6) {
		int used;

		surface_put(surface, line.x + 1, line.y, 1, STYLE_FRAME, " ");
		used = surface_put_cut(surface, line.x + 2, line.y, line.w - 4,
				       title_style, title);
		surface_put(surface, line.x + 2 + used, line.y, 1, STYLE_FRAME,
			    " ");
	}
}

void surface_frame(struct surface *surface, struct rect area,
		   enum style title_style, const char *title)
{
	struct rect line = {area.x, area.y, area.w, 1};

	surface_line(surface, line, GLYPH_TOP_LEFT, GLYPH_TOP_RIGHT,
		     title_style, title);
	for (int y = area.y + 1; y < area.y + area.h - 1; y++) {
		surface_put_glyph(surface, area.x, y, STYLE_FRAME,
				  GLYPH_VERTICAL);
		surface_put_glyph(surface, area.x + area.w - 1, y, STYLE_FRAME,
				  GLYPH_VERTICAL);
	}
	line.y = area.y + area.h - 1;
	surface_line(surface, line, GLYPH_BOTTOM_LEFT, GLYPH_BOTTOM_RIGHT,
		     STYLE_FRAME, NULL);
}

void surface_divide(struct surface *surface, struct rect frame, int y,
		    enum style title_style, const char *title)
{
	struct rect line = {frame.x, y, frame.w, 1};

	surface_line(surface, line, GLYPH_TEE_LEFT, GLYPH_TEE_RIGHT,
		     title_style, title);
}

void surface_put_picture(struct surface *surface, int x, int y,
			 const struct preview_cell *picture)
{
	struct cell *cell;

	if (surface_put(surface, x, y, 1, STYLE_PICTURE, picture->text) != 1)
		surface_put(surface, x, y, 1, STYLE_PICTURE, " ");
	cell = surface_at(surface, x, y);
	if (cell == NULL)
		return;
	cell->fg = picture->fg;
	cell->bg = picture->bg;
}

void surface_dump(const struct surface *surface, struct bytes *ret)
{
	for (int y = 0; y < surface->rows; y++) {
		size_t end = ret->len;

		for (int x = 0; x < surface->columns; x++) {
			const struct cell *cell =
				&surface->cells[y * surface->columns + x];

			bytes_append_str(ret, cell->text);
			if (cell->width != 0 && strcmp(cell->text, " ") != 0)
				end = ret->len;
		}
		ret->len = end;
		bytes_append_char(ret, '\n');
	}
}

void surface_dump_styles(const struct surface *surface, struct bytes *ret)
{
	static const char letters[STYLE_COUNT + 1] = ".dsakfbciWErp";

	for (int y = 0; y < surface->rows; y++) {
		for (int x = 0; x < surface->columns; x++) {
			const struct cell *cell =
				&surface->cells[y * surface->columns + x];

			bytes_append_char(ret, letters[cell->style]);
		}
		bytes_append_char(ret, '\n');
	}
}
