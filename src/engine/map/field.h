/*
 * field.h: what a word of a label can be part of: the terms that are read from
 * labels, and the states of the chain over its words.
 */
#ifndef ENGINE_MAP_FIELD_H
#define ENGINE_MAP_FIELD_H

#include <stdint.h>

/* X(NAME, "term"): their order is that of the bits of field_set. */
#define MAP_FIELDS(X)                            \
	X(NONE, "-")                             \
	X(NAME, "scientificName")                \
	X(FAMILY, "family")                      \
	X(VERNACULAR, "vernacularName")          \
	X(COLLECTOR, "recordedBy")               \
	X(NUMBER, "recordNumber")                \
	X(DATE, "eventDate")                     \
	X(DETERMINER, "identifiedBy")            \
	X(DETERMINED, "dateIdentified")          \
	X(COUNTRY, "country")                    \
	X(STATE, "stateProvince")                \
	X(COUNTY, "county")                      \
	X(MUNICIPALITY, "municipality")          \
	X(LOCALITY, "locality")                  \
	X(HABITAT, "habitat")                    \
	X(REMARKS, "occurrenceRemarks")          \
	X(ELEVATION, "minimumElevationInMeters") \
	X(COORDINATES, "verbatimCoordinates")    \
	X(CATALOGUE, "catalogNumber")

enum map_field {
#define X(name, term) FIELD_##name,
	MAP_FIELDS(X)
#undef X
		MAP_FIELD_COUNT,
};

/* A set of fields, FIELD_BIT(f) for each. */
typedef uint32_t field_set;
#define FIELD_BIT(f) (UINT32_C(1) << (f))
#define FIELDS_ALL   (FIELD_BIT(MAP_FIELD_COUNT) - 1)

/*
 * States of a word: FIELD_NONE, a field that goes on (the number of the
 * field), or one that begins here.
 */
#define STATE_COUNT	(2 * MAP_FIELD_COUNT - 1)
#define STATE_GOES(f)	(f)
#define STATE_BEGINS(f) ((f) + MAP_FIELD_COUNT - 1)

/* A set of states, STATE_BIT(s) for each. */
typedef uint64_t state_set;
#define STATE_BIT(s) (UINT64_C(1) << (s))
#define STATES_ALL   (STATE_BIT(STATE_COUNT) - 1)

/* The term of a field, "-" for FIELD_NONE; static. */
const char *map_field_term(enum map_field field);
/* The field of a term; MAP_FIELD_COUNT where labels are not read for it. */
enum map_field map_field_of(const char *term);

#endif
