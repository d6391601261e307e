/*
 * tone.h: light and dark of a picture that is shown, for what is faint on it.
 */
#ifndef IMAGE_SHOW_TONE_H
#define IMAGE_SHOW_TONE_H

#include <stdbool.h>

#include "image/pixels/bitmap.h"

enum tone {
	TONE_PLAIN,  /* as it is */
	TONE_LEVELS, /* its darkest becomes black, its lightest white */
	TONE_GAMMA,  /* that, and what is lightly written darker */
	TONE_INVERT, /* levels, and light for dark */
};
#define TONE_COUNT 4

/* "" for TONE_PLAIN, "contrast", "gamma", "inverted"; static. */
const char *tone_word(enum tone tone);

/* What each value becomes. */
struct tone_curve {
	bool same; /* every one stays as it is */
	unsigned char values[256];
};

/* By the darks and lights of a picture: what is shown in parts, or part by
 * part, has one curve of the whole. Any thread; cannot fail. */
void tone_measure(struct tone_curve *ret, const struct bitmap *bitmap,
		  enum tone tone);
/* Changes the pixels in place, all channels alike so that hues stay. */
void tone_apply(const struct tone_curve *curve, struct bitmap *bitmap);

#endif
