/*
 * grid.h: the rows of fields: which there are, and the one that is selected.
 */
#ifndef UI_UPDATE_GRID_H
#define UI_UPDATE_GRID_H

#include "ui/state/state.h"

/* Shows fewer or more terms. */
void grid_fold(struct app *app, struct effects *effects);

/* The record or the fold changed: its rows anew. */
void grid_rebuild(struct app *app);
/* NULL: the fold line. The selection goes there by itself (painted.h). */
void grid_select(struct app *app, const char *term);
void grid_move(struct app *app, int by);
/* The same by a key that means this row: who pressed it saw where it is. */
void grid_go(struct app *app, const char *term);
/* On to the next doubtful field; behind the last one that is said, and what
 * comes next. */
void grid_next(struct app *app);
/* A record has come: on its first doubtful field, or its first. */
void grid_open(struct app *app);
/* The doubtful field before. */
void grid_doubt_previous(struct app *app, struct effects *effects);
/* Row of what is selected; -1: nothing is. */
int grid_selected(const struct app *app);
/* The row at this place of the screen; -1: none. */
int grid_row_at(const struct app *app, int x, int y);
/* Gives the rows their share of the pane, and keeps the selected one in
 * sight. */
void grid_scroll(struct app *app);

#endif
