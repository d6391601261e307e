/*
 * sixel.c: sixel by libsixel. See sixel.h.
 *
 * 1. Only the part of libsixel is used that handles nothing from outside: a
 *    palette of ours, indices of ours, sixel_encode. Its loaders, decoder and
 *    high-colour modes, where its advisories are, are never called.
 * 2. Each strip names only the colours that it uses: a terminal forgets the
 *    colours of the strip before.
 */
#include "config.h"

#include "image/show/sixel.h"

#include <stdlib.h>
#include <string.h>

/* sixel.h claims names of the kind that config.h has. */
#undef PACKAGE_VERSION
#undef PACKAGE_DESCRIPTION
#include <sixel.h>

#include "base/mem.h"

#define SIXEL_BEGIN "\033P0;1;0q"
#define SIXEL_END   "\033\\"
#define SIXEL_BAND  6

struct sixel_job {
	sixel_dither_t *dither;
	sixel_output_t *output;
	unsigned char *pixels;
	struct bytes body;
};

static void sixel_job_done(struct sixel_job *job)
{
	if (job->dither != NULL)
		sixel_dither_unref(job->dither);
	if (job->output != NULL)
		sixel_output_unref(job->output);
	free(job->pixels);
	bytes_done(&job->body);
}

static int sixel_collect(char *data, int size, void *body)
{
	bytes_append(body, data, (size_t)size);
	return size;
}

/* Copies the rows with the colours that occur numbered from 0; returns how
 * many there are, their values in `rgb`. */
static int sixel_narrow(const unsigned char *from, size_t n,
			const struct palette *palette, unsigned char *to,
			unsigned char rgb[PALETTE_MAX * 3])
{
	short number[PALETTE_MAX];
	int used = 0;

	memset(number, -1, sizeof(number));
	for (size_t i = 0; i < n; i++) {
		unsigned char index = from[i];

		if (number[index] < 0) {
			memcpy(rgb + 3 * used, palette->rgb[index], 3);
			number[index] = (short)used++;
		}
		to[i] = (unsigned char)number[index];
	}
	return used;
}

static SIXELSTATUS sixel_prepare(struct sixel_job *job, int colours,
				 unsigned char *rgb)
{
	SIXELSTATUS status = sixel_dither_new(&job->dither, colours, NULL);

	if (SIXEL_SUCCEEDED(status))
		status = sixel_output_new(&job->output, sixel_collect,
					  &job->body, NULL);
	if (SIXEL_FAILED(status))
		return status;
	sixel_dither_set_palette(job->dither, rgb);
	sixel_dither_set_pixelformat(job->dither, SIXEL_PIXELFORMAT_PAL8);
	sixel_dither_set_diffusion_type(job->dither, SIXEL_DIFFUSE_NONE);
	sixel_output_set_skip_dcs_envelope(job->output, 1);
	sixel_output_set_encode_policy(job->output, SIXEL_ENCODEPOLICY_SIZE);
	return status;
}

/* Appends what libsixel wrote, less its own opening, which ends with the
 * first 'q', and new lines ('-') where none belongs: at the end, and before
 * the only band of a picture of less than six rows. */
static void sixel_append(const struct bytes *body, int rows, struct bytes *ret)
{
	const char *from = body->data;
	const char *end = from + body->len;
	const char *opening = memchr(from, 'q', body->len);

	if (opening != NULL)
		from = opening + 1;
	while (end > from && end[-1] == '-')
		end--;
	if (rows >= SIXEL_BAND) {
		bytes_append(ret, from, (size_t)(end - from));
		return;
	}
	for (; from < end; from++)
		if (*from != '-')
			bytes_append_char(ret, *from);
}

int sixel_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, struct bytes *ret, struct error *err)
{
	struct sixel_job job CLEANUP(sixel_job_done) = {0};
	unsigned char rgb[PALETTE_MAX * 3];
	size_t n = indices->stride * (size_t)rows;
	SIXELSTATUS status;
	int colours;

	job.pixels = mem_alloc(n);
	colours = sixel_narrow(indices->pixels + (size_t)top * indices->stride,
			       n, palette, job.pixels, rgb);
	status = sixel_prepare(&job, colours, rgb);
	if (SIXEL_SUCCEEDED(status))
		status = sixel_encode(job.pixels, indices->width, rows, 8,
				      job.dither, job.output);
	if (SIXEL_FAILED(status))
		return error_set(err, ERROR_FAILED,
				 "libsixel cannot encode the picture (%s); use "
				 "--format cells",
				 sixel_helper_format_error(status));
	bytes_append_str(ret, SIXEL_BEGIN);
	sixel_append(&job.body, rows, ret);
	bytes_append_str(ret, SIXEL_END);
	return 0;
}

const char *sixel_version(void)
{
	return LIBSIXEL_VERSION;
}
