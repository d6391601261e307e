/*
 * determinations.h: the history of determinations as a list of rows: each a
 * determination, and below the one that is stood on what it says, line by line.
 * The list itself is the value of its field; nothing of it is kept here.
 */
#ifndef UI_STATE_DETERMINATIONS_H
#define UI_STATE_DETERMINATIONS_H

#include <jansson.h>
#include <stddef.h>

struct app;

/* What is stood on. */
struct determinations {
	size_t at;  /* the determination; as many as there are: a new one */
	int member; /* of determination_members; -1: the whole */
	/* What is typed now is of this. */
	size_t typed_at;
	int typed_member;
};

/* What a determination says, in the order of its lines. */
#define DETERMINATION_MEMBERS 6
struct determination_member {
	const char *key;   /* vasculum-formats(5) */
	const char *label; /* for people */
};
extern const struct determination_member
	determination_members[DETERMINATION_MEMBERS];

/* The list that a value is, and as it will stand; which may be empty. New
 * references. */
json_t *determinations_of(const char *text);
json_t *determinations_list(const struct app *app);

#endif
