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

/* How large it is shown, and which part of it. */
struct view_aim {
	double zoom;  /* 1: the region fits the pane; 2: twice as large */
	double scale; /* shown pixels for each stored one; 0: by zoom */
	double pan_x,
		pan_y; /* 0-1: the part that is seen of what does not fit */
};

/*
 * Fits `region` (w == 0: all) of a stored picture of width x height pixels
 * into the pane, as the aim says. The picture takes whole cells: it is
 * stretched by at most half a cell for that, so that cells and pixels show
 * the same.
 */
int view_plan(struct view *ret, int width, int height, struct box region,
	      struct turn turn, const struct view_pane *pane,
	      const struct view_aim *aim, struct error *err) MUST_USE;

/* Shown pixels for each stored one, of a region that is across x down pixels
 * when it is turned. */
double view_aim_scale(const struct view_aim *aim, int across, int down,
		      const struct view_pane *pane);
/* The part of that region that is seen, in its pixels when it is turned. */
struct box view_aim_seen(const struct view_aim *aim, int across, int down,
			 const struct view_pane *pane);
/*
 * Aims at a box of the turned region: where all of it is seen, nothing moves;
 * else it comes to the middle, and where it is larger than what is seen, all
 * becomes as much smaller as shows it whole, though never smaller than the
 * region fits.
 */
void view_aim_at(struct view_aim *aim, int across, int down,
		 const struct view_pane *pane, struct box box);

/* Where a box of stored pixels is seen, in pixels of a picture of width x
 * height pixels that shows the view; may lie outside of it. */
struct box view_box(const struct view *view, struct box box, int width,
		    int height);

/* The stored pixel that is seen at a pixel of such a picture. */
void view_point(const struct view *view, int width, int height, int x, int y,
		int *ret_x, int *ret_y);

/* Shown pixels for each stored one. */
double view_scale(const struct view *view);

#endif
