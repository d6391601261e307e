/*
 * paint.c: the monitor as it is drawn. See state.h.
 *
 * 1. What is most worth knowing stands first and stays when there is little
 *    room: how far it is, what fails, what it costs, then what happens.
 * 2. Nothing moves that did not change: lines keep their places.
 */
#include "config.h"

#include "ui/monitor/parts.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "watch/words.h"

#define PAINT_ROWS_ALL 20 /* rows from which on fields and sheet stand, too */

static const char *const page_words[MONITOR_PAGES] = {
	[PAGE_ALL] = "all",
	[PAGE_EVENTS] = "events",
	[PAGE_FIELDS] = "fields",
	[PAGE_SHEET] = "sheet",
	[PAGE_PEOPLE] = "failures, batches, curators",
};

/* --- top and bottom ------------------------------------------------------- */

static enum style state_style(enum watch_state state)
{
	return state == WATCH_BROKEN || state == WATCH_GONE ? STYLE_ERROR
	       : state == WATCH_SILENT			    ? STYLE_WARNING
							    : STYLE_BAR;
}

static void paint_bar(const struct monitor *m, struct surface *surface)
{
	struct rect bar = {0, 0, surface->columns, 1};
	struct bytes clock CLEANUP(bytes_done) = {0};
	const struct watch_view *view = m->told != NULL ? &m->told->view : NULL;
	int x;

	surface_fill(surface, bar, STYLE_BAR);
	x = surface_put(surface, 0, 0, surface->columns, STYLE_BAR,
			" monitor  ");
	if (m->in_list || view == NULL) {
		surface_put_cut(surface, x, 0, surface->columns - x, STYLE_BAR,
				m->in_list ? "runs, newest first" : "");
		return;
	}
	watch_words_time(view->now, &clock);
	bytes_append_char(&clock, ' ');
	x += surface_put_cut(surface, x, 0, surface->columns - x - 24,
			     STYLE_BAR, view->name);
	x += surface_put(surface, x, 0, 2, STYLE_BAR, "  ");
	surface_put_cut(surface, x, 0, surface->columns - x - 10,
			state_style(view->state),
			watch_state_word(view->state));
	surface_put_right(surface, surface->columns - 10, 0, 10, STYLE_BAR,
			  clock.data);
}

struct hint {
	const char *key, *word;
};

static void paint_hints(const struct hint *hints, size_t n, int x, int y,
			struct surface *surface)
{
	for (size_t i = 0; i < n; i++) {
		int width = text_width(hints[i].key) +
			    text_width(hints[i].word) + 3;

		if (x + width > surface->columns)
			return;
		x += surface_put(surface, x, y, 12, STYLE_KEY, hints[i].key);
		x += 1 + surface_put(surface, x + 1, y, 30, STYLE_NORMAL,
				     hints[i].word);
		x += 1;
	}
}

static void paint_bottom(const struct monitor *m, struct surface *surface)
{
	static const struct hint of_list[] = {
		{"q", "quit"},
		{"?", "help"},
		{"Enter", "watch"},
		{"j/k", "move"},
	};
	static const struct hint of_run[] = {
		{"q", "quit"},	   {"?", "help"},	    {"Tab", "page"},
		{"f", "filter"},   {"/", "find"},	    {"p", "picture"},
		{"Space", "hold"}, {"k/j", "older, newer"}, {"h", "the list"},
	};
	int y = surface->rows - 1;
	size_t n = ARRAY_LEN(of_run) - (m->from_folder ? 0 : 1);

	if (m->typing) {
		int x = surface_put(surface, 1, y, 8, STYLE_KEY, "find ");

		lineedit_render(&m->line, surface, 1 + x, y,
				surface->columns - x - 2, STYLE_INPUT);
	} else if (m->notice[0] != '\0') {
		surface_put_cut(surface, 1, y, surface->columns - 2,
				STYLE_ACCENT, m->notice);
	} else if (m->in_list) {
		paint_hints(of_list, ARRAY_LEN(of_list), 1, y, surface);
	} else {
		paint_hints(of_run, n, 1, y, surface);
	}
}

/* --- the run -------------------------------------------------------------- */

/* A line across the frame, and what is below it, `h` rows of it. */
static struct rect paint_part(struct rect frame, int y, int h,
			      const char *title, struct surface *surface)
{
	surface_divide(surface, frame, y, STYLE_STRONG, title);
	return (struct rect){frame.x + 2, y + 1, frame.w - 4, h};
}

/* Fields at the left, the sheet at the right. */
static void paint_middle(struct monitor *m, struct rect frame, int y, int h,
			 struct surface *surface)
{
	struct bytes title CLEANUP(bytes_done) = {0};
	struct rect area = paint_part(frame, y, h, "fields", surface);
	int left = area.w / 2 < 36 ? 36 : area.w / 2;
	struct rect fields = {area.x, area.y, left - 1, h};
	struct rect sheet = {area.x + left + 2, area.y, area.w - left - 2, h};

	sheet_title(m, &title);
	surface_put(surface, sheet.x - 1, y, 1, STYLE_FRAME, " ");
	surface_put_cut(surface, sheet.x, y, sheet.w - 2, STYLE_STRONG,
			title.data);
	surface_put(surface,
		    sheet.x + (text_width(title.data) < sheet.w - 2
				       ? text_width(title.data)
				       : sheet.w - 2),
		    y, 1, STYLE_FRAME, " ");
	for (int row = 0; row < h; row++)
		surface_put_glyph(surface, sheet.x - 2, area.y + row,
				  STYLE_FRAME, GLYPH_VERTICAL);
	fields_paint(m, fields, surface);
	sheet_paint(m, sheet, surface);
}

static void paint_page(struct monitor *m, struct rect frame, int y,
		       struct surface *surface)
{
	struct bytes title CLEANUP(bytes_done) = {0};
	int end = frame.y + frame.h - 1;
	struct rect area;

	if (m->page == PAGE_ALL || m->page == PAGE_EVENTS)
		events_title(m, &title);
	else if (m->page == PAGE_SHEET)
		sheet_title(m, &title);
	else
		bytes_append_str(&title, page_words[m->page]);
	area = paint_part(frame, y, end - y - 1, title.data, surface);
	if (m->page == PAGE_FIELDS)
		fields_paint(m, area, surface);
	else if (m->page == PAGE_SHEET)
		sheet_paint(m, area, surface);
	else if (m->page == PAGE_PEOPLE)
		people_paint(m, area, surface);
	else
		events_paint(m, area, surface);
}

static void title_run(const struct watch_view *view, struct bytes *ret)
{
	bytes_append_str(ret, view->kind == WATCH_RUN ? "extraction"
			      : view->kind == WATCH_ORIGINAL
				      ? "run of the original pipeline"
				      : "log of events");
	if (view->log.session.model[0] != '\0')
		bytes_printf(ret, " by %s", view->log.session.model);
	else if (view->outcomes.n_models > 0)
		bytes_printf(ret, " by %s", view->outcomes.models[0].model);
}

static void paint_run(struct monitor *m, struct surface *surface)
{
	const struct watch_view *view = &m->told->view;
	struct rect frame = {0, 1, surface->columns, surface->rows - 2};
	struct rect area = {2, 2, frame.w - 4,
			    surface->rows < PAINT_ROWS_ALL ? 3 : 6};
	struct bytes title CLEANUP(bytes_done) = {0};
	bool all = m->page == PAGE_ALL && surface->rows >= PAINT_ROWS_ALL &&
		   surface->columns >= 72;
	int y, middle;

	title_run(view, &title);
	surface_frame(surface, frame, STYLE_STRONG, title.data);
	y = area.y + progress_paint(view, area, surface);
	if (all) {
		middle = (frame.y + frame.h - 1 - y) / 2;
		middle = middle > 22 ? 22 : middle;
		paint_middle(m, frame, y, middle, surface);
		y += middle + 1;
	}
	paint_page(m, frame, y, surface);
}

/* --- the list, help, nothing yet ------------------------------------------ */

static void paint_entry(const struct monitor *m, size_t i, struct rect line,
			struct surface *surface)
{
	const struct feeder_entry *entry = &m->list->entries[i];
	enum style style = i == m->chosen ? STYLE_CHOSEN : STYLE_NORMAL;
	int name = line.w > 90 ? 40 : line.w / 3;
	struct bytes ago CLEANUP(bytes_done) = {0};

	watch_words_ago(entry->changed_at, m->list->now, &ago);
	surface_fill(surface, line, style);
	surface_put_cut(surface, line.x, line.y, name - 1, style, entry->name);
	if (entry->known) {
		surface_put(surface, line.x + name, line.y, 10, style,
			    watch_state_word(entry->state));
		surface_put_cut(surface, line.x + name + 11, line.y,
				line.w - name - 11 - 12, style, entry->words);
	}
	surface_put_right(surface, line.x + line.w - 11, line.y, 11, style,
			  ago.data);
}

static void paint_list(const struct monitor *m, struct surface *surface)
{
	struct rect frame = {0, 1, surface->columns, surface->rows - 2};
	struct rect area = rect_inside(frame);
	size_t rows = (size_t)(area.h > 0 ? area.h : 0), top = 0;

	surface_frame(surface, frame, STYLE_STRONG, "runs");
	if (m->list == NULL) {
		surface_put(surface, area.x + 1, area.y, area.w, STYLE_DIM,
			    "looking");
		return;
	}
	if (rows > 0 && m->chosen >= rows)
		top = m->chosen - rows + 1;
	for (size_t i = top; i < m->list->n && i - top < rows; i++) {
		struct rect line = {area.x + 1, area.y + (int)(i - top),
				    area.w - 2, 1};

		paint_entry(m, i, line, surface);
	}
}

static void paint_help(struct surface *surface)
{
	static const struct hint lines[] = {
		{"Tab, BackTab", "the next page, the one before: all, events, "
				 "fields, sheet, failures and people"},
		{"k, j", "older and newer events (or fields, or runs)"},
		{"PageUp, PageDown", "a screenful of them"},
		{"g, G", "the oldest that is kept; the newest"},
		{"Space", "hold the stream, let it go on"},
		{"f", "all events; failures and trouble; without single "
		      "sheets"},
		{"/", "only events with these words; Esc: all"},
		{"p", "the picture of its label in place of the values"},
		{"fields", "how many records have a value, a sound one, one "
			   "that stands on the sheet"},
		{"Enter", "watch the run that is chosen"},
		{"h, Esc", "back: to the newest, to the list"},
		{"C-l", "draw all anew"},
		{"q", "quit; what is watched goes on"},
	};
	struct rect frame = {0, 1, surface->columns, surface->rows - 2};
	int y = frame.y + 1;

	surface_fill(surface, frame, STYLE_NORMAL);
	surface_frame(surface, frame, STYLE_STRONG,
		      "keys; nothing here changes "
		      "the run");
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct rect area = {20, y, surface->columns - 22,
				    frame.y + frame.h - 1 - y};

		if (area.h <= 0)
			return;
		surface_put(surface, 2, y, 17, STYLE_KEY, lines[i].key);
		y += surface_wrap(surface, area, STYLE_NORMAL, lines[i].word);
	}
}

static void paint_nothing(const struct monitor *m, struct surface *surface)
{
	struct rect area = {2, 2, surface->columns - 4, surface->rows - 4};

	surface_wrap(surface, area,
		     m->trouble[0] != '\0' ? STYLE_ERROR : STYLE_DIM,
		     m->trouble[0] != '\0' ? m->trouble : "looking");
}

void monitor_paint(struct monitor *m, struct surface *surface)
{
	surface_clear(surface);
	m->picture_area = (struct rect){0};
	m->events_rows = 0;
	if (surface->columns < 40 || surface->rows < 10) {
		surface_put_cut(surface, 0, 0, surface->columns, STYLE_NORMAL,
				"the window is too small");
		return;
	}
	paint_bar(m, surface);
	if (m->help)
		paint_help(surface);
	else if (m->in_list)
		paint_list(m, surface);
	else if (m->told == NULL || m->trouble[0] != '\0')
		paint_nothing(m, surface);
	else
		paint_run(m, surface);
	paint_bottom(m, surface);
}
