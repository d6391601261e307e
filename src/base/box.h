/*
 * box.h: a rectangle of pixels.
 */
#ifndef BASE_BOX_H
#define BASE_BOX_H

#include <stdbool.h>

/* Of the stored image, before any EXIF turning; origin top left. */
struct box {
	int x, y, w, h;
};

static inline double box_area(struct box box)
{
	return (double)box.w * box.h;
}

/* Whether they share a pixel. */
static inline bool boxes_meet(struct box a, struct box b)
{
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h &&
	       b.y < a.y + a.h;
}

/* What they share; zeroed where that is nothing. */
static inline struct box box_common(struct box a, struct box b)
{
	int x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
	int right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	int foot = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;

	if (right <= x || foot <= y)
		return (struct box){0};
	return (struct box){x, y, right - x, foot - y};
}

/* The least box that holds both. */
static inline struct box box_around(struct box a, struct box b)
{
	int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
	int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
	int foot = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;

	return (struct box){x, y, right - x, foot - y};
}

/* With so many pixels more on each side. */
static inline struct box box_grown(struct box box, int by)
{
	return (struct box){box.x - by, box.y - by, box.w + 2 * by,
			    box.h + 2 * by};
}

/* Whether the middle of `inner` lies in `outer`. */
static inline bool box_holds_middle(struct box outer, struct box inner)
{
	int x = inner.x + inner.w / 2, y = inner.y + inner.h / 2;

	return x >= outer.x && x < outer.x + outer.w && y >= outer.y &&
	       y < outer.y + outer.h;
}

#endif
