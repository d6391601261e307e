/*
 * shown.c: rows of a picture as it is to be seen. See shown.h.
 *
 * 1. Turning comes after resizing: mostly that makes it smaller.
 * 2. Rows that are made alone are those of the whole: nothing here looks at a
 *    neighbour, and what is measured of all pixels (the curve) is given.
 */
#include "config.h"

#include "image/show/shown.h"

#include <stdint.h>
#include <string.h>

/* A sample has one of so many pixels or fewer along an edge: enough for what
 * has a share of a thousandth. */
#define SHOWN_SAMPLE 256

struct bitmap shown_part(const struct bitmap *bitmap, struct box box)
{
	struct bitmap part = *bitmap;

	part.width = box.w;
	part.height = box.h;
	part.pixels += (size_t)box.y * bitmap->stride +
		       (size_t)box.x * (size_t)bitmap->channels;
	return part;
}

/* Where rows lie in what is not turned yet. */
static struct box shown_box(const struct shown *shown, int width, int height,
			    int top, int rows)
{
	return box_rotate((struct box){0, top, width, rows}, width, height,
			  (360 - shown->turn.degrees) % 360);
}

int shown_needs(const struct shown *shown, int width, int height, int top,
		int rows)
{
	struct box box = shown_box(shown, width, height, top, rows);
	int all = shown->turn.degrees % 180 != 0 ? width : height;
	int64_t end = (int64_t)(box.y + box.h) * shown->from.height;
	/* An enlarged pixel lies between two. */
	int needs = (int)((end + all - 1) / all) + 1;

	return needs < shown->from.height ? needs : shown->from.height;
}

int shown_rows(const struct shown *shown, int width, int height, int top,
	       int rows, struct bitmap *ret, struct error *err)
{
	int degrees = shown->turn.degrees;
	bool across = degrees % 180 != 0;
	struct box box = shown_box(shown, width, height, top, rows);
	struct bitmap stored CLEANUP(bitmap_done) = {0};

	if (bitmap_resize_part(&shown->from, across ? height : width,
			       across ? width : height, box, &stored, err) < 0)
		return -1;
	if (degrees == 0) {
		*ret = stored;
		stored = (struct bitmap){0};
	} else if (bitmap_rotate(&stored, degrees, ret, err) < 0) {
		return -1;
	}
	if (shown->turn.mirrored)
		bitmap_mirror(ret);
	tone_apply(&shown->curve, ret);
	return 0;
}

static int shown_step(int edge)
{
	return (edge + SHOWN_SAMPLE - 1) / SHOWN_SAMPLE;
}

int shown_sample(const struct shown *shown, struct bitmap *ret,
		 struct error *err)
{
	const struct bitmap *from = &shown->from;
	int right = shown_step(from->width), down = shown_step(from->height);
	size_t channels = (size_t)from->channels;
	struct bitmap to;

	if (bitmap_init(&to, from->width / right, from->height / down,
			from->channels, err) < 0)
		return -1;
	for (int y = 0; y < to.height; y++) {
		const unsigned char *p =
			from->pixels + (size_t)(y * down) * from->stride;
		unsigned char *out = to.pixels + (size_t)y * to.stride;

		for (int x = 0; x < to.width; x++, out += channels)
			memcpy(out, p + (size_t)(x * right) * channels,
			       channels);
	}
	tone_apply(&shown->curve, &to);
	*ret = to;
	return 0;
}
