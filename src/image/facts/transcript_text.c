/*
 * transcript_text.c: what words of a page say together. See transcript.h.
 *
 * 1. A hyphen at the end of a line goes where a small letter follows a letter:
 *    the word was broken there. Elsewhere it stays, without a blank behind it
 *    ("Saint-" "Hubert", "1200-" "1300"). The soft hyphen and the sign that
 *    OCR reads for one always go.
 */
#include "config.h"

#include "image/facts/transcript.h"

#include <string.h>

#include "base/box.h"
#include "base/text.h"

#define SOFT_HYPHEN "\xc2\xad"
#define NOT_SIGN    "\xc2\xac"
#define HYPHEN	    "\xe2\x80\x90"

enum hyphen {
	HYPHEN_NONE,
	HYPHEN_PRINTED, /* may be part of the word */
	HYPHEN_BREAK,	/* is not */
};

/* The hyphen that a text ends with, behind something else; *ret_len gets its
 * bytes. */
static enum hyphen text_hyphen(const char *text, size_t len, size_t *ret_len)
{
	static const struct {
		const char *text;
		enum hyphen kind;
	} hyphens[] = {
		{"-", HYPHEN_PRINTED},
		{HYPHEN, HYPHEN_PRINTED},
		{SOFT_HYPHEN, HYPHEN_BREAK},
		{NOT_SIGN, HYPHEN_BREAK},
	};

	for (size_t i = 0; i < sizeof(hyphens) / sizeof(hyphens[0]); i++) {
		*ret_len = strlen(hyphens[i].text);
		if (len > *ret_len && memcmp(text + len - *ret_len,
					     hyphens[i].text, *ret_len) == 0)
			return hyphens[i].kind;
	}
	return HYPHEN_NONE;
}

/* Whether the text ends with a letter. */
static bool ends_in_letter(const char *text, size_t len)
{
	size_t at = text_prev(text, len);

	return at < len && text_letter(text + at) > 0;
}

/* Appends a word that begins another line than the one before it. */
static void line_join(struct bytes *text, const char *word)
{
	size_t len;
	enum hyphen hyphen = text_hyphen(text->data, text->len, &len);
	bool broken;

	if (hyphen == HYPHEN_NONE) {
		bytes_append_char(text, ' ');
	} else {
		broken = ends_in_letter(text->data, text->len - len) &&
			 text_letter(word) > 0 && !text_upper(word);
		if (broken || hyphen == HYPHEN_BREAK) {
			text->len -= len;
			text->data[text->len] = '\0';
		}
	}
	bytes_append_str(text, word);
}

char *transcript_text(const struct transcript *page, size_t from, size_t to)
{
	struct bytes text = {0};
	size_t first = from < to ? from : to, last = from < to ? to : from;

	bytes_append_str(&text, "");
	for (size_t i = first; i <= last && i < page->n; i++) {
		const struct transcript_word *word = &page->words[i];

		if (i > first && word->line != page->words[i - 1].line) {
			line_join(&text, word->text);
			continue;
		}
		if (i > first)
			bytes_append_char(&text, ' ');
		bytes_append_str(&text, word->text);
	}
	return bytes_steal(&text);
}

size_t transcript_boxes(const struct transcript *page, size_t from, size_t to,
			struct box *ret, size_t most)
{
	size_t first = from < to ? from : to, last = from < to ? to : from;
	size_t n = 0, line = 0;

	for (size_t i = first; i <= last && i < page->n; i++) {
		const struct transcript_word *word = &page->words[i];

		if (word->stored.w <= 0)
			continue;
		if (n > 0 && word->line == line) {
			ret[n - 1] = box_around(ret[n - 1], word->stored);
			continue;
		}
		if (n == most)
			break;
		ret[n++] = word->stored;
		line = word->line;
	}
	return n;
}
