/*
 * key.c: the notation of keys. See key.h.
 *
 * 1. What key_format writes key_parse reads back as the same key.
 */
#include "config.h"

#include "ui/keyboard/key.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
	uint32_t code;
	const char *name;
} key_names[] = {
	{KEYCODE_ENTER, "Enter"},
	{KEYCODE_TAB, "Tab"},
	{KEYCODE_BACKTAB, "BackTab"},
	{KEYCODE_ESCAPE, "Esc"},
	{KEYCODE_BACKSPACE, "Backspace"},
	{KEYCODE_DELETE, "Delete"},
	{KEYCODE_INSERT, "Insert"},
	{KEYCODE_UP, "Up"},
	{KEYCODE_DOWN, "Down"},
	{KEYCODE_LEFT, "Left"},
	{KEYCODE_RIGHT, "Right"},
	{KEYCODE_HOME, "Home"},
	{KEYCODE_END, "End"},
	{KEYCODE_PAGE_UP, "PageUp"},
	{KEYCODE_PAGE_DOWN, "PageDown"},
	{' ', "Space"},
	{KEYCODE_F1, "F1"},
	{KEYCODE_F1 + 1, "F2"},
	{KEYCODE_F1 + 2, "F3"},
	{KEYCODE_F1 + 3, "F4"},
	{KEYCODE_F1 + 4, "F5"},
	{KEYCODE_F1 + 5, "F6"},
	{KEYCODE_F1 + 6, "F7"},
	{KEYCODE_F1 + 7, "F8"},
	{KEYCODE_F1 + 8, "F9"},
	{KEYCODE_F1 + 9, "F10"},
	{KEYCODE_F1 + 10, "F11"},
	{KEYCODE_F12, "F12"},
};

static const struct {
	char letter;
	unsigned mod;
} key_mods[] = {{'C', KEY_CTRL}, {'M', KEY_META}, {'S', KEY_SHIFT}};

/* "C-" and its like at the start; 0 for none. */
static unsigned key_parse_mod(const char *text, size_t len)
{
	if (len < 3 || text[1] != '-')
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(key_mods); i++)
		if (text[0] == key_mods[i].letter)
			return key_mods[i].mod;
	return 0;
}

/* One UTF-8 character; -1 when it is none or more. */
static int key_parse_char(const char *text, size_t len, uint32_t *ret)
{
	static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t code;

	if (len < 1 || len > 4 || !text_is_utf8(text, len))
		return -1;
	if ((len == 1) != ((unsigned char)text[0] < 0x80))
		return -1;
	code = (unsigned char)text[0] & masks[len];
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (code < 0x20 || code == 0x7f)
		return -1;
	*ret = code;
	return 0;
}

int key_parse(const char *text, size_t len, struct key *ret)
{
	struct key key = {0};
	unsigned mod;

	while ((mod = key_parse_mod(text, len)) != 0) {
		key.mods |= mod;
		text += 2;
		len -= 2;
	}
	for (size_t i = 0; i < ARRAY_LEN(key_names); i++) {
		if (strlen(key_names[i].name) == len &&
		    memcmp(key_names[i].name, text, len) == 0) {
			key.code = key_names[i].code;
			*ret = key;
			return 0;
		}
	}
	if (key_parse_char(text, len, &key.code) < 0)
		return -1;
	*ret = key;
	return 0;
}

void key_format(const struct key *key, char ret[KEY_NAME_SIZE])
{
	const char *name = NULL;
	char text[5] = "";

	for (size_t i = 0; i < ARRAY_LEN(key_names); i++)
		if (key_names[i].code == key->code)
			name = key_names[i].name;
	if (name == NULL)
		key_utf8(key, text);
	snprintf(ret, KEY_NAME_SIZE, "%s%s%s%s",
		 (key->mods & KEY_CTRL) != 0 ? "C-" : "",
		 (key->mods & KEY_META) != 0 ? "M-" : "",
		 (key->mods & KEY_SHIFT) != 0 ? "S-" : "",
		 name != NULL ? name : text);
}

bool key_equal(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->mods == b->mods;
}

bool key_is_text(const struct key *key)
{
	return key->code < KEYCODE_NONE && key->code >= 0x20 &&
	       key->code != 0x7f && key->mods == 0;
}

size_t key_utf8(const struct key *key, char ret[5])
{
	uint32_t c = key->code;
	size_t n;

	if (c < 0x80) {
		ret[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		ret[0] = (char)(0xc0 | c >> 6);
		ret[1] = (char)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		ret[0] = (char)(0xe0 | c >> 12);
		ret[1] = (char)(0x80 | (c >> 6 & 0x3f));
		ret[2] = (char)(0x80 | (c & 0x3f));
		n = 3;
	} else if (c < 0x110000) {
		ret[0] = (char)(0xf0 | c >> 18);
		ret[1] = (char)(0x80 | (c >> 12 & 0x3f));
		ret[2] = (char)(0x80 | (c >> 6 & 0x3f));
		ret[3] = (char)(0x80 | (c & 0x3f));
		n = 4;
	} else {
		n = 0;
	}
	ret[n] = '\0';
	return n;
}
