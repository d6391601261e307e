/*
 * jpegs.c: JPEGs made in memory. See jpegs.h.
 */
#include "config.h"

#include "tests/kit/jpegs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Red, green, blue, white. */
static const unsigned char jpegs_rgb[4][3] = {
	{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};

static void jpegs_grain(int x, int y, unsigned char *to, int n)
{
	for (int c = 0; c < n; c++)
		to[c] = (unsigned char)(to[c] / 2 +
					(x * 7 + y * 13 + x * y / 16 + c) % 64);
}

static void jpegs_pixel(const struct jpeg_recipe *recipe, int x, int y,
			unsigned char *to)
{
	const unsigned char *rgb = jpegs_rgb[(y >= recipe->height / 2) * 2 +
					     (x >= recipe->width / 2)];
	bool inks = recipe->space == JCS_CMYK || recipe->space == JCS_YCCK;

	if (recipe->space == JCS_GRAYSCALE) {
		to[0] = (unsigned char)((rgb[0] * 3 + rgb[1] * 6 + rgb[2]) /
					10);
		return;
	}
	for (int c = 0; c < 3; c++)
		to[c] = inks && recipe->plain_inks
				? (unsigned char)(255 - rgb[c])
				: rgb[c];
	if (inks)
		to[3] = recipe->plain_inks ? 0 : 255;
}

static void jpegs_exif(j_compress_ptr cinfo, const struct jpeg_recipe *recipe)
{
	unsigned char little[] = "Exif\0\0II*\0\x08\0\0\0\x01\0"
				 "\x12\x01\x03\0\x01\0\0\0o\0\0\0\0\0\0";
	unsigned char big[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01"
			      "\x01\x12\0\x03\0\0\0\x01\0o\0\0\0\0\0";
	unsigned char *exif = recipe->big_endian ? big : little;

	*(unsigned char *)memchr(exif + 6, 'o', sizeof(big) - 6) =
		(unsigned char)recipe->orientation;
	jpeg_write_marker(cinfo, JPEG_APP0 + 1, exif, sizeof(big) - 1);
}

static void jpegs_setup(j_compress_ptr cinfo, const struct jpeg_recipe *recipe)
{
	bool inks = recipe->space == JCS_CMYK || recipe->space == JCS_YCCK;

	cinfo->image_width = (JDIMENSION)recipe->width;
	cinfo->image_height = (JDIMENSION)recipe->height;
	cinfo->in_color_space = inks				 ? JCS_CMYK
				: recipe->space == JCS_GRAYSCALE ? JCS_GRAYSCALE
								 : JCS_RGB;
	cinfo->input_components = inks				   ? 4
				  : recipe->space == JCS_GRAYSCALE ? 1
								   : 3;
	jpeg_set_defaults(cinfo);
	if (recipe->space != 0)
		jpeg_set_colorspace(cinfo, recipe->space);
	jpeg_set_quality(cinfo, 92, TRUE);
	if (recipe->plain_inks)
		cinfo->write_Adobe_marker = FALSE;
	cinfo->restart_in_rows = recipe->restart_rows;
	cinfo->restart_interval = (unsigned int)recipe->restart_units;
	if (recipe->progressive)
		jpeg_simple_progression(cinfo);
}

void jpegs_make(const struct jpeg_recipe *recipe, struct bytes *ret)
{
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	unsigned char *row = mem_zalloc((size_t)recipe->width * 4);
	unsigned char *data = NULL;
	unsigned long len = 0;

	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_compress(&cinfo);
	jpeg_mem_dest(&cinfo, &data, &len);
	jpegs_setup(&cinfo, recipe);
	jpeg_start_compress(&cinfo, TRUE);
	if (recipe->orientation != 0)
		jpegs_exif(&cinfo, recipe);
	for (int y = 0; y < recipe->height; y++) {
		for (int x = 0; x < recipe->width; x++) {
			unsigned char *to = row + x * cinfo.input_components;

			jpegs_pixel(recipe, x, y, to);
			if (recipe->grain)
				jpegs_grain(x, y, to, cinfo.input_components);
		}
		jpeg_write_scanlines(&cinfo, &row, 1);
	}
	jpeg_finish_compress(&cinfo);
	jpeg_destroy_compress(&cinfo);
	bytes_append(ret, data, len);
	free(data);
	free(row);
}

char jpegs_colour(const struct bitmap *bitmap, int x, int y)
{
	const unsigned char *p =
		bitmap->pixels + (size_t)y * bitmap->stride + (size_t)x * 3;

	for (size_t i = 0; i < 4; i++)
		if (abs(p[0] - jpegs_rgb[i][0]) < 24 &&
		    abs(p[1] - jpegs_rgb[i][1]) < 24 &&
		    abs(p[2] - jpegs_rgb[i][2]) < 24)
			return "rgbw"[i];
	return '?';
}

void jpegs_quarters(const struct bitmap *bitmap, char ret[5])
{
	for (int i = 0; i < 4; i++)
		ret[i] = jpegs_colour(bitmap,
				      bitmap->width * (1 + 2 * (i % 2)) / 4,
				      bitmap->height * (1 + 2 * (i / 2)) / 4);
	ret[4] = '\0';
}
