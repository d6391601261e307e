/*
 * progress.c: how far a run is, in what it is, and what it costs. See parts.h.
 */
#include "config.h"

#include "ui/monitor/parts.h"

#include "base/human.h"
#include "base/text.h"
#include "watch/words.h"

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
int progress_paint(const struct watch_view *view, struct rect area,
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
