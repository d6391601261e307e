/*
 * form.h: the form that starts the reading of sheets.
 */
#ifndef UI_UPDATE_FORM_H
#define UI_UPDATE_FORM_H

#include "ui/state/state.h"

/* Lines above the first field: what it is, and what it would do. */
#define FORM_HEAD 2
/* Lines kept below the last: an empty one, and what is said of the field. */
#define FORM_FOOT 3

/* Opens it, unless sheets are being read. */
void form_begin(struct app *app, struct effects *effects);
/* The next choice, or a blank where one types. */
void form_toggle(struct app *app, struct effects *effects);
/* Starts with what it says; where that is impossible, says why. */
void form_start(struct app *app, struct effects *effects);
/* Opens it on this field. */
void form_open(struct app *app, enum form_field field);
/* What it would start with, strings borrowed; -1: something impossible.
 * Changes nothing. */
int form_look(struct app *app, struct extract_options *ret) MUST_USE;
/* Goes to a field; what was wrong is forgotten. */
void form_select(struct app *app, enum form_field field);
/* Up and down, to the ends; and around them. */
void form_move(struct app *app, int by);
void form_turn(struct app *app, int by);

/* The fields that mean something to the engine chosen in it, in their order;
 * returns how many. */
int form_rows(const struct app *app, enum form_field ret[FORM_FIELDS]);
/* Which of these stands on the first line: another than the first where not
 * all have room and a later one is selected. */
int form_first(const struct app *app, const enum form_field *rows, int n);
/* The field on this line of the screen; -1: none. */
int form_field_at(const struct app *app, int y);
/* Whether a field is chosen with a key, rather than typed. */
bool form_chooses(enum form_field field);
const struct app_engine *form_engine(const struct app *app);
void form_done(struct form *form);

#endif
