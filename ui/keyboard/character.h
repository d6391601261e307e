/*
 * character.h: characters of several bytes, put together as these come.
 */
#ifndef UI_KEYBOARD_CHARACTER_H
#define UI_KEYBOARD_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

/* How the bytes beyond ASCII are to be read. */
enum keystream_charset {
	KEYSTREAM_UTF8,
	KEYSTREAM_ISO,	  /* ISO 8859: 8-bit introducers may come */
	KEYSTREAM_LOCALE, /* what mbrtowc says */
};

/* One that is begun; zero: none. */
struct character {
	uint32_t code, least;
	int left; /* bytes still to come */
	mbstate_t shift;
};

/* Takes a byte; true when a character is whole: U+FFFD for what is none. One
 * that is cut short by another is dropped. */
bool character_take(struct character *character, enum keystream_charset charset,
		    unsigned char byte, uint32_t *ret);
bool character_begun(const struct character *character);
void character_drop(struct character *character);

#endif
