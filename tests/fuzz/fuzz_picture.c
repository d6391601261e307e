/*
 * fuzz_picture.c: the JPEG path: header, EXIF, decoding whole, scaled to grey,
 * and cropped, and parts that are cut out and written again.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "image/decode/exif.h"
#include "image/decode/jpeg.h"
#include "image/decode/jpeg_write.h"
#include "image/decode/part.h"
#include "image/decode/picture.h"

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

static void cut(const uint8_t *data, size_t size)
{
	const struct jpeg_input input = {
		.fd = -1, .data = data, .len = size, .name = "the picture"};
	struct picture_part parts[] = {
		{.width = 7, .height = 9, .grey = true},
		{.crop = {3, 2, 20, 10}, .width = 33, .height = 5},
		{.width = 16, .height = 16},
	};
	struct jpeg_file file;

	if (jpeg_read_parts(&input, parts, ARRAY_LEN(parts), NULL) == 0) {
		if (jpeg_write(&parts[1].planes, (struct turn){270, true}, 80,
			       65536, &file, NULL) < 0 ||
		    file.len == 0)
			abort();
		jpeg_file_done(&file);
	}
	picture_parts_done(parts, ARRAY_LEN(parts));
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
	cut(data, size);
	return 0;
}
