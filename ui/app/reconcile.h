/*
 * reconcile.h: what follows from a change of the state.
 */
#ifndef UI_APP_RECONCILE_H
#define UI_APP_RECONCILE_H

#include "ui/state/state.h"

/* Compares what is wanted with what was asked, and asks the rest. Nothing
 * before the beginning (app_start). */
void reconcile(struct app *app, struct effects *effects);

#endif
