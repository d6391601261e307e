/*
 * bitmap.c: pixels in memory. See bitmap.h.
 *
 * 1. Sizes are checked once, in bitmap_init; everything else works on bitmaps
 *    that passed it, so that products of their sizes fit a size_t.
 * 2. *ret is written last: a failure leaves it as it was.
 */
#include "config.h"

#include "image/pixels/bitmap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Turning by 90 degrees walks one of the two pictures across its rows;
 * blocks of this edge keep both in the first cache. */
#define BITMAP_BLOCK 32

int bitmap_check(int width, int height, struct error *err)
{
	if (width >= 1 && height >= 1 && width <= BITMAP_EDGE_MAX &&
	    height <= BITMAP_EDGE_MAX &&
	    (uint64_t)width * (uint64_t)height <= BITMAP_PIXELS_MAX)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "a picture of %d x %d pixels is outside what is taken "
			 "(edges of 1 to %d, %u million pixels); make it "
			 "smaller",
			 width, height, BITMAP_EDGE_MAX,
			 BITMAP_PIXELS_MAX / 1000000);
}

int bitmap_init(struct bitmap *bitmap, int width, int height, int channels,
		struct error *err)
{
	unsigned char *pixels;
	size_t stride;

	if (bitmap_check(width, height, err) < 0)
		return -1;
	stride = (size_t)width * (size_t)channels;
	pixels = malloc(stride * (size_t)height);
	if (pixels == NULL)
		return error_set(err, ERROR_FAILED,
				 "no memory for a picture of %d x %d pixels; "
				 "end other programs",
				 width, height);
	*bitmap = (struct bitmap){
		.width = width,
		.height = height,
		.channels = channels,
		.stride = stride,
		.pixels = pixels,
	};
	return 0;
}

void bitmap_done(struct bitmap *bitmap)
{
	free(bitmap->pixels);
	*bitmap = (struct bitmap){0};
}

static const unsigned char *bitmap_at(const struct bitmap *bitmap, int x, int y)
{
	return bitmap->pixels + (size_t)y * bitmap->stride +
	       (size_t)x * (size_t)bitmap->channels;
}

/* The same picture in memory of its own. */
static int bitmap_copy(const struct bitmap *bitmap, struct bitmap *ret,
		       struct error *err)
{
	struct box all = {0, 0, bitmap->width, bitmap->height};

	return bitmap_crop(bitmap, all, ret, err);
}

/* How a turned picture is read: pixel (x, y) of the result is the pixel at
 * `origin` + x * `right` + y * `down` of the source. */
struct bitmap_walk {
	const unsigned char *origin;
	ptrdiff_t right, down;
};

static struct bitmap_walk bitmap_walk_of(const struct bitmap *b, int degrees)
{
	ptrdiff_t pixel = b->channels;
	ptrdiff_t row = (ptrdiff_t)b->stride;

	if (degrees == 90)
		return (struct bitmap_walk){bitmap_at(b, 0, b->height - 1),
					    -row, pixel};
	if (degrees == 180)
		return (struct bitmap_walk){
			bitmap_at(b, b->width - 1, b->height - 1), -pixel,
			-row};
	return (struct bitmap_walk){bitmap_at(b, b->width - 1, 0), row, -pixel};
}

static int bitmap_min(int a, int b)
{
	return a < b ? a : b;
}

static void bitmap_fill_block(struct bitmap *to, const struct bitmap_walk *walk,
			      int left, int top)
{
	int right = bitmap_min(left + BITMAP_BLOCK, to->width);
	int bottom = bitmap_min(top + BITMAP_BLOCK, to->height);

	for (int y = top; y < bottom; y++) {
		const unsigned char *from =
			walk->origin + left * walk->right + y * walk->down;
		unsigned char *out = to->pixels + (size_t)y * to->stride +
				     (size_t)left * (size_t)to->channels;

		for (int x = left; x < right; x++, from += walk->right)
			for (int c = 0; c < to->channels; c++)
				*out++ = from[c];
	}
}

int bitmap_rotate(const struct bitmap *bitmap, int degrees, struct bitmap *ret,
		  struct error *err)
{
	bool across = degrees == 90 || degrees == 270;
	struct bitmap_walk walk;
	struct bitmap turned;

	if (degrees == 0)
		return bitmap_copy(bitmap, ret, err);
	if (!across && degrees != 180)
		return error_set(err, ERROR_USAGE,
				 "a picture is turned by 0, 90, 180 or 270 "
				 "degrees, not by %d",
				 degrees);
	if (bitmap_init(&turned, across ? bitmap->height : bitmap->width,
			across ? bitmap->width : bitmap->height,
			bitmap->channels, err) < 0)
		return -1;
	walk = bitmap_walk_of(bitmap, degrees);
	for (int top = 0; top < turned.height; top += BITMAP_BLOCK)
		for (int left = 0; left < turned.width; left += BITMAP_BLOCK)
			bitmap_fill_block(&turned, &walk, left, top);
	*ret = turned;
	return 0;
}

void bitmap_mirror(struct bitmap *bitmap)
{
	size_t n = (size_t)bitmap->channels;

	for (int y = 0; y < bitmap->height; y++) {
		unsigned char *left =
			bitmap->pixels + (size_t)y * bitmap->stride;
		unsigned char *right = left + (size_t)(bitmap->width - 1) * n;

		for (; left < right; left += n, right -= n)
			for (size_t c = 0; c < n; c++) {
				unsigned char kept = left[c];

				left[c] = right[c];
				right[c] = kept;
			}
	}
}

struct box box_clip(struct box box, int width, int height)
{
	/* 64 bits: x + w of a box from a file may pass the end of int. */
	int64_t left = box.x > 0 ? box.x : 0;
	int64_t top = box.y > 0 ? box.y : 0;
	int64_t right = (int64_t)box.x + box.w;
	int64_t bottom = (int64_t)box.y + box.h;

	right = right < width ? right : width;
	bottom = bottom < height ? bottom : height;
	if (right <= left || bottom <= top)
		return (struct box){0};
	return (struct box){(int)left, (int)top, (int)(right - left),
			    (int)(bottom - top)};
}

int bitmap_crop(const struct bitmap *bitmap, struct box box, struct bitmap *ret,
		struct error *err)
{
	struct box part = box_clip(box, bitmap->width, bitmap->height);
	struct bitmap cut;

	if (part.w == 0)
		return error_set(err, ERROR_FAILED,
				 "the box %d,%d %dx%d lies outside the picture "
				 "of %d x %d pixels",
				 box.x, box.y, box.w, box.h, bitmap->width,
				 bitmap->height);
	if (bitmap_init(&cut, part.w, part.h, bitmap->channels, err) < 0)
		return -1;
	for (int y = 0; y < part.h; y++)
		memcpy(cut.pixels + (size_t)y * cut.stride,
		       bitmap_at(bitmap, part.x, part.y + y), cut.stride);
	*ret = cut;
	return 0;
}

/* ITU-R BT.601 luma, as JPEG's own Y, in 16-bit fixed point. */
static void bitmap_grey_row(const unsigned char *rgb, unsigned char *grey,
			    int width)
{
	for (int x = 0; x < width; x++, rgb += 3)
		grey[x] = (unsigned char)((rgb[0] * 19595u + rgb[1] * 38470u +
					   rgb[2] * 7471u + 32768u) >>
					  16);
}

int bitmap_grey(const struct bitmap *bitmap, struct bitmap *ret,
		struct error *err)
{
	struct bitmap grey;

	if (bitmap->channels == 1)
		return bitmap_copy(bitmap, ret, err);
	if (bitmap_init(&grey, bitmap->width, bitmap->height, 1, err) < 0)
		return -1;
	for (int y = 0; y < grey.height; y++)
		bitmap_grey_row(bitmap_at(bitmap, 0, y),
				grey.pixels + (size_t)y * grey.stride,
				grey.width);
	*ret = grey;
	return 0;
}

struct box box_rotate(struct box box, int width, int height, int degrees)
{
	if (degrees == 90)
		return (struct box){height - box.y - box.h, box.x, box.h,
				    box.w};
	if (degrees == 180)
		return (struct box){width - box.x - box.w,
				    height - box.y - box.h, box.w, box.h};
	if (degrees == 270)
		return (struct box){box.y, width - box.x - box.w, box.h, box.w};
	return box;
}

void bitmap_fill(struct bitmap *bitmap, struct box box,
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
