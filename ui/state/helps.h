/*
 * helps.h: what helps a curator to fill fields: the suggestions that are here,
 * and the completion of what is typed. Asked of the query thread when a record
 * comes or changes, and for the next one ahead.
 */
#ifndef UI_STATE_HELPS_H
#define UI_STATE_HELPS_H

#include <stdbool.h>
#include <stdint.h>

#include "review/answer/query.h"

struct app;
struct effects;

/* A record as it was when help was asked for. */
struct helps_of {
	char *id; /* NULL: none */
	int64_t revision, facts;
	size_t outcomes;
};

/* The help there is for one record. */
struct helps_record {
	struct helps_of of;
	struct term_suggestions *terms;
	size_t n_terms;
	struct alike *alike, *duplicate;
};

struct helps {
	struct helps_record here, ahead;
	bool stale;	       /* `here` was fetched ahead: asked anew */
	struct helps_of asked; /* what is in flight … */
	uint64_t ticket;       /* … or 0 */
	/* Of what is typed: asked for last, and what came of it. */
	char *term, *text;
	uint64_t completing; /* 0: it has come */
	struct suggestions completion;
	bool ditto; /* the key before took a value of the record that is like
		       this one */
};

void helps_done(struct helps *helps);

/* What fits into a field of the record that is here, the best first; NULL:
 * nothing is known (yet). Borrowed, until the next mail. */
const struct suggestions *helps_of_term(const struct app *app,
					const char *term);
/* Signed records that have what stands in a field of the record that is here;
 * 0: none, or not known (yet). */
size_t helps_stands(const struct app *app, const char *term);
/* Whether this source says what stands in a field of the record that is here. */
bool helps_said(const struct app *app, const char *term,
		enum suggestion_source source);
/* Whether the answer for the record that is here has come. */
bool helps_known(const struct app *app);
/* Signed records that are like the one that is here; NULL: there is none.
 * Borrowed. */
const struct alike *helps_alike(const struct app *app);
const struct alike *helps_duplicate(const struct app *app);
/* The one that values are taken from by a key: the duplicate, else the one that
 * is alike; NULL. Borrowed. */
const struct alike *helps_ditto(const struct app *app);
/* What it has for a term; "" too for what the collection gave that sheet alone.
 * Borrowed. */
const char *helps_ditto_value(const struct app *app, const char *term);
/* In words, why that is "". */
const char *helps_ditto_lack(const struct app *app, const char *term);
/* The name of its picture for people, short where it is a hash; owned. */
char *helps_alike_name(const struct app *app, const struct alike *record);
/* What begins as what stands in the line that is typed; NULL: not known yet,
 * or nothing does. Borrowed, until the next key or mail. */
const struct suggestions *helps_completion(const struct app *app);

/* A field is opened: what was asked for another record, or before other fields
 * were filled, says nothing of it. */
void helps_forget_completion(struct app *app);
/* Lists what has to be asked for the state as it is. */
void helps_ask(struct app *app, struct effects *effects);
/* Takes the contents of an answer. */
void helps_take(struct app *app, struct query_suggestions *answer);
void helps_take_completion(struct app *app, struct query_completion *answer);

#endif
