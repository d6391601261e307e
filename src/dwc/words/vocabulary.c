/*
 * vocabulary.c: controlled vocabularies. See vocabulary.h.
 *
 * 1. Strings of rows lie in `tsv`; synonyms are folded copies.
 */
#include "config.h"

#include "dwc/words/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"

enum { COL_TERM, COL_WORD, COL_SYNONYMS };

static const struct tsv_form vocabularies_form = {
	.file = "vocabularies.tsv",
	.columns = "term\tword\tsynonyms",
	.keys = 2,
};

/* One way to write a word of a term. */
struct form {
	const char *term, *word;
	char *folded;
};

struct vocabularies {
	struct tsv tsv;
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

int vocabularies_load(const char *config_dir, struct vocabularies **ret,
		      struct error *err)
{
	struct vocabularies *all = mem_zalloc(sizeof(*all));

	if (tsv_load(&vocabularies_form, config_dir, &all->tsv, err) < 0) {
		vocabularies_free(all);
		return -1;
	}
	for (size_t i = 0; i < all->tsv.n; i++)
		vocabularies_add_row(all, all->tsv.rows[i].fields);
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
	tsv_done(&all->tsv);
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
