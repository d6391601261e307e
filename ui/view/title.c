/*
 * title.c: the top line: which run this is, and how far it is.
 *
 * 1. The counts come first: a long name of the run is cut.
 */
#include "config.h"

#include "ui/view/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/text.h"

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

void title_view_render(const struct app *app, struct rect area,
		       struct surface *surface)
{
	struct bytes left CLEANUP(bytes_done) = {0};
	struct bytes right CLEANUP(bytes_done) = {0};
	int width;

	surface_fill(surface, area, STYLE_BAR);
	title_counts(app, &right);
	width = right.len > 0 ? text_width(right.data) : 0;
	bytes_printf(&left, " vasculum  %s", app->run_name);
	if (app->have_counts) {
		bytes_append_str(&left, "  ");
		human_count(app->counts.sheets, &left);
		bytes_append_str(&left, " sheets");
	}
	if (app->read_only)
		bytes_append_str(&left, "  (read only)");
	surface_put_cut(surface, area.x, area.y, area.w - width - 1, STYLE_BAR,
			left.data);
	surface_put_right(surface, area.x, area.y, area.w, STYLE_BAR,
			  right.data);
}
