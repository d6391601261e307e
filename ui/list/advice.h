/*
 * advice.h: why an extraction waits or ended early, and what to do.
 */
#ifndef UI_LIST_ADVICE_H
#define UI_LIST_ADVICE_H

#include "ui/state/state.h"

/* One sentence, appended to *ret; nothing where there is nothing to do. */
void advice_write(const struct app *app, struct bytes *ret);

#endif
