/*
 * tiff_reader.c: what all decoding by libtiff shares. See tiff_reader.h.
 *
 * A page is stored in blocks: tiles, or strips of rows. A block is decoded as
 * libtiff gives it, made RGB by the routine that libtiff's own RGBA reader
 * picks for its colours and bits (TIFFRGBAImage.put), and laid into a band of
 * rows as wide as what is wanted. So memory holds a band, never the page.
 *
 * 1. What a page claims is checked before anything is allocated: edges and
 *    pixels (bitmap.h), and the memory that its blocks take.
 * 2. Strips too large to be held are decoded row by row.
 * 3. Bytes are asked for behind the end of the input only where the file
 *    ends early: that is how a cut file is told from a damaged one.
 * 4. Nothing is printed. libtiff's messages are dropped, since in older
 *    releases they cannot be had for one file alone.
 */
#include "config.h"

#include "image/decode/tiff_reader.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "image/pixels/bitmap.h"

#define TIFF_MEMORY_MAX	 ((uint64_t)512 << 20)
#define TIFF_BLOCK_LARGE ((uint64_t)16 << 20) /* of a strip, in bytes */
#define TIFF_PLANES	 4

/* --- libtiff's callbacks -------------------------------------------------- */

static ssize_t tiff_fetch(const struct picture_input *input, uint64_t at,
			  void *to, size_t len)
{
	ssize_t got;

	if (input->fd >= 0) {
		do
			got = pread(input->fd, to, len, (off_t)at);
		while (got < 0 && errno == EINTR);
		return got;
	}
	if (at >= input->len)
		return 0;
	len = len < input->len - at ? len : (size_t)(input->len - at);
	memcpy(to, input->data + at, len);
	return (ssize_t)len;
}

static tmsize_t tiff_on_read(thandle_t handle, void *to, tmsize_t len)
{
	struct tiff_reader *reader = (struct tiff_reader *)handle;
	tmsize_t all = 0;

	while (all < len) {
		ssize_t got = tiff_fetch(reader->input, reader->at,
					 (char *)to + all, (size_t)(len - all));

		if (got < 0)
			reader->sys = errno;
		if (got == 0)
			reader->ended = true;
		if (got <= 0)
			break;
		reader->at += (uint64_t)got;
		all += got;
	}
	return all;
}

static tmsize_t tiff_on_write(thandle_t handle, void *from, tmsize_t len)
{
	(void)handle;
	(void)from;
	(void)len;
	return 0;
}

static toff_t tiff_on_seek(thandle_t handle, toff_t offset, int whence)
{
	struct tiff_reader *reader = (struct tiff_reader *)handle;
	uint64_t from = whence == SEEK_CUR   ? reader->at
			: whence == SEEK_END ? reader->input->len
					     : 0;

	/* A negative offset comes as a huge one and wraps to what is meant. */
	reader->at = from + offset;
	if (reader->at > INT64_MAX)
		reader->at = INT64_MAX;
	return reader->at;
}

static int tiff_on_close(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t tiff_on_size(thandle_t handle)
{
	const struct tiff_reader *reader = (const struct tiff_reader *)handle;

	return reader->input->len;
}

static void tiff_silence_once(void)
{
	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
}

/* --- opening -------------------------------------------------------------- */

void tiff_reader_done(struct tiff_reader *reader)
{
	if (reader->begun)
		TIFFRGBAImageEnd(&reader->image);
	if (reader->tiff != NULL)
		TIFFClose(reader->tiff);
	free(reader->raw);
	free(reader->raster);
	free(reader->band);
}

static int tiff_check_size(const struct tiff_reader *reader, struct error *err)
{
	const struct tiff_page *page = &reader->page;

	if (page->width <= BITMAP_EDGE_MAX && page->height <= BITMAP_EDGE_MAX &&
	    (uint64_t)page->width * page->height <= BITMAP_PIXELS_MAX)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s says it has %u x %u pixels; at most %d on an edge "
			 "and %u million in all are taken: export it smaller",
			 reader->input->name, page->width, page->height,
			 BITMAP_EDGE_MAX, BITMAP_PIXELS_MAX / 1000000);
}

int tiff_reader_open(struct tiff_reader *reader,
		     const struct picture_input *input, struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, tiff_silence_once);
	*reader = (struct tiff_reader){.input = input};
	/* No mmap: a file that is cut meanwhile would kill the process. The
	 * places of blocks are read of the page that is decoded alone. */
	reader->tiff = TIFFClientOpen(input->name, "rmCD", (thandle_t)reader,
				      tiff_on_read, tiff_on_write, tiff_on_seek,
				      tiff_on_close, tiff_on_size, NULL, NULL);
	if (reader->tiff == NULL)
		return tiff_reader_error(reader, err);
	tiff_pages_find(reader->tiff, &reader->pages);
	if (reader->pages.sheet < 0)
		return tiff_reader_error(reader, err);
	reader->page = reader->pages.at[reader->pages.sheet];
	return tiff_check_size(reader, err);
}

int tiff_reader_error(const struct tiff_reader *reader, struct error *err)
{
	const char *name = reader->input->name;

	if (reader->sys != 0)
		return error_sys(err, reader->sys,
				 "cannot read %s; look at the disk", name);
	if (reader->ended)
		return picture_cut_error(name, err);
	return error_set(err, ERROR_FAILED,
			 "%s is a damaged TIFF; fetch the file again", name);
}

/* --- what is not read ----------------------------------------------------- */

static int tiff_refuse(const struct tiff_reader *reader, const char *what,
		       struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "%s is a TIFF %s, which is not read here; export it "
			 "with 8 bits a sample, or as JPEG",
			 reader->input->name, what);
}

static int tiff_check_codec(const struct tiff_reader *reader, struct error *err)
{
	uint16_t compression = COMPRESSION_NONE;
	const TIFFCodec *codec;
	char what[80];

	TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_COMPRESSION, &compression);
	if (TIFFIsCODECConfigured(compression))
		return 0;
	codec = TIFFFindCODEC(compression);
	if (codec != NULL)
		snprintf(what, sizeof(what), "compressed by %.40s",
			 codec->name);
	else
		snprintf(what, sizeof(what), "compressed by method %u",
			 (unsigned)compression);
	return tiff_refuse(reader, what, err);
}

static int tiff_check_samples(const struct tiff_reader *reader,
			      struct error *err)
{
	static const char *const formats[] = {
		[SAMPLEFORMAT_INT] = "of signed samples",
		[SAMPLEFORMAT_IEEEFP] = "of floating-point samples",
		[SAMPLEFORMAT_COMPLEXINT] = "of complex samples",
		[SAMPLEFORMAT_COMPLEXIEEEFP] = "of complex samples",
	};
	uint16_t format = SAMPLEFORMAT_UINT, bits = 1;
	char what[80];

	TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_SAMPLEFORMAT, &format);
	TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_BITSPERSAMPLE, &bits);
	if (format < ARRAY_LEN(formats) && formats[format] != NULL)
		return tiff_refuse(reader, formats[format], err);
	if (bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16)
		return 0;
	snprintf(what, sizeof(what), "of %u-bit samples", (unsigned)bits);
	return tiff_refuse(reader, what, err);
}

static const char *tiff_colours(uint16_t photometric)
{
	static const struct {
		uint16_t photometric;
		const char *name;
	} names[] = {
		{PHOTOMETRIC_RGB, "RGB"},
		{PHOTOMETRIC_PALETTE, "palette"},
		{PHOTOMETRIC_SEPARATED, "CMYK"},
		{PHOTOMETRIC_YCBCR, "YCbCr"},
		{PHOTOMETRIC_CIELAB, "CIE L*a*b*"},
		{PHOTOMETRIC_ICCLAB, "CIE L*a*b*"},
		{PHOTOMETRIC_CFA, "camera raw"},
		{34892, "linear camera raw"}, /* DNG 1.4: LinearRaw */
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].photometric == photometric)
			return names[i].name;
	return "grey";
}

/* Colours, bits and planes in a combination that libtiff has no routine
 * for. */
static int tiff_begin(struct tiff_reader *reader, struct error *err)
{
	uint16_t photometric = PHOTOMETRIC_MINISBLACK, samples = 1, bits = 1;
	char why[1024];
	char what[80];

	if (tiff_check_codec(reader, err) < 0 ||
	    tiff_check_samples(reader, err) < 0)
		return -1;
	if (TIFFRGBAImageBegin(&reader->image, reader->tiff, 0, why)) {
		reader->begun = true;
		return 0;
	}
	TIFFGetField(reader->tiff, TIFFTAG_PHOTOMETRIC, &photometric);
	TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
	TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_BITSPERSAMPLE, &bits);
	snprintf(what, sizeof(what), "of %s with %u x %u bits",
		 tiff_colours(photometric), (unsigned)samples, (unsigned)bits);
	return tiff_refuse(reader, what, err);
}

/* --- blocks --------------------------------------------------------------- */

/* Planes that are decoded apart: 1 where all samples lie together. */
static int tiff_planes(const TIFFRGBAImage *image)
{
	bool one = image->photometric == PHOTOMETRIC_MINISWHITE ||
		   image->photometric == PHOTOMETRIC_MINISBLACK ||
		   image->photometric == PHOTOMETRIC_PALETTE;

	if (image->isContig)
		return 1;
	return (one ? 1 : 3) + (image->alpha != 0);
}

/* Colours that are stored at a lower resolution come in whole blocks only;
 * libtiff makes RGB of those within a JPEG by itself. */
static bool tiff_is_subsampled(const struct tiff_reader *reader)
{
	return reader->image.photometric == PHOTOMETRIC_YCBCR;
}

static void tiff_measure(struct tiff_reader *reader)
{
	struct tiff_blocks *blocks = &reader->blocks;
	uint32_t width = reader->page.width, height = 0;
	uint64_t size;

	blocks->tiled = TIFFIsTiled(reader->tiff) != 0;
	if (blocks->tiled) {
		TIFFGetField(reader->tiff, TIFFTAG_TILEWIDTH, &width);
		TIFFGetField(reader->tiff, TIFFTAG_TILELENGTH, &height);
		size = TIFFTileSize64(reader->tiff);
	} else {
		TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_ROWSPERSTRIP,
				      &height);
		if (height > reader->page.height)
			height = reader->page.height;
		size = TIFFVStripSize64(reader->tiff, height);
		blocks->by_rows = size > TIFF_BLOCK_LARGE &&
				  reader->image.isContig &&
				  !tiff_is_subsampled(reader);
	}
	if (blocks->by_rows) {
		height = 1;
		size = TIFFScanlineSize64(reader->tiff);
	}
	blocks->width = width <= INT32_MAX ? (int)width : 0;
	blocks->height = height <= INT32_MAX ? (int)height : 0;
	blocks->size = size <= TIFF_MEMORY_MAX ? (size_t)size : 0;
}

static int tiff_allocate(struct tiff_reader *reader, struct error *err)
{
	const struct tiff_blocks *blocks = &reader->blocks;
	uint64_t pixels = (uint64_t)blocks->width * (uint64_t)blocks->height;
	uint64_t band =
		(uint64_t)reader->page.width * (uint64_t)blocks->height * 3;
	size_t planes = (size_t)tiff_planes(&reader->image);

	if (pixels == 0 || blocks->size == 0 ||
	    blocks->size * planes + pixels * 4 + band > TIFF_MEMORY_MAX)
		return error_set(err, ERROR_FAILED,
				 "%s needs more than %d MB to decode; save it "
				 "again in smaller tiles or strips",
				 reader->input->name,
				 (int)(TIFF_MEMORY_MAX >> 20));
	reader->raw = malloc(blocks->size * planes);
	reader->raster = malloc((size_t)pixels * 4);
	reader->band = malloc((size_t)band);
	if (reader->raw != NULL && reader->raster != NULL &&
	    reader->band != NULL)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "no memory to decode %s; end other programs",
			 reader->input->name);
}

int tiff_reader_start(struct tiff_reader *reader, int scale, struct error *err)
{
	const struct tiff_page *page =
		tiff_pages_at_scale(&reader->pages, scale);
	uint32_t width = 0, height = 0;

	if (!TIFFSetSubDirectory(reader->tiff, page->offset))
		return tiff_reader_error(reader, err);
	/* Another program may write the file meanwhile: what was checked has
	 * to be what libtiff decodes. */
	if (!TIFFGetField(reader->tiff, TIFFTAG_IMAGEWIDTH, &width) ||
	    !TIFFGetField(reader->tiff, TIFFTAG_IMAGELENGTH, &height) ||
	    width != page->width || height != page->height)
		return tiff_reader_error(reader, err);
	reader->page = *page;
	if (tiff_begin(reader, err) < 0)
		return -1;
	tiff_measure(reader);
	return tiff_allocate(reader, err);
}

/* --- rows ----------------------------------------------------------------- */

/* Decodes one plane of the block at x, y. */
static bool tiff_fill(struct tiff_reader *reader, int x, int y, int plane)
{
	const struct tiff_blocks *blocks = &reader->blocks;
	unsigned char *to = reader->raw + (size_t)plane * blocks->size;
	tmsize_t size = (tmsize_t)blocks->size;
	TIFF *tiff = reader->tiff;
	uint32_t column = (uint32_t)x, row = (uint32_t)y;
	uint16_t sample = (uint16_t)plane;

	if (blocks->by_rows)
		return TIFFReadScanline(tiff, to, row, sample) >= 0;
	memset(to, 0, blocks->size);
	if (blocks->tiled)
		return TIFFReadEncodedTile(
			       tiff,
			       TIFFComputeTile(tiff, column, row, 0, sample),
			       to, size) >= 0;
	return TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, row, sample),
				    to, size) >= 0;
}

/* Makes colours of the block that was decoded; `rows` of it. */
static void tiff_colour(struct tiff_reader *reader, int x, int y, int rows)
{
	TIFFRGBAImage *image = &reader->image;
	size_t size = reader->blocks.size;
	uint32_t width = (uint32_t)reader->blocks.width;
	int planes = tiff_planes(image);
	unsigned char *at[TIFF_PLANES];

	if (image->isContig) {
		image->put.contig(image, reader->raster, (uint32_t)x,
				  (uint32_t)y, width, (uint32_t)rows, 0, 0,
				  reader->raw);
		return;
	}
	for (int p = 0; p < TIFF_PLANES; p++)
		at[p] = reader->raw + (p < planes ? (size_t)p * size : 0);
	if (planes <= 2)
		at[3] = at[planes - 1];
	image->put.separate(image, reader->raster, (uint32_t)x, (uint32_t)y,
			    width, (uint32_t)rows, 0, 0, at[0],
			    planes > 2 ? at[1] : at[0],
			    planes > 2 ? at[2] : at[0], at[3]);
}

/* Colours come multiplied by their alpha: what they leave is white paper. */
static void tiff_on_paper(const uint32_t *from, unsigned char *to, int n)
{
	for (int i = 0; i < n; i++, from++) {
		uint32_t paper = 255 - TIFFGetA(*from);
		uint32_t rgb[3] = {TIFFGetR(*from), TIFFGetG(*from),
				   TIFFGetB(*from)};

		for (int c = 0; c < 3; c++) {
			uint32_t value = rgb[c] + paper;

			*to++ = (unsigned char)(value < 255 ? value : 255);
		}
	}
}

/* Lays what the box takes of the block at x, y into the band. */
static void tiff_lay(struct tiff_reader *reader, struct box box, int x,
		     int rows)
{
	int width = reader->blocks.width;
	int left = x > box.x ? x : box.x;
	int right = x + width < box.x + box.w ? x + width : box.x + box.w;

	for (int y = 0; y < rows; y++)
		tiff_on_paper(reader->raster + (size_t)y * (size_t)width +
				      (left - x),
			      reader->band + ((size_t)y * (size_t)box.w +
					      (size_t)(left - box.x)) *
						     3,
			      right - left);
}

/* Fills the band whose first row is `y`. */
static bool tiff_band(struct tiff_reader *reader, struct box box, int y,
		      int rows)
{
	const struct tiff_blocks *blocks = &reader->blocks;
	int x = box.x - box.x % blocks->width;

	for (; x < box.x + box.w; x += blocks->width) {
		for (int p = 0; p < tiff_planes(&reader->image); p++)
			if (!tiff_fill(reader, x, y, p))
				return false;
		tiff_colour(reader, x, y, rows);
		tiff_lay(reader, box, x, rows);
	}
	return true;
}

/* Of a compressed strip that is read by rows, those above the box have to be
 * decoded too. */
static bool tiff_skip(struct tiff_reader *reader, int to)
{
	uint32_t rows = 0;
	int y;

	TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
	y = rows <= (uint32_t)to ? to - to % (int)rows : 0;
	for (; y < to; y++)
		if (!tiff_fill(reader, 0, y, 0))
			return false;
	return true;
}

int tiff_reader_rows(struct tiff_reader *reader, struct box box,
		     tiff_row_fn *row, void *arg)
{
	int height = reader->blocks.height;
	int end = box.y + box.h;
	int y = box.y - box.y % height;

	if (reader->blocks.by_rows && !tiff_skip(reader, box.y))
		return -1;
	for (; y < end; y += height) {
		int rows = (int)reader->page.height - y;

		rows = rows < height ? rows : height;
		if (!tiff_band(reader, box, y, rows))
			return -1;
		for (int i = 0; i < rows && y + i < end; i++)
			if (y + i >= box.y &&
			    !row(arg, y + i,
				 reader->band + (size_t)i * (size_t)box.w * 3))
				return -1;
	}
	return 0;
}
