/*
 * shown.h: a picture as it is to be seen: resized, turned, mirrored, toned. Its
 * rows can be made in any order and on several threads, so that the first need
 * not wait for the last.
 */
#ifndef IMAGE_SHOW_SHOWN_H
#define IMAGE_SHOW_SHOWN_H

#include "base/box.h"
#include "base/error.h"
#include "image/pixels/bitmap.h"
#include "image/pixels/turn.h"
#include "image/show/tone.h"

struct shown {
	struct bitmap from; /* pixels as they are stored; borrowed */
	struct turn turn;
	struct tone_curve curve;
};

/* The part `box` of a bitmap, which lies in it, without copying it: it is not
 * to be freed, and lives as long. */
struct bitmap shown_part(const struct bitmap *bitmap, struct box box);

/* Rows [top, top + rows) of it at width x height pixels; *ret is owned. */
int shown_rows(const struct shown *shown, int width, int height, int top,
	       int rows, struct bitmap *ret, struct error *err) MUST_USE;

/* How many rows of `from` must be there before those can be made. */
int shown_needs(const struct shown *shown, int width, int height, int top,
		int rows);

/* Some of its pixels, from all over it, to choose colours by; *ret is owned. */
int shown_sample(const struct shown *shown, struct bitmap *ret,
		 struct error *err) MUST_USE;

#endif
