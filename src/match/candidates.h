/*
 * candidates.h: what GBIF has answered, as values that a field may have: the
 * name as it has it, the accepted name of a synonym, others that it weighed,
 * the family, and the country that coordinates lie in. Pure but for what the
 * view looks up.
 *
 * A genus or kingdom that was answered in place of the name is not among them: it
 * would take the epithet away.
 */
#ifndef MATCH_CANDIDATES_H
#define MATCH_CANDIDATES_H

#include "match/view.h"

struct candidate {
	enum term_role of; /* the term that it is for */
	char *value;	   /* owned, likewise the note */
	char *note;	   /* "synonym, Poaceae, Plantae" */
	double score;	   /* 0-1 */
};

#define CANDIDATES_MAX 16

struct candidates {
	struct candidate items[CANDIDATES_MAX];
	size_t n;
};

/* A country only where the record says none. */
void candidates_find(struct match_view *view, const struct terms *terms,
		     const struct record *record, const struct places *places,
		     struct candidates *ret);
void candidates_done(struct candidates *candidates); /* also for CLEANUP */

#endif
