/*
 * completion.c: values that begin as what is being typed. See completion.h.
 *
 * 1. Of a value that fits the record its nearness counts, above all; then at
 *    its beginning before at a later word, by how often, and how lately.
 * 2. No more is looked at than a million records allow in a few milliseconds:
 *    the most frequent values, and some of those that begin so.
 */
#include "config.h"

#include "review/complete/completion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/gathering.h"
#include "dwc/parse/name.h"
#include "review/suggest/neighbours.h"

#define BEGIN_MOST   100
#define TOP_MOST     40
#define NAMES_MOST   20
#define NEAREST_MOST 3
#define PERSON_LEAST 4 /* bytes of who is more than initials or "Jr." */

#define WORTH_NEAR    0.5  /* of one that fits */
#define WORTH_FIRST   0.25 /* it begins so at its own beginning */
#define WORTH_OFTEN   0.15
#define WORTH_LATELY  0.1
#define WORTH_NEAREST 0.2
#define NEAREST_LEAST 0.8 /* as the check of a record has it (taxa_verdict.c) */
#define OFTEN_MOST    1000 /* records, beyond which often is often */

struct completing {
	const struct suggest_sources *sources;
	const struct term *term;
	const char *text;
	struct suggestions *ret;
	int64_t last; /* revision of what was signed last */
};

static bool completing_has(const struct completing *c, const char *value)
{
	if (text_blank(value) || strcmp(value, c->text) == 0)
		return true;
	for (size_t i = 0; i < c->ret->n; i++)
		if (strcmp(c->ret->items[i].value, value) == 0)
			return true;
	return false;
}

/* Whether it begins so at its own beginning. */
static bool value_is_first(const char *value, const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(value);
	char *begin CLEANUP(mem_free_str) = text_folded(text);

	return strncmp(folded, begin, strlen(begin)) == 0;
}

static void completing_add(struct completing *c, const char *value,
			   const char *note, enum suggestion_source source,
			   double score)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(value);
	char *said CLEANUP(mem_free_str) = text_cleaned(note);

	if (completing_has(c, clean))
		return;
	if (value_is_first(clean, c->text))
		score += WORTH_FIRST;
	suggestions_add(c->ret, &(struct suggestion){
					.value = clean,
					.note = said,
					.source = source,
					.sources = 1u << source,
					.score = score,
				});
}

/* Values of records that are near this one. */
static void complete_near(struct completing *c, const struct record *known,
			  const char *but)
{
	struct neighbours list;

	neighbours_find(c->sources->index, c->sources->terms,
			c->sources->memory, known, but, &list);
	for (size_t i = 0; i < list.n; i++) {
		const char *value = record_value(&list.items[i].record.record,
						 c->term->name);

		if (signed_begins(value, c->text))
			completing_add(
				c, value, list.items[i].why, SUGGESTION_SIGNED,
				WORTH_NEAR * (0.5 + list.items[i].near / 2));
	}
	neighbours_done(&list);
}

/* The revision of the last record to be signed with it; 0: not known. */
static int64_t signed_since(const struct completing *c,
			    const struct signed_value *value)
{
	int64_t last = 0;

	return signed_last(c->sources->index, value->id, &last, NULL) < 0
		       ? 0
		       : last;
}

static double signed_worth(const struct completing *c,
			   const struct signed_value *value, int64_t last)
{
	double often = log((double)value->n + 1) / log(OFTEN_MOST);
	double lately = c->last > 0 ? (double)last / (double)c->last : 0;

	return WORTH_OFTEN * fmin(often, 1) + WORTH_LATELY * lately;
}

static void complete_signed(struct completing *c)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};
	struct index *index = c->sources->index;
	int64_t last[TOP_MOST + BEGIN_MOST];
	struct error err;

	/* Others' are other gatherings'; a remark may say the same. */
	if (gathering_is_one(c->term) && c->term->kind != TERM_TEXT)
		return;
	if (signed_frequent(index, c->term, c->text, TOP_MOST, &list, &err) <
		    0 ||
	    (c->text[0] != '\0' &&
	     signed_beginning(index, c->term, c->text, BEGIN_MOST, &list,
			      &err) < 0))
		return;
	for (size_t i = 0; i < list.n; i++) {
		last[i] = signed_since(c, &list.items[i]);
		if (last[i] > c->last)
			c->last = last[i];
	}
	for (size_t i = 0; i < list.n; i++) {
		char *note CLEANUP(mem_free_str) = NULL;

		if (c->sources->blind && list.items[i].n == 1)
			continue;
		note = mem_printf("signed %lld time%s",
				  (long long)list.items[i].n,
				  list.items[i].n == 1 ? "" : "s");

		completing_add(c, list.items[i].value, note, SUGGESTION_SIGNED,
			       signed_worth(c, &list.items[i], last[i]));
	}
}

/* --- people ---------------------------------------------------------------- */

/* Bytes of what parts two people there; 0: nothing does. */
static size_t people_parting(const char *text)
{
	static const char *const partings[] = {" & ",	" and ", " et ", " y ",
					       " und ", " | ",	 "; ",	 ", "};

	for (size_t i = 0; i < ARRAY_LEN(partings); i++)
		if (strncmp(text, partings[i], strlen(partings[i])) == 0)
			return strlen(partings[i]);
	return 0;
}

/* Bytes of the titles that a text begins with. */
static size_t title_size(const char *text)
{
	static const char *const titles[] = {"Dr. ",   "Mr. ",	 "Mrs. ",
					     "Miss ",  "Prof. ", "Rev. ",
					     "Capt. ", "Frau ",	 "Herr "};
	size_t at = 0, i = 0;

	while (i < ARRAY_LEN(titles)) {
		size_t len = strlen(titles[i]);
		bool there = strncmp(text + at, titles[i], len) == 0;

		at += there ? len : 0;
		i = there ? 0 : i + 1;
	}
	return at;
}

/* The bytes of the person that a text begins with. */
static size_t person_size(const char *text)
{
	size_t len = 0;

	while (text[len] != '\0' && people_parting(text + len) == 0)
		len++;
	return len;
}

/* Where the name of the last of the people of a text begins. */
static size_t person_last(const char *text)
{
	size_t at = 0, len = person_size(text);

	while (text[at + len] != '\0') {
		at += len + people_parting(text + at + len);
		len = person_size(text + at);
	}
	return at + title_size(text + at);
}

/* The people of a value whose names go on as that of the last was begun, which
 * stands at `at` of what is typed. */
static void complete_people_of(struct completing *c, size_t at,
			       const struct signed_value *value)
{
	double worth = signed_worth(c, value, signed_since(c, value)) / 2;
	const char *person = value->value;

	for (size_t len; *person != '\0';
	     person += len + people_parting(person + len)) {
		char *name CLEANUP(mem_free_str) = NULL;
		char *whole CLEANUP(mem_free_str) = NULL;

		person += title_size(person);
		len = person_size(person);
		name = mem_strndup(person, len);
		whole = mem_printf("%.*s%s", (int)at, c->text, name);
		if (len > PERSON_LEAST && signed_begins(name, c->text + at))
			completing_add(c, whole, "a person of signed records",
				       SUGGESTION_SIGNED, worth);
	}
}

/* Who is named last in a list goes on as one of the people whom signed records
 * name, whatever for and beside whom. */
static void complete_people(struct completing *c)
{
	const struct terms *terms = c->sources->terms;
	size_t at = person_last(c->text);

	if (text_blank(c->text + at))
		return;
	for (size_t t = 0; t < terms_count(terms); t++) {
		struct signed_list list CLEANUP(signed_list_done) = {0};
		const struct term *term = terms_at(terms, t);

		if (term->kind != TERM_PERSON ||
		    signed_beginning(c->sources->index, term, c->text + at,
				     BEGIN_MOST, &list, NULL) < 0)
			continue;
		for (size_t i = 0; i < list.n; i++)
			if (!c->sources->blind || list.items[i].n > 1)
				complete_people_of(c, at, &list.items[i]);
	}
}

/* --- tables ---------------------------------------------------------------- */

/* Letters of which no name is begun any more: one that was mistyped, once there
 * is more of it than a genus. */
static void complete_nearest(struct completing *c)
{
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct name_reading reading;

	if (strchr(c->text, ' ') == NULL || name_read(c->text, &reading) < 0 ||
	    taxa_match(c->sources->taxa, c->text, NEAREST_MOST, &matches,
		       NULL) < 0 ||
	    matches.n == 0 || matches.items[0].exact)
		return;
	for (size_t i = 0; i < matches.n; i++) {
		const struct taxa_match *match = &matches.items[i];
		size_t n = c->ret->n;
		char *whole CLEANUP(mem_free_str) =
			match->author[0] != '\0' && reading.author
				? mem_printf("%s %s", match->name,
					     match->author)
				: mem_strdup(match->name);

		if (match->score < NEAREST_LEAST)
			continue;
		completing_add(c, whole, match->list->name, SUGGESTION_TAXA,
			       WORTH_NEAREST * match->score);
		if (c->ret->n > n)
			c->ret->items[n].nearest = true;
	}
}

static void complete_names(struct completing *c)
{
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};

	if (text_blank(c->text) ||
	    taxa_complete(c->sources->taxa, c->text, NAMES_MOST, &matches,
			  NULL) < 0)
		return;
	for (size_t i = 0; i < matches.n; i++) {
		const struct taxa_match *match = &matches.items[i];
		char *whole CLEANUP(mem_free_str) =
			match->author[0] == '\0'
				? mem_strdup(match->name)
				: mem_printf("%s %s", match->name,
					     match->author);

		completing_add(c, whole,
			       match->status == TAXA_UNTOLD
				       ? match->list->name
				       : taxa_status_word(match->status),
			       SUGGESTION_TAXA, 0);
	}
	if (matches.n == 0)
		complete_nearest(c);
}

static void complete_places(struct completing *c, const struct record *known)
{
	const struct places *places = c->sources->places;
	const char *names[COMPLETIONS_MAX];
	const char *country = places_country_named(
		places,
		record_role_value(known, c->sources->terms, ROLE_COUNTRY));
	size_t n;

	if (text_blank(c->text))
		return;
	n = places_begin(places,
			 c->term->role == ROLE_STATE ? PLACE_STATE
						     : PLACE_COUNTRY,
			 country, c->text, names, NULL, ARRAY_LEN(names));
	for (size_t i = 0; i < n; i++) {
		char *name CLEANUP(mem_free_str) =
			text_in_capitals(c->text) ? text_to_capitals(names[i])
						  : mem_strdup(names[i]);

		completing_add(c, name, "", SUGGESTION_CHECK, 0);
	}
}

/* The best first; a total order: no value is there twice. */
static int completion_order(const void *a, const void *b)
{
	const struct suggestion *left = a, *right = b;

	if (left->score != right->score)
		return left->score > right->score ? -1 : 1;
	return strcmp(left->value, right->value);
}

static void completion_cut(struct suggestions *list)
{
	struct suggestions rest = {0};

	if (list->n > 0)
		qsort(list->items, list->n, sizeof(*list->items),
		      completion_order);
	if (list->n <= COMPLETIONS_MAX)
		return;
	rest.n = list->n - COMPLETIONS_MAX;
	rest.items = mem_alloc(rest.n * sizeof(*rest.items));
	memcpy(rest.items, list->items + COMPLETIONS_MAX,
	       rest.n * sizeof(*rest.items));
	list->n = COMPLETIONS_MAX;
	suggestions_done(&rest);
}

void completion_make(const struct suggest_sources *sources,
		     const struct term *term, const char *text,
		     const struct record *known, const char *but,
		     struct suggestions *ret)
{
	struct completing c = {
		.sources = sources, .term = term, .text = text, .ret = ret};

	if (sources->index != NULL) {
		complete_near(&c, known, but);
		complete_signed(&c);
		if (term->kind == TERM_PERSON)
			complete_people(&c);
	}
	if (sources->taxa != NULL && term->role == ROLE_NAME)
		complete_names(&c);
	if (sources->places != NULL &&
	    (term->role == ROLE_COUNTRY || term->role == ROLE_STATE))
		complete_places(&c, known);
	completion_cut(ret);
}
