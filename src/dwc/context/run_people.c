/*
 * run_people.c: people as they are counted. See run_people.h.
 *
 * 1. A surname has three letters or more: what is shorter is an initial, or a
 *    piece of something.
 */
#include "config.h"

#include "dwc/context/run_people.h"

#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/phrase.h"

#define SURNAME_MIN 3

/* The words of one person. */
struct one {
	const struct phrase_word *words[8];
	size_t n;
	bool comma; /* behind the first of them */
};

static bool is_title(const char *folded)
{
	static const char *const titles[] = {
		"jr",	  "sr",	  "dr",	    "prof",   "mr",	"mrs",
		"miss",	  "ms",	  "rev",    "fr",     "frere",	"bro",
		"sister", "pere", "father", "abbe",   "ii",	"iii",
		"iv",	  "fil",  "filius", "senior", "junior", "al",
		"de",	  "la",	  "von",    "van",    "der",	"den",
		"du",	  "da",	  "dos",    "del",    "le",	"by"};

	return text_among(folded, titles, ARRAY_LEN(titles));
}

static bool is_link(const char *folded)
{
	static const char *const links[] = {"and", "with", "et", "und", "y",
					    "e",   "och",  "og", "con", "avec"};

	return text_among(folded, links, ARRAY_LEN(links));
}

/* Words that nobody is called by. Small words are initials as well. */
static bool is_foreign(const struct word_tables *tables, const char *folded)
{
	static const enum word_class classes[] = {WORD_HEADING, WORD_ALONE,
						  WORD_PRINTED, WORD_PLAIN,
						  WORD_HABITAT};

	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (wordlist_has(tables->words, classes[i], folded))
			return true;
	return false;
}

/* What stands between two words. */
static bool gap_has(const char *text, size_t from, size_t to, const char *marks)
{
	for (size_t i = from; i < to; i++)
		if (strchr(marks, text[i]) != NULL)
			return true;
	return false;
}

static void person_copy(char ret[SPELLING_MAX + 1], const char *folded)
{
	size_t len = strnlen(folded, SPELLING_MAX);

	memcpy(ret, folded, len);
	ret[len] = '\0';
}

/* Makes a person of the words; false where no surname is among them. */
static bool one_read(const struct one *one, struct run_person *ret)
{
	size_t surname = one->n;

	*ret = (struct run_person){0};
	for (size_t i = 0; i < one->n && surname == one->n; i++) {
		size_t at = one->comma ? i : one->n - 1 - i;

		if (strlen(one->words[at]->folded) >= SURNAME_MIN)
			surname = at;
	}
	if (surname == one->n)
		return false;
	person_copy(ret->surname, one->words[surname]->folded);
	for (size_t i = 0; i < one->n && ret->given[0] == '\0'; i++)
		if (i != surname)
			person_copy(ret->given, one->words[i]->folded);
	if (strlen(ret->given) + 1 + strlen(ret->surname) > SPELLING_MAX)
		return false;
	strcpy(ret->key, ret->given);
	strcat(ret->key, " ");
	strcat(ret->key, ret->surname);
	return true;
}

/* Ends a person, where there is one. */
static size_t one_end(struct one *one, size_t n,
		      struct run_person ret[RUN_PEOPLE_MAX])
{
	bool good = one->n > 0 && n < RUN_PEOPLE_MAX && one_read(one, &ret[n]);

	*one = (struct one){0};
	return n + good;
}

/* "Smith, J.": initials behind a comma belong to the surname before it. */
static bool comma_ends(const struct phrase *phrase, size_t i,
		       const struct one *one)
{
	return one->n != 1 || strlen(phrase->words[i].folded) >= SURNAME_MIN;
}

size_t run_people_read(const struct word_tables *tables, const char *value,
		       struct run_person ret[RUN_PEOPLE_MAX])
{
	struct phrase phrase CLEANUP(phrase_done);
	struct one one = {0};
	size_t n = 0;

	phrase_read(value, PHRASE_LETTERS, &phrase);
	for (size_t i = 0; i < phrase.n; i++) {
		const struct phrase_word *word = &phrase.words[i];
		size_t from = i > 0 ? word[-1].end : word->start;
		bool ends = is_link(word->folded) ||
			    is_foreign(tables, word->folded);

		if (ends || gap_has(value, from, word->start, "|;&/+") ||
		    (gap_has(value, from, word->start, ",") &&
		     comma_ends(&phrase, i, &one)))
			n = one_end(&one, n, ret);
		else if (gap_has(value, from, word->start, ","))
			one.comma = true;
		if (!ends && !is_title(word->folded) &&
		    one.n < ARRAY_LEN(one.words))
			one.words[one.n++] = word;
	}
	return one_end(&one, n, ret);
}
