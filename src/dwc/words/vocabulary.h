/*
 * vocabulary.h: the words that terms of kind "vocabulary" take, from
 * data/vocabularies.tsv. Private to the validators.
 */
#ifndef DWC_WORDS_VOCABULARY_H
#define DWC_WORDS_VOCABULARY_H

#include <stdbool.h>

#include "base/error.h"

struct vocabularies; /* immutable once loaded; shared by all threads */

int vocabularies_load(const char *config_dir, struct vocabularies **ret,
		      struct error *err) MUST_USE;
void vocabularies_free(struct vocabularies *all);

/* Whether the file has any word for this term. */
bool vocabularies_know(const struct vocabularies *all, const char *term);

/* The word of the term's vocabulary that `value` is, or is a synonym of, or
 * NULL. Borrowed. Equal to `value` when that is already as it should be. */
const char *vocabularies_word(const struct vocabularies *all, const char *term,
			      const char *value);

#endif
