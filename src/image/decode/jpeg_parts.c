/*
 * jpeg_parts.c: parts of a JPEG in one streamed decode; jpeg_read_parts of
 * jpeg.h.
 *
 * What is stored as YCbCr or grey, as nearly all is, comes out of libjpeg as
 * it is stored, plane by plane and a row of blocks at a time; nothing is
 * converted and no colour enlarged. Other colours come as rows of RGB.
 *
 * 1. The whole picture is decoded even where the parts end above its foot:
 *    that it is whole has to be known.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "image/decode/jpeg_reader.h"
#include "image/decode/part.h"

/* Rows of blocks that a component may have in a row of units: 4 by the
 * format; of 8 rows each. */
#define JPEG_ROWS_MAX (4 * DCTSIZE)

#if JPEG_LIB_VERSION >= 70
#define JPEG_BLOCK_WIDTH(component)  ((component)->DCT_h_scaled_size)
#define JPEG_BLOCK_HEIGHT(component) ((component)->DCT_v_scaled_size)
#define JPEG_BLOCK_LEAST(cinfo)	     ((cinfo)->min_DCT_v_scaled_size)
#else
#define JPEG_BLOCK_WIDTH(component)  ((component)->DCT_scaled_size)
#define JPEG_BLOCK_HEIGHT(component) ((component)->DCT_scaled_size)
#define JPEG_BLOCK_LEAST(cinfo)	     ((cinfo)->min_DCT_scaled_size)
#endif

struct jpeg_slicer {
	struct jpeg_reader reader;
	struct picture_part *parts;
	size_t n;
	bool raw;
	struct part_feed feed;
	unsigned char *buffer; /* a row of blocks of each plane; or one row */
	JSAMPROW rows[3][JPEG_ROWS_MAX];
	int fed[3]; /* rows of each plane */
	unsigned char *rgb;
};

static struct jpeg_slicer *jpeg_slicer_of(struct jpeg_reader *reader)
{
	return CONTAINER_OF(reader, struct jpeg_slicer, reader);
}

static void jpeg_slicer_done(struct jpeg_slicer *slicer)
{
	jpeg_reader_done(&slicer->reader);
	part_feed_done(&slicer->feed);
	free(slicer->buffer);
	free(slicer->rgb);
}

/* A step: starts the decoder. */
static void jpeg_slicer_start(struct jpeg_reader *reader)
{
	struct jpeg_slicer *slicer = jpeg_slicer_of(reader);
	struct jpeg_decompress_struct *cinfo = &reader->cinfo;
	J_COLOR_SPACE stored = cinfo->jpeg_color_space;
	bool four = stored == JCS_CMYK || stored == JCS_YCCK;

	slicer->raw = (stored == JCS_YCbCr && cinfo->num_components == 3) ||
		      (stored == JCS_GRAYSCALE && cinfo->num_components == 1);
	cinfo->scale_num = 1;
	cinfo->scale_denom = (unsigned int)picture_parts_scale(
		slicer->parts, slicer->n, (int)cinfo->image_width,
		(int)cinfo->image_height);
	cinfo->dct_method = JDCT_ISLOW;
	cinfo->raw_data_out = slicer->raw;
	cinfo->out_color_space = slicer->raw ? stored
				 : four	     ? JCS_CMYK
					     : JCS_RGB;
	/* Colours that no part wants are not decoded. */
	for (int p = 1; slicer->raw && p < cinfo->num_components; p++)
		cinfo->comp_info[p].component_needed =
			!picture_parts_grey(slicer->parts, slicer->n);
	jpeg_start_decompress(cinfo);
}

static struct part_source jpeg_slicer_source(const struct jpeg_slicer *slicer)
{
	const struct jpeg_decompress_struct *cinfo = &slicer->reader.cinfo;
	struct part_source source = {
		.width = (int)cinfo->image_width,
		.height = (int)cinfo->image_height,
		.n = slicer->raw ? cinfo->num_components : 3,
	};

	for (int p = 0; p < source.n; p++) {
		source.planes[p].width =
			(int)(slicer->raw
				      ? cinfo->comp_info[p].downsampled_width
				      : cinfo->output_width);
		source.planes[p].height =
			(int)(slicer->raw
				      ? cinfo->comp_info[p].downsampled_height
				      : cinfo->output_height);
	}
	return source;
}

/* Bytes of a row of a plane as libjpeg writes it: whole units. */
static size_t jpeg_slicer_stride(const jpeg_component_info *component)
{
	JDIMENSION unit = (JDIMENSION)component->h_samp_factor;
	JDIMENSION blocks =
		(component->width_in_blocks + unit - 1) / unit * unit;

	return (size_t)blocks * (size_t)JPEG_BLOCK_WIDTH(component);
}

static int jpeg_slicer_rows(const jpeg_component_info *component)
{
	return component->v_samp_factor * JPEG_BLOCK_HEIGHT(component);
}

static void jpeg_slicer_buffer_planes(struct jpeg_slicer *slicer)
{
	const struct jpeg_decompress_struct *cinfo = &slicer->reader.cinfo;
	unsigned char *at;
	size_t size = 0;

	for (int p = 0; p < cinfo->num_components; p++)
		size += jpeg_slicer_stride(&cinfo->comp_info[p]) *
			(size_t)jpeg_slicer_rows(&cinfo->comp_info[p]);
	at = slicer->buffer = mem_alloc(size);
	for (int p = 0; p < cinfo->num_components; p++)
		for (int y = 0; y < jpeg_slicer_rows(&cinfo->comp_info[p]);
		     y++) {
			slicer->rows[p][y] = at;
			at += jpeg_slicer_stride(&cinfo->comp_info[p]);
		}
}

static void jpeg_slicer_allocate(struct jpeg_slicer *slicer)
{
	const struct jpeg_decompress_struct *cinfo = &slicer->reader.cinfo;

	if (slicer->raw) {
		jpeg_slicer_buffer_planes(slicer);
		return;
	}
	slicer->buffer = mem_alloc((size_t)cinfo->output_width *
				   (size_t)cinfo->output_components);
	slicer->rgb = mem_alloc((size_t)cinfo->output_width * 3);
}

/* Hands on the rows of blocks that libjpeg just wrote. */
static void jpeg_slicer_feed(struct jpeg_slicer *slicer)
{
	const struct jpeg_decompress_struct *cinfo = &slicer->reader.cinfo;

	for (int p = 0; p < cinfo->num_components; p++) {
		const jpeg_component_info *component = &cinfo->comp_info[p];
		int height = (int)component->downsampled_height;

		for (int y = 0;
		     y < jpeg_slicer_rows(component) && slicer->fed[p] < height;
		     y++)
			part_feed_row(&slicer->feed, p, slicer->fed[p]++,
				      slicer->rows[p][y]);
	}
}

static bool jpeg_slicer_cancelled(const struct jpeg_slicer *slicer)
{
	const atomic_bool *cancelled = slicer->parts[0].cancelled;

	return cancelled != NULL && atomic_load(cancelled);
}

/* Whether there are rows that are still wanted. */
static bool jpeg_slicer_goes_on(const struct jpeg_slicer *slicer)
{
	const struct jpeg_decompress_struct *cinfo = &slicer->reader.cinfo;

	return cinfo->output_scanline < cinfo->output_height &&
	       !slicer->reader.starved && !jpeg_slicer_cancelled(slicer);
}

static void jpeg_slicer_raw(struct jpeg_slicer *slicer)
{
	struct jpeg_reader *reader = &slicer->reader;
	struct jpeg_decompress_struct *cinfo = &reader->cinfo;
	JDIMENSION lines = (JDIMENSION)(cinfo->max_v_samp_factor *
					JPEG_BLOCK_LEAST(cinfo));
	JSAMPARRAY image[3] = {slicer->rows[0], slicer->rows[1],
			       slicer->rows[2]};

	while (jpeg_slicer_goes_on(slicer)) {
		if (jpeg_read_raw_data(cinfo, image, lines) == 0)
			break;
		jpeg_slicer_feed(slicer);
	}
}

static void jpeg_slicer_scan(struct jpeg_slicer *slicer)
{
	struct jpeg_reader *reader = &slicer->reader;
	struct jpeg_decompress_struct *cinfo = &reader->cinfo;
	JSAMPROW row = slicer->buffer;
	bool inks = cinfo->out_color_space == JCS_CMYK;

	while (jpeg_slicer_goes_on(slicer)) {
		int y = (int)cinfo->output_scanline;

		if (jpeg_read_scanlines(cinfo, &row, 1) != 1)
			break;
		if (inks)
			jpeg_reader_inks(reader, row, slicer->rgb,
					 (int)cinfo->output_width, false);
		part_feed_rgb(&slicer->feed, y, inks ? slicer->rgb : row);
	}
}

/* A step: decodes. */
static void jpeg_slicer_run(struct jpeg_reader *reader)
{
	struct jpeg_slicer *slicer = jpeg_slicer_of(reader);

	if (slicer->raw)
		jpeg_slicer_raw(slicer);
	else
		jpeg_slicer_scan(slicer);
}

/* The file may end just behind the last row that is wanted, without its end
 * marker: that is whole enough. */
static bool jpeg_slicer_whole(const struct jpeg_slicer *slicer)
{
	const struct jpeg_decompress_struct *cinfo = &slicer->reader.cinfo;

	return cinfo->output_scanline >= cinfo->output_height &&
	       jpeg_reader_whole(&slicer->reader);
}

static int jpeg_slicer_open(struct jpeg_slicer *slicer,
			    const struct picture_input *input,
			    struct error *err)
{
	struct jpeg_reader *reader = &slicer->reader;
	struct part_source source;

	jpeg_reader_init(reader, input);
	if (jpeg_reader_guard(reader, jpeg_reader_open) < 0)
		return jpeg_reader_error(reader, err);
	if (jpeg_reader_check_size(reader, err) < 0 ||
	    jpeg_reader_check_bytes(reader, err) < 0)
		return -1;
	if (jpeg_reader_guard(reader, jpeg_slicer_start) < 0)
		return jpeg_reader_error(reader, err);
	source = jpeg_slicer_source(slicer);
	if (part_feed_init(&slicer->feed, slicer->parts, slicer->n, &source,
			   input->name, err) < 0)
		return -1;
	jpeg_slicer_allocate(slicer);
	return 0;
}

int jpeg_read_parts(const struct picture_input *input,
		    struct picture_part *parts, size_t n, struct error *err)
{
	struct jpeg_slicer slicer CLEANUP(jpeg_slicer_done) = {.parts = parts,
							       .n = n};

	if (jpeg_slicer_open(&slicer, input, err) < 0)
		return -1;
	if (jpeg_reader_guard(&slicer.reader, jpeg_slicer_run) == 0 &&
	    jpeg_slicer_whole(&slicer))
		return 0;
	if (jpeg_slicer_cancelled(&slicer))
		return error_set(err, ERROR_STOPPED,
				 "the decoding was given up");
	if (slicer.reader.sys != 0)
		return jpeg_reader_error(&slicer.reader, err);
	return picture_cut_error(input->name, err);
}
