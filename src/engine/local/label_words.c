/*
 * label_words.c: the table of telling words: sorted, searched by halves. A
 * word may be of several classes ("bord", "slope").
 */
#include "config.h"

#include "engine/local/label_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/mem.h"
#include "engine/local/label_text.h"

enum { ENTRIES_MAX = 20000 };

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

static int class_parse(const char *word, size_t len)
{
	for (int i = 0; i < TOPIC_CLASSES; i++)
		if (strlen(class_words[i]) == len &&
		    strncmp(class_words[i], word, len) == 0)
			return i;
	return -1;
}

static void entry_add(struct label_words *words, const char *text, size_t len,
		      int class)
{
	char *word = mem_strndup(text, len);
	struct entry entry = {.classes = 1u << class};
	if (letters_fold(word, entry.letters, sizeof(entry.letters)) &&
	    words->n < ENTRIES_MAX) {
		if (words->n == words->cap) {
			words->cap = words->cap ? 2 * words->cap : 512;
			words->items = mem_grow(words->items, words->cap,
						sizeof(*words->items));
		}
		words->items[words->n++] = entry;
	}
	free(word);
}

static int line_add(struct label_words *words, const char *line, size_t len,
		    int number, struct error *err)
{
	const char *end = line + len;
	const char *tab = memchr(line, '\t', len);
	const char *list =
		tab ? memchr(tab + 1, '\t', (size_t)(end - tab - 1)) : NULL;
	int class = tab ? class_parse(line, (size_t)(tab - line)) : -1;
	if (!list || class < 0)
		return error_set(err, ERROR_FAILED,
				 "label-words.tsv, line %d: it takes class, "
				 "language and words, with tabs between, and "
				 "a class of those its head explains",
				 number);
	for (const char *at = list + 1; at < end;) {
		size_t word = strcspn(at, " \t\r\n");
		if (word > (size_t)(end - at))
			word = (size_t)(end - at);
		if (word)
			entry_add(words, at, word, class);
		at += word + 1;
	}
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
	if (words->n)
		qsort(words->items, words->n, sizeof(*words->items),
		      entry_order);
	for (size_t i = 0; i < words->n; i++)
		if (kept && strcmp(words->items[kept - 1].letters,
				   words->items[i].letters) == 0)
			words->items[kept - 1].classes |=
				words->items[i].classes;
		else
			words->items[kept++] = words->items[i];
	words->n = kept;
}

int label_words_parse(const char *tsv, struct label_words **ret,
		      struct error *err)
{
	struct label_words *words = mem_zalloc(sizeof(*words));
	int number = 0;
	for (const char *line = tsv; *line;) {
		size_t len = strcspn(line, "\r\n");
		number++;
		if (len && line[0] != '#' &&
		    line_add(words, line, len, number, err)) {
			label_words_free(words);
			return -1;
		}
		line += len;
		line += *line == '\r';
		line += *line == '\n';
	}
	words_sort(words);
	*ret = words;
	return 0;
}

int label_words_load(const char *config_dir, struct label_words **ret,
		     struct error *err)
{
	struct bytes tsv CLEANUP(bytes_done) = {0};
	if (asset_load(config_dir, "label-words.tsv", &tsv, err))
		return -1;
	return label_words_parse(tsv.data ? tsv.data : "", ret, err);
}

void label_words_free(struct label_words *words)
{
	if (!words)
		return;
	free(words->items);
	free(words);
}

unsigned label_words_classes(const struct label_words *words,
			     const char *letters)
{
	struct entry key = {0};
	size_t len = strlen(letters);
	if (len == 0 || len >= sizeof(key.letters) || words->n == 0)
		return 0;
	memcpy(key.letters, letters, len + 1);
	const struct entry *found = bsearch(&key, words->items, words->n,
					    sizeof(*words->items), entry_order);
	return found ? found->classes : 0;
}
