/*
 * svg.c: plots as SVG. See svg.h.
 *
 * 1. Lengths are of a drawing that is WIDTH wide; the page scales it.
 * 2. What differs in colour differs in lightness or pattern, too: it is
 *    printed.
 */
#include "config.h"

#include "report/page/svg.h"

#include <math.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/page/html.h"

#define WIDTH 720
#define LINE  18 /* height of a line of text */

/* --- elements ------------------------------------------------------------- */

static void svg_begin(struct bytes *ret, const struct svg_words *words,
		      int height)
{
	unsigned int n = words->number;

	bytes_printf(ret,
		     "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
		     "%d %d\" role=\"img\" aria-labelledby=\"t%u d%u\">",
		     WIDTH, height, n, n);
	bytes_printf(ret, "<title id=\"t%u\">", n);
	html_text(ret, words->title);
	bytes_printf(ret, "</title><desc id=\"d%u\">", n);
	html_text(ret, words->desc);
	bytes_append_str(ret, "</desc>\n");
}

static void svg_end(struct bytes *ret)
{
	bytes_append_str(ret, "</svg>\n");
}

static void svg_rect(struct bytes *ret, const char *class, double x, double y,
		     double w, double h)
{
	bytes_printf(ret,
		     "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
		     "height=\"%.1f\"/>",
		     class, x, y, w, h);
}

static void svg_line(struct bytes *ret, const char *class, double x1, double y1,
		     double x2, double y2)
{
	bytes_printf(ret,
		     "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
		     "y2=\"%.1f\"/>",
		     class, x1, y1, x2, y2);
}

/* `anchor`: "start", "middle" or "end". */
static void svg_text(struct bytes *ret, double x, double y, const char *anchor,
		     const char *text)
{
	bytes_printf(ret, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x,
		     y, anchor);
	html_text(ret, text);
	bytes_append_str(ret, "</text>\n");
}

/* The same of what may be too long: cut to so many columns. */
static void svg_text_fit(struct bytes *ret, double x, double y,
			 const char *anchor, const char *text, int columns)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	struct bytes cut CLEANUP(bytes_done) = {0};
	size_t len = text_fit(clean, columns, NULL);

	if (clean[len] != '\0')
		len = text_fit(clean, columns - 1, NULL);
	bytes_append(&cut, clean, len);
	if (clean[len] != '\0')
		bytes_append_str(&cut, "…");
	svg_text(ret, x, y, anchor, cut.len > 0 ? cut.data : "");
}

/* One entry of a legend; returns where the next one begins. */
static double svg_key(struct bytes *ret, const char *class, double x,
		      const char *text)
{
	svg_rect(ret, class, x, 3, 12, 12);
	svg_text(ret, x + 17, 13, "start", text);
	return x + 40 + 7.0 * text_width(text);
}

static double scale(size_t n, size_t whole, double length)
{
	return whole > 0 ? length * (double)n / (double)whole : 0;
}

static void count_words(size_t n, struct bytes *ret)
{
	bytes_clear(ret);
	html_count(ret, n);
}

/* --- parts ---------------------------------------------------------------- */

void svg_parts(struct bytes *ret, const struct svg_words *words,
	       const struct svg_part *parts, size_t n)
{
	size_t whole = 0;
	double x = 0, key = 0;

	for (size_t i = 0; i < n; i++)
		whole += parts[i].n;
	svg_begin(ret, words, 2 * LINE + 24);
	svg_rect(ret, "bar-back", 0, LINE + 6, WIDTH, 24);
	for (size_t i = 0; i < n; i++) {
		double w = scale(parts[i].n, whole, WIDTH);

		if (parts[i].n == 0)
			continue;
		svg_rect(ret, parts[i].class, x, LINE + 6, w, 24);
		x += w;
		key = svg_key(ret, parts[i].class, key, parts[i].name);
	}
	bytes_append_char(ret, '\n');
	svg_end(ret);
}

/* --- rows ----------------------------------------------------------------- */

#define ROWS_LEFT  200
#define ROWS_RIGHT 60

static void svg_row(struct bytes *ret, const struct svg_row *row, bool marked,
		    double y)
{
	double length = WIDTH - ROWS_LEFT - ROWS_RIGHT;
	double mark = ROWS_LEFT + scale(row->mark, row->whole, length);
	struct bytes share CLEANUP(bytes_done) = {0};

	svg_text_fit(ret, ROWS_LEFT - 8, y + 13, "end", row->name, 30);
	svg_rect(ret, "bar-back", ROWS_LEFT, y + 3, length, LINE - 6);
	svg_rect(ret, "bar-filled", ROWS_LEFT, y + 3,
		 scale(row->outer, row->whole, length), LINE - 6);
	svg_rect(ret, "bar-sound", ROWS_LEFT, y + 3,
		 scale(row->inner, row->whole, length), LINE - 6);
	if (marked)
		svg_line(ret, "mark", mark, y + 1, mark, y + LINE - 1);
	share_write((struct share){row->outer, row->whole}, &share);
	svg_text(ret, WIDTH, y + 13, "end", share.data);
}

void svg_rows(struct bytes *ret, const struct svg_words *words,
	      const struct svg_rows *rows)
{
	double x;

	svg_begin(ret, words, (int)(rows->n + 1) * LINE + 6);
	x = svg_key(ret, "bar-sound", ROWS_LEFT, rows->inner);
	x = svg_key(ret, "bar-filled", x, rows->outer);
	if (rows->mark != NULL) {
		svg_line(ret, "mark", x + 6, 2, x + 6, 16);
		svg_text(ret, x + 17, 13, "start", rows->mark);
	}
	for (size_t i = 0; i < rows->n; i++)
		svg_row(ret, &rows->items[i], rows->mark != NULL,
			(double)(i + 1) * LINE + 4);
	svg_end(ret);
}

/* --- columns -------------------------------------------------------------- */

#define COLUMNS_HEIGHT 120
#define COLUMNS_TOP    36
#define COLUMNS_LABELS 8  /* below the axis, at most */
#define COLUMNS_LABEL  34 /* half of what one takes */
#define COLUMNS_NUMBER 16 /* so few bear their numbers */

static size_t columns_most(const struct svg_columns *columns)
{
	size_t most = 1;

	for (size_t i = 0; i < columns->n; i++)
		if (columns->items[i].good + columns->items[i].bad > most)
			most = columns->items[i].good + columns->items[i].bad;
	return most;
}

static void svg_column(struct bytes *ret, const struct svg_columns *columns,
		       size_t i, size_t most)
{
	const struct svg_column *column = &columns->items[i];
	double step = (double)WIDTH / (double)columns->n;
	double x = step * (double)i, bottom = COLUMNS_TOP + COLUMNS_HEIGHT;
	double width = step > 4 ? step - 2 : step;
	double good = scale(column->good, most, COLUMNS_HEIGHT);
	double bad = scale(column->bad, most, COLUMNS_HEIGHT);
	size_t every = (columns->n + COLUMNS_LABELS - 1) / COLUMNS_LABELS;
	struct bytes words CLEANUP(bytes_done) = {0};

	if (width > 90) {
		x += (width - 90) / 2;
		width = 90;
	}
	if (column->good > 0)
		svg_rect(ret, "good", x, bottom - good, width, good);
	if (column->bad > 0)
		svg_rect(ret, "bad-bar", x, bottom - good - bad, width, bad);
	count_words(column->good + column->bad, &words);
	if (columns->n <= COLUMNS_NUMBER && column->good + column->bad > 0)
		svg_text(ret, x + width / 2, bottom - good - bad - 4, "middle",
			 words.data);
	if (i % every == 0)
		svg_text(ret,
			 fmin(fmax(x + width / 2, COLUMNS_LABEL),
			      WIDTH - COLUMNS_LABEL),
			 bottom + 14, "middle", column->label);
}

void svg_columns(struct bytes *ret, const struct svg_words *words,
		 const struct svg_columns *columns)
{
	double bottom = COLUMNS_TOP + COLUMNS_HEIGHT, x;
	size_t most = columns_most(columns);
	struct bytes text CLEANUP(bytes_done) = {0};

	svg_begin(ret, words, (int)bottom + LINE);
	x = svg_key(ret, "good", 0, columns->good);
	if (columns->bad != NULL)
		svg_key(ret, "bad-bar", x, columns->bad);
	bytes_append_str(&text, "most: ");
	html_count(&text, most);
	svg_text(ret, WIDTH, 13, "end", text.data);
	for (size_t i = 0; i < columns->n; i++)
		svg_column(ret, columns, i, most);
	svg_line(ret, "axis", 0, bottom, WIDTH, bottom);
	bytes_append_char(ret, '\n');
	svg_end(ret);
}

/* --- panels --------------------------------------------------------------- */

#define PANEL_SIDE 126
#define PANEL_STEP 182
#define PANEL_LEFT 44
#define PANEL_TOP  22

/* What was met, and between what it lies. */
static void svg_bin(struct bytes *ret, const struct share *bin, size_t i,
		    double left)
{
	double bottom = PANEL_TOP + PANEL_SIDE, low, high;
	double x = left + PANEL_SIDE * ((double)i + .5) / SVG_BINS;

	if (bin->of == 0)
		return;
	share_likely(*bin, &low, &high);
	svg_line(ret, "likely", x, bottom - low * PANEL_SIDE, x,
		 bottom - high * PANEL_SIDE);
	bytes_printf(ret,
		     "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>",
		     share_is_of_few(*bin) ? "few" : "dot", x,
		     bottom - share_of(*bin) * PANEL_SIDE);
}

static void svg_panel(struct bytes *ret, const struct svg_panel *panel,
		      double left)
{
	double bottom = PANEL_TOP + PANEL_SIDE, right = left + PANEL_SIDE;

	svg_text_fit(ret, left, 14, "start", panel->name, 24);
	svg_rect(ret, "frame", left, PANEL_TOP, PANEL_SIDE, PANEL_SIDE);
	svg_line(ret, "ideal", left, bottom, right, PANEL_TOP);
	svg_text(ret, left - 4, bottom, "end", "0 %");
	svg_text(ret, left - 4, PANEL_TOP + 10, "end", "100 %");
	svg_text(ret, left, bottom + 14, "start", "0");
	svg_text(ret, (left + right) / 2, bottom + 14, "middle", "said");
	svg_text(ret, right, bottom + 14, "end", "1");
	for (size_t i = 0; i < SVG_BINS; i++)
		svg_bin(ret, &panel->bins[i], i, left);
	bytes_append_char(ret, '\n');
}

void svg_panels(struct bytes *ret, const struct svg_words *words,
		const struct svg_panel *panels, size_t n)
{
	svg_begin(ret, words, PANEL_TOP + PANEL_SIDE + LINE);
	for (size_t i = 0; i < n && i < SVG_PANELS; i++)
		svg_panel(ret, &panels[i], PANEL_LEFT + (double)i * PANEL_STEP);
	svg_end(ret);
}
