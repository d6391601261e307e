/*
 * rate.h: how many bytes the strips of a sheet may have, and how good their colours
 * are so that they do. Arithmetic alone: any thread.
 */
#ifndef REVIEW_PREVIEW_RATE_H
#define REVIEW_PREVIEW_RATE_H

/* Of the strips up to here, from the top; zeroed before the first. */
struct rate {
	double pixels, bytes;
};

/* How good the colours of the next strip are to be (palette_grow) when it has so
 * many pixels, and so many bytes with colours of PALETTE_GOOD. */
double rate_good(const struct rate *rate, double pixels, double bytes);
/* Goes on to the strip below. */
void rate_spend(struct rate *rate, double pixels, double bytes);

#endif
