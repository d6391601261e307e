/*
 * tone.h: light and dark of a picture that is shown, for what is faint on it.
 */
#ifndef IMAGE_SHOW_TONE_H
#define IMAGE_SHOW_TONE_H

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

/* Changes the pixels in place, all channels alike so that hues stay. Any
 * thread; cannot fail. */
void tone_apply(struct bitmap *bitmap, enum tone tone);

#endif
