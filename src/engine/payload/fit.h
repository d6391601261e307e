/*
 * fit.h: a picture as JPEG within so many bytes.
 */
#ifndef ENGINE_PAYLOAD_FIT_H
#define ENGINE_PAYLOAD_FIT_H

#include <stddef.h>

#include "base/error.h"
#include "image/encode/jpeg_write.h"
#include "image/pixels/planes.h"
#include "image/pixels/turn.h"

/*
 * Encodes the planes, turned, in at most `limit` bytes: at quality 80 or as
 * much less as it takes, and at 45 with fewer pixels. *spare is memory that
 * is used for that and kept for the next time. *ret is the caller's to
 * jpeg_file_done(); *ret_width and *ret_height (pixels) are of the turned
 * picture. Fails where memory is gone or the limit is absurd. Any thread.
 */
int payload_fit(const struct planes *planes, struct turn turn, size_t limit,
		struct planes *spare, struct jpeg_file *ret, int *ret_width,
		int *ret_height, struct error *err) MUST_USE;

#endif
