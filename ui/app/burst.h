/*
 * burst.h: letters that are typed as if into a field although none is open.
 * "saskatoon" is a word, and not the order to read the sheets in "askatoon":
 * it is offered to the selected field, and nothing of it is done.
 */
#ifndef UI_APP_BURST_H
#define UI_APP_BURST_H

#include "ui/state/state.h"

/* Of keys that came at once, over the fields: how many of them, from the first
 * on, are a word and not orders; with what would have ended it. 0: none are. */
int burst_word(const struct app *app, const struct key *keys, int n);
/* Opens the selected field with what these keys would have typed into it, or
 * says why it cannot be; tells either way. */
void burst_offer(struct app *app, const struct key *keys, int n,
		 struct effects *effects);

/* A key that is about to do this (ACTION_NONE: nothing). Whether it goes on
 * with a word, and is dealt with. */
bool burst_takes(struct app *app, const struct key *key, enum action_id action,
		 struct effects *effects);
/* The same of letters that were typed at another record, which is here again
 * (burst.back), or at another field of it. */
void burst_resume(struct app *app, const struct key *keys, int n,
		  struct effects *effects);
/* Who pressed a key has paused since the one before. */
void burst_pause(struct app *app);
void burst_done(struct burst *burst);

#endif
