/*
 * part.c: parts cut out of the rows of a picture. See part.h.
 *
 * 1. Each plane is resized from the size that the decoder gives it to the
 *    size that the part has of it: colours that come at half the resolution
 *    and leave at half the resolution are never made large in between.
 */
#include "config.h"

#include "image/decode/part.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/decode/crop.h"

void picture_parts_done(struct picture_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		planes_done(&parts[i].planes);
}

static struct box part_box(const struct picture_part *part, int width,
			   int height)
{
	return part->crop.w == 0 ? (struct box){0, 0, width, height}
				 : box_clip(part->crop, width, height);
}

int picture_parts_scale(const struct picture_part *parts, size_t n, int width,
			int height)
{
	int scale = 8;

	for (size_t i = 0; i < n; i++) {
		const struct picture_request want = {
			.min_width = parts[i].width,
			.min_height = parts[i].height,
		};
		int own = picture_scale(&want,
					part_box(&parts[i], width, height));

		scale = own < scale ? own : scale;
	}
	return scale;
}

bool picture_parts_grey(const struct picture_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!parts[i].grey)
			return false;
	return true;
}

/* Where a stretch of `from` pixels lies when there are `to`. */
static void part_span(int at, int len, int from, int to, int *ret_at,
		      int *ret_len)
{
	int64_t begin = ((int64_t)at * to + from / 2) / from;
	int64_t end = ((int64_t)(at + len) * to + from / 2) / from;

	begin = begin < to ? begin : to - 1;
	end = end < to ? end : to;
	*ret_at = (int)begin;
	*ret_len = end > begin ? (int)(end - begin) : 1;
}

static struct box part_box_of_plane(struct box box,
				    const struct part_source *source, int plane)
{
	struct box of = {0};

	part_span(box.x, box.w, source->width, source->planes[plane].width,
		  &of.x, &of.w);
	part_span(box.y, box.h, source->height, source->planes[plane].height,
		  &of.y, &of.h);
	return of;
}

static int part_begin(struct part_feed *feed, size_t i,
		      const struct part_source *source, const char *name,
		      struct error *err)
{
	struct picture_part *part = &feed->parts[i];
	struct box box = part_box(part, source->width, source->height);

	if (box.w == 0)
		return picture_crop_error(part->crop, name, source->width,
					  source->height, err);
	if (part->row != NULL)
		return 0;
	if (planes_init(&part->planes, part->width, part->height,
			source->n == 1 || part->grey, err) < 0)
		return -1;
	for (int p = 0; p < part->planes.n; p++)
		reduce_init(&feed->reduces[i][p],
			    part_box_of_plane(box, source, p),
			    &part->planes.at[p]);
	return 0;
}

int part_feed_init(struct part_feed *feed, struct picture_part *parts, size_t n,
		   const struct part_source *source, const char *name,
		   struct error *err)
{
	*feed = (struct part_feed){.parts = parts,
				   .n = n,
				   .planes = source->n,
				   .width = source->planes[0].width};
	for (size_t i = 0; i < n; i++)
		if (part_begin(feed, i, source, name, err) < 0) {
			part_feed_done(feed);
			return -1;
		}
	return 0;
}

void part_feed_done(struct part_feed *feed)
{
	for (size_t i = 0; i < feed->n; i++)
		for (int p = 0; p < feed->planes; p++)
			reduce_done(&feed->reduces[i][p]);
	free(feed->rows);
	*feed = (struct part_feed){0};
}

void part_feed_row(struct part_feed *feed, int plane, int y,
		   const unsigned char *row)
{
	for (size_t i = 0; i < feed->n; i++) {
		const struct picture_part *part = &feed->parts[i];

		if (part->row != NULL && plane == 0)
			part->row(part->row_arg, y, row);
		else if (part->row == NULL && plane < part->planes.n)
			reduce_row(&feed->reduces[i][plane], y, row);
	}
}

/* JFIF 1.02: BT.601 with full range, in 16-bit fixed point. The sums stay
 * above 0 by the 128 that is added to the colours. */
static void part_split(const unsigned char *rgb, unsigned char *rows, int width)
{
	unsigned char *luma = rows, *blue = rows + width, *red = blue + width;

	for (int x = 0; x < width; x++, rgb += 3) {
		int r = rgb[0], g = rgb[1], b = rgb[2];

		luma[x] = (unsigned char)((19595 * r + 38470 * g + 7471 * b +
					   32768) >>
					  16);
		blue[x] = (unsigned char)((-11059 * r - 21709 * g + 32768 * b +
					   (128 << 16) + 32767) >>
					  16);
		red[x] = (unsigned char)((32768 * r - 27439 * g - 5329 * b +
					  (128 << 16) + 32767) >>
					 16);
	}
}

void part_feed_rgb(struct part_feed *feed, int y, const unsigned char *row)
{
	if (feed->rows == NULL)
		feed->rows = mem_alloc((size_t)feed->width * 3);
	part_split(row, feed->rows, feed->width);
	for (int p = 0; p < 3; p++)
		part_feed_row(feed, p, y, feed->rows + p * feed->width);
}
