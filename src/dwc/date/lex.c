/*
 * lex.c: the tokens of dates. See lex.h.
 *
 * 1. Tokens do not overlap and stand in the order of the text.
 * 2. A token holds letters or digits; every other character is gap.
 */
#include "config.h"

#include "dwc/date/lex.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/compiler.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/month.h"
#include "dwc/words/mark.h"

#define TOKENS_MAX 4096

/* Bytes of the punctuation beyond ASCII that may stand beside a date. */
static size_t mark_len(const char *at)
{
	static const char *const marks[] = {"\xc2\xb7", "\xc2\xaa",
					    "\xef\xbf\xbd"};
	size_t len = mark_dash(at) + mark_prime(at) + mark_thin_blank(at);

	if (len == 0)
		len = mark_degree(at);
	if (len == 0)
		len = mark_double_prime(at);
	for (size_t i = 0; len == 0 && i < ARRAY_LEN(marks); i++)
		if (strncmp(at, marks[i], strlen(marks[i])) == 0)
			len = strlen(marks[i]);
	return len;
}

/* Bytes of the letter at `at`; 0 when there is none. */
static size_t letter_len(const char *at)
{
	if ((unsigned char)*at < 0x80)
		return ascii_letter(*at);
	return mark_len(at) > 0 ? 0 : text_letter(at);
}

/* The digit that `c` is, or is often misread for; -1 for none. */
static int digit_value(char c, bool *ret_misread)
{
	if (ascii_digit(c))
		return c - '0';
	*ret_misread = true;
	if (c == 'O' || c == 'o')
		return 0;
	return c == 'l' || c == 'I' ? 1 : -1;
}

/* Bytes of an ordinal ending ("th", "er", U+00BA) that ends a word. */
static size_t ordinal_len(const char *at)
{
	static const char *const endings[] = {
		"st",	    "nd",	"rd", "th", "er", "re",
		"\xc2\xba", "\xc2\xaa", "o",  "e",  "a"};

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t len = strlen(endings[i]);

		if (strncmp(at, endings[i], len) == 0 &&
		    letter_len(at + len) == 0 && !ascii_digit(at[len]))
			return len;
	}
	return 0;
}

/* "viii", "VIII", "Vlll", "V111"; not "Viii", nor what is letters misread
 * alone. */
static int roman_of_word(const char *text, size_t len)
{
	char lower[6];
	bool small = false, big = false;

	if (len >= sizeof(lower))
		return 0;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (strchr("ivxIVXl1", c) == NULL)
			return 0;
		small |= c == 'i' || c == 'v' || c == 'x';
		big |= c == 'I' || c == 'V' || c == 'X';
		lower[i] = c == 'l' || c == '1' ? 'i' : (char)(c | 0x20);
	}
	lower[len] = '\0';
	if (small == big)
		return 0;
	return month_of_roman(lower);
}

/* A word of letters alone that may be a day misread: "lO", "Il", "lst", "ler".
 */
static void token_word_number(struct date_token *token, const char *text,
			      size_t len)
{
	int number = 0;
	bool misread;

	if (len == 3 &&
	    (strncmp(text, "lst", 3) == 0 || strncmp(text, "Ist", 3) == 0 ||
	     strncmp(text, "ler", 3) == 0 || strncmp(text, "Ier", 3) == 0))
		len = 1;
	if (len > 2)
		return;
	for (size_t i = 0; i < len; i++) {
		int digit = digit_value(text[i], &misread);

		if (digit < 0)
			return;
		number = number * 10 + digit;
	}
	token->number = number;
	token->digits = (int)len;
	token->misread = token->letters = true;
}

static void token_fill_word(struct date_token *token, const char *text)
{
	size_t len = token->end - token->start;
	char *raw CLEANUP(mem_free_str) = NULL;
	char *folded CLEANUP(mem_free_str) = NULL;

	token->roman = roman_of_word(text + token->start, len);
	token_word_number(token, text + token->start, len);
	if (len >= 2 * sizeof(token->word))
		return;
	raw = mem_strndup(text + token->start, len);
	folded = text_folded(raw);
	if (strlen(folded) >= sizeof(token->word))
		return;
	strcpy(token->word, folded);
	token->month = month_of_word(folded);
	token->weak_month = month_is_weak(folded);
	if (token->month == 0) {
		token->month = month_of_misspelt(folded);
		token->misspelt = token->month != 0;
	}
}

/* "Ju1y", "0ct", "Apri1", "8bre": a month's name with digits in it, at
 * text[token->start]. */
static bool token_read_mixed(struct date_token *token, const char *text)
{
	char word[16];
	size_t len = 0, letters = 0, digits = 0;

	for (const char *at = text + token->start;
	     ascii_letter(*at) || ascii_digit(*at); at++) {
		if (len == sizeof(word) - 1)
			return false;
		letters += ascii_letter(*at);
		digits += ascii_digit(*at);
		word[len++] = *at == '0' ? 'o' : *at == '1' ? 'l' : *at;
	}
	word[len] = '\0';
	for (size_t i = 0; i < len; i++)
		word[i] = ascii_letter(word[i]) ? (char)(word[i] | 0x20)
						: word[i];
	if (digits == 0 || digits > 1 || letters < 2)
		return false;
	token->month = month_of_word(word);
	token->end = token->start + len;
	return token->month != 0;
}

/* "V1", "1X": a Roman month of which an I was taken for a digit, at
 * text[token->start]. */
static bool token_read_roman(struct date_token *token, const char *text)
{
	size_t len = strspn(text + token->start, "ivxIVXl1");
	const char *end = text + token->start + len;

	if (ascii_letter(*end) || ascii_digit(*end) || letter_len(end) > 0 ||
	    memchr(text + token->start, '1', len) == NULL)
		return false;
	token->roman = roman_of_word(text + token->start, len);
	token->misspelt = token->roman != 0;
	token->end = token->start + len;
	return token->roman != 0;
}

/* A number with at least one digit, at text[token->start]. */
static bool token_read_number(struct date_token *token, const char *text)
{
	size_t at = token->start, end = at, digits = 0;
	bool misread = false;
	int number = 0;

	while (digit_value(text[end], &misread) >= 0)
		digits += ascii_digit(text[end++]);
	if (digits == 0)
		return false;
	/* "20Oct": the letter belongs to what follows. */
	if (letter_len(text + end) > 0 && ordinal_len(text + end) == 0)
		for (end = at; ascii_digit(text[end]);)
			end++;
	if (end == at)
		return false;
	misread = false;
	for (size_t i = at; i < end && i < at + 8; i++)
		number = number * 10 + digit_value(text[i], &misread);
	token->number = number;
	token->digits = (int)(end - at);
	token->misread = misread;
	token->end = end + ordinal_len(text + end);
	return true;
}

static bool token_read(struct date_token *token, const char *text)
{
	size_t len, end = token->start;

	if (token_read_mixed(token, text) || token_read_roman(token, text))
		return true;
	token->end = token->start;
	if (token_read_number(token, text))
		return true;
	for (len = letter_len(text + end); len > 0;
	     len = letter_len(text + end))
		end += len;
	token->end = end;
	if (end == token->start)
		return false;
	token_fill_word(token, text);
	return true;
}

static bool ends_in_apostrophe(const char *text, size_t at)
{
	return at > 0 &&
	       (text[at - 1] == '\'' || text[at - 1] == '`' ||
		(at >= 3 && (strncmp(text + at - 3, "\xe2\x80\x99", 3) == 0 ||
			     strncmp(text + at - 3, "\xe2\x80\x98", 3) == 0)));
}

void date_tokens_read(const char *text, struct date_tokens *ret)
{
	size_t at = 0, cap = 0;

	*ret = (struct date_tokens){0};
	while (text[at] != '\0' && ret->n < TOKENS_MAX) {
		struct date_token token = {.start = at, .number = -1};

		if (!token_read(&token, text)) {
			size_t mark = mark_len(text + at);

			at += mark > 0 ? mark : 1;
			continue;
		}
		token.apostrophe = ends_in_apostrophe(text, at);
		at = token.end;
		ARRAY_GROW(ret->items, ret->n, cap);
		ret->items[ret->n++] = token;
	}
}

void date_tokens_done(struct date_tokens *tokens)
{
	free(tokens->items);
	*tokens = (struct date_tokens){0};
}
