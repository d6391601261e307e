/*
 * locality.c: localities: whether a text says where, or only in what, a plant
 * grew.
 *
 * The words of the text are sorted: those of habitats, small words, remarks on
 * the plant, what measures a way or a piece of land beside its number, names,
 * and the rest. A text says where when it has a name or a measure.
 *
 * 1. A capital makes a name of a word that no table knows; where all letters
 *    are capitals every such word counts as a name. What is in doubt is a name,
 *    since a habitat that is passed over costs less than a place that is not
 *    believed.
 * 2. A word in capitals among others in small letters was printed or stamped,
 *    and what follows it belongs to the print.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define MANY_DIGITS  7	  /* in a row: the number of a sheet, not of a road */
#define PRINTED_MIN  5	  /* letters of a word that is printed in capitals */
#define NEAR_ONE     5	  /* letters from which one may be misread */
#define NEAR_ONE_CAP 8	  /* the same of what may also be a name */
#define NEAR_TWO     8	  /* two */
#define HARDLY	     0.03 /* so plausible are letters that make no word */
#define HARDLY_MIN   6	  /* of so many of them */
#define PART_MIN     4	  /* letters of a word that is glued to another */

/* What was found, in numbers of words. */
struct survey {
	size_t habitat, small, remark, measure, name, other;
	bool capitals; /* there are no small letters */
};

static bool is_number(const char *folded)
{
	return strspn(folded, "0123456789") == strlen(folded);
}

static bool has_digit(const char *folded)
{
	return strpbrk(folded, "0123456789") != NULL;
}

static bool is_capital(const struct validation *v, size_t i)
{
	return text_upper(v->value + v->phrase.words[i].start);
}

/* Whether the bytes [start, end) have no small letter. */
static bool is_capitals(const char *text, size_t start, size_t end)
{
	for (size_t at = start; at < end;) {
		size_t len = text_letter(text + at);

		if (len > 0 && !text_upper(text + at))
			return false;
		at += len > 0 ? len : 1;
	}
	return true;
}

/* --- words ---------------------------------------------------------------- */

/* The singular of a plural in -s or -es, too. */
static bool has_number_of(const struct wordlist *list, enum word_class class,
			  const char *folded)
{
	size_t len = strlen(folded);
	char *single CLEANUP(mem_free_str) = NULL;

	if (wordlist_has(list, class, folded))
		return true;
	if (len < 4 || folded[len - 1] != 's')
		return false;
	single = mem_strndup(folded, len - 1);
	if (wordlist_has(list, class, single))
		return true;
	single[len - 2] = '\0';
	return folded[len - 2] == 'e' && wordlist_has(list, class, single);
}

/* "railwaygrade": two words whose blank was not read. */
static bool is_glued(const struct wordlist *list, const char *folded)
{
	size_t len = strlen(folded);

	for (size_t at = PART_MIN; at + PART_MIN <= len; at++) {
		char *first CLEANUP(mem_free_str) = mem_strndup(folded, at);

		if (wordlist_is_plain(list, first) &&
		    has_number_of(list, WORD_HABITAT, folded + at))
			return true;
	}
	return false;
}

/* A word of a habitat, as it is or misread. A word that may also be a name has
 * to be longer for that. */
static bool is_habitat_word(const struct validation *v, const char *folded,
			    bool may_be_name)
{
	const struct wordlist *list = v->tables->words;
	size_t len = strlen(folded);
	int edits = 0;

	if (has_number_of(list, WORD_HABITAT, folded) || is_glued(list, folded))
		return true;
	if (len >= (may_be_name ? NEAR_ONE_CAP : NEAR_ONE))
		edits = len >= NEAR_TWO ? 2 : 1;
	return edits > 0 && wordlist_is_near(list, WORD_HABITAT, folded, edits);
}

/* "7 miles", "sec. 26", "2 km": a measure with its number. */
static bool is_measure(const struct validation *v, size_t i)
{
	const struct phrase_word *words = v->phrase.words;

	if (!wordlist_has(v->tables->words, WORD_MEASURE, words[i].folded))
		return false;
	return (i > 0 && has_digit(words[i - 1].folded)) ||
	       (i + 1 < v->phrase.n && has_digit(words[i + 1].folded));
}

/* "north of", "5 km NW": a direction that something is from. */
static bool is_direction(const struct validation *v, size_t i)
{
	const struct phrase_word *words = v->phrase.words;
	static const char *const from[] = {"of", "from", "de", "von", "del"};

	return wordlist_has(v->tables->words, WORD_DIRECTION,
			    words[i].folded) &&
	       i + 1 < v->phrase.n &&
	       text_among(words[i + 1].folded, from, ARRAY_LEN(from)) &&
	       i + 2 < v->phrase.n;
}

/* "Dry Creek", "Sandy Beach": two or three words with capitals, the last of
 * them what waters and lands are called. */
static bool is_called_so(const struct validation *v)
{
	static const char *const called[] = {
		"creek",  "river", "beach",  "ridge", "woods",	 "bog",
		"trail",  "flats", "ravine", "dunes", "slough",	 "forest",
		"meadow", "marsh", "swamp",  "place", "meadows", "coulee",
		"road",	  "bank",  "garden", "grove", "gardens", "stream"};

	if (v->phrase.n < 2 || v->phrase.n > 3 ||
	    is_capitals(v->value, 0, strlen(v->value)) ||
	    !text_among(v->phrase.words[v->phrase.n - 1].folded, called,
			ARRAY_LEN(called)))
		return false;
	for (size_t i = 0; i < v->phrase.n; i++)
		if (!is_capital(v, i))
			return false;
	return true;
}

/* Whether it was printed or stamped beside what was written (invariant 2). */
static bool is_printed(const struct validation *v, const struct survey *survey,
		       size_t i)
{
	const struct phrase_word *word = &v->phrase.words[i];

	return !survey->capitals && i > 0 &&
	       word->end - word->start >= PRINTED_MIN &&
	       is_capitals(v->value, word->start, word->end);
}

/* --- the text ------------------------------------------------------------- */

/* Whether a capital of this word, which no table knows, says that it is a
 * name. The first word has one in any case: it is not a name where a habitat
 * follows and it is near one itself. */
static bool is_name(const struct validation *v, const struct survey *survey,
		    size_t i)
{
	if (survey->capitals)
		return true;
	if (!is_capital(v, i) ||
	    validation_is_garbled(v->value, v->phrase.words[i].start,
				  v->phrase.words[i].end))
		return false;
	return i > 0 || v->phrase.n == 1 || is_capital(v, 1) ||
	       !is_habitat_word(v, v->phrase.words[i].folded, false);
}

static void survey_word(const struct validation *v, size_t i,
			struct survey *survey)
{
	const struct wordlist *list = v->tables->words;
	const char *folded = v->phrase.words[i].folded;
	bool capital = survey->capitals || is_capital(v, i);

	if (is_measure(v, i) || is_direction(v, i))
		survey->measure++;
	else if (is_number(folded) || strlen(folded) == 1)
		return;
	else if (wordlist_has(list, WORD_SMALL, folded))
		survey->small++;
	else if (has_number_of(list, WORD_REMARK, folded))
		survey->remark++;
	else if (is_habitat_word(v, folded, capital))
		survey->habitat++;
	else if (is_name(v, survey, i))
		survey->name++;
	else if (is_habitat_word(v, folded, false))
		survey->habitat++;
	else
		survey->other++;
}

static void survey_make(const struct validation *v, struct survey *ret)
{
	*ret = (struct survey){
		.capitals = is_capitals(v->value, 0, strlen(v->value))};
	for (size_t i = 0; i < v->phrase.n && !is_printed(v, ret, i); i++)
		survey_word(v, i, ret);
	if (is_called_so(v))
		ret->name++;
}

/* "Astragaletum pectinati": plant associations end in -etum, and have a genitive
 * behind (J. J. Barkman and others, Code of Phytosociological Nomenclature,
 * 1986, article 10). Readers take the last letter for another. Gardens of trees
 * end so too, and have none. */
static bool has_association(const struct validation *v)
{
	const struct phrase *phrase = &v->phrase;

	for (size_t i = 0; i + 1 < phrase->n; i++) {
		const char *folded = phrase->words[i].folded;
		const char *next = phrase->words[i + 1].folded;
		size_t len = strlen(folded), end = strlen(next);

		if (len < 8 || end < 5)
			continue;
		folded += len - 4;
		if ((strncmp(folded, "etu", 3) == 0 ||
		     strcmp(folded, "etam") == 0) &&
		    (strchr("iae", next[end - 1]) != NULL ||
		     strcmp(next + end - 2, "is") == 0))
			return true;
	}
	return false;
}

/* Numbers of sheets, addresses of pages, who named it. */
static const char *foreign_part(const struct validation *v)
{
	static const char *const marks[] = {"http:", "https:", "www.", "://"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (strstr(v->value, marks[i]) != NULL)
			return "has the address of a page in it";
	for (size_t i = 0; i < v->phrase.n; i++) {
		const struct phrase_word *word = &v->phrase.words[i];

		if (strspn(word->folded, "0123456789") >= MANY_DIGITS)
			return "has a long number in it";
		if ((strcmp(word->folded, "det") == 0 ||
		     strcmp(word->folded, "leg") == 0) &&
		    strchr(".:", v->value[word->end]) != NULL &&
		    v->value[word->end] != '\0')
			return "says who named or collected it";
	}
	return NULL;
}

/* The record's own coordinate, again: no more than that number. */
static bool is_coordinate(const struct validation *v)
{
	static const enum term_role roles[] = {ROLE_LATITUDE, ROLE_LONGITUDE};

	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		const char *number = validation_value(v, roles[i]);

		if (strlen(number) > 1 && strcmp(v->value, number) == 0)
			return true;
	}
	return false;
}

/* "5 miles north of", "near the": what follows is missing. A word that is all
 * of the value may be a name. */
static bool is_cut_off(const struct validation *v)
{
	const struct phrase_word *words = v->phrase.words;
	size_t last = v->phrase.n - 1;

	return v->phrase.n > 1 &&
	       wordlist_has(v->tables->words, WORD_LEADING,
			    words[last].folded) &&
	       (!is_capital(v, last) ||
		is_capitals(v->value, 0, strlen(v->value)));
}

static void say(struct validation *v, const char *code, const char *fault)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

	validation_add(v, SEVERITY_WARNING, code, NULL, "%s %s.", quoted,
		       fault);
}

/* Letters that no language puts together; not an acronym. */
static bool is_hardly_word(const struct validation *v,
			   const struct phrase_word *word)
{
	double plausible;

	if (strlen(word->folded) < HARDLY_MIN || has_digit(word->folded))
		return false;
	plausible = plausible_word(v->tables->plausible, word->folded);
	return plausible >= 0 && plausible < HARDLY;
}

/* The first word that was misread beyond doubt, or n. */
static size_t garbled_word(const struct validation *v)
{
	for (size_t i = 0; i < v->phrase.n; i++)
		if (validation_is_garbled(v->value, v->phrase.words[i].start,
					  v->phrase.words[i].end) ||
		    is_hardly_word(v, &v->phrase.words[i]))
			return i;
	return v->phrase.n;
}

void validate_locality(struct validation *v)
{
	const char *foreign = foreign_part(v);
	struct survey survey;

	survey_make(v, &survey);
	if (is_coordinate(v))
		say(v, "same-number", "is the coordinate again, not a place");
	else if (foreign != NULL)
		say(v, "foreign-text", foreign);
	else if (is_cut_off(v))
		say(v, "cut-off", "ends before it says of what");
	else if (has_association(v))
		say(v, "habitat",
		    "has a plant association in it: is it the habitat?");
	else if (survey.habitat > 0 && survey.name == 0 && survey.measure == 0)
		say(v, "habitat",
		    "says in what it grew, not where: is it the habitat?");
	else if (survey.remark > 0)
		say(v, "plain-words", "has a remark on the plant in it");
	else if (garbled_word(v) < v->phrase.n)
		say(v, "garbled", "was misread: compare it with the label");
}
