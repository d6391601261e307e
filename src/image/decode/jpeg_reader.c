/*
 * jpeg_reader.c: what all decoding by libjpeg shares. See jpeg_reader.h.
 *
 * 1. libjpeg leaves its functions by longjmp. All that is touched on the way
 *    lives in a struct jpeg_reader that the caller of jpeg_reader_guard holds,
 *    so no local variable is ever read after the jump.
 * 2. Sizes are looked at after the header and before anything is allocated:
 *    edges and pixels (bitmap.h), the memory that a progressive picture takes
 *    as coefficients, the number of its scans, and more pixels than the bytes
 *    of the file can possibly hold.
 * 3. A file that ends early is followed by an end-of-image marker of our own.
 *    The decoder warns when it needs bits at a marker: rows are missing then,
 *    and only then.
 * 4. Of APP1 only the first Exif segment is kept, at most 64 KB: a file of
 *    thousands of markers takes no more memory than one.
 * 5. Nothing is printed: messages become errors or are dropped.
 */
#include "config.h"

#include "image/decode/jpeg_reader.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jerror.h>

#include "base/mem.h"
#include "image/decode/exif.h"

#define JPEG_BUFFER	65536
#define JPEG_EXIF_MAX	65536
#define JPEG_SCANS_MAX	100
#define JPEG_MEMORY_MAX (512L << 20)
/* No coding of libjpeg's gets more pixels out of a byte than about 512 (a
 * plain progressive one); smaller pictures are decoded whatever they hold. */
#define JPEG_PIXELS_PER_BYTE 4096
#define JPEG_PIXELS_FREE     (8u << 20)

static struct jpeg_reader *jpeg_reader_of(j_common_ptr cinfo)
{
	return CONTAINER_OF(cinfo->err, struct jpeg_reader, errors);
}

/* --- libjpeg's callbacks -------------------------------------------------- */

static void jpeg_on_error(j_common_ptr cinfo)
{
	struct jpeg_reader *reader = jpeg_reader_of(cinfo);

	reader->errors.format_message(cinfo, reader->message);
	longjmp(reader->escape, 1);
}

static void jpeg_on_message(j_common_ptr cinfo)
{
	(void)cinfo;
}

/* Data that runs out at an end-of-image marker, the file's or ours. */
static void jpeg_on_warning(j_common_ptr cinfo, int level)
{
	struct jpeg_reader *reader = jpeg_reader_of(cinfo);

	if (level < 0 && cinfo->err->msg_code == JWRN_HIT_MARKER &&
	    reader->cinfo.unread_marker == JPEG_EOI)
		reader->starved = true;
}

/* Of a picture of which no row is there yet; those that are ask themselves. */
static bool jpeg_is_unwanted(const struct jpeg_reader *reader)
{
	const struct picture_watch *watch = reader->watch;

	return watch != NULL && watch->wanted != NULL &&
	       reader->cinfo.output_scanline == 0 &&
	       !watch->wanted(watch->data);
}

static void jpeg_on_progress(j_common_ptr cinfo)
{
	struct jpeg_reader *reader = jpeg_reader_of(cinfo);
	const struct jpeg_decompress_struct *picture = &reader->cinfo;

	if (jpeg_is_unwanted(reader)) {
		reader->unwanted = true;
		longjmp(reader->escape, 1);
	}
	for (int i = 0; i < picture->comps_in_scan; i++)
		reader->seen |= 1u
				<< picture->cur_comp_info[i]->component_index;
	if (picture->input_scan_number <= JPEG_SCANS_MAX)
		return;
	reader->too_many = true;
	longjmp(reader->escape, 1);
}

static void jpeg_source_nothing(j_decompress_ptr cinfo)
{
	(void)cinfo;
}

static boolean jpeg_source_fill(j_decompress_ptr cinfo)
{
	static const unsigned char end[] = {0xFF, JPEG_EOI};
	struct jpeg_reader *reader = jpeg_reader_of((j_common_ptr)cinfo);
	ssize_t got = 0;

	if (reader->input->fd >= 0 && !reader->ended) {
		do
			got = read(reader->input->fd, reader->buffer,
				   JPEG_BUFFER);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			reader->sys = errno;
	}
	if (got > 0) {
		reader->taken += (size_t)got;
		reader->source.next_input_byte = reader->buffer;
		reader->source.bytes_in_buffer = (size_t)got;
	} else {
		reader->ended = true;
		reader->source.next_input_byte = end;
		reader->source.bytes_in_buffer = sizeof(end);
	}
	return TRUE;
}

static void jpeg_source_skip(j_decompress_ptr cinfo, long count)
{
	struct jpeg_reader *reader = jpeg_reader_of((j_common_ptr)cinfo);
	struct jpeg_source_mgr *source = &reader->source;

	while (count > 0 && (size_t)count > source->bytes_in_buffer &&
	       !reader->ended) {
		count -= (long)source->bytes_in_buffer;
		jpeg_source_fill(cinfo);
	}
	if (count > 0 && !reader->ended) {
		source->next_input_byte += count;
		source->bytes_in_buffer -= (size_t)count;
	}
}

static int jpeg_source_byte(j_decompress_ptr cinfo)
{
	struct jpeg_source_mgr *source = cinfo->src;

	if (source->bytes_in_buffer == 0)
		source->fill_input_buffer(cinfo);
	source->bytes_in_buffer--;
	return *source->next_input_byte++;
}

/* Keeps the first Exif segment's orientation, steps over all other APP1. */
static boolean jpeg_on_app1(j_decompress_ptr cinfo)
{
	static const unsigned char tag[6] = "Exif\0";
	struct jpeg_reader *reader = jpeg_reader_of((j_common_ptr)cinfo);
	int length = jpeg_source_byte(cinfo) << 8;
	int kept = 0;

	length += jpeg_source_byte(cinfo);
	length -= 2;
	if (reader->orientation == 0 && length > (int)sizeof(tag)) {
		while (kept < length && !reader->ended)
			reader->exif[kept++] =
				(unsigned char)jpeg_source_byte(cinfo);
		/* The file may have ended before the tag did. */
		if (kept > (int)sizeof(tag) &&
		    memcmp(reader->exif, tag, sizeof(tag)) == 0)
			reader->orientation =
				exif_orientation(reader->exif + sizeof(tag),
						 (size_t)kept - sizeof(tag));
	}
	if (length > kept)
		jpeg_source_skip(cinfo, length - kept);
	return TRUE;
}

/* --- a reader ------------------------------------------------------------- */

int jpeg_reader_guard(struct jpeg_reader *reader,
		      void (*step)(struct jpeg_reader *reader))
{
	if (setjmp(reader->escape) != 0)
		return -1;
	step(reader);
	return 0;
}

void jpeg_reader_open(struct jpeg_reader *reader)
{
	struct jpeg_decompress_struct *cinfo = &reader->cinfo;

	jpeg_create_decompress(cinfo);
	cinfo->mem->max_memory_to_use = JPEG_MEMORY_MAX;
	cinfo->src = &reader->source;
	cinfo->progress = &reader->progress;
	jpeg_set_marker_processor(cinfo, JPEG_APP0 + 1, jpeg_on_app1);
	jpeg_read_header(cinfo, TRUE);
}

size_t jpeg_reader_at(const struct jpeg_reader *reader)
{
	size_t taken =
		reader->input->fd < 0 ? reader->input->len : reader->taken;

	return reader->ended ? 0 : taken - reader->source.bytes_in_buffer;
}

void jpeg_reader_done(struct jpeg_reader *reader)
{
	jpeg_destroy_decompress(&reader->cinfo);
	free(reader->buffer);
	free(reader->exif);
}

void jpeg_reader_init(struct jpeg_reader *reader,
		      const struct picture_input *input)
{
	memset(reader, 0, sizeof(*reader));
	reader->input = input;
	reader->cinfo.err = jpeg_std_error(&reader->errors);
	reader->errors.error_exit = jpeg_on_error;
	reader->errors.output_message = jpeg_on_message;
	reader->errors.emit_message = jpeg_on_warning;
	reader->progress.progress_monitor = jpeg_on_progress;
	reader->source = (struct jpeg_source_mgr){
		.init_source = jpeg_source_nothing,
		.fill_input_buffer = jpeg_source_fill,
		.skip_input_data = jpeg_source_skip,
		.resync_to_restart = jpeg_resync_to_restart,
		.term_source = jpeg_source_nothing,
	};
	if (input->fd < 0) {
		reader->source.next_input_byte = input->data;
		reader->source.bytes_in_buffer = input->len;
	} else {
		reader->buffer = mem_alloc(JPEG_BUFFER);
	}
	reader->exif = mem_alloc(JPEG_EXIF_MAX);
}

int jpeg_reader_error(const struct jpeg_reader *reader, struct error *err)
{
	const char *name = reader->input->name;

	if (reader->unwanted)
		return error_set(err, ERROR_STOPPED,
				 "the decoding was given up");
	if (reader->sys != 0)
		return error_sys(err, reader->sys,
				 "cannot read %s; look at the disk", name);
	if (reader->too_many)
		return error_set(err, ERROR_FAILED,
				 "%s has more than %d scans; save it again as "
				 "a baseline JPEG",
				 name, JPEG_SCANS_MAX);
	if (reader->errors.msg_code == JERR_NO_BACKING_STORE ||
	    reader->errors.msg_code == JERR_OUT_OF_MEMORY)
		return error_set(err, ERROR_FAILED,
				 "%s is progressive and needs more than %ld MB "
				 "to decode; save it again as a baseline JPEG",
				 name, JPEG_MEMORY_MAX >> 20);
	if (reader->ended)
		return error_set(err, ERROR_FAILED,
				 "%s ends before its picture begins; fetch the "
				 "file again",
				 name);
	return error_set(err, ERROR_FAILED,
			 "%s is not a readable JPEG (%s); fetch the file again "
			 "or export it anew",
			 name, reader->message);
}

int jpeg_reader_check_size(const struct jpeg_reader *reader, struct error *err)
{
	int64_t width = reader->cinfo.image_width;
	int64_t height = reader->cinfo.image_height;
	int64_t pixels = width * height;

	if (width > BITMAP_EDGE_MAX || height > BITMAP_EDGE_MAX ||
	    pixels > BITMAP_PIXELS_MAX)
		return error_set(err, ERROR_FAILED,
				 "%s says it has %lld x %lld pixels; at most "
				 "%d on an edge and %u million in all are "
				 "taken: export it smaller",
				 reader->input->name, (long long)width,
				 (long long)height, BITMAP_EDGE_MAX,
				 BITMAP_PIXELS_MAX / 1000000);
	return 0;
}

int jpeg_reader_check_bytes(const struct jpeg_reader *reader, struct error *err)
{
	uint64_t pixels = (uint64_t)reader->cinfo.image_width *
			  reader->cinfo.image_height;

	if (pixels <= JPEG_PIXELS_FREE ||
	    pixels / JPEG_PIXELS_PER_BYTE <= reader->input->len)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s says it has %u x %u pixels but holds only %zu "
			 "bytes; fetch the file again",
			 reader->input->name, reader->cinfo.image_width,
			 reader->cinfo.image_height, reader->input->len);
}

/* Every bit of every coefficient came: the last scan of a progressive picture
 * was not lost with the end marker. */
static bool jpeg_is_refined(const struct jpeg_decompress_struct *cinfo)
{
	for (int c = 0; c < cinfo->num_components; c++)
		for (int k = 0; k < DCTSIZE2; k++)
			if (cinfo->coef_bits[c][k] != 0)
				return false;
	return true;
}

bool jpeg_reader_whole(const struct jpeg_reader *reader)
{
	const struct jpeg_decompress_struct *cinfo = &reader->cinfo;
	unsigned all = (1u << cinfo->num_components) - 1;

	if (reader->starved || reader->sys != 0)
		return false;
	if (!reader->ended)
		return true;
	if (cinfo->arith_code)
		return false;
	if (cinfo->progressive_mode)
		return cinfo->coef_bits != NULL && jpeg_is_refined(cinfo);
	return cinfo->comps_in_scan == cinfo->num_components ||
	       reader->seen == all;
}

int jpeg_reader_last_row(const struct jpeg_reader *reader)
{
	const struct jpeg_decompress_struct *cinfo = &reader->cinfo;

	return (int)cinfo->output_scanline +
	       2 * cinfo->max_v_samp_factor * DCTSIZE;
}

void jpeg_reader_inks(const struct jpeg_reader *reader,
		      const unsigned char *from, unsigned char *to, int width,
		      bool grey)
{
	unsigned char flip = reader->cinfo.saw_Adobe_marker ? 0 : 0xFF;

	for (int x = 0; x < width; x++, from += 4) {
		unsigned int white = (unsigned int)(from[3] ^ flip);
		unsigned int rgb[3];

		for (int c = 0; c < 3; c++)
			rgb[c] =
				((unsigned int)(from[c] ^ flip) * white + 127) /
				255;
		if (grey) {
			*to++ = (unsigned char)((rgb[0] * 19595u +
						 rgb[1] * 38470u +
						 rgb[2] * 7471u + 32768u) >>
						16);
			continue;
		}
		for (int c = 0; c < 3; c++)
			*to++ = (unsigned char)rgb[c];
	}
}
