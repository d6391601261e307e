/*
 * progress_view.c: reading sheets: how far, how fast, what happened last.
 */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "ui/view.h"

void progress_view_title(const struct app *app, int columns, struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;

	bytes_append_str(ret, "extraction");
	if (!app->have_progress || p->state == EXTRACT_IDLE)
		return;
	title_add(ret, app, columns, extract_state_word(p->state));
	if (p->stopped[0] != '\0')
		title_add(ret, app, columns, p->stopped);
	if (p->elsewhere)
		title_add(ret, app, columns, "in another process");
	if (p->engine[0] != '\0')
		title_add(ret, app, columns, p->engine);
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
static void progress_figures(const struct extract_progress *p,
			     struct bytes *ret)
{
	size_t done = progress_done(p);

	format_count(ret, done);
	bytes_append_char(ret, '/');
	format_count(ret, p->total);
	if (p->total > 0)
		bytes_printf(ret, "  %zu %%", done * 100 / p->total);
	if (p->per_minute > 0)
		bytes_printf(ret, "  %.1f/min", p->per_minute);
	if (p->eta_s >= 0) {
		bytes_append_str(ret, "  ");
		format_duration(ret, p->eta_s);
	}
}

static void progress_first_line(const struct extract_progress *p,
				struct rect line, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	int width;

	if (p->state == EXTRACT_SCANNING) {
		bytes_append_str(&text, "looking for sheets: ");
		format_count(&text, p->total);
		surface_put_cut(surface, line.x, line.y, line.w, STYLE_NORMAL,
				text.data);
		return;
	}
	progress_figures(p, &text);
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

static int progress_counts(const struct extract_progress *p, struct rect line,
			   bool brief, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t done = progress_done(p);

	bytes_append_str(&text, "ok ");
	format_count(&text, p->succeeded + p->skipped);
	bytes_append_str(&text, "  failed ");
	format_count(&text, p->failed);
	if (!brief) {
		bytes_append_str(&text, "  left ");
		format_count(&text, p->total > done ? p->total - done : 0);
	}
	bytes_printf(&text, "  $%.2f", p->cost_usd);
	return surface_put_cut(surface, line.x, line.y, line.w, STYLE_NORMAL,
			       text.data);
}

static void progress_idle(const struct app *app, struct rect area,
			  struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (app->have_counts) {
		bytes_append_str(&text, "read ");
		format_count(&text, app->counts.extracted);
		bytes_append_str(&text, "  failed ");
		format_count(&text, app->counts.failed);
		bytes_printf(&text, "  $%.2f", app->counts.cost_usd);
	}
	surface_put_cut(surface, area.x + 1, area.y, area.w - 2, STYLE_NORMAL,
			text.data != NULL ? text.data : "");
	if (!app->read_only)
		surface_put_cut(surface, area.x + 1, area.y + 1, area.w - 2,
				STYLE_DIM,
				"no sheets are being read; s starts");
}

void progress_view_render(const struct app *app, struct rect area,
			  struct surface *surface)
{
	const struct extract_progress *p = &app->progress;
	struct rect line = {area.x + 1, area.y, area.w - 2, 1};
	int used;

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
	used = progress_counts(p, line, area.h == 2 && line.w < 70, surface);
	if (area.h == 2) {
		if (p->n_recent > 0 && line.w - used > 16)
			progress_event(&p->recent[0], line.x + used + 2, line.y,
				       line.w - used - 2, surface);
		return;
	}
	for (int i = 0; i < p->n_recent && i < area.h - 2; i++)
		progress_event(&p->recent[i], line.x, line.y + 1 + i, line.w,
			       surface);
}
