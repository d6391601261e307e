/*
 * character.c: see character.h.
 */
#include "config.h"

#include "ui/keyboard/character.h"

#include <stddef.h>
#include <string.h>

#include "base/compiler.h"

#define NO_CHARACTER 0xfffd

/* The last byte that is awaited, or one before it. */
static bool character_go_on(struct character *ch, unsigned char c,
			    uint32_t *ret)
{
	ch->code = ch->code << 6 | (c & 0x3f);
	if (--ch->left > 0)
		return false;
	*ret = ch->code < ch->least || ch->code > 0x10ffff ||
			       (ch->code >= 0xd800 && ch->code <= 0xdfff)
		       ? NO_CHARACTER
		       : ch->code;
	return true;
}

static bool character_utf8(struct character *ch, unsigned char c, uint32_t *ret)
{
	static const struct {
		unsigned char first, mask;
		uint32_t least;
	} lengths[] = {
		{0xf5, 0, 0}, /* and more: none */
		{0xf0, 0x07, 0x10000},
		{0xe0, 0x0f, 0x800},
		{0xc2, 0x1f, 0x80},
	};
	int n = (int)ARRAY_LEN(lengths) - 1;

	if (ch->left > 0 && (c & 0xc0) == 0x80)
		return character_go_on(ch, c, ret);
	while (n > 0 && c >= lengths[n - 1].first)
		n--;
	if (n == 0 || c < 0xc2) {
		*ret = NO_CHARACTER;
		return true;
	}
	ch->code = c & lengths[n].mask;
	ch->least = lengths[n].least;
	ch->left = (int)ARRAY_LEN(lengths) - n;
	return false;
}

static bool character_locale(struct character *ch, unsigned char c,
			     uint32_t *ret)
{
	char byte = (char)c;
	wchar_t wide;
	size_t rc = mbrtowc(&wide, &byte, 1, &ch->shift);

	if (rc == (size_t)-2) {
		ch->left = 1;
		return false;
	}
	if (rc == (size_t)-1)
		memset(&ch->shift, 0, sizeof(ch->shift));
	*ret = rc == (size_t)-1 ? NO_CHARACTER : (uint32_t)wide;
	return true;
}

bool character_take(struct character *ch, enum keystream_charset charset,
		    unsigned char c, uint32_t *ret)
{
	bool whole;

	if (c < 0x80 && (ch->left == 0 || charset == KEYSTREAM_UTF8)) {
		*ret = c;
		whole = true;
	} else if (charset == KEYSTREAM_UTF8) {
		whole = character_utf8(ch, c, ret);
	} else {
		whole = character_locale(ch, c, ret);
	}
	if (whole)
		ch->left = 0;
	return whole;
}

bool character_begun(const struct character *ch)
{
	return ch->left > 0;
}

void character_drop(struct character *ch)
{
	*ch = (struct character){0};
}
