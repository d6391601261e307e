/*
 * sign.h: what a curator does with the record as a whole: sign it, reject it,
 * mark it, take back.
 */
#ifndef UI_UPDATE_SIGN_H
#define UI_UPDATE_SIGN_H

#include "ui/state/state.h"

void record_approve(struct app *app, struct effects *effects);
/* The same once what is typed is saved. */
void record_commit_approve(struct app *app, struct effects *effects);
void record_reject(struct app *app, struct effects *effects);
void record_expert(struct app *app, struct effects *effects);
void record_flag(struct app *app, struct effects *effects);
void record_note(struct app *app, struct effects *effects);
void record_reopen(struct app *app, struct effects *effects);
/* What follows from their menus and lines. */
void record_approve_chosen(struct app *app, int i, struct effects *effects);
void record_override_done(struct app *app, struct effects *effects);
void record_reason_chosen(struct app *app, int i, struct effects *effects);
void record_note_done(struct app *app, struct effects *effects);
void record_reason_done(struct app *app, struct effects *effects);

/* An act on the current record was refused, since somebody else has changed
 * it: tells what, and asks whether to make it all the same. */
void record_stale_ask(struct app *app, const struct pending_act *failed);
void record_stale_chosen(struct app *app, int i, struct effects *effects);

#endif
