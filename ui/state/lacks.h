/*
 * lacks.h: what is missing for an action, and what is proposed.
 */
#ifndef UI_STATE_LACKS_H
#define UI_STATE_LACKS_H

#include <stdbool.h>

struct app;

/* What is missing for an action that needs this (enum action_need), in a
 * sentence; NULL when nothing is. */
const char *app_lacks(const struct app *app, unsigned needs);
/* What the check proposes for a field, as it is typed where it is; or NULL. */
const char *app_proposal(const struct app *app, const char *term);
/* Whether something can be taken for the field that is selected, or typed
 * into. */
bool app_proposes(const struct app *app);

#endif
