/*
 * picture.h: image files: what they are, and their pixels. JPEG by
 * libjpeg-turbo and TIFF by libtiff (scaled and cropped decode), and through
 * leptonica PNG, WebP and JPEG 2000.
 *
 * Coordinates are those of the stored image, before EXIF turning.
 */
#ifndef IMAGE_DECODE_PICTURE_H
#define IMAGE_DECODE_PICTURE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "image/decode/crop.h"
#include "image/pixels/bitmap.h"

enum picture_format {
	PICTURE_UNKNOWN,
	PICTURE_JPEG,
	PICTURE_PNG,
	PICTURE_TIFF,
	PICTURE_WEBP,
	PICTURE_JP2,
};

struct picture_info {
	enum picture_format format;
	int width, height;  /* as stored */
	int exif_rotation;  /* clockwise degrees that make it upright by EXIF:
			      0, 90, 180, 270 */
	bool exif_mirrored; /* left to right, after turning */
	bool has_exif_orientation;
	bool grey; /* stored without colours; false also where it is not known */
};

/* By the first bytes (12 will do). PICTURE_UNKNOWN for anything else. */
enum picture_format picture_format_of(const unsigned char *head, size_t len);

/* By the extension of the file name, any case. */
enum picture_format picture_format_of_name(const char *name);
/* True when the file's name looks like one of the formats (extension). */
bool picture_name_fits(const char *name);
/* True for extensions of images that no build reads: camera raw, HEIC, … */
bool picture_name_is_foreign(const char *name);
/* True when this build can read the format. */
bool picture_format_readable(enum picture_format format);

/*
 * Reads the header alone (of other formats than JPEG and TIFF: the file). Of
 * a TIFF's pages the largest is the picture. What is over the limits of
 * bitmap.h is an error. Any thread.
 */
int picture_probe(const char *path, struct picture_info *ret,
		  struct error *err) MUST_USE;

/*
 * Decodes; *ret is in stored orientation. Its scale against the stored
 * pixels is ret->width / crop width. Limits are checked before anything is
 * allocated. A JPEG or TIFF that ends early gives what there is,
 * *ret_truncated (may be NULL) = true; a JPEG that lacks only its end marker is
 * whole. Any thread.
 */
int picture_read(const char *path, const struct picture_request *request,
		 struct bitmap *ret, bool *ret_truncated,
		 struct error *err) MUST_USE;

/*
 * Decodes the picture once and cuts out the parts (part.h; at most
 * PARTS_MAX), in stored orientation. Of a JPEG or TIFF the rows are streamed, so
 * that memory does not grow with its size unless it is progressive; others are
 * decoded whole. A picture that ends early is an error; the parts hold
 * nothing of worth then. Done is due in any case. Any thread.
 */
struct picture_part;
int picture_read_parts(const char *path, struct picture_part *parts, size_t n,
		       struct error *err) MUST_USE;

/*
 * Gives all rows of the picture's brightness at full size, info->width bytes
 * each, from the top; `row` (part.h) is called on the caller's thread. Fails as
 * picture_read_parts does, rows having been given by then, and gives a JPEG up
 * once *cancelled (may be NULL) is set.
 */
int picture_read_rows(const char *path, const struct picture_info *info,
		      void (*row)(void *arg, int y, const unsigned char *row),
		      void *arg, const atomic_bool *cancelled,
		      struct error *err) MUST_USE;

/* As picture_read from memory, JPEG only: for tests and fuzzing. */
int picture_read_jpeg(const unsigned char *data, size_t len,
		      const struct picture_request *request, struct bitmap *ret,
		      bool *ret_truncated, struct error *err) MUST_USE;

#endif
