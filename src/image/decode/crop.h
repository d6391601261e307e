/*
 * crop.h: what a decoder is given: where the bytes come from, which part of
 * the picture is wanted and at what size; and what is said where it cannot be
 * had. Below the decoders, and arithmetic alone: any thread.
 */
#ifndef IMAGE_DECODE_CROP_H
#define IMAGE_DECODE_CROP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"
#include "base/error.h"

/* A file, `fd` (read from its position, or by pread; not closed), or memory
 * where fd is -1. All is borrowed. */
struct picture_input {
	int fd;
	const unsigned char *data;
	size_t len;	  /* of the file or the memory */
	const char *name; /* for errors */
};

struct bitmap;

/* Who looks on while a picture is decoded, on the decoder's thread. A decoder that
 * has no row before it has all tells nothing. */
struct picture_watch {
	/* So many rows of `bitmap` are there; the first time 0 are. Its pixels
	 * stay where they are, and those rows as they are, until *ret of
	 * picture_read has them. Less than 0: it comes to nothing, and they are
	 * freed after this. False gives it up. */
	bool (*rows)(void *data, const struct bitmap *bitmap, int rows);
	void *data;
	/* Whether it is wanted at all: asked again and again while a progressive
	 * JPEG is read, which has no row before its last scan. False gives it
	 * up. NULL: it is. */
	bool (*wanted)(void *data);
};

struct picture_request {
	struct box crop;	   /* of the stored image; w == 0: all of it */
	int min_width, min_height; /* smallest size (of the crop, as stored)
				      that will do; 0: full size. The decoder
				      scales by 1/1…1/8 to be at least that. */
	bool grey;		   /* one channel; otherwise always three */
	bool eighths;		   /* of a whole JPEG 3/8, 5/8 and 6/8 will do,
				      too */
	const struct picture_watch *watch; /* NULL: nobody looks on */
};

/* For decoders: tells who looks on (`watch` NULL: nobody) of the rows that are there,
 * some at a time; false where that wants no more. */
bool picture_tell(const struct picture_watch *watch,
		  const struct bitmap *bitmap, int rows);
/* The same of rows that are going to be freed. */
void picture_tell_end(const struct picture_watch *watch,
		      const struct bitmap *bitmap);

/* Eighths of the whole width x height that a JPEG is decoded at. */
int picture_eighths(const struct picture_request *request, int width,
		    int height);
/* 1, 2, 4 or 8: by how much the part `crop` is shrunk for the request. */
int picture_scale(const struct picture_request *request, struct box crop);
/* Says that a crop lies outside; returns -1. */
int picture_crop_error(struct box crop, const char *name, int width, int height,
		       struct error *err);
/* Says that a picture ends early, so that it is not taken for a sheet; returns
 * -1. */
int picture_cut_error(const char *name, struct error *err);

#endif
