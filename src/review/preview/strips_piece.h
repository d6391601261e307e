/*
 * strips_piece.h: a strip in few colours, and what is drawn on it in colours of its
 * own. Any thread.
 */
#ifndef REVIEW_PREVIEW_STRIPS_PIECE_H
#define REVIEW_PREVIEW_STRIPS_PIECE_H

#include "image/palette/palette.h"
#include "review/preview/strips.h"

/* What frames are drawn in. */
extern const unsigned char strips_frame_rgb[3];
/* Colours of a palette that drawing takes. */
int strips_inks(const struct preview_request *request);

/* A strip's pixels, and the colours of its own that it has for drawing. */
struct strips_piece {
	struct bitmap indices;
	struct palette palette;
	unsigned char frame, ink;
};
void strips_piece_done(struct strips_piece *piece);

/* Draws the frames and numbers of the request that lie on it; its first row is
 * the picture's row `top`. */
void strips_piece_draw(const struct strips_plan *plan,
		       struct strips_piece *piece, int top);

#endif
