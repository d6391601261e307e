/*
 * term.c: the table of terms. See term.h.
 *
 * The file's text is kept and cut up in place, so that a term's strings live
 * exactly as long as the table.
 *
 * 1. `items` stands in the order of the file, `by_name` by strcmp of names.
 * 2. No two terms have the same name; every string is valid UTF-8.
 */
#include "config.h"

#include "dwc/record/term.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/tsv.h"
#include "dwc/record/word_tables.h"

#define TERMS_FILE	"terms.tsv"
#define TERMS_COLUMNS	"term\tgroup\tIRI\tkind\trequired\tlabel\thelp"
#define TERMS_MAX	512
#define TERM_NAME_BYTES 64

enum {
	COL_TERM,
	COL_GROUP,
	COL_IRI,
	COL_KIND,
	COL_REQUIRED,
	COL_LABEL,
	COL_HELP
};

struct terms {
	char *text;
	struct term *items;
	const struct term **by_name;
	size_t n;
	struct word_tables tables; /* what validators need besides the terms */
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
	[TERM_FLAG] = "flag",
};

static const char *const required_words[] = {
	[TERM_OPTIONAL] = "",
	[TERM_REQUIRED] = "required",
	[TERM_TELLING] = "telling",
};

const char *term_kind_word(enum term_kind kind)
{
	return kind_words[kind];
}

/* The index of `word` in `words`, or n. */
static size_t word_index(const char *const *words, size_t n, const char *word)
{
	size_t i = 0;

	while (i < n && strcmp(words[i], word) != 0)
		i++;
	return i;
}

static bool term_name_fits(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_.:-");

	return len > 0 && len <= TERM_NAME_BYTES && name[len] == '\0';
}

/* Refuses a name that is none, or that the table has already. */
static int terms_check_name(const struct terms *terms, const struct tsv *tsv,
			    const char *name, struct error *err)
{
	if (!term_name_fits(name))
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: \"%s\" cannot be a term; use at "
				 "most %d letters, digits and _ . : -",
				 tsv->name, tsv->line, name, TERM_NAME_BYTES);
	for (size_t i = 0; i < terms->n; i++)
		if (strcmp(terms->items[i].name, name) == 0)
			return error_set(err, ERROR_FAILED,
					 "%s line %zu: the term %s stands "
					 "there twice; take one out",
					 tsv->name, tsv->line, name);
	return 0;
}

/* Appends the term of one row. */
static int terms_add(struct terms *terms, const struct tsv *tsv,
		     char *const fields[], struct error *err)
{
	size_t kind =
		word_index(kind_words, ARRAY_LEN(kind_words), fields[COL_KIND]);
	size_t required = word_index(required_words, ARRAY_LEN(required_words),
				     fields[COL_REQUIRED]);

	if (terms_check_name(terms, tsv, fields[COL_TERM], err) < 0)
		return -1;
	if (kind == ARRAY_LEN(kind_words))
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: \"%s\" is no kind; use text, "
				 "name, person, date, number, coordinate, "
				 "identifier, place, vocabulary or flag",
				 tsv->name, tsv->line, fields[COL_KIND]);
	if (required == ARRAY_LEN(required_words))
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: \"%s\" in column required; use "
				 "required, telling or nothing",
				 tsv->name, tsv->line, fields[COL_REQUIRED]);
	if (terms->n == TERMS_MAX)
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: more than %d terms; take some "
				 "out",
				 tsv->name, tsv->line, TERMS_MAX);
	terms->items =
		mem_grow(terms->items, terms->n + 1, sizeof(*terms->items));
	terms->items[terms->n++] = (struct term){
		.name = fields[COL_TERM],
		.group = fields[COL_GROUP],
		.iri = fields[COL_IRI],
		.kind = (enum term_kind)kind,
		.required = (enum term_required)required,
		.label = fields[COL_LABEL][0] != '\0' ? fields[COL_LABEL]
						      : fields[COL_TERM],
		.help = fields[COL_HELP],
	};
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
	for (size_t i = 0; i < terms->n; i++)
		terms->by_name[i] = &terms->items[i];
	qsort(terms->by_name, terms->n, sizeof(*terms->by_name), term_order);
}

static int terms_fill(struct terms *terms, struct error *err)
{
	char *fields[TSV_COLUMNS_MAX];
	struct tsv tsv;
	int got;

	if (tsv_open(&tsv, TERMS_FILE, terms->text, TERMS_COLUMNS, err) < 0)
		return -1;
	while ((got = tsv_next(&tsv, fields, err)) > 0)
		if (terms_add(terms, &tsv, fields, err) < 0)
			return -1;
	if (got < 0)
		return -1;
	if (terms->n == 0)
		return error_set(err, ERROR_FAILED,
				 "%s has no terms; remove it, and the "
				 "program's own table is used",
				 TERMS_FILE);
	terms_sort(terms);
	return 0;
}

static int word_tables_load(const char *config_dir, struct word_tables *ret,
			    struct error *err)
{
	struct wordlist *words = NULL;
	struct vocabularies *vocabularies = NULL;
	struct places *places = NULL;

	if (wordlist_load(config_dir, &words, err) == 0 &&
	    vocabularies_load(config_dir, &vocabularies, err) == 0 &&
	    places_load(config_dir, &places, err) == 0) {
		*ret = (struct word_tables){words, vocabularies, places};
		return 0;
	}
	wordlist_free(words);
	vocabularies_free(vocabularies);
	return -1;
}

const struct word_tables *terms_word_tables(const struct terms *terms)
{
	return &terms->tables;
}

static int terms_build(const char *tsv, const char *config_dir,
		       struct terms **ret, struct error *err)
{
	struct terms *terms = mem_zalloc(sizeof(*terms));

	terms->text = mem_strdup(tsv);
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
	return terms_build(tsv, NULL, ret, err);
}

int terms_load(const char *config_dir, struct terms **ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (asset_load(config_dir, TERMS_FILE, &text, err) < 0)
		return -1;
	return terms_build(text.data != NULL ? text.data : "", config_dir, ret,
			   err);
}

void terms_free(struct terms *terms)
{
	if (terms == NULL)
		return;
	wordlist_free(terms->tables.words);
	vocabularies_free(terms->tables.vocabularies);
	places_free(terms->tables.places);
	free(terms->by_name);
	free(terms->items);
	free(terms->text);
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

size_t terms_index(const struct terms *terms, const char *name)
{
	const struct term *term = terms_find(terms, name);

	return term != NULL ? (size_t)(term - terms->items) : terms->n;
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
