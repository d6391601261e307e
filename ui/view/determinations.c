/*
 * determinations.c: the list of determinations over the fields.
 *
 * 1. Lines that do not fit scroll, so that what is stood on is in sight.
 */
#include "config.h"

#include "ui/view/view.h"

#include "base/json/json.h"
#include "base/mem.h"
#include "dwc/record/identification.h"

#define LABEL_W 12

static void render_head(const json_t *entry, size_t i, bool chosen,
			struct rect at, struct surface *surface)
{
	char *words CLEANUP(mem_free_str) = identification_words(entry);

	if (chosen)
		surface_put_glyph(surface, at.x, at.y, STYLE_ACCENT,
				  GLYPH_HERE);
	surface_printf(surface, at.x + 2, at.y, at.w - 2,
		       chosen ? STYLE_CHOSEN : STYLE_NORMAL, "%zu  %s", i + 1,
		       words);
}

static void render_member(const json_t *entry, int member, bool chosen,
			  struct rect at, struct surface *surface)
{
	const char *value =
		json_string_at(entry, determination_members[member].key);
	int x = at.x + 5;

	if (chosen)
		surface_put_glyph(surface, at.x, at.y, STYLE_ACCENT,
				  GLYPH_HERE);
	surface_put_cut(surface, x, at.y, LABEL_W,
			chosen ? STYLE_CHOSEN : STYLE_DIM,
			determination_members[member].label);
	if (value != NULL)
		surface_put_cut(surface, x + LABEL_W, at.y,
				at.x + at.w - x - LABEL_W,
				chosen ? STYLE_STRONG : STYLE_NORMAL, value);
	else
		surface_put_glyph(surface, x + LABEL_W, at.y, STYLE_DIM,
				  GLYPH_NOTHING);
}

/* The line of what is stood on. */
static int chosen_line(const struct determinations *d, size_t at)
{
	return (int)at + 1 + d->member;
}

void determinations_view_render(const struct app *app, struct rect area,
				struct surface *surface)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);
	const struct determinations *d = &app->determinations;
	size_t n = json_array_size(list), at = d->at < n ? d->at : n;
	struct rect line = {area.x + 1, area.y + 1, area.w - 2, 1};
	int last = area.y + area.h - 1, top, y = line.y;

	surface_put_cut(surface, line.x, area.y, line.w, STYLE_STRONG,
			"Determinations, from the first to the latest");
	top = chosen_line(d, at) - (area.h - 2);
	if (top > 0)
		y -= top;
	for (size_t i = 0; i < n; i++) {
		const json_t *entry = json_array_get(list, i);

		line.y = y++;
		if (line.y > area.y && line.y <= last)
			render_head(entry, i, i == at && d->member < 0, line,
				    surface);
		for (int m = 0; i == at && m < DETERMINATION_MEMBERS; m++) {
			line.y = y++;
			if (line.y > area.y && line.y <= last)
				render_member(entry, m, m == d->member, line,
					      surface);
		}
	}
	line.y = y;
	if (line.y > area.y && line.y <= last) {
		if (at == n)
			surface_put_glyph(surface, line.x, line.y, STYLE_ACCENT,
					  GLYPH_HERE);
		surface_put_cut(surface, line.x + 2, line.y, line.w - 2,
				at == n ? STYLE_CHOSEN : STYLE_DIM,
				"(a adds a determination)");
	}
}
