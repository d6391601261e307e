/*
 * number_mark.c: numbers that count things. See number_mark.h.
 */
#include "config.h"

#include "dwc/parse/number_mark.h"

#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/mark.h"
#include "dwc/words/phrase.h"

#define NUMBER_MARK_MAX 16 /* bytes of one */
#define WORD_MAX	16

size_t number_heading(const char *text, size_t at)
{
	static const char *const words[] = {
		"no", "nos", "nr",     "num",	 "numb", "number",
		"n",  "nro", "numero", "nummer", "nrs",	 "numerus"};
	size_t begin = at, len;
	char word[WORD_MAX];

	if (text[at] == '#')
		return 1 + mark_blanks(text + at + 1);
	len = phrase_word_at(text + at, word, sizeof(word));
	if (len == 0 || !text_among(word, words, ARRAY_LEN(words)))
		return 0;
	at += len;
	len = mark_degree(text + at);
	/* a mere "n" is not a mark, nor is a negation */
	if (len == 0 && strncmp(text + at, "\xc2\xba", 2) == 0)
		len = 2;
	if (len == 0 && strcmp(word, "n") == 0 && text[at] != '.')
		return 0;
	at += len;
	at += strspn(text + at, ".:");
	return at - begin + mark_blanks(text + at);
}

/* Bytes of "s.n.", "sine numero", "s. no." at `at`; 0 for none. */
static size_t none_read(const char *text, size_t at)
{
	static const char *const first[] = {"s",    "sine", "sin",     "sem",
					    "sans", "ohne", "without", "senza"};
	static const char *const second[] = {"n",  "no",     "num",   "numero",
					     "nr", "nummer", "number"};
	char word[WORD_MAX];
	size_t len = phrase_word_at(text + at, word, sizeof(word)), to;

	if (len == 0 || !text_among(word, first, ARRAY_LEN(first)) ||
	    (len == 1 && text[at + len] != '.' && text[at + len] != '/'))
		return 0;
	to = at + len + strspn(text + at + len, "./");
	to += mark_blanks(text + to);
	len = phrase_word_at(text + to, word, sizeof(word));
	if (len == 0 || !text_among(word, second, ARRAY_LEN(second)) ||
	    (strlen(word) <= 2 && text[to + len] != '.'))
		return 0;
	to += len + (text[to + len] == '.');
	return to - at;
}

/* Whether the comma at `at` sets thousands apart: "12,345". */
static bool comma_groups(const char *text, size_t start, size_t at)
{
	return at > start && at - start <= 3 &&
	       strspn(text + start, "0123456789") == at - start &&
	       strspn(text + at + 1, "0123456789") == 3;
}

/* Bytes of a run that may be a number at `at`; 0 for none. */
static size_t run_read(const char *text, size_t at)
{
	size_t end = at, digits = 0;

	while (ascii_digit(text[end]) || ascii_letter(text[end]) ||
	       (end > at && strchr("-/.", text[end]) != NULL &&
		text[end] != '\0' &&
		(ascii_digit(text[end + 1]) || ascii_letter(text[end + 1]))) ||
	       (text[end] == ',' && comma_groups(text, at, end))) {
		digits += ascii_digit(text[end]);
		end++;
	}
	return digits > 0 && end - at <= NUMBER_MARK_MAX &&
			       text_letter(text + end) == 0
		       ? end - at
		       : 0;
}

/* --- what else it may be -------------------------------------------------- */

static bool run_is_year(const char *text, size_t start, size_t end)
{
	return end - start == 4 && strspn(text + start, "0123456789") >= 4 &&
	       ((text[start] == '1' && text[start + 1] >= '5') ||
		(text[start] == '2' && text[start + 1] == '0'));
}

/* "n° 1 (1753)": a year in brackets is that of a work. */
static bool year_follows(const char *text, size_t at)
{
	at += strspn(text + at, " .,");
	return text[at] == '(' && run_is_year(text, at + 1, at + 5) &&
	       text[at + 5] == ')';
}

static bool word_before_is(const char *text, size_t at,
			   const char *const *words, size_t n)
{
	size_t end = at, from;
	char word[WORD_MAX];

	while (end > 0 && strchr(" .:\n", text[end - 1]) != NULL)
		end--;
	from = end;
	while (from > 0 && ascii_letter(text[from - 1]))
		from--;
	if (from == end || end - from >= WORD_MAX ||
	    phrase_word_at(text + from, word, sizeof(word)) == 0)
		return false;
	return text_among(word, words, n);
}

static bool number_is_reference(const char *text,
				const struct number_mark *mark)
{
	static const char *const works[] = {
		"vol", "p",  "pp",   "pag", "page", "tab", "t",	 "pl",
		"fig", "bd", "fasc", "ser", "ed",   "tom", "pt", "seite"};

	return year_follows(text, mark->end) ||
	       word_before_is(text, mark->begin, works, ARRAY_LEN(works));
}

static bool number_is_part(const char *text, const struct number_mark *mark)
{
	static const char *const grids[] = {
		"sec",	 "section",  "twp",   "tp",   "township",
		"range", "rge",	     "r",     "t",    "lot",
		"lat",	 "latitude", "long",  "lon",  "longitude",
		"hwy",	 "highway",  "route", "rt",   "alt",
		"elev",	 "box",	     "km",    "mile", "utm"};
	const char *behind = text + mark->end;
	size_t blanks = mark_blanks(behind);

	/* degrees, minutes, decimals, percent */
	if (mark_degree(behind + blanks) > 0 || mark_prime(behind) > 0 ||
	    mark_double_prime(behind) > 0 || *behind == '%' ||
	    ((*behind == '.' || *behind == ',') && ascii_digit(behind[1])))
		return true;
	return word_before_is(text, mark->begin, grids, ARRAY_LEN(grids));
}

/* --- finding -------------------------------------------------------------- */

/* Whether a word or a number may begin at `at`. */
static bool begins(const char *text, size_t at)
{
	char before = at > 0 ? text[at - 1] : ' ';

	return !ascii_digit(before) && !ascii_letter(before) &&
	       (unsigned char)before < 0x80;
}

int number_mark_find(const char *text, size_t from, struct number_mark *ret)
{
	for (size_t at = from; text[at] != '\0'; at++) {
		struct number_mark mark = {.begin = at};
		size_t heading, len;

		if (!begins(text, at))
			continue;
		len = none_read(text, at);
		if (len > 0) {
			*ret = (struct number_mark){.none = true,
						    .begin = at,
						    .start = at,
						    .end = at + len};
			return 0;
		}
		heading = number_heading(text, at);
		len = run_read(text, at + heading);
		if (len == 0)
			continue;
		mark.marked = heading > 0;
		mark.start = at + heading;
		mark.end = mark.start + len;
		mark.year = run_is_year(text, mark.start, mark.end);
		mark.reference = number_is_reference(text, &mark);
		mark.part = number_is_part(text, &mark);
		*ret = mark;
		return 0;
	}
	return -1;
}

bool number_is_none(const char *value)
{
	const char *begin = value + strspn(value, " ([<");
	size_t len = strlen(begin);
	char *text CLEANUP(mem_free_str) = NULL;

	while (len > 0 && strchr(" )]>.", begin[len - 1]) != NULL)
		len--;
	/* As if a full stop stood behind it: alone it needs none. */
	text = mem_printf("%.*s.", (int)len, begin);
	return none_read(text, 0) == len + 1;
}
