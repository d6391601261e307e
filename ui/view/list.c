/*
 * list.c: help, history, traffic: lines that scroll. See view.h.
 *
 * 1. The first lines of a list that are fixed stay where they are.
 * 2. Where lines lie below, the frame beside the last row says so.
 */
#include "config.h"

#include "ui/view/view.h"

#include "ui/list/list.h"

static void list_render_line(const struct listing_line *line, struct rect area,
			     int y, struct surface *surface)
{
	if (line->label != NULL)
		surface_put_cut(surface, area.x + 1, y, line->indent - 2,
				line->label_style, line->label);
	surface_put_cut(surface, area.x + line->indent, y,
			area.w - line->indent - 1, line->style, line->text);
}

void list_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	struct listing listing CLEANUP(listing_done) = {0};

	list_make(app, &listing);
	for (int y = 0; y < area.h; y++) {
		size_t at = (size_t)(y < listing.fixed ? y : app->scroll + y);

		if (at < listing.n)
			list_render_line(&listing.items[at], area, area.y + y,
					 surface);
	}
	if (area.h > 0 && listing.n > (size_t)(app->scroll + area.h))
		surface_put_glyph(surface, area.x + area.w, area.y + area.h - 1,
				  STYLE_ACCENT, GLYPH_OPEN);
}
