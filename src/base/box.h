/*
 * box.h: a rectangle of pixels.
 */
#ifndef BASE_BOX_H
#define BASE_BOX_H

/* Of the stored image, before any EXIF turning; origin top left. */
struct box {
	int x, y, w, h;
};

#endif
