/*
 * progress.c: reading sheets: how far, how fast, how it stands with the
 * server, what happened last. ui/list/traffic.c tells the rest.
 *
 * 1. Figures that do not fit are left out whole.
 * 2. The curator's own pace stands in the title, behind what extraction says.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "extract/control/statistics.h"
#include "ui/list/advice.h"
#include "ui/view/frame.h"

/* "41 signed today, 62 an hour, 1,234 left", and shorter; nothing before the
 * first. */
static const struct pace_words {
	const char *today, *per_hour;
	bool left;
} pace_words[] = {
	{" signed today", " an hour", true},
	{" today", "/h", true},
	{" today", "/h", false},
};

static void pace_write(const struct app *app, const struct pace_words *words,
		       struct bytes *ret)
{
	const struct index_counts *counts = &app->counts;
	double per_hour = pace_per_hour(&app->pace.pace);

	human_count(app->pace.pace.decided, ret);
	bytes_append_str(ret, words->today);
	if (per_hour > 0)
		bytes_printf(ret, ", %.0f%s", per_hour, words->per_hour);
	if (!words->left || !app->have_counts)
		return;
	bytes_append_str(ret, ", ");
	human_count(counts->by_status[STATUS_PENDING] +
			    counts->by_status[STATUS_IN_REVIEW],
		    ret);
	bytes_append_str(ret, " left");
}

/* As much as fits. */
static void pace_add(const struct app *app, int columns, struct bytes *ret)
{
	size_t before = ret->len;

	if (app->pace.off || app->pace.pace.decided == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(pace_words) && ret->len == before;
	     i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		pace_write(app, &pace_words[i], &text);
		frame_title_add(ret, app, columns, text.data);
	}
}

/* "3 batches open": what is read beside this. */
static void progress_batches(const struct app *app, int columns,
			     struct bytes *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (app->batches.open == 0)
		return;
	human_count(app->batches.open, &text);
	bytes_append_str(&text, app->batches.open == 1 ? " batch open"
						       : " batches open");
	frame_title_add(ret, app, columns, text.data);
}

static void progress_title(const struct app *app, int columns,
			   struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;

	bytes_append_str(ret, "extraction");
	progress_batches(app, columns, ret);
	if (!app->have_progress || p->state == EXTRACT_IDLE)
		return;
	frame_title_add(ret, app, columns, extract_state_word(p->state));
	if (p->stopped[0] != '\0')
		frame_title_add(ret, app, columns, p->stopped);
	if (p->elsewhere)
		frame_title_add(ret, app, columns, "in another process");
	if (p->engine[0] != '\0')
		frame_title_add(ret, app, columns, p->engine);
	if (p->traffic.window > 0 && p->model[0] != '\0')
		frame_title_add(ret, app, columns, p->model);
}

void progress_view_title(const struct app *app, int columns, struct bytes *ret)
{
	progress_title(app, columns, ret);
	pace_add(app, columns, ret);
}

static size_t progress_done(const struct extract_progress *p)
{
	return p->skipped + p->succeeded + p->failed;
}

/* A bar of `columns` with halves. */
static void progress_bar(const struct extract_progress *p, struct rect line,
			 struct surface *surface)
{
	size_t done = progress_done(p);
	int halves =
		p->total > 0
			? (int)((double)done * 2 * line.w / (double)p->total)
			: 0;

	for (int x = 0; x < line.w; x++) {
		enum glyph glyph = x * 2 + 1 < halves	 ? GLYPH_BAR_FULL
				   : x * 2 + 1 == halves ? GLYPH_BAR_HALF
							 : GLYPH_BAR_EMPTY;

		surface_put_glyph(surface, line.x + x, line.y,
				  x * 2 < halves ? STYLE_ACCENT : STYLE_DIM,
				  glyph);
	}
}

/* "549/2,779  20 %  12.4/min  3 h 00" */
static void progress_statistics(const struct extract_progress *p,
				struct bytes *ret)
{
	size_t done = progress_done(p);

	human_count(done, ret);
	bytes_append_char(ret, '/');
	human_count(p->total, ret);
	if (p->total > 0)
		bytes_printf(ret, "  %zu %%", done * 100 / p->total);
	if (p->per_minute > 0)
		bytes_printf(ret, "  %.1f/min", p->per_minute);
	if (p->eta_s >= 0) {
		bytes_append_str(ret, "  ");
		human_duration(p->eta_s, ret);
	}
}

static void progress_first_line(const struct extract_progress *p,
				struct rect line, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	int width;

	if (p->state == EXTRACT_SCANNING) {
		bytes_append_str(&text, "looking for sheets: ");
		human_count(p->total, &text);
		surface_put_cut(surface, line.x, line.y, line.w, STYLE_NORMAL,
				text.data);
		return;
	}
	progress_statistics(p, &text);
	width = text_width(text.data);
	surface_put_right(surface, line.x, line.y, line.w, STYLE_NORMAL,
			  text.data);
	line.w -= width + 2;
	if (line.w > 4)
		progress_bar(p, line, surface);
}

static void event_format(const struct extract_event *event, bool brief,
			 struct bytes *ret)
{
	if (!brief)
		bytes_printf(ret, "%s  ", event->time);
	/* A name of hex digits says as much with its first ones. */
	if (strlen(event->image) > 24)
		bytes_printf(ret, "%.12s~", event->image);
	else
		bytes_append_str(ret, event->image);
	bytes_printf(ret, "  %s", event->text);
}

static void progress_event(const struct extract_event *event, int x, int y,
			   int columns, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	event_format(event, columns < 40, &text);
	surface_put_cut(surface, x, y, columns,
			event->failed ? STYLE_STRONG : STYLE_DIM, text.data);
}

/* What is told on the lines below the bar. */
static const struct statistics_shown {
	int n;
	enum statistic items[6];
} statistics_local = {4,
		      {STATISTIC_OK, STATISTIC_FAILED, STATISTIC_LEFT,
		       STATISTIC_SPEND}},
  statistics_local_brief = {3,
			    {STATISTIC_OK, STATISTIC_FAILED, STATISTIC_SPEND}},
  statistics_brief = {4,
		      {STATISTIC_FAILED, STATISTIC_SPEND, STATISTIC_FLIGHT,
		       STATISTIC_WAIT}},
  statistics_sheets = {5,
		       {STATISTIC_OK, STATISTIC_FAILED, STATISTIC_LEFT,
			STATISTIC_SPEND, STATISTIC_PROJECTED}},
  statistics_server = {4,
		       {STATISTIC_FLIGHT, STATISTIC_LATENCY, STATISTIC_KEYS,
			STATISTIC_TOKENS}},
  statistics_waits = {1, {STATISTIC_WAITS}},
  statistics_kinds = {1, {STATISTIC_KINDS}};

static enum style statistic_style(enum statistic statistic)
{
	if (statistic == STATISTIC_WAIT || statistic == STATISTIC_WAITS)
		return STYLE_STRONG;
	return statistic == STATISTIC_KINDS ? STYLE_DIM : STYLE_NORMAL;
}

/* Returns the columns taken; 0: there was nothing to say. */
static int progress_statistics_line(const struct extract_progress *p,
				    const struct statistics_shown *wanted,
				    struct rect line, struct surface *surface)
{
	enum statistic shown[STATISTICS];
	int n = statistics_fit(p, wanted->items, wanted->n, line.w, shown);
	int x = 0;

	for (int i = 0; i < n; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		statistic_write(shown[i], p, &text);
		x += i > 0 ? 2 : 0;
		x += surface_put_cut(surface, line.x + x, line.y, line.w - x,
				     statistic_style(shown[i]), text.data);
	}
	return x;
}

/* In place of figures that do not change now. */
static bool progress_advice_line(const struct app *app, struct rect line,
				 struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	advice_write(app, &text);
	if (text.len == 0)
		return false;
	surface_put_cut(surface, line.x, line.y, line.w, STYLE_STRONG,
			text.data);
	return true;
}

static void progress_brief(const struct app *app, struct rect line,
			   struct surface *surface)
{
	const struct extract_progress *p = &app->progress;
	const struct statistics_shown *shown =
		p->traffic.window > 0 ? &statistics_brief
		: line.w < 70	      ? &statistics_local_brief
				      : &statistics_local;
	int used;

	if (progress_advice_line(app, line, surface))
		return;
	used = progress_statistics_line(p, shown, line, surface);
	if (p->n_recent > 0 && line.w - used > 16)
		progress_event(&p->recent[0], line.x + used + 2, line.y,
			       line.w - used - 2, surface);
}

/* Figures, then what happened last on the lines that are left. */
static void progress_full(const struct app *app, struct rect area,
			  struct surface *surface)
{
	const struct extract_progress *p = &app->progress;
	bool network = p->traffic.window > 0;
	struct rect line = {area.x, area.y, area.w, 1};

	progress_statistics_line(
		p, network ? &statistics_sheets : &statistics_local, line,
		surface);
	line.y++;
	if (network) {
		if (progress_statistics_line(p, &statistics_server, line,
					     surface) > 0)
			line.y++;
		if (!progress_advice_line(app, line, surface) &&
		    progress_statistics_line(p, &statistics_waits, line,
					     surface) == 0 &&
		    progress_statistics_line(p, &statistics_kinds, line,
					     surface) == 0)
			line.y--;
		line.y++;
	} else if (progress_advice_line(app, line, surface)) {
		line.y++;
	}
	for (int i = 0; i < p->n_recent && line.y < area.y + area.h; i++) {
		progress_event(&p->recent[i], line.x, line.y, line.w, surface);
		line.y++;
	}
}

static void progress_idle(const struct app *app, struct rect area,
			  struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;

	if (app->have_counts) {
		bytes_append_str(&text, "read ");
		human_count(app->counts.extracted, &text);
		bytes_append_str(&text, "  failed ");
		human_count(app->counts.failed, &text);
		bytes_printf(&text, "  $%.2f", app->counts.cost_usd);
	}
	surface_put_cut(surface, area.x + 1, area.y, area.w - 2, STYLE_NORMAL,
			text.data != NULL ? text.data : "");
	words = app_words(app, "no sheets are being read{; {extract} starts}");
	if (!app->read_only && area.h > 1)
		surface_put_cut(surface, area.x + 1, area.y + 1, area.w - 2,
				STYLE_DIM, words);
}

void progress_view_render(const struct app *app, struct rect area,
			  struct surface *surface)
{
	const struct extract_progress *p = &app->progress;
	struct rect line = {area.x + 1, area.y, area.w - 2, 1};

	if (!app->have_progress || p->state == EXTRACT_IDLE) {
		progress_idle(app, area, surface);
		return;
	}
	if (p->state == EXTRACT_FAILED) {
		line.h = area.h;
		surface_wrap(surface, line, STYLE_STRONG, p->error.text);
		return;
	}
	progress_first_line(p, line, surface);
	line.y++;
	if (area.h == 1)
		return;
	if (area.h == 2) {
		progress_brief(app, line, surface);
		return;
	}
	line.h = area.h - 1;
	progress_full(app, line, surface);
}
