/*
 * kitty.h: indexed pictures in kitty's graphics protocol, as PNG; and the
 * characters that stand for their cells.
 *
 * Source: "Terminal graphics protocol", sw.kovidgoyal.net/kitty/
 * graphics-protocol, "Unicode placeholders" in it.
 */
#ifndef IMAGE_SHOW_KITTY_H
#define IMAGE_SHOW_KITTY_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "image/palette/palette.h"
#include "image/pixels/bitmap.h"

/* Ends a picture. */
#define KITTY_END "\033_Gq=2,m=0;\033\\"

/* A picture goes out as what begins it, its strip, and KITTY_END. */

/* Begins a picture that appears where the cursor is, which moves behind it. */
#define KITTY_BEGIN "\033_Ga=T,f=100,q=2,m=1;\033\\"
/* Appends what begins one of this id (more than 0), which takes the place of
 * the one of that id and leaves the cursor where it is. */
void kitty_begin(uint32_t id, struct bytes *ret);
/* The same for one that appears where its characters are, in so many cells. */
void kitty_begin_cells(uint32_t id, int columns, int rows, struct bytes *ret);

/*
 * Appends the rows [top, top + rows) of an indexed picture to *ret as whole
 * sequences ESC _ G … ESC \, each of which says that another one follows.
 * After a failure *ret is as before. Any thread.
 */
int kitty_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, struct bytes *ret,
		struct error *err) MUST_USE;

/* Appends what takes the picture of this id off the screen. */
void kitty_remove(uint32_t id, struct bytes *ret);

/* How many columns, or rows, characters can tell apart. */
#define KITTY_CELLS_MAX 297
/* Of the text of a cell, its end included. */
#define KITTY_CELL_TEXT 17

/*
 * The text of the cell in this row and column, below KITTY_CELLS_MAX, of the
 * picture with this id: U+10EEEE and three marks above it. The lowest byte of
 * the id is the number of the cell's foreground colour, of 256; the next two
 * have to be 0.
 */
void kitty_cell(uint32_t id, int row, int column, char ret[KITTY_CELL_TEXT]);

#endif
