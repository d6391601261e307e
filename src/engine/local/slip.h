/*
 * slip.h: what a determination slip says: a name, who gave it, and when.
 */
#ifndef ENGINE_LOCAL_SLIP_H
#define ENGINE_LOCAL_SLIP_H

#include <jansson.h>

#include "dwc/words/label_lexicon.h"
#include "image/facts/facts.h"

/*
 * The slips of a region: the words that are a slip's, parted where a gap or
 * another's text lies between. Appends an entry for each that has a name or a
 * determiner to `list` (dwc/record/identification.h), from the top. No date is
 * later than this_year. Returns how many. Any thread; no state.
 */
size_t slips_read(const struct label_lexicon *lexicon,
		  const struct region *region, int this_year, json_t *list);

#endif
