/*
 * jpeg_cut.c: rows between restart markers. See jpeg_cut.h.
 *
 * Huffman's code has to be read from its beginning, and libjpeg does so for all
 * rows above those that are wanted. Some cameras and scanners write a restart
 * marker (ITU-T T.81, B.2.1 and E.1.4) at each row of blocks: there the code begins
 * anew, on a byte, and the markers are found by looking for 0xFF.
 *
 *	header, its height made less ─ segments from `first` to `end` ─ EOI
 *
 * 1. A cut begins at a marker that ends a row of blocks and has the number 7: the
 *    numbers of those that follow are then what a decoder expects from the
 *    beginning.
 * 2. A row of blocks more above and below, where there are any, makes what is
 *    enlarged of colours come out as in the whole picture.
 * 3. Markers that are not those which have to come next, or an end too early, are
 *    left to who reads the whole file, and says what is wrong with it.
 */
#include "config.h"

#include "image/decode/jpeg_cut.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define CUT_HEADER_MAX ((size_t)4 << 20)
#define CUT_MAX	       ((size_t)64 << 20)
#define CUT_CHUNK      65536
#define CUT_NUMBERS    8    /* markers are numbered 0 to 7, again and again */
#define CUT_SOF0       0xC0 /* the only frames of one scan and Huffman's code */
#define CUT_SOF1       0xC1

/* Which segments are wanted, and the rows that they hold. */
struct cut_plan {
	int64_t first, end; /* segments; the one after the last */
	int64_t all;	    /* of the picture */
	int top, height;    /* stored pixels */
};

static int64_t cut_up(int64_t n, int64_t by)
{
	return (n + by - 1) / by;
}

/* False: not of one scan with markers, or there is nothing above. */
static bool cut_make_plan(const struct jpeg_decompress_struct *cinfo,
			  struct box crop, struct cut_plan *ret)
{
	/* One component alone is stored block by block (A.2.2). */
	bool alone = cinfo->num_components == 1;
	int width = DCTSIZE * (alone ? 1 : cinfo->max_h_samp_factor);
	int height = DCTSIZE * (alone ? 1 : cinfo->max_v_samp_factor);
	int64_t across = cut_up(cinfo->image_width, width);
	int64_t down = cut_up(cinfo->image_height, height);
	int64_t interval = cinfo->restart_interval, first, end, top;

	if (interval == 0 || cinfo->progressive_mode || cinfo->arith_code ||
	    cinfo->comps_in_scan != cinfo->num_components)
		return false;
	top = crop.y / height - 1;
	first = top > 0 ? top * across / interval : 0;
	while (first > 0 &&
	       (first % CUT_NUMBERS != 0 || first * interval % across != 0))
		first--;
	if (first == 0)
		return false;
	top = first * interval / across;
	end = cut_up(crop.y + crop.h, height) + 1;
	end = end < down ? end : down;
	ret->first = first;
	ret->all = cut_up(across * down, interval);
	ret->end = cut_up(end * across, interval);
	ret->top = (int)(top * height);
	ret->height = (int)(end < down ? (end - top) * height
				       : cinfo->image_height - top * height);
	return true;
}

/* Up to `len` bytes at `at`; 0 at the end, and where they cannot be read. */
static size_t cut_read(const struct picture_input *input, size_t at,
		       unsigned char *to, size_t len)
{
	ssize_t got;

	if (at >= input->len)
		return 0;
	if (len > input->len - at)
		len = input->len - at;
	if (input->fd < 0) {
		memcpy(to, input->data + at, len);
		return len;
	}
	do
		got = pread(input->fd, to, len, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got > 0 ? (size_t)got : 0;
}

static bool cut_read_all(const struct picture_input *input, size_t at,
			 unsigned char *to, size_t len)
{
	size_t got;

	for (; len > 0; at += got, to += got, len -= got) {
		got = cut_read(input, at, to, len);
		if (got == 0)
			return false;
	}
	return true;
}

/* --- where the segments are ----------------------------------------------- */

struct cut_search {
	const struct cut_plan *plan;
	int64_t segment;  /* that is passed */
	size_t from, end; /* of the file; 0: not found yet */
	bool failed;
};

/* A byte behind 0xFF, which is at `at`. */
static void cut_meet(struct cut_search *search, unsigned char code, size_t at)
{
	const struct cut_plan *plan = search->plan;

	if (code == 0 || code == 0xFF) /* no marker; it comes yet */
		return;
	if (code == JPEG_EOI) {
		search->failed = search->segment + 1 < plan->all;
		search->end = at;
		return;
	}
	if (code != JPEG_RST0 + search->segment % CUT_NUMBERS) {
		search->failed = true;
		return;
	}
	search->segment++;
	if (search->segment == plan->first)
		search->from = at + 2;
	/* With its marker: what is broken in it stays in it. */
	if (search->segment == plan->end && plan->end < plan->all)
		search->end = at + 2;
}

/* From the end of the header on. */
static bool cut_find(const struct picture_input *input, size_t at,
		     struct cut_search *search)
{
	unsigned char *chunk = mem_alloc(CUT_CHUNK);
	size_t n;

	while (search->end == 0 && !search->failed &&
	       (n = cut_read(input, at, chunk, CUT_CHUNK)) > 1) {
		const unsigned char *p = chunk, *last = chunk + n - 1;

		while (search->end == 0 && !search->failed &&
		       (p = memchr(p, 0xFF, (size_t)(last - p))) != NULL) {
			cut_meet(search, p[1], at + (size_t)(p - chunk));
			p++;
		}
		at += n - 1;
	}
	free(chunk);
	return !search->failed && search->from > 0 && search->end > 0;
}

/* --- making it ------------------------------------------------------------ */

/* The segment of the header that tells the height, or NULL. */
static unsigned char *cut_frame(unsigned char *header, size_t len)
{
	size_t at = 2; /* behind SOI */

	while (at + 7 <= len && header[at] == 0xFF) {
		unsigned char code = header[at + 1];

		if (code == CUT_SOF0 || code == CUT_SOF1)
			return header + at;
		at += code == 0xFF ? 1
				   : 2 + (size_t)header[at + 2] * 256 +
					     header[at + 3];
	}
	return NULL;
}

static bool cut_copy(const struct picture_input *input, size_t header,
		     const struct cut_search *search, struct jpeg_cut *cut)
{
	size_t len = search->end - search->from;
	unsigned char *frame;
	int height = search->plan->height;

	if (len > CUT_MAX)
		return false;
	cut->len = header + len + 2;
	cut->data = mem_alloc(cut->len);
	if (!cut_read_all(input, 0, cut->data, header) ||
	    !cut_read_all(input, search->from, cut->data + header, len))
		return false;
	frame = cut_frame(cut->data, header);
	if (frame == NULL)
		return false;
	frame[5] = (unsigned char)(height >> 8);
	frame[6] = (unsigned char)height;
	cut->data[cut->len - 2] = 0xFF;
	cut->data[cut->len - 1] = JPEG_EOI;
	return true;
}

bool jpeg_cut_make(const struct jpeg_reader *reader, struct box crop,
		   struct jpeg_cut *ret)
{
	struct cut_plan plan;
	struct cut_search search = {.plan = &plan};
	struct jpeg_cut cut = {0};
	size_t header = jpeg_reader_at(reader);

	if (header == 0 || header > CUT_HEADER_MAX ||
	    !cut_make_plan(&reader->cinfo, crop, &plan) ||
	    !cut_find(reader->input, header, &search))
		return false;
	cut.top = plan.top;
	if (!cut_copy(reader->input, header, &search, &cut)) {
		jpeg_cut_done(&cut);
		return false;
	}
	*ret = cut;
	return true;
}

void jpeg_cut_done(struct jpeg_cut *cut)
{
	free(cut->data);
}
