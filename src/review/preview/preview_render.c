/*
 * preview_render.c: from a file to strips and cells. See preview_render.h.
 *
 *	file ─probe─▶ view ─decode─▶ level ─part─▶ shown ─▶ cells, strips (strips.h)
 *
 * 1. A level is the region decoded at the smallest scale that is large enough
 *    (picture_eighths); it is kept, so that panning and other frames start from there.
 * 2. A level has one curve of tones, and a label's one palette: one that is
 *    panned over keeps its shades. Of a sheet each strip has its own.
 * 3. Who asked may get strips as they are made (preview_render_watch.post): then
 *    the first answer holds the places of all, and each that was missing
 *    follows.
 * 4. Where nothing has to be known of all pixels first, strips are made of the
 *    rows that are there while this thread decodes the others. They are the same,
 *    and end before the pixels go (struct picture_watch).
 * 5. What is kept is found by the file's device, inode, size and time: a file
 *    that changed is decoded anew.
 */
#include "config.h"

#include "review/preview/preview_render.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "image/decode/picture.h"
#include "image/palette/palette.h"
#include "image/show/frame.h"
#include "image/show/shown.h"
#include "image/show/view.h"
#include "review/preview/lru.h"
#include "review/preview/preview_reply.h"
#include "review/preview/strips.h"

#define PREVIEW_LEVELS_BYTES  ((size_t)24 << 20)
#define PREVIEW_REPLIES_BYTES ((size_t)16 << 20)
#define PREVIEW_INFOS_BYTES   ((size_t)64 << 10)
/* A region is decoded as a whole, ready for panning, up to this size. */
#define PREVIEW_LEVEL_BYTES ((double)PREVIEW_LEVELS_BYTES)

/* Measured on sheets and labels: 32 colours are 34 dB in 308 KB a sheet, 8
 * greys keep a label's print legible in 45 KB. */
#define PREVIEW_COLOURS 32
#define PREVIEW_GREYS	8

struct render_level {
	struct bitmap bitmap;
	struct box box; /* stored pixels that it shows */
	bool truncated;
};

struct preview_render {
	struct lru levels;  /* struct render_level */
	struct lru replies; /* struct preview_reply */
	struct lru infos;   /* struct picture_info */
};

/* One request on its way to an answer. */
struct render_job {
	const struct preview_request *request;
	const struct preview_render_watch *watch;
	char *file; /* names the file's present state; a key's beginning */
	struct picture_info info;
	struct view view;
	bool sixel;
	bool label;   /* a part of the sheet, in few greys */
	bool colours; /* of a sheet, whatever it is stored in */
	bool grey;
	int width, height;		  /* of what is shown, in pixels */
	const struct render_level *level; /* the lru's, or on its way there */
	struct render_level *decoding;
	int above; /* rows of it above what is seen */
	struct shown shown;
	struct palette palette; /* a label's */
	bool begun;		/* `strips` is in use */
	struct strips strips;
	struct preview_reply *reply;
	bool posted
		[PREVIEW_STRIPS]; /* to who asked; the first tells the rest */
	bool told;
};

/* --- what is kept --------------------------------------------------------- */

static void render_free_kept_reply(void *value)
{
	struct preview_reply *reply = value;

	mail_free(&reply->mail);
}

static void render_free_level(void *value)
{
	struct render_level *level = value;

	bitmap_done(&level->bitmap);
	free(level);
}

/* --- what names things ---------------------------------------------------- */

/* The file's name and state; that it cannot be looked at is state enough here:
 * reading it will tell why. Owned. */
static char *render_file_key(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return mem_printf("%s?", path);
	return mem_printf("%s/%ju:%ju:%jd:%jd", path, (uintmax_t)st.st_dev,
			  (uintmax_t)st.st_ino, (intmax_t)st.st_size,
			  (intmax_t)file_mtime_ns(&st));
}

static void render_key_box(struct bytes *key, struct box box)
{
	bytes_printf(key, " %d,%d,%d,%d", box.x, box.y, box.w, box.h);
}

/* All that an answer depends on. */
static void render_reply_key(const struct render_job *job, struct bytes *ret)
{
	const struct preview_request *r = job->request;

	bytes_append_str(ret, job->file);
	bytes_printf(ret, " %d %d %a %a %a %a %d", r->rotation, r->exif,
		     r->zoom, r->scale, r->pan_x, r->pan_y, (int)r->tone);
	bytes_printf(ret, " %d %d %d %d", r->columns, r->rows, r->cell_width,
		     r->cell_height);
	bytes_printf(ret, " %d %d %d %d %d %d %d %d %d %d",
		     r->sixel ? 1 + (int)r->protocol : 0, r->sixel_bands,
		     r->sixel_whole, r->sixel_colours, r->max_width,
		     r->max_height, (int)r->colours, r->ascii, (int)r->blocks,
		     r->plain);
	render_key_box(ret, r->region);
	for (int i = 0; i < r->n_frames; i++)
		render_key_box(ret, r->frames[i]);
	for (int i = 0; i < r->n_marks; i++) {
		bytes_printf(ret, " %d:", r->marks[i].number);
		render_key_box(ret, r->marks[i].box);
	}
}

/* --- steps ---------------------------------------------------------------- */

static bool render_stale(const struct render_job *job)
{
	return job->watch != NULL && job->watch->stale != NULL &&
	       job->watch->stale(job->watch->data);
}

static int render_probe(struct preview_render *render, struct render_job *job)
{
	struct picture_info *known = lru_find(&render->infos, job->file);

	if (known != NULL) {
		job->info = *known;
		return 0;
	}
	if (picture_probe(job->request->path, &job->info, &job->reply->error) <
	    0)
		return -1;
	known = mem_alloc(sizeof(*known));
	*known = job->info;
	lru_put(&render->infos, job->file, known,
		sizeof(*known) + strlen(job->file));
	return 0;
}

/* The pane, less what the terminal's limits for a graphic leave free. */
static struct view_pane render_pane(const struct preview_request *r, bool sixel)
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

static bool render_can_sixel(const struct preview_request *r)
{
	return r->sixel && r->cell_width > 0 && r->cell_height > 0 &&
	       (r->max_width <= 0 || r->max_width >= r->cell_width) &&
	       (r->max_height <= 0 || r->max_height >= r->cell_height);
}

/* A turn of stored pixels, as labels have it, is mirrored afterwards like
 * that of EXIF; one on top of EXIF's is not. */
static struct turn render_turn(const struct preview_request *r,
			       const struct picture_info *info)
{
	if (r->exif)
		return view_turn_of(info->exif_rotation, info->exif_mirrored,
				    r->rotation);
	return view_turn_of(0, info->exif_mirrored,
			    info->exif_mirrored ? -r->rotation : r->rotation);
}

static int render_plan(struct render_job *job)
{
	const struct preview_request *r = job->request;
	struct view_pane pane;
	struct turn turn = render_turn(r, &job->info);
	const struct view_aim aim = {.zoom = r->zoom,
				     .scale = r->scale,
				     .pan_x = r->pan_x,
				     .pan_y = r->pan_y};

	job->sixel = render_can_sixel(r);
	pane = render_pane(r, job->sixel);
	if (view_plan(&job->view, job->info.width, job->info.height, r->region,
		      turn, &pane, &aim, &job->reply->error) < 0)
		return -1;
	job->view.column += (r->columns - pane.columns) / 2;
	job->view.row += (r->rows - pane.rows) / 2;
	cells_grid(cells_blocks(r->blocks, r->colours, r->ascii), &job->width,
		   &job->height);
	job->width *= job->view.columns;
	job->height *= job->view.rows;
	if (job->sixel) {
		job->width = job->view.width;
		job->height = job->view.height;
	}
	/* A band that is not whole would take a row of cells too many. */
	if (job->sixel && r->sixel_bands && job->height >= STRIPS_BAND)
		job->height -= job->height % STRIPS_BAND;
	job->label = r->region.w != 0;
	job->grey = job->label || (job->info.grey && !job->colours);
	return 0;
}

/* The size of `shown` before it is turned. */
static void render_stored_size(const struct render_job *job, int *ret_width,
			       int *ret_height)
{
	bool across = job->view.turn.degrees % 180 != 0;

	*ret_width = across ? job->height : job->width;
	*ret_height = across ? job->width : job->height;
}

/* What to decode: the whole region if that is not too much, so that panning
 * finds it; else what is seen. */
static struct picture_request render_level_request(const struct render_job *job)
{
	struct box region = job->view.region, crop = job->view.crop;
	struct picture_request request = {
		.crop = region,
		.grey = job->grey,
		.eighths = job->info.format == PICTURE_JPEG,
	};
	int width, height, scale;
	double bytes;

	render_stored_size(job, &width, &height);
	request.min_width = (int)((double)width * region.w / crop.w);
	request.min_height = (int)((double)height * region.h / crop.h);
	scale = picture_scale(&request, region);
	bytes = (double)region.w * region.h / (scale * scale) *
		(job->grey ? 1 : 3);
	if (bytes <= PREVIEW_LEVEL_BYTES)
		return request;
	request.crop = crop;
	request.min_width = width;
	request.min_height = height;
	return request;
}

/* Of `n` pixels that show `all` stored ones, those that show [first, first +
 * count). */
static void render_cut(int all, int n, int *first, int *count)
{
	int from = (int)((int64_t)*first * n / all);
	int to = (int)(((int64_t)*first + *count) * n / all);

	*first = from < n ? from : n - 1;
	*count = to > *first ? to - *first : 1;
}

/* The part of the level that is seen. */
static struct bitmap render_part(struct render_job *job)
{
	const struct render_level *level = job->level;
	struct box part = job->view.crop;

	part.x -= level->box.x;
	part.y -= level->box.y;
	render_cut(level->box.w, level->bitmap.width, &part.x, &part.w);
	render_cut(level->box.h, level->bitmap.height, &part.y, &part.h);
	job->above = part.y;
	return shown_part(&level->bitmap, part);
}

static void render_show(struct render_job *job)
{
	job->shown = (struct shown){.from = render_part(job),
				    .turn = job->view.turn};
	tone_measure(&job->shown.curve, &job->level->bitmap,
		     job->request->tone);
}

/* As many colours as leave room for those of drawing. */
static int render_colours(const struct render_job *job)
{
	int colours = job->label ? PREVIEW_GREYS : PREVIEW_COLOURS;

	/* Registers are sixel's. */
	if (job->request->protocol == SHOW_SIXEL &&
	    job->request->sixel_colours > 1 &&
	    colours > job->request->sixel_colours)
		colours = job->request->sixel_colours;
	colours -= strips_inks(job->request);
	return colours > 1 ? colours : 1;
}

static int render_palette(struct render_job *job)
{
	struct shown whole = job->shown;
	struct bitmap sample;

	whole.from = job->level->bitmap;
	if (shown_sample(&whole, &sample, &job->reply->error) < 0)
		return -1;
	palette_make(&sample, render_colours(job), &job->palette);
	bitmap_done(&sample);
	return 0;
}

static void render_frames(const struct render_job *job, struct bitmap *on)
{
	for (int i = 0; i < job->request->n_frames; i++) {
		struct box box = box_clip(job->request->frames[i],
					  job->info.width, job->info.height);

		if (box.w > 0)
			frame_draw(on,
				   view_box(&job->view, box, on->width,
					    on->height),
				   1, strips_frame_rgb);
	}
}

static void render_to_rgb(const struct bitmap *grey, struct bitmap *rgb)
{
	for (size_t i = 0; i < grey->stride * (size_t)grey->height; i++)
		memset(rgb->pixels + 3 * i, grey->pixels[i], 3);
}

/* Cells have no colour of their own for frames; the grid gets it. */
static int render_colour_grid(const struct render_job *job, struct bitmap *grid)
{
	struct bitmap rgb;

	if (job->request->n_frames == 0 ||
	    job->request->colours == PREVIEW_MONO)
		return 0;
	if (grid->channels == 1) {
		if (bitmap_init(&rgb, grid->width, grid->height, 3,
				&job->reply->error) < 0)
			return -1;
		render_to_rgb(grid, &rgb);
		bitmap_done(grid);
		*grid = rgb;
	}
	render_frames(job, grid);
	return 0;
}

/* The cells of the picture that wait for pixels. */
static void render_plain(const struct render_job *job)
{
	const struct view *view = &job->view;
	struct preview_reply *reply = job->reply;

	for (int y = view->row; y < view->row + view->rows; y++)
		cells_wait(reply->cells + (size_t)y * (size_t)reply->columns +
				   (size_t)view->column,
			   view->columns, job->request->ascii);
}

static int render_cells(const struct render_job *job)
{
	const struct preview_request *r = job->request;
	enum cell_blocks blocks = cells_blocks(r->blocks, r->colours, r->ascii);
	const struct view *view = &job->view;
	struct preview_reply *reply = job->reply;
	struct bitmap grid;
	int across, down, rc;

	cells_grid(blocks, &across, &down);
	if (shown_rows(&job->shown, view->columns * across, view->rows * down,
		       0, view->rows * down, &grid, &reply->error) < 0)
		return -1;
	rc = render_colour_grid(job, &grid);
	if (rc == 0)
		cells_paint(&grid, r->colours, blocks, r->ascii,
			    reply->cells +
				    (size_t)view->row * (size_t)reply->columns +
				    (size_t)view->column,
			    reply->columns);
	bitmap_done(&grid);
	return rc;
}

/* What was made since goes to who asked. */
static void render_post(struct render_job *job)
{
	struct preview_reply *reply = job->reply;
	const struct preview_render_watch *watch = job->watch;
	uint64_t ticket = job->request->ticket;

	if (strips_collect(&job->strips, reply) == 0 || watch == NULL ||
	    watch->post == NULL)
		return;
	for (int i = 0; i < reply->n_strips; i++) {
		const struct bytes *sixel = &reply->strips[i].sixel;

		if (sixel->len == 0 || job->posted[i])
			continue;
		job->posted[i] = true;
		if (job->told)
			watch->post(watch->data,
				    preview_late_new(ticket, i, sixel));
	}
	if (!job->told)
		watch->post(watch->data,
			    &preview_reply_copy(reply, ticket)->mail);
	job->told = true;
}

static void render_tell(const struct render_job *job)
{
	struct preview_reply *reply = job->reply;

	reply->scale = view_scale(&job->view);
	reply->rotation = job->view.turn.degrees;
	reply->view = job->view;
	reply->truncated = job->level->truncated;
}

/* Strips are made from now on, of the rows of the level that are there. */
static int render_begin(struct render_job *job, int rows)
{
	struct strips_plan plan = {
		.request = job->request,
		.shown = &job->shown,
		.colours = render_colours(job),
		.view = job->view,
		.sheet_width = job->info.width,
		.sheet_height = job->info.height,
		.width = job->width,
		.height = job->height,
		.stale = job->watch != NULL ? job->watch->stale : NULL,
		.stale_data = job->watch != NULL ? job->watch->data : NULL,
	};

	render_tell(job);
	render_show(job);
	plan.there = rows - job->above;
	if (job->label)
		plan.palette = &job->palette;
	if (job->label && render_palette(job) < 0)
		return -1;
	strips_begin(&job->strips, &plan, job->reply);
	job->begun = true;
	return 0;
}

/* --- decoding ------------------------------------------------------------- */

/* Whether nothing has to be known of all pixels before the first strip. */
static bool render_streams(const struct render_job *job)
{
	return job->sixel && job->request->plain && !job->label &&
	       job->request->tone == TONE_PLAIN;
}

/* Rows of the level have been decoded (struct picture_watch). */
static bool render_rows(void *data, const struct bitmap *bitmap, int rows)
{
	struct render_job *job = data;

	if (rows < 0) {
		if (job->begun)
			strips_stop(&job->strips);
		return false;
	}
	if (!render_streams(job))
		return !render_stale(job);
	if (!job->begun) {
		job->decoding->bitmap = *bitmap;
		job->level = job->decoding;
		render_plain(job);
		if (render_begin(job, rows) < 0)
			return false;
	}
	strips_there(&job->strips, rows - job->above);
	render_post(job);
	return !render_stale(job);
}

static bool render_wanted(void *data)
{
	return !render_stale(data);
}

static int render_decode(struct preview_render *render, struct render_job *job)
{
	struct picture_request request = render_level_request(job);
	const struct picture_watch watch = {
		.rows = render_rows, .data = job, .wanted = render_wanted};
	struct bytes key CLEANUP(bytes_done) = {0};
	struct render_level *level;

	bytes_printf(
		&key, "%s %d %d", job->file,
		picture_eighths(&request, job->info.width, job->info.height),
		request.grey);
	render_key_box(&key, request.crop);
	job->level = lru_find(&render->levels, key.data);
	if (job->level != NULL)
		return 0;
	level = job->decoding = mem_zalloc(sizeof(*level));
	level->box = request.crop;
	request.watch = &watch;
	if (picture_read(job->request->path, &request, &level->bitmap,
			 &level->truncated, &job->reply->error) < 0) {
		if (job->reply->error.kind == ERROR_STOPPED)
			job->reply->error = (struct error){0};
		job->level = NULL;
		free(level);
		return -1;
	}
	lru_put(&render->levels, key.data, level,
		level->bitmap.stride * (size_t)level->bitmap.height);
	job->level = level;
	return 0;
}

/* --- all of it ------------------------------------------------------------ */

/* That a file ends early is known late. */
static void render_correct(struct render_job *job)
{
	const struct preview_render_watch *watch = job->watch;
	bool told = job->reply->truncated;

	render_tell(job);
	if (job->told && !told)
		watch->post(
			watch->data,
			&preview_reply_copy(job->reply, job->request->ticket)
				 ->mail);
}

/* Where nothing was begun before all was decoded, cells are made while strips
 * are. */
static int render_strips(struct render_job *job)
{
	int rc = 0;

	if (!job->begun) {
		if (render_begin(job, job->level->bitmap.height) < 0)
			return -1;
		if (job->request->plain)
			render_plain(job);
		else
			rc = render_cells(job);
	}
	strips_there(&job->strips, job->level->bitmap.height);
	while (rc == 0 && strips_step(&job->strips))
		render_post(job);
	if (strips_end(&job->strips, &job->reply->error) < 0)
		rc = -1;
	if (rc == 0)
		render_post(job);
	if (rc == 0 && job->level->truncated)
		render_correct(job);
	return rc;
}

/* The reply has no cells where so many were asked for that none were made. */
static int render_check_pane(const struct render_job *job)
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
static int render_run(struct preview_render *render, struct render_job *job)
{
	if (render_check_pane(job) < 0 || render_probe(render, job) < 0 ||
	    render_plan(job) < 0 || render_decode(render, job) < 0)
		return -1;
	if (render_stale(job))
		return -1;
	if (job->sixel)
		return render_strips(job);
	render_tell(job);
	render_show(job);
	return render_cells(job);
}

static void render_job_done(struct render_job *job)
{
	free(job->file);
	if (job->begun) {
		strips_stop(&job->strips);
		strips_done(&job->strips);
	}
	if (job->reply != NULL)
		mail_free(&job->reply->mail);
}

struct preview_reply *
preview_render_reply(struct preview_render *render,
		     const struct preview_request *request,
		     const struct preview_render_watch *watch)
{
	struct render_job job CLEANUP(render_job_done) = {.request = request,
							  .watch = watch};
	struct bytes key CLEANUP(bytes_done) = {0};
	struct preview_reply *kept, *reply;

	job.file = render_file_key(request->path);
	render_reply_key(&job, &key);
	kept = lru_find(&render->replies, key.data);
	if (kept != NULL)
		return preview_reply_copy(kept, request->ticket);
	job.reply = preview_reply_new(request->columns, request->rows);
	job.reply->ticket = request->ticket;
	if (render_run(render, &job) < 0) {
		if (job.reply->error.kind == ERROR_NONE)
			return NULL;
		/* Also in the place of strips that were told already. */
		preview_reply_clear(job.reply);
	} else {
		kept = preview_reply_copy(job.reply, 0);
		lru_put(&render->replies, key.data, kept,
			preview_reply_bytes(kept));
		if (job.told)
			return NULL;
	}
	reply = job.reply;
	job.reply = NULL;
	return reply;
}

static int render_pixels(struct render_job *job, struct bitmap *ret)
{
	struct bitmap pixels;

	render_show(job);
	if (shown_rows(&job->shown, job->width, job->height, 0, job->height,
		       &pixels, &job->reply->error) < 0)
		return -1;
	if (render_colour_grid(job, &pixels) < 0) {
		bitmap_done(&pixels);
		return -1;
	}
	*ret = pixels;
	return 0;
}

/* A cell of one pixel makes the pane a bitmap. */
int preview_render_bitmap(struct preview_render *render,
			  const struct preview_request *request,
			  struct bitmap *ret, struct error *err)
{
	struct preview_request pixels = *request;
	struct render_job job CLEANUP(render_job_done) = {.request = &pixels,
							  .colours = true};

	pixels.sixel = true;
	pixels.cell_width = pixels.cell_height = 1;
	pixels.max_width = pixels.max_height = 0;
	pixels.plain = false; /* all at once */
	job.file = render_file_key(request->path);
	job.reply = preview_reply_new(0, 0);
	if (render_probe(render, &job) < 0 || render_plan(&job) < 0 ||
	    render_decode(render, &job) < 0 || render_pixels(&job, ret) < 0) {
		if (err != NULL)
			*err = job.reply->error;
		return -1;
	}
	return 0;
}

struct preview_render *preview_render_new(void)
{
	struct preview_render *render = mem_zalloc(sizeof(*render));

	lru_init(&render->levels, PREVIEW_LEVELS_BYTES, render_free_level);
	lru_init(&render->replies, PREVIEW_REPLIES_BYTES,
		 render_free_kept_reply);
	lru_init(&render->infos, PREVIEW_INFOS_BYTES, free);
	return render;
}

void preview_render_free(struct preview_render *render)
{
	if (render == NULL)
		return;
	lru_done(&render->levels);
	lru_done(&render->replies);
	lru_done(&render->infos);
	free(render);
}
