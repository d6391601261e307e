/*
 * jpeg.c: JPEG by libjpeg-turbo, as a bitmap. See jpeg.h; the limits and what
 * is done about broken files are in jpeg_reader.c.
 *
 * 1. Of a sequential picture that ends early the rows that are missing are
 *    not decoded but filled with grey: a short file never costs the time of a
 *    large picture.
 * 2. Of one with restart markers only the rows around the crop are decoded
 *    (jpeg_cut.h).
 */
#include "config.h"

#include "image/decode/jpeg.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/decode/exif.h"
#include "image/decode/jpeg_cut.h"
#include "image/decode/jpeg_reader.h"

#define JPEG_MISSING_GREY 0x80

/* --- the header alone ----------------------------------------------------- */

int jpeg_probe(const struct picture_input *input, struct picture_info *ret,
	       struct error *err)
{
	struct jpeg_reader reader CLEANUP(jpeg_reader_done);

	jpeg_reader_init(&reader, input);
	if (jpeg_reader_guard(&reader, jpeg_reader_open) < 0)
		return jpeg_reader_error(&reader, err);
	if (jpeg_reader_check_size(&reader, err) < 0)
		return -1;
	*ret = (struct picture_info){
		.format = PICTURE_JPEG,
		.width = (int)reader.cinfo.image_width,
		.height = (int)reader.cinfo.image_height,
		.exif_rotation = exif_degrees(reader.orientation),
		.exif_mirrored = exif_mirrored(reader.orientation),
		.has_exif_orientation = reader.orientation != 0,
		.grey = reader.cinfo.num_components == 1,
	};
	return 0;
}

/* --- decoding ------------------------------------------------------------- */

struct jpeg_work {
	struct jpeg_reader reader;
	const struct picture_request *request;
	struct box crop;    /* in stored pixels, clipped */
	int eighths;	    /* that it is decoded at */
	int skip_left;	    /* decoded columns left of the crop */
	int top;	    /* first decoded row of the crop */
	unsigned char *row; /* as libjpeg gives it, with inks */
	struct bitmap bitmap;
	int rows; /* of the bitmap that are there */
};

static struct jpeg_work *jpeg_work_of(struct jpeg_reader *reader)
{
	return CONTAINER_OF(reader, struct jpeg_work, reader);
}

static void jpeg_work_done(struct jpeg_work *work)
{
	jpeg_reader_done(&work->reader);
	free(work->row);
	bitmap_done(&work->bitmap);
}

static int jpeg_plan(struct jpeg_work *work, struct error *err)
{
	const struct picture_request *request = work->request;
	int width = (int)work->reader.cinfo.image_width;
	int height = (int)work->reader.cinfo.image_height;

	work->crop = request->crop.w == 0
			     ? (struct box){0, 0, width, height}
			     : box_clip(request->crop, width, height);
	if (work->crop.w == 0)
		return picture_crop_error(request->crop,
					  work->reader.input->name, width,
					  height, err);
	work->eighths = picture_eighths(request, width, height);
	return 0;
}

static void jpeg_set_output(struct jpeg_work *work)
{
	struct jpeg_decompress_struct *cinfo = &work->reader.cinfo;
	bool four = cinfo->jpeg_color_space == JCS_CMYK ||
		    cinfo->jpeg_color_space == JCS_YCCK;

	cinfo->scale_num = (unsigned int)work->eighths;
	cinfo->scale_denom = 8;
	cinfo->dct_method = JDCT_ISLOW;
	cinfo->out_color_space = four		       ? JCS_CMYK
				 : work->request->grey ? JCS_GRAYSCALE
						       : JCS_RGB;
}

/* Starts the decoder and narrows it to the crop's columns, which libjpeg
 * widens to whole blocks. */
static void jpeg_start(struct jpeg_reader *reader)
{
	struct jpeg_work *work = jpeg_work_of(reader);
	struct jpeg_decompress_struct *cinfo = &reader->cinfo;
	int left = work->crop.x * work->eighths / 8;
	JDIMENSION offset = (JDIMENSION)left;
	JDIMENSION width;

	jpeg_set_output(work);
	jpeg_start_decompress(cinfo);
	width = (JDIMENSION)((work->crop.w * work->eighths + 7) / 8);
	if (width > cinfo->output_width - offset)
		width = cinfo->output_width - offset;
	work->crop.w = (int)width;
	if (width < cinfo->output_width)
		jpeg_crop_scanline(cinfo, &offset, &width);
	work->skip_left = left - (int)offset;
	work->top = work->crop.y * work->eighths / 8;
	work->crop.h = (work->crop.h * work->eighths + 7) / 8;
	if (work->crop.h > (int)cinfo->output_height - work->top)
		work->crop.h = (int)cinfo->output_height - work->top;
}

static int jpeg_allocate(struct jpeg_work *work, struct error *err)
{
	struct jpeg_decompress_struct *cinfo = &work->reader.cinfo;

	if (bitmap_init(&work->bitmap, work->crop.w, work->crop.h,
			work->request->grey ? 1 : 3, err) < 0)
		return -1;
	work->row = mem_alloc((size_t)cinfo->output_width *
			      (size_t)cinfo->output_components);
	return 0;
}

static void jpeg_keep_row(struct jpeg_work *work)
{
	unsigned char *to =
		work->bitmap.pixels + (size_t)work->rows * work->bitmap.stride;
	const unsigned char *from =
		work->row +
		(size_t)work->skip_left *
			(size_t)work->reader.cinfo.output_components;

	if (work->reader.cinfo.out_color_space == JCS_CMYK)
		jpeg_reader_inks(&work->reader, from, to, work->bitmap.width,
				 work->request->grey);
	else
		memcpy(to, from, work->bitmap.stride);
	work->rows++;
}

/* Tells who looks on; false when that wants no more. */
static bool jpeg_tell(struct jpeg_work *work)
{
	if (!picture_tell(work->request->watch, &work->bitmap, work->rows))
		work->reader.unwanted = true;
	return !work->reader.unwanted;
}

static void jpeg_decode(struct jpeg_reader *reader)
{
	struct jpeg_work *work = jpeg_work_of(reader);
	struct jpeg_decompress_struct *cinfo = &reader->cinfo;
	bool sequential = !jpeg_has_multiple_scans(cinfo);
	JSAMPROW row = work->row;
	int last = -1;

	if (work->top > 0)
		jpeg_skip_scanlines(cinfo, (JDIMENSION)work->top);
	while (work->rows < work->bitmap.height && jpeg_tell(work)) {
		if (sequential && reader->starved && last < 0)
			last = jpeg_reader_last_row(reader);
		if (last >= 0 && (int)cinfo->output_scanline >= last)
			break;
		if (jpeg_read_scanlines(cinfo, &row, 1) != 1)
			break;
		jpeg_keep_row(work);
	}
}

static void jpeg_fill_missing(struct jpeg_work *work)
{
	size_t stride = work->bitmap.stride;
	int missing = work->bitmap.height - work->rows;

	memset(work->bitmap.pixels + (size_t)work->rows * stride,
	       JPEG_MISSING_GREY, (size_t)missing * stride);
}

/* After all that could be decoded was; -1 with the error when that is nothing. */
static int jpeg_conclude(struct jpeg_work *work, int rc, bool *ret_truncated,
			 struct error *err)
{
	bool none = work->reader.sys != 0 || work->reader.unwanted ||
		    (rc < 0 && work->rows == 0);

	if (none) {
		picture_tell_end(work->request->watch, &work->bitmap);
		return jpeg_reader_error(&work->reader, err);
	}
	jpeg_fill_missing(work);
	if (ret_truncated != NULL)
		*ret_truncated = rc < 0 || !jpeg_reader_whole(&work->reader);
	return 0;
}

static int jpeg_decode_all(struct jpeg_work *work, struct bitmap *ret,
			   bool *ret_truncated, struct error *err)
{
	struct jpeg_reader *reader = &work->reader;
	int rc;

	if (jpeg_reader_guard(reader, jpeg_start) < 0)
		return jpeg_reader_error(reader, err);
	if (jpeg_allocate(work, err) < 0)
		return -1;
	rc = jpeg_reader_guard(reader, jpeg_decode);
	if (jpeg_conclude(work, rc, ret_truncated, err) < 0)
		return -1;
	*ret = work->bitmap;
	work->bitmap = (struct bitmap){0};
	return 0;
}

/* Of what was cut out, which in turn has nothing above to be cut off. */
static int jpeg_read_cut(const struct jpeg_work *work,
			 const struct jpeg_cut *cut, struct bitmap *ret,
			 bool *ret_truncated, struct error *err)
{
	const struct picture_input input = {
		.fd = -1,
		.data = cut->data,
		.len = cut->len,
		.name = work->reader.input->name,
	};
	struct picture_request request = *work->request;

	request.crop = work->crop;
	request.crop.y -= cut->top;
	request.eighths = false;
	return jpeg_read(&input, &request, ret, ret_truncated, err);
}

int jpeg_read(const struct picture_input *input,
	      const struct picture_request *request, struct bitmap *ret,
	      bool *ret_truncated, struct error *err)
{
	struct jpeg_work work CLEANUP(jpeg_work_done) = {.request = request};
	struct jpeg_cut cut CLEANUP(jpeg_cut_done) = {0};
	struct jpeg_reader *reader = &work.reader;

	jpeg_reader_init(reader, input);
	reader->watch = request->watch;
	if (jpeg_reader_guard(reader, jpeg_reader_open) < 0)
		return jpeg_reader_error(reader, err);
	if (jpeg_reader_check_size(reader, err) < 0 ||
	    jpeg_reader_check_bytes(reader, err) < 0 ||
	    jpeg_plan(&work, err) < 0)
		return -1;
	if (jpeg_cut_make(reader, work.crop, &cut))
		return jpeg_read_cut(&work, &cut, ret, ret_truncated, err);
	return jpeg_decode_all(&work, ret, ret_truncated, err);
}
