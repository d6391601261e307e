/*
 * wordlist.c: the words that validators know. See wordlist.h.
 *
 * Most words resemble no entry at all, and that has to cost little: lengths
 * and sets of letters are compared before edit distances.
 *
 * 1. The entries of a class are folded, without blanks, sorted and unique.
 */
#include "config.h"

#include "dwc/words/wordlist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"

#define ENTRY_WORDS 6  /* in one entry, at most */
#define ENTRY_BYTES 64 /* of one entry, at most */
#define ONE_MISREAD 7  /* letters from which one may be misread */
#define TWO_MISREAD 14
#define MISREAD_MAX 2

enum { COL_CLASS, COL_LANGUAGE, COL_WORDS };

static const struct tsv_form words_form = {
	.file = "verdict-words.tsv",
	.columns = "class\tlanguage\twords",
	.keys = 2,
	.joins = true,
};

struct entry {
	char *text;
	size_t len;
	uint32_t letters; /* a bit for each letter it has, see letters_of */
};

struct entries {
	struct entry *items;
	size_t n;
	/* The same by length: those of `len` are [starts[len],
	 * starts[len + 1]). */
	struct entry *by_length;
	size_t starts[ENTRY_BYTES + 2];
};

struct wordlist {
	struct entries classes[WORD_CLASSES];
};

static const char *const class_words[] = {
	[WORD_HEADING] = "heading",
	[WORD_ALONE] = "alone",
	[WORD_PRINTED] = "printed",
	[WORD_INSTITUTION] = "institution",
	[WORD_PLACEHOLDER] = "placeholder",
	[WORD_UNDATED] = "undated",
	[WORD_UNPLACED] = "unplaced",
	[WORD_UNNAMED] = "unnamed",
	[WORD_PLAIN] = "plain",
	[WORD_HABITAT] = "habitat",
	[WORD_SMALL] = "small",
	[WORD_REMARK] = "remark",
	[WORD_MEASURE] = "measure",
	[WORD_DIRECTION] = "direction",
	[WORD_LEADING] = "leading",
};

/* --- the file ------------------------------------------------------------- */

/* Which letters a text has; other bytes share the bits beyond z. */
static uint32_t letters_of(const char *text)
{
	uint32_t letters = 0;

	for (; *text != '\0'; text++)
		letters |= *text >= 'a' && *text <= 'z'
				   ? 1u << (*text - 'a')
				   : 1u << (26 + (unsigned char)*text % 6);
	return letters;
}

static int entry_order(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return strcmp(left->text, right->text);
}

static void entries_add(struct entries *entries, const char *form)
{
	struct phrase phrase;
	struct bytes joined = {0};
	struct entry *entry;

	phrase_read(form, PHRASE_LETTERS_AND_DIGITS, &phrase);
	for (size_t i = 0; i < phrase.n; i++)
		bytes_append_str(&joined, phrase.words[i].folded);
	phrase_done(&phrase);
	entries->items = mem_grow(entries->items, entries->n + 1,
				  sizeof(*entries->items));
	entry = &entries->items[entries->n++];
	entry->len = joined.len;
	entry->text = bytes_steal(&joined);
	entry->letters = letters_of(entry->text);
}

static void entries_sort(struct entries *entries)
{
	size_t kept = 0;

	if (entries->n == 0)
		return;
	qsort(entries->items, entries->n, sizeof(*entries->items), entry_order);
	for (size_t i = 1; i < entries->n; i++)
		if (entry_order(&entries->items[kept], &entries->items[i]) == 0)
			free(entries->items[i].text);
		else
			entries->items[++kept] = entries->items[i];
	entries->n = kept + 1;
}

static int entry_length_order(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return left->len < right->len ? -1 : left->len > right->len;
}

static void entries_sort_lengths(struct entries *entries)
{
	size_t at = 0;

	entries->by_length =
		mem_alloc(entries->n * sizeof(*entries->by_length));
	for (size_t i = 0; i < entries->n; i++)
		entries->by_length[i] = entries->items[i];
	if (entries->n > 0)
		qsort(entries->by_length, entries->n,
		      sizeof(*entries->by_length), entry_length_order);
	for (size_t len = 0; len < ARRAY_LEN(entries->starts); len++) {
		while (at < entries->n && entries->by_length[at].len < len)
			at++;
		entries->starts[len] = at;
	}
}

static int wordlist_add_row(struct wordlist *list, const struct tsv_row *row,
			    struct error *err)
{
	size_t class = 0;
	char *forms = row->fields[COL_WORDS];

	while (class < WORD_CLASSES &&
	       strcmp(class_words[class], row->fields[COL_CLASS]) != 0)
		class ++;
	if (class == WORD_CLASSES)
		return tsv_refuse(
			row, err,
			"\"%s\" is not a class; use heading, alone, "
			"printed, institution, placeholder, undated, "
			"unplaced, unnamed, plain, habitat, small, remark, "
			"measure or direction",
			row->fields[COL_CLASS]);
	while (*forms != '\0') {
		size_t len = strcspn(forms, ";");
		bool more = forms[len] == ';';

		forms[len] = '\0';
		if (len > ENTRY_BYTES)
			return tsv_refuse(row, err,
					  "an entry is longer than %d bytes; "
					  "put \"; \" between entries",
					  ENTRY_BYTES);
		if (!text_blank(forms))
			entries_add(&list->classes[class], forms);
		forms += len + more;
	}
	return 0;
}

int wordlist_load(const char *config_dir, struct wordlist **ret,
		  struct error *err)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};
	struct wordlist *list;

	if (tsv_load(&words_form, config_dir, &tsv, err) < 0)
		return -1;
	list = mem_zalloc(sizeof(*list));
	for (size_t i = 0; i < tsv.n; i++)
		if (wordlist_add_row(list, &tsv.rows[i], err) < 0) {
			wordlist_free(list);
			return -1;
		}
	for (size_t i = 0; i < WORD_CLASSES; i++)
		entries_sort(&list->classes[i]);
	for (size_t i = 0; i < WORD_CLASSES; i++)
		entries_sort_lengths(&list->classes[i]);
	*ret = list;
	return 0;
}

void wordlist_free(struct wordlist *list)
{
	if (list == NULL)
		return;
	for (size_t i = 0; i < WORD_CLASSES; i++) {
		for (size_t j = 0; j < list->classes[i].n; j++)
			free(list->classes[i].items[j].text);
		free(list->classes[i].items);
		free(list->classes[i].by_length);
	}
	free(list);
}

/* --- looking up ----------------------------------------------------------- */

bool wordlist_has(const struct wordlist *list, enum word_class class,
		  const char *folded)
{
	const struct entries *entries = &list->classes[class];
	/* bsearch only looks at it. */
	const struct entry key = {.text = (char *)(uintptr_t)folded};

	return entries->n > 0 &&
	       bsearch(&key, entries->items, entries->n,
		       sizeof(*entries->items), entry_order) != NULL;
}

/* Whether more than `limit` bits are set. */
static bool more_bits(uint32_t bits, int limit)
{
	while (bits != 0 && limit-- > 0)
		bits &= bits - 1;
	return bits != 0;
}

/* How many letters are misread; -1 when it is not that entry. */
static int entry_misread(const struct entry *entry, const struct entry *read)
{
	size_t gap = entry->len > read->len ? entry->len - read->len
					    : read->len - entry->len;
	int limit = entry->len >= TWO_MISREAD	? 2
		    : entry->len >= ONE_MISREAD ? 1
						: 0;
	int distance;

	/* Each edit brings in one letter at most, and takes one away. */
	if (limit == 0 || gap > (size_t)limit ||
	    more_bits(entry->letters & ~read->letters, limit) ||
	    more_bits(read->letters & ~entry->letters, limit))
		return -1;
	distance = text_distance(entry->text, read->text, limit);
	return distance <= limit ? distance : -1;
}

/* The first of the entries, by length, that has `len` bytes or more. */
static size_t entries_from(const struct entries *entries, size_t len)
{
	return len < ARRAY_LEN(entries->starts) ? entries->starts[len]
						: entries->n;
}

/* Whether one of them is just that. */
static bool entries_have(const struct entries *entries,
			 const struct entry *read)
{
	for (size_t i = entries_from(entries, read->len);
	     i < entries_from(entries, read->len + 1); i++) {
		const struct entry *entry = &entries->by_length[i];

		if (entry->letters == read->letters &&
		    entry->len == read->len &&
		    memcmp(entry->text, read->text, read->len) == 0)
			return true;
	}
	return false;
}

/* The same for the nearest entry of a class. */
static int class_misread(const struct wordlist *list, enum word_class class,
			 const struct bytes *letters)
{
	const struct entries *entries = &list->classes[class];
	struct entry read = {.text = letters->data, .len = letters->len};
	int best = -1;

	read.letters = letters_of(read.text);
	if (entries_have(entries, &read))
		return 0;
	if (read.len < ONE_MISREAD - 1)
		return -1;
	for (size_t i = entries_from(entries, read.len - MISREAD_MAX);
	     i < entries_from(entries, read.len + MISREAD_MAX + 1); i++) {
		int misread = entry_misread(&entries->by_length[i], &read);

		if (misread >= 0 && (best < 0 || misread < best))
			best = misread;
	}
	return best;
}

size_t wordlist_match(const struct wordlist *list, enum word_class class,
		      const struct phrase *phrase, size_t first)
{
	struct bytes letters CLEANUP(bytes_done) = {0};
	size_t found = 0;
	int best = -1;

	for (size_t n = 1; n <= ENTRY_WORDS && first + n <= phrase->n; n++) {
		int misread;

		bytes_append_str(&letters, phrase->words[first + n - 1].folded);
		if (letters.len > ENTRY_BYTES)
			break;
		misread = class_misread(list, class, &letters);
		if (misread >= 0 && (best < 0 || misread <= best)) {
			best = misread;
			found = n;
		}
	}
	return found;
}

bool wordlist_is_near(const struct wordlist *list, enum word_class class,
		      const char *folded, int limit)
{
	const struct entries *entries = &list->classes[class];
	const size_t len = strlen(folded), far = (size_t)limit;
	uint32_t letters = letters_of(folded);

	for (size_t i = entries_from(entries, len > far ? len - far : 0);
	     i < entries_from(entries, len + far + 1); i++) {
		const struct entry *entry = &entries->by_length[i];

		if (!more_bits(entry->letters & ~letters, limit) &&
		    !more_bits(letters & ~entry->letters, limit) &&
		    text_distance(entry->text, folded, limit) <= limit)
			return true;
	}
	return false;
}

bool wordlist_is_plain(const struct wordlist *list, const char *folded)
{
	return wordlist_has(list, WORD_PLAIN, folded) ||
	       wordlist_has(list, WORD_HABITAT, folded) ||
	       wordlist_has(list, WORD_SMALL, folded);
}
