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

/* What a cell of a picture in colour is made of: so many pixels, in two
 * colours. */
enum cell_blocks {
	CELL_HALVES,	/* 1 x 2, U+2580 */
	CELL_QUADRANTS, /* 2 x 2, U+2596 to U+259F beside those */
	CELL_SEXTANTS,	/* 2 x 3, U+1FB00 to U+1FB3B beside those */
};

/* One character cell of the fallback picture. Colours are 0xRRGGBB, or -1
 * for the terminal's default; index into 256 colours comes from ui/. */
struct preview_cell {
	char text[5]; /* UTF-8 of one column, NUL-terminated */
	int32_t fg, bg;
};

/* What is drawn of blocks where so many colours can be shown: without many, and
 * without Unicode, halves. */
enum cell_blocks cells_blocks(enum cell_blocks wanted,
			      enum preview_colours colours, bool ascii);
/* The pixels of a cell. */
void cells_grid(enum cell_blocks blocks, int *ret_width, int *ret_height);

/*
 * Paints `grid`, which has cells_grid() pixels for each cell (grey or RGB), into
 * cells of so many columns and rows as are whole, each row `stride` cells after
 * the one before. `blocks` is what cells_blocks() says. No cell is blank, so
 * that curses never takes a stretch of the picture for the empty end of a line.
 * Of the pixels of a cell those that are most alike get one colour, their mean.
 * With 256 colours those of xterm's cube and grey ramp are used; with 8,
 * dithered, the corners of the colour cube. Any thread.
 */
void cells_paint(const struct bitmap *grid, enum preview_colours colours,
		 enum cell_blocks blocks, bool ascii,
		 struct preview_cell *cells, int stride);

/* Cells of one sign, not blank either, where pixels are to come. */
void cells_wait(struct preview_cell *cells, int count, bool ascii);

/* Blank cells in the terminal's own colours: what lies beside a picture. */
void cells_clear(struct preview_cell *cells, int count);

#endif
