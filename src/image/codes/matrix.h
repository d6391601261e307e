/*
 * matrix.h: Data Matrix (ISO/IEC 16022), by libdmtx. A build without it reads
 * none.
 */
#ifndef IMAGE_CODES_MATRIX_H
#define IMAGE_CODES_MATRIX_H

#include "image/codes/code.h"
#include "image/pixels/bitmap.h"

/* What a Data Matrix is called. */
#define MATRIX_TYPE "Data-Matrix"

/*
 * Looks for one Data Matrix on a small grey plane (one channel, borrowed) and
 * adds it to *ret with the box given. Returns how many were read, 0 or 1.
 * libdmtx takes its time: for planes of MATRIX_SIDE_MAX pixels a side at most;
 * larger ones are passed over. Any thread; no state.
 */
#define MATRIX_SIDE_MAX 360
int matrix_read(const struct bitmap *plane, struct box box, struct codes *ret);

#endif
