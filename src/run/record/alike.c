/*
 * alike.c: values as they are compared. See alike.h.
 *
 * 1. A value that its kind's parser is not sure of is compared as plain text:
 *    a doubtful reading of a value must not make two different ones alike.
 * 2. Nothing depends on the day on which it is asked: a date whose century
 *    would have to be inferred stays a text.
 */
#include "config.h"

#include "run/record/alike.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/name/taxon_name.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/people.h"
#include "dwc/parse/quantity.h"
#include "dwc/record/word_tables.h"

/* No year is after it: which century a short one is of is not asked. */
#define ALIKE_THIS_YEAR 9999
#define ALIKE_INITIALS	3 /* bytes: "J", "Wm" */

/* --- one value ------------------------------------------------------------ */

/* A kind's own notation of a value; NULL where it is not sure of one. Owned. */
typedef char *alike_way(const struct terms *terms, const struct term *term,
			const char *value);

/* Bytes of the letter or digit that begins at `at`; 0 where none does. */
static size_t alike_letter(const char *at)
{
	return *at >= '0' && *at <= '9' ? 1 : text_letter(at);
}

/* Letters and digits, folded, a blank between words. Owned. */
static char *alike_plain(const char *value)
{
	char *folded CLEANUP(mem_free_str) = text_folded(value);
	struct bytes ret = {0};
	bool gap = false;

	bytes_reserve(&ret, 0);
	for (size_t at = 0, n; folded[at] != '\0'; at += n) {
		n = alike_letter(folded + at);
		if (n == 0) {
			gap = ret.len > 0;
			n = text_next(folded, at) - at;
			continue;
		}
		if (gap)
			bytes_append_char(&ret, ' ');
		gap = false;
		bytes_append(&ret, folded + at, n);
	}
	return bytes_steal(&ret);
}

/* The same without blanks: "AB 123" is "ab123". Owned. */
static char *alike_closed(const char *value)
{
	char *plain = alike_plain(value);
	size_t n = 0;

	for (size_t i = 0; plain[i] != '\0'; i++)
		if (plain[i] != ' ')
			plain[n++] = plain[i];
	plain[n] = '\0';
	return plain;
}

static char *alike_date(const struct terms *terms, const struct term *term,
			const char *value)
{
	struct date_reading date;

	(void)terms;
	(void)term;
	if (date_is_iso(value))
		return mem_strdup(value);
	if (date_read(value, ALIKE_THIS_YEAR, &date) < 0 || !date.sure ||
	    date.ambiguous || date.two_digit_year)
		return NULL;
	return mem_strdup(date.iso);
}

static char *alike_number(const struct terms *terms, const struct term *term,
			  const char *value)
{
	char *metres CLEANUP(mem_free_str) =
		term->metres ? metres_of_text(value) : NULL;
	const char *text = metres != NULL ? metres : value;
	struct number number;

	(void)terms;
	if (number_read(text, 0, NUMBER_GROUPS, &number) < 0 ||
	    number.doubt != NUMBER_SURE || text[number.end] != '\0')
		return NULL;
	return mem_printf("%.10g", number.value);
}

static char *alike_coordinate(const struct terms *terms,
			      const struct term *term, const char *value)
{
	enum coordinate_axis axis = term->role == ROLE_LATITUDE ? AXIS_LATITUDE
				    : term->role == ROLE_LONGITUDE
					    ? AXIS_LONGITUDE
					    : AXIS_UNKNOWN;
	struct coordinate coordinate;

	if (!coordinate_is_text(value, axis, &coordinate))
		return alike_number(terms, term, value);
	return mem_printf("%.5f", coordinate.degrees);
}

static char *alike_name(const struct terms *terms, const struct term *term,
			const char *value)
{
	struct taxon_name name;
	char *ret = NULL;

	(void)terms;
	(void)term;
	if (taxon_name_read(value, true, &name) && !name.formula) {
		char *author CLEANUP(mem_free_str) = alike_closed(name.author);

		ret = mem_printf("%s %s %s%s%s", name.parts[TAXON_GENUS],
				 name.parts[TAXON_EPITHET],
				 name.parts[TAXON_INFRA],
				 author[0] != '\0' ? "\n" : "", author);
	}
	taxon_name_done(&name);
	return ret;
}

static int alike_word_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words of a text in their order, so that "Alex, J. F." is "J.F. Alex".
 * Owned. */
static char *alike_sorted(const char *text)
{
	char *plain CLEANUP(mem_free_str) = alike_plain(text);
	struct bytes ret = {0};
	char **words = NULL, *rest = plain, *word;
	size_t n = 0, cap = 0;

	bytes_reserve(&ret, 0);
	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		ARRAY_GROW(words, n, cap);
		words[n++] = word;
	}
	if (n > 1)
		qsort(words, n, sizeof(*words), alike_word_order);
	for (size_t i = 0; i < n; i++)
		bytes_printf(&ret, "%s%s", i > 0 ? " " : "", words[i]);
	free(words);
	return bytes_steal(&ret);
}

static char *alike_people(const struct terms *terms, const struct term *term,
			  const char *value)
{
	char *people CLEANUP(mem_free_str) = people_of_text(value);

	(void)terms;
	(void)term;
	return alike_sorted(people != NULL ? people : value);
}

static char *alike_place(const struct terms *terms, const struct term *term,
			 const char *value)
{
	const struct places *places = terms_word_tables(terms)->places;
	const char *named = NULL;

	if (term->role == ROLE_COUNTRY)
		named = places_country_named(places, value);
	else if (term->role == ROLE_STATE)
		named = places_state_named(places, NULL, value, NULL);
	return named != NULL ? alike_plain(named) : NULL;
}

static char *alike_identifier(const struct terms *terms,
			      const struct term *term, const char *value)
{
	(void)terms;
	(void)term;
	return alike_closed(value);
}

static alike_way *const alike_ways[] = {
	[TERM_NAME] = alike_name,
	[TERM_PERSON] = alike_people,
	[TERM_DATE] = alike_date,
	[TERM_NUMBER] = alike_number,
	[TERM_COORDINATE] = alike_coordinate,
	[TERM_IDENTIFIER] = alike_identifier,
	[TERM_PLACE] = alike_place,
	[TERM_FLAG] = NULL,
};

char *alike_text(const struct terms *terms, const struct term *term,
		 const char *value)
{
	char *squeezed CLEANUP(mem_free_str) = text_squeezed(value);
	alike_way *way = term != NULL ? alike_ways[term->kind] : NULL;
	char *ret = way != NULL && squeezed[0] != '\0'
			    ? way(terms, term, squeezed)
			    : NULL;

	return ret != NULL ? ret : alike_plain(squeezed);
}

/* --- two of them ---------------------------------------------------------- */

static size_t alike_main(const char *text)
{
	return strcspn(text, "\n");
}

bool alike_same(const char *a, const char *b)
{
	size_t n = alike_main(a);

	return n == alike_main(b) && memcmp(a, b, n) == 0;
}

/* "1935-06-27" is in "1935-06"; what a range is in is not asked. */
static bool alike_date_says(const char *a, const char *b)
{
	size_t n = strlen(b);

	return n > 0 && strchr(a, '/') == NULL && strncmp(a, b, n) == 0 &&
	       a[n] == '-';
}

/* Whether all words of `b` are among those of `a`, and what is left over are
 * initials and short names. Both are sorted. */
static bool alike_people_says(const char *a, const char *b)
{
	while (*a != '\0') {
		size_t n = strcspn(a, " "), m = strcspn(b, " ");
		bool both = n == m && memcmp(a, b, n) == 0;

		if (!both && n > ALIKE_INITIALS)
			return false;
		a += n + strspn(a + n, " ");
		if (both)
			b += m + strspn(b + m, " ");
	}
	return *b == '\0';
}

bool alike_says(const struct term *term, const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return true;
	if (term == NULL || b[0] == '\0')
		return false;
	if (term->kind == TERM_DATE)
		return alike_date_says(a, b);
	if (term->kind == TERM_PERSON)
		return alike_people_says(a, b);
	return term->kind == TERM_NAME && alike_same(a, b) &&
	       b[alike_main(b)] == '\0';
}

/* --- models --------------------------------------------------------------- */

/* What OpenRouter puts behind a name to say how it is served
 * (openrouter.ai/docs, "Model Variants"); other endings are other models. */
static const char *const alike_served[] = {
	":free", ":nitro", ":floor", ":extended", ":exacto", ":online",
};

char *alike_model(const char *model)
{
	const char *name = model != NULL ? strrchr(model, '/') : NULL;
	char *ret = text_folded(name != NULL	? name + 1
				: model != NULL ? model
						: "");
	char *variant = strrchr(ret, ':');

	if (variant != NULL &&
	    text_among(variant, alike_served, ARRAY_LEN(alike_served)))
		*variant = '\0';
	return ret;
}
