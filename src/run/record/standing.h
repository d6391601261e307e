/*
 * standing.h: what a reading has to say of terms that describe one thing, and
 * which of two has more to say. Known to this folder alone.
 */
#ifndef RUN_RECORD_STANDING_H
#define RUN_RECORD_STANDING_H

#include "run/record/readings.h"

/* Terms that describe one thing. */
struct group {
	size_t *slots;
	size_t n;
	bool *leads; /* of each: it says which thing it is */
	bool *firm;  /* of each: two readings that differ in it differ */
};

/* What a reading has to say of a group. Of two figures the first is that of
 * its leading values. */
struct standing {
	size_t reading;
	int sound;	  /* telling values that are */
	int errors;	  /* values that are not sound */
	int warnings;	  /* doubtful ones */
	int supported[2]; /* by the sheet; less those that it is without */
	int agreed[2];	  /* other models that say the same */
	double confidence[2];
	bool any;
};

/* What reading `reading` of `r` says of the group, into an uninitialised *ret. */
void standing_make(const struct readings *r, const struct group *group,
		   size_t reading, struct standing *ret);

/* For qsort: the better one first. */
int standing_order(const void *a, const void *b);

#endif
