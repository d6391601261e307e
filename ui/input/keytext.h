/*
 * keytext.h: sentences that name keys. They name actions, and are told with the
 * keys that call these: so they stay true in any keymap.
 *
 *	"nothing is doubtful any more{: {approve} signs}"
 */
#ifndef UI_INPUT_KEYTEXT_H
#define UI_INPUT_KEYTEXT_H

#include "base/bytes.h"
#include "ui/input/keymap.h"

/*
 * Appends the text with its keys. "{approve}" is the first that calls this
 * action in `mode`, or where there is none among the fields of a record;
 * "{queue:queue-scope}" that in another mode. Braces around more than a name are
 * what is said only where all the actions that it names have a key. One that has
 * none elsewhere is told by its name. Other braces are text.
 */
void keytext_write(const struct keymap *keymap, enum mode mode,
		   const char *text, struct bytes *ret);

#endif
