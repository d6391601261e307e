/*
 * value.h: tokens that stand behind a heading become the value of a
 * term: cut to what such a value can be, tidied, normalised.
 */
#ifndef ENGINE_LOCAL_VALUE_H
#define ENGINE_LOCAL_VALUE_H

#include <stdbool.h>

#include "dwc/record/record.h"
#include "engine/local/label_rules.h"
#include "engine/local/label_text.h"

/* May a value of this term run on over further lines? */
bool label_value_runs_on(const char *term);
/* Does a wide blank end a value of this term? */
bool label_value_ends_at_gap(const char *term);

/*
 * Sets the term, and what follows from the value (verbatimEventDate,
 * dateIdentified, recordNumber behind a collector's name), in *record, where
 * it is not set yet. `sure` (0-1) lowers the confidence: how surely these
 * tokens belong to the term. The list is shortened to the tokens used.
 * False when nothing of the tokens makes such a value.
 */
bool label_value_set(const struct label_rules *rules,
		     const struct label_text *text, const char *term,
		     struct token_list *list, double sure,
		     struct record *record);

/* Does the token list look like the name of a person or of several? */
bool label_value_is_person(const struct label_text *text,
			   const struct token_list *list);
/* Like a scientific name, 0-1. */
double label_value_name_likeness(const struct label_rules *rules,
				 const struct label_text *text,
				 const struct token_list *list);
/* Raises stateProvince and country from a place word in `list`. */
void label_value_place(const struct label_rules *rules,
		       const struct label_text *text,
		       const struct token_list *list, struct record *record);

#endif
