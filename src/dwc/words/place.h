/*
 * place.h: country and state or province words, from data/places.tsv.
 */
#ifndef DWC_WORDS_PLACE_H
#define DWC_WORDS_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct places; /* immutable once loaded; shared by all threads */

struct place_reading {
	const char *country;	    /* as Darwin Core wants it, or NULL */
	const char *state_province; /* or NULL; implies its country */
	size_t start, end;	    /* bytes of the text that said so */
};

int places_load(const char *config_dir, struct places **ret,
		struct error *err) MUST_USE;
void places_free(struct places *places);

/*
 * Finds a province, state or country named in `text`: whole words, folded,
 * abbreviations as written on labels ("Sask.", "B.C.", "NWT", "N. Dak."),
 * also in other languages ("Kanada", "Allemagne", "West Germany").
 * Ambiguous short forms count only in capitals with their dots, or after a
 * comma. -1 when none is found; *ret untouched then. Strings in *ret are
 * borrowed from `places`.
 */
int place_find(const struct places *places, const char *text,
	       struct place_reading *ret) MUST_USE;

/* What a place's words say of themselves. */
enum place_level {
	PLACE_COUNTRY,
	PLACE_STATE, /* or province, the first division of a country */
	PLACE_COUNTY,
	PLACE_TOWN, /* a municipality */
};

/* Words of a text that name a place. */
struct place_span {
	enum place_level level;
	/* Borrowed from the places; NULL where these do not have it: counties
	 * and towns are not in the table. */
	const char *country;
	const char *state_province;
	bool exact;  /* a name or an abbreviation that means nothing else */
	bool marked; /* "County", "Prov." stands beside it */
	bool after_comma;
	double sure;	   /* 0-1 */
	size_t start, end; /* bytes, with the mark */
	size_t name_start, name_end;
};

/*
 * Every place that a text names, in its order, as place_find tells them from
 * other words; those of two meanings ("Georgia") once for each. What a mark
 * stands beside ("Clark County", "Prov. Loja", "Mpio. de Tula") is of the level
 * that the mark says, and need not be in the table. Returns how many; *ret is
 * owned, NULL for none.
 */
size_t places_find_spans(const struct places *places, const char *text,
			 struct place_span **ret);

/*
 * The country that the whole text names, in any language or case; an
 * abbreviation counts as it is written, one of two or three letters only where
 * it is not also the code of another place (ISO 3166-1: "CA" is Canada in one
 * column and California in the next). NULL for none, and for a text that says
 * anything else. Borrowed.
 */
const char *places_country_named(const struct places *places, const char *text);

/*
 * The state or province that the whole text names, of `country`, or of any
 * where that is NULL; *ret_country (may be NULL) is its country. NULL for none,
 * for a name that two have, and, without a country, for one that is also a
 * country, a town or a code. Borrowed.
 */
const char *places_state_named(const struct places *places, const char *country,
			       const char *text, const char **ret_country);

/* The state of this country that `name` is, whatever its case and accents,
 * as Darwin Core wants it; NULL for none. Borrowed. */
const char *places_state(const struct places *places, const char *country,
			 const char *name);

/*
 * The countries, or the states or provinces of `country` (NULL: of all), whose
 * names begin so, whatever their case and accents; a name of several words by
 * each of them, the first before the others. Those of one name in two countries
 * are two. Returns how many, at most `most`; *ret_country (may be NULL) gets
 * their countries. Borrowed.
 */
size_t places_begin(const struct places *places, enum place_level level,
		    const char *country, const char *text, const char **ret,
		    const char **ret_country, size_t most);

/* Whether the states of this country are in the table. */
bool places_has_states(const struct places *places, const char *country);

#endif
