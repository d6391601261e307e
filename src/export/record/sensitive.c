/*
 * sensitive.c: taxa whose places are not told. See sensitive.h.
 *
 * Names are compared folded, by their words without authors: of the name of a
 * record its first word, its first two and so on are looked for, and the
 * strictest of what is found holds.
 */
#include "config.h"

#include "export/record/sensitive.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#define SENSITIVE_SIZE_MAX (16u << 20)
#define SENSITIVE_WORDS	   6 /* of a name that are looked at */

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

static char *name_key(const char *name)
{
	char *squeezed CLEANUP(mem_free_str) = text_squeezed(name);

	return text_folded(squeezed);
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
	ARRAY_GROW(list->entries, list->n, list->cap);
	list->entries[list->n++] = (struct entry){
		.name = name_key(text), .level = (enum sensitive_level)level};
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
	if (!text_is_utf8(from, text.len))
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

static enum sensitive_level stricter(enum sensitive_level a,
				     enum sensitive_level b)
{
	if (a == SENSITIVE_NO || b == SENSITIVE_NO)
		return a > b ? a : b;
	return a < b ? a : b;
}

enum sensitive_level sensitive_level(const struct sensitive *list,
				     const char *name, const char *family)
{
	enum sensitive_level level = SENSITIVE_NO;
	char *key CLEANUP(mem_free_str) = NULL;
	char *house CLEANUP(mem_free_str) = NULL;
	size_t at = 0;

	if (list == NULL || list->n == 0)
		return SENSITIVE_NO;
	key = name_key(name);
	house = name_key(family);
	if (house[0] != '\0')
		level = entry_find(list, house);
	for (int words = 0; words < SENSITIVE_WORDS && key[at] != '\0';
	     words++) {
		char kept;

		at += strcspn(key + at, " ");
		kept = key[at];
		key[at] = '\0';
		level = stricter(level, entry_find(list, key));
		key[at] = kept;
		at += kept != '\0';
	}
	return level;
}
