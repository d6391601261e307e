/*
 * matrix.c: Data Matrix. See matrix.h.
 *
 * libdmtx's own search tries every edge of a picture, which on something that
 * is no Data Matrix takes seconds. Here it is given the few places where a
 * code that fills the plane would begin.
 *
 * 1. No time limit is set: what is found must not depend on how busy the
 *    machine is. The plane's size and the number of seeds limit the time.
 */
#include "config.h"

#include "image/codes/matrix.h"

#ifdef HAVE_DMTX
#include <stdbool.h>
#include <string.h>

#include <dmtx.h>

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/text.h"

/* The contrast that an edge has, in hundredths, and the shortest side of a
 * code: the defaults find what is not there, slowly. */
enum { EDGE_THRESHOLD = 20, EDGE_LEAST = 50 };

/* Seeds along a side, and pixels around where ink begins. */
enum { SEEDS = 4, SEED_SPREAD = 3 };

static bool message_add(const DmtxMessage *message, struct box box,
			struct codes *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t len = message->outputIdx > 0 ? (size_t)message->outputIdx : 0;
	const char *data = (const char *)message->output;

	if (len == 0 || memchr(data, '\0', len) != NULL ||
	    !text_is_utf8(data, len))
		return false;
	bytes_append(&text, data, len);
	codes_add(ret, MATRIX_TYPE, text.data, box, 0.95);
	return true;
}

static bool region_read(DmtxDecode *decode, DmtxRegion *region, struct box box,
			struct codes *ret)
{
	DmtxMessage *message =
		dmtxDecodeMatrixRegion(decode, region, DmtxUndefined);
	bool read = message != NULL && message_add(message, box, ret);

	dmtxMessageDestroy(&message);
	return read;
}

/* Where ink begins on the way in from a side, or -1. */
static int edge_from(const struct bitmap *plane, int side, int at, int dark)
{
	bool upright =
		side < 2; /* from the left, the right; the top, the foot */
	int length = upright ? plane->width : plane->height;

	for (int i = 0; i < length; i++) {
		int in = side % 2 == 0 ? i : length - 1 - i;
		size_t x = (size_t)(upright ? in : at);
		size_t y = (size_t)(upright ? at : in);

		if (plane->pixels[y * plane->stride + x] < dark)
			return in;
	}
	return -1;
}

/* The brightness between the darkest and the lightest pixel. */
static int middle_tone(const struct bitmap *plane)
{
	int least = 255, most = 0;

	for (int y = 0; y < plane->height; y++)
		for (int x = 0; x < plane->width; x++) {
			int tone = plane->pixels[(size_t)y * plane->stride +
						 (size_t)x];

			least = tone < least ? tone : least;
			most = tone > most ? tone : most;
		}
	return (least + most) / 2;
}

/* Tries a seed of libdmtx, whose rows begin at the foot. */
static bool seed_read(DmtxDecode *decode, const struct bitmap *plane, int x,
		      int y, struct box box, struct codes *ret)
{
	DmtxRegion *region;
	bool read;

	if (x < 0 || y < 0 || x >= plane->width || y >= plane->height)
		return false;
	region = dmtxRegionScanPixel(decode, x, plane->height - 1 - y);
	if (region == NULL)
		return false;
	read = region_read(decode, region, box, ret);
	dmtxRegionDestroy(&region);
	return read;
}

/* Follows the ink that is met from each side: two of them are solid bars. */
static bool sides_read(DmtxDecode *decode, const struct bitmap *plane,
		       struct box box, struct codes *ret)
{
	int dark = middle_tone(plane);

	for (int k = 0; k < 4 * SEEDS * SEED_SPREAD; k++) {
		int side = k % 4, off = k / 4 % SEED_SPREAD - SEED_SPREAD / 2;
		int length = side < 2 ? plane->height : plane->width;
		int at = length * (k / 4 / SEED_SPREAD + 2) / (SEEDS + 3);
		int in = edge_from(plane, side, at, dark);

		if (in >= 0 &&
		    seed_read(decode, plane, side < 2 ? in + off : at,
			      side < 2 ? at : in + off, box, ret))
			return true;
	}
	return false;
}

int matrix_read(const struct bitmap *plane, struct box box, struct codes *ret)
{
	DmtxImage *image;
	DmtxDecode *decode;
	bool read = false;

	if (plane->width > MATRIX_SIDE_MAX || plane->height > MATRIX_SIDE_MAX ||
	    plane->stride != (size_t)plane->width)
		return 0;
	image = dmtxImageCreate(plane->pixels, plane->width, plane->height,
				DmtxPack8bppK);
	if (image == NULL)
		return 0;
	decode = dmtxDecodeCreate(image, 1);
	if (decode != NULL) {
		dmtxDecodeSetProp(decode, DmtxPropEdgeThresh, EDGE_THRESHOLD);
		dmtxDecodeSetProp(decode, DmtxPropEdgeMin, EDGE_LEAST);
		read = sides_read(decode, plane, box, ret);
	}
	dmtxDecodeDestroy(&decode);
	dmtxImageDestroy(&image);
	return read;
}
#else
int matrix_read(const struct bitmap *plane, struct box box, struct codes *ret)
{
	(void)plane;
	(void)box;
	(void)ret;
	return 0;
}
#endif
