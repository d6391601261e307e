/*
 * part.h: parts of a picture, each at a size of its own, cut out of its rows
 * as they are decoded. picture_read_parts (picture.h) is what callers want;
 * the feed is for decoders.
 */
#ifndef IMAGE_DECODE_PART_H
#define IMAGE_DECODE_PART_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/pixels/planes.h"
#include "image/pixels/reduce.h"

#define PARTS_MAX 8

/* Takes row `y` of a picture's brightness; they come from the top. */
typedef void picture_row_fn(void *arg, int y, const unsigned char *row);

struct picture_part {
	struct box crop;     /* of the stored picture; w == 0: all of it */
	int width, height;   /* wanted, in stored orientation; any size */
	bool grey;	     /* brightness alone */
	picture_row_fn *row; /* takes the rows of the whole picture as they
				 are decoded, for width and height those that
				 it has; the part is given no planes. NULL:
				 it is given planes */
	void *row_arg;	     /* borrowed */
	/* Once it is set, by any thread, the decode of a JPEG is given up:
	 * ERROR_STOPPED. Of the first part; NULL: it is not. */
	const atomic_bool *cancelled;
	struct planes planes; /* the answer, owned; its memory is taken again
				 when the part is used for another picture */
};

void picture_parts_done(struct picture_part *parts, size_t n);

/* By what a picture of width x height pixels may be shrunk while it is
 * decoded (1, 2, 4, 8) so that no part has to be enlarged for it. */
int picture_parts_scale(const struct picture_part *parts, size_t n, int width,
			int height);

/* True where no part wants colours. */
bool picture_parts_grey(const struct picture_part *parts, size_t n);

/* What a decoder gives of each plane. */
struct part_source {
	int width, height; /* of the stored picture */
	int n;		   /* planes: 1 or 3 */
	struct {
		int width, height;
	} planes[3]; /* of what is decoded */
};

struct part_feed {
	struct picture_part *parts; /* borrowed */
	size_t n;
	int planes;
	struct reduce reduces[PARTS_MAX][3];
	unsigned char *rows; /* of three planes, made of a row of RGB */
	int width;	     /* of each of them */
};

/* Allocates the parts' planes (n <= PARTS_MAX); a crop that lies outside is
 * an error that names `name`. On failure the parts hold nothing. */
int part_feed_init(struct part_feed *feed, struct picture_part *parts, size_t n,
		   const struct part_source *source, const char *name,
		   struct error *err) MUST_USE;
void part_feed_done(struct part_feed *feed); /* the parts stay */

/* Row `y` of a plane; each comes once, from the top. */
void part_feed_row(struct part_feed *feed, int plane, int y,
		   const unsigned char *row);
/* The same of all three planes, which are of one size. */
void part_feed_rgb(struct part_feed *feed, int y, const unsigned char *row);

#endif
