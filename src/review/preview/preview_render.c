/*
 * preview_render.c: from a file to strips and cells. See preview_render.h.
 *
 *	file ─probe─▶ view ─decode─▶ level ─part─▶ shown ─▶ cells, strips (strips.h)
 *
 * 1. A level is the region decoded at the smallest scale that is large enough
 *    (picture_eighths); it is kept, so that panning and other frames start from there.
 * 2. A level has one curve of tones, and a label's one palette: one that is
 *    panned over keeps its shades, which are kept with it. Of a sheet each strip has
 *    its own.
 * 3. Who asked may get strips as they are made (preview_render_watch.post): then
 *    the first answer holds the places of all, and each that was missing
 *    follows.
 * 4. Where nothing has to be known of all pixels first, strips are made of the
 *    rows that are there while this thread decodes the others. They are the same,
 *    and end before the pixels go (struct picture_watch).
 * 5. What is kept is found by the file's device, inode, size and time: a file
 *    that changed is decoded anew.
 * 6. Levels are PREVIEW_LEVEL_BYTES together and one more while that is decoded. What
 *    is made ahead has no share of its own: it pushes out what was used longest ago,
 *    and that in view where both are larger than all, which is decoded again then. No
 *    request holds a level beyond its end.
 */
#include "config.h"

#include "review/preview/preview_render.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/decode/picture.h"
#include "image/palette/palette.h"
#include "image/show/shown.h"
#include "image/show/view.h"
#include "review/preview/lru.h"
#include "review/preview/preview_cells.h"
#include "review/preview/preview_key.h"
#include "review/preview/preview_plan.h"
#include "review/preview/preview_reply.h"
#include "review/preview/strips.h"
#include "review/preview/strips_piece.h"

#define PREVIEW_REPLIES_BYTES ((size_t)16 << 20)
#define PREVIEW_INFOS_BYTES   ((size_t)64 << 10)

/* Measured on sheets and labels: 32 colours are 34 dB in 308 KB a sheet, 8
 * greys keep a label's print legible in 45 KB. */
#define PREVIEW_COLOURS 32
#define PREVIEW_GREYS	8

/* What all pixels of a level say of how a part of it is shown. */
struct render_shades {
	bool known;
	enum tone tone;
	struct tone_curve curve;
	int colours; /* that the palette was made for; 0: it was not */
	struct palette palette;
};

struct render_level {
	struct bitmap bitmap;
	struct box box; /* stored pixels that it shows */
	bool truncated;
	struct render_shades shades; /* of the last request */
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
	struct preview_plan plan;
	struct render_level *level; /* the lru's, or on its way there */
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

static void render_show(struct render_job *job)
{
	struct render_level *level = job->level;
	struct render_shades *shades = &level->shades;
	struct box part =
		preview_plan_part(&job->plan, level->box, &level->bitmap);

	if (!shades->known || shades->tone != job->request->tone) {
		*shades = (struct render_shades){.known = true,
						 .tone = job->request->tone};
		tone_measure(&shades->curve, &level->bitmap, shades->tone);
	}
	job->above = part.y;
	job->shown = (struct shown){.from = shown_part(&level->bitmap, part),
				    .turn = job->plan.view.turn,
				    .curve = shades->curve};
}

/* As many colours as leave room for those of drawing. */
static int render_colours(const struct render_job *job)
{
	int colours = job->plan.label ? PREVIEW_GREYS : PREVIEW_COLOURS;

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
	struct render_shades *shades = &job->level->shades;
	struct shown whole = job->shown;
	int colours = render_colours(job);
	struct bitmap sample;

	whole.from = job->level->bitmap;
	if (shades->colours != colours) {
		if (shown_sample(&whole, &sample, &job->reply->error) < 0)
			return -1;
		palette_make(&sample, colours, &shades->palette);
		bitmap_done(&sample);
		shades->colours = colours;
	}
	job->palette = shades->palette;
	return 0;
}

static int render_cells(const struct render_job *job)
{
	return preview_cells_paint(job->request, &job->info, &job->plan.view,
				   &job->shown, job->reply);
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

	reply->scale = view_scale(&job->plan.view);
	reply->rotation = job->plan.view.turn.degrees;
	reply->view = job->plan.view;
	reply->truncated = job->level->truncated;
}

/* Strips are made from now on, of the rows of the level that are there. */
static int render_begin(struct render_job *job, int rows)
{
	struct strips_plan plan = {
		.request = job->request,
		.shown = &job->shown,
		.colours = render_colours(job),
		.view = job->plan.view,
		.sheet_width = job->info.width,
		.sheet_height = job->info.height,
		.width = job->plan.width,
		.height = job->plan.height,
		.stale = job->watch != NULL ? job->watch->stale : NULL,
		.stale_data = job->watch != NULL ? job->watch->data : NULL,
	};

	render_tell(job);
	render_show(job);
	plan.there = rows - job->above;
	if (job->plan.label)
		plan.palette = &job->palette;
	if (job->plan.label && render_palette(job) < 0)
		return -1;
	strips_begin(&job->strips, &plan, job->reply);
	job->begun = true;
	return 0;
}

/* --- decoding ------------------------------------------------------------- */

/* Whether nothing has to be known of all pixels before the first strip. */
static bool render_streams(const struct render_job *job)
{
	return job->plan.sixel && job->request->plain && !job->plan.label &&
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
		preview_cells_wait(job->request, &job->plan.view, job->reply);
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
	struct picture_request request =
		preview_plan_level(&job->plan, &job->info);
	const struct picture_watch watch = {
		.rows = render_rows, .data = job, .wanted = render_wanted};
	struct bytes key CLEANUP(bytes_done) = {0};
	struct render_level *level;

	bytes_printf(
		&key, "%s %d %d", job->file,
		picture_eighths(&request, job->info.width, job->info.height),
		request.grey);
	preview_key_box(&key, request.crop);
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
			preview_cells_wait(job->request, &job->plan.view,
					   job->reply);
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

static int render_prepare(struct preview_render *render, struct render_job *job)
{
	if (render_check_pane(job) < 0 || render_probe(render, job) < 0)
		return -1;
	return preview_plan_make(job->request, &job->info, false, &job->plan,
				 &job->reply->error);
}

/* The answer that was made before, or NULL. */
static struct preview_reply *render_ready(struct preview_render *render,
					  const struct render_job *job,
					  const char *key)
{
	const struct preview_reply *kept = lru_find(&render->replies, key);
	struct preview_reply *reply;

	if (kept == NULL)
		return NULL;
	reply = preview_reply_copy(kept, job->request->ticket);
	reply->ready = true;
	return reply;
}

/* -1 with the error in the reply, or, without one, given up. */
static int render_run(struct preview_render *render, struct render_job *job)
{
	if (render_decode(render, job) < 0 || render_stale(job))
		return -1;
	if (job->plan.sixel)
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
	int rc;

	job.file = preview_key_file(request->path);
	job.reply = preview_reply_new(request->columns, request->rows);
	job.reply->ticket = request->ticket;
	rc = render_prepare(render, &job);
	if (rc == 0) {
		preview_key_reply(job.file, request, &job.plan.view, &key);
		reply = render_ready(render, &job, key.data);
		if (reply != NULL)
			return reply;
		rc = render_run(render, &job);
	}
	if (rc < 0) {
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
	if (shown_rows(&job->shown, job->plan.width, job->plan.height, 0,
		       job->plan.height, &pixels, &job->reply->error) < 0)
		return -1;
	if (preview_cells_frame(job->request, &job->info, &job->plan.view,
				&pixels, &job->reply->error) < 0) {
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
	struct render_job job CLEANUP(render_job_done) = {
		.request = &pixels,
	};

	pixels.sixel = true;
	pixels.cell_width = pixels.cell_height = 1;
	pixels.max_width = pixels.max_height = 0;
	pixels.plain = false; /* all at once */
	job.file = preview_key_file(request->path);
	job.reply = preview_reply_new(0, 0);
	if (render_probe(render, &job) < 0 ||
	    preview_plan_make(&pixels, &job.info, true, &job.plan,
			      &job.reply->error) < 0 ||
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

	lru_init(&render->levels, PREVIEW_LEVEL_BYTES, render_free_level);
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
