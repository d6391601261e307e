/*
 * key.h: a key as the terminal gave it, and its notation in keymaps, help
 * and tests: "j", "C-r", "M-f", "Enter", "PageUp", "S-Left".
 */
#ifndef UI_KEYBOARD_KEY_H
#define UI_KEYBOARD_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* Below: Unicode code points. */
enum keycode {
	KEYCODE_NONE = 0x110000,
	KEYCODE_ENTER,
	KEYCODE_TAB,
	KEYCODE_BACKTAB,
	KEYCODE_ESCAPE,
	KEYCODE_BACKSPACE,
	KEYCODE_DELETE,
	KEYCODE_INSERT,
	KEYCODE_UP,
	KEYCODE_DOWN,
	KEYCODE_LEFT,
	KEYCODE_RIGHT,
	KEYCODE_HOME,
	KEYCODE_END,
	KEYCODE_PAGE_UP,
	KEYCODE_PAGE_DOWN,
	KEYCODE_F1,
	KEYCODE_F12 = KEYCODE_F1 + 11,
	/* Not for keymaps. */
	KEYCODE_CLICK,	      /* x, y */
	KEYCODE_DOUBLE_CLICK, /* x, y */
	KEYCODE_WHEEL_UP,     /* x, y */
	KEYCODE_WHEEL_DOWN,   /* x, y */
	KEYCODE_DRAG,	      /* x, y: moved with the button pressed */
	KEYCODE_RELEASE,      /* x, y */
	KEYCODE_PASTE_BEGIN,
	KEYCODE_PASTE_END,
	KEYCODE_FOCUS_IN,
	KEYCODE_FOCUS_OUT,
	KEYCODE_REPLY, /* the terminal answers; maybe what was not asked */
};

enum key_mod {
	KEY_CTRL = 1,
	KEY_META = 2,
	KEY_SHIFT = 4, /* of named keys only */
};

struct key {
	uint32_t code;
	unsigned mods; /* enum key_mod */
	int x, y;      /* of the mouse; cells */
};

#define KEY_NAME_SIZE 24

/* Reads one key; -1 when it is none. `len` bytes of `text` all belong. */
int key_parse(const char *text, size_t len, struct key *ret) MUST_USE;
void key_format(const struct key *key, char ret[KEY_NAME_SIZE]);
bool key_equal(const struct key *a, const struct key *b);
/* Typed text, as opposed to a command: a character without modifiers. */
bool key_is_text(const struct key *key);
/* UTF-8 of such a key; returns its length. */
size_t key_utf8(const struct key *key, char ret[5]);

#endif
