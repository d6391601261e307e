/*
 * foresee.h: what the form that starts extraction would do, asked anew when
 * its fields change; and the directory in it, completed.
 */
#ifndef UI_UPDATE_FORESEE_H
#define UI_UPDATE_FORESEE_H

#include "extract/forecast/forecaster.h"
#include "ui/state/state.h"

/* Asks for what is not known yet of the form as it stands. */
void foresee_ask(struct app *app, struct effects *effects);
void foresee_take(struct app *app, struct forecaster_forecast *mail);
void foresee_take_folders(struct app *app, struct forecaster_folders *mail);
/* Completes the directory; where there is nothing to complete, goes to the
 * next line. */
void foresee_tab(struct app *app, struct effects *effects);
/* What completes the directory that is being typed, borrowed; or NULL. `ret`:
 * how many bytes of it. */
const char *foresee_rest(const struct app *app, size_t *ret);
void foresight_done(struct foresight *foresight);

#endif
