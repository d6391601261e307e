/*
 * jpeg_cut.h: the rows that are wanted of a JPEG with restart markers, as a JPEG
 * of fewer rows: what is above them has not to be decoded to find them. Behind
 * jpeg.h.
 */
#ifndef IMAGE_DECODE_JPEG_CUT_H
#define IMAGE_DECODE_JPEG_CUT_H

#include <stdbool.h>

#include "base/box.h"
#include "image/decode/jpeg_reader.h"

/* Owns `data`; done is due where a cut was made, after what reads it. */
struct jpeg_cut {
	unsigned char *data;
	size_t len;
	int top; /* stored row of the picture that is its first */
};

/*
 * Cuts `crop` (stored pixels, within the picture) out of what the reader has
 * opened and not begun to decode. Decoded, it gives the same pixels. False where
 * that cannot be done, or nothing would be saved: the reader is as it was. Reads a
 * file by pread. Any thread.
 */
bool jpeg_cut_make(const struct jpeg_reader *reader, struct box crop,
		   struct jpeg_cut *ret);
void jpeg_cut_done(struct jpeg_cut *cut);

#endif
