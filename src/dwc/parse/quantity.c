/*
 * quantity.c: numbers with units. See quantity.h.
 *
 * 1. The span of a quantity holds its hedge, its numbers and its unit, and
 *    nothing else: whoever wants the whole text to be one looks at the rest.
 * 2. A unit that is not in the table is not guessed at: the number is bare and
 *    the word is left over.
 */
#include "config.h"

#include "dwc/parse/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/range.h"
#include "dwc/words/mark.h"
#include "dwc/words/phrase.h"

#define WORD_MAX     24	 /* bytes of a unit or a hedge */
#define HEIGHT_LEAST 100 /* metres */

struct quantity_unit {
	const char *word; /* folded, without its stop */
	double metres;	  /* of one; 0: not a length */
	bool sure;
};

#define FOOT 0.3048
#define MILE (5280 * FOOT)

static const struct quantity_unit units[] = {
	{"m", 1, true},
	{"metre", 1, true},
	{"metres", 1, true},
	{"meter", 1, true},
	{"meters", 1, true},
	{"metro", 1, true},
	{"metros", 1, true},
	{"metri", 1, true},
	{"mtr", 1, true},
	{"mtrs", 1, true},
	{"mts", 1, true},
	{"masl", 1, true},
	{"msnm", 1, true},
	{"msm", 1, true},
	{"km", 1000, true},
	{"kms", 1000, true},
	{"kilometre", 1000, true},
	{"kilometres", 1000, true},
	{"kilometer", 1000, true},
	{"kilometers", 1000, true},
	{"ft", FOOT, true},
	{"feet", FOOT, true},
	{"foot", FOOT, true},
	{"yd", 3 * FOOT, true},
	{"yds", 3 * FOOT, true},
	{"yard", 3 * FOOT, true},
	{"yards", 3 * FOOT, true},
	{"mi", MILE, true},
	{"mile", MILE, true},
	{"miles", MILE, true},
	/* national ones, of which there were many */
	{"fuss", FOOT, false},
	{"pied", FOOT, false},
	{"pieds", FOOT, false},
	{"pie", FOOT, false},
	{"pies", FOOT, false},
	{"piedi", FOOT, false},
	{"fot", FOOT, false},
	{"vara", 0.836, false},
	{"varas", 0.836, false},
	{"meile", 7500, false},
	{"meilen", 7500, false},
	/* too small for a place, and what is no length */
	{"cm", 0.01, false},
	{"mm", 0.001, false},
	{"min", 0, false},
	{"mins", 0, false},
	{"minutes", 0, false},
	{"h", 0, false},
	{"ha", 0, false},
	{"acres", 0, false},
	{"in", 0, false},
	{"inch", 0, false},
	{"inches", 0, false},
};

/* A stroke behind a number: feet, but minutes of arc where it could be. */
static const struct quantity_unit stroke_feet = {"'", FOOT, true};
static const struct quantity_unit stroke_doubtful = {"'", FOOT, false};
static const struct quantity_unit strokes_inches = {"\"", 0, false};
/* "2 M" may be miles; hundreds of them are not. */
static const struct quantity_unit capital_doubtful = {"M", 1, false};

static const struct {
	const char *words; /* folded; blanks between words */
	enum quantity_hedge hedge;
} hedges[] = {
	{"ca", QUANTITY_ABOUT},	    {"c", QUANTITY_ABOUT},
	{"circa", QUANTITY_ABOUT},  {"about", QUANTITY_ABOUT},
	{"approx", QUANTITY_ABOUT}, {"approximately", QUANTITY_ABOUT},
	{"around", QUANTITY_ABOUT}, {"roughly", QUANTITY_ABOUT},
	{"etwa", QUANTITY_ABOUT},   {"rund", QUANTITY_ABOUT},
	{"env", QUANTITY_ABOUT},    {"environ", QUANTITY_ABOUT},
	{"cerca", QUANTITY_ABOUT},  {"aprox", QUANTITY_ABOUT},
	{"below", QUANTITY_BELOW},  {"under", QUANTITY_BELOW},
	{"unter", QUANTITY_BELOW},  {"to", QUANTITY_BELOW},
	{"than", QUANTITY_BELOW},   {"bis", QUANTITY_BELOW},
	{"max", QUANTITY_BELOW},    {"within", QUANTITY_BELOW},
	{"above", QUANTITY_ABOVE},  {"over", QUANTITY_ABOVE},
	{"uber", QUANTITY_ABOVE},   {"least", QUANTITY_ABOVE},
	{"sobre", QUANTITY_ABOVE},  {"sur", QUANTITY_ABOVE},
	{"near", QUANTITY_ABOUT},   {"nearly", QUANTITY_BELOW},
	{"almost", QUANTITY_BELOW},
};

static const struct {
	const char *mark;
	enum quantity_hedge hedge;
} hedge_marks[] = {
	{"\xc2\xb1", QUANTITY_ABOUT},	  {"+/-", QUANTITY_ABOUT},
	{"+-", QUANTITY_ABOUT},		  {"~", QUANTITY_ABOUT},
	{"\xe2\x89\x88", QUANTITY_ABOUT}, {"<", QUANTITY_BELOW},
	{"\xe2\x89\xa4", QUANTITY_BELOW}, {">", QUANTITY_ABOVE},
	{"\xe2\x89\xa5", QUANTITY_ABOVE},
};

/* --- units ---------------------------------------------------------------- */

static const struct quantity_unit *unit_of_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (strcmp(units[i].word, word) == 0)
			return &units[i];
	return NULL;
}

/* The unit behind a number at `at`, its bytes in *ret_len; NULL for none. */
static const struct quantity_unit *unit_read(const char *at, double number,
					     size_t *ret_len)
{
	size_t blanks = mark_blanks(at), len = mark_double_prime(at + blanks);
	const struct quantity_unit *unit;
	char word[WORD_MAX];

	*ret_len = blanks + len;
	if (len > 0)
		return &strokes_inches;
	len = mark_prime(at + blanks);
	*ret_len = blanks + len;
	if (len > 0)
		return number > 60 ? &stroke_feet : &stroke_doubtful;
	len = phrase_word_at(at + blanks, word, sizeof(word));
	unit = len > 0 ? unit_of_word(word) : NULL;
	if (unit == NULL || ascii_digit(at[blanks + len]))
		return NULL;
	*ret_len = blanks + len + (at[blanks + len] == '.');
	if (at[blanks] == 'M' && len == 1 && number < 100)
		return &capital_doubtful;
	return unit;
}

/* --- hedges --------------------------------------------------------------- */

/* Bytes of the hedge at `at`, with the blanks behind it; 0 for none. */
static size_t hedge_read(const char *at, enum quantity_hedge *ret)
{
	char word[WORD_MAX];
	size_t len;

	for (size_t i = 0; i < ARRAY_LEN(hedge_marks); i++) {
		len = strlen(hedge_marks[i].mark);
		if (strncmp(at, hedge_marks[i].mark, len) != 0)
			continue;
		*ret = hedge_marks[i].hedge;
		return len + mark_blanks(at + len);
	}
	len = phrase_word_at(at, word, sizeof(word));
	for (size_t i = 0; len > 0 && i < ARRAY_LEN(hedges); i++) {
		if (strcmp(hedges[i].words, word) != 0)
			continue;
		*ret = hedges[i].hedge;
		len += at[len] == '.';
		return len + mark_blanks(at + len);
	}
	return 0;
}

/* --- quantities ----------------------------------------------------------- */

/* Bytes of what says "to" between two numbers, with blanks; 0 for none. */
static size_t to_read(const char *at)
{
	static const char *const words[] = {"to",  "bis", "a",	"al", "till",
					    "and", "und", "et", "y"};
	size_t blanks = mark_blanks(at), len = mark_dash(at + blanks);
	char word[WORD_MAX];

	if (blanks == 0 && *at == '/')
		len = 1;
	if (len == 0) {
		len = phrase_word_at(at + blanks, word, sizeof(word));
		for (size_t i = 0; i < ARRAY_LEN(words) && len > 0; i++)
			if (strcmp(words[i], word) == 0)
				return blanks + len +
				       mark_blanks(at + blanks + len);
		return 0;
	}
	return blanks + len + mark_blanks(at + blanks + len);
}

/* The second end of a range behind the first, with the unit of both. */
static void range_read(const char *text, struct quantity *quantity)
{
	size_t to = to_read(text + quantity->end), len;
	const struct quantity_unit *unit;
	struct number second;

	if (to == 0 || !ascii_digit(text[quantity->end + to]) ||
	    number_read(text, quantity->end + to, NUMBER_GROUPS, &second) < 0)
		return;
	unit = unit_read(text + second.end, second.grouped, &len);
	if (unit == NULL)
		len = 0;
	if (quantity->unit != NULL && unit != quantity->unit)
		return;
	if (text[quantity->end] == '/' &&
	    second.grouped <= quantity->from.grouped)
		return;
	quantity->to = second;
	quantity->range = true;
	quantity->open = !range_settle(&quantity->from, &quantity->to,
				       quantity->unit != NULL);
	quantity->unit = unit;
	quantity->end = second.end + len;
}

/* "1" and a half in one character: a vulgar fraction of Unicode, which is not
 * read. */
static bool fraction_follows(const char *at)
{
	return (strncmp(at, "\xc2", 1) == 0 && (unsigned char)at[1] >= 0xbc &&
		(unsigned char)at[1] <= 0xbe) ||
	       (strncmp(at, "\xe2\x85", 2) == 0 &&
		(unsigned char)at[2] >= 0x90 && (unsigned char)at[2] <= 0x9e);
}

/* A quantity whose number begins at `at`. */
static int quantity_at(const char *text, size_t at, struct quantity *ret)
{
	struct quantity quantity = {.start = at};
	size_t len;

	if (number_read(text, at, NUMBER_GROUPS, &quantity.from) < 0 ||
	    fraction_follows(text + quantity.from.end))
		return -1;
	quantity.end = quantity.from.end;
	quantity.unit =
		unit_read(text + quantity.end, quantity.from.grouped, &len);
	if (quantity.unit != NULL)
		quantity.end += len;
	range_read(text, &quantity);
	*ret = quantity;
	return 0;
}

/* "3½-400 m": the dash is no sign, and where the range begins is not read. */
static bool is_behind_fraction(const char *text, size_t at)
{
	size_t end = at > 0 && text[at - 1] == '-' ? at - 1 : at;

	return (end >= 2 && fraction_follows(text + end - 2)) ||
	       (end >= 3 && fraction_follows(text + end - 3));
}

/* Whether a number may begin at `at`: not inside a word or another number. */
static bool number_begins(const char *text, size_t at)
{
	size_t sign = mark_minus(text + at);

	if (is_behind_fraction(text, at))
		return false;
	if (text[at] == '+')
		sign = 1;
	if (!ascii_digit(text[at + sign]))
		return false;
	return at == 0 || (!ascii_digit(text[at - 1]) &&
			   !(text[at - 1] >= 'A' && text[at - 1] <= 'Z') &&
			   !(text[at - 1] >= 'a' && text[at - 1] <= 'z'));
}

int quantity_read(const char *text, struct quantity *ret)
{
	return quantity_read_from(text, 0, ret);
}

/* Bytes of "m" or "m." with the blanks behind it, where a bare number follows,
 * as Italians write heights: "m 1400"; 0 for none. */
static size_t unit_before(const char *text, size_t at)
{
	size_t last = at, len;
	char word[WORD_MAX];

	while (last > 0 && text[last - 1] == ' ')
		last--;
	if (text[at] != 'm' || (last > 0 && ascii_digit(text[last - 1])) ||
	    (at > 0 && last == at && strchr(",;:(\n\t", text[at - 1]) == NULL))
		return 0;
	len = phrase_word_at(text + at, word, sizeof(word));
	if (len != 1)
		return 0;
	len += text[at + len] == '.';
	len += mark_blanks(text + at + len);
	return ascii_digit(text[at + len]) ? len : 0;
}

/* A quantity whose unit stands before it, from HEIGHT_LEAST on: below, "m" is
 * as likely a remnant of something else. */
static int quantity_behind_unit(const char *text, size_t at,
				struct quantity *ret)
{
	size_t len = unit_before(text, at);

	if (len == 0 || quantity_at(text, at + len, ret) < 0 ||
	    ret->unit != NULL || ret->from.grouped < HEIGHT_LEAST)
		return -1;
	ret->unit = unit_of_word("m");
	ret->start = at;
	return 0;
}

int quantity_read_from(const char *text, size_t from, struct quantity *ret)
{
	enum quantity_hedge hedge = QUANTITY_EXACT;
	size_t hedged = 0; /* where the hedge right before `at` begins */
	size_t at = from, len;
	char word[WORD_MAX];

	while (text[at] != '\0') {
		enum quantity_hedge found = QUANTITY_EXACT;

		if ((number_begins(text, at) &&
		     quantity_at(text, at, ret) == 0) ||
		    quantity_behind_unit(text, at, ret) == 0) {
			ret->hedge = hedge;
			if (hedge != QUANTITY_EXACT)
				ret->start = hedged;
			return 0;
		}
		len = hedge_read(text + at, &found);
		if (len > 0 && hedge == QUANTITY_EXACT)
			hedged = at;
		if (len == 0 || found > hedge)
			hedge = found;
		if (len == 0)
			len = phrase_word_at(text + at, word, sizeof(word));
		if (len == 0)
			len = text_letter(text + at);
		at += len > 0 ? len : 1;
	}
	return -1;
}

bool quantity_is_length(const struct quantity *quantity)
{
	return quantity->unit == NULL || quantity->unit->metres > 0;
}

static double metres_of(const struct quantity *quantity,
			const struct number *number)
{
	double factor = quantity->unit != NULL ? quantity->unit->metres : 1;

	/* Nothing is 1200 km high: a mark in kilometres is a decimal one. */
	return (factor >= 1000 ? number->value : number->grouped) * factor;
}

double quantity_metres(const struct quantity *quantity)
{
	return metres_of(quantity, &quantity->from);
}

double quantity_metres_to(const struct quantity *quantity)
{
	return metres_of(quantity, &quantity->to);
}

const char *quantity_unit_word(const struct quantity *quantity)
{
	return quantity->unit != NULL ? quantity->unit->word : "";
}

char *quantity_metres_text(const struct quantity *quantity)
{
	double metres = quantity_metres(quantity);
	const struct number *number = &quantity->from;

	if (!quantity_is_length(quantity) || quantity->open ||
	    fabs(metres) > 1e9)
		return mem_strdup("");
	if ((quantity->unit == NULL || quantity->unit->metres == 1) &&
	    number->value == number->grouped)
		return mem_strdup(number->text);
	return mem_printf("%ld", lround(metres));
}

/* Only those who count in feet write them, and they group by commas. */
static bool number_is_sure(const struct quantity *quantity)
{
	const struct quantity_unit *unit = quantity->unit;

	if (quantity->from.doubt == NUMBER_COMMA)
		return unit != NULL && unit->sure &&
		       (unit->metres == FOOT || unit->metres == 3 * FOOT);
	return quantity->from.doubt == NUMBER_SURE;
}

bool quantity_is_sure(const struct quantity *quantity)
{
	return number_is_sure(quantity) && !quantity->range &&
	       quantity->hedge <= QUANTITY_ABOUT &&
	       quantity_is_length(quantity) &&
	       (quantity->unit == NULL || quantity->unit->sure);
}

/* --- whole texts ---------------------------------------------------------- */

/* The letters of text[from, to) folded and joined; false when digits are
 * among them, or too many. */
static bool letters_between(const char *text, size_t from, size_t to,
			    char ret[2 * WORD_MAX])
{
	size_t used = 0;

	while (from < to) {
		char word[WORD_MAX];
		size_t len = phrase_word_at(text + from, word, sizeof(word));

		if (ascii_digit(text[from]) ||
		    (len == 0 && text_letter(text + from)))
			return false;
		if (len == 0) {
			/* brackets and signs would say something */
			if (mark_blank(text + from) == 0 &&
			    strchr(".,:;", text[from]) == NULL)
				return false;
			from += mark_blank(text + from) > 0
					? mark_blank(text + from)
					: 1;
			continue;
		}
		if (used + strlen(word) >= 2 * WORD_MAX)
			return false;
		memcpy(ret + used, word, strlen(word));
		used += strlen(word);
		from += len;
	}
	ret[used] = '\0';
	return true;
}

/* Whether what stands around the quantity says nothing more. */
static bool quantity_is_whole(const struct quantity *quantity, const char *text)
{
	static const char *const before[] = {
		"",	   "alt",     "altitude",   "altitudo",
		"altitud", "elev",    "elevation",  "el",
		"hohe",	   "seehohe", "meereshohe", "altezza"};
	static const char *const behind[] = {
		"",	"asl",	     "abovesealevel", "snm",	  "sm",
		"um",	"udm",	     "umeer",	      "unn",	  "nn",
		"elev", "elevation", "alt",	      "altitude", "sealevel"};
	char words[2 * WORD_MAX];

	return letters_between(text, 0, quantity->start, words) &&
	       text_among(words, before, ARRAY_LEN(before)) &&
	       letters_between(text, quantity->end, strlen(text), words) &&
	       text_among(words, behind, ARRAY_LEN(behind));
}

char *metres_of_text(const char *text)
{
	struct quantity quantity;
	double metres;

	if (quantity_read(text, &quantity) < 0 ||
	    !quantity_is_whole(&quantity, text) || !quantity_is_sure(&quantity))
		return NULL;
	metres = quantity_metres(&quantity);
	if (quantity.unit == NULL || quantity.unit->metres == 1)
		return mem_strdup(quantity.from.text);
	if (fabs(metres) < 1 || fabs(metres) > 1e9)
		return NULL;
	return mem_printf("%ld", lround(metres));
}
