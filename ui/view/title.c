/*
 * title.c: the top line: which run this is, and how far it is.
 *
 * 1. What keeps records out of the queue stands here whenever something does:
 *    nobody works through a part of the run without knowing.
 * 2. Then the counts come first: a long name of the run is cut.
 */
#include "config.h"

#include "ui/view/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/text.h"
#include "ui/update/queue.h"

static void title_count(struct bytes *ret, const char *word, size_t n)
{
	bytes_printf(ret, "%s ", word);
	human_count(n, ret);
	bytes_append_str(ret, "  ");
}

static void title_counts(const struct app *app, struct bytes *ret)
{
	const struct index_counts *c = &app->counts;

	if (app->making != NULL)
		bytes_printf(ret, "%s  ", app->making);
	if (app->making != NULL || !app->have_counts)
		return;
	title_count(ret, "pending", c->by_status[STATUS_PENDING]);
	if (c->by_status[STATUS_IN_REVIEW] > 0)
		title_count(ret, "begun", c->by_status[STATUS_IN_REVIEW]);
	title_count(ret, "approved", c->by_status[STATUS_APPROVED]);
	if (c->by_status[STATUS_REJECTED] > 0)
		title_count(ret, "rejected", c->by_status[STATUS_REJECTED]);
	if (c->flagged > 0)
		title_count(ret, "flagged", c->flagged);
	if (c->expert > 0)
		title_count(ret, "expert", c->expert);
}

/* "vasculum  aafc-2025  2,702 sheets (read only)"; in brief the run alone. */
static void title_run(const struct app *app, bool brief, struct bytes *ret)
{
	bytes_printf(ret, brief ? " %s" : " vasculum  %s", app->run_name);
	if (app->have_counts && !brief) {
		bytes_append_str(ret, "  ");
		human_count(app->counts.sheets, ret);
		bytes_append_str(ret, app->counts.sheets == 1 ? " sheet"
							      : " sheets");
	}
	if (app->read_only)
		bytes_append_str(ret, "  (read only)");
}

/* A filter is in force: it stands here whatever else has room. */
static void title_filtered(const struct app *app, struct rect area,
			   const char *filter, const char *counts,
			   struct surface *surface)
{
	struct bytes run CLEANUP(bytes_done) = {0};
	int need = text_width(filter) + 3, room = area.w, x;

	if (counts != NULL && need + text_width(counts) < room) {
		surface_put_right(surface, area.x, area.y, area.w, STYLE_BAR,
				  counts);
		room -= text_width(counts);
	}
	title_run(app, true, &run);
	if (need + text_width(run.data) > room)
		bytes_clear(&run);
	x = surface_put(surface, area.x, area.y, room, STYLE_BAR,
			run.len > 0 ? run.data : "");
	x += surface_put(surface, area.x + x, area.y, room - x, STYLE_BAR,
			 run.len > 0 ? "  " : " ");
	surface_put_cut(surface, area.x + x, area.y, room - x, STYLE_BAR,
			filter);
}

void title_view_render(const struct app *app, struct rect area,
		       struct surface *surface)
{
	struct bytes left CLEANUP(bytes_done) = {0};
	struct bytes right CLEANUP(bytes_done) = {0};
	struct bytes filter CLEANUP(bytes_done) = {0};
	int width;

	surface_fill(surface, area, STYLE_BAR);
	title_counts(app, &right);
	queue_filter_words(&app->queue, &filter);
	if (filter.len > 0) {
		text_clean_line(filter.data);
		title_filtered(app, area, filter.data, right.data, surface);
		return;
	}
	width = right.len > 0 ? text_width(right.data) : 0;
	title_run(app, false, &left);
	surface_put_cut(surface, area.x, area.y, area.w - width - 1, STYLE_BAR,
			left.data);
	surface_put_right(surface, area.x, area.y, area.w, STYLE_BAR,
			  right.data);
}
