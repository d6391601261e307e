/*
 * sensitive.c: taxa whose places are not told. See sensitive.h.
 *
 * Names are compared folded and without what stands between their words: marks
 * of doubt, of ranks and of hybrids, what is in brackets. Of the name of a
 * record its first word, its first two and so on are looked for, with its
 * authors and without them, and the strictest of what is found holds. Where it
 * is not sure what is meant, more is withheld rather than less.
 */
#include "config.h"

#include "export/record/sensitive.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"

#define SENSITIVE_SIZE_MAX (16u << 20)
#define SENSITIVE_WORDS	   8 /* of a name that are looked at */
#define NAME_BETWEEN	   (NAME_HYBRID | NAME_DOUBT | NAME_RANK | NAME_SPECIES)

struct entry {
	char *name; /* folded */
	enum sensitive_level level;
};

struct sensitive {
	struct entry *entries; /* sorted */
	size_t n, cap;
};

static const char *const level_words[] = {
	[SENSITIVE_COUNTRY] = "country",
	[SENSITIVE_STATE] = "stateProvince",
	[SENSITIVE_COUNTY] = "county",
};

const char *sensitive_word(enum sensitive_level level)
{
	return level_words[level];
}

static int entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : (int)x->level - (int)y->level;
}

static int level_find(const char *word)
{
	if (word[0] == '\0')
		return SENSITIVE_STATE;
	for (int i = SENSITIVE_COUNTRY; i <= SENSITIVE_COUNTY; i++)
		if (text_casecmp(level_words[i], word) == 0)
			return i;
	return -1;
}

/* --- names ---------------------------------------------------------------- */

/* Bytes at `at` that are not of a name: a mark, or what is in brackets. */
static size_t name_mark(const char *at)
{
	size_t closed = at[0] == '(' ? strcspn(at, ")") : 0;

	if (closed > 0 && at[closed] == ')')
		return closed + 1;
	if (strncmp(at, "\xc3\x97", 2) == 0) /* U+00D7 */
		return 2;
	return strchr("?\"[](),;:_", *at) != NULL;
}

/* A copy whose words have blanks alone between them. Owned. */
static char *name_spaced(const char *name)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, "");
	while (*name != '\0') {
		size_t len = name_mark(name);

		bytes_append_char(&text, len > 0 ? ' ' : *name);
		name += len > 0 ? len : 1;
	}
	return text_squeezed(text.data);
}

/* Appends a word without the dots behind it, and a blank before it. */
static void append_word(struct bytes *key, const char *word, size_t len)
{
	while (len > 0 && word[len - 1] == '.')
		len--;
	if (len == 0)
		return;
	if (key->len > 0)
		bytes_append_char(key, ' ');
	bytes_append(key, word, len);
}

/* The name folded, as it is but for what stands between. Owned. */
static char *name_key(const char *name)
{
	char *spaced CLEANUP(mem_free_str) = name_spaced(name);
	char *folded CLEANUP(mem_free_str) = text_folded(spaced);
	struct bytes key = {0};

	bytes_append_str(&key, "");
	for (char *at = folded; *at != '\0';) {
		size_t len = strcspn(at, " ");
		char end = at[len];

		at[len] = '\0';
		if ((name_word_roles(at) & NAME_BETWEEN) == 0)
			append_word(&key, at, len);
		at += len + (end != '\0');
	}
	return bytes_steal(&key);
}

/* The words of a name that are its genus and its epithets, folded: "carex
 * flava alpina" of "Carex flava L. var. alpina Kük.". Owned. */
static char *name_bare(const struct name_words *words)
{
	struct bytes key CLEANUP(bytes_done) = {0};
	bool open = true;

	bytes_append_str(&key, "");
	for (size_t i = 0; i < words->n; i++) {
		const struct name_word *word = &words->items[i];

		if ((word->roles & NAME_BETWEEN) != 0) {
			open |= (word->roles & NAME_RANK) != 0;
			continue;
		}
		open = open && word->plain && word->roles == 0 &&
		       (!word->capital || key.len == 0);
		if (open)
			append_word(&key, word->text, strlen(word->text));
	}
	return text_folded(key.data);
}

static bool is_formula(const char *name)
{
	struct name_words words CLEANUP(name_words_done);
	bool formula = false;

	name_words_read(name, &words);
	for (size_t i = 2; i < words.n; i++)
		formula |= (words.items[i].roles & NAME_HYBRID) != 0;
	return formula;
}

/* Whether a name of a list means all plants whose names begin with its bare
 * words: not one whose epithet has a capital, of which the genus alone is
 * left. */
static bool bare_is_meant(const char *name, const struct name_words *words,
			  const char *bare)
{
	if (bare[0] == '\0')
		return false;
	return strchr(bare, ' ') != NULL || words->n < 2 ||
	       !(text_in_capitals(name) ||
		 name_word_is_epithet_cased(&words->items[1]));
}

/* --- the list ------------------------------------------------------------- */

static void list_add(struct sensitive *list, char *key,
		     enum sensitive_level level)
{
	ARRAY_GROW(list->entries, list->n, list->cap);
	list->entries[list->n++] = (struct entry){key, level};
}

/* Under its key, and without its authors. */
static void list_add_name(struct sensitive *list, const char *name,
			  enum sensitive_level level)
{
	char *spaced CLEANUP(mem_free_str) = name_spaced(name);
	struct name_words words CLEANUP(name_words_done) = {0};
	char *bare;

	list_add(list, name_key(name), level);
	/* The first parent of a formula may grow anywhere. */
	if (is_formula(name))
		return;
	name_words_read(spaced, &words);
	bare = name_bare(&words);
	if (bare_is_meant(spaced, &words, bare))
		list_add(list, bare, level);
	else
		free(bare);
}

static int sensitive_add(struct sensitive *list, const char *line, size_t len,
			 const char *file, size_t number, struct error *err)
{
	char *text CLEANUP(mem_free_str) = mem_strndup(line, len);
	char *tab = strchr(text, '\t');
	char *said CLEANUP(mem_free_str) = NULL;
	int level;

	if (tab != NULL)
		*tab = '\0';
	said = text_squeezed(tab != NULL ? tab + 1 : "");
	if (text_blank(text) || text[0] == '#')
		return 0;
	level = level_find(said);
	if (level < 0)
		return error_set(err, ERROR_USAGE,
				 "%s:%zu: behind the tab stands country, "
				 "stateProvince or county, not \"%s\"",
				 file, number, said);
	list_add_name(list, text, (enum sensitive_level)level);
	return 0;
}

int sensitive_parse(const char *text, const char *name, struct sensitive **ret,
		    struct error *err)
{
	struct sensitive *list = mem_zalloc(sizeof(*list));
	size_t number = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		size_t own = len - (len > 0 && text[len - 1] == '\r');

		if (sensitive_add(list, text, own, name, ++number, err) < 0) {
			sensitive_free(list);
			return -1;
		}
		text += len + (text[len] == '\n');
	}
	if (list->n > 0)
		qsort(list->entries, list->n, sizeof(*list->entries),
		      entry_compare);
	*ret = list;
	return 0;
}

int sensitive_load(const char *path, struct sensitive **ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const char *from;

	if (file_read(path, SENSITIVE_SIZE_MAX, &text, err) < 0)
		return -1;
	from = text.data != NULL ? text.data : "";
	/* What stands behind a NUL would not be withheld. */
	if (!text_is_utf8(from, text.len) || strlen(from) != text.len)
		return error_set(err, ERROR_USAGE,
				 "%s is not UTF-8; save it as UTF-8", path);
	if (strncmp(from, "\xef\xbb\xbf", 3) == 0)
		from += 3;
	return sensitive_parse(from, path, ret, err);
}

void sensitive_free(struct sensitive *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < list->n; i++)
		free(list->entries[i].name);
	free(list->entries);
	free(list);
}

/* The strictest of the entries of this name. */
static enum sensitive_level entry_find(const struct sensitive *list,
				       const char *name)
{
	size_t from = 0, to = list->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(list->entries[middle].name, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < list->n && strcmp(list->entries[from].name, name) == 0)
		return list->entries[from].level;
	return SENSITIVE_NO;
}

enum sensitive_level sensitive_stricter(enum sensitive_level a,
					enum sensitive_level b)
{
	if (a == SENSITIVE_NO || b == SENSITIVE_NO)
		return a > b ? a : b;
	return a < b ? a : b;
}

/* Of its first word, its first two, and so on. Changes nothing of the key in
 * the end. */
static enum sensitive_level key_find(const struct sensitive *list, char *key)
{
	enum sensitive_level level = SENSITIVE_NO;
	size_t at = 0;

	for (int words = 0; words < SENSITIVE_WORDS && key[at] != '\0';
	     words++) {
		char kept;

		at += strcspn(key + at, " ");
		kept = key[at];
		key[at] = '\0';
		level = sensitive_stricter(level, entry_find(list, key));
		key[at] = kept;
		at += kept != '\0';
	}
	return level;
}

enum sensitive_level sensitive_level(const struct sensitive *list,
				     const char *name)
{
	char *key CLEANUP(mem_free_str) = NULL;
	char *bare CLEANUP(mem_free_str) = NULL;
	char *spaced CLEANUP(mem_free_str) = NULL;
	struct name_words words CLEANUP(name_words_done) = {0};

	if (list == NULL || list->n == 0 || name[0] == '\0')
		return SENSITIVE_NO;
	key = name_key(name);
	spaced = name_spaced(name);
	name_words_read(spaced, &words);
	bare = name_bare(&words);
	return sensitive_stricter(key_find(list, key), key_find(list, bare));
}
