/*
 * kitty.c: kitty's graphics protocol. See kitty.h.
 *
 * A picture is a PNG with a palette, in base64, in sequences of at most 4096
 * of its characters; the first one, which holds none of them, says what is done
 * with it.
 *
 *	ESC _ G a=T,f=100,q=2,…,m=1 ; ESC \  ESC _ G q=2,m=1 ; … ESC \  …
 *
 * 1. q=2: it never answers, neither that it went well nor that it did not. A
 *    picture that was broken off cannot be decoded, and is not shown.
 * 2. Each sequence but the last holds a multiple of 4 characters, as the
 *    protocol wants.
 */
#include "config.h"

#include "image/show/kitty.h"

#include <string.h>

#include <openssl/evp.h>
#include <unistr.h>

#include "base/compiler.h"
#include "image/show/png.h"

#define KITTY_CHUNK	  4096			/* characters of base64 */
#define KITTY_BYTES	  (KITTY_CHUNK / 4 * 3) /* that they stand for */
#define KITTY_PLACEHOLDER 0x10eeee

void kitty_begin(uint32_t id, struct bytes *ret)
{
	bytes_printf(ret, "\033_Ga=T,f=100,q=2,i=%u,p=1,C=1,m=1;\033\\",
		     (unsigned)id);
}

void kitty_begin_cells(uint32_t id, int columns, int rows, struct bytes *ret)
{
	bytes_printf(ret, "\033_Ga=T,U=1,f=100,q=2,i=%u,c=%d,r=%d,m=1;\033\\",
		     (unsigned)id, columns, rows);
}

int kitty_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, struct bytes *ret, struct error *err)
{
	struct bytes png CLEANUP(bytes_done) = {0};

	if (png_append(indices, palette, top, rows, &png, err) < 0)
		return -1;
	for (size_t at = 0; at < png.len; at += KITTY_BYTES) {
		size_t left = png.len - at;
		unsigned char text[KITTY_CHUNK + 1];
		int n = EVP_EncodeBlock(
			text, (const unsigned char *)png.data + at,
			(int)(left < KITTY_BYTES ? left : KITTY_BYTES));

		bytes_append_str(ret, "\033_Gq=2,m=1;");
		bytes_append(ret, (const char *)text, (size_t)n);
		bytes_append_str(ret, "\033\\");
	}
	return 0;
}

void kitty_remove(uint32_t id, struct bytes *ret)
{
	bytes_printf(ret, "\033_Ga=d,d=I,i=%u,q=2;\033\\", (unsigned)id);
}

/* ---- cells --------------------------------------------------------------- */

/* The marks that number rows and columns, in their order (kitty's
 * rowcolumn-diacritics.txt): those above a letter in Unicode 6.0 that
 * normalization leaves alone. */
static const struct {
	uint32_t first, last;
} kitty_marks[] = {
	{0x305, 0x305},	    {0x30d, 0x30e},	{0x310, 0x310},
	{0x312, 0x312},	    {0x33d, 0x33f},	{0x346, 0x346},
	{0x34a, 0x34c},	    {0x350, 0x352},	{0x357, 0x357},
	{0x35b, 0x35b},	    {0x363, 0x36f},	{0x483, 0x487},
	{0x592, 0x595},	    {0x597, 0x599},	{0x59c, 0x5a1},
	{0x5a8, 0x5a9},	    {0x5ab, 0x5ac},	{0x5af, 0x5af},
	{0x5c4, 0x5c4},	    {0x610, 0x617},	{0x657, 0x65b},
	{0x65d, 0x65e},	    {0x6d6, 0x6dc},	{0x6df, 0x6e2},
	{0x6e4, 0x6e4},	    {0x6e7, 0x6e8},	{0x6eb, 0x6ec},
	{0x730, 0x730},	    {0x732, 0x733},	{0x735, 0x736},
	{0x73a, 0x73a},	    {0x73d, 0x73d},	{0x73f, 0x741},
	{0x743, 0x743},	    {0x745, 0x745},	{0x747, 0x747},
	{0x749, 0x74a},	    {0x7eb, 0x7f1},	{0x7f3, 0x7f3},
	{0x816, 0x819},	    {0x81b, 0x823},	{0x825, 0x827},
	{0x829, 0x82d},	    {0x951, 0x951},	{0x953, 0x954},
	{0xf82, 0xf83},	    {0xf86, 0xf87},	{0x135d, 0x135f},
	{0x17dd, 0x17dd},   {0x193a, 0x193a},	{0x1a17, 0x1a17},
	{0x1a75, 0x1a7c},   {0x1b6b, 0x1b6b},	{0x1b6d, 0x1b73},
	{0x1cd0, 0x1cd2},   {0x1cda, 0x1cdb},	{0x1ce0, 0x1ce0},
	{0x1dc0, 0x1dc1},   {0x1dc3, 0x1dc9},	{0x1dcb, 0x1dcc},
	{0x1dd1, 0x1de6},   {0x1dfe, 0x1dfe},	{0x20d0, 0x20d1},
	{0x20d4, 0x20d7},   {0x20db, 0x20dc},	{0x20e1, 0x20e1},
	{0x20e7, 0x20e7},   {0x20e9, 0x20e9},	{0x20f0, 0x20f0},
	{0x2cef, 0x2cf1},   {0x2de0, 0x2dff},	{0xa66f, 0xa66f},
	{0xa67c, 0xa67d},   {0xa6f0, 0xa6f1},	{0xa8e0, 0xa8f1},
	{0xaab0, 0xaab0},   {0xaab2, 0xaab3},	{0xaab7, 0xaab8},
	{0xaabe, 0xaabf},   {0xaac1, 0xaac1},	{0xfe20, 0xfe26},
	{0x10a0f, 0x10a0f}, {0x10a38, 0x10a38}, {0x1d185, 0x1d189},
	{0x1d1aa, 0x1d1ad}, {0x1d242, 0x1d244},
};

static uint32_t kitty_mark(int n)
{
	for (size_t i = 0; i < ARRAY_LEN(kitty_marks); i++) {
		int here =
			(int)(kitty_marks[i].last - kitty_marks[i].first) + 1;

		if (n < here)
			return kitty_marks[i].first + (uint32_t)n;
		n -= here;
	}
	return kitty_marks[0].first;
}

void kitty_cell(uint32_t id, int row, int column, char ret[KITTY_CELL_TEXT])
{
	const uint32_t points[] = {KITTY_PLACEHOLDER, kitty_mark(row),
				   kitty_mark(column),
				   kitty_mark((int)(id >> 24))};
	uint8_t *at = (uint8_t *)ret;

	for (size_t i = 0; i < ARRAY_LEN(points); i++)
		at += u8_uctomb(at, points[i], 4);
	*at = '\0';
}
