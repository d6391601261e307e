/*
 * view.h: which part of a stored picture is shown in a pane of cells, how it
 * is turned, and where things on it come to lie. Arithmetic alone.
 */
#ifndef IMAGE_SHOW_VIEW_H
#define IMAGE_SHOW_VIEW_H

#include <stdbool.h>

#include "base/box.h"
#include "base/error.h"
#include "image/pixels/turn.h"

#define VIEW_ZOOM_MAX 64

/* What EXIF says (degrees, then mirrored), and then turned by `degrees` (any
 * multiple of 90) more. */
struct turn view_turn_of(int exif_degrees, bool exif_mirrored, int degrees);

struct view_pane {
	int columns, rows;	     /* cells */
	int cell_width, cell_height; /* pixels of a cell, at least 1 */
};

struct view {
	struct turn turn;
	struct box region; /* stored pixels: all that can be panned to */
	struct box crop;   /* stored pixels: what is seen of it */
	int column, row;   /* of the pane: the picture's top left cell */
	int columns, rows; /* cells that it takes, wholly */
	int width, height; /* the same in pixels */
};

/*
 * Fits `region` (w == 0: all) of a stored picture of width x height pixels
 * into the pane, `zoom` times as large, and of what does not fit then shows
 * the part at `pan_x`, `pan_y` (0-1). The picture takes whole cells: it is
 * stretched by at most half a cell for that, so that cells and pixels show
 * the same.
 */
int view_plan(struct view *ret, int width, int height, struct box region,
	      struct turn turn, const struct view_pane *pane, double zoom,
	      double pan_x, double pan_y, struct error *err) MUST_USE;

/* Where a box of stored pixels is seen, in pixels of a picture of width x
 * height pixels that shows the view; may lie outside of it. */
struct box view_box(const struct view *view, struct box box, int width,
		    int height);

/* Shown pixels for each stored one. */
double view_scale(const struct view *view);

#endif
