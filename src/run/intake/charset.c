/*
 * charset.c: Windows-1252, of which Latin-1 is a part. See charset.h.
 *
 * Nearly all bytes mean something in Windows-1252, so that any text could be
 * read as it: a UTF-8 that was damaged, a text of an old Macintosh or of DOS,
 * Cyrillic. What gives those away is where the bytes stand, for the letters
 * that they would be stand there in no language.
 *
 * 1. A text that holds a character in UTF-8 is not Windows-1252.
 * 2. It is refused where one byte of it is one of these: not used; a capital
 *    behind a small letter; a sign between two letters; the third letter
 *    beyond ASCII in a row.
 */
#include "config.h"

#include "run/intake/charset.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define CHARSET_ROW_MAX 2 /* letters beyond ASCII that stand together */

/* 80-9F; 0: not used (WHATWG's encodings, index-windows-1252). */
static const uint16_t charset_1252[32] = {
	0x20ac, 0,	0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,	0x017d, 0,
	0,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,	0x017e, 0x0178,
};

/* Signs that may stand between two letters: ’ – — and hyphens, blanks,
 * accents and points that stand for them. */
static const char charset_joining[] = "\x92\x96\x97\xa0\xad\xb4\xb7";

static unsigned charset_point(unsigned char byte)
{
	return byte >= 0x80 && byte < 0xa0 ? charset_1252[byte - 0x80] : byte;
}

static bool charset_is_capital(unsigned char byte)
{
	return byte == 0x8a || byte == 0x8c || byte == 0x8e || byte == 0x9f ||
	       (byte >= 0xc0 && byte <= 0xde && byte != 0xd7);
}

static bool charset_is_small(unsigned char byte)
{
	return byte == 0x83 || byte == 0x9a || byte == 0x9c || byte == 0x9e ||
	       (byte >= 0xdf && byte != 0xf7);
}

static bool charset_is_letter(unsigned char byte)
{
	return charset_is_capital(byte) || charset_is_small(byte);
}

/* The byte at `at`, 0 outside. */
static unsigned char charset_byte(const char *text, size_t len, size_t at)
{
	return at < len ? (unsigned char)text[at] : 0;
}

/* Whether the byte beyond ASCII at `at` can be what Windows-1252 makes of it;
 * `row` of them stand before it. */
static bool charset_fits(const char *text, size_t len, size_t at, int row)
{
	unsigned char byte = charset_byte(text, len, at);
	unsigned char before = at > 0 ? charset_byte(text, len, at - 1) : 0;
	unsigned char after = charset_byte(text, len, at + 1);

	if (charset_point(byte) == 0)
		return false;
	if (charset_is_capital(byte))
		return row < CHARSET_ROW_MAX &&
		       !(before < 0x80 && islower(before));
	if (charset_is_small(byte))
		return row < CHARSET_ROW_MAX;
	return strchr(charset_joining, (char)byte) != NULL ||
	       !(before < 0x80 && islower(before) && after < 0x80 &&
		 islower(after));
}

/* Whether a character of UTF-8 begins here. */
static bool charset_is_utf8(const char *text, size_t len)
{
	for (size_t n = 2; n <= 4 && n <= len; n++)
		if (text_is_utf8(text, n))
			return true;
	return false;
}

static int charset_refuse(size_t at, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "it is not UTF-8 at byte %zu, and cannot be Latin-1 "
			 "or Windows-1252; save the file as UTF-8",
			 at + 1);
}

int charset_decode(const char *text, size_t len, struct bytes *ret,
		   struct error *err)
{
	size_t before = ret->len;
	int row = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];
		unsigned point = charset_point(byte);

		if (byte < 0x80) {
			row = 0;
			bytes_append_char(ret, text[i]);
			continue;
		}
		if (charset_is_utf8(text + i, len - i) ||
		    !charset_fits(text, len, i, row)) {
			ret->len = before;
			return charset_refuse(i, err);
		}
		row = charset_is_letter(byte) ? row + 1 : 0;
		if (point >= 0x800)
			bytes_append_char(ret, (char)(0xe0 | (point >> 12)));
		bytes_append_char(ret,
				  (char)(point >= 0x800
						 ? 0x80 | ((point >> 6) & 0x3f)
						 : 0xc0 | (point >> 6)));
		bytes_append_char(ret, (char)(0x80 | (point & 0x3f)));
	}
	return 0;
}
