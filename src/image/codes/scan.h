/*
 * scan.h: what libzbar reads on a plane of pixels, less what it only imagines.
 * Symbologies: ISO/IEC 16388 (Code 39), 15417 (Code 128), 16390 (interleaved 2
 * of 5), 15420 (EAN, UPC), 18004 (QR Code); AIM USS Codabar and Code 93.
 *
 * DataBar is never looked for: no collection uses it, and libzbar sees it
 * in anything that is striped.
 */
#ifndef IMAGE_CODES_SCAN_H
#define IMAGE_CODES_SCAN_H

#include "base/error.h"
#include "image/codes/code.h"
#include "image/pixels/bitmap.h"

/* Where a pixel (u, v) of a plane lies on the stored picture:
 * (x + u * ux + v * vx, y + u * uy + v * vy). */
struct scan_map {
	double x, y;
	double ux, uy;
	double vx, vy;
};

enum scan_kind {
	SCAN_ALL,    /* in rows and columns */
	SCAN_BARS,   /* bar codes that stand level: in rows */
	SCAN_MATRIX, /* QR codes: in rows and columns */
};

struct scan; /* one thread at a time */

int scan_new(struct scan **ret, struct error *err) MUST_USE;
void scan_free(struct scan *scan);

/*
 * Adds what is read on a grey plane (one channel, borrowed, rows without gaps)
 * to *ret; every `step`th row and column is looked at. Boxes are around the
 * points where a code was crossed: of a bar code hardly its height. What was
 * seen too seldom for its kind is left out. Returns how many were read, those
 * among them that *ret had.
 */
int scan_plane(struct scan *scan, enum scan_kind kind, int step,
	       const struct bitmap *plane, const struct scan_map *map,
	       struct codes *ret);

#endif
