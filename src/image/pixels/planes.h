/*
 * planes.h: a picture as JPEG holds it: brightness, and two planes of colour
 * at half its width and height (4:2:0). Half the memory of RGB, and nothing
 * is converted between reading and writing one.
 */
#ifndef IMAGE_PIXELS_PLANES_H
#define IMAGE_PIXELS_PLANES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/pixels/bitmap.h"

struct planes {
	struct bitmap at[3];   /* Y, Cb, Cr of one channel each, in `memory`;
				  the last two are empty in a grey picture */
	int n;		       /* 1 or 3; 0: no picture */
	unsigned char *memory; /* owned */
	size_t size;	       /* of it */
};

/*
 * Makes room for a picture of width x height pixels (not cleared). The memory
 * of an earlier picture is taken where it is large enough: pages that are
 * given back and fetched again for each sheet cost more than its decoding.
 * *planes is all zero at first. Fails as bitmap_init does.
 */
int planes_init(struct planes *planes, int width, int height, bool grey,
		struct error *err) MUST_USE;
void planes_done(struct planes *planes);

/* The same picture at another size, in *ret, as planes_init takes it. */
int planes_resize(const struct planes *planes, int width, int height,
		  struct planes *ret, struct error *err) MUST_USE;

#endif
