/*
 * tiff.c: TIFF by libtiff, as a bitmap or as parts. See tiff.h; pages,
 * limits and what is done about broken files are in tiff_reader.c.
 *
 * 1. Pixels are as stored: the orientation is told, never applied.
 * 2. A picture that ends early gives the rows that are there, and grey. One
 *    with a damaged block gives nothing: what lies behind it may be wrong.
 */
#include "config.h"

#include "image/decode/tiff.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/decode/exif.h"
#include "image/decode/part.h"
#include "image/decode/tiff_reader.h"

#define TIFF_MISSING_GREY 0x80

int tiff_probe(const struct picture_input *input, struct picture_info *ret,
	       struct error *err)
{
	struct tiff_reader reader CLEANUP(tiff_reader_done);

	if (tiff_reader_open(&reader, input, err) < 0)
		return -1;
	*ret = (struct picture_info){
		.format = PICTURE_TIFF,
		.width = (int)reader.page.width,
		.height = (int)reader.page.height,
		.exif_rotation = exif_degrees(reader.page.orientation),
		.exif_mirrored = exif_mirrored(reader.page.orientation),
		.has_exif_orientation = reader.page.orientation != 0,
	};
	return 0;
}

/* --- a bitmap ------------------------------------------------------------- */

/* Rows shrunk by a whole number, area-averaged. */
struct tiff_shrink {
	struct box box; /* of the page that is decoded */
	int by;
	bool grey;
	uint32_t *sums; /* of a row of the bitmap, RGB */
	int summed;	/* rows in them */
	struct bitmap bitmap;
	int rows;			   /* of the bitmap that are there */
	const struct picture_watch *watch; /* or NULL */
	bool given_up;
};

static void tiff_shrink_done(struct tiff_shrink *shrink)
{
	free(shrink->sums);
	bitmap_done(&shrink->bitmap);
}

static int tiff_shrink_init(struct tiff_shrink *shrink, struct error *err)
{
	int by = shrink->by;

	if (bitmap_init(&shrink->bitmap, (shrink->box.w + by - 1) / by,
			(shrink->box.h + by - 1) / by, shrink->grey ? 1 : 3,
			err) < 0)
		return -1;
	shrink->sums = mem_zalloc((size_t)shrink->bitmap.width * 3 *
				  sizeof(*shrink->sums));
	return 0;
}

/* Makes a row of the bitmap of the sums. */
static void tiff_shrink_flush(struct tiff_shrink *shrink)
{
	unsigned char *to = shrink->bitmap.pixels +
			    (size_t)shrink->rows * shrink->bitmap.stride;
	uint32_t *sum = shrink->sums;

	for (int x = 0; x < shrink->bitmap.width; x++, sum += 3) {
		int left = shrink->box.w - x * shrink->by;
		uint32_t n =
			(uint32_t)((left < shrink->by ? left : shrink->by) *
				   shrink->summed);
		uint32_t rgb[3];

		for (int c = 0; c < 3; c++)
			rgb[c] = (sum[c] + n / 2) / n;
		if (shrink->grey)
			*to++ = (unsigned char)((rgb[0] * 19595 +
						 rgb[1] * 38470 +
						 rgb[2] * 7471 + 32768) >>
						16);
		for (int c = 0; !shrink->grey && c < 3; c++)
			*to++ = (unsigned char)rgb[c];
	}
	memset(shrink->sums, 0,
	       (size_t)shrink->bitmap.width * 3 * sizeof(*shrink->sums));
	shrink->summed = 0;
	shrink->rows++;
}

/* Tells who looks on; false when that wants no more. */
static bool tiff_shrink_tell(struct tiff_shrink *shrink)
{
	if (!picture_tell(shrink->watch, &shrink->bitmap, shrink->rows))
		shrink->given_up = true;
	return !shrink->given_up;
}

static bool tiff_shrink_row(void *arg, int y, const unsigned char *rgb)
{
	struct tiff_shrink *shrink = arg;
	uint32_t *sum = shrink->sums;

	for (int x = 0, part = 0; x < shrink->box.w; x++, rgb += 3) {
		for (int c = 0; c < 3; c++)
			sum[c] += rgb[c];
		if (++part == shrink->by) {
			sum += 3;
			part = 0;
		}
	}
	shrink->summed++;
	if (shrink->summed == shrink->by ||
	    y == shrink->box.y + shrink->box.h - 1) {
		tiff_shrink_flush(shrink);
		return tiff_shrink_tell(shrink);
	}
	return true;
}

static void tiff_fill_missing(struct bitmap *bitmap, int rows)
{
	memset(bitmap->pixels + (size_t)rows * bitmap->stride,
	       TIFF_MISSING_GREY,
	       (size_t)(bitmap->height - rows) * bitmap->stride);
}

/* The same part of a page that is smaller by `by`. */
static struct box tiff_box_of(struct box box, const struct tiff_page *page,
			      int by)
{
	struct box of = {box.x / by, box.y / by, (box.w + by - 1) / by,
			 (box.h + by - 1) / by};

	return box_clip(of, (int)page->width, (int)page->height);
}

/* Chooses the page and what is taken of it. */
static int tiff_plan(struct tiff_reader *reader,
		     const struct picture_request *request,
		     struct tiff_shrink *shrink, struct error *err)
{
	int width = (int)reader->page.width, height = (int)reader->page.height;
	struct box crop = request->crop.w == 0
				  ? (struct box){0, 0, width, height}
				  : box_clip(request->crop, width, height);
	int scale, by;

	if (crop.w == 0)
		return picture_crop_error(request->crop, reader->input->name,
					  width, height, err);
	scale = picture_scale(request, crop);
	if (tiff_reader_start(reader, scale, err) < 0)
		return -1;
	by = (width + (int)reader->page.width / 2) / (int)reader->page.width;
	*shrink = (struct tiff_shrink){
		.box = tiff_box_of(crop, &reader->page, by),
		.by = scale / by,
		.grey = request->grey,
		.watch = request->watch,
	};
	return tiff_shrink_init(shrink, err);
}

static int tiff_give_up(const struct tiff_shrink *shrink,
			const struct tiff_reader *reader, struct error *err)
{
	picture_tell_end(shrink->watch, &shrink->bitmap);
	if (shrink->given_up)
		return error_set(err, ERROR_STOPPED,
				 "the decoding was given up");
	return tiff_reader_error(reader, err);
}

int tiff_read(const struct picture_input *input,
	      const struct picture_request *request, struct bitmap *ret,
	      bool *ret_truncated, struct error *err)
{
	struct tiff_reader reader CLEANUP(tiff_reader_done);
	struct tiff_shrink shrink CLEANUP(tiff_shrink_done) = {.by = 1};
	bool whole;

	if (tiff_reader_open(&reader, input, err) < 0 ||
	    tiff_plan(&reader, request, &shrink, err) < 0)
		return -1;
	whole = tiff_shrink_tell(&shrink) &&
		tiff_reader_rows(&reader, shrink.box, tiff_shrink_row,
				 &shrink) == 0;
	if (shrink.given_up ||
	    (!whole && (!reader.ended || reader.sys != 0 || shrink.rows == 0)))
		return tiff_give_up(&shrink, &reader, err);
	tiff_fill_missing(&shrink.bitmap, shrink.rows);
	if (ret_truncated != NULL)
		*ret_truncated = reader.ended;
	*ret = shrink.bitmap;
	shrink.bitmap = (struct bitmap){0};
	return 0;
}

/* --- parts ---------------------------------------------------------------- */

static bool tiff_feed_row(void *arg, int y, const unsigned char *rgb)
{
	part_feed_rgb(arg, y, rgb);
	return true;
}

int tiff_read_parts(const struct picture_input *input,
		    struct picture_part *parts, size_t n, struct error *err)
{
	struct tiff_reader reader CLEANUP(tiff_reader_done);
	struct part_feed feed CLEANUP(part_feed_done) = {0};
	struct part_source source = {.n = 3};
	struct box all = {0};

	if (tiff_reader_open(&reader, input, err) < 0)
		return -1;
	source.width = (int)reader.page.width;
	source.height = (int)reader.page.height;
	if (tiff_reader_start(
		    &reader,
		    picture_parts_scale(parts, n, source.width, source.height),
		    err) < 0)
		return -1;
	all.w = (int)reader.page.width;
	all.h = (int)reader.page.height;
	for (int p = 0; p < source.n; p++) {
		source.planes[p].width = all.w;
		source.planes[p].height = all.h;
	}
	if (part_feed_init(&feed, parts, n, &source, input->name, err) < 0)
		return -1;
	if (tiff_reader_rows(&reader, all, tiff_feed_row, &feed) < 0 ||
	    reader.ended)
		return tiff_reader_error(&reader, err);
	return 0;
}
