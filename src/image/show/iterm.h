/*
 * iterm.h: indexed pictures as iTerm2's inline images, which WezTerm, mintty
 * and Konsole take, too: as PNG.
 *
 * Source: "Images", iterm2.com/documentation-images.html.
 */
#ifndef IMAGE_SHOW_ITERM_H
#define IMAGE_SHOW_ITERM_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"
#include "image/palette/palette.h"
#include "image/pixels/bitmap.h"

/* Begins a picture of one piece: it means nothing before all of this is said. */
#define ITERM_BEGIN "\033]1337;File="
/* Ends a picture of one piece; in parts. */
#define ITERM_END	"\a"
#define ITERM_PARTS_END "\033]1337;FileEnd\a"

/* How large it is shown: in cells; 0: in its own pixels. */
struct iterm_size {
	int columns, rows;
};

/*
 * Appends the rows [top, top + rows) of an indexed picture to *ret, all but the
 * end: one sequence OSC 1337 ; File= … that is not closed, or with `parts`
 * whole sequences of at most some KB. Wherever what follows ITERM_BEGIN, or
 * the first sequence, is left out the end makes it a whole again, if of a
 * picture that cannot be shown. It appears where the cursor is; one of a size
 * in cells leaves it there, where the terminal knows that word. After a
 * failure *ret is as before. Any thread.
 */
int iterm_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, struct iterm_size size, bool parts,
		struct bytes *ret, struct error *err) MUST_USE;

#endif
