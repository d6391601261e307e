/*
 * frame.c: frames around what is on a picture. See frame.h.
 */
#include "config.h"

#include "image/show/frame.h"

void frame_draw(struct bitmap *bitmap, struct box box, int thickness,
		const unsigned char *pixel)
{
	int t = thickness;
	struct box top = {box.x - t, box.y - t, box.w + 2 * t, t};
	struct box bottom = {box.x - t, box.y + box.h, box.w + 2 * t, t};
	struct box left = {box.x - t, box.y, t, box.h};
	struct box right = {box.x + box.w, box.y, t, box.h};

	bitmap_fill(bitmap, top, pixel);
	bitmap_fill(bitmap, bottom, pixel);
	bitmap_fill(bitmap, left, pixel);
	bitmap_fill(bitmap, right, pixel);
}
