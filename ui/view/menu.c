/*
 * menu.c: a choice: its title, what it is about, the items.
 *
 * 1. Items stand where menu_item_at looks for them.
 * 2. A text that there is no room for ends in an ellipsis.
 */
#include "config.h"

#include "ui/view/view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dwc/record/identification.h"
#include "ui/state/menu.h"

static void menu_render_item(const struct menu *menu, int i, struct rect area,
			     int y, struct surface *surface)
{
	const struct menu_item *item = &menu->items[i];
	/* The title of a choice of values is their term. */
	char *text CLEANUP(mem_free_str) =
		identifications_shown(menu->title, item->text);
	bool chosen = i == menu->selected;
	int x = area.x + 4, end = area.x + area.w - 1;

	if (chosen)
		surface_put_glyph(surface, area.x + 2, y, STYLE_ACCENT,
				  GLYPH_HERE);
	if (item->letter != 0)
		surface_printf(surface, x, y, 2, STYLE_KEY, "%c", item->letter);
	else
		surface_printf(surface, x, y, 2, STYLE_KEY, "%d", i + 1);
	x += 3;
	x += surface_put_cut(surface, x, y, end - x,
			     chosen ? STYLE_CHOSEN : STYLE_NORMAL, text);
	if (item->note != NULL && end - x > 6)
		surface_put_cut(surface, x + 2, y, end - x - 2, STYLE_DIM,
				item->note);
}

static void menu_render_text(const struct menu *menu, struct rect area,
			     struct surface *surface)
{
	struct rect lines = {area.x + 2, area.y + 3, area.w - 4,
			     menu_text_lines(menu, area)};
	const char *rest = menu->text;
	bool left = false;
	char *text;

	while ((text = menu_paragraph(&rest)) != NULL) {
		int used = surface_wrap(surface, lines, STYLE_NORMAL, text);

		left = lines.h <= 0;
		lines.y += used;
		lines.h -= used;
		free(text);
	}
	if (left)
		surface_put_glyph(surface, lines.x + lines.w - 1, lines.y - 1,
				  STYLE_STRONG, GLYPH_ELLIPSIS);
}

void menu_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	const struct menu *menu = &app->menu;
	int line = menu_first_line(menu, area);
	int first = menu_first_item(menu, area);

	surface_put_cut(surface, area.x + 2, area.y + 1, area.w - 4,
			STYLE_STRONG, menu->title);
	menu_render_text(menu, area, surface);
	for (int i = first; i < menu->n && line < area.y + area.h; i++)
		menu_render_item(menu, i, area, line++, surface);
}
