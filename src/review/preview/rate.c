/*
 * rate.c: bytes of strips. See rate.h.
 *
 * 1. What strips above left over those below may have. One that comes after many
 *    may have half of its share in any case: it is not what was wrong.
 * 2. Bytes are guesses (sixel_guess), so that a strip is the same whoever makes it,
 *    and when.
 */
#include "config.h"

#include "review/preview/rate.h"

#include <math.h>

#include "image/palette/palette.h"

/* Chosen with half of the sheets at hand and mosaics of these, for 210 KB at 31.5 dB of
 * the worst of them in 659x988 pixels: doc/graphics.md has what comes of the others. */
#define RATE_BYTES    0.31 /* a pixel */
#define RATE_LEAST    0.5  /* of its share */
#define RATE_POWER    4 /* of how much is too much: what has to be given up */
#define RATE_COARSEST 75.0

double rate_good(const struct rate *rate, double pixels, double bytes)
{
	double left = RATE_BYTES * (rate->pixels + pixels) - rate->bytes;
	double may = fmax(left, RATE_LEAST * RATE_BYTES * pixels);

	if (bytes <= may)
		return PALETTE_GOOD;
	return fmin(PALETTE_GOOD * pow(bytes / may, RATE_POWER), RATE_COARSEST);
}

void rate_spend(struct rate *rate, double pixels, double bytes)
{
	rate->pixels += pixels;
	rate->bytes += bytes;
}
