/*
 * sixel.h: indexed pictures as sixel, by libsixel.
 *
 * One thread at a time: libsixel keeps a message buffer and counts references
 * without a lock. In the program this is the preview thread, and `vasculum
 * preview`, which has no such thread.
 */
#ifndef IMAGE_SHOW_SIXEL_H
#define IMAGE_SHOW_SIXEL_H

#include "base/bytes.h"
#include "base/error.h"
#include "image/pixels/bitmap.h"
#include "image/show/palette.h"

/*
 * Appends the rows [top, top + rows) of an indexed picture to *ret as one
 * complete DCS sequence, 7 bits: ESC P 0;1;0 q … ESC \. Pixels that it does
 * not name stay as they are (it names all of them, but the last band of six
 * may reach below). It does not end with a new line of sixels, which would
 * scroll a screen. After a failure *ret is as before.
 */
int sixel_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, struct bytes *ret,
		struct error *err) MUST_USE;

/* "1.10.3", of the library built against. Static. */
const char *sixel_version(void);

#endif
