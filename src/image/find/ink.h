/*
 * ink.h: what is darker than the paper around it, as separate marks.
 */
#ifndef IMAGE_FIND_INK_H
#define IMAGE_FIND_INK_H

#include <stddef.h>

#include "base/error.h"
#include "image/pixels/bitmap.h"

/* An eight-connected patch of ink: its bounding box in pixels. */
struct mark {
	int x, y, w, h;
};

/* Which marks are wanted, by the sides of their boxes. */
struct mark_limits {
	int longer_min, longer_max; /* of the longer side */
	int shorter_max;	    /* of the shorter side */
	size_t most;		    /* further marks are left out */
};

/*
 * Finds the marks of a grey bitmap (one channel, borrowed), in no order worth
 * relying on, but the same for the same pixels. Ink is what is darker by a
 * seventh than the paper around it, whatever the paper's tint or shading. *ret
 * is the caller's to free(); NULL where there are none. Any thread; no state.
 * Fails only where memory is gone, and leaves *ret as it was.
 */
int ink_marks(const struct bitmap *grey, const struct mark_limits *limits,
	      struct mark **ret, size_t *ret_n, struct error *err) MUST_USE;

#endif
