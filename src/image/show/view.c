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

#define VIEW_AIM_PART 0.9 /* of what is seen, that a box takes at most */

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

/* The largest scale at which all of it is seen. */
static double view_fit(int across, int down, const struct view_pane *pane)
{
	double fit_x = (double)pane->columns * pane->cell_width / across;
	double fit_y = (double)pane->rows * pane->cell_height / down;

	return fit_x < fit_y ? fit_x : fit_y;
}

double view_aim_scale(const struct view_aim *aim, int across, int down,
		      const struct view_pane *pane)
{
	double fit = view_fit(across, down, pane);

	if (aim->scale > 0)
		return view_clamp(aim->scale, 0, fit * VIEW_ZOOM_MAX);
	return fit * view_clamp(aim->zoom, 1, VIEW_ZOOM_MAX);
}

int view_plan(struct view *ret, int width, int height, struct box region,
	      struct turn turn, const struct view_pane *pane,
	      const struct view_aim *aim, struct error *err)
{
	struct view view = {.turn = turn};
	struct box seen;
	double scale;
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
	scale = view_aim_scale(aim, across, down, pane);
	view.columns =
		view_cells(across * scale, pane->cell_width, pane->columns);
	view.rows = view_cells(down * scale, pane->cell_height, pane->rows);
	view.column = (pane->columns - view.columns) / 2;
	view.row = (pane->rows - view.rows) / 2;
	view.width = view.columns * pane->cell_width;
	view.height = view.rows * pane->cell_height;
	view_part(across, view.width / scale, aim->pan_x, &seen.x, &seen.w);
	view_part(down, view.height / scale, aim->pan_y, &seen.y, &seen.h);
	seen = view_untwist(seen, across, down, turn);
	view.crop = (struct box){view.region.x + seen.x, view.region.y + seen.y,
				 seen.w, seen.h};
	*ret = view;
	return 0;
}

/* ---- aiming -------------------------------------------------------------- */

struct box view_aim_seen(const struct view_aim *aim, int across, int down,
			 const struct view_pane *pane)
{
	double scale = view_aim_scale(aim, across, down, pane);
	struct box seen;

	view_part(across, pane->columns * pane->cell_width / scale, aim->pan_x,
		  &seen.x, &seen.w);
	view_part(down, pane->rows * pane->cell_height / scale, aim->pan_y,
		  &seen.y, &seen.h);
	return seen;
}

/* Where to look so that the middle of `first` to `first + n` comes to that of
 * the pane. */
static double view_pan_to(double first, double n, int all, int seen)
{
	if (seen >= all)
		return 0.5;
	return view_clamp((first + n / 2 - seen / 2.0) / (all - seen), 0, 1);
}

void view_aim_at(struct view_aim *aim, int across, int down,
		 const struct view_pane *pane, struct box box)
{
	struct box seen = view_aim_seen(aim, across, down, pane);
	double scale = view_aim_scale(aim, across, down, pane);
	double fit = view_fit(across, down, pane);
	double less = 1;

	if (box.x >= seen.x && box.y >= seen.y &&
	    box.x + box.w <= seen.x + seen.w &&
	    box.y + box.h <= seen.y + seen.h)
		return;
	/* A little paper around it. */
	if (box.w > seen.w * VIEW_AIM_PART)
		less = seen.w * VIEW_AIM_PART / box.w;
	if (box.h > seen.h * VIEW_AIM_PART &&
	    seen.h * VIEW_AIM_PART / box.h < less)
		less = seen.h * VIEW_AIM_PART / box.h;
	if (less < 1) {
		aim->scale = 0;
		aim->zoom = view_clamp(scale * less / fit, 1, VIEW_ZOOM_MAX);
		seen = view_aim_seen(aim, across, down, pane);
	}
	aim->pan_x = view_pan_to(box.x, box.w, across, seen.w);
	aim->pan_y = view_pan_to(box.y, box.h, down, seen.h);
}

/* ---- places -------------------------------------------------------------- */

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

void view_point(const struct view *view, int width, int height, int x, int y,
		int *ret_x, int *ret_y)
{
	int across = view_across(view->turn) ? view->crop.h : view->crop.w;
	int down = view_across(view->turn) ? view->crop.w : view->crop.h;
	struct box at = {
		.x = (int)floor((x + 0.5) * across / width),
		.y = (int)floor((y + 0.5) * down / height),
		.w = 1,
		.h = 1,
	};

	at = view_untwist(at, across, down, view->turn);
	*ret_x = view->crop.x + at.x;
	*ret_y = view->crop.y + at.y;
}

double view_scale(const struct view *view)
{
	int across = view_across(view->turn) ? view->crop.h : view->crop.w;

	return (double)view->width / across;
}
