/*
 * find.c: the labels of a sheet's file. See find.h.
 *
 * 1. The finder works on a reduced sheet (labels_find), so the picture is
 *    decoded no larger than FIND_SIDE pixels on an edge. A JPEG is shrunk by
 *    its decoder and streamed; other formats are decoded whole in any case.
 * 2. Boxes are in pixels of the stored picture whatever was decoded.
 */
#include "config.h"

#include "engine/label/find.h"

#include <stdint.h>

#include "base/compiler.h"
#include "image/decode/part.h"

#define FIND_SIDE 1600 /* shorter decodes do for finding labels */

/* No larger than is looked at, streamed. */
static int find_streamed(const char *path, struct picture_part *part,
			 const struct picture_info *info, struct labels *ret,
			 struct error *err)
{
	if (picture_read_parts(path, part, 1, err) < 0)
		return -1;
	return labels_find(&part->planes.at[0],
			   (double)info->width / part->width, ret, err);
}

/* Formats that are decoded whole in any case. */
static int find_whole(const char *path, const struct picture_part *part,
		      const struct picture_info *info, struct labels *ret,
		      struct error *err)
{
	struct bitmap sheet CLEANUP(bitmap_done) = {0};
	struct picture_request want = {.grey = true,
				       .min_width = part->width,
				       .min_height = part->height};

	if (picture_read(path, &want, &sheet, NULL, err) < 0)
		return -1;
	return labels_find(&sheet, (double)info->width / sheet.width, ret, err);
}

/* What is decoded to find labels on: the picture shrunk by the decoder as far
 * as leaves FIND_SIDE pixels, and then to just those. */
static struct picture_part find_part(const struct picture_info *info)
{
	struct picture_part part = {
		.width = info->width, .height = info->height, .grey = true};
	struct box all = {0, 0, info->width, info->height};
	struct picture_request want = {0};
	int side = info->width > info->height ? info->width : info->height;
	int scale, width, height;

	if (side <= FIND_SIDE)
		return part;
	want.min_width = (int)((int64_t)info->width * FIND_SIDE / side);
	want.min_height = (int)((int64_t)info->height * FIND_SIDE / side);
	scale = picture_scale(&want, all);
	width = (info->width + scale - 1) / scale;
	height = (info->height + scale - 1) / scale;
	side = width > height ? width : height;
	part.width = (int)((int64_t)width * FIND_SIDE / side);
	part.height = (int)((int64_t)height * FIND_SIDE / side);
	part.width = part.width > 0 ? part.width : 1;
	part.height = part.height > 0 ? part.height : 1;
	return part;
}

int label_find(const char *path, const struct picture_info *info,
	       const atomic_bool *cancelled, struct labels *ret,
	       struct error *err)
{
	struct picture_part part = find_part(info);
	int rc;

	part.cancelled = cancelled;
	rc = info->format == PICTURE_JPEG
		     ? find_streamed(path, &part, info, ret, err)
		     : find_whole(path, &part, info, ret, err);
	picture_parts_done(&part, 1);
	return rc;
}

int label_first_turn(const struct label *label, const struct labels *labels,
		     const struct picture_info *info)
{
	if (label->sure >= LABEL_SURE)
		return label->rotation;
	if (info->has_exif_orientation &&
	    (info->exif_rotation - label->rotation) % 180 == 0)
		return info->exif_rotation;
	if (labels->sheet_rotation >= 0 &&
	    (labels->sheet_rotation - label->rotation) % 180 == 0)
		return labels->sheet_rotation;
	return label->rotation;
}
