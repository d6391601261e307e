/*
 * make_sheets.c: sheets for tests and benchmarks of what is sent over the
 * network: `make_sheets DIR N WIDTH HEIGHT [FIRST]` writes DIR/00000.jpg …,
 * no two of which have the same pixels. Grain like that of paper and plants
 * gives them the bytes of a photograph.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define QUALITY 80

/* The next of a row of numbers that look random (xorshift, Marsaglia 2003). */
static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* Brown paper with a blade of green across it, and the number of the sheet
 * as a row of dark and light squares. */
static void fill_row(unsigned char *row, int width, int y, unsigned int number,
		     uint32_t *state)
{
	for (int x = 0; x < width; x++) {
		unsigned char *at = row + 3 * x;
		int grain = (int)(next(state) % 24);
		int blade = abs(x - y) < width / 16 ? 60 : 0;

		at[0] = (unsigned char)(200 + grain - 2 * blade);
		at[1] = (unsigned char)(190 + grain - blade / 2);
		at[2] = (unsigned char)(165 + grain - 2 * blade);
		if (y < 16 && x < 16 * 16)
			memset(at, number >> (x / 16) & 1 ? 20 : 235, 3);
	}
}

static int write_sheet(const char *path, unsigned int number, int width,
		       int height, unsigned char *row)
{
	struct jpeg_compress_struct to;
	struct jpeg_error_mgr errors;
	uint32_t state = number * 2654435761u + 1;
	FILE *file = fopen(path, "wb");

	if (file == NULL)
		return -1;
	to.err = jpeg_std_error(&errors);
	jpeg_create_compress(&to);
	jpeg_stdio_dest(&to, file);
	to.image_width = (JDIMENSION)width;
	to.image_height = (JDIMENSION)height;
	to.input_components = 3;
	to.in_color_space = JCS_RGB;
	jpeg_set_defaults(&to);
	jpeg_set_quality(&to, QUALITY, TRUE);
	jpeg_start_compress(&to, TRUE);
	for (int y = 0; y < height; y++) {
		fill_row(row, width, y, number, &state);
		jpeg_write_scanlines(&to, &row, 1);
	}
	jpeg_finish_compress(&to);
	jpeg_destroy_compress(&to);
	return fclose(file);
}

int main(int argc, char **argv)
{
	int n = argc > 4 ? atoi(argv[2]) : 0;
	int width = argc > 4 ? atoi(argv[3]) : 0;
	int height = argc > 4 ? atoi(argv[4]) : 0;
	int first = argc > 5 ? atoi(argv[5]) : 0;
	unsigned char *row;

	if (n < 1 || width < 16 || width > 20000 || height < 16 ||
	    height > 20000) {
		fprintf(stderr, "make_sheets DIR N WIDTH HEIGHT [FIRST]\n");
		return 2;
	}
	row = malloc((size_t)width * 3);
	for (int i = first; row != NULL && i < first + n; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%05d.jpg", argv[1], i);
		if (write_sheet(path, (unsigned int)i, width, height, row) !=
		    0) {
			perror(path);
			return 1;
		}
	}
	free(row);
	return 0;
}
