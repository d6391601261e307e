/*
 * pendings.h: acts that were asked for and are not yet in the record: on their
 * way, failed, or durable and not yet shown.
 */
#ifndef UI_STATE_PENDINGS_H
#define UI_STATE_PENDINGS_H

#include "ui/state/state.h"

/* Another value that is written in the same act. */
struct pending_more {
	const char *term, *value;
};
#define PENDING_MORE 32

/* An act on the current record (undo and redo: on any). Strings are copied;
 * those that the act has no use for are NULL. */
struct pending_ask {
	enum act_op op;
	const char *term;
	const char *value;  /* of the field; the note */
	const char *reason; /* of a rejection, or of signing all the same */
	const char *seen;   /* what stood there when it was begun; NULL: now */
	/* Of undo and redo: the record, NULL: any; and what they are about. */
	const char *of, *told;
	bool override;		 /* approved although some of it is not right */
	enum act_mark mark;	 /* flag, unflag: which */
	enum act_via via;	 /* how the value came there */
	const struct box *boxes; /* of the label words it was taken from */
	size_t n_boxes;
	/* Values of other terms, which come and go with it: one act, one
	 * undo; PENDING_MORE at most. */
	const struct pending_more *more;
	size_t n_more;
	/* What was seen when it was begun; NULL: now. Without `seen` no value
	 * is compared then: what changed has been told. */
	const struct seen *view;
};

/* Submits it and remembers it. A failed act that it takes the place of is
 * forgotten. */
void pendings_submit(struct app *app, const struct pending_ask *ask,
		     struct effects *effects);
/* The values that are written in the same act as this one; borrowed. Returns
 * how many. */
size_t pendings_beside(const struct app *app, const struct pending_act *act,
		       struct pending_more ret[PENDING_MORE]);
/* Submits those again that failed for want of room, in their order; what
 * their author saw stays what it was. */
void pendings_retry(struct app *app, struct effects *effects);
/* One of them is durable: those that wait or were refused know of it, since
 * their author does. */
void pendings_saved(struct app *app, const struct pending_act *saved);
/* A failed act on a field of the current record is forgotten, with the values
 * beside it, or with NULL one on the record as a whole; false when there was
 * none. */
bool pendings_drop(struct app *app, const char *term);
/* All failed acts are forgotten, whatever record they are on. */
void pendings_drop_all(struct app *app);
/* The one that pendings_drop would forget last; borrowed, NULL: none. */
const struct pending_act *pendings_failed(const struct app *app,
					  const char *term);
/* Whether it is a value of the current record that was refused because somebody
 * else had put another there, which is here now. */
bool pending_conflicts(const struct app *app,
		       const struct pending_act *pending);
/* Acts that the record shows now are no longer pending. */
void pendings_resolve(struct app *app);
/* The newest failed act on the current record as a whole, or NULL. */
struct pending_act *pendings_of_record(const struct app *app);
/* What the curator sees of the current record: what is here, and the acts of
 * their own that are not in it yet. For seen_done. */
struct seen pendings_view(const struct app *app);
/* The same, for the question that is being put now (app.asked). */
void pendings_look(struct app *app);
/* The record as it will stand, once the acts on it that are here are in it:
 * a copy, for record_done. */
void pendings_record(const struct app *app, struct record *ret);
/* What stands in the field, once the acts that are on their way are there.
 * Borrowed. */
const char *pendings_value(const struct app *app, const char *term);

/* Takes the act and its strings over. */
void pendings_add(struct pendings *pendings, struct pending_act act);
void pendings_remove(struct pendings *pendings, size_t i);
void pendings_done(struct pendings *pendings);

#endif
