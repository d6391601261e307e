/*
 * place_table.c: the table of places. See place_table.h and place.h.
 *
 * 1. `entries` is sorted by key; entries of one key stand as in the table.
 * 2. Strings of rows lie in `tsv`, those of entries are their own.
 */
#include "config.h"

#include "dwc/words/place_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

enum { COL_COUNTRY, COL_STATE, COL_NAMES, COL_ABBREVIATIONS, COL_SHORT };

static const struct tsv_form places_form = {
	.file = "places.tsv",
	.columns = "country\tstateProvince\tnames\tabbreviations\tshort",
	.keys = 2,
};

/* --- the table ------------------------------------------------------------ */

static int entry_order(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order != 0)
		return order;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* Adds one way to write the last row. */
static int places_add(struct places *places, const struct tsv_row *row,
		      const char *form, enum entry_kind kind, struct error *err)
{
	struct phrase words;
	struct entry *entry;

	if (kind == ENTRY_NAME && form[0] == '~')
		kind = ENTRY_WEAK;
	if (kind == ENTRY_NAME && form[0] == '=')
		kind = ENTRY_ACCENTED;
	if (strchr(form, '.') != NULL && kind == ENTRY_SHORT)
		kind = ENTRY_INITIALS;
	phrase_read(form, PHRASE_LETTERS, &words);
	if (words.n == 0 || words.n > PLACE_WORDS) {
		phrase_done(&words);
		return tsv_refuse(row, err,
				  "\"%s\" is not a name of one to %d words; "
				  "put \"; \" between names",
				  form, PLACE_WORDS);
	}
	ARRAY_GROW(places->entries, places->n_entries, places->cap);
	entry = &places->entries[places->n_entries];
	*entry = (struct entry){
		.key = phrase_join(&words, 0, words.n, true),
		.exact = phrase_join(&words, 0, words.n, false),
		.words = words.n,
		.kind = kind,
		.row = places->n_rows - 1,
		.order = places->n_entries++,
	};
	phrase_done(&words);
	return 0;
}

/* Adds the forms of one column, "; " between them. */
static int places_add_forms(struct places *places, const struct tsv_row *row,
			    char *forms, enum entry_kind kind,
			    struct error *err)
{
	while (*forms != '\0') {
		size_t len = strcspn(forms, ";");
		bool more = forms[len] == ';';

		forms[len] = '\0';
		if (places_add(places, row, forms, kind, err) < 0)
			return -1;
		forms += len + more;
		forms += strspn(forms, " ");
	}
	return 0;
}

static int places_add_row(struct places *places, const struct tsv_row *row,
			  struct error *err)
{
	static const enum entry_kind kinds[] = {
		[COL_NAMES] = ENTRY_NAME,
		[COL_ABBREVIATIONS] = ENTRY_ABBREVIATION,
		[COL_SHORT] = ENTRY_SHORT,
	};

	if (row->fields[COL_COUNTRY][0] == '\0')
		return tsv_refuse(row, err,
				  "there is no country; every row needs one");
	places->rows = mem_grow(places->rows, places->n_rows + 1,
				sizeof(*places->rows));
	places->rows[places->n_rows++] = (struct row){
		.country = row->fields[COL_COUNTRY],
		.state = row->fields[COL_STATE],
		.folded = text_folded(row->fields[COL_STATE][0] != '\0'
					      ? row->fields[COL_STATE]
					      : row->fields[COL_COUNTRY]),
	};
	for (size_t i = COL_NAMES; i <= COL_SHORT; i++)
		if (places_add_forms(places, row, row->fields[i], kinds[i],
				     err) < 0)
			return -1;
	return 0;
}

static int places_fill(struct places *places, const char *config_dir,
		       struct error *err)
{
	if (tsv_load(&places_form, config_dir, &places->tsv, err) < 0)
		return -1;
	for (size_t i = 0; i < places->tsv.n; i++)
		if (places_add_row(places, &places->tsv.rows[i], err) < 0)
			return -1;
	if (places->n_entries > 0)
		qsort(places->entries, places->n_entries,
		      sizeof(*places->entries), entry_order);
	return 0;
}

int places_load(const char *config_dir, struct places **ret, struct error *err)
{
	struct places *places = mem_zalloc(sizeof(*places));

	if (places_fill(places, config_dir, err) < 0) {
		places_free(places);
		return -1;
	}
	*ret = places;
	return 0;
}

void places_free(struct places *places)
{
	if (places == NULL)
		return;
	for (size_t i = 0; i < places->n_entries; i++) {
		free(places->entries[i].key);
		free(places->entries[i].exact);
	}
	free(places->entries);
	for (size_t i = 0; i < places->n_rows; i++)
		free(places->rows[i].folded);
	free(places->rows);
	tsv_done(&places->tsv);
	free(places);
}

const struct entry *places_lookup(const struct places *places, const char *key)
{
	size_t low = 0, high = places->n_entries;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(places->entries[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == places->n_entries ||
	    strcmp(places->entries[low].key, key) != 0)
		return NULL;
	return &places->entries[low];
}

/* --- asking it ------------------------------------------------------------ */

const char *places_state(const struct places *places, const char *country,
			 const char *name)
{
	char *folded CLEANUP(mem_free_str) = text_folded(name);

	for (size_t i = 0; i < places->n_rows; i++) {
		const struct row *row = &places->rows[i];

		if (row->state[0] != '\0' && strcmp(row->folded, folded) == 0 &&
		    strcmp(row->country, country) == 0)
			return row->state;
	}
	return NULL;
}

/* Whether the name, or with `inside` a later word of it, begins so. */
static bool name_begins(const char *folded, const char *start, bool inside)
{
	const char *at = folded;

	if (!inside)
		return strncmp(folded, start, strlen(start)) == 0;
	while ((at = strpbrk(at, " -")) != NULL) {
		at++;
		if (strncmp(at, start, strlen(start)) == 0)
			return true;
	}
	return false;
}

static bool row_is_of(const struct row *row, enum place_level level,
		      const char *country)
{
	if ((row->state[0] == '\0') != (level == PLACE_COUNTRY))
		return false;
	return level == PLACE_COUNTRY || country == NULL ||
	       strcmp(row->country, country) == 0;
}

size_t places_begin(const struct places *places, enum place_level level,
		    const char *country, const char *text, const char **ret,
		    const char **ret_country, size_t most)
{
	char *start CLEANUP(mem_free_str) = text_folded(text);
	size_t n = 0;

	if (start[0] == '\0')
		return 0;
	for (int inside = 0; inside <= 1; inside++)
		for (size_t i = 0; i < places->n_rows && n < most; i++) {
			const struct row *row = &places->rows[i];

			if (!row_is_of(row, level, country) ||
			    !name_begins(row->folded, start, inside != 0) ||
			    (inside != 0 &&
			     name_begins(row->folded, start, false)))
				continue;
			ret[n] = row->state[0] != '\0' ? row->state
						       : row->country;
			if (ret_country != NULL)
				ret_country[n] = row->country;
			n++;
		}
	return n;
}

bool places_has_states(const struct places *places, const char *country)
{
	for (size_t i = 0; i < places->n_rows; i++)
		if (places->rows[i].state[0] != '\0' &&
		    strcmp(places->rows[i].country, country) == 0)
			return true;
	return false;
}
