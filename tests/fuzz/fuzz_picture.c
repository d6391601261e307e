/*
 * fuzz_picture.c: JPEG and TIFF: header, EXIF, decoding whole, scaled to grey,
 * and cropped, and parts that are cut out and written again.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "image/decode/exif.h"
#include "image/decode/jpeg.h"
#include "image/decode/part.h"
#include "image/decode/picture.h"
#include "image/decode/tiff.h"
#include "image/encode/jpeg_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A few bytes may name a large picture: what is cheap to say is dear to
 * decode, and finds nothing new. */
#define FUZZ_PIXELS (1 << 20)

static void decode(const struct picture_input *input, bool tiff,
		   const struct picture_request *request)
{
	struct bitmap bitmap;
	struct error err;
	bool truncated;

	if ((tiff ? tiff_read : jpeg_read)(input, request, &bitmap, &truncated,
					   &err) < 0)
		return;
	if (bitmap.width < 1 || bitmap.height < 1 ||
	    bitmap.channels != (request->grey ? 1 : 3))
		abort();
	bitmap_done(&bitmap);
}

static void cut(const struct picture_input *input, bool tiff)
{
	struct picture_part parts[] = {
		{.width = 7, .height = 9, .grey = true},
		{.crop = {3, 2, 20, 10}, .width = 33, .height = 5},
		{.width = 16, .height = 16},
	};
	struct jpeg_file file;

	if ((tiff ? tiff_read_parts : jpeg_read_parts)(
		    input, parts, ARRAY_LEN(parts), NULL) == 0) {
		if (jpeg_write(&parts[1].planes, (struct turn){270, true}, 80,
			       65536, &file, NULL) < 0 ||
		    file.len == 0)
			abort();
		jpeg_file_done(&file);
	}
	picture_parts_done(parts, ARRAY_LEN(parts));
}

static bool is_large(const struct picture_input *input, bool tiff)
{
	struct picture_info info;

	return tiff && tiff_probe(input, &info, NULL) == 0 &&
	       (uint64_t)info.width * (uint64_t)info.height > FUZZ_PIXELS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct picture_request requests[] = {
		{.grey = false},
		{.min_width = 4, .min_height = 4, .grey = true},
		{.crop = {5, 3, 9, 11}},
		{.crop = {2, 100, 9, 30}, .grey = true},
	};
	const struct picture_input input = {
		.fd = -1, .data = data, .len = size, .name = "the picture"};
	bool tiff = picture_format_of(data, size) == PICTURE_TIFF;
	int orientation = exif_orientation(data, size);

	if (orientation < 0 || orientation > 8)
		abort();
	exif_orientation_of_png(data, size);
	exif_orientation_of_webp(data, size);
	if (is_large(&input, tiff))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++)
		decode(&input, tiff, &requests[i]);
	cut(&input, tiff);
	return 0;
}
