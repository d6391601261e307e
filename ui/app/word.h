/*
 * word.h: whether letters that come over the fields, without a pause, are a
 * word that somebody types as if into a field, or orders.
 */
#ifndef UI_APP_WORD_H
#define UI_APP_WORD_H

#include "ui/state/state.h"

enum word_state {
	WORD_OPEN, /* it may still become one */
	WORD_LINE, /* an order opened a line: what comes behind is typed there */
	WORD_IS,
};

/* Of the characters since the last pause, by what their keys do over the fields.
 * `slow`: somebody has waited in between for long enough to see what an order
 * did (burst.h). */
enum word_state word_judge(const struct app *app, const struct key *keys, int n,
			   bool slow);
/* Whether this key over the fields acts on the record, right behind a capital
 * that was obeyed in the moment before: nobody has seen what it would act on.
 */
bool word_goes_on(const struct app *app, const struct key *before,
		  enum action_id action);

/* Whether a word may begin with `key`, but not before it: no word has a capital
 * behind small letters alone. */
bool word_begins(const struct key *keys, int n, const struct key *key);

/* Whether it goes to another field or record. */
bool word_moves(enum action_id action);

/* Whether an action does something that stays done when a window closes. */
bool word_acts(enum action_id action);

/* Whether this key over the fields opens the line of a comment. */
bool word_notes(const struct app *app, const struct key *key);

/* A letter or digit: what words begin with. */
bool key_is_word(const struct key *key);
bool key_is_digit(const struct key *key);
bool key_is_capital(const struct key *key);
/* Whether an action is a sign of a word: it acts on all of the record, opens
 * something, or does nothing. */
bool word_is_order(enum action_id action);
/* One that acts on the selected field, moves or looks, or opens a field. */
bool word_is_small(enum action_id action);

#endif
