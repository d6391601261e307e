/*
 * keystream.c: from bytes to keys. See keystream.h.
 *
 * libtermkey 0.22 does this for many programs, and was tried: an OSC that BEL
 * ends, APC, PM, SOS, a sequence that is cut, a DCS of more than 256 bytes and
 * rxvt's shifted keys become letters there, which here are commands. libtickit
 * holds the same code; that of notcurses comes with its screen.
 *
 * 1. Each byte belongs to one unit. A unit that cannot be a key any more ends
 *    by its end, by being given up, or by ESC, CAN, SUB or C-c.
 * 2. C-c gets through wherever it is, but for the middle of a paste.
 * 3. Each PASTE_BEGIN is followed by one PASTE_END, and between them come
 *    characters, Enter, Tab, and answers, nothing else.
 * 4. Only keystream_next looks at the clock. Bytes that were fed together came
 *    together.
 * 5. The unit is kept until the next byte is looked at, so that the last
 *    answer can be asked for; at most OUT_MAX keys come of one byte.
 */
#include "config.h"

#include "ui/keyboard/keystream.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "ui/keyboard/character.h"
#include "ui/keyboard/machine.h"

#define ESCAPE_MS   25
#define BURST_MS    25 /* no hand is faster */
#define SILENCE_MS  700
#define SEQUENCE_MS 5000
#define PASTE_MS    700
#define REST_MS	    10000
#define LENGTH_MAX  65536

#define IN_MAX	  512
#define OUT_MAX	  4
#define KNOWN_MAX 64
#define RAW_MAX	  16

/* ---- the stream ---------------------------------------------------------- */

struct keystream {
	enum keystream_charset charset;
	struct keystream_known known[KNOWN_MAX];
	size_t n_known;

	/* Bytes that wait, and when they came. */
	unsigned char in[IN_MAX];
	size_t at, len;
	int64_t came_ms, last_ms; /* these, and the last one looked at */

	/* Keys that wait. */
	struct key out[OUT_MAX];
	int n_out;

	/* The unit under way. */
	enum state state;
	struct sequence unit;
	char raw[RAW_MAX + 1]; /* from its ESC on; RAW_MAX + 1: too long */
	size_t raw_len;
	int escapes; /* 1, or 2 for ESC ESC */
	int64_t began_ms;
	size_t length; /* bytes of it since it began, or went on */
	bool late;     /* its ESC was given as a key */

	struct character character;

	bool pasting;

	/* What was given up (its unit is kept), and a byte that may go on
	 * with it. */
	enum state rest; /* GROUND: nothing */
	int64_t rest_ms;
	bool holding;
	unsigned char held;
	int64_t held_ms;
};

enum keystream_charset keystream_charset_of(const char *codeset)
{
	if (strcmp(codeset, "UTF-8") == 0)
		return KEYSTREAM_UTF8;
	return strncmp(codeset, "ISO-8859-", 9) == 0 ? KEYSTREAM_ISO
						     : KEYSTREAM_LOCALE;
}

struct keystream *keystream_new(enum keystream_charset charset)
{
	struct keystream *ks = mem_zalloc(sizeof(*ks));

	ks->charset = charset;
	return ks;
}

void keystream_free(struct keystream *ks)
{
	free(ks);
}

void keystream_know(struct keystream *ks, const char *text, struct key key)
{
	struct keystream_known *known = &ks->known[ks->n_known];
	bool control = text[0] != '\0' && text[1] == '\0' &&
		       (unsigned char)text[0] < 0x20 &&
		       strchr("\r\n\t\003\033", text[0]) == NULL;

	if (ks->n_known == KNOWN_MAX || strlen(text) > RAW_MAX - 1 ||
	    (!control && (text[0] != '\033' || text[1] == '\0')))
		return;
	memcpy(known->text, text, strlen(text) + 1);
	known->key = key;
	ks->n_known++;
}

const struct sequence *keystream_reply(const struct keystream *ks)
{
	return &ks->unit;
}

static void stream_put(struct keystream *ks, struct key key)
{
	if (ks->n_out < OUT_MAX)
		ks->out[ks->n_out++] = key;
}

static void stream_put_code(struct keystream *ks, uint32_t code)
{
	stream_put(ks, (struct key){.code = code});
}

static void stream_end_paste(struct keystream *ks)
{
	ks->pasting = false;
	stream_put_code(ks, KEYCODE_PASTE_END);
}

/* ---- units to keys ------------------------------------------------------- */

/* Invariant 3: what of a paste is text. */
static void stream_put_pasted(struct keystream *ks, const struct key *key)
{
	static const struct key feed = {.code = 'j', .mods = KEY_CTRL};

	if (key_equal(key, &feed))
		stream_put(ks, (struct key){.code = KEYCODE_ENTER});
	else if (key->code == KEYCODE_PASTE_END)
		stream_end_paste(ks);
	else if ((ks->unit.kind == SEQUENCE_CHAR && !ks->unit.meta) ||
		 (ks->unit.kind == SEQUENCE_CONTROL && !ks->unit.meta &&
		  (key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB)))
		stream_put(ks, *key);
}

static void stream_put_key(struct keystream *ks, const struct key *key)
{
	if (ks->pasting) {
		stream_put_pasted(ks, key);
		return;
	}
	if (key->code == KEYCODE_PASTE_END)
		return;
	ks->pasting = key->code == KEYCODE_PASTE_BEGIN;
	stream_put(ks, *key);
}

static bool stream_known(const struct keystream *ks, struct key *ret)
{
	if (ks->raw_len > RAW_MAX)
		return false;
	for (size_t i = 0; i < ks->n_known; i++) {
		if (strcmp(ks->known[i].text, ks->raw) != 0)
			continue;
		*ret = ks->known[i].key;
		return true;
	}
	return false;
}

/* What is not a key: an answer, the mouse, the focus, a paste. Nobody holds
 * Meta down for these: an ESC before them was typed. */
static void stream_put_told(struct keystream *ks, struct key key)
{
	if (ks->escapes == 2 && !ks->pasting)
		stream_put_code(ks, KEYCODE_ESCAPE);
	key.mods = 0;
	if (key.code == KEYCODE_REPLY)
		stream_put(ks, key);
	else
		stream_put_key(ks, &key);
}

/* The unit is whole. */
static void stream_emit(struct keystream *ks)
{
	bool typed = ks->unit.kind == SEQUENCE_CHAR ||
		     ks->unit.kind == SEQUENCE_CONTROL;
	struct key key = {0};

	ks->rest = GROUND;
	ks->late = false;
	if ((!ks->pasting || !typed) && stream_known(ks, &key)) {
		if (ks->escapes == 2)
			key.mods |= KEY_META;
		stream_put_key(ks, &key);
	} else if (sequence_key(&ks->unit, &key) && key.code < KEYCODE_CLICK) {
		stream_put_key(ks, &key);
	} else if (!typed) {
		if (key.code < KEYCODE_CLICK)
			key.code = KEYCODE_REPLY;
		stream_put_told(ks, key);
	}
	ks->escapes = 0;
}

/* ---- the unit under way -------------------------------------------------- */

static void unit_begin(struct keystream *ks, int64_t now)
{
	memset(&ks->unit, 0, sizeof(ks->unit));
	ks->raw_len = 0;
	ks->raw[0] = '\0';
	ks->escapes = 0;
	ks->began_ms = now;
	ks->length = 0;
	character_drop(&ks->character);
}

static void unit_raw(struct keystream *ks, unsigned char c)
{
	if (ks->raw_len < RAW_MAX) {
		ks->raw[ks->raw_len] = (char)c;
		ks->raw[ks->raw_len + 1] = '\0';
	}
	if (ks->raw_len <= RAW_MAX)
		ks->raw_len++;
}

static void unit_keep(struct keystream *ks, unsigned char c)
{
	struct sequence *unit = &ks->unit;

	if (ks->state == CSI && unit->len == 0 && unit->prefix == 0 &&
	    c >= '<' && c <= '?') {
		unit->prefix = (char)c;
		return;
	}
	if (ks->state == CSI && c < 0x30) {
		unit->middle = (char)c;
		return;
	}
	if (unit->len + 1 < sizeof(unit->text))
		unit->text[unit->len] = (char)c;
	unit->len++;
}

/* rxvt ends the number of a shifted key with what is no end for others. A
 * mode's report has two numbers. */
static bool unit_is_shifted(const struct keystream *ks, unsigned char c)
{
	return c == '$' && ks->state == CSI && ks->unit.prefix == 0 &&
	       ks->unit.middle == 0 && ks->unit.len > 0 && ks->unit.len <= 2 &&
	       strspn(ks->unit.text, "0123456789") == ks->unit.len;
}

static void act_enter(struct keystream *ks, unsigned char c)
{
	enum state next = c == '[' ? CSI : c == 'O' ? SS3 : STRING;
	static const enum sequence_kind kinds[STATES] = {
		[CSI] = SEQUENCE_CSI,
		[SS3] = SEQUENCE_SS3,
		[STRING] = SEQUENCE_STRING,
	};

	if (ks->escapes == 2 && next == STRING) {
		/* Nobody holds Meta down while the terminal answers. */
		if (!ks->pasting)
			stream_put_code(ks, KEYCODE_ESCAPE);
		ks->escapes = 1;
	}
	ks->unit.meta = ks->escapes == 2;
	ks->unit.kind = kinds[next];
	ks->unit.final = next == STRING ? (char)c : 0;
	ks->state = next;
}

static void act_close(struct keystream *ks, unsigned char c)
{
	bool bare = ks->state == CSI && ks->unit.len == 0 &&
		    ks->unit.prefix == 0 && ks->unit.middle == 0;

	if (bare && (c == '[' || c == 'M')) {
		ks->state = c == '[' ? CSI_LINUX : MOUSE;
		ks->unit.kind = c == '[' ? SEQUENCE_LINUX : SEQUENCE_MOUSE;
		return;
	}
	ks->unit.final = (char)c;
	ks->state = GROUND;
	stream_emit(ks);
}

static void act_button(struct keystream *ks, unsigned char c)
{
	unit_keep(ks, c);
	if (ks->unit.len < 3)
		return;
	ks->state = GROUND;
	stream_emit(ks);
}

static void act_plain(struct keystream *ks, unsigned char c)
{
	ks->unit.kind = SEQUENCE_CONTROL;
	ks->unit.code = c;
	ks->unit.meta = ks->escapes > 0;
	ks->state = GROUND;
	stream_emit(ks);
}

static void act_text(struct keystream *ks, unsigned char c)
{
	uint32_t code;

	ks->state = GROUND;
	if (!character_take(&ks->character, ks->charset, c, &code))
		return;
	ks->unit.kind = SEQUENCE_CHAR;
	ks->unit.code = code;
	ks->unit.meta = ks->escapes > 0;
	/* C1 as a character is a control that nobody types. */
	if (code < 0x80 || code > 0x9f)
		stream_emit(ks);
	ks->escapes = 0;
}

/* ---- bytes --------------------------------------------------------------- */

static void stream_step(struct keystream *ks, unsigned char c);

/* ESC ESC: the first is a key, unless a key's sequence follows. */
static bool stream_split_escapes(struct keystream *ks, enum byte_class class)
{
	if (ks->state != ESCAPE || ks->escapes != 2 || class == BRACKET ||
	    class == BIG_O || class == STRINGS)
		return false;
	if (!ks->pasting)
		stream_put_code(ks, KEYCODE_ESCAPE);
	ks->escapes = class == ESC ? 2 : 1;
	return class == ESC;
}

/* What was begun is dropped; the byte is looked at anew, after an ESC or not.
 */
static void stream_again(struct keystream *ks, bool escape, unsigned char c)
{
	if (ks->state == ESCAPE && !ks->pasting)
		stream_put_code(ks, KEYCODE_ESCAPE);
	ks->state = GROUND;
	ks->late = false;
	if (escape)
		stream_step(ks, '\033');
	stream_step(ks, c);
}

static void act_finish(struct keystream *ks)
{
	ks->state = GROUND;
	stream_emit(ks);
}

static void act_abort(struct keystream *ks)
{
	ks->state = GROUND;
	ks->rest = GROUND;
	ks->late = false;
}

static void act_start(struct keystream *ks, int escapes)
{
	ks->state = ESCAPE;
	ks->escapes = escapes;
	ks->raw_len = 1;
	ks->raw[1] = '\0';
}

static void stream_act(struct keystream *ks, enum act act, unsigned char c)
{
	switch (act) {
	case DROP:
		break;
	case ABORT:
		act_abort(ks);
		break;
	case AGAIN:
	case REDO:
		stream_again(ks, act == REDO, c);
		break;
	case TEXT:
		act_text(ks, c);
		break;
	case PLAIN:
		act_plain(ks, c);
		break;
	case START:
	case MORE:
		act_start(ks, act == MORE ? 2 : 1);
		break;
	case ENTER:
		act_enter(ks, c);
		break;
	case KEEP:
		unit_keep(ks, c);
		break;
	case CLOSE:
		act_close(ks, c);
		break;
	case BUTTON:
		act_button(ks, c);
		break;
	case RING:
		if (ks->unit.final == ']')
			act_finish(ks);
		break;
	case MAYBE:
		ks->state = STRING_ESCAPE;
		break;
	case FINISH:
		act_finish(ks);
		break;
	}
}

static void stream_step_7bit(struct keystream *ks, unsigned char c)
{
	enum byte_class class = machine_class(c);

	/* A character of several bytes that is cut short is dropped. */
	if (ks->state == GROUND &&
	    (!character_begun(&ks->character) || class == ESC))
		unit_begin(ks, ks->last_ms);
	if (stream_split_escapes(ks, class))
		return;
	unit_raw(ks, c);
	ks->length++;
	if (unit_is_shifted(ks, c))
		act_close(ks, c);
	else
		stream_act(ks, machine_act(class, ks->state), c);
}

/* C1 (ECMA-48, 5.3) is ESC and a letter; most of it is not for us. */
static void stream_step(struct keystream *ks, unsigned char c)
{
	if (ks->charset != KEYSTREAM_ISO || c < 0x80 || c > 0x9f ||
	    ks->state == MOUSE) {
		stream_step_7bit(ks, c);
	} else if (memchr("[OP]X^_\\", c - 0x40, 8) != NULL) {
		stream_step_7bit(ks, '\033');
		stream_step_7bit(ks, (unsigned char)(c - 0x40));
	}
}

/* ---- what was given up --------------------------------------------------- */

/* After Esc an introducer may wait as long as any sequence. */
static int64_t hold_ms(const struct keystream *ks)
{
	return ks->rest == ESCAPE && ks->held_ms - ks->rest_ms <= SILENCE_MS
		       ? SILENCE_MS
		       : BURST_MS;
}

/* Whether this byte has to wait for the next: it may be the rest. */
static bool rest_holds(struct keystream *ks, unsigned char c)
{
	enum byte_class class = machine_class(c);
	enum state rest = ks->rest;
	bool starts = class == BRACKET || class == BIG_O || class == STRINGS;

	if (ks->state != GROUND || character_begun(&ks->character))
		return false;
	if (ks->pasting)
		return class == BREAK;
	if (rest == GROUND)
		return false;
	if (ks->came_ms - ks->rest_ms <= REST_MS) {
		if (rest == PASTE && class != ESC && class != BREAK)
			return true;
		if (rest == ESCAPE && starts)
			return true;
		if (rest != ESCAPE && class >= MIDDLE && class <= SLASH)
			return true;
		if (class == HIGH && (rest == MOUSE || rest == STRING))
			return true;
		if (class == CONTROL && rest == STRING)
			return true;
		/* Its end, and no more. */
		if ((rest == ESCAPE && class == SLASH) ||
		    (rest == STRING && class == BELL))
			ks->state = rest;
	}
	ks->rest = GROUND;
	return false;
}

/* It was the rest: the unit goes on. */
static void rest_resume(struct keystream *ks)
{
	enum state rest = ks->rest;

	ks->holding = false;
	ks->last_ms = ks->held_ms;
	if (!ks->pasting) {
		ks->rest = GROUND;
		ks->late = true;
		ks->began_ms = ks->held_ms;
		ks->length = 0;
	}
	if (!ks->pasting && rest == PASTE) {
		ks->late = false;
		ks->pasting = true;
		stream_put_code(ks, KEYCODE_PASTE_BEGIN);
	} else if (!ks->pasting && rest == ESCAPE) {
		unit_begin(ks, ks->held_ms);
		unit_raw(ks, '\033');
		ks->escapes = 1;
		ks->state = ESCAPE;
	} else if (!ks->pasting) {
		ks->state = rest;
	}
	stream_step(ks, ks->held);
}

/* Whether the one byte ends what was given up, as something known. */
static bool rest_ends(const struct keystream *ks, enum state rest,
		      unsigned char c)
{
	struct sequence unit = ks->unit;
	struct key key;

	if (rest == MOUSE)
		return unit.len == 2;
	if (rest >= STATES || machine_act(machine_class(c), rest) != CLOSE)
		return false;
	unit.final = (char)c;
	return sequence_key(&unit, &key) || sequence_is_reply(&unit);
}

/* It came alone. */
static void rest_alone(struct keystream *ks)
{
	enum state rest = ks->rest;

	ks->holding = false;
	ks->last_ms = ks->held_ms;
	ks->rest = GROUND;
	if (ks->pasting)
		stream_end_paste(ks);
	else if (rest_ends(ks, rest, ks->held))
		ks->state = rest;
	stream_step(ks, ks->held);
}

/* ---- time ---------------------------------------------------------------- */

/* When something is given up; -1: nothing can be. */
static int64_t stream_deadline(const struct keystream *ks)
{
	int64_t silence = ks->last_ms + SILENCE_MS;
	int64_t all = ks->began_ms + SEQUENCE_MS;

	if (ks->holding)
		return ks->held_ms + hold_ms(ks);
	if (ks->state == ESCAPE)
		return ks->last_ms + ESCAPE_MS;
	if (ks->length > LENGTH_MAX && ks->state != GROUND)
		return ks->last_ms + BURST_MS;
	if (ks->state != GROUND)
		return silence < all ? silence : all;
	if (ks->pasting)
		return ks->last_ms + PASTE_MS;
	return character_begun(&ks->character) ? silence : -1;
}

/* The unit ends here, unheard; what may still come of it is known. */
static void stream_give_up(struct keystream *ks, int64_t now)
{
	ks->rest = ks->length > LENGTH_MAX ? GROUND : ks->state;
	ks->rest_ms = now;
	ks->state = GROUND;
	ks->late = false;
}

static void expire_escape(struct keystream *ks, int64_t now)
{
	int n = ks->state == ESCAPE ? ks->escapes : 1;

	if (ks->pasting)
		stream_end_paste(ks);
	else
		while (n-- > 0)
			stream_put_code(ks, KEYCODE_ESCAPE);
	ks->state = ESCAPE;
	stream_give_up(ks, now);
}

/* An introducer alone was typed, with Alt; or, after Esc, without. */
static void expire_unit(struct keystream *ks, int64_t now)
{
	bool bare = ks->raw_len == 2;
	bool late = ks->late;
	char letter = ks->raw[1];

	stream_give_up(ks, now);
	if (!bare || ks->pasting || letter == '\0')
		return;
	stream_put(ks, (struct key){.code = (unsigned char)letter,
				    .mods = late ? 0 : KEY_META});
	if (late)
		ks->rest = GROUND;
}

static void stream_expire(struct keystream *ks, int64_t now)
{
	if (ks->holding) {
		rest_alone(ks);
	} else if (ks->state == ESCAPE || ks->state == STRING_ESCAPE) {
		expire_escape(ks, now);
	} else if (ks->state != GROUND) {
		expire_unit(ks, now);
	} else if (ks->pasting) {
		stream_end_paste(ks);
		/* Unless it is the paste's end that was cut. */
		if (ks->rest == GROUND)
			ks->rest = PASTE;
		ks->rest_ms = now;
	}
	character_drop(&ks->character);
}

/* ---- in and out ---------------------------------------------------------- */

size_t keystream_room(const struct keystream *ks)
{
	return sizeof(ks->in) - (ks->len - ks->at);
}

size_t keystream_feed(struct keystream *ks, const void *data, size_t len,
		      int64_t now_ms)
{
	if (ks->at > 0) {
		memmove(ks->in, ks->in + ks->at, ks->len - ks->at);
		ks->len -= ks->at;
		ks->at = 0;
	}
	if (len > sizeof(ks->in) - ks->len)
		len = sizeof(ks->in) - ks->len;
	memcpy(ks->in + ks->len, data, len);
	ks->len += len;
	ks->came_ms = now_ms;
	return len;
}

static void stream_take(struct keystream *ks)
{
	unsigned char c = ks->in[ks->at];

	if (ks->holding && ks->came_ms - ks->held_ms <= hold_ms(ks)) {
		rest_resume(ks);
		return;
	}
	if (ks->holding) {
		rest_alone(ks);
		return;
	}
	/* An ESC that waited in a string was typed, but for its end. */
	if (ks->state == STRING_ESCAPE && machine_class(c) != SLASH &&
	    ks->came_ms - ks->last_ms > ESCAPE_MS) {
		expire_escape(ks, ks->came_ms);
		return;
	}
	ks->at++;
	if (rest_holds(ks, c)) {
		ks->holding = true;
		ks->held = c;
		ks->held_ms = ks->came_ms;
		return;
	}
	ks->last_ms = ks->came_ms;
	stream_step(ks, c);
}

bool keystream_next(struct keystream *ks, int64_t now_ms, struct key *ret)
{
	for (;;) {
		int64_t deadline;

		if (ks->n_out > 0) {
			*ret = ks->out[0];
			ks->n_out--;
			memmove(ks->out, ks->out + 1,
				(size_t)ks->n_out * sizeof(ks->out[0]));
			return true;
		}
		if (ks->at < ks->len) {
			stream_take(ks);
			continue;
		}
		deadline = stream_deadline(ks);
		if (deadline < 0 || now_ms < deadline)
			return false;
		stream_expire(ks, now_ms);
	}
}

int keystream_wait(const struct keystream *ks, int64_t now_ms)
{
	int64_t deadline = stream_deadline(ks);

	if (ks->n_out > 0 || ks->at < ks->len)
		return 0;
	if (deadline < 0)
		return -1;
	return deadline > now_ms ? (int)(deadline - now_ms) : 0;
}
