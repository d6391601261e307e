/*
 * typed_place.c: countries and provinces by their beginnings, and from each
 * other. See typed.h.
 */
#include "config.h"

#include "dwc/typed/typed.h"

#include "base/array.h"
#include "base/text.h"
#include "dwc/record/word_tables.h"

#define ROWS_MAX 64

/* The country that the record's state or province is of, or NULL. */
static const char *country_of_state(const struct terms *terms,
				    const struct record *record)
{
	const struct places *places = terms_word_tables(terms)->places;
	const char *country = NULL;

	if (places_state_named(places, NULL,
			       record_role_value(record, terms, ROLE_STATE),
			       &country) == NULL)
		return NULL;
	return country;
}

static size_t names_add(const char **names, size_t n, size_t most,
			const char *name)
{
	if (n == most || text_among(name, names, n))
		return n;
	names[n] = name;
	return n + 1;
}

static size_t begin_countries(const struct terms *terms,
			      const struct record *record, const char *text,
			      const char **ret, size_t most)
{
	const struct places *places = terms_word_tables(terms)->places;
	const char *likely = country_of_state(terms, record);
	const char *names[ROWS_MAX];
	size_t n = 0, found = places_begin(places, PLACE_COUNTRY, NULL, text,
					   names, NULL, ROWS_MAX);

	if (likely != NULL && text_blank(text))
		return names_add(ret, n, most, likely);
	for (size_t i = 0; i < found && likely != NULL; i++)
		if (names[i] == likely)
			n = names_add(ret, n, most, likely);
	for (size_t i = 0; i < found; i++)
		n = names_add(ret, n, most, names[i]);
	return n;
}

/* Of the record's country, where the table knows it; else of any. */
static size_t begin_states(const struct terms *terms,
			   const struct record *record, const char *text,
			   const char **ret, size_t most)
{
	const struct places *places = terms_word_tables(terms)->places;
	const char *country = places_country_named(
		places, record_role_value(record, terms, ROLE_COUNTRY));
	const char *names[ROWS_MAX];
	size_t n = 0, found = places_begin(places, PLACE_STATE, country, text,
					   names, NULL, ROWS_MAX);

	for (size_t i = 0; i < found; i++)
		n = names_add(ret, n, most, names[i]);
	return n;
}

size_t typed_places(const struct terms *terms, const struct record *record,
		    const char *term, const char *text, const char **ret,
		    size_t most)
{
	const struct term *known = terms_find(terms, term);

	if (known != NULL && known->role == ROLE_COUNTRY)
		return begin_countries(terms, record, text, ret, most);
	if (known != NULL && known->role == ROLE_STATE)
		return begin_states(terms, record, text, ret, most);
	return 0;
}
