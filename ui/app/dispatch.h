/*
 * dispatch.h: what an action does.
 */
#ifndef UI_APP_DISPATCH_H
#define UI_APP_DISPATCH_H

#include "ui/state/state.h"

/* Calls an action as a key would; says what is missing for it where it cannot
 * be done. */
void app_apply(struct app *app, enum action_id id, struct effects *effects);

#endif
