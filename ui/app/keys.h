/*
 * keys.h: what the curator presses, clicks and pastes.
 */
#ifndef UI_APP_KEYS_H
#define UI_APP_KEYS_H

#include "ui/state/state.h"

/* Tells what time it is for the keys that follow: clock_boot_ms(). */
void app_clock(struct app *app, int64_t now_ms);
/* Keys that came at once: how many of them, from the first on, were a word that
 * was typed as if into a field, and are dealt with (burst.h). Each of the others
 * is a key of its own. */
int app_typed(struct app *app, const struct key *keys, int n,
	      struct effects *effects);
/* Who types has paused since the last key. */
void app_paused(struct app *app);
/* A key, a click, a piece of a paste. */
void app_key(struct app *app, const struct key *key, struct effects *effects);
/* Plays what was typed ahead, until it has to wait again. */
void keys_release(struct app *app, struct effects *effects);

#endif
