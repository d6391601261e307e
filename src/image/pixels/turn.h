/*
 * turn.h: how a picture comes upright.
 */
#ifndef IMAGE_PIXELS_TURN_H
#define IMAGE_PIXELS_TURN_H

#include <stdbool.h>

/* Of stored pixels: turned clockwise, then mirrored left to right. */
struct turn {
	int degrees; /* 0, 90, 180, 270 */
	bool mirrored;
};

#endif
