/*
 * pendings.h: acts that were asked for and are not yet in the record: on their
 * way, failed, or durable and not yet shown.
 */
#ifndef UI_STATE_PENDINGS_H
#define UI_STATE_PENDINGS_H

#include "ui/state/state.h"

/* Submits an act on a field of the current record and remembers it. Strings
 * are copied; the value may be NULL. */
void pendings_submit(struct app *app, enum act_op op, const char *term,
		     const char *value, struct effects *effects);
/* The same for the record as a whole (undo and redo: for any). `text`: the
 * note, or the reason of a rejection, or NULL; `override`: approved although
 * some of it was passed over. */
void pendings_submit_record(struct app *app, enum act_op op, const char *text,
			    bool override, struct effects *effects);
/* A failed act on a field of the current record is forgotten. */
void pendings_drop(struct app *app, const char *term);
/* Acts that the record shows now are no longer pending. */
void pendings_resolve(struct app *app);

/* Takes the act and its strings over. */
void pendings_add(struct pendings *pendings, struct pending_act act);
void pendings_remove(struct pendings *pendings, size_t i);
void pendings_done(struct pendings *pendings);

#endif
