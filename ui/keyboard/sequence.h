/*
 * sequence.h: one unit of what a terminal sends: a character, a control, or
 * all from an introducer to its end; and the key that it stands for.
 *
 * Names: ECMA-48, 5.4 (CSI), 5.6 (control strings), 8.3 (SS3, SOS, PM, APC).
 * Pure; one thread.
 */
#ifndef UI_KEYBOARD_SEQUENCE_H
#define UI_KEYBOARD_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keyboard/key.h"

enum sequence_kind {
	SEQUENCE_CHAR,	  /* `code`, a Unicode character */
	SEQUENCE_CONTROL, /* `code`, below 32, or 127 */
	SEQUENCE_CSI,
	SEQUENCE_SS3,
	SEQUENCE_STRING, /* `final` says which: P ] X ^ _ */
	SEQUENCE_MOUSE,	 /* CSI M and three bytes in `text` (X10) */
	SEQUENCE_LINUX,	 /* CSI [ and one letter, of Linux's own console */
};

/* Parameters, or the contents of a string; replies are shorter. */
#define SEQUENCE_TEXT 256

struct sequence {
	enum sequence_kind kind;
	uint32_t code;
	bool meta;   /* an ESC came before */
	char prefix; /* of CSI: one of < = > ?, or 0 */
	char middle; /* the last byte from SP to /, or 0 */
	char final;
	char text[SEQUENCE_TEXT]; /* what was left out does not fit */
	size_t len;		  /* of all of it, kept or not */
};

/* The number in place `sub` (0: the first) between colons of parameter `i`; -1
 * where it is left out; what is absurd is cut to a number that still is. */
int sequence_number(const struct sequence *sequence, int i, int sub);
/* How many parameters there are, empty ones too; 0 for none. */
int sequence_count(const struct sequence *sequence);

/* The key that it stands for; false for none: an answer, something unknown. */
bool sequence_key(const struct sequence *sequence, struct key *ret);

/* True where this is an answer as terminals give them, whether or not it was
 * asked for. Not all answers: any unit that is not a key may be one. */
bool sequence_is_reply(const struct sequence *sequence);

#endif
