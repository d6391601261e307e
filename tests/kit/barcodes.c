/*
 * barcodes.c: codes drawn for tests. See barcodes.h.
 * Code 39: ISO/IEC 16388; nine elements a character, bars and spaces in turn,
 * three of them wide.
 */
#include "config.h"

#include "tests/kit/barcodes.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "base/compiler.h"
#include "base/mem.h"

#define WIDE	 2.5 /* times a narrow bar */
#define SAMPLES	 4   /* along a side of a pixel */
#define BARS_MAX 2048
#define PAPER	 235

/* w: wide; from the first bar on. */
static const struct {
	char letter;
	const char *elements;
} code39[] = {
	{'0', "nnnwwnwnn"}, {'1', "wnnwnnnnw"}, {'2', "nnwwnnnnw"},
	{'3', "wnwwnnnnn"}, {'4', "nnnwwnnnw"}, {'5', "wnnwwnnnn"},
	{'6', "nnwwwnnnn"}, {'7', "nnnwnnwnw"}, {'8', "wnnwnnwnn"},
	{'9', "nnwwnnwnn"}, {'A', "wnnnnwnnw"}, {'B', "nnwnnwnnw"},
	{'C', "wnwnnwnnn"}, {'D', "nnnnwwnnw"}, {'E', "wnnnwwnnn"},
	{'F', "nnwnwwnnn"}, {'G', "nnnnnwwnw"}, {'H', "wnnnnwwnn"},
	{'I', "nnwnnwwnn"}, {'J', "nnnnwwwnn"}, {'K', "wnnnnnnww"},
	{'L', "nnwnnnnww"}, {'M', "wnwnnnnwn"}, {'N', "nnnnwnnww"},
	{'O', "wnnnwnnwn"}, {'P', "nnwnwnnwn"}, {'Q', "nnnnnnwww"},
	{'R', "wnnnnnwwn"}, {'S', "nnwnnnwwn"}, {'T', "nnnnwnwwn"},
	{'U', "wwnnnnnnw"}, {'V', "nwwnnnnnw"}, {'W', "wwwnnnnnn"},
	{'X', "nwnnwnnnw"}, {'Y', "wwnnwnnnn"}, {'Z', "nwwnwnnnn"},
	{'-', "nwnnnnwnw"}, {'.', "wwnnnnwnn"}, {' ', "nwwnnnwnn"},
	{'*', "nwnnwnwnn"}, {'$', "nwnwnwnnn"}, {'/', "nwnwnnnwn"},
	{'+', "nwnnnwnwn"}, {'%', "nnnwnwnwn"},
};

/* "http://id.example.org/herb/00012345", version 3, correction L */
static const char *const qr[] = {
	"#######.#..##..##.#...#######", "#.....#.###.###.#...#.#.....#",
	"#.###.#...###.#####...#.###.#", "#.###.#...#...#..###..#.###.#",
	"#.###.#.####.###.##.#.#.###.#", "#.....#.#..#...#..#.#.#.....#",
	"#######.#.#.#.#.#.#.#.#######", "........#.###.###.###........",
	"###..##.###..##.#..######..##", "...###...##..##...###.##...##",
	"##.#..###..#...##.#########.#", "##..##.###...#.....#.#..#....",
	"#....#####.###.#...#..#.....#", "..#..#.##...#...#..##.##..###",
	"###...##..#.###.#.##....##..#", ".#.###..#.###.##...###.#.....",
	"#.#.###..##..##...#.#.##.#..#", ".#..#...#.#..##.#..#####.####",
	"##..###.#.##.....#######....#", "..##.#.####..#.#...##..##....",
	"###...#..#.###.####.######.#.", "........#...#....#..#...###.#",
	"#######..##.######..#.#.#...#", "#.....#.#####.#...#.#...##..#",
	"#.###.#..##..####..#######.#.", "#.###.#..##..##....#.#..#.##.",
	"#.###.#.##.#...##.#.##.##.###", "#.....#.#.#..#..#...###..#...",
	"#######.######.####.###.##..#",
};

/* thirteen bytes, most of them no text: 01 ff 00 80 fe "binary" 00 ff */
static const char *const qr_binary[] = {
	"#######..#.##.#######", "#.....#.##.#..#.....#",
	"#.###.#.##..#.#.###.#", "#.###.#..#.#..#.###.#",
	"#.###.#.#...#.#.###.#", "#.....#.#..##.#.....#",
	"#######.#.#.#.#######", "........#####........",
	"##.#..##.##...###.##.", "#..###.#..##..###.#.#",
	"..###.###...##.#.#...", "#..#.#.##.###.#.....#",
	"#.#####..#.#......#.#", "........##..#..#.#...",
	"#######.#.#..#.####..", "#.....#....#...####..",
	"#.###.#...#.#.....#..", "#.###.#.#....####..##",
	"#.###.#.....#..##.#.#", "#.....#.###..#.#..#..",
	"#######.#.##.###...#.",
};

/* "DM0012345", 14 by 14 */
static const char *const matrix[] = {
	"#.#.#.#.#.#.#.", "#.#.#...#..###", "#..##.##.##...", "###.#....#...#",
	"#...#...##....", "####....##.#.#", "#.##...#...#..", "#......#.#..##",
	"#.#.#.###.....", "#######..###.#", "#.....#.#.###.", "##.#.#.#.###.#",
	"#..####...#...", "##############",
};

/* What is drawn: dark stretches of rows, about its middle. */
struct pattern {
	double width, height;	/* pixels */
	double edges[BARS_MAX]; /* of Code 39: where bars begin and end */
	size_t n;
	const char *const *cells; /* of a matrix: rows */
	double module;
};

struct bitmap barcodes_sheet(int width, int height)
{
	struct bitmap sheet;

	if (bitmap_init(&sheet, width, height, 1, NULL) < 0)
		abort();
	memset(sheet.pixels, PAPER, sheet.stride * (size_t)height);
	return sheet;
}

static bool pattern_is_dark(const struct pattern *pattern, double x, double y)
{
	size_t i = 0;

	if (x < 0 || y < 0 || x >= pattern->width || y >= pattern->height)
		return false;
	if (pattern->cells != NULL)
		return pattern->cells[(int)(y / pattern->module)]
				     [(int)(x / pattern->module)] == '#';
	while (i < pattern->n && pattern->edges[i] <= x)
		i++;
	return i % 2 == 1;
}

/* The share of a pixel that is dark. */
static double pattern_cover(const struct pattern *pattern,
			    const struct barcode *at, int x, int y)
{
	double angle = at->degrees * acos(-1) / 180;
	double c = cos(angle), s = sin(angle);
	int dark = 0;

	for (int i = 0; i < SAMPLES * SAMPLES; i++) {
		double dx = x + (i % SAMPLES + 0.5) / SAMPLES - at->x;
		double dy = y + (i / SAMPLES + 0.5) / SAMPLES - at->y;

		dark += pattern_is_dark(pattern,
					dx * c + dy * s + pattern->width / 2,
					dy * c - dx * s + pattern->height / 2);
	}
	return (double)dark / (SAMPLES * SAMPLES);
}

static void pattern_draw(struct bitmap *sheet, const struct barcode *at,
			 const struct pattern *pattern)
{
	int reach = (int)hypot(pattern->width, pattern->height) / 2 + 2;

	for (int y = at->y - reach; y <= at->y + reach; y++)
		for (int x = at->x - reach; x <= at->x + reach; x++) {
			unsigned char *to;
			double cover;

			if (x < 0 || y < 0 || x >= sheet->width ||
			    y >= sheet->height)
				continue;
			to = sheet->pixels + (size_t)y * sheet->stride + x;
			cover = pattern_cover(pattern, at, x, y);
			*to = (unsigned char)(*to * (1 - cover) +
					      at->ink * cover);
		}
}

static const char *code39_elements(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(code39); i++)
		if (code39[i].letter == letter)
			return code39[i].elements;
	abort();
}

static void pattern_add(struct pattern *pattern, char letter)
{
	const char *elements = code39_elements(letter);

	for (int i = 0; elements[i] != '\0'; i++) {
		if (pattern->n + 2 >= BARS_MAX)
			abort();
		pattern->edges[pattern->n++] = pattern->width;
		pattern->width +=
			pattern->module * (elements[i] == 'w' ? WIDE : 1);
	}
	/* The last bar's end; a narrow space follows. */
	pattern->edges[pattern->n++] = pattern->width;
	pattern->width += pattern->module;
}

void barcodes_draw(struct bitmap *sheet, const struct barcode *barcode)
{
	struct pattern *pattern = mem_zalloc(sizeof(*pattern));

	pattern->module = barcode->module;
	pattern->height = barcode->height;
	pattern_add(pattern, '*');
	for (const char *c = barcode->text; *c != '\0'; c++)
		pattern_add(pattern, *c);
	pattern_add(pattern, '*');
	pattern_draw(sheet, barcode, pattern);
	free(pattern);
}

static void cells_draw(struct bitmap *sheet, const struct barcode *barcode,
		       const char *const *cells, size_t side)
{
	struct pattern *pattern = mem_zalloc(sizeof(*pattern));

	pattern->module = barcode->module;
	pattern->cells = cells;
	pattern->width = pattern->height = barcode->module * (double)side;
	pattern_draw(sheet, barcode, pattern);
	free(pattern);
}

void barcodes_draw_qr(struct bitmap *sheet, const struct barcode *barcode)
{
	cells_draw(sheet, barcode, qr, ARRAY_LEN(qr));
}

void barcodes_draw_binary(struct bitmap *sheet, const struct barcode *barcode)
{
	cells_draw(sheet, barcode, qr_binary, ARRAY_LEN(qr_binary));
}

void barcodes_draw_matrix(struct bitmap *sheet, const struct barcode *barcode)
{
	cells_draw(sheet, barcode, matrix, ARRAY_LEN(matrix));
}

void barcodes_jpeg(const struct bitmap *sheet, int quality, struct bytes *ret)
{
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	unsigned char *data = NULL;
	unsigned long len = 0;

	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_compress(&cinfo);
	jpeg_mem_dest(&cinfo, &data, &len);
	cinfo.image_width = (JDIMENSION)sheet->width;
	cinfo.image_height = (JDIMENSION)sheet->height;
	cinfo.input_components = 1;
	cinfo.in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(&cinfo);
	jpeg_set_quality(&cinfo, quality, TRUE);
	jpeg_start_compress(&cinfo, TRUE);
	while (cinfo.next_scanline < cinfo.image_height) {
		JSAMPROW row =
			sheet->pixels + cinfo.next_scanline * sheet->stride;

		jpeg_write_scanlines(&cinfo, &row, 1);
	}
	jpeg_finish_compress(&cinfo);
	jpeg_destroy_compress(&cinfo);
	bytes_append(ret, data, len);
	free(data);
}
