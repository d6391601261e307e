/*
 * rect.h: a rectangle of character cells.
 */
#ifndef UI_TERMINAL_RECT_H
#define UI_TERMINAL_RECT_H

#include <stdbool.h>

struct rect {
	int x, y, w, h;
};

static inline bool rect_holds(struct rect r, int x, int y)
{
	return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

/* The smallest that holds both; one without width is none. */
static inline struct rect rect_around(struct rect a, struct rect b)
{
	int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
	int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
	int end = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;

	if (a.w <= 0 || b.w <= 0)
		return a.w <= 0 ? b : a;
	return (struct rect){x, y, right - x, end - y};
}

static inline bool rect_within(struct rect inner, struct rect outer)
{
	return inner.x >= outer.x && inner.y >= outer.y &&
	       inner.x + inner.w <= outer.x + outer.w &&
	       inner.y + inner.h <= outer.y + outer.h;
}

/* What is left inside a frame of one cell. */
static inline struct rect rect_inside(struct rect r)
{
	return (struct rect){r.x + 1, r.y + 1, r.w > 2 ? r.w - 2 : 0,
			     r.h > 2 ? r.h - 2 : 0};
}

#endif
