/*
 * neighbours.h: signed records that are near to another one: of the same
 * collector, near in date or number, or of the same place. Known to this
 * folder alone.
 */
#ifndef REVIEW_SUGGEST_NEIGHBOURS_H
#define REVIEW_SUGGEST_NEIGHBOURS_H

#include "dwc/record/record.h"
#include "run/index/signed.h"

/* How near records are. */
#define NEAR_GATHERING 0.95 /* the same collector and number */
#define NEAR_TRIP      0.4  /* from here on in the same year and more */
#define NEAR_COLLECTOR 0.25 /* nothing but the collector is the same */
#define NEAR_PLACE     0.2  /* nothing but the place is */

struct neighbour {
	struct signed_record record;
	double near;		   /* 0-1 */
	bool collector, gathering; /* the same */
	char *why; /* for people: "same collector, 2 days before" */
};

struct alike_memory;

/* The nearest first; of equals that were signed last. */
struct neighbours {
	struct neighbour *items;
	size_t n, cap;
};

/* Of a record with these values; `but` (may be NULL) is left out. `memory` may
 * be NULL (alike_memory.h). An index that cannot be read has none. */
void neighbours_find(struct index *index, const struct terms *terms,
		     struct alike_memory *memory, const struct record *known,
		     const char *but, struct neighbours *ret);
void neighbours_done(struct neighbours *neighbours);
/* The nearest that is of the same collector and number, or NULL. */
const struct neighbour *
neighbours_duplicate(const struct neighbours *neighbours);

/* Appends values of a term that are spelled nearly so, with their likeness
 * (0-1) in ret_like (room for `limit`), the likest first; returns how many. */
size_t signed_spelled(struct index *index, const struct terms *terms,
		      struct alike_memory *memory, const struct term *term,
		      const char *value, size_t limit, struct signed_list *ret,
		      double *ret_like);

/* People with a blank between two initials ("D. S. Correll"), or without ("D.S.
 * Correll"). Owned (people.c). */
char *people_set(const char *text, bool apart);

#endif
