/*
 * preview_plan.c: where a picture goes, and what of it is decoded. See
 * preview_plan.h.
 */
#include "config.h"

#include "review/preview/preview_plan.h"

#include <stdint.h>

#include "image/show/cells.h"
#include "review/preview/strips.h"

/* The pane, less what the terminal's limits for a graphic leave free. */
static struct view_pane plan_pane(const struct preview_request *r, bool sixel)
{
	struct view_pane pane = {
		.columns = r->columns,
		.rows = r->rows,
		.cell_width = r->cell_width > 0 ? r->cell_width : 8,
		.cell_height = r->cell_height > 0 ? r->cell_height : 16,
	};
	int most = r->max_width / pane.cell_width;

	if (sixel && r->max_width > 0 && pane.columns > most)
		pane.columns = most;
	if (sixel)
		pane.rows = strips_rows(r, pane.rows);
	return pane;
}

static bool plan_can_sixel(const struct preview_request *r)
{
	return r->sixel && r->cell_width > 0 && r->cell_height > 0 &&
	       (r->max_width <= 0 || r->max_width >= r->cell_width) &&
	       (r->max_height <= 0 || r->max_height >= r->cell_height);
}

/* A turn of stored pixels, as labels have it, is mirrored afterwards like
 * that of EXIF; one on top of EXIF's is not. */
static struct turn plan_turn(const struct preview_request *r,
			     const struct picture_info *info)
{
	if (r->exif)
		return view_turn_of(info->exif_rotation, info->exif_mirrored,
				    r->rotation);
	return view_turn_of(0, info->exif_mirrored,
			    info->exif_mirrored ? -r->rotation : r->rotation);
}

int preview_plan_make(const struct preview_request *r,
		      const struct picture_info *info, bool colours,
		      struct preview_plan *ret, struct error *err)
{
	struct preview_plan plan = {.label = r->region.w != 0};
	struct view_pane pane;
	struct turn turn = plan_turn(r, info);
	const struct view_aim aim = {.zoom = r->zoom,
				     .scale = r->scale,
				     .pan_x = r->pan_x,
				     .pan_y = r->pan_y};

	plan.sixel = plan_can_sixel(r);
	pane = plan_pane(r, plan.sixel);
	if (view_plan(&plan.view, info->width, info->height, r->region, turn,
		      &pane, &aim, err) < 0)
		return -1;
	plan.view.column += (r->columns - pane.columns) / 2;
	plan.view.row += (r->rows - pane.rows) / 2;
	cells_grid(cells_blocks(r->blocks, r->colours, r->ascii), &plan.width,
		   &plan.height);
	plan.width *= plan.view.columns;
	plan.height *= plan.view.rows;
	if (plan.sixel) {
		plan.width = plan.view.width;
		plan.height = plan.view.height;
	}
	/* A band that is not whole would take a row of cells too many. */
	if (plan.sixel && r->sixel_bands && plan.height >= STRIPS_BAND)
		plan.height -= plan.height % STRIPS_BAND;
	plan.grey = plan.label || (info->grey && !colours);
	*ret = plan;
	return 0;
}

/* The size of `shown` before it is turned. */
static void plan_stored_size(const struct preview_plan *plan, int *ret_width,
			     int *ret_height)
{
	bool across = plan->view.turn.degrees % 180 != 0;

	*ret_width = across ? plan->height : plan->width;
	*ret_height = across ? plan->width : plan->height;
}

struct picture_request preview_plan_level(const struct preview_plan *plan,
					  const struct picture_info *info)
{
	struct box region = plan->view.region, crop = plan->view.crop;
	struct picture_request request = {
		.crop = region,
		.grey = plan->grey,
		.eighths = info->format == PICTURE_JPEG,
	};
	int width, height, scale;
	double bytes;

	plan_stored_size(plan, &width, &height);
	request.min_width = (int)((double)width * region.w / crop.w);
	request.min_height = (int)((double)height * region.h / crop.h);
	scale = picture_scale(&request, region);
	bytes = (double)region.w * region.h / (scale * scale) *
		(plan->grey ? 1 : 3);
	if (bytes <= (double)PREVIEW_LEVEL_BYTES)
		return request;
	request.crop = crop;
	request.min_width = width;
	request.min_height = height;
	return request;
}

/* Of `n` pixels that show `all` stored ones, those that show [first, first +
 * count). */
static void plan_cut(int all, int n, int *first, int *count)
{
	int from = (int)((int64_t)*first * n / all);
	int to = (int)(((int64_t)*first + *count) * n / all);

	*first = from < n ? from : n - 1;
	*count = to > *first ? to - *first : 1;
}

struct box preview_plan_part(const struct preview_plan *plan, struct box box,
			     const struct bitmap *bitmap)
{
	struct box part = plan->view.crop;

	part.x -= box.x;
	part.y -= box.y;
	plan_cut(box.w, bitmap->width, &part.x, &part.w);
	plan_cut(box.h, bitmap->height, &part.y, &part.h);
	return part;
}
