/*
 * country.h: the codes of countries (ISO 3166-1, two letters), from
 * data/country-codes.tsv.
 */
#ifndef DWC_WORDS_COUNTRY_H
#define DWC_WORDS_COUNTRY_H

#include "base/error.h"

struct country_codes; /* immutable once loaded; shared by all threads */

int country_codes_load(const char *config_dir, struct country_codes **ret,
		       struct error *err) MUST_USE;
void country_codes_free(struct country_codes *codes); /* NULL is fine */

/* The code of a country by the name that data/places.tsv has for it, or NULL.
 * Borrowed. */
const char *country_code(const struct country_codes *codes, const char *name);

#endif
