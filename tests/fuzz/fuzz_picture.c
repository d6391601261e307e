/*
 * fuzz_picture.c: the JPEG path: header, EXIF, and decoding whole, scaled to
 * grey, and cropped.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "image/exif.h"
#include "image/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(const uint8_t *data, size_t size,
		   const struct picture_request *request)
{
	struct bitmap bitmap;
	struct error err;
	bool truncated;

	if (picture_read_jpeg(data, size, request, &bitmap, &truncated, &err) <
	    0)
		return;
	if (bitmap.width < 1 || bitmap.height < 1 ||
	    bitmap.channels != (request->grey ? 1 : 3))
		abort();
	bitmap_done(&bitmap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct picture_request requests[] = {
		{.grey = false},
		{.min_width = 4, .min_height = 4, .grey = true},
		{.crop = {5, 3, 9, 11}},
	};
	int orientation = exif_orientation(data, size);

	if (orientation < 0 || orientation > 8)
		abort();
	picture_format_of(data, size);
	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		decode(data, size, &requests[i]);
	return 0;
}
