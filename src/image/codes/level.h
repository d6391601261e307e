/*
 * level.h: the part of a picture around a code, turned until it stands level;
 * bars are averaged along their length.
 */
#ifndef IMAGE_CODES_LEVEL_H
#define IMAGE_CODES_LEVEL_H

#include "base/error.h"
#include "image/codes/scan.h"
#include "image/codes/texture.h"
#include "image/pixels/bitmap.h"

/* A part that was cut out of the stored picture (borrowed, grey). */
struct code_piece {
	const struct bitmap *pixels;
	double x, y;  /* where its corner lies on the stored picture */
	double scale; /* pixels of it per stored pixel, 1 at most */
};

/* How an area is made ready. */
struct level_way {
	double zoom;  /* its size, against the piece's */
	double gamma; /* of brightness: below 1 greys grow darker, which gives
			 bars back what blur took; above 1, spaces */
};

/*
 * Makes the level picture of an area of the piece, with paper around it; of
 * the height of bars there are fewer rows, each of several averaged. *ret_map says where its pixels lie on the stored picture. Fails as
 * bitmap_init does; *ret is the caller's to bitmap_done(). Any thread; no
 * state.
 */
int level_area(const struct code_piece *piece, const struct code_area *area,
	       const struct level_way *way, struct bitmap *ret,
	       struct scan_map *ret_map, struct error *err) MUST_USE;

#endif
