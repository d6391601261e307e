/*
 * completion.h: values that begin as what is being typed.
 */
#ifndef REVIEW_COMPLETE_COMPLETION_H
#define REVIEW_COMPLETE_COMPLETION_H

#include "review/suggest/suggest.h"

#define COMPLETIONS_MAX 12

/*
 * Appends values of a term that begin so, whatever their case and accents, at
 * their beginning or at a later word: those of signed records that fit what is
 * `known` of this one first, then by how often and how lately they were signed;
 * names of the lists, or where none goes on so and the very name is on none
 * those that are near (`nearest`); countries and states, in capitals behind
 * capitals; of a list of people the last, as signed records name them beside
 * whomever. What was typed itself is not among them. `but` (may be NULL): the
 * record itself. A source that cannot be read says nothing.
 */
void completion_make(const struct suggest_sources *sources,
		     const struct term *term, const char *text,
		     const struct record *known, const char *but,
		     struct suggestions *ret);

#endif
