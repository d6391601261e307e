/*
 * jpeg_write.c: a JPEG writer. See jpeg_write.h.
 *
 * 1. As in jpeg_reader.c: libjpeg leaves by longjmp, so all that is touched
 *    lives in a struct that the caller of the guard holds.
 * 2. The planes go in as they are (raw data): nothing is converted. They are
 *    turned on the way, sixteen rows at a time, into a buffer as wide as whole
 *    blocks, where the last pixel is repeated to the right and the last row
 *    below: a turned picture is never held. Where an edge is odd, turning
 *    moves the colours by half a pixel of theirs at most.
 */
#include "config.h"

#include "image/encode/jpeg_write.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "base/mem.h"

#define JPEG_UNIT	 (2 * DCTSIZE) /* pixels of a unit of 4:2:0, an edge */
#define JPEG_WRITE_FIRST 32768	       /* bytes of the first buffer */

/* How a turned plane is read: its pixel (x, y) is the one at `origin` +
 * x * `right` + y * `down`. */
struct jpeg_walk {
	const unsigned char *origin;
	ptrdiff_t right, down;
	int width, height; /* turned */
};

struct jpeg_writer {
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	struct jpeg_destination_mgr target;
	jmp_buf escape;
	const struct planes *planes;
	struct jpeg_walk walks[3];
	int quality;
	size_t limit;
	unsigned char *data;
	size_t size; /* of data */
	bool over;   /* the limit was passed */
	unsigned char *buffer;
	size_t strides[3];
	JSAMPROW rows[3][JPEG_UNIT];
};

/* --- libjpeg's callbacks -------------------------------------------------- */

static void jpeg_writer_on_error(j_common_ptr cinfo)
{
	struct jpeg_writer *writer =
		CONTAINER_OF(cinfo->err, struct jpeg_writer, errors);

	longjmp(writer->escape, 1);
}

static void jpeg_writer_on_message(j_common_ptr cinfo)
{
	(void)cinfo;
}

static struct jpeg_writer *jpeg_writer_of(j_compress_ptr cinfo)
{
	return CONTAINER_OF(cinfo, struct jpeg_writer, cinfo);
}

static void jpeg_target_begin(j_compress_ptr cinfo)
{
	struct jpeg_writer *writer = jpeg_writer_of(cinfo);

	writer->target.next_output_byte = writer->data;
	writer->target.free_in_buffer = writer->size;
}

/* The buffer is full: a larger one, up to a byte more than the limit, since
 * libjpeg asks for room as soon as there is none, not when it takes some. */
static boolean jpeg_target_more(j_compress_ptr cinfo)
{
	struct jpeg_writer *writer = jpeg_writer_of(cinfo);
	size_t used = writer->size;
	size_t most = writer->limit + 1;
	size_t size = 2 * used < most ? 2 * used : most;
	unsigned char *data;

	writer->over = used >= most;
	data = writer->over ? NULL : realloc(writer->data, size);
	if (data == NULL)
		longjmp(writer->escape, 1);
	writer->data = data;
	writer->size = size;
	writer->target.next_output_byte = data + used;
	writer->target.free_in_buffer = size - used;
	return TRUE;
}

static void jpeg_target_end(j_compress_ptr cinfo)
{
	(void)cinfo;
}

/* --- turning -------------------------------------------------------------- */

static struct jpeg_walk jpeg_walk_of(const struct bitmap *plane,
				     struct turn turn)
{
	ptrdiff_t stride = (ptrdiff_t)plane->stride;
	ptrdiff_t last_x = plane->width - 1;
	ptrdiff_t last_y = (plane->height - 1) * stride;
	const struct jpeg_walk walks[4] = {
		{plane->pixels, 1, stride, plane->width, plane->height},
		{plane->pixels + last_y, -stride, 1, plane->height,
		 plane->width},
		{plane->pixels + last_y + last_x, -1, -stride, plane->width,
		 plane->height},
		{plane->pixels + last_x, stride, -1, plane->height,
		 plane->width},
	};
	struct jpeg_walk walk = walks[turn.degrees / 90];

	if (turn.mirrored) {
		walk.origin += (walk.width - 1) * walk.right;
		walk.right = -walk.right;
	}
	return walk;
}

/* --- encoding ------------------------------------------------------------- */

static void jpeg_writer_setup(struct jpeg_writer *writer)
{
	struct jpeg_compress_struct *cinfo = &writer->cinfo;
	const struct planes *planes = writer->planes;
	const struct jpeg_walk *walk = &writer->walks[0];
	J_COLOR_SPACE space = planes->n == 1 ? JCS_GRAYSCALE : JCS_YCbCr;

	jpeg_create_compress(cinfo);
	cinfo->dest = &writer->target;
	cinfo->image_width = (JDIMENSION)walk->width;
	cinfo->image_height = (JDIMENSION)walk->height;
	cinfo->input_components = planes->n;
	cinfo->in_color_space = space;
	jpeg_set_defaults(cinfo);
	jpeg_set_colorspace(cinfo, space);
	for (int p = 0; p < planes->n; p++) {
		int factor = p == 0 && planes->n == 3 ? 2 : 1;

		cinfo->comp_info[p].h_samp_factor = factor;
		cinfo->comp_info[p].v_samp_factor = factor;
	}
	jpeg_set_quality(cinfo, writer->quality, TRUE);
	cinfo->dct_method = JDCT_ISLOW;
	cinfo->raw_data_in = TRUE;
	jpeg_start_compress(cinfo, TRUE);
}

/* Rows of a plane in a unit. */
static int jpeg_writer_rows(const struct jpeg_writer *writer, int plane)
{
	return plane == 0 && writer->planes->n == 3 ? JPEG_UNIT : DCTSIZE;
}

static void jpeg_writer_allocate(struct jpeg_writer *writer)
{
	const struct planes *planes = writer->planes;
	unsigned char *at;
	size_t size = 0;

	for (int p = 0; p < planes->n; p++) {
		size_t unit = (size_t)jpeg_writer_rows(writer, p);

		writer->strides[p] =
			((size_t)writer->walks[p].width + JPEG_UNIT - 1) /
			JPEG_UNIT * JPEG_UNIT;
		size += writer->strides[p] * unit;
	}
	at = writer->buffer = mem_alloc(size);
	for (int p = 0; p < planes->n; p++)
		for (int y = 0; y < jpeg_writer_rows(writer, p); y++) {
			writer->rows[p][y] = at;
			at += writer->strides[p];
		}
}

/* A turned column of a unit is a piece of a row of the plane: sixteen pixels
 * from one line of the cache. */
static void jpeg_writer_columns(JSAMPROW *rows, int n,
				const struct jpeg_walk *walk, int width)
{
	for (int x = 0; x < width; x++) {
		const unsigned char *from = walk->origin + x * walk->right;

		for (int i = 0; i < n; i++)
			rows[i][x] = from[i * walk->down];
	}
}

static void jpeg_writer_row(JSAMPROW row, const struct jpeg_walk *walk, int y,
			    int width)
{
	const unsigned char *from = walk->origin + y * walk->down;

	if (walk->right == 1)
		memcpy(row, from, (size_t)width);
	else
		for (int x = 0; x < width; x++)
			row[x] = from[-x];
}

/* Copies the rows of unit `unit` of a plane, turned. */
static void jpeg_writer_fill(struct jpeg_writer *writer, int plane, int unit)
{
	struct jpeg_walk walk = writer->walks[plane];
	JSAMPROW *rows = writer->rows[plane];
	int unit_rows = jpeg_writer_rows(writer, plane);
	int n = walk.height - unit * unit_rows;

	n = n < unit_rows ? n : unit_rows;
	if (n > 0) {
		walk.origin += unit * unit_rows * walk.down;
		if (walk.right == 1 || walk.right == -1)
			for (int i = 0; i < n; i++)
				jpeg_writer_row(rows[i], &walk, i, walk.width);
		else
			jpeg_writer_columns(rows, n, &walk, walk.width);
		for (int i = 0; i < n; i++)
			memset(rows[i] + walk.width, rows[i][walk.width - 1],
			       writer->strides[plane] - (size_t)walk.width);
	}
	/* A unit without any row of its own repeats the last of the one
	 * before. */
	for (int i = n > 0 ? n : 0; i < unit_rows; i++)
		memcpy(rows[i], n > 0 ? rows[n - 1] : rows[unit_rows - 1],
		       writer->strides[plane]);
}

static void jpeg_writer_run(struct jpeg_writer *writer)
{
	struct jpeg_compress_struct *cinfo = &writer->cinfo;
	JSAMPARRAY image[3] = {writer->rows[0], writer->rows[1],
			       writer->rows[2]};
	int lines = jpeg_writer_rows(writer, 0);

	jpeg_writer_setup(writer);
	for (int unit = 0; cinfo->next_scanline < cinfo->image_height; unit++) {
		for (int p = 0; p < writer->planes->n; p++)
			jpeg_writer_fill(writer, p, unit);
		jpeg_write_raw_data(cinfo, image, (JDIMENSION)lines);
	}
	jpeg_finish_compress(cinfo);
}

static int jpeg_writer_guard(struct jpeg_writer *writer)
{
	if (setjmp(writer->escape) != 0)
		return -1;
	jpeg_writer_run(writer);
	return 0;
}

static void jpeg_writer_done(struct jpeg_writer *writer)
{
	jpeg_destroy_compress(&writer->cinfo);
	free(writer->data);
	free(writer->buffer);
}

static int jpeg_writer_init(struct jpeg_writer *writer, struct error *err)
{
	writer->cinfo.err = jpeg_std_error(&writer->errors);
	writer->errors.error_exit = jpeg_writer_on_error;
	writer->errors.output_message = jpeg_writer_on_message;
	writer->target = (struct jpeg_destination_mgr){
		.init_destination = jpeg_target_begin,
		.empty_output_buffer = jpeg_target_more,
		.term_destination = jpeg_target_end,
	};
	writer->size = writer->limit < JPEG_WRITE_FIRST ? writer->limit + 1
							: JPEG_WRITE_FIRST;
	writer->data = malloc(writer->size);
	if (writer->data == NULL)
		return error_set(err, ERROR_FAILED,
				 "no memory to encode a picture; end other "
				 "programs");
	jpeg_writer_allocate(writer);
	return 0;
}

/* What would have come after the limit, by the rows that are in before it. */
static size_t jpeg_writer_guess(const struct jpeg_writer *writer)
{
	double done = (double)writer->cinfo.next_scanline /
		      (double)writer->cinfo.image_height;

	return (size_t)((double)writer->limit / (done > 0.02 ? done : 0.02));
}

/* Hands out the file in memory of just its size: many wait to be sent. */
static void jpeg_writer_take(struct jpeg_writer *writer, struct jpeg_file *ret)
{
	size_t len = writer->size - writer->target.free_in_buffer;
	unsigned char *data = realloc(writer->data, len);

	*ret = (struct jpeg_file){.data = data != NULL ? data : writer->data,
				  .len = len,
				  .guess = len};
	writer->data = NULL;
}

int jpeg_write(const struct planes *planes, struct turn turn, int quality,
	       size_t limit, struct jpeg_file *ret, struct error *err)
{
	struct jpeg_writer writer CLEANUP(jpeg_writer_done) = {
		.planes = planes, .quality = quality, .limit = limit};

	for (int p = 0; p < planes->n; p++)
		writer.walks[p] = jpeg_walk_of(&planes->at[p], turn);
	if (jpeg_writer_init(&writer, err) < 0)
		return -1;
	if (jpeg_writer_guard(&writer) < 0) {
		if (!writer.over)
			return error_set(err, ERROR_FAILED,
					 "a picture of %d x %d pixels cannot "
					 "be encoded; no memory is left",
					 planes->at[0].width,
					 planes->at[0].height);
		*ret = (struct jpeg_file){.guess = jpeg_writer_guess(&writer)};
		return 0;
	}
	jpeg_writer_take(&writer, ret);
	return 0;
}

void jpeg_file_done(struct jpeg_file *file)
{
	free(file->data);
	*file = (struct jpeg_file){0};
}
