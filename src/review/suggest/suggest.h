/*
 * suggest.h: what several sources say that a record's fields may hold: the
 * readings of its sheet, the checks, …; for the query thread.
 */
#ifndef REVIEW_SUGGEST_SUGGEST_H
#define REVIEW_SUGGEST_SUGGEST_H

#include <stdbool.h>

#include "dwc/taxa/taxa.h"
#include "engine/map/map.h"
#include "match/view.h"
#include "review/suggest/suggestion.h"
#include "run/index/index.h"
#include "run/record/specimen.h"

#define SUGGESTIONS_MAX 9 /* of one term */

struct term_suggestions {
	char *term;		 /* of the table */
	struct suggestions list; /* may be empty */
	size_t stands; /* signed records that have the value in force, to the
			  letter; of terms whose values many records share */
	unsigned
		said; /* who says the value in force, but for punctuation: 1u <<
			  enum suggestion_source */
};
void term_suggestions_free(struct term_suggestions *terms, size_t n);

/* A signed record that is like another one. Owned whole. */
struct alike {
	char *id, *image;
	char *why; /* for people: "same collector, 2 days later" */
	struct record record;
};
void alike_free(struct alike *alike); /* NULL is fine */

/* What there is for a record. */
struct helpful {
	struct term_suggestions *terms; /* those that have anything */
	size_t n_terms;
	struct alike *alike;	 /* signed by who looks; NULL: there is none */
	struct alike *duplicate; /* signed by anybody; likewise */
};
void helpful_done(struct helpful *helpful);

struct alike_memory;

/* What is asked. Borrowed; what is NULL says nothing. */
struct suggest_sources {
	const struct terms *terms;
	const struct map_model *model; /* of what labels say */
	struct taxa *taxa;
	struct match_view *gbif; /* what GBIF has answered */
	const struct places *places;
	struct index *index;	     /* of signed records */
	struct alike_memory *memory; /* of who asks for many records */
	const char *by;		     /* who looks */
	/* The record is read a second time, blindly: what it was signed with is
	 * not to be known by that it was signed once. */
	bool blind;
};

/*
 * The terms of the table, in its order, for which anything is to be said of
 * this record, the best first: readings that disagree with it, unless a person
 * decided, then the others by what they are worth. A value that stands in the
 * field is among them only where readings disagree, so that it can be seen how
 * many have it. And the signed records that are most like it.
 */
void suggest_record(const struct suggest_sources *sources,
		    const struct specimen *specimen, struct helpful *ret);

#endif
