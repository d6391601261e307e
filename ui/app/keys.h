/*
 * keys.h: what the curator presses, clicks and pastes.
 */
#ifndef UI_APP_KEYS_H
#define UI_APP_KEYS_H

#include "ui/state/state.h"

/* Tells what time it is for the keys that follow: clock_boot_ms(). */
void app_clock(struct app *app, int64_t now_ms);
/* A key, a click, a piece of a paste. */
void app_key(struct app *app, const struct key *key, struct effects *effects);
/* Plays what was typed ahead, until it has to wait again. */
void keys_release(struct app *app, struct effects *effects);

#endif
