/*
 * fuzz_keystream.c: what a terminal sends. The first byte says how it comes:
 * its low bits the charset, the rest how long the pauses are; a byte 0xff
 * makes one. Whatever comes, a paste is one paste, between its ends is only
 * text, all keys are keys, and at the end nothing is kept back.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "ui/keyboard/keystream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct listener {
	struct keystream *keys;
	int64_t now;
	bool pasting;
};

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_pasted(struct listener *l, const struct key *key)
{
	check(key->code != KEYCODE_PASTE_BEGIN);
	if (key->code == KEYCODE_PASTE_END)
		l->pasting = false;
	else
		check(key->code == KEYCODE_REPLY ||
		      (key->mods == 0 &&
		       (key->code == KEYCODE_ENTER ||
			key->code == KEYCODE_TAB || key_is_text(key))));
}

static void check_key(struct listener *l, const struct key *key)
{
	check(key->code <= KEYCODE_REPLY && key->code != KEYCODE_NONE);
	check(key->code >= 0x20 && (key->code < 0x7f || key->code > 0x9f));
	check(key->x >= 0 && key->y >= 0);
	if (l->pasting)
		check_pasted(l, key);
	else
		check(key->code != KEYCODE_PASTE_END);
	if (key->code == KEYCODE_PASTE_BEGIN)
		l->pasting = true;
}

static void listen(struct listener *l)
{
	struct key key;

	while (keystream_next(l->keys, l->now, &key))
		check_key(l, &key);
}

static void pause_for(struct listener *l, int64_t ms)
{
	int64_t end = l->now + ms;

	for (;;) {
		int wait = keystream_wait(l->keys, l->now);

		if (wait < 0 || l->now + wait > end)
			break;
		l->now += wait;
		listen(l);
	}
	l->now = end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct listener l = {0};

	if (size == 0)
		return 0;
	l.keys = keystream_new((enum keystream_charset)(data[0] % 3));
	keystream_know(l.keys, "\033[H", (struct key){.code = KEYCODE_HOME});
	for (size_t i = 1; i < size; i++) {
		if (data[i] == 0xff) {
			pause_for(&l, (data[0] >> 2) * 20);
			continue;
		}
		check(keystream_feed(l.keys, &data[i], 1, l.now) == 1);
		listen(&l);
	}
	pause_for(&l, 60000);
	check(!l.pasting && keystream_wait(l.keys, l.now) == -1);
	keystream_free(l.keys);
	return 0;
}
