/*
 * cells.h: a picture made of character cells, for terminals without sixel,
 * and under the sixel of those that have it.
 */
#ifndef IMAGE_SHOW_CELLS_H
#define IMAGE_SHOW_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "image/pixels/bitmap.h"

enum preview_colours {
	PREVIEW_MONO,	   /* no colour at all: shades by characters */
	PREVIEW_COLOURS_8, /* the eight ANSI colours */
	PREVIEW_COLOURS_256,
	PREVIEW_TRUE_COLOUR,
};

/* One character cell of the fallback picture. Colours are 0xRRGGBB, or -1
 * for the terminal's default; index into 256 colours comes from ui/. */
struct preview_cell {
	char text[4]; /* UTF-8 of one column, NUL-terminated */
	int32_t fg, bg;
};

/*
 * Paints `grid`, which has two pixels above each other for each cell (grey or
 * RGB, an even height), into cells[0 … height / 2)[0 … width), each row
 * `stride` cells after the one before. No cell is blank, so that curses never
 * takes a stretch of the picture for the empty end of a line. With 256
 * colours those of xterm's cube and grey ramp are used; with 8, dithered, the
 * corners of the colour cube. Any thread.
 */
void cells_paint(const struct bitmap *grid, enum preview_colours colours,
		 bool ascii, struct preview_cell *cells, int stride);

/* Blank cells in the terminal's own colours: what lies beside a picture. */
void cells_clear(struct preview_cell *cells, int count);

#endif
