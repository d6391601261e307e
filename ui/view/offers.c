/*
 * offers.c: what completes the line at the bottom, above it.
 *
 * 1. It stands over the pane of the fields, never over the picture, which is
 *    painted behind text.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/text.h"
#include "ui/way/offers.h"

/* What the longest of the words takes, as far as notes have room beside. */
static int offers_width(const struct offers *offers, int columns)
{
	int widest = 0;

	for (int i = 0; i < offers->n; i++) {
		int width = text_width(offers->items[i].text);

		widest = width > widest ? width : widest;
	}
	return widest < columns / 2 ? widest : columns / 2;
}

static void offers_render_line(const struct offer *offer, bool chosen, int word,
			       struct rect line, struct surface *surface)
{
	surface_fill(surface, line, STYLE_NORMAL);
	if (chosen)
		surface_put_glyph(surface, line.x, line.y, STYLE_ACCENT,
				  GLYPH_HERE);
	surface_put_cut(surface, line.x + 2, line.y, word,
			chosen ? STYLE_CHOSEN : STYLE_KEY, offer->text);
	surface_put_cut(surface, line.x + 3 + word, line.y, line.w - word - 4,
			STYLE_DIM, offer->note);
}

/* What the offers are for: of an offer that stands in the line, what was typed
 * before. */
static const char *offers_text(const struct app *app)
{
	const char *line = lineedit_text(&app->prompt.line);

	return app->way.put != NULL && strcmp(app->way.put, line) == 0
		       ? app->way.typed
		       : line;
}

/* Before a letter is typed rows of fields have figures, which are not to be
 * hidden. */
static bool offers_wait(const struct app *app)
{
	return app->prompt.kind == PROMPT_TERM &&
	       lineedit_text(&app->prompt.line)[0] == '\0' &&
	       app->way.chosen <= 0;
}

void offers_view_render(const struct app *app, struct surface *surface)
{
	const struct layout *l = &app->layout;
	struct rect line = {l->pane.x, 0, l->pane.w, 1};
	struct offers offers;
	int lines, width, first = 0, at = app->way.chosen;

	if (!app->prompt.active || l->wide || offers_wait(app))
		return;
	offers_make(app, app->prompt.kind, offers_text(app), &offers);
	width = offers_width(&offers, l->pane.w);
	lines = l->pane.h - 2 < offers.n ? l->pane.h - 2 : offers.n;
	if (lines <= 0)
		return;
	if (at >= lines)
		first = at - lines + 1;
	line.y = l->divider - lines;
	surface_divide(surface, l->left, line.y - 1, STYLE_DIM,
		       app->prompt.kind == PROMPT_TERM ? "terms" : "");
	for (int i = 0; i < lines; i++, line.y++)
		offers_render_line(&offers.items[first + i], first + i == at,
				   width, line, surface);
}
