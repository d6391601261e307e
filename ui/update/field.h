/*
 * field.h: what a curator does with the selected field: confirm, correct,
 * empty it, take what is proposed.
 */
#ifndef UI_UPDATE_FIELD_H
#define UI_UPDATE_FIELD_H

#include "ui/state/state.h"

void field_accept(struct app *app, struct effects *effects);
/* With the cursor behind the value, or before it. */
void field_edit(struct app *app, struct effects *effects);
void field_edit_start(struct app *app, struct effects *effects);
/* With nothing in it: what is typed takes the value's place. */
void field_replace(struct app *app, struct effects *effects);
void field_clear(struct app *app, struct effects *effects);
/* The first of what is proposed. */
void field_take(struct app *app, struct effects *effects);
/* The candidate of the digit that was pressed. */
void field_take_digit(struct app *app, struct effects *effects);
/* The same into the line, the cursor behind it. */
void field_edit_digit(struct app *app, struct effects *effects);
/* Done with typing: what the line means is saved, or what is stood on in its
 * list. */
void field_commit(struct app *app, struct effects *effects);
/* The same, and the field below is opened, or the one above, for another value;
 * an empty line changes nothing. */
void field_commit_next(struct app *app, struct effects *effects);
void field_commit_previous(struct app *app, struct effects *effects);
/* What has this number in the list into the line; where it says what the line
 * means it is saved. */
void field_digit(struct app *app, struct effects *effects);
/* A menu of what was read for it, and what follows from a choice there. */
void field_candidates(struct app *app, struct effects *effects);
void field_chosen(struct app *app, int i, struct effects *effects);

/* Words of the label are numbered, and a number takes one, or the first of
 * several: into the field, or into the line that is typed. A key, a click or a
 * drag that means nothing for this gives false. */
void field_words(struct app *app, struct effects *effects);
/* The same into an empty line of the field. */
void field_words_line(struct app *app, struct effects *effects);
void field_words_back(struct app *app, struct effects *effects);
void field_word_take(struct app *app, struct effects *effects);
bool field_words_key(struct app *app, const struct key *key,
		     struct effects *effects);
bool field_words_mouse(struct app *app, const struct key *key,
		       struct effects *effects);

/* Begins to type into this field; `text` stands there. */
void field_open(struct app *app, const char *term, const char *text,
		bool at_end);

/* Leaves what is typed; it is in no draft any more. */
void field_drop(struct app *app);

/* A value of the record that is like this one, twice all of its gathering; the
 * last correction once more; a value to another field, and to which. */
void field_ditto(struct app *app, struct effects *effects);
void field_repeat(struct app *app, struct effects *effects);
void field_move(struct app *app, struct effects *effects);
void field_moved(struct app *app, int i, struct effects *effects);

#endif
