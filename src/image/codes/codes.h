/*
 * codes.h: reads the codes of a picture: bar codes and QR codes by libzbar,
 * Data Matrix by libdmtx, whichever way they stand.
 */
#ifndef IMAGE_CODES_CODES_H
#define IMAGE_CODES_CODES_H

#include <stdatomic.h>

#include "base/error.h"
#include "image/codes/code.h"
#include "image/decode/picture.h"

/*
 * Reads the codes of the picture at `path`, whose header is `info`, in the
 * order in which they stand from the top; boxes are in pixels of the stored
 * picture. *ret (overwritten) is the caller's to codes_done(). The same bytes
 * give the same codes. Fails where the picture cannot be decoded, ends early or
 * memory is gone. Streams as picture_read_parts does: memory does not grow
 * with the picture. Gives up with ERROR_STOPPED soon after *cancelled (may be
 * NULL) is set. Blocks, for a quarter of a second or a whole one; any
 * thread.
 */
int codes_find(const char *path, const struct picture_info *info,
	       const atomic_bool *cancelled, struct codes *ret,
	       struct error *err) MUST_USE;

#endif
