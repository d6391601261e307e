/*
 * scan.c: libzbar, and what is believed of it. See scan.h.
 *
 * 1. libzbar tells nobody on the bus what it reads.
 * 2. A code without a check of its own has to be long, and read the same on
 *    several lines: stripes of grass make short ones.
 */
#include "config.h"

#include "image/codes/scan.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <zbar.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "base/text.h"

struct scan {
	zbar_image_scanner_t *scanner; /* owned */
};

/* What is looked for, and when it is believed. */
static const struct symbology {
	zbar_symbol_type_t type;
	size_t length; /* shortest text */
	int lines;     /* that read it the same, at least */
	bool checked;  /* a check is part of it, always */
	bool matrix;
} symbologies[] = {
	{ZBAR_CODE39, 3, 2, false, false},  {ZBAR_CODE93, 3, 2, true, false},
	{ZBAR_CODE128, 3, 2, true, false},  {ZBAR_I25, 6, 4, false, false},
	{ZBAR_CODABAR, 6, 4, false, false}, {ZBAR_EAN8, 8, 4, true, false},
	{ZBAR_EAN13, 12, 3, true, false},   {ZBAR_UPCA, 12, 3, true, false},
	{ZBAR_QRCODE, 1, 0, true, true},
};

static const struct symbology *symbology_find(zbar_symbol_type_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(symbologies); i++)
		if (symbologies[i].type == type)
			return &symbologies[i];
	return NULL;
}

int scan_new(struct scan **ret, struct error *err)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();

	if (scanner == NULL)
		return error_set(err, ERROR_FAILED,
				 "libzbar cannot begin to look for bar codes; "
				 "there is too little memory");
	zbar_image_scanner_request_dbus(scanner, 0);
	*ret = mem_zalloc(sizeof(**ret));
	(*ret)->scanner = scanner;
	return 0;
}

void scan_free(struct scan *scan)
{
	if (scan == NULL)
		return;
	zbar_image_scanner_destroy(scan->scanner);
	free(scan);
}

static void scan_configure(struct scan *scan, enum scan_kind kind, int step)
{
	zbar_image_scanner_t *scanner = scan->scanner;

	zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_ENABLE, 0);
	for (size_t i = 0; i < ARRAY_LEN(symbologies); i++)
		zbar_image_scanner_set_config(
			scanner, symbologies[i].type, ZBAR_CFG_ENABLE,
			kind == SCAN_ALL ||
				symbologies[i].matrix == (kind == SCAN_MATRIX));
	zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_X_DENSITY,
				      kind == SCAN_BARS ? 0 : step);
	zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_Y_DENSITY, step);
}

/* Grows a box from nothing around points. */
struct extent {
	double left, top, right, foot;
};

static void extent_add(struct extent *extent, const struct scan_map *map,
		       double u, double v)
{
	double x = map->x + u * map->ux + v * map->vx;
	double y = map->y + u * map->uy + v * map->vy;

	extent->left = fmin(extent->left, x);
	extent->right = fmax(extent->right, x);
	extent->top = fmin(extent->top, y);
	extent->foot = fmax(extent->foot, y);
}

static struct box symbol_box(const zbar_symbol_t *symbol,
			     const struct scan_map *map)
{
	struct extent extent = {INFINITY, INFINITY, -INFINITY, -INFINITY};
	unsigned int n = zbar_symbol_get_loc_size(symbol);

	for (unsigned int i = 0; i < n; i++)
		extent_add(&extent, map, zbar_symbol_get_loc_x(symbol, i),
			   zbar_symbol_get_loc_y(symbol, i));
	if (n == 0)
		extent_add(&extent, map, 0, 0);
	return (struct box){(int)floor(extent.left), (int)floor(extent.top),
			    (int)ceil(extent.right - extent.left) + 1,
			    (int)ceil(extent.foot - extent.top) + 1};
}

/* Bytes that are not text are nothing to a catalogue. */
static bool symbol_is_text(const char *data, size_t len)
{
	return memchr(data, '\0', len) == NULL && text_is_utf8(data, len);
}

static bool symbol_add(const zbar_symbol_t *symbol, const struct scan_map *map,
		       struct codes *ret)
{
	zbar_symbol_type_t type = zbar_symbol_get_type(symbol);
	const struct symbology *symbology = symbology_find(type);
	const char *data = zbar_symbol_get_data(symbol);
	size_t len = zbar_symbol_get_data_length(symbol);
	int lines = zbar_symbol_get_quality(symbol);
	double quality;

	if (symbology == NULL || len < symbology->length ||
	    lines < symbology->lines || !symbol_is_text(data, len))
		return false;
	quality =
		1 - (symbology->checked ? 0.1 : 0.4) / (lines > 1 ? lines : 1);
	codes_add(ret, zbar_get_symbol_name(type), data,
		  symbol_box(symbol, map), quality);
	return true;
}

int scan_plane(struct scan *scan, enum scan_kind kind, int step,
	       const struct bitmap *plane, const struct scan_map *map,
	       struct codes *ret)
{
	zbar_image_t *image = zbar_image_create();
	int n = 0;

	if (image == NULL)
		return 0;
	scan_configure(scan, kind, step);
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, (unsigned int)plane->width,
			    (unsigned int)plane->height);
	zbar_image_set_data(image, plane->pixels,
			    (unsigned long)plane->width *
				    (unsigned long)plane->height,
			    NULL);
	if (zbar_scan_image(scan->scanner, image) > 0)
		for (const zbar_symbol_t *symbol =
			     zbar_image_first_symbol(image);
		     symbol != NULL; symbol = zbar_symbol_next(symbol))
			n += symbol_add(symbol, map, ret);
	zbar_image_destroy(image);
	return n;
}
