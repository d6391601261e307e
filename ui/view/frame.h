/*
 * frame.h: titles of frames, piece by piece.
 */
#ifndef UI_VIEW_FRAME_H
#define UI_VIEW_FRAME_H

#include "ui/state/state.h"
#include "ui/terminal/surface.h"

/* Adds a piece to a title, with a line before it, where it fits. */
void frame_title_add(struct bytes *ret, const struct app *app, int columns,
		     const char *text);

#endif
