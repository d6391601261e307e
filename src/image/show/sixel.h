/*
 * sixel.h: indexed pictures as sixel, by libsixel.
 *
 * Any thread: libsixel counts references without a lock, but each call has
 * objects of its own; the buffer that it keeps for texts about errors is not
 * read here.
 */
#ifndef IMAGE_SHOW_SIXEL_H
#define IMAGE_SHOW_SIXEL_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "image/palette/palette.h"
#include "image/pixels/bitmap.h"

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

/* How many bytes of sixel they will be, about: 6 of a hundred off, mean square, of
 * strips of 12 KB and more. */
size_t sixel_guess(const struct bitmap *indices);

/* "1.10.3", of the library built against. Static. */
const char *sixel_version(void);

#endif
