/*
 * preview_cells.h: a picture in characters, and what is drawn on pixels that have
 * all colours. Any thread.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_CELLS_H
#define REVIEW_PREVIEW_PREVIEW_CELLS_H

#include "image/decode/picture.h"
#include "image/show/shown.h"
#include "image/show/view.h"
#include "review/preview/preview.h"

/* Puts cells that wait for pixels into the reply, where the view is. */
void preview_cells_wait(const struct preview_request *r,
			const struct view *view, struct preview_reply *reply);
/* Puts what is shown into the reply's cells. -1 with the error in it. */
int preview_cells_paint(const struct preview_request *r,
			const struct picture_info *info,
			const struct view *view, const struct shown *shown,
			struct preview_reply *reply) MUST_USE;
/* Draws the frames on pixels of the view, which get colours for that. */
int preview_cells_frame(const struct preview_request *r,
			const struct picture_info *info,
			const struct view *view, struct bitmap *grid,
			struct error *err) MUST_USE;

#endif
