/*
 * jpeg_reader.h: libjpeg's decoder with an input, limits and errors of our
 * own. Behind jpeg.h, for the modules that decode.
 */
#ifndef IMAGE_DECODE_JPEG_READER_H
#define IMAGE_DECODE_JPEG_READER_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

#include "base/error.h"
#include "image/decode/jpeg.h"

struct jpeg_reader {
	struct jpeg_decompress_struct cinfo;
	struct jpeg_error_mgr errors;
	struct jpeg_source_mgr source;
	struct jpeg_progress_mgr progress;
	jmp_buf escape;
	char message[JMSG_LENGTH_MAX];
	const struct picture_input *input; /* borrowed, as is … */
	const struct picture_watch *watch; /* … who looks on; or NULL */
	bool ended;    /* the input ended without an end marker */
	bool starved;  /* data ran out before the picture did */
	unsigned seen; /* components that scans were of, a bit each */
	bool too_many; /* scans */
	bool unwanted; /* by who looks on */
	int sys;       /* errno of a failed read */
	size_t taken;  /* bytes of fd input that were read */
	int orientation;
	unsigned char *buffer; /* of fd input */
	unsigned char *exif;
};

/* A reader belongs to one thread; `input` outlives it. Done is due after any
 * init. */
void jpeg_reader_init(struct jpeg_reader *reader,
		      const struct picture_input *input);
void jpeg_reader_done(struct jpeg_reader *reader);

/* Runs a step out of which libjpeg may jump: -1 then. What the step needs
 * hangs on the reader (CONTAINER_OF). */
int jpeg_reader_guard(struct jpeg_reader *reader,
		      void (*step)(struct jpeg_reader *reader)) MUST_USE;
/* Why a step failed, for a person; returns -1. */
int jpeg_reader_error(const struct jpeg_reader *reader, struct error *err);

/* A step: reads the header. */
void jpeg_reader_open(struct jpeg_reader *reader);
/* How many bytes of the input it has used: after the header, where the picture
 * begins. 0: not known, since the input has ended. */
size_t jpeg_reader_at(const struct jpeg_reader *reader);
/* What the header says is within the limits of bitmap.h. */
int jpeg_reader_check_size(const struct jpeg_reader *reader,
			   struct error *err) MUST_USE;
/* What a file this short can never hold was cut off nearly at its start. */
int jpeg_reader_check_bytes(const struct jpeg_reader *reader,
			    struct error *err) MUST_USE;

/*
 * After decoding: whether all that belongs to the picture was there. One that
 * lacks its end marker alone is whole; of many scans or arithmetic coding this
 * is believed only where nothing could have followed.
 */
bool jpeg_reader_whole(const struct jpeg_reader *reader);

/* The row at which to stop decoding a sequential picture whose data have run
 * out: the decoder still holds at most two rows of blocks. */
int jpeg_reader_last_row(const struct jpeg_reader *reader);

/* A row of four inks as RGB or grey. Adobe stores them inverted (0 is full
 * ink) and says so by its marker. */
void jpeg_reader_inks(const struct jpeg_reader *reader,
		      const unsigned char *from, unsigned char *to, int width,
		      bool grey);

#endif
