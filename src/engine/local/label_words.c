/*
 * label_words.c: the table of telling words. See label_words.h.
 *
 * 1. Once parsed, the table is sorted by letters and searched by halves; each
 *    word stands there once, folded to a-z and 0-9.
 * 2. A word may be of several classes ("bord", "slope"): the lines that name
 *    it add up.
 */
#include "config.h"

#include "engine/local/label_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/tsv.h"
#include "engine/local/label_text.h"

enum { ENTRIES_MAX = 20000 };
enum { COL_CLASS, COL_LANGUAGE, COL_WORDS };

static const struct tsv_form words_form = {
	.file = "label-words.tsv",
	.columns = "class\tlanguage\twords",
	.keys = 2,
	.joins = true,
	.bare = true,
};

struct entry {
	char letters[TOKEN_LETTERS];
	unsigned classes;
};

struct label_words {
	struct entry *items;
	size_t n, cap;
};

static const char *const class_words[TOPIC_CLASSES] = {
	[TOPIC_INSTITUTION] = "institution", [TOPIC_LOCALITY] = "locality",
	[TOPIC_HABITAT] = "habitat",	     [TOPIC_REMARKS] = "remarks",
	[TOPIC_COMMON] = "common",
};

static int class_parse(const char *word)
{
	for (int i = 0; i < TOPIC_CLASSES; i++)
		if (strcmp(class_words[i], word) == 0)
			return i;
	return -1;
}

static void entry_add(struct label_words *words, const char *word, int class)
{
	struct entry entry = {.classes = 1u << class};

	if (letters_fold(word, entry.letters, sizeof(entry.letters)) == 0 ||
	    words->n == ENTRIES_MAX)
		return;
	ARRAY_GROW(words->items, words->n, words->cap);
	words->items[words->n++] = entry;
}

static int row_add(struct label_words *words, const struct tsv_row *row,
		   struct error *err)
{
	int class = class_parse(row->fields[COL_CLASS]);
	char *rest = row->fields[COL_WORDS];

	if (class < 0)
		return tsv_refuse(row, err,
				  "\"%s\" is not a class; use institution, "
				  "locality, habitat, remarks or common",
				  row->fields[COL_CLASS]);
	for (char *word = strtok_r(rest, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		entry_add(words, word, class);
	return 0;
}

static int entry_order(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;

	return strcmp(a->letters, b->letters);
}

/* Sorts, and makes one entry of those with the same letters. */
static void words_sort(struct label_words *words)
{
	size_t kept = 0;

	if (words->n > 0)
		qsort(words->items, words->n, sizeof(*words->items),
		      entry_order);
	for (size_t i = 0; i < words->n; i++)
		if (kept > 0 && strcmp(words->items[kept - 1].letters,
				       words->items[i].letters) == 0)
			words->items[kept - 1].classes |=
				words->items[i].classes;
		else
			words->items[kept++] = words->items[i];
	words->n = kept;
}

/* Makes a table of the rows. */
static int words_make(const struct tsv *tsv, struct label_words **ret,
		      struct error *err)
{
	struct label_words *words = mem_zalloc(sizeof(*words));

	for (size_t i = 0; i < tsv->n; i++)
		if (row_add(words, &tsv->rows[i], err) < 0) {
			label_words_free(words);
			return -1;
		}
	words_sort(words);
	*ret = words;
	return 0;
}

int label_words_parse(const char *text, struct label_words **ret,
		      struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};

	if (tsv_parse(&words_form, text, NULL, NULL, &tsv, err) < 0)
		return -1;
	return words_make(&tsv, ret, err);
}

int label_words_load(const char *config_dir, struct label_words **ret,
		     struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};

	if (tsv_load(&words_form, config_dir, &tsv, err) < 0)
		return -1;
	return words_make(&tsv, ret, err);
}

void label_words_free(struct label_words *words)
{
	if (words == NULL)
		return;
	free(words->items);
	free(words);
}

unsigned label_words_classes(const struct label_words *words,
			     const char *letters)
{
	struct entry key = {0};
	size_t len = strlen(letters);
	const struct entry *found;

	if (len == 0 || len >= sizeof(key.letters) || words->n == 0)
		return 0;
	memcpy(key.letters, letters, len + 1);
	found = bsearch(&key, words->items, words->n, sizeof(*words->items),
			entry_order);
	return found != NULL ? found->classes : 0;
}
