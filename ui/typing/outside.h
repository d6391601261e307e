/*
 * outside.h: the line that is typed into a field, in the hands of another
 * program.
 */
#ifndef UI_TYPING_OUTSIDE_H
#define UI_TYPING_OUTSIDE_H

#include "ui/state/state.h"
#include "ui/terminal/editor.h"

/* Hands the line out. */
void typing_hand_out(struct app *app, struct effects *effects);
/* Takes what came back, or says why nothing did. */
void typing_take_back(struct app *app, struct editor_done *done);

#endif
