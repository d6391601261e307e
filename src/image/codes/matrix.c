/*
 * matrix.c: Data Matrix. See matrix.h.
 *
 * 1. No time limit is set: what is found must not depend on how busy the
 *    machine is. The size of the plane limits the time.
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

/* Pixels between the lines along which an edge is looked for, the contrast
 * that one has in hundredths, and the shortest side of a code: the defaults
 * find what is not there, slowly. */
enum { SCAN_GAP = 6, EDGE_THRESHOLD = 25, EDGE_LEAST = 70 };

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

static bool region_read(DmtxDecode *decode, struct box box, struct codes *ret)
{
	DmtxRegion *region = dmtxRegionFindNext(decode, NULL);
	DmtxMessage *message;
	bool read;

	if (region == NULL)
		return false;
	message = dmtxDecodeMatrixRegion(decode, region, DmtxUndefined);
	read = message != NULL && message_add(message, box, ret);
	dmtxMessageDestroy(&message);
	dmtxRegionDestroy(&region);
	return read;
}

int matrix_read(const struct bitmap *plane, struct box box, struct codes *ret)
{
	DmtxImage *image;
	DmtxDecode *decode;
	bool read;

	if (plane->width > MATRIX_SIDE_MAX || plane->height > MATRIX_SIDE_MAX)
		return 0;
	image = dmtxImageCreate(plane->pixels, plane->width, plane->height,
				DmtxPack8bppK);
	if (image == NULL)
		return 0;
	decode = dmtxDecodeCreate(image, 1);
	if (decode != NULL) {
		dmtxDecodeSetProp(decode, DmtxPropScanGap, SCAN_GAP);
		dmtxDecodeSetProp(decode, DmtxPropEdgeThresh, EDGE_THRESHOLD);
		dmtxDecodeSetProp(decode, DmtxPropEdgeMin, EDGE_LEAST);
	}
	read = decode != NULL && region_read(decode, box, ret);
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
