/*
 * kitty.h: indexed pictures in kitty's graphics protocol: PNG by zlib.
 *
 * Source: "Terminal graphics protocol", sw.kovidgoyal.net/kitty/
 * graphics-protocol; PNG: W3C, "Portable Network Graphics".
 */
#ifndef IMAGE_SHOW_KITTY_H
#define IMAGE_SHOW_KITTY_H

#include "base/bytes.h"
#include "base/error.h"
#include "image/pixels/bitmap.h"
#include "image/show/palette.h"

/* Ends what kitty_strip begins. */
#define KITTY_END "\033_Gq=2,m=0;\033\\"

/* The ids of the console's strips: this one, and those that follow. */
#define KITTY_ID 7681

/*
 * Appends the rows [top, top + rows) of an indexed picture to *ret as whole
 * sequences ESC _ G … ESC \, each of which says that another one follows: the
 * last is KITTY_END, which the caller appends, there or where it breaks off.
 * The picture appears where the cursor is. With an `id` (> 0) it takes the
 * place of the one of that id and leaves the cursor where it is. After a
 * failure *ret is as before. Any thread.
 */
int kitty_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, int id, struct bytes *ret,
		struct error *err) MUST_USE;

/* Appends what takes the picture of this id off the screen. */
void kitty_remove(int id, struct bytes *ret);

#endif
