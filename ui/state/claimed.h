/*
 * claimed.h: which records others have open (review/team/claims.h), and what was
 * said of the one that is open here.
 */
#ifndef UI_STATE_CLAIMED_H
#define UI_STATE_CLAIMED_H

#include <stdbool.h>

#include "base/bytes.h"
#include "review/team/claims.h"

struct app;
struct effects;

struct claimed {
	struct claims_list others;
	char *told; /* the record that was claimed last, or NULL */
};

/* Who else has the record open, or NULL. */
const struct claim *app_claim(const struct app *app, const char *specimen_id);
/* "open at mb since 20:15 UTC" of the record that is here, clean; with `since`
 * or without. Nothing where nobody else has it open. */
void claimed_words(const struct app *app, bool since, struct bytes *ret);
/* Says so on the bottom line; nothing where nobody has. */
void claimed_say(struct app *app);
/* Takes what others have open now, and leaves the list empty. */
void claimed_take(struct app *app, struct claims_list *list);
/* Claims the record that is here. */
void claimed_ask(struct app *app, struct effects *effects);
void claimed_done(struct claimed *claimed);

#endif
