/*
 * machine.c: see machine.h.
 */
#include "config.h"

#include "ui/keyboard/machine.h"

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* clang-format off */
static const uint8_t acts[CLASSES][STATES] = {
	/*           GROUND ESCAPE CSI    LINUX  SS3    MOUSE   STRING .._ESC */
	[CONTROL] = {PLAIN, PLAIN, DROP,  DROP,  DROP,  ABORT,  DROP,  REDO},
	[BREAK]   = {PLAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN,  AGAIN, AGAIN},
	[CANCEL]  = {PLAIN, ABORT, ABORT, ABORT, ABORT, ABORT,  ABORT, ABORT},
	[BELL]    = {PLAIN, PLAIN, DROP,  DROP,  DROP,  ABORT,  RING,  REDO},
	[ESC]     = {START, MORE,  AGAIN, AGAIN, AGAIN, AGAIN,  MAYBE, DROP},
	[MIDDLE]  = {TEXT,  TEXT,  KEEP,  CLOSE, CLOSE, BUTTON, KEEP,  REDO},
	[PARAM]   = {TEXT,  TEXT,  KEEP,  CLOSE, KEEP,  BUTTON, KEEP,  REDO},
	[FINAL]   = {TEXT,  TEXT,  CLOSE, CLOSE, CLOSE, BUTTON, KEEP,  REDO},
	[BRACKET] = {TEXT,  ENTER, CLOSE, CLOSE, CLOSE, BUTTON, KEEP,  REDO},
	[BIG_O]   = {TEXT,  ENTER, CLOSE, CLOSE, CLOSE, BUTTON, KEEP,  REDO},
	[STRINGS] = {TEXT,  ENTER, CLOSE, CLOSE, CLOSE, BUTTON, KEEP,  REDO},
	[SLASH]   = {TEXT,  ABORT, CLOSE, CLOSE, CLOSE, BUTTON, KEEP,  FINISH},
	[DELETE]  = {PLAIN, PLAIN, DROP,  DROP,  DROP,  BUTTON, DROP,  REDO},
	[HIGH]    = {TEXT,  TEXT,  DROP,  DROP,  DROP,  BUTTON, KEEP,  REDO},
};
/* clang-format on */

enum byte_class machine_class(unsigned char c)
{
	static const struct {
		unsigned char byte, class;
	} special[] = {
		{0x03, BREAK},	{0x18, CANCEL}, {0x1a, CANCEL}, {'\a', BELL},
		{'\033', ESC},	{'[', BRACKET}, {'O', BIG_O},	{'P', STRINGS},
		{']', STRINGS}, {'X', STRINGS}, {'^', STRINGS}, {'_', STRINGS},
		{'\\', SLASH},	{0x7f, DELETE},
	};

	for (size_t i = 0; i < ARRAY_LEN(special); i++)
		if (special[i].byte == c)
			return (enum byte_class)special[i].class;
	return c < 0x20	  ? CONTROL
	       : c < 0x30 ? MIDDLE
	       : c < 0x40 ? PARAM
	       : c < 0x80 ? FINAL
			  : HIGH;
}

enum act machine_act(enum byte_class byte_class, enum state state)
{
	return (enum act)acts[byte_class][state];
}
