/*
 * place.c: from an upright picture of a label back to its sheet. See place.h.
 *
 * 1. The steps are those of engine/label/view.c backwards, from levelling to
 *    turning: a step there that moves pixels is one that is known here.
 */
#include "config.h"

#include "image/facts/place.h"

#include <math.h>

/* Where a point of the picture lies on the stored image. */
static void view_point(const struct view_place *view, double x, double y,
		       double *ret_x, double *ret_y)
{
	double w = view->width / 2.0;
	double h = view->height / 2.0;
	double c = cos(view->skew), s = sin(view->skew);
	double dx = x - w, dy = y - h;
	double ux = (w + c * dx + s * dy) / view->scale;
	double uy = (h - s * dx + c * dy) / view->scale;
	double own_x = view->mirrored ? 2 * w / view->scale - ux : ux;
	double to_x = view->crop.w, to_y = view->crop.h;
	const double at[4][2] = {{own_x, uy},
				 {uy, to_y - own_x},
				 {to_x - own_x, to_y - uy},
				 {to_x - uy, own_x}};

	*ret_x = view->crop.x + at[view->rotation / 90][0];
	*ret_y = view->crop.y + at[view->rotation / 90][1];
}

struct box view_place_stored(const struct view_place *place, struct box box)
{
	const struct box *crop = &place->crop;
	double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
	struct box stored;

	for (int i = 0; i < 4; i++) {
		double x, y;

		view_point(place, box.x + ((i & 1) != 0 ? box.w : 0),
			   box.y + ((i & 2) != 0 ? box.h : 0), &x, &y);
		x0 = fmin(x0, x);
		y0 = fmin(y0, y);
		x1 = fmax(x1, x);
		y1 = fmax(y1, y);
	}
	x0 = fmax(x0, crop->x);
	y0 = fmax(y0, crop->y);
	x1 = fmin(x1, crop->x + crop->w);
	y1 = fmin(y1, crop->y + crop->h);
	stored.x = (int)lround(x0);
	stored.y = (int)lround(y0);
	stored.w = (int)lround(x1) - stored.x;
	stored.h = (int)lround(y1) - stored.y;
	return stored;
}
