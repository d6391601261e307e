/*
 * fuzz_codes.c: what looks like a code and is read as one, of a plane of any
 * pixels; and which of any texts is a catalogue number.
 *
 * The first byte is 't' for texts, which follow with NULs between them; else
 * the second is a fourth of the plane's width, and its pixels follow.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "dwc/catalogue/catalog_number.h"
#include "image/codes/level.h"
#include "image/codes/matrix.h"
#include "image/codes/scan.h"
#include "image/codes/texture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rank(const char *text, size_t len)
{
	struct catalog_candidate got[CATALOG_CANDIDATES_MAX];
	struct catalog_code codes[8];
	const char *words[8];
	struct catalog_hints hints = {.printed = words};
	struct shapes shapes = {0};
	size_t n = 0;

	for (size_t at = 0; at < len && n < 8; at += strlen(text + at) + 1) {
		codes[n] = (struct catalog_code){"CODE-39", text + at, 0.9};
		words[n++] = text + at;
		shapes_learn(&shapes, text + at);
	}
	hints.n_printed = n;
	hints.pattern = n > 1 ? words[n - 1] : NULL;
	hints.shapes = &shapes;
	n = catalog_number_rank(codes, n, &hints, got);
	for (size_t i = 0; i < n; i++) {
		if (*got[i].value == '\0' || !(got[i].confidence >= 0) ||
		    !(got[i].confidence <= 1))
			abort();
		catalog_number_printed(got[i].value, words, hints.n_printed);
	}
}

static void scan(const struct bitmap *plane)
{
	static const struct scan_map map = {.ux = 1, .vy = 1};
	struct code_piece piece = {.pixels = plane, .scale = 1};
	struct code_area areas[TEXTURE_AREAS_MAX];
	struct level_way way = {2, 0.5};
	struct texture texture;
	struct codes codes = {0};
	struct scan *scan;
	size_t n;

	if (scan_new(&scan, NULL) < 0)
		return;
	for (int kind = SCAN_ALL; kind <= SCAN_MATRIX; kind++)
		scan_plane(scan, (enum scan_kind)kind, 1 + kind, plane, &map,
			   &codes);
	texture_init(&texture, plane->width, plane->height);
	for (int y = 0; y < plane->height; y++)
		texture_row(&texture, y,
			    plane->pixels + (size_t)y * plane->stride);
	n = texture_areas(&texture, areas);
	texture_done(&texture);
	for (size_t i = 0; i < n; i++) {
		struct bitmap level = {0};
		struct scan_map to;

		if (level_area(&piece, &areas[i], &way, &level, &to, NULL) < 0)
			continue;
		scan_plane(scan, SCAN_BARS, 1, &level, &to, &codes);
		matrix_read(&level, areas[i].box, &codes);
		bitmap_done(&level);
	}
	for (size_t i = 0; i < codes.n; i++)
		if (!text_is_utf8(codes.items[i].text,
				  strlen(codes.items[i].text)))
			abort();
	codes_done(&codes);
	scan_free(scan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bitmap plane CLEANUP(bitmap_done) = {0};
	int width, height;

	if (size < 3)
		return 0;
	if (data[0] == 't') {
		bytes_append(&text, data + 1, size - 1);
		rank(text.data, text.len);
		return 0;
	}
	width = 4 * (data[1] + 1);
	height = (int)((size - 2) / (size_t)width);
	if (height < 1 || height > 1024 ||
	    bitmap_init(&plane, width, height, 1, NULL) < 0)
		return 0;
	for (int y = 0; y < height; y++)
		memcpy(plane.pixels + (size_t)y * plane.stride,
		       data + 2 + (size_t)y * (size_t)width, (size_t)width);
	scan(&plane);
	return 0;
}
