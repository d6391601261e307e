/*
 * window.h: what opens over the fields: lists, menus, the line at the bottom;
 * and the console's own window.
 */
#ifndef UI_UPDATE_WINDOW_H
#define UI_UPDATE_WINDOW_H

#include "ui/state/state.h"

/* Opens help, history or traffic (enum overlay) at its start, or closes it. */
void window_list(struct app *app, int overlay);
/* Closes what is open; where nothing is, drops what could not be saved. */
void window_close(struct app *app, struct effects *effects);
/* Closes what is open; where nothing is, leaves the console. */
void window_leave(struct app *app, struct effects *effects);
/* Leaves what is typed. */
void window_cancel(struct app *app, struct effects *effects);
void window_suspend(struct app *app, struct effects *effects);
/* Says how the curator gets on today, or stops saying it. */
void window_pace(struct app *app, struct effects *effects);
void window_repaint(struct app *app, struct effects *effects);

/* Chooses the item of the menu that is stood on, the i-th (outside: nothing
 * happens), or that of this key (false when there is none). */
void window_choose(struct app *app, struct effects *effects);
void window_choose_item(struct app *app, int i, struct effects *effects);
bool window_choose_key(struct app *app, const struct key *key,
		       struct effects *effects);
/* Done with the line at the bottom. */
void window_prompt_done(struct app *app, struct effects *effects);

#endif
