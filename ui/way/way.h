/*
 * way.h: the lines that ':' and "'" open: finding one's way by name.
 */
#ifndef UI_WAY_WAY_H
#define UI_WAY_WAY_H

#include "ui/state/state.h"

/* Open the line of a command, or of the first letters of a term. */
void way_command(struct app *app, struct effects *effects);
void way_term(struct app *app, struct effects *effects);
/* Done with the line at the bottom, whatever it is. */
void way_prompt_done(struct app *app, struct effects *effects);
/* Completes the line: what all offers have in common, then one after the
 * other; backwards where `by` is -1. */
void way_complete(struct app *app, int by);
/* Up and down: lines that were typed before, or the offers for a term. */
void way_older(struct app *app, int by);

/* After a key: goes to the row with this number, or to the term as soon as its
 * letters begin only one. */
void way_typed(struct app *app);
/* Whether the key is the next letter of the name that one has come to, or an
 * Enter behind it: nothing else is done with it. */
bool way_takes(struct app *app, const struct key *key);
/* Who pressed a key has paused since the one before: they have seen where they
 * are, and what comes is an order. */
void way_pause(struct app *app);
/* The figure by which one goes to a row of the grid; 0: it has none now. */
int way_number(const struct app *app, int row);

void way_done(struct way *way);

#endif
