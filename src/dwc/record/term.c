/*
 * term.c: the table of terms. See term.h.
 *
 * The rows are kept, so that a term's strings live exactly as long as the
 * table.
 *
 * 1. `items` stands in the order of the rows, `by_name` by strcmp of names.
 * 2. No two terms have the same name or role; every string is valid UTF-8.
 * 3. Each term is in one group; in a set where its `together` is not "".
 */
#include "config.h"

#include "dwc/record/term.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/file/asset.h"
#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/word_tables.h"

#define TERMS_MAX	512
#define TERM_NAME_BYTES 64
#define GROUP_NONE	"Other"

static const struct tsv_form terms_form = {
	.file = "terms.tsv",
	.columns = "term\tgroup\ttogether\tIRI\tkind\tcheck\trequired\trole\t"
		   "range\tunit\tsaid\tlabel\thelp",
	.keys = 1,
};

enum {
	COL_TERM,
	COL_GROUP,
	COL_TOGETHER,
	COL_IRI,
	COL_KIND,
	COL_CHECK,
	COL_REQUIRED,
	COL_ROLE,
	COL_RANGE,
	COL_UNIT,
	COL_SAID,
	COL_LABEL,
	COL_HELP
};

/* Terms by a word that they have in common, in order of its first term. */
struct partition {
	const struct term **members;
	struct term_list *lists;
	size_t n;
};

struct terms {
	struct tsv tsv;
	struct term *items;
	size_t n, cap;
	const struct term **by_name;
	const struct term *by_role[TERM_ROLES];
	struct partition groups, sets;
	struct word_tables tables; /* what validators need besides the terms */
	char sha256[HASH_HEX_SIZE];
};

static const char *const kind_words[] = {
	[TERM_TEXT] = "text",
	[TERM_NAME] = "name",
	[TERM_PERSON] = "person",
	[TERM_DATE] = "date",
	[TERM_NUMBER] = "number",
	[TERM_COORDINATE] = "coordinate",
	[TERM_IDENTIFIER] = "identifier",
	[TERM_PLACE] = "place",
	[TERM_VOCABULARY] = "vocabulary",
	[TERM_HISTORY] = "history",
	[TERM_FLAG] = "flag",
};

static const char *const required_words[] = {
	[TERM_OPTIONAL] = "",
	[TERM_REQUIRED] = "required",
	[TERM_TELLING] = "telling",
};

static const char *const check_words[] = {"", "none"};
static const char *const unit_words[] = {"", "m"};

static const char *const said_words[] = {
	[SAID_NOWHERE] = "",
	[SAID_LABEL] = "label",
	[SAID_NAME] = "name",
	[SAID_HOUSE] = "house",
	[SAID_ANY] = "any",
	[SAID_LABEL_PERHAPS] = "label?",
	[SAID_NAME_PERHAPS] = "name?",
	[SAID_HOUSE_PERHAPS] = "house?",
};

static const char *const role_words[TERM_ROLES] = {
	[ROLE_NONE] = "",
	[ROLE_CATALOGUE] = "catalogue",
	[ROLE_COLLECTOR] = "collector",
	[ROLE_GATHERING] = "gathering",
	[ROLE_COLLECTED] = "collected",
	[ROLE_IDENTIFIED] = "identified",
	[ROLE_NAME] = "name",
	[ROLE_AUTHOR] = "author",
	[ROLE_FAMILY] = "family",
	[ROLE_GENUS] = "genus",
	[ROLE_COUNTRY] = "country",
	[ROLE_STATE] = "state",
	[ROLE_COUNTY] = "county",
	[ROLE_LOCALITY] = "locality",
	[ROLE_LATITUDE] = "latitude",
	[ROLE_LONGITUDE] = "longitude",
};

const char *term_kind_word(enum term_kind kind)
{
	return kind_words[kind];
}

bool term_is_required(const struct term *term)
{
	return term->required != TERM_OPTIONAL;
}

bool term_is_telling(const struct term *term)
{
	return term->required == TERM_TELLING;
}

/* --- a row ---------------------------------------------------------------- */

/* A column that takes one of a few words. */
struct choice {
	size_t column;
	const char *const *words;
	size_t n;
	const char *expected; /* what a word that is none of them gets told */
};

enum {
	CHOICE_KIND,
	CHOICE_CHECK,
	CHOICE_REQUIRED,
	CHOICE_ROLE,
	CHOICE_UNIT,
	CHOICE_SAID
};

static const struct choice choices[] = {
	[CHOICE_KIND] = {COL_KIND, kind_words, ARRAY_LEN(kind_words),
			 "is not a kind; use text, name, person, date, number, "
			 "coordinate, identifier, place, vocabulary or flag"},
	[CHOICE_CHECK] = {COL_CHECK, check_words, ARRAY_LEN(check_words),
			  "in column check; use none, or nothing"},
	[CHOICE_REQUIRED] = {COL_REQUIRED, required_words,
			     ARRAY_LEN(required_words),
			     "in column required; use required, telling or "
			     "nothing"},
	[CHOICE_ROLE] = {COL_ROLE, role_words, ARRAY_LEN(role_words),
			 "is not a role; use catalogue, gathering, collected, "
			 "identified, name, family, genus, country, state, "
			 "locality, latitude, longitude or nothing"},
	[CHOICE_UNIT] = {COL_UNIT, unit_words, ARRAY_LEN(unit_words),
			 "in column unit; use m, or nothing"},
	[CHOICE_SAID] = {COL_SAID, said_words, ARRAY_LEN(said_words),
			 "in column said; use label, name, house or any, with "
			 "or without a ?, or nothing"},
};

/* Which word of each choice the row has. */
static int choices_read(const struct tsv_row *row,
			size_t ret[ARRAY_LEN(choices)], struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(choices); i++) {
		const struct choice *choice = &choices[i];
		const char *word = row->fields[choice->column];
		size_t at = 0;

		while (at < choice->n && strcmp(choice->words[at], word) != 0)
			at++;
		if (at == choice->n)
			return tsv_refuse(row, err, "\"%s\" %s", word,
					  choice->expected);
		ret[i] = at;
	}
	return 0;
}

/* "-90..90", or nothing. */
static int range_read(const struct tsv_row *row, struct term *term,
		      struct error *err)
{
	const char *text = row->fields[COL_RANGE];
	char *end, *last = NULL;

	if (text[0] == '\0')
		return 0;
	term->least = strtol(text, &end, 10);
	if (end != text && strncmp(end, "..", 2) == 0) {
		end += 2;
		term->most = strtol(end, &last, 10);
	}
	if (last == NULL || last == end || *last != '\0' ||
	    term->least > term->most)
		return tsv_refuse(row, err,
				  "\"%s\" is not a range; use whole numbers, "
				  "as in 0..100",
				  text);
	term->has_range = true;
	return 0;
}

static bool term_name_fits(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_.:-");

	return len > 0 && len <= TERM_NAME_BYTES && name[len] == '\0';
}

/* The word, or what stands for none. */
static const char *word_or(const char *word, const char *none)
{
	return word[0] != '\0' ? word : none;
}

static int term_read(const struct tsv_row *row, struct term *ret,
		     struct error *err)
{
	char *const *fields = row->fields;
	size_t chosen[ARRAY_LEN(choices)];

	if (!term_name_fits(fields[COL_TERM]))
		return tsv_refuse(row, err,
				  "\"%s\" cannot be a term; use at most %d "
				  "letters, digits and _ . : -",
				  fields[COL_TERM], TERM_NAME_BYTES);
	if (choices_read(row, chosen, err) < 0)
		return -1;
	*ret = (struct term){
		.name = fields[COL_TERM],
		.group = word_or(fields[COL_GROUP], GROUP_NONE),
		.together = fields[COL_TOGETHER],
		.iri = fields[COL_IRI],
		.kind = (enum term_kind)chosen[CHOICE_KIND],
		.unchecked = chosen[CHOICE_CHECK] != 0,
		.required = (enum term_required)chosen[CHOICE_REQUIRED],
		.role = (enum term_role)chosen[CHOICE_ROLE],
		.metres = chosen[CHOICE_UNIT] != 0,
		.said = (enum term_said)chosen[CHOICE_SAID],
		.label = word_or(fields[COL_LABEL], fields[COL_TERM]),
		.help = fields[COL_HELP],
	};
	return range_read(row, ret, err);
}

/* --- the table ------------------------------------------------------------ */

static int terms_add(struct terms *terms, const struct tsv_row *row,
		     struct error *err)
{
	struct term term;

	if (term_read(row, &term, err) < 0)
		return -1;
	for (size_t i = 0; i < terms->n; i++)
		if (term.role != ROLE_NONE && terms->items[i].role == term.role)
			return tsv_refuse(row, err,
					  "the role %s is that of %s already; "
					  "take it from one of the two",
					  role_words[term.role],
					  terms->items[i].name);
	if (terms->n == TERMS_MAX)
		return tsv_refuse(row, err, "more than %d terms; take some out",
				  TERMS_MAX);
	ARRAY_GROW(terms->items, terms->n, terms->cap);
	terms->items[terms->n++] = term;
	return 0;
}

static int term_order(const void *a, const void *b)
{
	const struct term *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static void terms_sort(struct terms *terms)
{
	terms->by_name = mem_alloc(terms->n * sizeof(*terms->by_name));
	for (size_t i = 0; i < terms->n; i++) {
		terms->by_name[i] = &terms->items[i];
		terms->by_role[terms->items[i].role] = &terms->items[i];
	}
	terms->by_role[ROLE_NONE] = NULL;
	qsort(terms->by_name, terms->n, sizeof(*terms->by_name), term_order);
}

static const char *group_of(const struct term *term)
{
	return term->group;
}

static const char *set_of(const struct term *term)
{
	return term->together;
}

/* Whether a term before `i` has its word. */
static bool word_was_seen(const struct terms *terms, size_t i,
			  const char *(*word_of)(const struct term *))
{
	const char *word = word_of(&terms->items[i]);

	for (size_t k = 0; k < i; k++)
		if (strcmp(word_of(&terms->items[k]), word) == 0)
			return true;
	return false;
}

static void partition_fill(struct partition *partition,
			   const struct terms *terms,
			   const char *(*word_of)(const struct term *))
{
	const struct term **put = mem_alloc(terms->n * sizeof(struct term *));

	partition->members = put;
	partition->lists = mem_zalloc(terms->n * sizeof(*partition->lists));
	for (size_t i = 0; i < terms->n; i++) {
		const char *word = word_of(&terms->items[i]);
		struct term_list *list;

		if (word[0] == '\0' || word_was_seen(terms, i, word_of))
			continue;
		list = &partition->lists[partition->n++];
		list->items = put;
		for (size_t k = i; k < terms->n; k++)
			if (strcmp(word_of(&terms->items[k]), word) == 0)
				*put++ = &terms->items[k];
		list->n = (size_t)(put - list->items);
	}
}

static void partition_done(struct partition *partition)
{
	free(partition->members);
	free(partition->lists);
}

static int terms_fill(struct terms *terms, struct error *err)
{
	for (size_t i = 0; i < terms->tsv.n; i++)
		if (terms_add(terms, &terms->tsv.rows[i], err) < 0)
			return -1;
	if (terms->n == 0)
		return error_set(err, ERROR_FAILED,
				 "%s has no terms; leave some in it",
				 terms_form.file);
	terms_sort(terms);
	partition_fill(&terms->groups, terms, group_of);
	partition_fill(&terms->sets, terms, set_of);
	return 0;
}

static void word_tables_done(struct word_tables *tables)
{
	wordlist_free(tables->words);
	vocabularies_free(tables->vocabularies);
	places_free(tables->places);
	calibration_free(tables->calibration);
	signs_free(tables->signs);
	plausible_free(tables->plausible);
	country_boxes_free(tables->boxes);
}

static int word_tables_load(const char *config_dir, struct word_tables *ret,
			    struct error *err)
{
	struct word_tables made = {0};

	if (wordlist_load(config_dir, &made.words, err) < 0 ||
	    vocabularies_load(config_dir, &made.vocabularies, err) < 0 ||
	    places_load(config_dir, &made.places, err) < 0 ||
	    calibration_load(config_dir, &made.calibration, err) < 0 ||
	    signs_load(config_dir, &made.signs, err) < 0 ||
	    plausible_load(config_dir, &made.plausible, err) < 0 ||
	    country_boxes_load(config_dir, &made.boxes, err) < 0) {
		word_tables_done(&made);
		return -1;
	}
	*ret = made;
	return 0;
}

const struct word_tables *terms_word_tables(const struct terms *terms)
{
	return &terms->tables;
}

/* Makes a table of what was read into `terms`, which it takes. */
static int terms_build(struct terms *terms, const char *config_dir,
		       struct terms **ret, struct error *err)
{
	if (terms_fill(terms, err) < 0 ||
	    word_tables_load(config_dir, &terms->tables, err) < 0) {
		terms_free(terms);
		return -1;
	}
	*ret = terms;
	return 0;
}

int terms_parse(const char *tsv, struct terms **ret, struct error *err)
{
	struct terms *terms = mem_zalloc(sizeof(*terms));

	hash_bytes(tsv, strlen(tsv), terms->sha256);
	if (tsv_parse(&terms_form, tsv, NULL, NULL, &terms->tsv, err) < 0) {
		terms_free(terms);
		return -1;
	}
	return terms_build(terms, NULL, ret, err);
}

int terms_load(const char *config_dir, struct terms **ret, struct error *err)
{
	static const char *const tables[] = {
		"terms.tsv",	      "verdict-words.tsv", "vocabularies.tsv",
		"places.tsv",	      "calibration.tsv",   "doubt.tsv",
		"letter-triples.tsv", "country-boxes.tsv"};
	struct terms *terms = mem_zalloc(sizeof(*terms));

	if (asset_hash(config_dir, tables, ARRAY_LEN(tables), terms->sha256,
		       err) < 0 ||
	    tsv_load(&terms_form, config_dir, &terms->tsv, err) < 0) {
		terms_free(terms);
		return -1;
	}
	return terms_build(terms, config_dir, ret, err);
}

void terms_free(struct terms *terms)
{
	if (terms == NULL)
		return;
	word_tables_done(&terms->tables);
	partition_done(&terms->groups);
	partition_done(&terms->sets);
	free(terms->by_name);
	free(terms->items);
	tsv_done(&terms->tsv);
	free(terms);
}

size_t terms_count(const struct terms *terms)
{
	return terms->n;
}

const struct term *terms_at(const struct terms *terms, size_t i)
{
	return &terms->items[i];
}

const struct term *terms_find(const struct terms *terms, const char *name)
{
	const struct term key = {.name = name}, *at = &key;
	const struct term **found =
		bsearch(&at, terms->by_name, terms->n, sizeof(*terms->by_name),
			term_order);

	return found != NULL ? *found : NULL;
}

/* The next letter or digit in lower case, *at moved behind it; others than
 * separators stand for themselves; '\0' at the end. */
static char loose_next(const char **at)
{
	char c;

	*at += strspn(*at, "_- .");
	c = **at;
	*at += c != '\0' ? 1 : 0;
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool loose_equal(const char *a, const char *b)
{
	char left, right;

	do {
		left = loose_next(&a);
		right = loose_next(&b);
	} while (left == right && left != '\0');
	return left == right;
}

static const struct term *find_loose(const struct terms *terms,
				     const char *name)
{
	for (size_t i = 0; i < terms->n; i++)
		if (loose_equal(terms->items[i].name, name))
			return &terms->items[i];
	return NULL;
}

/* Behind "dwc:", "http://…/terms/" and the like, or behind "dwc" and a
 * separator; NULL: there is no prefix. */
static const char *behind_prefix(const char *name)
{
	static const char *const prefixes[] = {
		"dwc", "dwciri", "dcterms", "dc", "darwin_core", "darwincore"};
	size_t end = strlen(name);

	while (end > 0 && strchr(":/#", name[end - 1]) == NULL)
		end--;
	if (end > 0)
		return name + end;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (strncasecmp(name, prefixes[i], len) == 0 &&
		    name[len] != '\0' && strchr("_-. ", name[len]) != NULL)
			return name + len + 1;
	}
	return NULL;
}

const struct term *terms_find_loose(const struct terms *terms, const char *name)
{
	const struct term *term = terms_find(terms, name);
	const char *bare;

	if (term == NULL)
		term = find_loose(terms, name);
	if (term != NULL)
		return term;
	bare = behind_prefix(name);
	return bare != NULL ? find_loose(terms, bare) : NULL;
}

size_t terms_index(const struct terms *terms, const char *name)
{
	const struct term *term = terms_find(terms, name);

	return term != NULL ? (size_t)(term - terms->items) : terms->n;
}

const struct term *terms_role(const struct terms *terms, enum term_role role)
{
	return terms->by_role[role];
}

size_t terms_groups(const struct terms *terms)
{
	return terms->groups.n;
}

struct term_list terms_group(const struct terms *terms, size_t i)
{
	return terms->groups.lists[i];
}

struct term_list terms_together(const struct terms *terms,
				const struct term *term)
{
	const struct term_list *lists = terms->sets.lists;

	for (size_t i = 0; i < terms->sets.n; i++)
		if (strcmp(lists[i].items[0]->together, term->together) == 0)
			return lists[i];
	return (struct term_list){
		.items = bsearch(&term, terms->by_name, terms->n,
				 sizeof(*terms->by_name), term_order),
		.n = 1,
	};
}

const char *terms_sha256(const struct terms *terms)
{
	return terms->sha256;
}

const char *terms_suggest(const struct terms *terms, const char *name)
{
	char *folded CLEANUP(mem_free_str) = text_folded(name);
	int best = (int)(strlen(folded) / 3) + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < terms->n; i++) {
		const struct term *term = &terms->items[i];
		char *known CLEANUP(mem_free_str) = text_folded(term->name);
		char *label CLEANUP(mem_free_str) = text_folded(term->label);
		int by_name = text_distance(folded, known, best);
		int by_label = text_distance(folded, label, best);
		int distance = by_name < by_label ? by_name : by_label;

		if (distance < best) {
			best = distance;
			nearest = term->name;
		}
	}
	return nearest;
}
