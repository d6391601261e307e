/*
 * place_mark.c: marks of divisions and their names. See place_mark.h.
 *
 * 1. A name is a run of words with capitals, with small particles between
 *    them, that no comma, digit or line end cuts, and that holds no other mark.
 */
#include "config.h"

#include "dwc/words/place_mark.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define NAME_WORDS 4
#define GAP_MAX	   3 /* bytes between a mark and its name */

enum {
	NAME_BEFORE = 1, /* "Clark County" */
	NAME_BEHIND = 2, /* "Landkreis Bamberg" */
	NEEDS_STOP = 4,	 /* "Co.": without it only before a comma or the end */
};

/* Folded; in English, French, German, Spanish, Portuguese, Italian, Dutch and
 * Latin. */
static const struct mark {
	const char *words; /* blanks between them */
	enum place_level level;
	unsigned sides;
	double sure;
} marks[] = {
	{"county counties", PLACE_COUNTY, NAME_BEFORE | NAME_BEHIND, 0.95},
	{"co", PLACE_COUNTY, NAME_BEFORE | NAME_BEHIND | NEEDS_STOP, 0.85},
	{"cty cnty", PLACE_COUNTY, NAME_BEFORE | NEEDS_STOP, 0.85},
	{"parish borough shire", PLACE_COUNTY, NAME_BEFORE, 0.8},
	{"district distrikt distretto", PLACE_COUNTY, NAME_BEFORE | NAME_BEHIND,
	 0.7},
	{"dist distr", PLACE_COUNTY, NAME_BEFORE | NAME_BEHIND | NEEDS_STOP,
	 0.65},
	{"kreis landkreis lkr bezirk oberamt comte condado distrito "
	 "arrondissement canton comarca concelho circondario comitatus comit "
	 "districtus partido",
	 PLACE_COUNTY, NAME_BEHIND, 0.85},
	{"kr bez arr komitat", PLACE_COUNTY, NAME_BEHIND | NEEDS_STOP, 0.75},
	{"province provinz provincia provincie gubernium", PLACE_STATE,
	 NAME_BEFORE | NAME_BEHIND, 0.9},
	{"prov", PLACE_STATE, NAME_BEFORE | NAME_BEHIND | NEEDS_STOP, 0.9},
	{"state", PLACE_STATE, NAME_BEFORE | NAME_BEHIND, 0.8},
	{"estado departement departamento bundesland kanton gouvernement "
	 "regione provincias",
	 PLACE_STATE, NAME_BEHIND, 0.9},
	{"edo depto dpto dept dep kt gouv", PLACE_STATE,
	 NAME_BEHIND | NEEDS_STOP, 0.8},
	{"prefecture pref oblast", PLACE_STATE, NAME_BEFORE | NEEDS_STOP, 0.8},
	{"municipality municipio mpio munic gemeinde commune comune gemeente "
	 "corregimiento",
	 PLACE_TOWN, NAME_BEHIND, 0.85},
	{"mun gem", PLACE_TOWN, NAME_BEHIND | NEEDS_STOP, 0.8},
};

/* What follows a mark that is a part of another name: "State Park". */
static bool word_is_head(const char *folded)
{
	static const char *const heads[] = {
		"park",		"forest",   "university", "college",
		"road",		"roads",    "rd",	  "line",
		"highway",	"hwy",	    "museum",	  "hospital",
		"seat",		"court",    "courthouse", "farm",
		"reserve",	"preserve", "home",	  "route",
		"library",	"school",   "fair",	  "survey",
		"agricultural", "botany",   "biology",	  "herbarium",
		"agriculture"};

	return text_among(folded, heads, ARRAY_LEN(heads));
}

static bool word_is_particle(const char *folded)
{
	static const char *const particles[] = {
		"de",  "del", "la",  "las", "los", "du",  "des", "do",
		"da",  "dos", "das", "di",  "el",  "von", "van", "le",
		"les", "der", "dem", "den", "am",  "an",  "y"};

	return text_among(folded, particles, ARRAY_LEN(particles));
}

static const struct mark *mark_find(const char *folded)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (text_in_words(folded, marks[i].words))
			return &marks[i];
	return NULL;
}

/* Whether nothing but these marks stands between two words. */
static bool words_join(const struct phrase *words, size_t left,
		       const char *allowed)
{
	size_t from = words->words[left].end;
	size_t to = words->words[left + 1].start;

	if (to - from > GAP_MAX)
		return false;
	for (size_t at = from; at < to; at++)
		if ((unsigned char)words->text[at] >= 0x80 ||
		    strchr(allowed, words->text[at]) == NULL)
			return false;
	return true;
}

static bool word_is_capital(const struct phrase *words, size_t at)
{
	return text_upper(words->text + words->words[at].start);
}

static bool word_can_be_name(const struct phrase *words, size_t at)
{
	return word_is_capital(words, at) &&
	       mark_find(words->words[at].folded) == NULL;
}

/* Whether a mark that wants its stop has it, or ends what it belongs to. */
static bool mark_is_closed(const struct phrase *words, size_t at)
{
	const char *behind = words->text + words->words[at].end;

	return *behind == '\0' || strchr(".,;:)\n", *behind) != NULL;
}

static int read_behind(const struct phrase *words, size_t at,
		       struct place_mark *ret)
{
	size_t first = at + 1, end;

	while (first < words->n && words_join(words, first - 1, " .:-") &&
	       first <= at + 2 && !word_is_capital(words, first) &&
	       (strcmp(words->words[first].folded, "of") == 0 ||
		word_is_particle(words->words[first].folded)))
		first++;
	if (first >= words->n || !words_join(words, first - 1, " .:-") ||
	    !word_can_be_name(words, first) ||
	    word_is_head(words->words[first].folded))
		return -1;
	for (end = first + 1; end < words->n && end < first + NAME_WORDS;
	     end++) {
		bool last = end + 1 >= words->n;

		if (!words_join(words, end - 1, " -'"))
			break;
		if (!word_can_be_name(words, end) &&
		    (last || !word_is_particle(words->words[end].folded)))
			break;
	}
	while (!word_is_capital(words, end - 1))
		end--;
	ret->first = first;
	ret->n = end - first;
	return 0;
}

static int read_before(const struct phrase *words, size_t at,
		       struct place_mark *ret)
{
	size_t first = at;

	if (at + 1 < words->n && words_join(words, at, " ") &&
	    word_is_head(words->words[at + 1].folded))
		return -1;
	while (first > 0 && at - first < NAME_WORDS &&
	       words_join(words, first - 1, " -'.") &&
	       (word_can_be_name(words, first - 1) ||
		(first < at && first > 1 &&
		 word_is_particle(words->words[first - 1].folded) &&
		 word_can_be_name(words, first - 2) &&
		 words_join(words, first - 2, " -'"))))
		first--;
	while (first < at && !word_is_capital(words, first))
		first++;
	if (first == at)
		return -1;
	ret->first = first;
	ret->n = at - first;
	return 0;
}

int place_mark_read(const struct phrase *words, size_t at,
		    struct place_mark *ret)
{
	const struct mark *mark = mark_find(words->words[at].folded);
	struct place_mark found = {.word = at};

	if (mark == NULL ||
	    ((mark->sides & NEEDS_STOP) != 0 && !mark_is_closed(words, at)))
		return -1;
	found.level = mark->level;
	found.sure = mark->sure;
	if (((mark->sides & NAME_BEFORE) == 0 ||
	     read_before(words, at, &found) < 0) &&
	    ((mark->sides & NAME_BEHIND) == 0 ||
	     read_behind(words, at, &found) < 0))
		return -1;
	*ret = found;
	return 0;
}
