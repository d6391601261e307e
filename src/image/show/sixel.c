/*
 * sixel.c: sixel by libsixel. See sixel.h.
 *
 * 1. Only the part of libsixel is used that handles nothing from outside: a
 *    palette of ours, indices of ours, sixel_encode. Its loaders, decoder and
 *    high-colour modes, where its advisories are, are never called.
 * 2. Each strip names its colours: a terminal forgets those of the strip before.
 *    One that does not occur is 15 bytes and costs libsixel a look; to find out which
 *    these are, and to give the others their numbers, was a tenth of all.
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
#define SIXEL_PIECE 16 /* pixels */

struct sixel_job {
	sixel_dither_t *dither;
	sixel_output_t *output;
	struct bytes body;
};

static void sixel_job_done(struct sixel_job *job)
{
	if (job->dither != NULL)
		sixel_dither_unref(job->dither);
	if (job->output != NULL)
		sixel_output_unref(job->output);
	bytes_done(&job->body);
}

static int sixel_collect(char *data, int size, void *body)
{
	bytes_append(body, data, (size_t)size);
	return size;
}

/* How many colours of the palette are named: up to the last one that occurs. Pieces
 * of a constant size are what compilers make vectors of. */
static int sixel_colours(const unsigned char *pixels, size_t n)
{
	unsigned char most[SIXEL_PIECE] = {0};
	size_t i = 0;

	for (; i + SIXEL_PIECE <= n; i += SIXEL_PIECE)
		for (size_t k = 0; k < SIXEL_PIECE; k++)
			most[k] = pixels[i + k] > most[k] ? pixels[i + k]
							  : most[k];
	for (; i < n; i++)
		most[0] = pixels[i] > most[0] ? pixels[i] : most[0];
	for (size_t k = 1; k < SIXEL_PIECE; k++)
		most[0] = most[k] > most[0] ? most[k] : most[0];
	return most[0] + 1;
}

static SIXELSTATUS sixel_prepare(struct sixel_job *job, int colours,
				 const struct palette *palette)
{
	SIXELSTATUS status = sixel_dither_new(&job->dither, colours, NULL);

	if (SIXEL_SUCCEEDED(status))
		status = sixel_output_new(&job->output, sixel_collect,
					  &job->body, NULL);
	if (SIXEL_FAILED(status))
		return status;
	/* It only reads them. */
	sixel_dither_set_palette(job->dither,
				 (unsigned char *)(uintptr_t)palette->rgb);
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
	int colours = sixel_colours(from, indices->stride * (size_t)rows);
	SIXELSTATUS status = sixel_prepare(&job, colours, palette);

	/* It only reads them. */
	if (SIXEL_SUCCEEDED(status))
		status = sixel_encode((unsigned char *)(uintptr_t)from,
				      indices->width, rows, 8, job.dither,
				      job.output);
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

/* Columns that libsixel goes over within a piece of a colour's row. */
#define SIXEL_GAP 10

/* In how many pieces the colours of the band at row `top` are written: one ends where
 * its colour does not occur for some columns. */
static size_t sixel_pieces(const struct bitmap *indices, int top)
{
	int left = indices->height - top;
	int rows = left < SIXEL_BAND ? left : SIXEL_BAND;
	const unsigned char *from =
		indices->pixels + (size_t)top * indices->stride;
	int last[PALETTE_MAX];
	size_t n = 0;

	for (int i = 0; i < PALETTE_MAX; i++)
		last[i] = -SIXEL_GAP - 1;
	for (int x = 0; x < indices->width; x++)
		for (int y = 0; y < rows; y++) {
			int *here = &last[from[(size_t)y * indices->stride +
					       (size_t)x]];

			n += x - *here > SIXEL_GAP;
			*here = x;
		}
	return n;
}

/* Hundredths of a byte for a pixel that differs from the one above it, that differs
 * from the one on its left, too, and for a piece; and bytes in any case. Fitted to
 * 1,190 strips of 12 KB and more, of sheets and of crowded mosaics of them. */
#define SIXEL_DOWN  26
#define SIXEL_BOTH  223
#define SIXEL_APART 540
#define SIXEL_ALL   1070

size_t sixel_guess(const struct bitmap *indices)
{
	size_t down = 0, both = 0, pieces = 0;

	for (int y = 0; y < indices->height; y++) {
		const unsigned char *row =
			indices->pixels + (size_t)y * indices->stride;
		bool first = y % SIXEL_BAND == 0;
		const unsigned char *above =
			first ? row : row - indices->stride;
		unsigned int up = 0, corner = 0;

		for (int x = 1; x < indices->width; x++) {
			unsigned int b = row[x] != above[x];

			up += b;
			corner += b & (row[x] != row[x - 1]);
		}
		down += up;
		both += corner;
		if (first)
			pieces += sixel_pieces(indices, y);
	}
	return SIXEL_ALL +
	       (SIXEL_DOWN * down + SIXEL_BOTH * both + SIXEL_APART * pieces) /
		       100;
}

const char *sixel_version(void)
{
	return LIBSIXEL_VERSION;
}
