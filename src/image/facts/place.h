/*
 * place.h: where the upright, levelled, enlarged picture of a label lies on
 * its sheet.
 */
#ifndef IMAGE_FACTS_PLACE_H
#define IMAGE_FACTS_PLACE_H

#include <stdbool.h>

#include "base/box.h"

struct view_place {
	struct box crop;   /* of the stored image */
	int rotation;	   /* clockwise degrees from stored to upright */
	int width, height; /* of the upright picture, its pixels */
	double scale;	   /* pixels of it per stored pixel */
	bool mirrored;	   /* left to right, after turning: as EXIF said */
	double skew;	   /* radians it was turned clockwise to be level */
};

/* Where a box of the upright picture (in its pixels) lies on the stored image
 * (in those), cut at the label's edges. Any thread; no state. */
struct box view_place_stored(const struct view_place *place, struct box box);

#endif
