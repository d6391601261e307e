/*
 * gallery.c: from a file to strips and cells. See gallery.h.
 *
 *	file ─probe─▶ view ─decode─▶ level ─cut, shrink, turn─▶ shown ─▶ cells
 *	                                       shown ─palette, map, frames─▶ strips
 *
 * 1. A level is the region decoded at the largest of 1/1 … 1/8 that is large
 *    enough; it is kept, so that panning and other frames start from there.
 * 2. Turning comes after shrinking: it costs a tenth then.
 * 3. Frames are drawn on the indexed picture in a colour of their own: they
 *    change neither palette nor mapping, and are coloured on a grey label.
 * 4. What is kept is found by the file's device, inode, size and time: a file
 *    that changed is decoded anew.
 */
#include "config.h"

#include "review/gallery.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "image/show/frame.h"
#include "image/show/palette.h"
#include "image/decode/picture.h"
#include "image/show/sixel.h"
#include "image/show/view.h"
#include "review/preview_reply.h"
#include "review/shelf.h"

#define GALLERY_LEVELS_BYTES  ((size_t)24 << 20)
#define GALLERY_REPLIES_BYTES ((size_t)16 << 20)
#define GALLERY_INFOS_BYTES   ((size_t)64 << 10)
/* A region is decoded as a whole, ready for panning, up to this size. */
#define GALLERY_LEVEL_BYTES ((double)GALLERY_LEVELS_BYTES)

/* Measured on sheets and labels: 32 colours are 34 dB in 308 KB a sheet, 8
 * greys keep a label's print legible in 45 KB. */
#define GALLERY_COLOURS 32
#define GALLERY_GREYS	8

static const unsigned char gallery_frame_rgb[3] = {31, 111, 235};

struct gallery_level {
	struct bitmap bitmap;
	struct box box; /* stored pixels that it shows */
	bool truncated;
};

struct gallery {
	struct shelf levels;  /* struct gallery_level */
	struct shelf replies; /* struct preview_reply */
	struct shelf infos;   /* struct picture_info */
};

/* One request on its way to an answer. */
struct gallery_job {
	const struct preview_request *request;
	const struct gallery_watch *watch;
	char *file; /* names the file's present state; a key's beginning */
	struct picture_info info;
	struct view view;
	bool sixel;
	bool grey;
	int width, height;		   /* of `shown` */
	const struct gallery_level *level; /* the shelf's */
	struct bitmap shown;
	struct preview_reply *reply;
};

/* --- what is kept --------------------------------------------------------- */

static void gallery_free_kept_reply(void *value)
{
	struct preview_reply *reply = value;

	mail_free(&reply->mail);
}

static void gallery_free_level(void *value)
{
	struct gallery_level *level = value;

	bitmap_done(&level->bitmap);
	free(level);
}

/* --- what names things ---------------------------------------------------- */

/* The file's name and state; that it cannot be looked at is state enough here:
 * reading it will tell why. Owned. */
static char *gallery_file_key(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return mem_printf("%s?", path);
	return mem_printf("%s/%ju:%ju:%jd:%jd.%09ld", path,
			  (uintmax_t)st.st_dev, (uintmax_t)st.st_ino,
			  (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
			  (long)st.st_mtim.tv_nsec);
}

static void gallery_key_box(struct bytes *key, struct box box)
{
	bytes_printf(key, " %d,%d,%d,%d", box.x, box.y, box.w, box.h);
}

/* All that an answer depends on. */
static void gallery_reply_key(const struct gallery_job *job, struct bytes *ret)
{
	const struct preview_request *r = job->request;

	bytes_append_str(ret, job->file);
	bytes_printf(ret, " %d %d %a %a %a %d %d %d %d", r->rotation, r->exif,
		     r->zoom, r->pan_x, r->pan_y, r->columns, r->rows,
		     r->cell_width, r->cell_height);
	bytes_printf(ret, " %d %d %d %d %d %d %d %d", r->sixel, r->sixel_bands,
		     r->sixel_whole, r->sixel_colours, r->max_width,
		     r->max_height, (int)r->colours, r->ascii);
	gallery_key_box(ret, r->region);
	for (int i = 0; i < r->n_frames; i++)
		gallery_key_box(ret, r->frames[i]);
}

/* --- steps ---------------------------------------------------------------- */

static bool gallery_stale(const struct gallery_job *job)
{
	return job->watch != NULL && job->watch->stale != NULL &&
	       job->watch->stale(job->watch->data);
}

static int gallery_probe(struct gallery *gallery, struct gallery_job *job)
{
	struct picture_info *known = shelf_find(&gallery->infos, job->file);

	if (known != NULL) {
		job->info = *known;
		return 0;
	}
	if (picture_probe(job->request->path, &job->info, &job->reply->error) <
	    0)
		return -1;
	known = mem_alloc(sizeof(*known));
	*known = job->info;
	shelf_put(&gallery->infos, job->file, known,
		  sizeof(*known) + strlen(job->file));
	return 0;
}

/* The pane, less what the terminal's limits for a graphic leave free. */
static struct view_pane gallery_pane(const struct preview_request *r,
				     bool sixel)
{
	struct view_pane pane = {
		.columns = r->columns,
		.rows = r->rows,
		.cell_width = r->cell_width > 0 ? r->cell_width : 8,
		.cell_height = r->cell_height > 0 ? r->cell_height : 16,
	};
	int most;

	most = r->max_width / pane.cell_width;
	if (sixel && r->max_width > 0 && pane.columns > most)
		pane.columns = most;
	most = r->max_height / pane.cell_height *
	       (r->sixel_whole ? 1 : PREVIEW_STRIPS);
	if (sixel && r->max_height > 0 && pane.rows > most)
		pane.rows = most;
	return pane;
}

static bool gallery_can_sixel(const struct preview_request *r)
{
	return r->sixel && r->cell_width > 0 && r->cell_height > 0 &&
	       (r->max_width <= 0 || r->max_width >= r->cell_width) &&
	       (r->max_height <= 0 || r->max_height >= r->cell_height);
}

/* A turn of stored pixels, as labels have it, is mirrored afterwards like
 * that of EXIF; one on top of EXIF's is not. */
static struct view_turn gallery_turn(const struct preview_request *r,
				     const struct picture_info *info)
{
	if (r->exif)
		return view_turn_of(info->exif_rotation, info->exif_mirrored,
				    r->rotation);
	return view_turn_of(0, info->exif_mirrored,
			    info->exif_mirrored ? -r->rotation : r->rotation);
}

static int gallery_plan(struct gallery_job *job)
{
	const struct preview_request *r = job->request;
	struct view_pane pane;
	struct view_turn turn = gallery_turn(r, &job->info);

	job->sixel = gallery_can_sixel(r);
	pane = gallery_pane(r, job->sixel);
	if (view_plan(&job->view, job->info.width, job->info.height, r->region,
		      turn, &pane, r->zoom, r->pan_x, r->pan_y,
		      &job->reply->error) < 0)
		return -1;
	job->view.column += (r->columns - pane.columns) / 2;
	job->view.row += (r->rows - pane.rows) / 2;
	job->width = job->sixel ? job->view.width : job->view.columns;
	job->height = job->sixel ? job->view.height : job->view.rows * 2;
	job->grey = r->region.w != 0;
	return 0;
}

/* The size of `shown` before it is turned. */
static void gallery_stored_size(const struct gallery_job *job, int *ret_width,
				int *ret_height)
{
	bool across = job->view.turn.degrees % 180 != 0;

	*ret_width = across ? job->height : job->width;
	*ret_height = across ? job->width : job->height;
}

/* What to decode: the whole region if that is not too much, so that panning
 * finds it; else what is seen. */
static struct picture_request
gallery_level_request(const struct gallery_job *job)
{
	struct box region = job->view.region, crop = job->view.crop;
	struct picture_request request = {.crop = region, .grey = job->grey};
	int width, height, scale;
	double bytes;

	gallery_stored_size(job, &width, &height);
	request.min_width = (int)((double)width * region.w / crop.w);
	request.min_height = (int)((double)height * region.h / crop.h);
	scale = picture_scale(&request, region);
	bytes = (double)region.w * region.h / (scale * scale) *
		(job->grey ? 1 : 3);
	if (bytes <= GALLERY_LEVEL_BYTES)
		return request;
	request.crop = crop;
	request.min_width = width;
	request.min_height = height;
	return request;
}

static int gallery_decode(struct gallery *gallery, struct gallery_job *job)
{
	struct picture_request request = gallery_level_request(job);
	struct bytes key CLEANUP(bytes_done) = {0};
	struct gallery_level *level;

	bytes_printf(&key, "%s %d %d", job->file,
		     picture_scale(&request, request.crop), request.grey);
	gallery_key_box(&key, request.crop);
	job->level = shelf_find(&gallery->levels, key.data);
	if (job->level != NULL)
		return 0;
	level = mem_zalloc(sizeof(*level));
	level->box = request.crop;
	if (picture_read(job->request->path, &request, &level->bitmap,
			 &level->truncated, &job->reply->error) < 0) {
		free(level);
		return -1;
	}
	shelf_put(&gallery->levels, key.data, level,
		  level->bitmap.stride * (size_t)level->bitmap.height);
	job->level = level;
	return 0;
}

/* Of `n` pixels that show `all` stored ones, those that show [first, first +
 * count). */
static void gallery_cut(int all, int n, int *first, int *count)
{
	int from = (int)((int64_t)*first * n / all);
	int to = (int)(((int64_t)*first + *count) * n / all);

	*first = from < n ? from : n - 1;
	*count = to > *first ? to - *first : 1;
}

static int gallery_shrink(const struct gallery_job *job, struct bitmap *ret)
{
	const struct gallery_level *level = job->level;
	struct box part = job->view.crop;
	struct bitmap cut = {0};
	int width, height, rc;

	gallery_stored_size(job, &width, &height);
	part.x -= level->box.x;
	part.y -= level->box.y;
	gallery_cut(level->box.w, level->bitmap.width, &part.x, &part.w);
	gallery_cut(level->box.h, level->bitmap.height, &part.y, &part.h);
	if (part.w == level->bitmap.width && part.h == level->bitmap.height)
		return bitmap_resize(&level->bitmap, width, height, ret,
				     &job->reply->error);
	if (bitmap_crop(&level->bitmap, part, &cut, &job->reply->error) < 0)
		return -1;
	rc = bitmap_resize(&cut, width, height, ret, &job->reply->error);
	bitmap_done(&cut);
	return rc;
}

static int gallery_show(struct gallery_job *job)
{
	struct bitmap stored;
	int rc = 0;

	if (gallery_shrink(job, &stored) < 0)
		return -1;
	if (job->view.turn.degrees == 0) {
		job->shown = stored;
	} else {
		rc = bitmap_rotate(&stored, job->view.turn.degrees, &job->shown,
				   &job->reply->error);
		bitmap_done(&stored);
	}
	if (rc == 0 && job->view.turn.mirrored)
		bitmap_mirror(&job->shown);
	return rc;
}

/* Boxes of words are often tight: a frame of pixels keeps some off. */
static void gallery_frames(const struct gallery_job *job, struct bitmap *on,
			   int thickness, const unsigned char *pixel)
{
	int off = job->sixel && on->channels == 1 ? thickness + 1 : 0;

	for (int i = 0; i < job->request->n_frames; i++) {
		struct box box = box_clip(job->request->frames[i],
					  job->info.width, job->info.height);

		if (box.w == 0)
			continue;
		box = view_box(&job->view, box, on->width, on->height);
		box = (struct box){box.x - off, box.y - off, box.w + 2 * off,
				   box.h + 2 * off};
		frame_draw(on, box, thickness, pixel);
	}
}

static void gallery_to_rgb(const struct bitmap *grey, struct bitmap *rgb)
{
	for (size_t i = 0; i < grey->stride * (size_t)grey->height; i++)
		memset(rgb->pixels + 3 * i, grey->pixels[i], 3);
}

/* Cells have no colour of their own for frames; the grid gets it. */
static int gallery_colour_grid(const struct gallery_job *job,
			       struct bitmap *grid)
{
	struct bitmap rgb;

	if (job->request->n_frames == 0 ||
	    job->request->colours == PREVIEW_MONO)
		return 0;
	if (grid->channels == 1) {
		if (bitmap_init(&rgb, grid->width, grid->height, 3,
				&job->reply->error) < 0)
			return -1;
		gallery_to_rgb(grid, &rgb);
		bitmap_done(grid);
		*grid = rgb;
	}
	gallery_frames(job, grid, 1, gallery_frame_rgb);
	return 0;
}

static int gallery_cells(const struct gallery_job *job)
{
	const struct view *view = &job->view;
	struct preview_reply *reply = job->reply;
	struct bitmap grid;
	int rc;

	if (bitmap_resize(&job->shown, view->columns, view->rows * 2, &grid,
			  &reply->error) < 0)
		return -1;
	rc = gallery_colour_grid(job, &grid);
	if (rc == 0)
		cells_paint(&grid, job->request->colours, job->request->ascii,
			    reply->cells +
				    (size_t)view->row * (size_t)reply->columns +
				    (size_t)view->column,
			    reply->columns);
	bitmap_done(&grid);
	return rc;
}

/* Rows of cells in a strip: an eighth of the picture, no more than a graphic
 * may have, and where needed whole bands of six pixels. */
static int gallery_strip_rows(const struct gallery_job *job)
{
	const struct preview_request *r = job->request;
	int rows = (job->view.rows + PREVIEW_STRIPS - 1) / PREVIEW_STRIPS;
	int most = r->max_height > 0 ? r->max_height / r->cell_height : rows;

	if (r->sixel_whole)
		return job->view.rows;
	if (r->sixel_bands)
		while (rows * r->cell_height % 6 != 0)
			rows++;
	return rows < most || r->max_height <= 0 ? rows : most;
}

static int gallery_strips(const struct gallery_job *job,
			  const struct bitmap *indices,
			  const struct palette *palette)
{
	struct preview_reply *reply = job->reply;
	int cell = job->request->cell_height;
	int rows = gallery_strip_rows(job);

	for (int row = 0; row < job->view.rows; row += rows) {
		struct preview_strip *strip = &reply->strips[reply->n_strips];
		int left = job->view.rows - row;

		if (gallery_stale(job))
			return -1;
		strip->row = job->view.row + row;
		strip->rows = left < rows ? left : rows;
		strip->column = job->view.column;
		strip->columns = job->view.columns;
		if (sixel_strip(indices, palette, row * cell,
				strip->rows * cell, &strip->sixel,
				&reply->error) < 0)
			return -1;
		reply->n_strips++;
	}
	return 0;
}

static int gallery_sixel(const struct gallery_job *job)
{
	struct bitmap indices;
	struct palette palette;
	int colours = job->grey ? GALLERY_GREYS : GALLERY_COLOURS;
	int rc;

	if (job->request->sixel_colours > 1 &&
	    colours > job->request->sixel_colours)
		colours = job->request->sixel_colours;
	if (job->request->n_frames > 0)
		colours--;
	palette_make(&job->shown, colours, &palette);
	if (palette_map(&palette, &job->shown, &indices, &job->reply->error) <
	    0)
		return -1;
	if (job->request->n_frames > 0) {
		int index =
			palette_add(&palette, gallery_frame_rgb[0],
				    gallery_frame_rgb[1], gallery_frame_rgb[2]);
		unsigned char pixel = (unsigned char)index;

		gallery_frames(job, &indices,
			       1 + job->request->cell_height / 12, &pixel);
	}
	rc = gallery_strips(job, &indices, &palette);
	bitmap_done(&indices);
	return rc;
}

static void gallery_tell(const struct gallery_job *job)
{
	struct preview_reply *reply = job->reply;

	reply->scale = view_scale(&job->view);
	reply->rotation = job->view.turn.degrees;
	reply->truncated = job->level->truncated;
}

/* The reply has no cells where so many were asked for that none were made. */
static int gallery_check_pane(const struct gallery_job *job)
{
	const struct preview_request *r = job->request;

	if (job->reply->columns == r->columns && job->reply->rows == r->rows)
		return 0;
	return error_set(&job->reply->error, ERROR_USAGE,
			 "a picture of %d x %d cells is too large; at most %d "
			 "along an edge and %d in all are made",
			 r->columns, r->rows, PREVIEW_EDGE_MAX,
			 PREVIEW_CELLS_MAX);
}

/* -1 with the error in the reply, or, without one, given up. */
static int gallery_run(struct gallery *gallery, struct gallery_job *job)
{
	if (gallery_check_pane(job) < 0 || gallery_probe(gallery, job) < 0 ||
	    gallery_plan(job) < 0 || gallery_decode(gallery, job) < 0)
		return -1;
	gallery_tell(job);
	if (gallery_stale(job) || gallery_show(job) < 0 ||
	    gallery_cells(job) < 0)
		return -1;
	return job->sixel ? gallery_sixel(job) : 0;
}

static void gallery_job_done(struct gallery_job *job)
{
	free(job->file);
	bitmap_done(&job->shown);
	if (job->reply != NULL)
		mail_free(&job->reply->mail);
}

struct preview_reply *gallery_render(struct gallery *gallery,
				     const struct preview_request *request,
				     const struct gallery_watch *watch)
{
	struct gallery_job job CLEANUP(gallery_job_done) = {.request = request,
							    .watch = watch};
	struct bytes key CLEANUP(bytes_done) = {0};
	struct preview_reply *kept, *reply;

	job.file = gallery_file_key(request->path);
	gallery_reply_key(&job, &key);
	kept = shelf_find(&gallery->replies, key.data);
	if (kept != NULL)
		return preview_reply_copy(kept, request->ticket);
	job.reply = preview_reply_new(request->columns, request->rows);
	job.reply->ticket = request->ticket;
	if (gallery_run(gallery, &job) < 0) {
		if (job.reply->error.kind == ERROR_NONE)
			return NULL;
		preview_reply_clear(job.reply);
	} else {
		kept = preview_reply_copy(job.reply, 0);
		shelf_put(&gallery->replies, key.data, kept,
			  preview_reply_bytes(kept));
	}
	reply = job.reply;
	job.reply = NULL;
	return reply;
}

/* A cell of one pixel makes the pane a bitmap. */
int gallery_bitmap(struct gallery *gallery,
		   const struct preview_request *request, struct bitmap *ret,
		   struct error *err)
{
	struct preview_request pixels = *request;
	struct gallery_job job CLEANUP(gallery_job_done) = {.request = &pixels};

	pixels.sixel = true;
	pixels.cell_width = pixels.cell_height = 1;
	pixels.max_width = pixels.max_height = 0;
	job.file = gallery_file_key(request->path);
	job.reply = preview_reply_new(0, 0);
	if (gallery_probe(gallery, &job) < 0 || gallery_plan(&job) < 0 ||
	    gallery_decode(gallery, &job) < 0 || gallery_show(&job) < 0 ||
	    gallery_colour_grid(&job, &job.shown) < 0) {
		if (err != NULL)
			*err = job.reply->error;
		return -1;
	}
	*ret = job.shown;
	job.shown = (struct bitmap){0};
	return 0;
}

struct gallery *gallery_new(void)
{
	struct gallery *gallery = mem_zalloc(sizeof(*gallery));

	shelf_init(&gallery->levels, GALLERY_LEVELS_BYTES, gallery_free_level);
	shelf_init(&gallery->replies, GALLERY_REPLIES_BYTES,
		   gallery_free_kept_reply);
	shelf_init(&gallery->infos, GALLERY_INFOS_BYTES, free);
	return gallery;
}

void gallery_free(struct gallery *gallery)
{
	if (gallery == NULL)
		return;
	shelf_done(&gallery->levels);
	shelf_done(&gallery->replies);
	shelf_done(&gallery->infos);
	free(gallery);
}
