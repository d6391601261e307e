/*
 * move.h: up, down, pages and the mouse, for whatever is open.
 */
#ifndef UI_UPDATE_MOVE_H
#define UI_UPDATE_MOVE_H

#include "ui/state/state.h"

/* Beyond every end. */
#define MOVE_FAR (1 << 28)

/* Down by so many rows; up where `by` is below 0. */
void move_by(struct app *app, int by);
void move_page(struct app *app, int by);
void move_half(struct app *app, int by);
void move_mouse(struct app *app, const struct key *key,
		struct effects *effects);

#endif
