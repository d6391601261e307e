/*
 * sequence.c: from units of input to keys, by tables. See sequence.h.
 *
 * Sources: xterm's ctlseqs ("PC-Style Function Keys", "VT220-Style Function
 * Keys", "Mouse Tracking", modifyOtherKeys); kitty's keyboard protocol (CSI u:
 * alternates, event types, text, functional keys); urxvt(7) and rxvtRef ("Key
 * Codes"); console_codes(4) for Linux.
 *
 * 1. A unit is a key only where its whole shape is that of one: a parameter
 *    too many, or a prefix, makes an answer of it.
 * 2. Super and Hyper belong to the window manager: with them a key is none.
 *    The cursor keys' eighth modifier is Meta, as xterm and iTerm2 send it.
 */
#include "config.h"

#include "ui/keyboard/sequence.h"

#include <string.h>

#define SEQUENCE_NUMBER_MAX 10000000

/* ---- parameters ---------------------------------------------------------- */

/* Skips to parameter `i`; NULL when there is none. */
static const char *sequence_param(const struct sequence *sequence, int i)
{
	const char *at = sequence->text;

	for (; i > 0; i--) {
		at = strchr(at, ';');
		if (at == NULL)
			return NULL;
		at++;
	}
	return at;
}

int sequence_number(const struct sequence *sequence, int i, int sub)
{
	const char *at = sequence_param(sequence, i);
	int value = 0;

	for (; at != NULL && sub > 0; sub--) {
		at += strcspn(at, ":;");
		at = *at == ':' ? at + 1 : NULL;
	}
	if (at == NULL || *at < '0' || *at > '9')
		return -1;
	for (; *at >= '0' && *at <= '9'; at++)
		if (value < SEQUENCE_NUMBER_MAX)
			value = value * 10 + (*at - '0');
	return value < SEQUENCE_NUMBER_MAX ? value : SEQUENCE_NUMBER_MAX;
}

int sequence_count(const struct sequence *sequence)
{
	int n = 1;

	if (sequence->text[0] == '\0')
		return 0;
	for (const char *at = sequence->text; *at != '\0'; at++)
		n += *at == ';';
	return n;
}

/* ---- modifiers ----------------------------------------------------------- */

/* Bits of the modifier's parameter, less one. */
enum {
	MODS_SHIFT = 1,
	MODS_ALT = 2,
	MODS_CTRL = 4,
	MODS_SUPER = 8, /* xterm: Meta */
	MODS_HYPER = 16,
	MODS_META = 32,
	MODS_KNOWN = 255, /* the rest are locks */
};
#define MODS_EVENT_RELEASE 3

/* Of parameter `i`; false when the key was let go, or is not for us. */
static bool sequence_mods(const struct sequence *sequence, int i, bool cursor,
			  unsigned *ret)
{
	int value = sequence_number(sequence, i, 0);
	int bits = value > 0 ? value - 1 : 0;

	if (bits > MODS_KNOWN ||
	    sequence_number(sequence, i, 1) == MODS_EVENT_RELEASE)
		return false;
	if ((bits & MODS_HYPER) != 0 || (!cursor && (bits & MODS_SUPER) != 0))
		return false;
	*ret = ((bits & MODS_SHIFT) != 0 ? KEY_SHIFT : 0u) |
	       ((bits & MODS_CTRL) != 0 ? KEY_CTRL : 0u) |
	       ((bits & (MODS_ALT | MODS_META | MODS_SUPER)) != 0 ? KEY_META
								  : 0u);
	return true;
}

/* ---- keys by letter ------------------------------------------------------ */

enum { IN_CSI = 1, IN_SS3 = 2, IN_BOTH = 3 };

static const struct {
	char letter;
	unsigned in;
	uint32_t code;
	unsigned mods;
} letters[] = {
	{'A', IN_BOTH, KEYCODE_UP, 0},
	{'B', IN_BOTH, KEYCODE_DOWN, 0},
	{'C', IN_BOTH, KEYCODE_RIGHT, 0},
	{'D', IN_BOTH, KEYCODE_LEFT, 0},
	{'F', IN_BOTH, KEYCODE_END, 0},
	{'H', IN_BOTH, KEYCODE_HOME, 0},
	{'P', IN_BOTH, KEYCODE_F1, 0},
	{'Q', IN_BOTH, KEYCODE_F1 + 1, 0},
	/* CSI R is where the cursor is. */
	{'R', IN_SS3, KEYCODE_F1 + 2, 0},
	{'S', IN_BOTH, KEYCODE_F1 + 3, 0},
	{'Z', IN_CSI, KEYCODE_BACKTAB, 0},
	/* rxvt */
	{'a', IN_CSI, KEYCODE_UP, KEY_SHIFT},
	{'b', IN_CSI, KEYCODE_DOWN, KEY_SHIFT},
	{'c', IN_CSI, KEYCODE_RIGHT, KEY_SHIFT},
	{'d', IN_CSI, KEYCODE_LEFT, KEY_SHIFT},
	{'a', IN_SS3, KEYCODE_UP, KEY_CTRL},
	{'b', IN_SS3, KEYCODE_DOWN, KEY_CTRL},
	{'c', IN_SS3, KEYCODE_RIGHT, KEY_CTRL},
	{'d', IN_SS3, KEYCODE_LEFT, KEY_CTRL},
	/* The keypad in its application mode. */
	{'I', IN_SS3, KEYCODE_TAB, 0},
	{'M', IN_SS3, KEYCODE_ENTER, 0},
	{'X', IN_SS3, '=', 0},
	{'j', IN_SS3, '*', 0},
	{'k', IN_SS3, '+', 0},
	{'l', IN_SS3, ',', 0},
	{'m', IN_SS3, '-', 0},
	{'n', IN_SS3, '.', 0},
	{'o', IN_SS3, '/', 0},
	{'p', IN_SS3, '0', 0},
	{'q', IN_SS3, '1', 0},
	{'r', IN_SS3, '2', 0},
	{'s', IN_SS3, '3', 0},
	{'t', IN_SS3, '4', 0},
	{'u', IN_SS3, '5', 0},
	{'v', IN_SS3, '6', 0},
	{'w', IN_SS3, '7', 0},
	{'x', IN_SS3, '8', 0},
	{'y', IN_SS3, '9', 0},
};

/* None, a modifier alone (old xterms), or 1 and a modifier. */
static bool sequence_letter(const struct sequence *sequence, unsigned in,
			    struct key *ret)
{
	int n = sequence_count(sequence);
	unsigned mods = 0;

	if (n > 2 || (n == 2 && sequence_number(sequence, 0, 0) > 1))
		return false;
	if (n > 0 && !sequence_mods(sequence, n - 1, true, &mods))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
		if (letters[i].letter != sequence->final ||
		    (letters[i].in & in) == 0)
			continue;
		if (n > 0 && letters[i].letter >= 'a' && in == IN_CSI)
			return false;
		ret->code = letters[i].code;
		ret->mods |= letters[i].mods | mods;
		return true;
	}
	return false;
}

/* ---- keys by number ------------------------------------------------------ */

static const struct {
	int number;
	uint32_t code;
} numbers[] = {
	{1, KEYCODE_HOME},	    {2, KEYCODE_INSERT},
	{3, KEYCODE_DELETE},	    {4, KEYCODE_END},
	{5, KEYCODE_PAGE_UP},	    {6, KEYCODE_PAGE_DOWN},
	{7, KEYCODE_HOME},	    {8, KEYCODE_END},
	{11, KEYCODE_F1},	    {12, KEYCODE_F1 + 1},
	{13, KEYCODE_F1 + 2},	    {14, KEYCODE_F1 + 3},
	{15, KEYCODE_F1 + 4},	    {17, KEYCODE_F1 + 5},
	{18, KEYCODE_F1 + 6},	    {19, KEYCODE_F1 + 7},
	{20, KEYCODE_F1 + 8},	    {21, KEYCODE_F1 + 9},
	{23, KEYCODE_F1 + 10},	    {24, KEYCODE_F12},
	{200, KEYCODE_PASTE_BEGIN}, {201, KEYCODE_PASTE_END},
};

/* What ends a number: rxvt tells modifiers by it. */
static const struct {
	char final;
	unsigned mods;
} number_ends[] = {
	{'~', 0},
	{'$', KEY_SHIFT},
	{'^', KEY_CTRL},
	{'@', KEY_CTRL | KEY_SHIFT},
};

static bool sequence_numbered(const struct sequence *sequence, struct key *ret)
{
	int n = sequence_count(sequence);
	int number = sequence_number(sequence, 0, 0);
	unsigned mods = 0;

	if (n > 2 || (n == 2 && !sequence_mods(sequence, 1, true, &mods)))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(number_ends); i++)
		if (number_ends[i].final == sequence->final)
			mods |= number_ends[i].mods;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		if (numbers[i].number != number)
			continue;
		ret->code = numbers[i].code;
		ret->mods |= mods;
		return true;
	}
	return false;
}

/* ---- keys by character --------------------------------------------------- */

static const struct {
	int number;
	uint32_t code;
} functional[] = {
	{8, KEYCODE_BACKSPACE},
	{9, KEYCODE_TAB},
	{13, KEYCODE_ENTER},
	{27, KEYCODE_ESCAPE},
	{127, KEYCODE_BACKSPACE},
	/* kitty: the keypad */
	{57399, '0'},
	{57400, '1'},
	{57401, '2'},
	{57402, '3'},
	{57403, '4'},
	{57404, '5'},
	{57405, '6'},
	{57406, '7'},
	{57407, '8'},
	{57408, '9'},
	{57409, '.'},
	{57410, '/'},
	{57411, '*'},
	{57412, '-'},
	{57413, '+'},
	{57414, KEYCODE_ENTER},
	{57415, '='},
	{57416, ','},
	{57417, KEYCODE_LEFT},
	{57418, KEYCODE_RIGHT},
	{57419, KEYCODE_UP},
	{57420, KEYCODE_DOWN},
	{57421, KEYCODE_PAGE_UP},
	{57422, KEYCODE_PAGE_DOWN},
	{57423, KEYCODE_HOME},
	{57424, KEYCODE_END},
	{57425, KEYCODE_INSERT},
	{57426, KEYCODE_DELETE},
};
/* kitty's other functional keys; Unicode has nothing there. */
#define FUNCTIONAL_FIRST 0xe000
#define FUNCTIONAL_LAST	 0xf8ff

static bool code_is_text(int code)
{
	return code >= 0x20 && (code < 0x7f || code > 0x9f) &&
	       code < (int)KEYCODE_NONE && (code < 0xd800 || code > 0xdfff) &&
	       (code < FUNCTIONAL_FIRST || code > FUNCTIONAL_LAST);
}

/* As a terminal without the protocol would have sent it. */
static void sequence_plain(struct key *key)
{
	bool letter = key->code >= 'a' && key->code <= 'z';

	if (key->code == KEYCODE_TAB && (key->mods & KEY_SHIFT) != 0) {
		key->code = KEYCODE_BACKTAB;
		key->mods &= ~(unsigned)KEY_SHIFT;
	}
	if (key->code == KEYCODE_BACKSPACE || key->code == KEYCODE_ESCAPE)
		key->mods &= ~(unsigned)KEY_SHIFT;
	if (key->code >= KEYCODE_NONE)
		return;
	if ((key->mods & KEY_CTRL) != 0 && key->code == '[') {
		*key = (struct key){.code = KEYCODE_ESCAPE};
	} else if ((key->mods & KEY_CTRL) != 0) {
		if (key->code >= 'A' && key->code <= 'Z')
			key->code += 'a' - 'A';
	} else if ((key->mods & KEY_SHIFT) != 0 && letter) {
		key->code -= 'a' - 'A';
	}
	key->mods &= ~(unsigned)KEY_SHIFT;
}

/* The character with its modifiers; `typed` is what they make of it, or -1. */
static bool sequence_character(int code, int typed, unsigned mods,
			       struct key *ret)
{
	ret->mods |= mods;
	for (size_t i = 0; i < ARRAY_LEN(functional); i++) {
		if (functional[i].number != code)
			continue;
		ret->code = functional[i].code;
		sequence_plain(ret);
		return true;
	}
	if (!code_is_text(code))
		return false;
	ret->code = (uint32_t)code;
	if (code_is_text(typed) && (ret->mods & KEY_CTRL) == 0) {
		ret->code = (uint32_t)typed;
		ret->mods &= ~(unsigned)KEY_SHIFT;
	}
	sequence_plain(ret);
	return true;
}

/* CSI code:shifted:base ; mods:event ; text u. */
static bool sequence_kitty(const struct sequence *sequence, struct key *ret)
{
	int typed = sequence_number(sequence, 2, 0);
	unsigned mods = 0;

	if (sequence_count(sequence) < 1 || sequence_count(sequence) > 3 ||
	    !sequence_mods(sequence, 1, false, &mods))
		return false;
	if (typed < 0 && (mods & KEY_SHIFT) != 0)
		typed = sequence_number(sequence, 0, 1);
	return sequence_character(sequence_number(sequence, 0, 0), typed, mods,
				  ret);
}

/* CSI 27 ; mods ; code ~, of xterm's modifyOtherKeys. */
static bool sequence_other(const struct sequence *sequence, struct key *ret)
{
	unsigned mods = 0;

	return sequence_mods(sequence, 1, false, &mods) &&
	       sequence_character(sequence_number(sequence, 2, 0), -1, mods,
				  ret);
}

/* ---- the mouse ----------------------------------------------------------- */

enum {
	MOUSE_BUTTON = 3 | 64 | 128,
	MOUSE_NONE = 3, /* a button, whichever it was, is up */
	MOUSE_MOVED = 32,
	MOUSE_PLACE_MAX = 10000,
};

/* `up`: a button was let go, which X10's form says without naming it. */
static bool sequence_mouse(int button, int x, int y, bool up, struct key *ret)
{
	static const struct {
		int button;
		uint32_t code;
	} buttons[] = {
		{0, KEYCODE_CLICK},
		{MOUSE_MOVED, KEYCODE_DRAG},
		{64, KEYCODE_WHEEL_UP},
		{65, KEYCODE_WHEEL_DOWN},
		{MOUSE_NONE, KEYCODE_RELEASE},
	};

	if (button < 0 || x < 1 || y < 1 || x > MOUSE_PLACE_MAX ||
	    y > MOUSE_PLACE_MAX)
		return false;
	if (up)
		button = (button & MOUSE_BUTTON) == 0 ? MOUSE_NONE : -1;
	for (size_t i = 0; i < ARRAY_LEN(buttons); i++) {
		if (button < 0 || buttons[i].button != (button & (MOUSE_BUTTON |
								  MOUSE_MOVED)))
			continue;
		*ret = (struct key){
			.code = buttons[i].code, .x = x - 1, .y = y - 1};
		return true;
	}
	return false;
}

/* CSI < button ; x ; y M (1006), or the same without < and 32 more (1015). */
static bool sequence_mouse_numbers(const struct sequence *sequence,
				   struct key *ret)
{
	int offset = sequence->prefix == '<' ? 0 : 32;

	return sequence_count(sequence) == 3 &&
	       sequence_mouse(sequence_number(sequence, 0, 0) - offset,
			      sequence_number(sequence, 1, 0),
			      sequence_number(sequence, 2, 0),
			      sequence->final == 'm', ret);
}

static bool sequence_mouse_bytes(const struct sequence *sequence,
				 struct key *ret)
{
	const unsigned char *bytes = (const unsigned char *)sequence->text;

	return sequence_mouse(bytes[0] - 32, bytes[1] - 32, bytes[2] - 32,
			      false, ret);
}

/* ---- units --------------------------------------------------------------- */

static bool sequence_focus(const struct sequence *sequence, struct key *ret)
{
	if (sequence->len != 0)
		return false;
	ret->code =
		sequence->final == 'I' ? KEYCODE_FOCUS_IN : KEYCODE_FOCUS_OUT;
	return true;
}

static bool sequence_csi(const struct sequence *sequence, struct key *ret)
{
	bool plain = sequence->prefix == 0;

	if (sequence->len >= SEQUENCE_TEXT || sequence->middle != 0)
		return false;
	if ((sequence->final == 'M' && (plain || sequence->prefix == '<')) ||
	    (sequence->final == 'm' && sequence->prefix == '<'))
		return sequence_mouse_numbers(sequence, ret);
	if (!plain)
		return false;
	if (sequence->final == 'u')
		return sequence_kitty(sequence, ret);
	if (sequence->final == '~' && sequence_count(sequence) == 3 &&
	    sequence_number(sequence, 0, 0) == 27)
		return sequence_other(sequence, ret);
	if (memchr("~$^@", sequence->final, 4) != NULL)
		return sequence_numbered(sequence, ret);
	if (sequence->final == 'I' || sequence->final == 'O')
		return sequence_focus(sequence, ret);
	return sequence_letter(sequence, IN_CSI, ret);
}

/* As the terminal sends control keys; a line feed is C-j, and not the key
 * Enter, which sends a carriage return. */
static bool sequence_control(uint32_t c, struct key *ret)
{
	static const struct {
		uint32_t control, code;
	} named[] = {
		{'\r', KEYCODE_ENTER},
		{'\t', KEYCODE_TAB},
		{27, KEYCODE_ESCAPE},
		{127, KEYCODE_BACKSPACE},
	};

	for (size_t i = 0; i < ARRAY_LEN(named); i++) {
		if (named[i].control != c)
			continue;
		ret->code = named[i].code;
		return true;
	}
	ret->code = c == 0 ? ' ' : c < 27 ? c + 96 : c + 64;
	ret->mods |= KEY_CTRL;
	return true;
}

bool sequence_key(const struct sequence *sequence, struct key *ret)
{
	struct key key = {.mods = sequence->meta ? KEY_META : 0};
	bool found = false;

	switch (sequence->kind) {
	case SEQUENCE_CHAR:
		key.code = sequence->code;
		found = true;
		break;
	case SEQUENCE_CONTROL:
		found = sequence_control(sequence->code, &key);
		break;
	case SEQUENCE_CSI:
		found = sequence_csi(sequence, &key);
		break;
	case SEQUENCE_SS3:
		found = sequence_letter(sequence, IN_SS3, &key);
		break;
	case SEQUENCE_MOUSE:
		found = sequence_mouse_bytes(sequence, &key);
		break;
	case SEQUENCE_LINUX:
		key.code = KEYCODE_F1 + (uint32_t)(sequence->final - 'A');
		found = sequence->final >= 'A' && sequence->final <= 'E';
		break;
	case SEQUENCE_STRING:
		break;
	}
	if (found)
		*ret = key;
	return found;
}

/* ---- answers ------------------------------------------------------------- */

/* DA1, DA2, DSR, CPR and its DEC form, DECRPM, window reports, XTSMGRAPHICS,
 * DECREPTPARM, flags of the keyboard. */
static const struct {
	char prefix, middle, final;
} replies[] = {
	{'?', 0, 'c'}, {'>', 0, 'c'}, {0, 0, 'n'},     {'?', 0, 'n'},
	{0, 0, 'R'},   {'?', 0, 'R'}, {'?', '$', 'y'}, {0, '$', 'y'},
	{0, 0, 't'},   {0, 0, 'x'},   {'?', 0, 'S'},   {'?', 0, 'u'},
};

bool sequence_is_reply(const struct sequence *sequence)
{
	if (sequence->kind == SEQUENCE_STRING)
		return true;
	if (sequence->kind != SEQUENCE_CSI)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(replies); i++)
		if (replies[i].prefix == sequence->prefix &&
		    replies[i].middle == sequence->middle &&
		    replies[i].final == sequence->final)
			return true;
	return false;
}
