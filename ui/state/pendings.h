/*
 * pendings.h: acts that were asked for and are not yet in the record: on their
 * way, failed, or durable and not yet shown.
 */
#ifndef UI_STATE_PENDINGS_H
#define UI_STATE_PENDINGS_H

#include "ui/state/state.h"

/* Submits an act on the current record (undo and redo: on any) and remembers
 * it. Strings are copied; NULL where the act has none. */
void pendings_submit(struct app *app, enum act_op op, const char *term,
		     const char *value, const char *reason, bool override,
		     struct effects *effects);
/* The same for an act that takes nothing but itself. */
void pendings_submit_plain(struct app *app, enum act_op op,
			   struct effects *effects);
/* A failed act on a field of the current record is forgotten. */
void pendings_drop(struct app *app, const char *term);
/* Acts that the record shows now are no longer pending. */
void pendings_resolve(struct app *app);

/* Takes the act and its strings over. */
void pendings_add(struct pendings *pendings, struct pending_act act);
void pendings_remove(struct pendings *pendings, size_t i);
void pendings_done(struct pendings *pendings);

#endif
