/*
 * habit.h: keys that hands bring from other programs and that do nothing here:
 * what would do it.
 */
#ifndef UI_INPUT_HABIT_H
#define UI_INPUT_HABIT_H

#include "base/bytes.h"
#include "ui/input/keymap.h"

/* Appends what to press instead, with the keys as this keymap has them; false
 * where nothing is known of the key. */
bool habit_advise(const struct keymap *keymap, enum mode mode,
		  const struct key *key, struct bytes *ret) MUST_USE;

#endif
