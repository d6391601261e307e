/*
 * place.c: country and state, and whether they agree with each
 * other and with the locality.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* The country of the record as the table writes it, or NULL. */
static const char *known_country(const struct validation *v)
{
	struct place_reading reading;

	if (place_find(v->tables->places, validation_value(v, ROLE_COUNTRY),
		       &reading) < 0)
		return NULL;
	return reading.country;
}

static void check_country(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	struct place_reading reading;

	if (place_find(v->tables->places, v->value, &reading) < 0) {
		validation_add(v, SEVERITY_NOTE, "place-unknown", NULL,
			       "%s is not a country that the table has.",
			       quoted);
		return;
	}
	if (reading.state_province != NULL &&
	    strcmp(reading.country, v->value) != 0)
		validation_add(v, SEVERITY_WARNING, "place-form",
			       reading.country, "%s is in %s.", quoted,
			       reading.country);
	else if (strcmp(reading.country, v->value) != 0)
		validation_add(v, SEVERITY_NOTE, "place-form", reading.country,
			       "%s is written %s.", quoted, reading.country);
}

/* The state that the value names, in its country if that is known. */
static const char *known_state(const struct validation *v, const char *country,
			       const char **ret_country)
{
	char *both CLEANUP(mem_free_str) = mem_printf(
		", %s, %s", v->value, country != NULL ? country : "");
	const char *state = country != NULL ? places_state(v->tables->places,
							   country, v->value)
					    : NULL;
	struct place_reading reading;

	*ret_country = country;
	if (state != NULL)
		return state;
	if (place_find(v->tables->places, both, &reading) < 0)
		return NULL;
	*ret_country = reading.country;
	return reading.state_province;
}

/* A state that the locality names, and that is another one. */
static void check_locality(struct validation *v, const char *state)
{
	struct place_reading reading;
	const char *named;

	if (place_find(v->tables->places, validation_value(v, ROLE_LOCALITY),
		       &reading) < 0 ||
	    reading.state_province == NULL)
		return;
	named = reading.state_province;
	if (strcmp(named, state) != 0)
		validation_add(v, SEVERITY_NOTE, "place-mismatch", named,
			       "The locality names %s, not %s.", named, state);
}

static void check_state(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *country = known_country(v);
	const char *its_country;
	const char *state = known_state(v, country, &its_country);

	if (state == NULL) {
		if (country != NULL &&
		    places_has_states(v->tables->places, country))
			validation_add(
				v, SEVERITY_NOTE, "place-unknown", NULL,
				"%s is not a state or province of %s that "
				"the table has.",
				quoted, country);
		return;
	}
	if (country != NULL && strcmp(country, its_country) != 0) {
		validation_add(v, SEVERITY_WARNING, "place-mismatch", NULL,
			       "%s is in %s, not in %s.", quoted, its_country,
			       country);
		return;
	}
	if (strcmp(state, v->value) != 0)
		validation_add(v, SEVERITY_NOTE, "place-form", state,
			       "%s is written %s.", quoted, state);
	check_locality(v, state);
}

void validate_place(struct validation *v)
{
	if (v->term->role == ROLE_COUNTRY)
		check_country(v);
	else if (v->term->role == ROLE_STATE)
		check_state(v);
}
