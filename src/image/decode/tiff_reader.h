/*
 * tiff_reader.h: libtiff with an input, limits and errors of our own, and the
 * rows of a page whatever its layout. Behind tiff.h.
 * Formats: TIFF 6.0 with its supplements, BigTIFF.
 */
#ifndef IMAGE_DECODE_TIFF_READER_H
#define IMAGE_DECODE_TIFF_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tiffio.h>

#include "base/box.h"
#include "base/error.h"
#include "image/decode/crop.h"
#include "image/decode/tiff_pages.h"

struct tiff_reader {
	TIFF *tiff;
	const struct picture_input *input; /* borrowed */
	uint64_t at;			   /* where libtiff reads next */
	bool ended; /* something lies behind the end of the input */
	int sys;    /* errno of a failed read */
	struct tiff_pages pages;
	struct tiff_page page; /* that is decoded */
	TIFFRGBAImage image;
	bool begun;	     /* image is */
	struct tiff_blocks { /* how the page is stored */
		bool tiled;
		int width, height; /* of a tile; of a strip */
		bool by_rows;	   /* strips too large to be held */
		size_t size;	   /* bytes of a block of one plane */
	} blocks;
	unsigned char *raw;  /* a block as libtiff decodes it, of each plane */
	uint32_t *raster;    /* the same as colours */
	unsigned char *band; /* rows of RGB */
};

/* Opens the file and finds the sheet in it. Done is due in any case. A reader
 * belongs to one thread; `input` outlives it. */
int tiff_reader_open(struct tiff_reader *reader,
		     const struct picture_input *input,
		     struct error *err) MUST_USE;
void tiff_reader_done(struct tiff_reader *reader);

/* Makes ready to decode the sheet, or a reduced page of it: one that is
 * smaller by `scale` (1, 2, 4, 8) at most. */
int tiff_reader_start(struct tiff_reader *reader, int scale,
		      struct error *err) MUST_USE;

/*
 * Gives the rows of `box` (in pixels of reader->page, inside it) from the top,
 * as RGB; what is transparent lies on white. -1 where a block cannot be
 * decoded, or `row` is false, which wants no more: the rows from there on are
 * missing.
 */
typedef bool tiff_row_fn(void *arg, int y, const unsigned char *rgb);
int tiff_reader_rows(struct tiff_reader *reader, struct box box,
		     tiff_row_fn *row, void *arg) MUST_USE;

/* Why blocks could not be decoded: the disk, the end of the file, damage.
 * Returns -1. */
int tiff_reader_error(const struct tiff_reader *reader, struct error *err);

#endif
