/*
 * guess.c: dates whose month was misread. See guess.h.
 *
 * 1. A guess is the text itself with another word for the month: whatever else
 *    makes a date of it, date_read says.
 */
#include "config.h"

#include "dwc/date/guess.h"

#include <string.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/mem.h"
#include "dwc/date/lex.h"
#include "dwc/date/month.h"

#define ISO_DAY	    10 /* bytes of YYYY-MM-DD */
#define ROMAN_BYTES 6
#define NUMBER_NEAR 2	/* tokens */
#define TEXT_MOST   400 /* bytes; each token may have it read anew */

/* What a month is called that every reader knows. */
static const char *const usual[] = {
	"",	   "January",  "February", "March",  "April",
	"May",	   "June",     "July",	   "August", "September",
	"October", "November", "December",
};

/* The months that a token may be where it is none, or hardly one; 0 for none. */
static size_t token_months(const char *text, const struct date_token *token,
			   int ret[MONTHS_NEAR])
{
	size_t len = token->end - token->start, n;
	char small[ROMAN_BYTES];

	if ((token->month != 0 && !token->misspelt) || token->roman != 0 ||
	    token->word[0] == '\0')
		return 0;
	n = months_near(token->word, ret);
	if (n > 0 || len >= sizeof(small))
		return n;
	for (size_t i = 0; i < len; i++) {
		char c = text[token->start + i];

		small[i] = c == 'l' || c == '1' ? 'i'
			   : ascii_letter(c)	? (char)(c | 0x20)
						: c;
	}
	small[len] = '\0';
	return months_near_roman(small, ret);
}

static bool reading_is_day(const struct date_reading *reading)
{
	return strlen(reading->iso) == ISO_DAY && date_is_definite(reading) &&
	       !reading->weak;
}

/* The text with a month's name for this token, where that is a day. */
static bool guess_make(const char *text, const struct date_token *token,
		       int month, int this_year, struct date_guess *ret)
{
	size_t len = strlen(usual[month]);
	char *meant CLEANUP(mem_free_str) =
		mem_printf("%.*s%s%s", (int)token->start, text, usual[month],
			   text + token->end);
	struct date_reading reading;

	if (date_read(meant, this_year, &reading) < 0 ||
	    !reading_is_day(&reading) || reading.start > token->start ||
	    reading.end < token->start + len)
		return false;
	*ret = (struct date_guess){
		.start = reading.start,
		.end = reading.end + (token->end - token->start) - len,
		.month = token->start,
		.month_end = token->end,
	};
	strcpy(ret->iso, reading.iso);
	return true;
}

/* Whether a number stands beside a token, a day or a year, or a word from it: "5
 * de mayo". */
static bool has_number_near(const struct date_tokens *tokens, size_t at)
{
	size_t first = at > NUMBER_NEAR ? at - NUMBER_NEAR : 0;

	for (size_t i = first; i < tokens->n && i <= at + NUMBER_NEAR; i++)
		if (i != at && tokens->items[i].number >= 0)
			return true;
	return false;
}

size_t date_guess(const char *text, int this_year,
		  struct date_guess ret[DATE_GUESSES])
{
	struct date_reading reading;
	struct date_tokens tokens;
	size_t n = 0;

	if (strlen(text) > TEXT_MOST ||
	    (date_read(text, this_year, &reading) == 0 &&
	     reading_is_day(&reading)))
		return 0;
	date_tokens_read(text, &tokens);
	for (size_t i = 0; i < tokens.n && n == 0; i++) {
		int months[MONTHS_NEAR];
		size_t k, near = 0;

		if (has_number_near(&tokens, i))
			near = token_months(text, &tokens.items[i], months);
		for (k = 0; k < near && n < DATE_GUESSES; k++)
			n += guess_make(text, &tokens.items[i], months[k],
					this_year, &ret[n]);
	}
	date_tokens_done(&tokens);
	return n;
}
