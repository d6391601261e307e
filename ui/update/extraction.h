/*
 * extraction.h: the reading of sheets while it goes on, this process's or
 * another's.
 */
#ifndef UI_UPDATE_EXTRACTION_H
#define UI_UPDATE_EXTRACTION_H

#include "ui/state/state.h"

void extraction_pause(struct app *app, struct effects *effects);
void extraction_resume(struct app *app, struct effects *effects);
void extraction_retry(struct app *app, struct effects *effects);
void extraction_stop(struct app *app, struct effects *effects);
/* What follows from their menu. */
void extraction_chosen(struct app *app, int i, struct effects *effects);

#endif
