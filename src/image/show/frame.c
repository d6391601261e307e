/*
 * frame.c: frames around what is on a picture. See frame.h.
 */
#include "config.h"

#include "image/show/frame.h"

#include <string.h>

static void frame_fill(struct bitmap *bitmap, struct box box,
		       const unsigned char *pixel)
{
	struct box part = box_clip(box, bitmap->width, bitmap->height);
	size_t channels = (size_t)bitmap->channels;

	for (int y = part.y; y < part.y + part.h; y++) {
		unsigned char *to = bitmap->pixels +
				    (size_t)y * bitmap->stride +
				    (size_t)part.x * channels;

		for (int x = 0; x < part.w; x++, to += channels)
			memcpy(to, pixel, channels);
	}
}

void frame_draw(struct bitmap *bitmap, struct box box, int thickness,
		const unsigned char *pixel)
{
	int t = thickness;
	struct box top = {box.x - t, box.y - t, box.w + 2 * t, t};
	struct box bottom = {box.x - t, box.y + box.h, box.w + 2 * t, t};
	struct box left = {box.x - t, box.y, t, box.h};
	struct box right = {box.x + box.w, box.y, t, box.h};

	frame_fill(bitmap, top, pixel);
	frame_fill(bitmap, bottom, pixel);
	frame_fill(bitmap, left, pixel);
	frame_fill(bitmap, right, pixel);
}
