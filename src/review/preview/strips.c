/*
 * strips.c: strips of a picture on several threads. See strips.h.
 *
 *	shown ─rows─▶ pixels ─palette─▶ indices ─frames, numbers─▶ bytes
 *
 * 1. Strips are taken from the top, by whichever thread is free. One needs
 *    nothing of another but the last row of indices above it and their palette,
 *    so that no seam is seen: they are mapped in turn, and all else is done side
 *    by side.
 * 2. Frames are drawn on the indexed picture in a colour of their own: they
 *    change neither palette nor mapping, and are coloured on a grey label.
 * 3. The picture may still be decoded: whoever has taken a strip waits for its
 *    rows. The caller, who decodes, takes none before it has done so.
 * 4. The threads use libsixel at once, each with objects of its own; what
 *    it shares is a text about errors that nobody reads (sixel.c).
 */
#include "config.h"

#include "review/preview/strips.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "image/show/iterm.h"
#include "image/show/kitty.h"
#include "image/show/sixel.h"
#include "review/preview/preview_reply.h"
#include "review/preview/strips_piece.h"

#define STRIPS_FEW 100000 /* pixels that one thread makes as soon */

/* --- how high ------------------------------------------------------------- */

/* Rows of cells that are whole bands of sixels together; without bands one. */
static int strips_unit(const struct preview_request *r)
{
	int rows = 1;

	if (r->sixel_bands && r->cell_height > 0)
		while (rows * r->cell_height % STRIPS_BAND != 0)
			rows++;
	return rows;
}

/* Rows that a strip may have; INT_MAX where nothing limits them. Where not
 * even a unit fits, strips are not whole bands. */
static int strips_most(const struct preview_request *r)
{
	int unit = strips_unit(r);
	int most = r->cell_height > 0 ? r->max_height / r->cell_height : 0;

	if (r->max_height <= 0)
		return INT_MAX;
	return most >= unit ? most / unit * unit : most;
}

int strips_rows(const struct preview_request *request, int rows)
{
	int n = request->sixel_whole ? 1 : PREVIEW_STRIPS;
	int most = strips_most(request);

	return most < rows && rows > most * n ? most * n : rows;
}

/* Rows of cells in a strip: an eighth of the picture, no more than a graphic
 * may have, and where needed whole bands. */
static int strips_height(const struct preview_request *r, int all)
{
	int rows = (all + PREVIEW_STRIPS - 1) / PREVIEW_STRIPS;
	int unit = strips_unit(r), most = strips_most(r);

	if (r->sixel_whole)
		return all;
	rows = (rows + unit - 1) / unit * unit;
	return rows < most ? rows : most;
}

static void strips_lay(struct strips *strips)
{
	const struct strips_plan *plan = &strips->plan;
	int cell = plan->request->cell_height;
	int rows = strips_height(plan->request, plan->view.rows);

	for (int row = 0;
	     row * cell < plan->height && strips->n < PREVIEW_STRIPS;
	     row += rows) {
		int left = plan->view.rows - row;
		int height = plan->height - row * cell;

		strips->places[strips->n++] = (struct strips_place){
			.row = row,
			.rows = left < rows ? left : rows,
			.top = row * cell,
			.height = height < rows * cell ? height : rows * cell,
		};
	}
}

static void strips_tell(const struct strips *strips,
			struct preview_reply *reply)
{
	const struct view *view = &strips->plan.view;

	reply->n_strips = strips->n;
	for (int i = 0; i < strips->n; i++)
		reply->strips[i] = (struct preview_strip){
			.row = view->row + strips->places[i].row,
			.rows = strips->places[i].rows,
			.column = view->column,
			.columns = view->columns,
		};
}

/* --- making one ----------------------------------------------------------- */

/* Rows of pixels in the protocol that was asked for. Of a picture in one piece
 * only its own pixels tell how large it is. */
static int strips_encode(const struct strips *strips,
			 const struct strips_piece *piece,
			 const struct strips_place *place, struct bytes *ret,
			 struct error *err)
{
	const struct preview_request *r = strips->plan.request;
	const struct bitmap *indices = &piece->indices;
	const struct palette *palette = &piece->palette;
	struct iterm_size size = {strips->plan.view.columns, place->rows};

	if (r->sixel_whole)
		size = (struct iterm_size){0};
	switch (r->protocol) {
	case SHOW_KITTY:
	case SHOW_PLACEHOLDERS:
		return kitty_strip(indices, palette, 0, place->height, ret,
				   err);
	case SHOW_ITERM:
	case SHOW_ITERM_PARTS:
		return iterm_strip(indices, palette, 0, place->height, size,
				   r->protocol == SHOW_ITERM_PARTS, ret, err);
	case SHOW_SIXEL:
		break;
	}
	return sixel_strip(indices, palette, 0, place->height, ret, err);
}

/* Waits until a number that others raise is so high; false: it never is. */
static bool strips_await(struct strips *strips, const int *number, int least)
{
	bool reached;

	pthread_mutex_lock(&strips->lock);
	while (*number < least && !strips->failed)
		pthread_cond_wait(&strips->changed, &strips->lock);
	reached = *number >= least && !strips->failed;
	pthread_mutex_unlock(&strips->lock);
	return reached;
}

/* The palette for pixels whose turn it is, after `before` of the strip above; what
 * is above them has it from now on, too. */
static void strips_choose(struct strips *strips, int i,
			  const struct bitmap *pixels,
			  const struct palette *before, double good)
{
	struct palette last = strips->palette;

	if (strips->plan.palette != NULL) {
		strips->palette = *strips->plan.palette;
		return;
	}
	palette_grow(before, pixels, strips->plan.colours, good,
		     &strips->palette);
	if (i > 0)
		palette_carry(&last, &strips->palette, strips->row,
			      (size_t)strips->plan.width);
}

/* A label's palette is all of the label's; other protocols pack more. */
static bool strips_are_rated(const struct strips *strips)
{
	return strips->plan.palette == NULL &&
	       strips->plan.request->protocol == SHOW_SIXEL;
}

/* In colours as good as they may be. */
static int strips_colours(struct strips *strips, int i,
			  const struct bitmap *pixels, struct bitmap *ret,
			  struct error *err)
{
	const struct palette before = strips->palette;
	const unsigned char *above = i > 0 ? strips->row : NULL;
	double n = (double)pixels->width * pixels->height, bytes, good;

	strips_choose(strips, i, pixels, &before, PALETTE_GOOD);
	if (palette_map_on(&strips->palette, pixels, above, ret, err) < 0)
		return -1;
	if (!strips_are_rated(strips))
		return 0;
	bytes = (double)sixel_guess(ret);
	good = rate_good(&strips->rate, n, bytes);
	if (good > PALETTE_GOOD) {
		bitmap_done(ret);
		strips_choose(strips, i, pixels, &before, good);
		if (palette_map_on(&strips->palette, pixels, above, ret, err) <
		    0)
			return -1;
		bytes = (double)sixel_guess(ret);
	}
	rate_spend(&strips->rate, n, bytes);
	return 0;
}

/* The row, its palette and the rate belong to whose turn it is. */
static int strips_map(struct strips *strips, int i, const struct bitmap *pixels,
		      struct strips_piece *ret, struct error *err)
{
	struct bitmap *indices = &ret->indices;

	if (!strips_await(strips, &strips->mapped, i))
		return -1;
	if (strips_colours(strips, i, pixels, indices, err) < 0)
		return -1;
	ret->palette = strips->palette;
	memcpy(strips->row,
	       indices->pixels +
		       (size_t)(indices->height - 1) * indices->stride,
	       indices->stride);
	pthread_mutex_lock(&strips->lock);
	strips->mapped++;
	pthread_cond_broadcast(&strips->changed);
	pthread_mutex_unlock(&strips->lock);
	return 0;
}

static int strips_make(struct strips *strips, int i, struct bytes *ret,
		       struct error *err)
{
	const struct strips_plan *plan = &strips->plan;
	const struct strips_place *place = &strips->places[i];
	struct bitmap pixels CLEANUP(bitmap_done) = {0};
	struct strips_piece piece CLEANUP(strips_piece_done) = {0};

	if (!strips_await(strips, &strips->there,
			  shown_needs(plan->shown, plan->width, plan->height,
				      place->top, place->height)) ||
	    shown_rows(plan->shown, plan->width, plan->height, place->top,
		       place->height, &pixels, err) < 0 ||
	    strips_map(strips, i, &pixels, &piece, err) < 0)
		return -1;
	strips_piece_draw(plan, &piece, place->top);
	return strips_encode(strips, &piece, place, ret, err);
}

/* --- threads -------------------------------------------------------------- */

static void strips_fail(struct strips *strips)
{
	pthread_mutex_lock(&strips->lock);
	strips->failed = true;
	pthread_cond_broadcast(&strips->changed);
	pthread_mutex_unlock(&strips->lock);
}

/* The next that nobody has taken, or -1. */
static int strips_take(struct strips *strips)
{
	const struct strips_plan *plan = &strips->plan;
	int taken = -1;

	pthread_mutex_lock(&strips->lock);
	if (!strips->failed && strips->next < strips->n)
		taken = strips->next++;
	pthread_mutex_unlock(&strips->lock);
	if (taken < 0 || plan->stale == NULL || !plan->stale(plan->stale_data))
		return taken;
	strips_fail(strips);
	return -1;
}

static void strips_put(struct strips *strips, int i, int rc,
		       const struct bytes *bytes, const struct error *error)
{
	pthread_mutex_lock(&strips->lock);
	if (rc == 0) {
		strips->bytes[i] = *bytes;
		strips->made[i] = true;
	} else if (!strips->failed) {
		strips->error = *error;
		strips->failed = true;
	}
	pthread_cond_broadcast(&strips->changed);
	pthread_mutex_unlock(&strips->lock);
}

bool strips_step(struct strips *strips)
{
	int i = strips_take(strips), rc;
	struct bytes bytes = {0};
	struct error error = {0};

	if (i < 0)
		return false;
	rc = strips_make(strips, i, &bytes, &error);
	if (rc < 0)
		bytes_done(&bytes);
	strips_put(strips, i, rc, &bytes, &error);
	return rc == 0;
}

static void *strips_help(void *arg)
{
	struct strips *strips = arg;

	while (strips_step(strips))
		;
	return NULL;
}

/* Threads beside the caller's: as many as find a core, and one in any case. */
static int strips_want(const struct strips *strips)
{
	const struct strips_plan *plan = &strips->plan;
	long n = sysconf(_SC_NPROCESSORS_ONLN) - 1;

	if ((int64_t)plan->width * plan->height <= STRIPS_FEW)
		return 0;
	n = n < 1 ? 1 : n > STRIPS_HELPERS ? STRIPS_HELPERS : n;
	return n < strips->n ? (int)n : strips->n - 1;
}

void strips_begin(struct strips *strips, const struct strips_plan *plan,
		  struct preview_reply *reply)
{
	*strips = (struct strips){.plan = *plan};
	pthread_mutex_init(&strips->lock, NULL);
	pthread_cond_init(&strips->changed, NULL);
	strips->row = mem_alloc((size_t)plan->width);
	strips->there = plan->there;
	strips_lay(strips);
	strips_tell(strips, reply);
	/* Alone it takes longer, and that is all. */
	for (int i = strips_want(strips); i > 0; i--)
		if (thread_start(&strips->helpers[strips->n_helpers],
				 "preview strips", strips_help, strips,
				 NULL) == 0)
			strips->n_helpers++;
}

int strips_collect(struct strips *strips, struct preview_reply *reply)
{
	int n = 0;

	pthread_mutex_lock(&strips->lock);
	for (int i = 0; i < strips->n; i++) {
		if (!strips->made[i])
			continue;
		reply->strips[i].sixel = strips->bytes[i];
		strips->bytes[i] = (struct bytes){0};
		strips->made[i] = false;
		n++;
	}
	pthread_mutex_unlock(&strips->lock);
	return n;
}

void strips_there(struct strips *strips, int rows)
{
	pthread_mutex_lock(&strips->lock);
	strips->there = rows;
	pthread_cond_broadcast(&strips->changed);
	pthread_mutex_unlock(&strips->lock);
}

static void strips_join(struct strips *strips)
{
	while (strips->n_helpers > 0)
		pthread_join(strips->helpers[--strips->n_helpers], NULL);
}

void strips_stop(struct strips *strips)
{
	strips_fail(strips);
	strips_join(strips);
}

int strips_end(struct strips *strips, struct error *err)
{
	strips_join(strips);
	if (!strips->failed)
		return 0;
	*err = strips->error;
	return -1;
}

void strips_done(struct strips *strips)
{
	for (int i = 0; i < strips->n; i++)
		bytes_done(&strips->bytes[i]);
	free(strips->row);
	pthread_cond_destroy(&strips->changed);
	pthread_mutex_destroy(&strips->lock);
}
