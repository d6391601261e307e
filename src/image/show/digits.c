/*
 * digits.c: numbers of dots. See digits.h.
 *
 * 1. Digits are DIGIT_WIDE dots wide and DIGIT_TALL high, a dot apart, on a
 *    ground that is a dot wider all around.
 */
#include "config.h"

#include "image/show/digits.h"

#include <stdio.h>
#define DIGIT_WIDE 3
#define DIGIT_TALL 5

/* Rows from the top, three bits each, the left one the highest. */
static const unsigned char digit_dots[10][DIGIT_TALL] = {
	{7, 5, 5, 5, 7}, {2, 6, 2, 2, 7}, {7, 1, 7, 4, 7}, {7, 1, 3, 1, 7},
	{5, 5, 7, 1, 1}, {7, 4, 7, 1, 7}, {7, 4, 7, 5, 7}, {7, 1, 1, 2, 2},
	{7, 5, 7, 5, 7}, {7, 5, 7, 1, 7},
};

static void digits_draw_one(struct bitmap *bitmap, int x, int y, int digit,
			    int size, const unsigned char *ink)
{
	for (int row = 0; row < DIGIT_TALL; row++)
		for (int dot = 0; dot < DIGIT_WIDE; dot++)
			if ((digit_dots[digit][row] >> (DIGIT_WIDE - 1 - dot) &
			     1) != 0)
				bitmap_fill(bitmap,
					    (struct box){x + dot * size,
							 y + row * size, size,
							 size},
					    ink);
}

void digits_measure(int number, int size, int *ret_width, int *ret_height)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%d", number);

	*ret_width = (n * (DIGIT_WIDE + 1) + 1) * size;
	*ret_height = (DIGIT_TALL + 2) * size;
}

/* As near to where it should begin as lets all of it be seen. */
static int digits_begin(int at, int size, int all)
{
	if (at + size > all)
		at = all - size;
	return at > 0 ? at : 0;
}

void digits_place(struct box box, int number, int size, int width, int height,
		  int *ret_x, int *ret_y)
{
	int across, down;

	digits_measure(number, size, &across, &down);
	*ret_x = digits_begin(box.x, across, width);
	*ret_y = digits_begin(box.y - down + size, down, height);
}

void digits_draw(struct bitmap *bitmap, int x, int y, int number, int size,
		 const unsigned char *ink, const unsigned char *ground)
{
	char text[16];
	int width, height;

	snprintf(text, sizeof(text), "%d", number);
	digits_measure(number, size, &width, &height);
	bitmap_fill(bitmap, (struct box){x, y, width, height}, ground);
	x += size;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c >= '0' && *c <= '9')
			digits_draw_one(bitmap, x, y + size, *c - '0', size,
					ink);
		x += (DIGIT_WIDE + 1) * size;
	}
}
