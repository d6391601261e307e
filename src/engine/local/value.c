/*
 * value.c: which term takes which kind of value, and how a value gets
 * into the record. The kinds are in the value_*.c.
 */
#include "config.h"

#include "engine/local/value.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/local/value_kind.h"

/* A reading below this is not passed on: it is noise. */
#define CONFIDENCE_MIN 0.42

struct value_kind {
	bool (*make)(struct value *v);
	bool runs_on;	  /* over further lines */
	bool ends_at_gap; /* at a wide blank */
};

bool value_country(struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct place_reading place;
	token_list_text(v->text, v->list, &plain);
	if (v->rules->places && plain.data &&
	    place_find(v->rules->places, plain.data, &place) == 0 &&
	    place.country) {
		bytes_append_str(v->out, place.country);
		return true;
	}
	return value_text(v);
}

bool value_state(struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct place_reading place;
	token_list_text(v->text, v->list, &plain);
	if (v->rules->places && plain.data &&
	    place_find(v->rules->places, plain.data, &place) == 0 &&
	    place.state_province) {
		bytes_append_str(v->out, place.state_province);
		label_value_place(v->rules, v->text, v->list, v->record);
		return true;
	}
	return value_text(v);
}

/* "Flathead Co." or "Co. Clare" among the tokens: where the county's name
 * is, and which tokens say it; false when there is none. */
static bool find_county(const struct value *v, size_t *ret_name,
			size_t *ret_first, size_t *ret_last)
{
	const struct label_text *text = v->text;
	for (size_t i = 0; i < v->list->n; i++) {
		const struct token *t = &text->tokens[v->list->items[i]];
		bool brief = strcmp(t->letters, "co") == 0;
		if (!brief && strcmp(t->letters, "county") != 0)
			continue;
		size_t name = SIZE_MAX;
		if (i > 0 && (!brief || t->end - t->start > 2))
			name = i - 1;
		if (i > 0 && brief &&
		    token_ends_with(text, v->list->items[i - 1], ','))
			name = SIZE_MAX;
		if (name == SIZE_MAX && brief && i + 1 < v->list->n)
			name = i + 1;
		if (name == SIZE_MAX || !isupper((unsigned char)token_initial(
						text, v->list->items[name])))
			continue;
		*ret_name = name;
		*ret_first = name < i ? name : i;
		*ret_last = name < i ? i : name;
		return true;
	}
	return false;
}

/* A county in it is raised; where the locality begins with it, that part is
 * left out. */
static bool value_locality(struct value *v)
{
	size_t name, first, last;
	list_trim(v->text, v->list);
	if (find_county(v, &name, &first, &last) &&
	    *record_value(v->record, "county") == '\0') {
		struct token_list one = {0};
		token_list_add(&one, v->list->items[name]);
		label_value_set(v->rules, v->text, "county", &one, 0.9,
				v->record);
		token_list_done(&one);
		for (; first == 0 && last + 2 < v->list->n && last != SIZE_MAX;
		     last--)
			list_drop_first(v->list);
	}
	return value_text(v);
}

/* "#", "No.": says that a number follows. */
static bool token_is_number_sign(const struct label_text *text, size_t token)
{
	const char *letters = text->tokens[token].letters;

	if (letters[0] == '\0')
		return token_text(text, token)[0] == '#';
	return text->tokens[token].colon &&
	       (strcmp(letters, "no") == 0 || strcmp(letters, "nr") == 0);
}

/* A number behind a collector's name is his number for the specimen. */
static void person_number(const struct value *v, size_t from)
{
	struct token_list rest = {0};
	while (from < v->list->n &&
	       token_is_number_sign(v->text, v->list->items[from]))
		from++;
	for (size_t i = from; i < v->list->n && i < from + 3; i++)
		token_list_add(&rest, v->list->items[i]);
	bool bracket = rest.n && token_text(v->text, rest.items[0])[0] == '(';
	if (!bracket && rest.n && token_has_digit(v->text, rest.items[0]) &&
	    *record_value(v->record, "recordNumber") == '\0')
		label_value_set(v->rules, v->text, "recordNumber", &rest,
				v->sure * 0.9, v->record);
	token_list_done(&rest);
}

/* The tokens from `from` on hold a date: it is not lost. */
static void person_date(const struct value *v, size_t from, const char *term)
{
	struct token_list rest = {0};
	for (size_t i = from; i < v->list->n; i++)
		token_list_add(&rest, v->list->items[i]);
	if (rest.n && *record_value(v->record, term) == '\0')
		label_value_set(v->rules, v->text, term, &rest, v->sure * 0.9,
				v->record);
	token_list_done(&rest);
}

/* Cuts the list to people. What follows them on the line is often the date,
 * which becomes `date_term`, or their number for the specimen. */
static bool cut_to_people(struct value *v, const char *date_term)
{
	list_trim(v->text, v->list);
	size_t dated = person_before_date(v), all = v->list->n;
	if (dated < all)
		person_date(v, dated, date_term);
	v->list->n = dated;
	size_t n = person_with_others(v->text, v->list);
	v->list->n = all;
	if (!person_plausible(v->text, v->list, n))
		return false;
	if (n < all && dated == all && strcmp(date_term, "eventDate") != 0)
		person_date(v, n, date_term);
	if (n < dated && strcmp(date_term, "eventDate") == 0) {
		v->list->n = dated;
		person_number(v, n);
	}
	token_list_cut(v->list, n);
	list_write(v->text, v->list, v->out);
	return true;
}

static bool value_person(struct value *v)
{
	return cut_to_people(v, "eventDate");
}

static bool value_determiner(struct value *v)
{
	return cut_to_people(v, "dateIdentified");
}

static const struct {
	const char *term;
	struct value_kind kind;
} kinds[] = {
	{"locality", {value_locality, true, false}},
	{"scientificName", {value_name, true, false}},
	{"genus", {value_name, false, true}},
	{"family", {value_family, false, true}},
	{"recordedBy", {value_person, false, true}},
	{"identifiedBy", {value_determiner, false, true}},
	{"eventDate", {value_date, false, true}},
	{"dateIdentified", {value_date_identified, false, true}},
	{"recordNumber", {value_number, false, true}},
	{"catalogNumber", {value_number, false, true}},
	{"minimumElevationInMeters", {value_elevation, false, true}},
	{"verbatimCoordinates", {value_coordinates, true, false}},
	{"country", {value_country, false, true}},
	{"stateProvince", {value_state, false, true}},
	{"county", {value_text, false, true}},
	{"municipality", {value_text, false, true}},
	{"vernacularName", {value_text, false, false}},
};

static const struct value_kind *kind_of(const char *term)
{
	static const struct value_kind plain = {value_text, true, false};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].term, term) == 0)
			return &kinds[i].kind;
	return &plain;
}

bool label_value_runs_on(const char *term)
{
	return kind_of(term)->runs_on;
}

bool label_value_ends_at_gap(const char *term)
{
	return kind_of(term)->ends_at_gap;
}

bool label_value_set(const struct label_rules *rules,
		     const struct label_text *text, const char *term,
		     struct token_list *list, double sure,
		     struct record *record)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct value v = {.rules = rules,
			  .text = text,
			  .list = list,
			  .out = &out,
			  .record = record,
			  .sure = sure};
	if (*record_value(record, term) || list->n == 0)
		return false;
	if (!kind_of(term)->make(&v) || out.len == 0 || list->n == 0)
		return false;
	double seen = token_list_confidence(text, list);
	if (seen < CONFIDENCE_MIN)
		return false;
	for (size_t i = 0; i < list->n; i++)
		text->used[list->items[i]] = true;
	struct field *f =
		record_set(record, term, out.data, seen * v.sure, SOURCE_RULE);
	struct bytes plain CLEANUP(bytes_done) = {0};
	token_list_text(text, list, &plain);
	bool said = strstr(plain.data, out.data) != NULL ||
		    strcmp(term, "eventDate") == 0;
	f->evidence =
		said ? seen : seen * text_similarity(plain.data, out.data);
	token_list_boxes(text, list, f);
	return true;
}

void label_value_place(const struct label_rules *rules,
		       const struct label_text *text,
		       const struct token_list *list, struct record *record)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct place_reading place;
	struct token_list named = {0};
	token_list_text(text, list, &plain);
	if (!rules->places || !plain.data ||
	    place_find(rules->places, plain.data, &place))
		return;
	for (size_t i = 0; i < list->n; i++)
		token_list_add(&named, list->items[i]);
	list_narrow(text, &named, place.start, place.end);
	double seen = token_list_confidence(text, &named);
	const struct {
		const char *term, *value;
	} found[] = {{"stateProvince", place.state_province},
		     {"country", place.country}};
	for (size_t i = 0; i < ARRAY_LEN(found); i++) {
		if (!found[i].value || *record_value(record, found[i].term))
			continue;
		struct field *f =
			record_set(record, found[i].term, found[i].value,
				   seen * 0.95, SOURCE_RULE);
		f->evidence = seen;
		token_list_boxes(text, &named, f);
	}
	token_list_done(&named);
}
