/*
 * mail.h: what other threads say to the console.
 */
#ifndef UI_APP_MAIL_H
#define UI_APP_MAIL_H

#include "ui/state/state.h"

/* A message from another thread; takes it. */
void app_event(struct app *app, struct mail *mail, struct effects *effects);

#endif
