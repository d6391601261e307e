/*
 * phrase.c: the words of a text. See phrase.h.
 *
 * 1. Words stand in their order, do not overlap, and none is empty.
 */
#include "config.h"

#include "dwc/words/phrase.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* Bytes of the letter (or digit) at `at`; 0 when it is neither. */
static size_t phrase_letter(const char *at, enum phrase_letters letters)
{
	if (letters == PHRASE_LETTERS_AND_DIGITS && *at >= '0' && *at <= '9')
		return 1;
	return text_letter(at);
}

void phrase_read(const char *text, enum phrase_letters letters,
		 struct phrase *ret)
{
	size_t at = 0, cap = 0;

	*ret = (struct phrase){.text = text};
	while (text[at] != '\0' && ret->n < PHRASE_WORDS_MAX) {
		struct phrase_word word = {.start = at};
		char *raw CLEANUP(mem_free_str) = NULL;
		size_t len;

		while ((len = phrase_letter(text + at, letters)) > 0)
			at += len;
		word.end = at;
		if (word.end == word.start) {
			at++;
			continue;
		}
		raw = mem_strndup(text + word.start, word.end - word.start);
		word.folded = text_folded(raw);
		ARRAY_GROW(ret->words, ret->n, cap);
		ret->words[ret->n++] = word;
	}
}

void phrase_done(struct phrase *phrase)
{
	for (size_t i = 0; i < phrase->n; i++)
		free(phrase->words[i].folded);
	free(phrase->words);
	*phrase = (struct phrase){0};
}

size_t phrase_word_at(const char *at, char *ret, size_t size)
{
	char *raw CLEANUP(mem_free_str) = NULL;
	char *folded CLEANUP(mem_free_str) = NULL;
	size_t len = 0, one;

	while (len < size && (one = text_letter(at + len)) > 0)
		len += one;
	if (len == 0 || len >= size)
		return 0;
	raw = mem_strndup(at, len);
	folded = text_folded(raw);
	if (strlen(folded) >= size)
		return 0;
	strcpy(ret, folded);
	return len;
}

char *phrase_join(const struct phrase *phrase, size_t first, size_t n,
		  bool folded)
{
	struct bytes out = {0};

	for (size_t i = first; i < first + n; i++) {
		const struct phrase_word *word = &phrase->words[i];

		if (i > first)
			bytes_append_char(&out, ' ');
		if (folded)
			bytes_append_str(&out, word->folded);
		else
			bytes_append(&out, phrase->text + word->start,
				     word->end - word->start);
	}
	return bytes_steal(&out);
}
