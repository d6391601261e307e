/*
 * utf16.c: text in UTF-16. See utf16.h.
 *
 * RFC 2781.
 */
#include "config.h"

#include "run/intake/utf16.h"

#include <string.h>
#include <unistr.h>

#define REPLACEMENT 0xfffd

bool utf16_begins(const char *head, size_t len, struct utf16 *ret)
{
	bool little = len >= UTF16_MARK && memcmp(head, "\xff\xfe", 2) == 0;
	bool big = len >= UTF16_MARK && memcmp(head, "\xfe\xff", 2) == 0;

	/* The first is of UTF-32 as well, with a NUL behind it. */
	if (little && len >= 4 && memcmp(head + 2, "\0\0", 2) == 0)
		return false;
	*ret = (struct utf16){.big = big};
	return little || big;
}

static void utf16_put(ucs4_t c, struct bytes *ret)
{
	uint8_t text[6];
	int len = u8_uctomb(text, c, sizeof(text));

	if (len > 0)
		bytes_append(ret, text, (size_t)len);
}

static void utf16_take(struct utf16 *utf16, uint16_t unit, struct bytes *ret)
{
	bool low = unit >= 0xdc00 && unit <= 0xdfff;
	bool high = unit >= 0xd800 && unit <= 0xdbff;

	if (utf16->high != 0 && low)
		utf16_put(0x10000 + ((ucs4_t)(utf16->high - 0xd800) << 10) +
				  (ucs4_t)(unit - 0xdc00),
			  ret);
	else if (utf16->high != 0 || low)
		utf16_put(REPLACEMENT, ret);
	if (!high && !low)
		utf16_put(unit, ret);
	utf16->high = high ? unit : 0;
}

void utf16_append(struct utf16 *utf16, const char *piece, size_t len,
		  struct bytes *ret)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)piece[i];
		unsigned char first = utf16->odd;

		if (!utf16->has_odd) {
			utf16->odd = byte;
			utf16->has_odd = true;
			continue;
		}
		utf16->has_odd = false;
		utf16_take(utf16,
			   (uint16_t)(utf16->big ? first << 8 | byte
						 : byte << 8 | first),
			   ret);
	}
}
