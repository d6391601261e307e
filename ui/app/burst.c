/*
 * burst.c: letters typed as if into a field. See burst.h.
 *
 * 1. Over a slow line the keys of a second come at once: those that make a word
 *    are judged before the first of them is done. Where they come one by one,
 *    the first letter has been obeyed: what it opened is closed again.
 * 2. Orders that come quickly are left to be orders: moving, looking and what
 *    acts on the selected field are no sign of a word, and a line that is
 *    opened to type in gets what comes behind.
 * 3. What was taken for a word is offered, never saved: Enter right behind it
 *    belongs to it.
 */
#include "config.h"

#include "ui/app/burst.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/state/lacks.h"
#include "ui/state/menu.h"
#include "ui/update/field.h"
#include "ui/update/window.h"

#define WORD_LEAST   4 /* characters */
#define WORD_LETTERS 3 /* of them different */
#define WORD_DIGITS  3 /* nobody takes so many candidates unseen */
#define WORD_SHOWN   24

/* ---- what a key is a sign of --------------------------------------------- */

enum sign {
	SIGN_NONE,  /* of nothing */
	SIGN_LINE,  /* what comes behind is typed */
	SIGN_ORDER, /* a word, among others: it acts on all of the record, opens
		       something, or does nothing */
};

static bool action_among(enum action_id action, const enum action_id *list,
			 size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == action)
			return true;
	return false;
}

/* To another field or record. */
static bool action_moves(enum action_id action)
{
	static const enum action_id moves[] = {
		ACTION_DOWN,	       ACTION_UP,
		ACTION_PAGE_DOWN,      ACTION_PAGE_UP,
		ACTION_HALF_DOWN,      ACTION_HALF_UP,
		ACTION_FIRST,	       ACTION_LAST,
		ACTION_GROUP_NEXT,     ACTION_GROUP_PREVIOUS,
		ACTION_RECORD_NEXT,    ACTION_RECORD_PREVIOUS,
		ACTION_DOUBT_PREVIOUS,
	};

	return action_among(action, moves, ARRAY_LEN(moves));
}

/* Those that act on the selected field, move or look. */
static bool action_is_small(enum action_id action)
{
	static const enum action_id small[] = {
		ACTION_ACCEPT, ACTION_TAKE,	  ACTION_TAKE_DIGIT,
		ACTION_CLEAR,  ACTION_CANDIDATES, ACTION_FOLD,
	};

	return action_moves(action) ||
	       action_among(action, small, ARRAY_LEN(small)) ||
	       (action != ACTION_NONE && actions[action].group == GROUP_SHEET);
}

static bool action_edits(enum action_id action)
{
	return action == ACTION_EDIT || action == ACTION_EDIT_START ||
	       action == ACTION_REPLACE;
}

static bool action_opens_line(enum action_id action)
{
	return action_edits(action) || action == ACTION_SEARCH ||
	       action == ACTION_NOTE || action == ACTION_WORDS ||
	       action == ACTION_TERM || action == ACTION_COMMAND;
}

static enum sign action_sign(enum action_id action)
{
	if (action_opens_line(action))
		return SIGN_LINE;
	return action_is_small(action) ? SIGN_NONE : SIGN_ORDER;
}

static enum action_id key_action(const struct app *app, const struct key *key)
{
	enum action_id action = ACTION_NONE;

	keymap_find(app->keymap, MODE_GRID, key, 1, &action);
	return action;
}

/* A letter or digit: what words begin with. */
static bool key_is_word(const struct key *key)
{
	uint32_t c = key->code;

	return key_is_text(key) && (c >= 0x80 || (c >= '0' && c <= '9') ||
				    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
}

static bool key_is_digit(const struct key *key)
{
	return key_is_text(key) && key->code >= '0' && key->code <= '9';
}

/* How many different ones there are, up to WORD_LETTERS. */
static int keys_different(const struct key *keys, int n)
{
	uint32_t seen[WORD_LETTERS];
	int ret = 0;

	for (int i = 0; i < n && ret < WORD_LETTERS; i++) {
		bool known = false;

		for (int k = 0; k < ret; k++)
			known = known || seen[k] == keys[i].code;
		if (!known)
			seen[ret++] = keys[i].code;
	}
	return ret;
}

/* Whether such a run of characters is a word, by what its keys would do. A line
 * that is opened behind moves alone gets what comes behind it, and so does one
 * that is opened by a mark: words are not typed with one in front. */
static bool keys_are_word(const struct app *app, const struct key *keys, int n)
{
	int digits = 0;
	bool word = false, moves = true;

	if (n < WORD_LEAST || !key_is_word(&keys[0]) ||
	    keys_different(keys, n) < WORD_LETTERS)
		return false;
	for (int i = 0; i < n; i++) {
		enum action_id action = key_action(app, &keys[i]);
		enum sign sign = action_sign(action);

		if (sign == SIGN_LINE && keys[i].code != ' ' &&
		    !key_is_word(&keys[i]))
			return word;
		if (sign == SIGN_LINE)
			return word || (!moves && i + 1 < n);
		moves = moves && action_moves(action);
		word = word || sign == SIGN_ORDER;
		digits += key_is_digit(&keys[i]) ? 1 : 0;
	}
	return word || digits >= WORD_DIGITS;
}

/* A key that edits a line, and does not leave it for good. */
static bool key_is_typing(const struct key *key)
{
	return key_is_text(key) || key->code == KEYCODE_ENTER ||
	       key->code == KEYCODE_TAB || key->code == KEYCODE_BACKSPACE;
}

int burst_word(const struct app *app, const struct key *keys, int n)
{
	int text = 0;

	while (text < n && key_is_text(&keys[text]))
		text++;
	if (app_mode(app) != MODE_GRID || app->pasting || app->n_keys > 0 ||
	    !keys_are_word(app, keys, text))
		return 0;
	while (text < n && key_is_typing(&keys[text]))
		text++;
	return text;
}

/* ---- offering it --------------------------------------------------------- */

static void burst_clear(struct burst *burst)
{
	bytes_clear(&burst->text);
	burst->n = 0;
	burst->ordered = burst->strange = false;
	burst->offered = burst->deaf = false;
}

void burst_pause(struct app *app)
{
	burst_clear(&app->burst);
}

/* What a field would have to have for somebody to type into it. */
#define BURST_NEEDS (NEED_RECORD | NEED_FIELD | NEED_WRITABLE | NEED_OPEN)

static void burst_say(struct app *app)
{
	const struct bytes *text = &app->burst.text;
	const char *lacks = app_lacks(app, BURST_NEEDS);
	int len = (int)text_cut(text->data, WORD_SHOWN);

	if (app->burst.offered)
		app_say(app, "no field was open{: {commit} saves this here}{, "
			     "{cancel} drops it}");
	else
		app_say(app, "\"%.*s%s\" was typed where no field is open%s%s",
			len, text->data,
			(size_t)len < text->len
				? glyph_text(app->caps.ascii, GLYPH_ELLIPSIS)
				: "",
			lacks != NULL ? "; " : "",
			lacks != NULL ? lacks
				      : "{; {replace} or {edit} opens one}");
}

static void burst_offer_text(struct app *app, const char *text,
			     struct effects *effects)
{
	struct burst *burst = &app->burst;

	burst_clear(burst);
	bytes_append_str(&burst->text, text);
	if (app_lacks(app, BURST_NEEDS) == NULL)
		field_replace(app, effects);
	burst->offered = app->edit.active;
	burst->deaf = !app->edit.active;
	if (app->edit.active)
		lineedit_insert(&app->edit.line, text, strlen(text));
	burst_say(app);
}

/* What a key would have put into a line. */
static void burst_type(struct bytes *text, const struct key *key)
{
	char utf8[5];

	if (key_is_text(key))
		bytes_append(text, utf8, key_utf8(key, utf8));
	else if (key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB)
		bytes_append_char(text, ' ');
	else if (key->code == KEYCODE_BACKSPACE && text->len > 0)
		text->len = text_prev(text->data, text->len);
}

void burst_offer(struct app *app, const struct key *keys, int n,
		 struct effects *effects)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	for (int i = 0; i < n; i++)
		burst_type(&text, &keys[i]);
	while (text.len > 0 && text.data[text.len - 1] == ' ')
		text.len--;
	text.data[text.len] = '\0';
	burst_offer_text(app, text.data, effects);
}

/* ---- one by one ---------------------------------------------------------- */

/* With this key what was typed since the last pause is a word. */
static bool burst_ripens(const struct app *app, const struct key *key,
			 enum action_id action)
{
	const struct burst *burst = &app->burst;
	const char *text = burst->n > 0 ? burst->text.data : "";
	struct key keys[WORD_LEAST + 1];
	bool small = action_is_small(action) || action_edits(action);
	int n = 0;

	if (burst->n == 0 || small)
		return false;
	if (burst->strange)
		return true;
	if (!burst->ordered || burst->n + 1 < WORD_LEAST)
		return false;
	for (; n < WORD_LEAST && text[n] != '\0'; n++)
		keys[n] = (struct key){.code = (unsigned char)text[n]};
	keys[n++] = *key;
	return keys_different(keys, n) >= WORD_LETTERS;
}

/* It was opened by the letter before, and has no use for this one. */
static bool burst_strays(const struct app *app, const struct key *key,
			 enum action_id action)
{
	enum mode mode = app_mode(app);

	if (app->burst.n == 0 || !key_is_word(key) || key_is_digit(key))
		return false;
	if (mode == MODE_FORM)
		return action == ACTION_NONE;
	return (mode == MODE_MENU || mode == MODE_LIST || mode == MODE_QUEUE) &&
	       action == ACTION_NONE;
}

static void burst_add(struct app *app, const struct key *key,
		      enum action_id action)
{
	struct burst *burst = &app->burst;

	if (burst->n == 0 && (app_mode(app) != MODE_GRID || !key_is_word(key)))
		return;
	burst_type(&burst->text, key);
	burst->n++;
	burst->strange = burst->strange || action == ACTION_NONE;
	burst->ordered = burst->ordered || action_sign(action) == SIGN_ORDER;
}

/* What comes behind a word belongs to it. */
static bool burst_follows(struct app *app, const struct key *key)
{
	struct burst *burst = &app->burst;
	bool ends = key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB;

	if (burst->deaf && (key_is_text(key) || ends)) {
		burst_type(&burst->text, key);
		burst_say(app);
		return true;
	}
	if (!burst->offered || !ends || !app->edit.active)
		return false;
	burst_say(app);
	return true;
}

bool burst_takes(struct app *app, const struct key *key, enum action_id action,
		 struct effects *effects)
{
	struct burst *burst = &app->burst;
	enum mode mode = app_mode(app);

	if (burst_follows(app, key))
		return true;
	if (!key_is_text(key))
		burst_clear(burst);
	if (!key_is_text(key) || mode == MODE_EDIT || mode == MODE_PROMPT)
		return false;
	/* Who chooses has read what there is. */
	if (mode == MODE_MENU && menu_item_of(&app->menu, key) >= 0) {
		burst_clear(burst);
		return false;
	}
	if (burst_strays(app, key, action) ||
	    (mode == MODE_GRID && burst_ripens(app, key, action))) {
		struct bytes text CLEANUP(bytes_done) = {0};

		bytes_append(&text, burst->text.data, burst->text.len);
		burst_type(&text, key);
		if (app->overlay != OVERLAY_NONE)
			window_close(app, effects);
		burst_offer_text(app, text.data, effects);
		return true;
	}
	if (mode == MODE_FORM && !key_is_word(key))
		burst_clear(burst);
	else
		burst_add(app, key, action);
	return false;
}
