/*
 * grid.h: the rows of fields: which there are, and the one that is selected.
 */
#ifndef UI_UPDATE_GRID_H
#define UI_UPDATE_GRID_H

#include "ui/state/state.h"

/* Shows fewer or more terms; on a heading, those of its group or none. */
void grid_fold(struct app *app, struct effects *effects);

/* The record or the fold changed: its rows anew. */
void grid_rebuild(struct app *app);
/* NULL: the fold line. The selection goes there by itself (painted.h). */
void grid_select(struct app *app, const char *term);
/* A row by its number, a heading too. */
void grid_select_row(struct app *app, int row);
/* Selects a term, and unfolds what hides it; false where the table and the
 * record do not have it. */
bool grid_reveal(struct app *app, const char *term);
/* To the group before or behind (`by` -1, 1): its first term. */
void grid_group(struct app *app, int by);
/* Whether a term stands under this heading, where all terms are shown. */
bool grid_is_under(const struct app *app, const char *term, const char *head);
/* Whether the terms under this heading are not shown. */
bool grid_is_folded(const struct app *app, const char *head);
void grid_move(struct app *app, int by);
/* The same by a key that means this row: who pressed it saw where it is. */
void grid_go(struct app *app, const char *term);
/* On to the next doubtful field; behind the last one that is said, and what
 * comes next. */
void grid_next(struct app *app);
/* A record has come: on its first doubtful field, or its first. */
void grid_open(struct app *app);
/* What helps has come, by which the field it opened on is not doubtful: as long as
 * no key was pressed it opens anew. */
void grid_settle(struct app *app);
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
