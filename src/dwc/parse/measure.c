/*
 * measure.c: what quantities measure. See measure.h.
 *
 * 1. The word right before the quantity, and the one right behind it, decide;
 *    then its unit. What stands further off may belong to something else.
 */
#include "config.h"

#include "dwc/parse/measure.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "dwc/words/mark.h"
#include "dwc/words/phrase.h"

#define WORD_MAX 24

/* Words by what they make of a quantity; folded, a blank between two. */
struct hints {
	enum measure measure;
	const char *words;
};

static const struct hints before[] = {
	{MEASURE_ELEVATION,
	 "alt altit altitude altitudo altitud altitudine altezza alto hohe "
	 "seehohe meereshohe hoehe hoogte hojd hoyde elev elevation elevacion "
	 "elevacao elevazione elevatie el ele quota kota cota"},
	{MEASURE_DISTANCE,
	 "distance entfernung dist depth deep tiefe profondeur"},
};

static const struct hints behind[] = {
	{MEASURE_ELEVATION,
	 "asl amsl elev elevation alt altit altitude altitud above snm sm ueber "
	 "uber udm msnm masl msm slm snmm unn nn um ubm umeer sobre dalt daltitude "
	 "boven hoh"},
	{MEASURE_SIZE,
	 "tall high hoch haut hauts haute alto alta alti alte hoog long lang "
	 "longue wide broad diam diameter dbh across thick height"},
	{MEASURE_DISTANCE,
	 "n s e w ne nw se sw nne nnw sse ssw ene wnw ese wsw north south east "
	 "west northeast northwest southeast southwest northern of from nordlich "
	 "sudlich ostlich westlich nord sud est ouest ost norte sur este oeste "
	 "sul leste nordwestlich nordostlich sudwestlich sudostlich von vor de "
	 "du da di away off up down along upstream downstream above below inland "
	 "entfernt deep tief verso van noord zuid west oost"},
};

static enum measure hints_ask(const struct hints *hints, size_t n,
			      const char *word)
{
	for (size_t i = 0; i < n && word[0] != '\0'; i++)
		if (text_in_words(word, hints[i].words))
			return hints[i].measure;
	return MEASURE_BARE;
}

/* The word that ends before byte `end`, over marks and blanks; "" for none
 * there. */
static void word_before(const char *text, size_t end, char ret[WORD_MAX])
{
	size_t at = end, from;

	ret[0] = '\0';
	while (at > 0 && strchr(" .:,\n(", text[at - 1]) != NULL)
		at--;
	from = at;
	while (from > 0 && ((unsigned char)text[from - 1] >= 0x80 ||
			    text_letter(text + from - 1) > 0))
		from--;
	if (from < at && at - from < WORD_MAX)
		(void)phrase_word_at(text + from, ret, WORD_MAX);
}

/* The words behind byte `at`: the first, and short ones with stops joined to
 * it: "s.n.m.". */
static void words_behind(const char *text, size_t at, char first[WORD_MAX],
			 char joined[WORD_MAX])
{
	size_t used = 0;

	first[0] = joined[0] = '\0';
	at += mark_blanks(text + at);
	at += text[at] == '(' || text[at] == ',' ? 1 : 0;
	at += mark_blanks(text + at);
	for (;;) {
		char word[WORD_MAX];
		size_t len = phrase_word_at(text + at, word, sizeof(word));

		if (len == 0 || used + strlen(word) >= WORD_MAX)
			return;
		memcpy(joined + used, word, strlen(word) + 1);
		if (used == 0)
			memcpy(first, word, strlen(word) + 1);
		used += strlen(word);
		at += len;
		if (text[at] != '.' || strlen(word) > 2)
			return;
		at++;
		at += mark_blanks(text + at);
	}
}

/* "300 m de altitud", "d'altitude": the word behind the particle. */
static bool altitude_behind(const char *text, size_t at)
{
	static const char *const particles[] = {"de", "d", "di", "of", "in"};
	char word[WORD_MAX];
	size_t len;

	at += mark_blanks(text + at);
	len = phrase_word_at(text + at, word, sizeof(word));
	if (len == 0 || !text_among(word, particles, ARRAY_LEN(particles)))
		return false;
	at += len;
	len = mark_prime(text + at);
	at += len > 0 ? len : mark_blanks(text + at);
	if (phrase_word_at(text + at, word, sizeof(word)) == 0)
		return false;
	return hints_ask(before, ARRAY_LEN(before), word) == MEASURE_ELEVATION;
}

/* What the unit says by itself. */
static enum measure unit_measure(const struct quantity *quantity)
{
	static const struct hints by_unit[] = {
		{MEASURE_ELEVATION, "masl msnm msm"},
		{MEASURE_DISTANCE,
		 "km kms kilometre kilometres kilometer kilometers yd yds yard "
		 "yards mi mile miles meile meilen"},
		{MEASURE_SIZE, "cm mm dm"},
	};
	enum measure found;

	if (quantity->unit == NULL)
		return MEASURE_BARE;
	found = hints_ask(by_unit, ARRAY_LEN(by_unit),
			  quantity_unit_word(quantity));
	if (found != MEASURE_BARE)
		return found;
	return quantity_is_length(quantity) ? MEASURE_LENGTH : MEASURE_OTHER;
}

enum measure measure_of(const char *text, const struct quantity *quantity)
{
	enum measure unit = unit_measure(quantity), found;
	char word[WORD_MAX], joined[WORD_MAX];

	if (unit == MEASURE_OTHER || unit == MEASURE_SIZE ||
	    unit == MEASURE_ELEVATION)
		return unit;
	word_before(text, quantity->start, word);
	found = hints_ask(before, ARRAY_LEN(before), word);
	if (found != MEASURE_BARE)
		return found;
	if (altitude_behind(text, quantity->end))
		return MEASURE_ELEVATION;
	words_behind(text, quantity->end, word, joined);
	found = hints_ask(behind, ARRAY_LEN(behind), joined);
	if (found == MEASURE_BARE)
		found = hints_ask(behind, ARRAY_LEN(behind), word);
	/* a bare number says nothing of lengths: "3 of" */
	if (found == MEASURE_BARE ||
	    (unit == MEASURE_BARE && found != MEASURE_ELEVATION))
		return unit;
	return found;
}
