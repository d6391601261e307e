/*
 * finding.h: what may be said of a name, or of a place, by what GBIF answered.
 * Pure; any thread.
 *
 * Nothing is said that the answer does not bear (engine/gbif/gbif.h): not of a
 * type that is unknown or a confidence below FINDING_SURE, not that a name is
 * unknown while an alternative has it, not of an accepted name where another
 * author's name is meant.
 */
#ifndef MATCH_FINDING_H
#define MATCH_FINDING_H

#include "dwc/words/country.h"
#include "dwc/words/place.h"
#include "engine/gbif/gbif.h"
#include "match/question.h"

#define FINDING_SURE 90 /* per cent */

enum finding_kind {
	FINDING_NOTHING,  /* nothing may be said */
	FINDING_KNOWN,	  /* the index has the name */
	FINDING_SYNONYM,  /* and another one as the accepted name */
	FINDING_AUTHOR,	  /* the name, but of another author */
	FINDING_HOMONYMS, /* more than once: which is meant cannot be told */
	FINDING_VARIANT,  /* not the name, but one that is near */
	FINDING_SPECIES,  /* not the name, only its species */
	FINDING_GENUS,	  /* not the name, only its genus */
	FINDING_HIGHER,	  /* not the name, only a family, kingdom … */
	FINDING_UNKNOWN,  /* not the name, nor anything else */
};
#define FINDINGS 10

enum finding_kind finding_of_name(const struct asked_name *asked,
				  const struct gbif_match *match);

/* "exact", "synonym", …: as files and tables have it. */
const char *finding_word(enum finding_kind kind);

/* One sentence for people about the name, owned; NULL for FINDING_NOTHING and
 * FINDING_KNOWN. `state` is the state of the index. */
char *finding_text(enum finding_kind kind, const struct gbif_match *match,
		   const char *state);

/* Whether a usage is of the very name, whatever its author. */
bool finding_is_name(const struct asked_name *asked,
		     const struct gbif_usage *usage);

/* --- places --------------------------------------------------------------- */

/* The area that the place is in, borrowed, NULL for none; *ret_sole says whether
 * no other country is near. */
const struct gbif_area *finding_area(const struct gbif_areas *areas,
				     bool *ret_sole);

/* Whether the place lies in no part of the country that this name is of, and
 * near none: false too where that cannot be told. */
bool finding_is_elsewhere(const struct gbif_areas *areas,
			  const struct country_codes *codes,
			  const struct places *places, const char *country);

#endif
