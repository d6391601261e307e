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

#include <stdbool.h>
#include <stdint.h>
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

/* Which colours occur: their numbers from 0 on, and their values. */
struct sixel_colours {
	int n;
	bool gaps; /* a number is not that of the palette */
	unsigned char number[PALETTE_MAX];
	unsigned char rgb[PALETTE_MAX * 3];
};

static void sixel_count(const unsigned char *pixels, size_t n,
			const struct palette *palette,
			struct sixel_colours *ret)
{
	bool occurs[PALETTE_MAX] = {false};

	for (size_t i = 0; i < n; i++)
		occurs[pixels[i]] = true;
	ret->n = 0;
	ret->gaps = false;
	for (int i = 0; i < PALETTE_MAX; i++) {
		if (!occurs[i])
			continue;
		memcpy(ret->rgb + 3 * ret->n, palette->rgb[i], 3);
		ret->gaps = ret->gaps || i != ret->n;
		ret->number[i] = (unsigned char)ret->n++;
	}
}

/* The rows as libsixel takes them, which only reads them: as they are, or a copy
 * in the other numbers. */
static unsigned char *sixel_pixels(struct sixel_job *job,
				   const unsigned char *pixels, size_t n,
				   const struct sixel_colours *colours)
{
	if (!colours->gaps)
		return (unsigned char *)(uintptr_t)pixels;
	job->pixels = mem_alloc(n);
	for (size_t i = 0; i < n; i++)
		job->pixels[i] = colours->number[pixels[i]];
	return job->pixels;
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
	const unsigned char *from =
		indices->pixels + (size_t)top * indices->stride;
	size_t n = indices->stride * (size_t)rows;
	struct sixel_colours colours;
	unsigned char *pixels;
	SIXELSTATUS status;

	sixel_count(from, n, palette, &colours);
	pixels = sixel_pixels(&job, from, n, &colours);
	status = sixel_prepare(&job, colours.n, colours.rgb);
	if (SIXEL_SUCCEEDED(status))
		status = sixel_encode(pixels, indices->width, rows, 8,
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

/* Where colours change from a pixel to the next in a row, in a column of a band,
 * and in both, a byte or more is written. Fitted to 1,600 strips of 70 pictures. */
size_t sixel_guess(const struct bitmap *indices)
{
	size_t across = 0, down = 0, both = 0;

	for (int y = 0; y < indices->height; y++) {
		const unsigned char *row =
			indices->pixels + (size_t)y * indices->stride;
		bool first = y % SIXEL_BAND == 0;
		const unsigned char *above =
			first ? row : row - indices->stride;
		unsigned int left = 0, up = 0, corner = 0;

		for (int x = 1; x < indices->width; x++) {
			unsigned int a = row[x] != row[x - 1];
			unsigned int b = row[x] != above[x];

			left += a;
			up += b;
			corner += a & b;
		}
		across += left;
		down += up;
		both += corner;
	}
	return 170 + (70 * across + 33 * down + 157 * both) / 100;
}

const char *sixel_version(void)
{
	return LIBSIXEL_VERSION;
}
