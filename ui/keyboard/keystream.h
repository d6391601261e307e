/*
 * keystream.h: what a terminal sends, bytes and a clock in, keys and answers
 * out. Pure: no descriptor, no clock, no curses. One thread.
 *
 * All from an introducer (CSI, SS3, OSC, DCS, SOS, PM, APC) to its end is one
 * unit: a key, an answer, or swallowed whole; never letters. What begins and
 * does not end is given up:
 *
 *	ESC			after 25 ms it is the key Esc
 *	ESC in a string		after 700 ms, or when something else than its
 *				end follows
 *	any other		after 700 ms of silence, or 5 s in all;
 *				after 64 KiB at the first pause, for good
 *	a paste			after 700 ms of silence, Esc, or C-c
 *
 * For ten seconds then its rest is still known as such: by coming in one
 * piece, as no hand types; or as the one byte that ends it as a key or answer.
 * A byte that comes alone is a key again. After Esc the rest of a sequence that
 * was cut there is known by its introducer, which waits 700 ms for more.
 */
#ifndef UI_KEYBOARD_KEYSTREAM_H
#define UI_KEYBOARD_KEYSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keyboard/character.h"
#include "ui/keyboard/key.h"
#include "ui/keyboard/sequence.h"

/* A key of this terminal, from terminfo. */
struct keystream_known {
	char text[16];
	struct key key;
};

struct keystream;

/* By the name that nl_langinfo(CODESET) gives. */
enum keystream_charset keystream_charset_of(const char *codeset);

struct keystream *keystream_new(enum keystream_charset charset);
void keystream_free(struct keystream *keystream); /* NULL is fine */

/* Keys that come before all others; those that are not one unit (or begin
 * none) are left out. Full after some sixty: the rest is left out. */
void keystream_know(struct keystream *keystream, const char *text,
		    struct key key);

/* Bytes that keystream_feed takes now. */
size_t keystream_room(const struct keystream *keystream);
/* Takes bytes that came at `now_ms`; returns how many found room, at least
 * one after keystream_next has returned false. */
size_t keystream_feed(struct keystream *keystream, const void *data, size_t len,
		      int64_t now_ms);

/*
 * The next key; false when there is none. Of code KEYCODE_REPLY it is an
 * answer, which keystream_reply tells. Call it after all that can be read has
 * been fed: what came in time must not be given up.
 */
bool keystream_next(struct keystream *keystream, int64_t now_ms,
		    struct key *ret);
/* The answer that came last; until the next call. */
const struct sequence *keystream_reply(const struct keystream *keystream);

/* Milliseconds until keystream_next may have something without more bytes;
 * -1: never. */
int keystream_wait(const struct keystream *keystream, int64_t now_ms);

#endif
