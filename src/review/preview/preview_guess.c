/*
 * preview_guess.c: what comes next. See preview_guess.h.
 *
 * What is made ahead is found by the pixels that it shows (preview_key.c), so that
 * a step need not come out to the last bit.
 */
#include "config.h"

#include "review/preview/preview_guess.h"

#include <string.h>

#include "image/show/view.h"

static double guess_within(double value, double least, double most)
{
	return value < least ? least : value > most ? most : value;
}

static bool guess_same(double a, double b)
{
	return a >= b && a <= b;
}

/* Whether they differ in nothing but where and how large. */
static bool guess_is_step(const struct preview_request *before,
			  const struct preview_request *now)
{
	struct preview_request a = *before;

	if (before->path == NULL || strcmp(before->path, now->path) != 0)
		return false;
	a.ticket = now->ticket;
	a.path = now->path;
	a.zoom = now->zoom;
	a.scale = now->scale;
	a.pan_x = now->pan_x;
	a.pan_y = now->pan_y;
	return memcmp(&a, now, sizeof(a)) == 0;
}

/* Another step like that. */
static bool guess_step(const struct preview_request *before,
		       const struct preview_request *now,
		       struct preview_request *ret)
{
	bool sized = !guess_same(before->zoom, now->zoom);

	if (!guess_is_step(before, now) ||
	    !guess_same(before->scale, now->scale) || before->zoom <= 0)
		return false;
	*ret = *now;
	if (sized) {
		ret->zoom = guess_within(now->zoom * now->zoom / before->zoom,
					 1, VIEW_ZOOM_MAX);
		return !guess_same(ret->zoom, now->zoom);
	}
	ret->pan_x = guess_within(2 * now->pan_x - before->pan_x, 0, 1);
	ret->pan_y = guess_within(2 * now->pan_y - before->pan_y, 0, 1);
	return !guess_same(ret->pan_x, now->pan_x) ||
	       !guess_same(ret->pan_y, now->pan_y);
}

bool preview_guess(const struct preview_request *before,
		   const struct preview_request *now,
		   struct preview_request *ret)
{
	if (before != NULL && guess_step(before, now, ret))
		return true;
	if (now->next.region.w == 0)
		return false;
	*ret = *now;
	ret->region = now->next.region;
	ret->rotation = now->next.rotation;
	ret->exif = now->next.exif;
	ret->pan_x = ret->pan_y = 0.5;
	return true;
}
