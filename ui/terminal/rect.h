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

/* What is left inside a frame of one cell. */
static inline struct rect rect_inside(struct rect r)
{
	return (struct rect){r.x + 1, r.y + 1, r.w > 2 ? r.w - 2 : 0,
			     r.h > 2 ? r.h - 2 : 0};
}

#endif
