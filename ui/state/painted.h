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
	struct bytes offers; /* candidates below it, each with its NUL */
	char *chosen;	     /* the one that was selected; NULL: none */
	char *ditto;	     /* image of the record like it that was known */
	/* What lay over the fields, or was numbered, as keys act on it. */
	struct bytes window;
	bool covered; /* something lay over the fields in the last frame */
	bool led;     /* since then the selection went on by itself */
	/* A key came too soon, and so did as many behind it: none of them is
	 * done until the next frame. */
	bool refused;
	size_t left_out;
};

void painted_done(struct painted *painted);
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
/* Whether any of the candidates was this one. */
bool painted_offered(const struct app *app, const char *value);
/* Whether what stands in the line was typed, or offered on the screen, before
 * it is saved. Said where it was not. */
bool painted_typed(struct app *app);
/* Whether the selected field itself was, with what is proposed for it. */
bool painted_proposes(struct app *app);
/* Whether the record like it that values are taken from was known then, by its
 * image. */
bool painted_knows(struct app *app, const char *image);
/* Whether what is open was on the screen as it is: a choice, the change of many
 * records, the list of determinations, the numbers of words. Said where it was
 * not. */
bool painted_window(struct app *app);
/* Whether a record was among the rows of the list. */
bool painted_lists(struct app *app, const char *id);
/* Such a key behind it: left out, and told. */
void painted_leave_out(struct app *app);

#endif
