/*
 * texture.h: where a picture looks like a code: parallel bars, or a square
 * sown with edges. Needs its rows once, from the top, and keeps little.
 *
 * Method: the structure tensor of small blocks (Bigün and Granlund 1987): of
 * bars all gradients have one direction, whatever the angle they stand at.
 */
#ifndef IMAGE_CODES_TEXTURE_H
#define IMAGE_CODES_TEXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/box.h"

/* A part of the picture that looks like a code. */
struct code_area {
	struct box box; /* upright, around it; pixels of the picture */
	bool bars;	/* or a matrix */
	double angle;	/* radians: the direction across the bars, the x axis
			   being 0, clockwise, -pi/2 to pi/2 */
	double length;	/* pixels across the bars, and along them; */
	double breadth; /* of a matrix its sides */
	double x, y;	/* its middle */
	double weight;	/* how much edge there is: the most telling first */
};

struct texture {
	int width, height;  /* of the picture */
	int across, down;   /* blocks */
	struct cell *cells; /* owned */
	unsigned char *rows[3];
	int32_t *sums; /* of the row of blocks that is being made */
};

/* The sides are a picture's, within the limits of bitmap.h. One thread at a
 * time; done is due. */
void texture_init(struct texture *texture, int width, int height);
void texture_done(struct texture *texture);

/* Row `y`, of `width` bytes of brightness; each comes once, from the top. */
void texture_row(struct texture *texture, int y, const unsigned char *row);

/* At most so many areas of a kind. */
#define TEXTURE_BARS_MAX   12
#define TEXTURE_SQUARE_MAX 6
#define TEXTURE_AREAS_MAX  (TEXTURE_BARS_MAX + TEXTURE_SQUARE_MAX)

/* The areas, bars first, of either kind the most telling first; returns their
 * number, TEXTURE_AREAS_MAX at most. Once all rows have come, and once. */
size_t texture_areas(struct texture *texture,
		     struct code_area ret[TEXTURE_AREAS_MAX]);

#endif
