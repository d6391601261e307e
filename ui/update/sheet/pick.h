/*
 * pick.h: words of the label are chosen for a field: by their numbers, or by
 * dragging over them.
 */
#ifndef UI_UPDATE_SHEET_PICK_H
#define UI_UPDATE_SHEET_PICK_H

#include "ui/state/state.h"

/* Words from one to another, of the page (app.text). */
struct pick_span {
	size_t from, to;
};

/* What a key or the mouse has come to. */
enum pick_step {
	PICK_PASSED, /* it means nothing here */
	PICK_GOES_ON,
	PICK_DONE, /* a span is chosen */
};

/* Numbers the words, or says why that cannot be. */
void pick_begin(struct app *app);
void pick_end(struct app *app);
/* Takes back a figure, then the first word, then ends. */
void pick_back(struct app *app);
/* The first word alone; PICK_DONE where there is one. */
enum pick_step pick_first(struct app *app, struct pick_span *ret);
/* Whether a key is a figure of a number. */
bool pick_takes(const struct app *app, const struct key *key);
/* A figure. */
enum pick_step pick_key(struct app *app, const struct key *key,
			struct pick_span *ret);
/* A button pressed, moved or let go. PICK_PASSED is a click that chooses
 * nothing: it is the caller's. */
enum pick_step pick_mouse(struct app *app, const struct key *key,
			  struct pick_span *ret);

/* The number of a word of the page; 0 where it has none. */
int pick_number(const struct app *app, size_t word);
/* Whether the word is chosen so far. */
bool pick_holds(const struct app *app, size_t word);
/* Frames of what is chosen so far; at most `most`. Returns how many. */
size_t pick_boxes(const struct app *app, struct box *ret, size_t most);

#endif
