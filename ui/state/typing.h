/*
 * typing.h: what follows from what is typed into a field, letter by letter:
 * what it means, what the check says of that, and what it may become. The line
 * itself is app.edit.
 */
#ifndef UI_STATE_TYPING_H
#define UI_STATE_TYPING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "dwc/typed/typed.h"
#include "review/suggest/along.h"
#include "review/suggest/suggestion.h"
#include "ui/terminal/rect.h"

struct app;

#define TYPING_ITEMS 9

/* What a line may become. Borrowed. */
struct typing_item {
	const char *value;
	const char *note;		     /* for people; never NULL */
	const struct suggestion *suggestion; /* that it is; or NULL */
	bool label;			     /* the label goes on so */
	bool meant;			     /* a meaning of what was typed */
	bool raw; /* what was typed, as it stands there */
};

struct typing {
	/* What follows is of this text; NULL: of none. */
	char *text;
	struct verdicts verdicts; /* on the value that would be saved */
	struct typed typed;
	char *places[TYPING_ITEMS]; /* owned; in capitals behind capitals */
	size_t n_places;
	struct along along; /* what the sheet goes on with */
	char *label;	    /* the text, and that behind it; or NULL */

	bool list; /* the list of what it may become is walked through */
	int selected;
	bool away; /* another program has the text */
};

void typing_done(struct typing *typing);
/* A field was opened: nothing is known of its text yet. */
void typing_begin(struct app *app);
/* Works out what follows from the line as it stands now. */
void typing_follow(struct app *app);

/* What the check says of what is typed; NULL where nothing is typed, or into
 * another field than this. */
const struct verdicts *typing_verdicts(const struct app *app, const char *term);
/* What the line may become, the likeliest first; returns how many. */
size_t typing_items(const struct app *app,
		    struct typing_item ret[TYPING_ITEMS]);
/* The bytes of a value that say what was typed, whatever its case and accents;
 * 0 where it does not begin so. */
size_t typing_begun(const char *value, const char *text);
/* What the first of them has behind what is typed, to be shown in grey where
 * the cursor stands at the end; *ret is the item. NULL for none; borrowed. */
const char *typing_rest(const struct app *app, struct typing_item *ret);
/* Whether it is a candidate of the field that has nothing to do with what was
 * typed: nobody's words are taken from them for one that they did not choose. */
bool typing_is_strange(const struct app *app, const struct typing_item *item);
/* What would be saved of the line: what it means, else what it says without
 * blanks at its ends. Owned. */
char *typing_value(const struct app *app);
/* What was typed, without blanks at its ends. Owned. */
char *typing_text(const struct app *app);
/* Whether it may mean several things, so that somebody has to say which. */
bool typing_asks(const struct app *app);

/* What somebody would mean by this value of a term of the record that is here:
 * to be given to typed_done. */
void typing_read_as(const struct app *app, const char *term, const char *value,
		    struct typed *ret);

/* What is said below the line, each in so many rows at most: */
#define TYPING_SAID_ROWS 2
/* … "= 1969-08-14", and where what was typed goes; false for nothing: */
bool typing_meaning(const struct app *app, struct bytes *ret);
/* … the worst that the check says, NULL for nothing (borrowed), in words: */
const struct verdict *typing_worst(const struct app *app);
void typing_worst_words(const struct app *app, const struct verdict *worst,
			struct bytes *ret);
/* … where more rows than these are left the other of a pair; and in what is
 * left then the list of what the line may become, but for one that means one
 * thing, as long as nobody opens it. */
#define TYPING_PAIR_ROOM 3
int typing_list_rows(const struct app *app);

/* Rows of the pane that are wanted below the fields while one types. */
int typing_rows(const struct app *app);
/* Whether the line has not room enough in its row; then it stands below the
 * fields, in so many rows of so many columns. */
bool typing_is_below(const struct app *app);
int typing_columns(const struct app *app);
/* Where it stands: in its row, or below. */
struct rect typing_area(const struct app *app, int row);

#endif
