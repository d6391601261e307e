/*
 * paint.c: the monitor as it is drawn. See state.h.
 *
 * 1. What is most worth knowing stands first and stays when there is little
 *    room: how far it is, what fails, what it costs, then what happens.
 * 2. Nothing moves that did not change: lines keep their places.
 */
#include "config.h"

#include "ui/monitor/state.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "watch/words.h"

#define PAINT_ROWS_ALL 20 /* rows from which on fields and sheet stand, too */
#define PAINT_SHARE    7  /* columns of a share */
#define PAINT_LABEL    10
#define PAINT_EVENTS   200
#define PAINT_WORK     6

static const char *const filter_words[MONITOR_FILTERS] = {
	[FILTER_ALL] = "all",
	[FILTER_WRONG] = "failures and trouble",
	[FILTER_STATE] = "without single sheets",
};

static const char *const page_words[MONITOR_PAGES] = {
	[PAGE_ALL] = "all",
	[PAGE_EVENTS] = "events",
	[PAGE_FIELDS] = "fields",
	[PAGE_SHEET] = "sheet",
	[PAGE_PEOPLE] = "failures, batches, curators",
};

/* Draws words of a view on a line, after a label that is dim; false where there
 * are none. */
static bool
paint_words(const struct watch_view *view,
	    void (*write)(const struct watch_view *view, struct bytes *ret),
	    const char *label, struct rect line, struct surface *surface)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	write(view, &words);
	if (words.len == 0)
		return false;
	surface_put(surface, line.x, line.y, PAINT_LABEL, STYLE_DIM, label);
	surface_put_cut(surface, line.x + PAINT_LABEL, line.y,
			line.w - PAINT_LABEL, STYLE_NORMAL, words.data);
	return true;
}

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

/* --- how far -------------------------------------------------------------- */

static void paint_progress_bar(double share, struct rect line,
			       struct surface *surface)
{
	int halves = share > 0 ? (int)(share * 2 * line.w) : 0;

	for (int x = 0; x < line.w; x++)
		surface_put_glyph(surface, line.x + x, line.y,
				  x * 2 < halves ? STYLE_ACCENT : STYLE_DIM,
				  x * 2 + 1 < halves	? GLYPH_BAR_FULL
				  : x * 2 + 1 == halves ? GLYPH_BAR_HALF
							: GLYPH_BAR_EMPTY);
}

/* Sheets a minute over the last minutes, the newest at the right edge: one
 * column each, failures in their own colour where they are the most. */
static void paint_throughput(const struct watch_view *view, struct rect line,
			     struct surface *surface)
{
	static const char *const blocks[] = {" ",      "\u2581", "\u2582",
					     "\u2583", "\u2584", "\u2585",
					     "\u2586", "\u2587", "\u2588"};
	static const char plain[] = " .:-=+*#@";
	const struct watch_log *log = &view->log;
	int64_t last =
		(int64_t)((log->session.last_at > 0 ? log->session.last_at
						    : view->now) /
			  60);
	uint32_t most = 1;
	int width = line.w < WATCH_MINUTES ? line.w : WATCH_MINUTES;

	/* Of a clock that was never set: no minute is before the first. */
	if (last < width)
		width = last >= 0 ? (int)last + 1 : 0;
	for (int x = 0; x < width; x++) {
		const struct watch_minute *m =
			&log->minutes[(last - x) % WATCH_MINUTES];

		if (m->minute == last - x && m->succeeded + m->failed > most)
			most = m->succeeded + m->failed;
	}
	for (int x = 0; x < width; x++) {
		const struct watch_minute *m =
			&log->minutes[(last - x) % WATCH_MINUTES];
		uint32_t n =
			m->minute == last - x ? m->succeeded + m->failed : 0;
		size_t level = n == 0 ? 0 : 1 + (size_t)n * 7 / most;
		char letter[2] = {plain[level], '\0'};

		surface_put(surface, line.x + line.w - 1 - x, line.y, 1,
			    m->failed * 2 > n ? STYLE_ERROR : STYLE_ACCENT,
			    surface->ascii ? letter : blocks[level]);
	}
}

/* The bar with its figures behind it. */
static void paint_first_line(const struct watch_view *view, struct rect line,
			     struct surface *surface)
{
	struct bytes words CLEANUP(bytes_done) = {0};
	double share = watch_view_share(view);
	int width;

	watch_words_progress(view, &words);
	width = text_width(words.data);
	if (share >= 0 && line.w - width >= 12) {
		struct rect bar = {line.x, line.y, line.w - width - 2, 1};

		paint_progress_bar(share, bar, surface);
		line.x += bar.w + 2;
		line.w -= bar.w + 2;
	}
	surface_put_cut(surface, line.x, line.y, line.w, STYLE_STRONG,
			words.data);
}

/* Read and failed, and of which kinds. */
static void paint_outcome(const struct watch_view *view, struct rect line,
			  struct surface *surface)
{
	struct bytes good CLEANUP(bytes_done) = {0};
	struct bytes kinds CLEANUP(bytes_done) = {0};
	int x;

	watch_words_outcome(view, &good);
	watch_words_kinds(view, &kinds);
	surface_put(surface, line.x, line.y, PAINT_LABEL, STYLE_DIM, "sheets");
	x = PAINT_LABEL + surface_put_cut(surface, line.x + PAINT_LABEL, line.y,
					  line.w - PAINT_LABEL, STYLE_NORMAL,
					  good.data);
	if (kinds.len > 0 && x + 4 < line.w)
		surface_put_cut(surface, line.x + x + 2, line.y, line.w - x - 2,
				STYLE_ERROR, kinds.data);
}

/* Money; where there is none, what waits; else how many sheets are at work. */
static void words_cost(const struct watch_view *view, struct bytes *ret)
{
	const struct extract_traffic *t = &view->progress.traffic;

	watch_words_money(view, ret);
	if (ret->len > 0 && view->log.n_work > 0)
		bytes_append_str(ret, "  ");
	watch_words_work(view, ret);
	if (view->have_progress && t->n_cooldowns > 0) {
		bytes_printf(ret, "%s%s waits ", ret->len > 0 ? "  " : "",
			     t->cooldowns[0].scope);
		human_duration(t->cooldowns[0].left_s, ret);
	}
}

static const char *cost_label(const struct watch_view *view)
{
	return view->cost_usd > 0 || view->budget_usd > 0 ? "cost" : "now";
}

/* What stands in the frame of the extraction, in at most area.h lines; those
 * that were taken. Lines that say nothing are left out, and the throughput goes
 * first where there is little room. */
static int paint_progress(const struct watch_view *view, struct rect area,
			  struct surface *surface)
{
	const struct {
		const char *label;
		void (*write)(const struct watch_view *view, struct bytes *ret);
	} lines[] = {
		{cost_label(view), words_cost},
		{"quality", watch_words_records},
		{"review", watch_words_review},
	};
	struct rect line = {area.x, area.y, area.w, 1};

	paint_first_line(view, line, surface);
	line.y++;
	paint_outcome(view, line, surface);
	line.y++;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (line.y < area.y + area.h &&
		    paint_words(view, lines[i].write, lines[i].label, line,
				surface))
			line.y++;
	if (line.y >= area.y + area.h)
		return area.h;
	surface_put(surface, line.x, line.y, PAINT_LABEL, STYLE_DIM,
		    "by minute");
	line.x += PAINT_LABEL;
	line.w -= PAINT_LABEL;
	paint_throughput(view, line, surface);
	return line.y + 1 - area.y;
}

/* --- fields --------------------------------------------------------------- */

/* A share, red where it is small. */
static void paint_share(size_t part, size_t whole, int x, int y,
			struct surface *surface)
{
	int percent = whole > 0 ? (int)(part * 100 / whole) : 0;

	if (whole == 0)
		return;
	surface_printf(surface, x, y, PAINT_SHARE, STYLE_NORMAL, "%4d %%",
		       percent);
}

static void paint_field_head(bool known, struct rect area,
			     struct surface *surface)
{
	static const char *const heads[] = {"filled", "sound", "sheet"};
	int x = area.x + area.w - (known ? 3 : 1) * PAINT_SHARE;

	surface_put(surface, area.x, area.y, area.w, STYLE_DIM, "field");
	for (size_t i = 0; i < (known ? 3U : 1U); i++)
		surface_put_right(surface, x + (int)i * PAINT_SHARE, area.y,
				  PAINT_SHARE - 1, STYLE_DIM, heads[i]);
}

/* The i-th field to show: those that count for completeness first, then those
 * that have values. NULL: there are no more. */
static const struct watch_field *field_at(const struct watch_records *records,
					  size_t i)
{
	for (int required = 1; required >= 0; required--)
		for (size_t k = 0; k < records->n_fields; k++) {
			const struct watch_field *field = &records->fields[k];

			if (field->required != (required == 1) ||
			    (!field->required && field->filled == 0))
				continue;
			if (i-- == 0)
				return field;
		}
	return NULL;
}

static void paint_known_fields(const struct monitor *m, struct rect area,
			       struct surface *surface)
{
	const struct watch_records *records = &m->told->view.figures.records;
	int x = area.x + area.w - 3 * PAINT_SHARE;

	paint_field_head(true, area, surface);
	for (int y = 1; y < area.h; y++) {
		const struct watch_field *field =
			field_at(records, m->fields_top + (size_t)y - 1);

		if (field == NULL)
			return;
		surface_put_cut(surface, area.x, area.y + y, x - area.x - 1,
				field->required ? STYLE_STRONG : STYLE_NORMAL,
				field->name);
		paint_share(field->filled, records->counts.sheets, x,
			    area.y + y, surface);
		paint_share(field->sound, records->counts.sheets,
			    x + PAINT_SHARE, area.y + y, surface);
		paint_share(field->seen, records->counts.sheets,
			    x + 2 * PAINT_SHARE, area.y + y, surface);
	}
}

/* Of a run that has no index: what its lines fill. */
static void paint_counted_fields(const struct monitor *m, struct rect area,
				 struct surface *surface)
{
	const struct watch_outcomes *o = &m->told->view.outcomes;
	int x = area.x + area.w - PAINT_SHARE;

	paint_field_head(false, area, surface);
	for (int y = 1; y < area.h; y++) {
		size_t i = m->fields_top + (size_t)y - 1;

		if (i >= o->n_terms)
			return;
		surface_put_cut(surface, area.x, area.y + y, x - area.x - 1,
				STYLE_NORMAL, o->terms[i].name);
		paint_share((size_t)o->terms[i].filled, (size_t)o->succeeded, x,
			    area.y + y, surface);
	}
}

static void paint_fields(struct monitor *m, struct rect area,
			 struct surface *surface)
{
	const struct watch_records *records = &m->told->view.figures.records;

	if (records->known && records->n_fields > 0 &&
	    records->counts.sheets > 0)
		paint_known_fields(m, area, surface);
	else if (m->told->view.outcomes.n_terms > 0)
		paint_counted_fields(m, area, surface);
	else
		surface_put_cut(surface, area.x, area.y, area.w, STYLE_DIM,
				"no records yet");
}

/* --- the sheet ------------------------------------------------------------ */

static void paint_values(const struct watch_sheet *sheet, struct rect area,
			 struct surface *surface)
{
	int width = area.w > 60 ? 26 : area.w / 2 - 1;

	for (int y = 0; y < area.h && (size_t)y < sheet->n_values; y++) {
		const struct watch_value *value = &sheet->values[y];

		surface_put_cut(surface, area.x, area.y + y, width - 1,
				STYLE_DIM, value->term);
		surface_put_cut(surface, area.x + width, area.y + y,
				area.w - width, STYLE_NORMAL, value->value);
	}
}

static void paint_picture(struct monitor *m, struct rect area,
			  struct surface *surface)
{
	const struct preview_reply *reply = m->picture;

	m->picture_area = area;
	if (reply == NULL) {
		surface_put(surface, area.x, area.y, area.w, STYLE_DIM,
			    m->told->image_path[0] != '\0' ? "loading"
							   : "no image");
		return;
	}
	if (reply->error.kind != ERROR_NONE) {
		surface_wrap(surface, area, STYLE_WARNING, reply->error.text);
		return;
	}
	if (reply->cells == NULL)
		return;
	for (int y = 0; y < area.h && y < reply->rows; y++)
		for (int x = 0; x < area.w && x < reply->columns; x++)
			surface_put_picture(
				surface, area.x + x, area.y + y,
				&reply->cells[y * reply->columns + x]);
}

static void paint_sheet(struct monitor *m, struct rect area,
			struct surface *surface)
{
	const struct watch_outcomes *o = &m->told->view.outcomes;

	if (!o->have_last)
		surface_put_cut(surface, area.x, area.y, area.w, STYLE_DIM,
				"no sheet was read yet");
	else if (m->wants_picture)
		paint_picture(m, area, surface);
	else
		paint_values(&o->last, area, surface);
}

static void title_sheet(const struct monitor *m, struct bytes *ret)
{
	const struct watch_outcomes *o = &m->told->view.outcomes;

	bytes_append_str(ret, "read last");
	/* A picture is not asked for as fast as sheets are read. */
	if (m->wants_picture && m->pictured_image[0] != '\0')
		bytes_printf(ret, ": %s", m->pictured_image);
	else if (o->have_last)
		bytes_printf(ret, ": %s, %zu fields", o->last.image,
			     o->last.n_fields);
}

/* --- failures, batches, curators ------------------------------------------ */

/* A line of this page, where it has room. */
static void people_line(struct rect *area, enum style style, const char *label,
			const char *text, struct surface *surface)
{
	if (area->h <= 0)
		return;
	surface_put_cut(surface, area->x, area->y, PAINT_LABEL - 1, STYLE_DIM,
			label);
	surface_put_cut(surface, area->x + PAINT_LABEL, area->y,
			area->w - PAINT_LABEL, style, text);
	area->y++;
	area->h--;
}

/* The sheets at work, those that began first. */
static void paint_work(const struct watch_view *view, struct rect *area,
		       struct surface *surface)
{
	for (size_t i = 0; i < view->log.n_work && i < PAINT_WORK; i++) {
		const struct watch_working *work = &view->log.work[i];
		struct bytes words CLEANUP(bytes_done) = {0};

		bytes_printf(&words, "%.16s", work->id);
		if (work->since >= 0 && view->now >= work->since) {
			bytes_append_str(&words, " for ");
			human_duration(view->now - work->since, &words);
		}
		people_line(area, STYLE_NORMAL, i == 0 ? "at work" : "",
			    words.data, surface);
	}
}

static void paint_batches(const struct watch_view *view, struct rect *area,
			  struct surface *surface)
{
	const struct watch_batches *batches = &view->figures.batches;
	struct bytes words CLEANUP(bytes_done) = {0};

	watch_words_batches(view, &words);
	if (words.len == 0)
		return;
	people_line(area, STYLE_NORMAL, "batches", words.data, surface);
	for (size_t i = 0; i < batches->n_chunks; i++) {
		const struct watch_chunk *chunk = &batches->chunks[i];

		bytes_clear(&words);
		watch_words_chunk(chunk, view->now, &words);
		people_line(area,
			    chunk->why[0] != '\0' ? STYLE_WARNING
						  : STYLE_NORMAL,
			    "", words.data, surface);
	}
}

static void paint_curators(const struct watch_view *view, struct rect *area,
			   struct surface *surface)
{
	const struct watch_curators *curators = &view->figures.curators;

	for (size_t i = 0; i < curators->n; i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		watch_words_curator(&curators->items[i], view->now, &words);
		people_line(area, STYLE_NORMAL, i == 0 ? "curators" : "",
			    words.data, surface);
	}
}

static void paint_people(struct monitor *m, struct rect area,
			 struct surface *surface)
{
	const struct watch_view *view = &m->told->view;
	int begin = area.y;

	for (size_t i = 0; i < view->n_kinds; i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		human_count((size_t)view->kinds[i].n, &words);
		bytes_printf(&words, "  %s", view->kinds[i].kind);
		people_line(&area, STYLE_ERROR, i == 0 ? "failures" : "",
			    words.data, surface);
	}
	if (view->outcomes.have_failed)
		people_line(&area, STYLE_NORMAL, "the last",
			    view->outcomes.failed_last.error, surface);
	if (view->state == WATCH_WORKING)
		paint_work(view, &area, surface);
	paint_batches(view, &area, surface);
	paint_curators(view, &area, surface);
	if (area.y == begin)
		people_line(&area, STYLE_DIM, "",
			    "no failures, no batches, nobody at work", surface);
}

/* --- events --------------------------------------------------------------- */

static enum style event_style(enum watch_class class)
{
	static const enum style styles[WATCH_CLASSES] = {
		[WATCH_READ] = STYLE_NORMAL,	 [WATCH_FAILED] = STYLE_ERROR,
		[WATCH_TROUBLE] = STYLE_WARNING, [WATCH_STATE] = STYLE_STRONG,
		[WATCH_BATCH] = STYLE_NORMAL,	 [WATCH_REVIEW] = STYLE_NORMAL,
		[WATCH_NOTICE] = STYLE_ACCENT,
	};

	return styles[class];
}

static void paint_event(const struct watch_event *event, struct rect line,
			struct surface *surface)
{
	struct bytes time CLEANUP(bytes_done) = {0};
	struct bytes words CLEANUP(bytes_done) = {0};

	watch_words_time(event->at, &time);
	watch_words_event(event, &words);
	surface_put(surface, line.x, line.y, 9, STYLE_DIM, time.data);
	surface_put(surface, line.x + 10, line.y, 8, event_style(event->class),
		    watch_class_word(event->class));
	surface_put_cut(surface, line.x + 18, line.y, line.w - 18,
			event_style(event->class), words.data);
}

/* The newest at the bottom, as in a log. */
static void paint_events(struct monitor *m, struct rect area,
			 struct surface *surface)
{
	uint64_t seqs[PAINT_EVENTS];
	size_t rows = area.h < PAINT_EVENTS ? (size_t)area.h : PAINT_EVENTS;
	size_t n = area.h > 0 ? monitor_events(m, seqs, rows) : 0;

	m->events_rows = area.h;
	if (n == 0)
		surface_put_cut(surface, area.x, area.y, area.w, STYLE_DIM,
				m->sought[0] != '\0' || m->filter != FILTER_ALL
					? "nothing of that kind"
					: "nothing has happened yet");
	for (size_t i = 0; i < n; i++) {
		struct rect line = {area.x, area.y + (int)(n - 1 - i), area.w,
				    1};

		paint_event(watch_log_event(&m->told->view.log, seqs[i]), line,
			    surface);
	}
}

static void title_events(const struct monitor *m, struct bytes *ret)
{
	bytes_printf(ret, "events: %s", filter_words[m->filter]);
	if (m->sought[0] != '\0')
		bytes_printf(ret, ", with \"%s\"", m->sought);
	if (m->held > 0)
		bytes_append_str(ret, ", held");
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

	title_sheet(m, &title);
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
	paint_fields(m, fields, surface);
	paint_sheet(m, sheet, surface);
}

static void paint_page(struct monitor *m, struct rect frame, int y,
		       struct surface *surface)
{
	struct bytes title CLEANUP(bytes_done) = {0};
	int end = frame.y + frame.h - 1;
	struct rect area;

	if (m->page == PAGE_ALL || m->page == PAGE_EVENTS)
		title_events(m, &title);
	else if (m->page == PAGE_SHEET)
		title_sheet(m, &title);
	else
		bytes_append_str(&title, page_words[m->page]);
	area = paint_part(frame, y, end - y - 1, title.data, surface);
	if (m->page == PAGE_FIELDS)
		paint_fields(m, area, surface);
	else if (m->page == PAGE_SHEET)
		paint_sheet(m, area, surface);
	else if (m->page == PAGE_PEOPLE)
		paint_people(m, area, surface);
	else
		paint_events(m, area, surface);
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
	y = area.y + paint_progress(view, area, surface);
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
