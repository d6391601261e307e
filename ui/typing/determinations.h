/*
 * determinations.h: what a curator does with the list of determinations: each
 * change is an act of its own, saved at once and taken back by undo.
 */
#ifndef UI_TYPING_DETERMINATIONS_H
#define UI_TYPING_DETERMINATIONS_H

#include "ui/state/state.h"

/* Opens the list over the fields. */
void determinations_open(struct app *app);
void determinations_move(struct app *app, int by);
/* Types what is stood on; of a whole determination its name. */
void determinations_edit(struct app *app, struct effects *effects);
void determinations_add(struct app *app, struct effects *effects);
/* Takes out what is stood on: a determination, or one line of it. */
void determinations_remove(struct app *app, struct effects *effects);
/* The one that is stood on is the current one: the record has its name, by whom
 * and when. */
void determinations_current(struct app *app, struct effects *effects);
/* What was typed is done. */
void determinations_typed(struct app *app, struct effects *effects);
/* The list as it would be saved with what is being typed; NULL where nothing
 * is that changes it. Owned. */
char *determinations_unsaved(const struct app *app);

#endif
