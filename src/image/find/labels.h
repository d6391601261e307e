/*
 * labels.h: where text is on a sheet, and which way is up.
 */
#ifndef IMAGE_FIND_LABELS_H
#define IMAGE_FIND_LABELS_H

#include "base/error.h"
#include "image/pixels/bitmap.h"

#define LABELS_MAX 12

struct label {
	struct box box;	 /* pixels of the stored image */
	int rotation;	 /* clockwise degrees that turn it upright: 0, 90,
			     180, 270; -1 where it could not be told */
	double score;	 /* 0-1: how much text, how surely */
	double sure;	 /* 0-1: that `rotation` is not upside down; the axis
			     (0 and 180, or 90 and 270) is safe */
	int text_height; /* usual height of a letter, stored pixels */
};

struct labels {
	struct label items[LABELS_MAX]; /* best first */
	int n;
	int sheet_rotation; /* clockwise degrees for the whole sheet, or -1 */
};

/*
 * Finds the label regions on a decoded sheet (grey or RGB, stored orientation,
 * borrowed); boxes come out multiplied by `scale` (stored pixels / bitmap
 * pixels). A sheet without text has n == 0. Any thread; no state. Fails only
 * where memory is gone, and leaves *ret as it was.
 */
int labels_find(const struct bitmap *sheet, double scale, struct labels *ret,
		struct error *err) MUST_USE;

/* The clockwise turn that most of the writing asks for, by what is known of
 * each label now; -1 where nothing asks for one. Any thread; no state. */
int labels_rotation(const struct labels *labels);

#endif
