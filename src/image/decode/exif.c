/*
 * exif.c: the orientation from an Exif segment. See exif.h.
 *
 * 1. Every read is checked against the length; nothing is followed but the
 *    one offset to the first directory, so no loop is possible.
 */
#include "config.h"

#include "image/decode/exif.h"

#include <stdint.h>
#include <string.h>

#include "image/decode/chunk.h"

#define EXIF_TAG_ORIENTATION 0x0112
#define EXIF_TYPE_SHORT	     3
#define EXIF_TYPE_LONG	     4
#define EXIF_ENTRY_SIZE	     12

struct exif_view {
	const unsigned char *data;
	size_t len;
	bool little;
};

/* `size` (2 or 4) bytes at `at`; the caller checked that they are there. */
static uint32_t exif_number(const struct exif_view *view, size_t at,
			    size_t size)
{
	uint32_t value = 0;

	for (size_t i = 0; i < size; i++) {
		size_t shift = view->little ? i : size - 1 - i;

		value |= (uint32_t)view->data[at + i] << (8 * shift);
	}
	return value;
}

static bool exif_open(struct exif_view *view, const unsigned char *data,
		      size_t len)
{
	*view = (struct exif_view){.data = data, .len = len};
	if (len < 8)
		return false;
	view->little = memcmp(data, "II", 2) == 0;
	if (!view->little && memcmp(data, "MM", 2) != 0)
		return false;
	return exif_number(view, 2, 2) == 42;
}

/* The value of an entry that holds one SHORT (some write a LONG), or 0. */
static uint32_t exif_value(const struct exif_view *view, size_t entry)
{
	uint32_t type = exif_number(view, entry + 2, 2);

	if (exif_number(view, entry + 4, 4) != 1)
		return 0;
	if (type == EXIF_TYPE_SHORT)
		return exif_number(view, entry + 8, 2);
	if (type == EXIF_TYPE_LONG)
		return exif_number(view, entry + 8, 4);
	return 0;
}

int exif_orientation(const unsigned char *tiff, size_t len)
{
	struct exif_view view;
	uint32_t offset, entries, value;

	if (!exif_open(&view, tiff, len))
		return 0;
	offset = exif_number(&view, 4, 4);
	if (offset < 8 || offset > len - 2)
		return 0;
	entries = exif_number(&view, offset, 2);
	for (size_t at = (size_t)offset + 2;
	     entries > 0 && len - at >= EXIF_ENTRY_SIZE;
	     entries--, at += EXIF_ENTRY_SIZE) {
		if (exif_number(&view, at, 2) != EXIF_TAG_ORIENTATION)
			continue;
		value = exif_value(&view, at);
		return value >= 1 && value <= 8 ? (int)value : 0;
	}
	return 0;
}

/* The data of a chunk, or of a segment, which has a tag before it. */
static int exif_of_chunk(const unsigned char *data, size_t len)
{
	if (len > 6 && memcmp(data, "Exif\0\0", 6) == 0)
		return exif_orientation(data + 6, len - 6);
	return data != NULL ? exif_orientation(data, len) : 0;
}

int exif_orientation_of_png(const unsigned char *png, size_t len)
{
	size_t size = 0;
	const unsigned char *data = chunk_find_png(png, len, "eXIf", &size);

	return exif_of_chunk(data, size);
}

int exif_orientation_of_webp(const unsigned char *webp, size_t len)
{
	size_t size = 0;
	const unsigned char *data = chunk_find_webp(webp, len, "EXIF", &size);

	return exif_of_chunk(data, size);
}

static const struct {
	short degrees;
	bool mirrored;
} exif_turns[] = {
	[1] = {0, false},  [2] = {0, true},    [3] = {180, false},
	[4] = {180, true}, [5] = {90, true},   [6] = {90, false},
	[7] = {270, true}, [8] = {270, false},
};

int exif_degrees(int orientation)
{
	return orientation >= 1 && orientation <= 8
		       ? exif_turns[orientation].degrees
		       : 0;
}

bool exif_mirrored(int orientation)
{
	return orientation >= 1 && orientation <= 8 &&
	       exif_turns[orientation].mirrored;
}
