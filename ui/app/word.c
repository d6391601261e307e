/*
 * word.c: a word among orders. See word.h.
 *
 * 1. Orders that come quickly are left to be orders: moving, looking and what
 *    acts on the selected field are no sign of a word by themselves.
 * 2. A line that is opened to type in gets what comes behind: behind a mark or a
 *    small letter at its beginning always, since that is how a field is opened;
 *    behind a capital, unless the two read as a word, and came as one. The blank
 *    that replaces a value opens one behind whatever acts on a field, and so
 *    does each such key behind the figure that took a candidate.
 * 3. What takes somebody who presses two orders longer than a word does (`slow`)
 *    is no word by its looks alone.
 */
#include "config.h"

#include "ui/app/word.h"

#include <unictype.h>

#include "base/array.h"

#define WORD_LEAST   4 /* characters */
#define WORD_LETTERS 3 /* of them different */
#define WORD_DIGITS  3 /* nobody takes so many candidates unseen */

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

bool word_moves(enum action_id action)
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

	return word_moves(action) ||
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

bool word_is_order(enum action_id action)
{
	return action_sign(action) == SIGN_ORDER;
}

bool word_is_small(enum action_id action)
{
	return action_is_small(action) || action_edits(action);
}

/* ---- keys ---------------------------------------------------------------- */

bool key_is_word(const struct key *key)
{
	uint32_t c = key->code;

	return key_is_text(key) && (c >= 0x80 || (c >= '0' && c <= '9') ||
				    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
}

bool key_is_digit(const struct key *key)
{
	return key_is_text(key) && key->code >= '0' && key->code <= '9';
}

bool key_is_capital(const struct key *key)
{
	return key_is_text(key) && uc_is_upper(key->code);
}

static bool key_is_lower(const struct key *key)
{
	return key_is_text(key) && uc_is_lower(key->code);
}

static enum action_id key_action(const struct app *app, const struct key *key)
{
	enum action_id action = ACTION_NONE;

	keymap_find(app->keymap, MODE_GRID, key, 1, &action);
	return action;
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

static int keys_digits(const struct key *keys, int n)
{
	int ret = 0;

	for (int i = 0; i < n; i++)
		ret += key_is_digit(&keys[i]) ? 1 : 0;
	return ret;
}

/* Numbers have fewer different ones than words; a key that is held down has
 * one. */
static bool keys_suffice(const struct key *keys, int n, int digits)
{
	int different = keys_different(keys, n);

	return (n >= WORD_LEAST && different >= WORD_LETTERS) ||
	       (n >= WORD_DIGITS && digits == n && different > 1);
}

/* Of the i-th key: where words of the label are numbered, figures are typed. */
static enum sign key_sign(const struct key *keys, int n, int i,
			  enum action_id action)
{
	bool letter = i + 1 < n && key_is_word(&keys[i + 1]) &&
		      !key_is_digit(&keys[i + 1]);

	return action == ACTION_WORDS && letter ? SIGN_NONE
						: action_sign(action);
}

/* ---- a word -------------------------------------------------------------- */

bool word_begins(const struct key *keys, int n, const struct key *key)
{
	for (int i = 0; i < n; i++)
		if (!key_is_lower(&keys[i]))
			return false;
	return n > 0 && key_is_capital(key);
}

/* Behind the capital that opens the line of a comment: a comment begins with a
 * capital of its own, or is thought of for a moment; few type so fast that a
 * shorter one would tell (burst_pause). */
static enum word_state word_of_note(const struct key *keys, int n)
{
	if (n < 2)
		return WORD_OPEN;
	if (!key_is_capital(&keys[1]))
		return WORD_IS;
	if (n < 3)
		return WORD_OPEN;
	return key_is_capital(&keys[2]) ? WORD_IS : WORD_LINE;
}

/* The i-th key opens a line behind others; `orders`: one of them is a sign of a
 * word, `moves`: all of them only move. */
static enum word_state word_at_line(const struct key *keys, int n, int i,
				    bool slow, bool orders, bool moves)
{
	bool mark = keys[i].code != ' ' && !key_is_word(&keys[i]);
	bool goes_on = n > i + 1;
	bool whole = keys_suffice(keys, n, 0);

	/* Words are not typed with a mark near their beginning. */
	if (mark)
		return orders && keys_suffice(keys, i, 0) ? WORD_IS : WORD_LINE;
	if (slow)
		return WORD_LINE;
	if (orders)
		return whole ? WORD_IS : WORD_OPEN;
	/* What was taken or said before was meant: the next field is typed. */
	if (keys[i].code == ' ' || keys_digits(keys, i) == i)
		return WORD_LINE;
	if (moves &&
	    (i > 1 || !key_is_capital(&keys[0]) || !key_is_lower(&keys[i]) ||
	     (goes_on && !key_is_lower(&keys[i + 1]))))
		return WORD_LINE;
	return whole && goes_on ? WORD_IS : WORD_OPEN;
}

enum word_state word_judge(const struct app *app, const struct key *keys, int n,
			   bool slow)
{
	bool orders = false, moves = true;
	int digits = 0;

	if (n == 0 || !key_is_word(&keys[0]))
		return WORD_LINE;
	for (int i = 0; i < n; i++) {
		enum action_id action = key_action(app, &keys[i]);
		enum sign sign = key_sign(keys, n, i, action);

		if (word_begins(keys, i, &keys[i]))
			return WORD_LINE;
		if (sign == SIGN_LINE && i == 0)
			return action == ACTION_NOTE && key_is_capital(&keys[0])
				       ? word_of_note(keys, n)
				       : WORD_LINE;
		if (sign == SIGN_LINE)
			return word_at_line(keys, n, i, slow, orders, moves);
		moves = moves && word_moves(action);
		orders = orders || sign == SIGN_ORDER;
		digits += key_is_digit(&keys[i]) ? 1 : 0;
	}
	return (orders || digits == n) && keys_suffice(keys, n, digits)
		       ? WORD_IS
		       : WORD_OPEN;
}

bool word_acts(enum action_id action)
{
	static const enum action_id acts[] = {
		ACTION_APPROVE, ACTION_FLAG,	   ACTION_UNDO,
		ACTION_CLEAR,	ACTION_TAKE_DIGIT,
	};

	return action_among(action, acts, ARRAY_LEN(acts));
}

bool word_goes_on(const struct app *app, const struct key *before,
		  enum action_id action)
{
	static const enum action_id acts[] = {
		ACTION_APPROVE, ACTION_REJECT, ACTION_FLAG,  ACTION_UNDO,
		ACTION_CLEAR,	ACTION_PAUSE,  ACTION_LEAVE,
	};

	/* What nobody can have looked at is not signed anyway. */
	if (action == ACTION_APPROVE && app->looked != LOOKED_WELL)
		return false;
	return app_mode(app) == MODE_GRID && key_is_capital(before) &&
	       action_among(action, acts, ARRAY_LEN(acts));
}

bool word_notes(const struct app *app, const struct key *key)
{
	return key_action(app, key) == ACTION_NOTE;
}
