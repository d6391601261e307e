/*
 * preview_plan.h: what a request comes to with a certain picture: what of it is
 * seen in which cells, in what, and what has to be decoded for that. Arithmetic
 * alone: any thread.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_PLAN_H
#define REVIEW_PREVIEW_PREVIEW_PLAN_H

#include <stdbool.h>

#include "image/decode/picture.h"
#include "image/show/view.h"
#include "review/preview/preview.h"

/* A region is decoded as a whole, ready for panning, up to this size. */
#define PREVIEW_LEVEL_BYTES ((size_t)24 << 20)

struct preview_plan {
	struct view view;
	bool sixel;
	bool label;	   /* a part of the sheet, in few greys */
	bool grey;	   /* one channel is decoded */
	int width, height; /* of what is shown, in pixels */
};

/* With `colours` a sheet has them, whatever it is stored in. -1 where nothing of
 * the region can be seen. */
int preview_plan_make(const struct preview_request *r,
		      const struct picture_info *info, bool colours,
		      struct preview_plan *ret, struct error *err) MUST_USE;

/* What to decode: the whole region if that is not too much, so that panning
 * finds it; else what is seen. */
struct picture_request preview_plan_level(const struct preview_plan *plan,
					  const struct picture_info *info);
/* The part that is seen of what was decoded, a bitmap that shows the stored pixels
 * of `box`. */
struct box preview_plan_part(const struct preview_plan *plan, struct box box,
			     const struct bitmap *bitmap);

#endif
