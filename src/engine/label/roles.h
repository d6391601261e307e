/*
 * roles.h: who speaks on a sheet: the collector's label, later
 * determinations, notes of others, the house's stamps, frames and codes.
 */
#ifndef ENGINE_LABEL_ROLES_H
#define ENGINE_LABEL_ROLES_H

#include "dwc/words/label_lexicon.h"
#include "image/facts/facts.h"

/*
 * Gives every word and every region of the facts a role (words[].role,
 * region.role), from what the regions' words, their places and the codes say
 * together; roles that were there are overwritten. A region's is that of most
 * of what stands in it, where a collector's label goes first. Never fails. Any
 * thread; no state.
 */
void roles_tell(const struct label_lexicon *lexicon, struct facts *facts);

#endif
