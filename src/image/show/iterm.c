/*
 * iterm.c: iTerm2's inline images. See iterm.h.
 *
 *	ESC ] 1337 ; File=inline=1;size=…;width=…;height=… : base64 BEL
 *
 *	ESC ] 1337 ; MultipartFile=inline=1;… BEL
 *	ESC ] 1337 ; FilePart= base64 BEL  …  ESC ] 1337 ; FileEnd BEL
 *
 * 1. Between the ESC that begins a sequence and the BEL that ends it there is
 *    neither.
 */
#include "config.h"

#include "image/show/iterm.h"

#include <openssl/evp.h>

#include "image/show/png.h"

#define ITERM_PART  4096		 /* characters of base64 */
#define ITERM_BYTES (ITERM_PART / 4 * 3) /* that they stand for */

/* The size of the file is told so that a terminal can see that it has all. */
static void iterm_first(size_t bytes, struct iterm_size size, bool parts,
			struct bytes *ret)
{
	bytes_printf(ret, "%sinline=1;size=%zu",
		     parts ? "\033]1337;MultipartFile=" : ITERM_BEGIN, bytes);
	if (size.columns > 0 && size.rows > 0)
		bytes_printf(ret,
			     ";width=%d;height=%d;preserveAspectRatio=0"
			     ";doNotMoveCursor=1",
			     size.columns, size.rows);
	bytes_append_char(ret, parts ? '\a' : ':');
}

int iterm_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, struct iterm_size size, bool parts,
		struct bytes *ret, struct error *err)
{
	struct bytes png CLEANUP(bytes_done) = {0};

	if (png_append(indices, palette, top, rows, &png, err) < 0)
		return -1;
	iterm_first(png.len, size, parts, ret);
	for (size_t at = 0; at < png.len; at += ITERM_BYTES) {
		size_t left = png.len - at;
		unsigned char text[ITERM_PART + 1];
		int n = EVP_EncodeBlock(
			text, (const unsigned char *)png.data + at,
			(int)(left < ITERM_BYTES ? left : ITERM_BYTES));

		if (parts)
			bytes_append_str(ret, "\033]1337;FilePart=");
		bytes_append(ret, (const char *)text, (size_t)n);
		if (parts)
			bytes_append_char(ret, '\a');
	}
	return 0;
}
