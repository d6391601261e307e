/*
 * vocabulary.c: controlled vocabularies. See vocabulary.h.
 *
 * 1. Strings of rows lie in `text`; synonyms are folded copies.
 */
#include "config.h"

#include "dwc/words/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/tsv.h"

#define VOCABULARIES_FILE "vocabularies.tsv"

enum { COL_TERM, COL_WORD, COL_SYNONYMS };

/* One way to write a word of a term. */
struct form {
	const char *term, *word;
	char *folded;
};

struct vocabularies {
	char *text;
	struct form *forms;
	size_t n;
};

/* Folded, with letters and digits alone. */
static char *form_key(const char *text)
{
	char *folded = text_folded(text);
	char *put = folded;

	for (const char *at = folded; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80 || strchr(" .-_", *at) == NULL)
			*put++ = *at;
	*put = '\0';
	return folded;
}

static void vocabularies_add(struct vocabularies *all, const char *term,
			     const char *word, const char *form)
{
	all->forms = mem_grow(all->forms, all->n + 1, sizeof(*all->forms));
	all->forms[all->n++] = (struct form){
		.term = term,
		.word = word,
		.folded = form_key(form),
	};
}

static void vocabularies_add_row(struct vocabularies *all, char *const fields[])
{
	char *synonyms = fields[COL_SYNONYMS];

	vocabularies_add(all, fields[COL_TERM], fields[COL_WORD],
			 fields[COL_WORD]);
	while (*synonyms != '\0') {
		size_t len = strcspn(synonyms, ";");
		bool more = synonyms[len] == ';';

		synonyms[len] = '\0';
		vocabularies_add(all, fields[COL_TERM], fields[COL_WORD],
				 synonyms);
		synonyms += len + more;
	}
}

static int vocabularies_fill(struct vocabularies *all, struct error *err)
{
	char *fields[TSV_COLUMNS_MAX];
	struct tsv tsv;
	int got;

	if (tsv_open(&tsv, VOCABULARIES_FILE, all->text, "term\tword\tsynonyms",
		     err) < 0)
		return -1;
	while ((got = tsv_next(&tsv, fields, err)) > 0)
		vocabularies_add_row(all, fields);
	return got;
}

int vocabularies_load(const char *config_dir, struct vocabularies **ret,
		      struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct vocabularies *all;

	if (asset_load(config_dir, VOCABULARIES_FILE, &text, err) < 0)
		return -1;
	all = mem_zalloc(sizeof(*all));
	all->text = bytes_steal(&text);
	if (vocabularies_fill(all, err) < 0) {
		vocabularies_free(all);
		return -1;
	}
	*ret = all;
	return 0;
}

void vocabularies_free(struct vocabularies *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++)
		free(all->forms[i].folded);
	free(all->forms);
	free(all->text);
	free(all);
}

bool vocabularies_know(const struct vocabularies *all, const char *term)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->forms[i].term, term) == 0)
			return true;
	return false;
}

const char *vocabularies_word(const struct vocabularies *all, const char *term,
			      const char *value)
{
	char *key CLEANUP(mem_free_str) = form_key(value);

	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->forms[i].term, term) == 0 &&
		    strcmp(all->forms[i].folded, key) == 0)
			return all->forms[i].word;
	return NULL;
}
