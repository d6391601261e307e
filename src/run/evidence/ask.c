/*
 * ask.c: how values of each kind are looked for. See asked.h.
 *
 * 1. A notation that a parser of dwc/ reads is compared as what it means; what
 *    none reads, or reads otherwise, is looked for as it is written.
 * 2. Of lists each member is looked for; the longer ones weigh more.
 */
#include "config.h"

#include "run/evidence/asked.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/quantity.h"

static const struct said_where wheres[] = {
	[SAID_NOWHERE] = {false, PAGE_ANY, false, false},
	[SAID_LABEL] = {true, PAGE_LABEL, false, false},
	[SAID_NAME] = {true, PAGE_NAME, false, false},
	[SAID_HOUSE] = {true, PAGE_ANY, true, false},
	[SAID_ANY] = {true, PAGE_ANY, false, false},
	[SAID_LABEL_PERHAPS] = {true, PAGE_LABEL, false, true},
	[SAID_NAME_PERHAPS] = {true, PAGE_NAME, false, true},
	[SAID_HOUSE_PERHAPS] = {true, PAGE_ANY, true, true},
};

const struct said_where *said_where(const struct term *term)
{
	return &wheres[term->said];
}

typedef void ask(struct asked *asked, struct found *ret);

/* Each of a list between " | " by itself; their mean by length. */
static void ask_each(const struct asked *asked, enum find_rule rule,
		     const char *marks, struct found *ret)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(asked->value);
	char *save = NULL;
	double sum = 0, all = 0;

	*ret = (struct found){0};
	for (char *part = strtok_r(copy, marks, &save); part != NULL;
	     part = strtok_r(NULL, marks, &save)) {
		struct found found;
		double weight = (double)strlen(part);

		if (text_blank(part))
			continue;
		page_find(asked->page, part, rule, &found);
		if (found.score > 0.4)
			found_add(ret, &found);
		sum += found.score * weight;
		all += weight;
	}
	ret->score = all > 0 ? sum / all : 0;
}

static void ask_text(struct asked *asked, struct found *ret)
{
	ask_each(asked, FIND_TEXT, "|", ret);
}

static void ask_name(struct asked *asked, struct found *ret)
{
	ask_each(asked, FIND_NAME, "|", ret);
}

/* "A & B", "A and B" as "A | B". */
static char *people_parted(const char *value)
{
	static const char *const words[] = {" and ", " et ",   " und ", " y ",
					    " e ",   " with ", " & "};
	char *text = mem_strdup(value);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (char *at = strstr(text, words[i]); at != NULL;
		     at = strstr(at, words[i])) {
			memset(at, ' ', strlen(words[i]));
			*at = '|';
		}
	return text;
}

static void ask_person(struct asked *asked, struct found *ret)
{
	char *parted CLEANUP(mem_free_str) = people_parted(asked->value);
	struct asked people = *asked;

	people.value = parted;
	ask_each(&people, FIND_PERSON, "|;", ret);
}

static void ask_date(struct asked *asked, struct found *ret)
{
	struct found text;

	said_date(asked->said, asked->page, asked->value, ret);
	if (date_is_iso(asked->value))
		return;
	page_find(asked->page, asked->value, FIND_TEXT, &text);
	if (text.score > ret->score)
		*ret = text;
}

static void ask_identifier(struct asked *asked, struct found *ret)
{
	ask_each(asked, FIND_IDENTIFIER, "|", ret);
}

static void ask_number(struct asked *asked, struct found *ret)
{
	char *metres CLEANUP(mem_free_str) = NULL;
	struct found figures;

	*ret = (struct found){0};
	if (asked->term->metres)
		metres = metres_of_text(asked->value);
	if (metres != NULL)
		said_length(asked->said, strtod(metres, NULL), ret);
	if (metres != NULL || ret->score >= 1)
		return;
	page_find(asked->page, asked->value, FIND_IDENTIFIER, &figures);
	if (figures.score > ret->score)
		*ret = figures;
}

static void ask_coordinate(struct asked *asked, struct found *ret)
{
	char *end;
	double degrees = strtod(asked->value, &end);
	struct found figures;

	*ret = (struct found){0};
	if (end != asked->value && *end == '\0')
		said_coordinate(asked->said, degrees,
				asked->term->role == ROLE_LONGITUDE, ret);
	if (ret->score >= 1 || strlen(asked->value) < 5)
		return;
	page_find(asked->page, asked->value + strspn(asked->value, "-+"),
		  FIND_IDENTIFIER, &figures);
	if (figures.score > ret->score)
		*ret = figures;
}

static void ask_place(struct asked *asked, struct found *ret)
{
	const struct places *places = asked->sheet->places;
	const char *country = NULL, *state = NULL;
	struct found text;

	*ret = (struct found){0};
	if (asked->term->role == ROLE_COUNTRY)
		country = places_country_named(places, asked->value);
	else
		state = places_state_named(places, NULL, asked->value,
					   &country);
	if (country != NULL)
		said_place(asked->said, country, state, ret, &asked->inferred);
	if (ret->score >= 1 && !asked->inferred)
		return;
	ask_each(asked, FIND_TEXT, "|", &text);
	if (text.score > ret->score ||
	    (asked->inferred && text.score >= EVIDENCE_ENOUGH)) {
		*ret = text;
		asked->inferred = false;
	}
}

static ask *const asks[] = {
	[TERM_TEXT] = ask_text,	      [TERM_NAME] = ask_name,
	[TERM_PERSON] = ask_person,   [TERM_DATE] = ask_date,
	[TERM_NUMBER] = ask_number,   [TERM_COORDINATE] = ask_coordinate,
	[TERM_PLACE] = ask_place,     [TERM_IDENTIFIER] = ask_identifier,
	[TERM_VOCABULARY] = ask_text, [TERM_FLAG] = ask_text,
	[TERM_HISTORY] = ask_text,
};

void asked_find(struct asked *asked, struct found *ret)
{
	asks[asked->term->kind](asked, ret);
}

/* --- codes ---------------------------------------------------------------- */

/* Whether a code holds the value: as its whole, or as its last figures. */
static bool code_says(const struct code *code, const char *value)
{
	struct tokens own = {0}, theirs = {0};
	size_t len, all;
	bool says = false;

	tokens_add(&own, value, 0);
	tokens_add(&theirs, code->text, 0);
	len = own.n > 0 ? token_length(&own, 0, own.n) : 0;
	for (size_t i = 0; i < theirs.n && len >= 3 && !says; i++) {
		const char *letters = token_letters(&theirs, i);

		all = token_length(&theirs, i, theirs.n - i);
		while (all > len && *letters == 'o' && *value != '0') {
			letters++;
			all--;
		}
		says = all == len &&
		       memcmp(letters, token_letters(&own, 0), len) == 0;
	}
	tokens_done(&own);
	tokens_done(&theirs);
	return says;
}

const struct code *asked_code(const struct facts *facts, const char *value)
{
	for (size_t i = 0; i < facts->n_codes; i++)
		if (code_says(&facts->codes[i], value))
			return &facts->codes[i];
	return NULL;
}
