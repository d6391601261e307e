/*
 * painted.h: what of the fields was on the screen when a frame was painted.
 * Over a slow line keys come in bursts, sooner than the frame that they are
 * answered by: a key that says "right" speaks of what was there to be seen.
 */
#ifndef UI_STATE_PAINTED_H
#define UI_STATE_PAINTED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct app;

struct painted {
	struct bytes rows;   /* their terms, each between two newlines */
	struct bytes offers; /* candidates below it, each with a newline */
	char *chosen;	     /* the one that was selected; NULL: none */
	bool led;	     /* since then the selection went on by itself */
	/* A key came too soon, and so did as many behind it: none of them is
	 * done until the next frame. */
	bool refused;
	size_t left_out;
};

void painted_done(struct painted *painted);
/* A frame shows the fields as they are now. */
void painted_take(struct app *app);
/* Any frame was painted: keys are done again. */
void painted_resume(struct app *app);
/* The screen shows the state now; a window that lies over the fields shows
 * nothing of the record. */
void app_shows(struct app *app);
/* Whether the value of the selected field may be vouched for: it was on the
 * screen, selected or gone to by who saw it. Where it was not, that is said,
 * and what comes behind the key is left out. */
bool painted_allows(struct app *app);
/* Whether the i-th candidate that stood below the selected field was this one:
 * they may have changed since. Said where it was not. */
bool painted_offers(struct app *app, size_t i, const char *value);
/* Such a key behind it: left out, and told. */
void painted_leave_out(struct app *app);

#endif
