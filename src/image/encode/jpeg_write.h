/*
 * jpeg_write.h: planes as a JPEG in memory.
 * Format: ITU-T T.81 baseline, JFIF 1.01, colour at 4:2:0.
 */
#ifndef IMAGE_ENCODE_JPEG_WRITE_H
#define IMAGE_ENCODE_JPEG_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/pixels/planes.h"
#include "image/pixels/turn.h"

struct jpeg_file {
	unsigned char *data; /* owned */
	size_t len;	     /* 0: it would be longer than the limit */
	size_t guess;	     /* bytes that it has, or would have */
};
void jpeg_file_done(struct jpeg_file *file);

/*
 * Encodes, turned clockwise and then mirrored as `turn` says, at `quality`
 * (1-100, libjpeg's scale), without any marker but what decoding takes.
 * Encoding is given up at `limit` bytes: *ret is then empty but for the guess
 * of how long it would have become; that is not an error. The same planes give
 * the same bytes. Fails where memory is gone. *ret is the caller's to
 * jpeg_file_done(). Any thread.
 */
int jpeg_write(const struct planes *planes, struct turn turn, int quality,
	       size_t limit, struct jpeg_file *ret, struct error *err) MUST_USE;

#endif
