/*
 * preview_cells.c: pixels as characters. See preview_cells.h.
 */
#include "config.h"

#include "review/preview/preview_cells.h"

#include <string.h>

#include "image/show/frame.h"
#include "review/preview/strips_piece.h"

static void cells_draw_frames(const struct preview_request *r,
			      const struct picture_info *info,
			      const struct view *view, struct bitmap *on)
{
	for (int i = 0; i < r->n_frames; i++) {
		struct box box =
			box_clip(r->frames[i], info->width, info->height);

		if (box.w > 0)
			frame_draw(on,
				   view_box(view, box, on->width, on->height),
				   1, strips_frame_rgb);
	}
}

static void cells_to_rgb(const struct bitmap *grey, struct bitmap *rgb)
{
	for (size_t i = 0; i < grey->stride * (size_t)grey->height; i++)
		memset(rgb->pixels + 3 * i, grey->pixels[i], 3);
}

/* Cells have no colour of their own for frames; the grid gets it. */
int preview_cells_frame(const struct preview_request *r,
			const struct picture_info *info,
			const struct view *view, struct bitmap *grid,
			struct error *err)
{
	struct bitmap rgb;

	if (r->n_frames == 0 || r->colours == PREVIEW_MONO)
		return 0;
	if (grid->channels == 1) {
		if (bitmap_init(&rgb, grid->width, grid->height, 3, err) < 0)
			return -1;
		cells_to_rgb(grid, &rgb);
		bitmap_done(grid);
		*grid = rgb;
	}
	cells_draw_frames(r, info, view, grid);
	return 0;
}

static struct preview_cell *cells_of(struct preview_reply *reply,
				     const struct view *view, int row)
{
	return reply->cells + (size_t)row * (size_t)reply->columns +
	       (size_t)view->column;
}

void preview_cells_wait(const struct preview_request *r,
			const struct view *view, struct preview_reply *reply)
{
	for (int y = view->row; y < view->row + view->rows; y++)
		cells_wait(cells_of(reply, view, y), view->columns, r->ascii);
}

int preview_cells_paint(const struct preview_request *r,
			const struct picture_info *info,
			const struct view *view, const struct shown *shown,
			struct preview_reply *reply)
{
	enum cell_blocks blocks = cells_blocks(r->blocks, r->colours, r->ascii);
	struct bitmap grid;
	int across, down, rc;

	cells_grid(blocks, &across, &down);
	if (shown_rows(shown, view->columns * across, view->rows * down, 0,
		       view->rows * down, &grid, &reply->error) < 0)
		return -1;
	rc = preview_cells_frame(r, info, view, &grid, &reply->error);
	if (rc == 0)
		cells_paint(&grid, r->colours, blocks, r->ascii,
			    cells_of(reply, view, view->row), reply->columns);
	bitmap_done(&grid);
	return rc;
}
