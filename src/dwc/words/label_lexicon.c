/*
 * label_lexicon.c: the table of telling words. See label_lexicon.h.
 *
 * 1. Entries are sorted by key and then by `stop`, and searched by halves. A
 *    key is the folded letters and digits of a word, or the sign that it is
 *    ("&", "#"); of a phrase, those of its words with '_' between.
 * 2. A word may be of several classes: the rows that name it add up. With and
 *    without a stop it is two entries.
 * 3. A phrase that is not there is seldom searched for: `firsts` tells the
 *    words that begin one.
 */
#include "config.h"

#include "dwc/words/label_lexicon.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"

#define ENTRIES_MAX  50000
#define KEY_SIZE     64
#define PHRASE_WORDS 5

enum { COL_CLASS, COL_LANGUAGE, COL_WORDS };

static const struct tsv_form words_form = {
	.file = "label-words.tsv",
	.columns = "class\tlanguage\twords",
	.keys = 2,
	.joins = true,
	.bare = true,
};

struct entry {
	char key[KEY_SIZE];
	bool stop;	   /* only with a stop behind it */
	bool begins;	   /* it is also the first word of a phrase */
	label_set classes; /* none where it only begins one */
};

struct label_lexicon {
	struct entry *items;
	size_t n, cap;
};

static const char *const class_names[LABEL_CLASS_COUNT] = {
#define X(name, word) [LABEL_##name] = word,
	LABEL_CLASSES(X)
#undef X
};

_Static_assert(LABEL_CLASS_COUNT <= 64, "a set is one number");

const char *label_class_name(enum label_class class)
{
	return class_names[class];
}

/* --- keys ----------------------------------------------------------------- */

/* Letters that Unicode does not take apart, as they are read without their
 * stroke or ligature. */
static const char *key_letter(const char *at)
{
	static const struct {
		const char *letter, *plain;
	} letters[] = {
		{"\xc3\xb8", "o"},  {"\xc3\xa6", "ae"}, {"\xc5\x93", "oe"},
		{"\xc5\x82", "l"},  {"\xc4\x91", "d"},	{"\xc3\xb0", "d"},
		{"\xc3\xbe", "th"}, {"\xc4\xb1", "i"},
	};

	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (strncmp(at, letters[i].letter, 2) == 0)
			return letters[i].plain;
	return "";
}

static bool has_letters(const char *folded)
{
	for (const char *at = folded; *at != '\0'; at++)
		if (isalnum((unsigned char)*at) || text_letter(at) > 0)
			return true;
	return false;
}

/* The letters and digits of a word, folded; of one without any, its signs.
 * Returns the length, at most size - 1. */
static size_t key_fold(const char *word, char *ret, size_t size)
{
	char *folded CLEANUP(mem_free_str) = text_folded(word);
	bool letters = has_letters(folded);
	size_t n = 0;

	for (const char *at = folded; *at != '\0'; at++) {
		bool plain = (unsigned char)*at < 0x80;
		bool kept = letters ? isalnum((unsigned char)*at) && plain
				    : strchr(".,;:()", *at) == NULL;
		const char *more = letters && !plain ? key_letter(at) : "";

		if (kept && n + 1 < size)
			ret[n++] = *at;
		for (; *more != '\0' && n + 1 < size; more++)
			ret[n++] = *more;
	}
	ret[n] = '\0';
	return n;
}

/* Whether a stop or a colon stands behind the last letter of a word. */
static bool word_is_stopped(const char *word)
{
	size_t len = strlen(word);

	while (len > 0 && strchr(",;)]\"'/", word[len - 1]) != NULL)
		len--;
	return len > 1 && (word[len - 1] == '.' || word[len - 1] == ':');
}

static int entry_order(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : (int)a->stop - (int)b->stop;
}

static const struct entry *lexicon_find(const struct label_lexicon *lexicon,
					const char *key, bool stop)
{
	struct entry entry = {.stop = stop};
	size_t len = strlen(key);

	if (len == 0 || len >= sizeof(entry.key) || lexicon->n == 0)
		return NULL;
	memcpy(entry.key, key, len + 1);
	return bsearch(&entry, lexicon->items, lexicon->n,
		       sizeof(*lexicon->items), entry_order);
}

/* --- the table ------------------------------------------------------------ */

static int class_parse(const char *word)
{
	for (int i = 0; i < LABEL_CLASS_COUNT; i++)
		if (strcmp(class_names[i], word) == 0)
			return i;
	return -1;
}

static void lexicon_add(struct label_lexicon *lexicon, const char *key,
			bool stop, bool begins, label_set classes)
{
	struct entry *entry;

	ARRAY_GROW(lexicon->items, lexicon->n, lexicon->cap);
	entry = &lexicon->items[lexicon->n++];
	*entry = (struct entry){
		.stop = stop, .begins = begins, .classes = classes};
	memcpy(entry->key, key, strlen(key) + 1);
}

/* Adds a word of the table, or a phrase with '_' between its words. */
static int form_add(struct label_lexicon *lexicon, char *form,
		    label_set classes)
{
	char key[KEY_SIZE], first[KEY_SIZE] = "";
	bool stop = form[0] != '\0' && form[strlen(form) - 1] == '.';
	size_t n = 0, used = 0;
	char *rest = NULL;

	for (char *word = strtok_r(form, "_", &rest); word != NULL;
	     word = strtok_r(NULL, "_", &rest), n++) {
		if (used > 0 && used + 1 < sizeof(key))
			key[used++] = '_';
		used += key_fold(word, key + used, sizeof(key) - used);
		if (n == 0)
			memcpy(first, key, used + 1);
	}
	if (used == 0 || used + 1 == sizeof(key) || n > PHRASE_WORDS ||
	    lexicon->n + 2 > ENTRIES_MAX)
		return -1;
	lexicon_add(lexicon, key, stop && n == 1, false, classes);
	if (n > 1)
		lexicon_add(lexicon, first, false, true, 0);
	return 0;
}

static int row_add(struct label_lexicon *lexicon, const struct tsv_row *row,
		   struct error *err)
{
	int class = class_parse(row->fields[COL_CLASS]);
	char *rest = row->fields[COL_WORDS];

	if (class < 0)
		return tsv_refuse(row, err,
				  "\"%s\" is not a class; the comment of the "
				  "table in the program's examples lists them",
				  row->fields[COL_CLASS]);
	for (char *word = strtok_r(rest, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		if (form_add(lexicon, word, LABEL_BIT(class)) < 0)
			return tsv_refuse(row, err,
					  "a word has no letter, is too long, "
					  "or there are too many of them");
	return 0;
}

/* Sorts, and makes one entry of those that are the same. */
static void lexicon_sort(struct label_lexicon *lexicon)
{
	struct entry *items = lexicon->items;
	size_t kept = 0;

	if (lexicon->n > 0)
		qsort(items, lexicon->n, sizeof(*items), entry_order);
	for (size_t i = 0; i < lexicon->n; i++) {
		if (kept == 0 ||
		    entry_order(&items[kept - 1], &items[i]) != 0) {
			items[kept++] = items[i];
			continue;
		}
		items[kept - 1].classes |= items[i].classes;
		items[kept - 1].begins |= items[i].begins;
	}
	lexicon->n = kept;
}

static int lexicon_make(const struct tsv *tsv, struct label_lexicon **ret,
			struct error *err)
{
	struct label_lexicon *lexicon = mem_zalloc(sizeof(*lexicon));

	for (size_t i = 0; i < tsv->n; i++)
		if (row_add(lexicon, &tsv->rows[i], err) < 0) {
			label_lexicon_free(lexicon);
			return -1;
		}
	lexicon_sort(lexicon);
	*ret = lexicon;
	return 0;
}

int label_lexicon_parse(const char *text, struct label_lexicon **ret,
			struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};

	if (tsv_parse(&words_form, text, NULL, NULL, &tsv, err) < 0)
		return -1;
	return lexicon_make(&tsv, ret, err);
}

int label_lexicon_load(const char *config_dir, struct label_lexicon **ret,
		       struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};

	if (tsv_load(&words_form, config_dir, &tsv, err) < 0)
		return -1;
	return lexicon_make(&tsv, ret, err);
}

void label_lexicon_free(struct label_lexicon *lexicon)
{
	if (lexicon == NULL)
		return;
	free(lexicon->items);
	free(lexicon);
}

/* --- asking --------------------------------------------------------------- */

label_set label_lexicon_classes(const struct label_lexicon *lexicon,
				const char *word)
{
	const struct entry *plain, *stopped = NULL;
	char key[KEY_SIZE];

	key_fold(word, key, sizeof(key));
	plain = lexicon_find(lexicon, key, false);
	if (word_is_stopped(word))
		stopped = lexicon_find(lexicon, key, true);
	return (plain != NULL ? plain->classes : 0) |
	       (stopped != NULL ? stopped->classes : 0);
}

size_t label_lexicon_phrase(const struct label_lexicon *lexicon,
			    const char *const *words, size_t n,
			    label_set *ret_classes)
{
	char key[KEY_SIZE];
	size_t used, found = 0;
	const struct entry *entry;

	if (n < 2)
		return 0;
	used = key_fold(words[0], key, sizeof(key));
	entry = lexicon_find(lexicon, key, false);
	if (entry == NULL || !entry->begins)
		return 0;
	for (size_t i = 1; i < n && i < PHRASE_WORDS; i++) {
		if (used + 2 >= sizeof(key))
			break;
		key[used++] = '_';
		used += key_fold(words[i], key + used, sizeof(key) - used);
		entry = lexicon_find(lexicon, key, false);
		if (entry == NULL)
			continue;
		*ret_classes = entry->classes;
		found = i + 1;
	}
	return found;
}

void label_lexicon_mark(const struct label_lexicon *lexicon,
			const char *const *words, size_t n, label_set *classes)
{
	for (size_t i = 0; i < n; i++)
		classes[i] = label_lexicon_classes(lexicon, words[i]);
	for (size_t i = 0; i < n; i++) {
		label_set found = 0;
		size_t len =
			label_lexicon_phrase(lexicon, words + i, n - i, &found);

		for (size_t k = i; k < i + len; k++)
			classes[k] |= found;
	}
}
