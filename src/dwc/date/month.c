/*
 * month.c: the names of months. See month.h.
 */
#include "config.h"

#include "dwc/date/month.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define NAME_BYTES  16 /* of the longest name, and more */
#define SHORT_LEAST 3  /* letters of a month that is cut short, … */
#define SHORT_MOST  4
#define FAR	    3 /* no slip any more */

/* Names of months, folded, in English, French, German, Spanish, Portuguese,
 * Italian, Dutch, the Nordic languages and Latin (nominative, genitive,
 * ablative). Any beginning of three letters or more counts that fits one month
 * alone. */
static const struct {
	const char *names;
	int month;
} months[] = {
	{"january janvier januar janner enero januarius januarii januario "
	 "ianuarii janeiro gennaio januari",
	 1},
	{"february fevrier februar febrero feber februarius februarii "
	 "februario fevereiro febbraio februari",
	 2},
	{"march mars marz maerz mrz marzo martius martii martio marco maart "
	 "mrt marts",
	 3},
	{"april avril abril aprilis aprili aprile", 4},
	{"may mai mayo maius maii maio majo maggio mei maj majus maji", 5},
	{"june juin juni juno junio junius junii iunii junho giugno", 6},
	{"july juillet juli julei julio julius julii iulii jly julho luglio",
	 7},
	{"august aout agosto augustus augusti augusto agto", 8},
	{"september septembre septiembre septembris septembri setiembre "
	 "setembro settembre 7ber 7bre 7bris",
	 9},
	{"october octobre oktober octubre octobris octobri outubro ottobre "
	 "8ber 8bre 8bris",
	 10},
	{"november novembre noviembre novembris novembri novembro 9ber 9bre "
	 "9bris",
	 11},
	{"december decembre dezember diciembre decembris decembri dicbre "
	 "dezembro dicembre desember 10bris",
	 12},
};

/* The Finnish ones, whose beginnings are other words; whole, and as they are
 * inflected. */
static const struct {
	const char *names;
	int month;
} whole_months[] = {
	{"tammikuu tammikuuta", 1},    {"helmikuu helmikuuta", 2},
	{"maaliskuu maaliskuuta", 3},  {"huhtikuu huhtikuuta", 4},
	{"toukokuu toukokuuta", 5},    {"kesakuu kesakuuta", 6},
	{"heinakuu heinakuuta", 7},    {"elokuu elokuuta", 8},
	{"syyskuu syyskuuta", 9},      {"lokakuu lokakuuta", 10},
	{"marraskuu marraskuuta", 11}, {"joulukuu joulukuuta", 12},
};

/* Beginnings that are words of other languages: they want a day. */
static const char weak_months[] = "out set gen mag lug ago des marco";

/* Where letters may be wrong: names that resemble few other words. One letter,
 * and two of the names that are long. */
#define LONG_MONTH 6
static const struct {
	const char *name;
	int month;
} misspelt_months[] = {
	{"january", 1},	 {"february", 2},  {"june", 6},	     {"july", 7},
	{"aug", 8},	 {"august", 8},	   {"sept", 9},	     {"september", 9},
	{"october", 10}, {"november", 11}, {"december", 12},
};

static const char *const roman_words[] = {"",  "i",  "ii",  "iii",  "iv",
					  "v", "vi", "vii", "viii", "ix",
					  "x", "xi", "xii"};

/* Whether `part` is in the list, or the beginning of one of its words. */
static bool list_has(const char *list, const char *part, size_t len, bool whole)
{
	for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
		size_t word = strcspn(at, " ");

		if (len <= word && strncmp(at, part, len) == 0 &&
		    (len == word || !whole))
			return true;
		at += word;
	}
	return false;
}

int month_of_word(const char *word)
{
	size_t len = strlen(word);
	int found = 0;

	for (size_t i = 0; i < ARRAY_LEN(months); i++)
		if (list_has(months[i].names, word, len, true))
			return months[i].month;
	for (size_t i = 0; i < ARRAY_LEN(whole_months); i++)
		if (list_has(whole_months[i].names, word, len, true))
			return whole_months[i].month;
	if (len < 3)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(months); i++) {
		if (!list_has(months[i].names, word, len, false))
			continue;
		if (found != 0)
			return 0;
		found = months[i].month;
	}
	return found;
}

/* Letters that may be wrong in the name of a month. */
static int month_slips(const char *name)
{
	return strlen(name) >= LONG_MONTH ? 2 : 1;
}

/* The month that a word is a slip of, as no other is: "Tuly", "Aucuet", not
 * "Juny". */
int month_of_misspelt(const char *word)
{
	int found = 0, best = 3;

	if (strlen(word) < 3)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(misspelt_months); i++) {
		int most = month_slips(misspelt_months[i].name);
		int off = text_distance(word, misspelt_months[i].name, most);

		if (off > most || off > best)
			continue;
		if (off == best && found != misspelt_months[i].month)
			found = 0;
		else
			found = misspelt_months[i].month;
		best = off;
	}
	return found;
}

bool month_is_weak(const char *folded)
{
	return list_has(weak_months, folded, strlen(folded), true);
}

int month_of_roman(const char *small)
{
	for (size_t i = 1; i < ARRAY_LEN(roman_words); i++)
		if (strcmp(small, roman_words[i]) == 0)
			return (int)i;
	return 0;
}

/* --- misread --------------------------------------------------------------- */

/* How many letters of a word are another's, at most FAR. */
static int slips_from(const char *word, const char *name, size_t len)
{
	char own[NAME_BYTES];

	if (len >= sizeof(own))
		return FAR;
	memcpy(own, name, len);
	own[len] = '\0';
	return text_distance(word, own, FAR);
}

/* The fewest letters that a word is off from one of the names, or from how a
 * name is cut short. */
static int slips_from_any(const char *word, const char *names)
{
	int least = FAR;

	for (const char *at = names; *at != '\0'; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		int off = slips_from(word, at, len);

		for (size_t n = SHORT_LEAST; n <= SHORT_MOST && n < len; n++) {
			int cut = slips_from(word, at, n);

			off = cut < off ? cut : off;
		}
		least = off < least ? off : least;
		at += len;
	}
	return least;
}

/* Those of all that are off by the fewest letters. */
static size_t months_nearest(const int off[13], int most, int ret[MONTHS_NEAR])
{
	int least = most + 1;
	size_t n = 0;

	for (int month = 1; month <= 12; month++)
		least = off[month] < least ? off[month] : least;
	for (int month = 1; month <= 12 && least <= most; month++) {
		if (off[month] != least)
			continue;
		if (n == MONTHS_NEAR)
			return 0;
		ret[n++] = month;
	}
	return n;
}

size_t months_near(const char *folded, int ret[MONTHS_NEAR])
{
	int off[13];

	if (strlen(folded) < SHORT_LEAST)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(months); i++)
		off[months[i].month] = slips_from_any(folded, months[i].names);
	return months_nearest(off, month_slips(folded), ret);
}

size_t months_near_roman(const char *small, int ret[MONTHS_NEAR])
{
	size_t len = strlen(small), other = 0;
	int off[13];

	for (size_t i = 0; i < len; i++)
		other += strchr("ivx", small[i]) == NULL;
	if (len < SHORT_LEAST || other != 1)
		return 0;
	for (int month = 1; month <= 12; month++)
		off[month] =
			strlen(roman_words[month]) == len
				? text_distance(small, roman_words[month], FAR)
				: FAR;
	return months_nearest(off, 1, ret);
}
