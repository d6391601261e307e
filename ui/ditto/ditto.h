/*
 * ditto.h: values from elsewhere: of the record that is most like this one, or
 * is the same gathering, and of the last correction. What follows in the grid
 * is the caller's (ui/update/field.h).
 */
#ifndef UI_DITTO_DITTO_H
#define UI_DITTO_DITTO_H

#include "ui/state/state.h"

/* The record that values are taken from: the duplicate, else the most alike;
 * NULL: there is none. Borrowed, until the next mail. */
const struct alike *ditto_record(const struct app *app);

/*
 * The selected field as that record has it; where the key before was the same
 * one, all that belongs to the gathering, in one act: of a duplicate all it
 * has. What a person decided stays. False where nothing was done, which is
 * said.
 */
bool ditto_take(struct app *app, struct effects *effects);

/* The last correction once more, in this record: the same value for the same
 * term. False where nothing was done. */
bool ditto_repeat(struct app *app, struct effects *effects);

#endif
