/*
 * crop.c: parts of pictures, as requests name them. See crop.h.
 */
#include "config.h"

#include "image/decode/crop.h"

#include "base/compiler.h"
#include "image/pixels/bitmap.h"

#define PICTURE_TELL 16 /* rows, so many at once */

int picture_scale(const struct picture_request *request, struct box crop)
{
	int scale = 1;

	if (request->min_width < 1 && request->min_height < 1)
		return 1;
	while (scale < 8 && crop.w / (2 * scale) >= request->min_width &&
	       crop.h / (2 * scale) >= request->min_height)
		scale *= 2;
	return scale;
}

bool picture_tell(const struct picture_watch *watch,
		  const struct bitmap *bitmap, int rows)
{
	return watch == NULL || rows % PICTURE_TELL != 0 ||
	       watch->rows(watch->data, bitmap, rows);
}

void picture_tell_end(const struct picture_watch *watch,
		      const struct bitmap *bitmap)
{
	if (watch != NULL)
		watch->rows(watch->data, bitmap, -1);
}

int picture_eighths(const struct picture_request *request, int width,
		    int height)
{
	/* 7/8 take twice as long as all, to save a quarter. */
	static const int between[] = {3, 5, 6};
	struct box whole = {0, 0, width, height};
	struct box crop = request->crop.w == 0
				  ? whole
				  : box_clip(request->crop, width, height);
	int all = 8 / picture_scale(request, crop);

	if (!request->eighths || crop.w < width || crop.h < height ||
	    (request->min_width < 1 && request->min_height < 1))
		return all;
	for (size_t i = 0; i < ARRAY_LEN(between); i++)
		if (between[i] < all &&
		    width * between[i] / 8 >= request->min_width &&
		    height * between[i] / 8 >= request->min_height)
			return between[i];
	return all;
}

int picture_crop_error(struct box crop, const char *name, int width, int height,
		       struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "the part %d,%d %dx%d lies outside %s, which has %d x "
			 "%d pixels",
			 crop.x, crop.y, crop.w, crop.h, name, width, height);
}

int picture_cut_error(const char *name, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "%s ends early, a part of the sheet is missing; fetch "
			 "the file again",
			 name);
}
