/*
 * view.c: which part of a picture is shown, and where. See view.h.
 *
 * "Turned" below are the pixels of the region after it was turned, before it
 * was scaled.
 */
#include "config.h"

#include "image/show/view.h"

#include <math.h>

#include "image/pixels/bitmap.h"

struct turn view_turn_of(int exif_degrees, bool exif_mirrored, int degrees)
{
	/* Turning what was mirrored is mirroring what was turned back. */
	int all = exif_degrees + (exif_mirrored ? -degrees : degrees);

	return (struct turn){.degrees = ((all % 360) + 360) % 360,
			     .mirrored = exif_mirrored};
}

static bool view_across(struct turn turn)
{
	return turn.degrees == 90 || turn.degrees == 270;
}

static double view_clamp(double value, double low, double high)
{
	/* The first comparison is written so that NaN becomes `low`. */
	if (!(value > low))
		return low;
	return value < high ? value : high;
}

/* Whole cells nearest to so many pixels; 1 at least, `most` at most. */
static int view_cells(double pixels, int cell, int most)
{
	return (int)view_clamp(floor(pixels / cell + 0.5), 1, most);
}

/* Of `all` pixels, of which `seen` (more than 0) are seen: the first, and how
 * many. */
static void view_part(int all, double seen, double pan, int *ret_first,
		      int *ret_n)
{
	double n = view_clamp(floor(seen + 0.5), 1, all);

	*ret_n = (int)n;
	*ret_first = (int)((all - n) * view_clamp(pan, 0, 1) + 0.5);
}

/* A box of turned pixels as it is stored. */
static struct box view_untwist(struct box box, int width, int height,
			       struct turn turn)
{
	if (turn.mirrored)
		box.x = width - box.x - box.w;
	return box_rotate(box, width, height, (360 - turn.degrees) % 360);
}

int view_plan(struct view *ret, int width, int height, struct box region,
	      struct turn turn, const struct view_pane *pane, double zoom,
	      double pan_x, double pan_y, struct error *err)
{
	struct view view = {.turn = turn};
	struct box seen;
	double scale, fit_x, fit_y;
	int across, down;

	view.region = region.w == 0 ? (struct box){0, 0, width, height}
				    : box_clip(region, width, height);
	if (view.region.w == 0 || pane->columns < 1 || pane->rows < 1)
		return error_set(err, ERROR_FAILED,
				 "nothing of the region %d,%d %dx%d can be "
				 "seen in a pane of %d x %d cells",
				 region.x, region.y, region.w, region.h,
				 pane->columns, pane->rows);
	across = view_across(turn) ? view.region.h : view.region.w;
	down = view_across(turn) ? view.region.w : view.region.h;
	fit_x = (double)pane->columns * pane->cell_width / across;
	fit_y = (double)pane->rows * pane->cell_height / down;
	scale = (fit_x < fit_y ? fit_x : fit_y) *
		view_clamp(zoom, 1, VIEW_ZOOM_MAX);
	view.columns =
		view_cells(across * scale, pane->cell_width, pane->columns);
	view.rows = view_cells(down * scale, pane->cell_height, pane->rows);
	view.column = (pane->columns - view.columns) / 2;
	view.row = (pane->rows - view.rows) / 2;
	view.width = view.columns * pane->cell_width;
	view.height = view.rows * pane->cell_height;
	view_part(across, view.width / scale, pan_x, &seen.x, &seen.w);
	view_part(down, view.height / scale, pan_y, &seen.y, &seen.h);
	seen = view_untwist(seen, across, down, turn);
	view.crop = (struct box){view.region.x + seen.x, view.region.y + seen.y,
				 seen.w, seen.h};
	*ret = view;
	return 0;
}

struct box view_box(const struct view *view, struct box box, int width,
		    int height)
{
	int across = view_across(view->turn) ? view->crop.h : view->crop.w;
	int down = view_across(view->turn) ? view->crop.w : view->crop.h;
	double scale_x = (double)width / across;
	double scale_y = (double)height / down;
	struct box inside = {box.x - view->crop.x, box.y - view->crop.y, box.w,
			     box.h};
	struct box turned = box_rotate(inside, view->crop.w, view->crop.h,
				       view->turn.degrees);

	if (view->turn.mirrored)
		turned.x = across - turned.x - turned.w;
	return (struct box){
		(int)floor(turned.x * scale_x), (int)floor(turned.y * scale_y),
		(int)ceil(turned.w * scale_x), (int)ceil(turned.h * scale_y)};
}

double view_scale(const struct view *view)
{
	int across = view_across(view->turn) ? view->crop.h : view->crop.w;

	return (double)view->width / across;
}
