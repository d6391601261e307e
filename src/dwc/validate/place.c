/*
 * place.c: country and state, and whether they agree with each
 * other and with the locality.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/people.h"

/* The country of the record as the table writes it, or NULL. */
static const char *known_country(const struct validation *v)
{
	return places_country_named(v->tables->places,
				    validation_value(v, ROLE_COUNTRY));
}

/* A code, a list, or what the table does not have: nothing is proposed. */
static void say_unknown_country(struct validation *v, const char *quoted)
{
	struct place_reading reading;

	if (place_find(v->tables->places, v->value, &reading) < 0 ||
	    strlen(v->value) <= 3)
		validation_add(v, SEVERITY_NOTE, "place-unknown", NULL,
			       "%s is not a country that the table has.",
			       quoted);
	else
		validation_add(v, SEVERITY_NOTE, "place-form", NULL,
			       "%s is more than the name of one country.",
			       quoted);
}

static void check_country(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *country = places_country_named(v->tables->places, v->value);
	const char *its_country;

	if (country != NULL) {
		if (strcmp(country, v->value) != 0)
			validation_add(v, SEVERITY_NOTE, "place-form", country,
				       "%s is written %s.", quoted, country);
		return;
	}
	/* "Ind." in this column is rather India than Indiana */
	if (strchr(v->value, '.') == NULL && strlen(v->value) > 4 &&
	    places_state_named(v->tables->places, NULL, v->value,
			       &its_country) != NULL) {
		validation_add(v, SEVERITY_WARNING, "place-form", its_country,
			       "%s is in %s.", quoted, its_country);
		return;
	}
	say_unknown_country(v, quoted);
}

/* A state that the locality names, and that is another one. A locality also
 * says what a place is near to, so that nothing is proposed. */
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
		validation_add(v, SEVERITY_NOTE, "place-mismatch", NULL,
			       "The locality names %s, not %s.", named, state);
}

/* A state of another country, or of none that is known. */
static void say_unknown_state(struct validation *v, const char *country)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *its_country;

	if (country == NULL)
		return;
	if (places_state_named(v->tables->places, NULL, v->value,
			       &its_country) != NULL)
		validation_add(v, SEVERITY_WARNING, "place-mismatch", NULL,
			       "%s is in %s, not in %s.", quoted, its_country,
			       country);
	else if (places_has_states(v->tables->places, country))
		validation_add(v, SEVERITY_NOTE, "place-unknown", NULL,
			       "%s is not a state or province of %s that "
			       "the table has.",
			       quoted, country);
}

static void check_state(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *country = known_country(v);
	const char *state =
		places_state_named(v->tables->places, country, v->value, NULL);

	if (state == NULL && country != NULL)
		state = places_state(v->tables->places, country, v->value);
	if (state == NULL) {
		say_unknown_state(v, country);
		return;
	}
	if (strcmp(state, v->value) != 0)
		validation_add(v, SEVERITY_NOTE, "place-form", state,
			       "%s is written %s.", quoted, state);
	check_locality(v, state);
}

/* A line of the label that goes on with its date was taken whole: no county is
 * named so. */
static bool has_date(const struct validation *v)
{
	struct date_reading date;

	return date_read_from(v->value, 0, v->this_year, &date) == 0 &&
	       !date.weak;
}

/* Two single capitals at least: places that are short for something have one,
 * "N. Battleford", "L. Superior". */
static bool has_initials(const char *text)
{
	size_t n = 0;

	for (const char *at = text; *at != '\0'; at++)
		n += isupper((unsigned char)*at) &&
		     (at == text || !isalnum((unsigned char)at[-1])) &&
		     (at[1] == '.' || at[1] == ' ');
	return n >= 2;
}

/* Whether the record has it as a person. */
static bool is_person_of_record(const struct validation *v)
{
	for (size_t i = 0; i < v->record->n; i++) {
		const struct field *field = &v->record->fields[i];
		const struct term *term = terms_find(v->terms, field->term);

		if (term != NULL && term->kind == TERM_PERSON &&
		    !text_blank(field->value) &&
		    text_similarity(v->value, field->value) == 1)
			return true;
	}
	return false;
}

/* Whether nobody calls a place so. */
static bool is_person(const char *value)
{
	struct people people;

	return people_read(value, &people) == 0 && people.sure &&
	       people.start == 0 && value[people.end] == '\0' &&
	       (people.n > 1 || has_initials(value));
}

/* Of the terms that are one place with the county: those in plain text, each
 * a name. */
static bool is_place_name(const struct validation *v)
{
	const struct term *county = terms_role(v->terms, ROLE_COUNTY);

	return county != NULL && v->term->role != ROLE_LOCALITY &&
	       county->together[0] != '\0' &&
	       strcmp(v->term->together, county->together) == 0;
}

/* "A. J. Sharp": the collector's line was taken for a place's. */
void validate_place_name(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = NULL;

	if (!is_place_name(v) ||
	    (!is_person_of_record(v) && !is_person(v->value)))
		return;
	quoted = validation_quote(v->value);
	validation_add(v, SEVERITY_WARNING, "person-in-place", NULL,
		       "%s is a person, not a place.", quoted);
}

/* "Saskatchewan" in both: a label names the state once. Where a county has the
 * name of its state, as in New York, a look at the label settles it. */
void validate_county(struct validation *v)
{
	const char *state = validation_value(v, ROLE_STATE);
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

	if (has_date(v))
		validation_add(v, SEVERITY_WARNING, "foreign-text", NULL,
			       "%s has a date in it.", quoted);
	else if (!text_blank(state) && text_similarity(v->value, state) == 1)
		validation_add(v, SEVERITY_WARNING, "same-place", NULL,
			       "%s is the state or province again: is it a "
			       "county, too?",
			       quoted);
}

void validate_place(struct validation *v)
{
	if (v->term->role == ROLE_COUNTRY)
		check_country(v);
	else if (v->term->role == ROLE_STATE)
		check_state(v);
}
