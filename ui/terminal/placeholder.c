/*
 * placeholder.c: characters for cells of a picture. See placeholder.h.
 */
#include "config.h"

#include "ui/terminal/placeholder.h"

#include <unistd.h>

#include "image/show/kitty.h"
#include "review/preview/preview.h"

/* The lowest byte of a number is a colour's, of which terminals and tmux may
 * change the first 16. */
#define PLACEHOLDER_COLOURS  16
#define PLACEHOLDER_STRIPS   (PLACEHOLDER_TURNS * PREVIEW_STRIPS)
#define PLACEHOLDER_CONSOLES ((256 - PLACEHOLDER_COLOURS) / PLACEHOLDER_STRIPS)

uint32_t placeholder_first(void)
{
	uint32_t pid = (uint32_t)getpid();
	uint32_t console = pid / 255 % PLACEHOLDER_CONSOLES;

	return (1 + pid % 255) << 24 |
	       (PLACEHOLDER_COLOURS + console * PLACEHOLDER_STRIPS);
}

uint32_t placeholder_number(uint32_t first, int turn, int strip)
{
	return first + (uint32_t)(turn * PREVIEW_STRIPS + strip);
}

static void placeholder_lay_cell(struct cell *cell, uint32_t number, int row,
				 int column)
{
	if (cell == NULL || cell->style != STYLE_PICTURE)
		return;
	cell->style = STYLE_PLACEHOLDER;
	cell->fg = (int32_t)(number & 255);
	cell->bg = -1;
	kitty_cell(number, row, column, cell->text);
}

void placeholder_lay(struct surface *surface, const struct rect *area,
		     uint32_t number)
{
	if (area->w > KITTY_CELLS_MAX || area->h > KITTY_CELLS_MAX)
		return;
	for (int y = 0; y < area->h; y++)
		for (int x = 0; x < area->w; x++)
			placeholder_lay_cell(
				surface_at(surface, area->x + x, area->y + y),
				number, y, x);
}
