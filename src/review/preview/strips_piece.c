/*
 * strips_piece.c: frames and numbers on a strip. See strips_piece.h.
 */
#include "config.h"

#include "review/preview/strips_piece.h"

#include "image/show/digits.h"
#include "image/show/frame.h"

#define STRIPS_DOT 9 /* of a cell's height is a dot of its numbers */

const unsigned char strips_frame_rgb[3] = {31, 111, 235};
static const unsigned char strips_white[3] = {255, 255, 255};

int strips_inks(const struct preview_request *request)
{
	return (request->n_frames > 0 || request->n_marks > 0) +
	       (request->n_marks > 0);
}

static unsigned char strips_ink(struct palette *palette,
				const unsigned char *rgb)
{
	return (unsigned char)palette_add(palette, rgb[0], rgb[1], rgb[2]);
}

void strips_piece_done(struct strips_piece *piece)
{
	bitmap_done(&piece->indices);
}

/* Colours are added where they are needed, so that no other one goes. */
static void strips_colour(const struct preview_request *r,
			  struct strips_piece *piece)
{
	if (strips_inks(r) > 0)
		piece->frame = strips_ink(&piece->palette, strips_frame_rgb);
	if (r->n_marks > 0)
		piece->ink = strips_ink(&piece->palette, strips_white);
}

/* Where a box of stored pixels lies in the whole picture; false: nowhere. */
static bool strips_box(const struct strips_plan *plan, struct box box,
		       struct box *ret)
{
	box = box_clip(box, plan->sheet_width, plan->sheet_height);
	if (box.w == 0)
		return false;
	*ret = view_box(&plan->view, box, plan->width, plan->height);
	return true;
}

/* Boxes of words are often tight: a frame keeps some off. */
static void strips_frames(const struct strips_plan *plan,
			  struct strips_piece *piece, int top)
{
	const struct preview_request *r = plan->request;
	int thickness = 1 + r->cell_height / 12, off = thickness + 1;

	for (int i = 0; i < r->n_frames; i++) {
		struct box box;

		if (!strips_box(plan, r->frames[i], &box))
			continue;
		box = (struct box){box.x - off, box.y - off - top,
				   box.w + 2 * off, box.h + 2 * off};
		frame_draw(&piece->indices, box, thickness, &piece->frame);
	}
}

/* Numbers in the colour of frames, with white figures. */
static void strips_numbers(const struct strips_plan *plan,
			   struct strips_piece *piece, int top)
{
	const struct preview_request *r = plan->request;
	int size = r->cell_height / STRIPS_DOT;

	size = size > 1 ? size : 1;
	for (int i = 0; i < r->n_marks; i++) {
		int number = r->marks[i].number, x, y;
		struct box box;

		if (!strips_box(plan, r->marks[i].box, &box) ||
		    box_clip(box, plan->width, plan->height).w == 0)
			continue;
		digits_place(box, number, size, plan->width, plan->height, &x,
			     &y);
		digits_draw(&piece->indices, x, y - top, number, size,
			    &piece->ink, &piece->frame);
	}
}

void strips_piece_draw(const struct strips_plan *plan,
		       struct strips_piece *piece, int top)
{
	strips_colour(plan->request, piece);
	strips_frames(plan, piece, top);
	strips_numbers(plan, piece, top);
}
