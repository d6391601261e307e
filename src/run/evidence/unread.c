/*
 * unread.c: whether a value may stand where nothing could be read. See asked.h.
 *
 * That a sheet does not say a value is worth a curator's time only where it was
 * read. OCR is often silent about what it could not read, so that the words
 * that are there do not tell; but a label without any date, number or name
 * beside words that may be anything has one of those words for it, more likely
 * than none.
 */
#include "config.h"

#include "run/evidence/asked.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "dwc/parse/name.h"
#include "dwc/record/word_tables.h"

#define HARD_ENOUGH   0.25 /* of a page, to say that it can hardly be read */
#define LITTLE_READ   100  /* letters: a label has more */
#define UNSURE_ENOUGH 3	   /* letters that may be anything */
#define ALMOST	      0.45 /* of a value, to look at how its words were read */
#define WORD_UNSURE   0.75

/* --- what stands there instead --------------------------------------------- */

/* Whether a word says a date, a length or a coordinate. */
static bool word_is_said(const struct said_list *said, uint32_t word)
{
	for (size_t i = 0; i < said->n; i++)
		for (size_t k = 0; k < said->items[i].found.n; k++)
			if (said->items[i].kind != SAYS_PLACE &&
			    !said->items[i].bare &&
			    said->items[i].found.words[k] == word)
				return true;
	return false;
}

static bool rival_date(const struct asked *asked)
{
	for (size_t i = 0; i < asked->said->n; i++)
		if (asked->said->items[i].kind == SAYS_DATE)
			return true;
	return false;
}

static size_t digits_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text >= '0' && *text <= '9';
	return n;
}

/* A number about as long as this one; none where one that was hardly read may
 * be it. */
static bool rival_identifier(const struct asked *asked)
{
	const struct page *page = asked->page;
	size_t len = digits_of(asked->value);
	bool rival = false;

	if (said_where(asked->term)->codes && asked->sheet->facts->n_codes > 0)
		return true;
	for (uint32_t i = 0; i < page->n_words; i++) {
		const struct word *word = page->words[i].word;
		size_t digits = digits_of(word->text);

		if (digits == 0 || digits + 1 < len || digits > len + 1)
			continue;
		if (word->confidence < WORD_SURE)
			return false;
		rival = rival || !word_is_said(asked->said, i);
	}
	return rival;
}

/* Two words that may be a genus and an epithet, and no plain language. */
static bool words_are_name(const struct asked *asked, size_t at)
{
	const struct wordlist *list =
		terms_word_tables(asked->sheet->terms)->words;
	const struct page_word *words = asked->page->words;
	const char *genus = words[at].word->text;
	const char *epithet = words[at + 1].word->text;
	char *text CLEANUP(mem_free_str) = mem_printf("%s %s", genus, epithet);
	static const char *const ends[] = {"us", "a",  "um", "is",   "ii", "i",
					   "ae", "ns", "es", "ides", "or", "x"};
	size_t len = strlen(epithet);

	if (words[at].line != words[at + 1].line ||
	    words[at].word->confidence < WORD_SURE ||
	    words[at + 1].word->confidence < WORD_SURE || len < 5 ||
	    strlen(genus) < 4 || !name_is_text(text) ||
	    wordlist_is_plain(list, epithet))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t end = strlen(ends[i]);

		if (strcmp(epithet + len - end, ends[i]) == 0)
			return true;
	}
	return false;
}

static bool rival_name(const struct asked *asked)
{
	for (size_t i = 0; i + 1 < asked->page->n_words; i++)
		if (words_are_name(asked, i))
			return true;
	return false;
}

/* Whether something else of its kind was read. NULL: what would be that is
 * not known. */
static bool (*const rivals[])(const struct asked *asked) = {
	[TERM_NAME] = rival_name,
	[TERM_DATE] = rival_date,
	[TERM_IDENTIFIER] = rival_identifier,
	[TERM_HISTORY] = NULL, /* the last of the kinds */
};

/* --- what could not be read ------------------------------------------------ */

double found_confidence(const struct page *page, const struct found *found)
{
	double sum = 0;

	for (size_t i = 0; i < found->n; i++)
		sum += page->words[found->words[i]].word->confidence;
	return found->n > 0 ? sum / (double)found->n : 1;
}

/*
 * Whether a value that was not found may stand there all the same: little was
 * read at all, or much of it badly, or what is nearest to it; or nothing of
 * its kind was read, and something could not be.
 */
bool asked_is_unread(const struct asked *asked, const struct found *found)
{
	const struct page *page = asked->page;
	size_t all = page->sure + page->unsure;
	bool (*rival)(const struct asked *asked) = rivals[asked->term->kind];

	if (page->sure < LITTLE_READ ||
	    (double)page->unsure > HARD_ENOUGH * (double)all)
		return true;
	if (found->score >= ALMOST &&
	    found_confidence(page, found) < WORD_UNSURE)
		return true;
	return rival != NULL && page->unsure >= UNSURE_ENOUGH && !rival(asked);
}
