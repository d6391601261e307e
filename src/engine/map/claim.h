/*
 * claim.h: runs of words that are claimed for a field: the best assignment of
 * a whole region, by the probabilities of its chain.
 */
#ifndef ENGINE_MAP_CLAIM_H
#define ENGINE_MAP_CLAIM_H

#include <stdbool.h>

#include "engine/map/chain.h"
#include "engine/map/label_text.h"
#include "engine/map/marks.h"

struct claim {
	enum map_field field;
	struct token_list list; /* in reading order */
	double run;		/* probability of just these words, 0-1 */
	double words; /* that its words are of the field, on the mean, 0-1 */
	bool plain;   /* a place that the table knows: nearly always one */
};

/* All zero at first. */
struct claim_list {
	struct claim *items; /* owned */
	size_t n, cap;
};

/* Is a value of this field prose, which may fall into several runs? */
bool field_is_prose(enum map_field field);

/* Whether a span is a place that the table knows for more than a word or a town,
 * and not on a line of a house. */
bool place_is_plain(const struct marks *marks, const struct span *s);

/*
 * Claims words for each field, at most once, and each word for one field at
 * most: runs of a likelihood of `least` and more, the likelier before the less
 * likely, then prose. Dates, coordinates and elevations are what parsers
 * found, whole.
 */
void claim_list_make(const struct chain *chain, const struct marks *marks,
		     double least, struct claim_list *ret);

/*
 * What else words may say: for each field all runs of `least` and more,
 * whatever other fields claim, the likelier first; of prose the sentences and
 * lines that its words stand in, too.
 */
void claim_list_others(const struct chain *chain, const struct marks *marks,
		       double least, struct claim_list *ret);
void claim_list_done(struct claim_list *claims);

#endif
