/*
 * lept.c: PNG, WebP and JPEG 2000 through leptonica. See lept.h.
 *
 * 1. Everything is read from memory: leptonica's functions on paths look for
 *    a file of that name elsewhere when it is not where it should be.
 * 2. The header is checked against the limits before pixels are allocated.
 * 3. A file that ends early is known by its chunks and not decoded: libpng
 *    would print what it misses.
 * 4. Alpha is laid on white paper; colour maps and 16 bits are taken away.
 */
#include "config.h"

#include "image/decode/lept.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <allheaders.h>

#include "image/decode/chunk.h"
#include "image/decode/exif.h"

#define LEPT_WHITE 0xffffff00u

/* What getImagelibVersions calls the library of each format. */
static const char *const lept_library[] = {
	[PICTURE_PNG] = "libpng",
	[PICTURE_WEBP] = "libwebp",
	[PICTURE_JP2] = "libopenjp2",
};

static const char *const lept_format_name[] = {
	[PICTURE_PNG] = "PNG",
	[PICTURE_WEBP] = "WebP",
	[PICTURE_JP2] = "JPEG 2000",
};

static void lept_drop_message(const char *text)
{
	(void)text;
}

static void lept_silence_once(void)
{
	setMsgSeverity(L_SEVERITY_NONE);
	leptSetStderrHandler(lept_drop_message);
}

void lept_silence(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, lept_silence_once);
}

bool lept_reads(enum picture_format format)
{
	char *versions;
	bool found;

	if ((size_t)format >= ARRAY_LEN(lept_library) ||
	    lept_library[format] == NULL)
		return false;
	lept_silence();
	versions = getImagelibVersions();
	found = versions != NULL &&
		strstr(versions, lept_library[format]) != NULL;
	free(versions);
	return found;
}

static int lept_unreadable(const char *name, enum picture_format format,
			   struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "%s is not a readable %s; fetch the file again or "
			 "export it as JPEG",
			 name, lept_format_name[format]);
}

static bool lept_is_cut(const struct bytes *file, enum picture_format format)
{
	const unsigned char *data = (const unsigned char *)file->data;

	if (format == PICTURE_PNG)
		return chunk_is_cut_png(data, file->len);
	if (format == PICTURE_WEBP)
		return chunk_is_cut_webp(data, file->len);
	return false;
}

static int lept_check_size(const char *name, int width, int height,
			   struct error *err)
{
	if (width >= 1 && height >= 1 && width <= BITMAP_EDGE_MAX &&
	    height <= BITMAP_EDGE_MAX &&
	    (uint64_t)width * (uint64_t)height <= LEPT_PIXELS_MAX)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s says it has %d x %d pixels; at most %d on an edge "
			 "and %u million in all are taken: export it as JPEG, "
			 "or smaller",
			 name, width, height, BITMAP_EDGE_MAX,
			 LEPT_PIXELS_MAX / 1000000);
}

static int lept_orientation(const struct bytes *file,
			    enum picture_format format)
{
	const unsigned char *data = (const unsigned char *)file->data;

	if (format == PICTURE_PNG)
		return exif_orientation_of_png(data, file->len);
	if (format == PICTURE_WEBP)
		return exif_orientation_of_webp(data, file->len);
	return 0;
}

int lept_probe(const struct bytes *file, const char *name,
	       enum picture_format format, struct picture_info *ret,
	       struct error *err)
{
	int width = 0, height = 0;
	int orientation;

	lept_silence();
	if (lept_is_cut(file, format))
		return picture_cut_error(name, err);
	if (pixReadHeaderMem((const l_uint8 *)file->data, file->len, NULL,
			     &width, &height, NULL, NULL, NULL) != 0)
		return lept_unreadable(name, format, err);
	if (lept_check_size(name, width, height, err) < 0)
		return -1;
	orientation = lept_orientation(file, format);
	*ret = (struct picture_info){
		.format = format,
		.width = width,
		.height = height,
		.exif_rotation = exif_degrees(orientation),
		.exif_mirrored = exif_mirrored(orientation),
		.has_exif_orientation = orientation != 0,
	};
	return 0;
}

static void lept_pix_done(PIX **pix)
{
	pixDestroy(pix);
}

/* Puts `next` in the place of *pix; -1 where it was not made. */
static int lept_replace(PIX **pix, PIX *next)
{
	if (next == NULL)
		return -1;
	pixDestroy(pix);
	*pix = next;
	return 0;
}

/* 8 bits of grey or 32 of colour, without alpha. */
static int lept_normalise(PIX **pix, bool grey)
{
	if (pixGetSpp(*pix) == 4 &&
	    lept_replace(pix, pixAlphaBlendUniform(*pix, LEPT_WHITE)) < 0)
		return -1;
	return lept_replace(pix, grey ? pixConvertTo8(*pix, 0)
				      : pixConvertTo32(*pix));
}

static int lept_cut(PIX **pix, struct box part, int scale)
{
	BOX *box;
	int rc = 0;

	if (part.w != pixGetWidth(*pix) || part.h != pixGetHeight(*pix)) {
		box = boxCreate(part.x, part.y, part.w, part.h);
		rc = lept_replace(pix, pixClipRectangle(*pix, box, NULL));
		boxDestroy(&box);
	}
	if (rc == 0 && scale > 1)
		rc = lept_replace(pix,
				  pixScaleAreaMap(*pix, 1.0f / (float)scale,
						  1.0f / (float)scale));
	return rc;
}

static void lept_row(const l_uint32 *words, unsigned char *to, int width,
		     bool grey)
{
	for (int x = 0; x < width; x++) {
		if (grey) {
			*to++ = (unsigned char)GET_DATA_BYTE(words, x);
			continue;
		}
		*to++ = (unsigned char)(words[x] >> L_RED_SHIFT);
		*to++ = (unsigned char)(words[x] >> L_GREEN_SHIFT);
		*to++ = (unsigned char)(words[x] >> L_BLUE_SHIFT);
	}
}

static int lept_to_bitmap(PIX *pix, bool grey, struct bitmap *ret,
			  struct error *err)
{
	struct bitmap bitmap;
	const l_uint32 *words = pixGetData(pix);

	if (bitmap_init(&bitmap, pixGetWidth(pix), pixGetHeight(pix),
			grey ? 1 : 3, err) < 0)
		return -1;
	for (int y = 0; y < bitmap.height; y++)
		lept_row(words + (size_t)y * (size_t)pixGetWpl(pix),
			 bitmap.pixels + (size_t)y * bitmap.stride,
			 bitmap.width, grey);
	*ret = bitmap;
	return 0;
}

int lept_read(const struct bytes *file, const char *name,
	      enum picture_format format, const struct picture_request *request,
	      struct bitmap *ret, struct error *err)
{
	PIX *pix CLEANUP(lept_pix_done) = NULL;
	struct picture_info info;
	struct box part;

	if (lept_probe(file, name, format, &info, err) < 0)
		return -1;
	pix = pixReadMem((const l_uint8 *)file->data, file->len);
	if (pix == NULL || lept_normalise(&pix, request->grey) < 0)
		return lept_unreadable(name, format, err);
	part = request->crop.w == 0
		       ? (struct box){0, 0, pixGetWidth(pix), pixGetHeight(pix)}
		       : box_clip(request->crop, pixGetWidth(pix),
				  pixGetHeight(pix));
	if (part.w == 0)
		return picture_crop_error(request->crop, name, info.width,
					  info.height, err);
	if (lept_cut(&pix, part, picture_scale(request, part)) < 0)
		return lept_unreadable(name, format, err);
	return lept_to_bitmap(pix, request->grey, ret, err);
}
