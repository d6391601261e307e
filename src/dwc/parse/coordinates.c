/*
 * coordinates.c: coordinates as labels write them. See coordinates.h.
 *
 * 1. A part before the last is whole, and minutes and seconds are below 60.
 * 2. A coordinate is sure when its marks leave one reading: a sign and a
 *    hemisphere contradict each other, "50 30" may be two numbers, "O" is east
 *    in German and west in French.
 */
#include "config.h"

#include "dwc/parse/coordinates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/number.h"
#include "dwc/words/mark.h"
#include "dwc/words/phrase.h"

#define WORD_MAX 16 /* bytes of a hemisphere's name */

/* A coordinate being read. */
struct attempt {
	const char *text;
	size_t at;
	struct number parts[3];
	int n;
	bool degree_sign; /* or a colon between parts */
	bool spaced;	  /* only blanks between two parts */
	enum coordinate_axis axis;
	bool negative, hemisphere, doubtful;
};

static const struct hemisphere {
	const char *word; /* folded */
	enum coordinate_axis axis;
	bool negative, doubtful;
} hemispheres[] = {
	{"n", AXIS_LATITUDE, false, false},
	{"s", AXIS_LATITUDE, true, false},
	{"e", AXIS_LONGITUDE, false, false},
	{"w", AXIS_LONGITUDE, true, false},
	{"o", AXIS_LONGITUDE, true, true},  /* Ost, Ouest, Oeste */
	{"l", AXIS_LONGITUDE, false, true}, /* leste */
	{"north", AXIS_LATITUDE, false, false},
	{"south", AXIS_LATITUDE, true, false},
	{"east", AXIS_LONGITUDE, false, false},
	{"west", AXIS_LONGITUDE, true, false},
	{"nord", AXIS_LATITUDE, false, false},
	{"sud", AXIS_LATITUDE, true, false},
	{"ost", AXIS_LONGITUDE, false, false},
	{"est", AXIS_LONGITUDE, false, false},
	{"ouest", AXIS_LONGITUDE, true, false},
	{"norte", AXIS_LATITUDE, false, false},
	{"sur", AXIS_LATITUDE, true, false},
	{"este", AXIS_LONGITUDE, false, false},
	{"oeste", AXIS_LONGITUDE, true, false},
};

/* The hemisphere at `at`, with its stop; bytes, 0 for none. Small letters
 * count only as whole words: "s" is seconds. */
static size_t hemisphere_read(const char *at, const struct hemisphere **ret)
{
	char word[WORD_MAX];
	size_t len = phrase_word_at(at, word, sizeof(word));

	if (len == 0 || (len == 1 && !text_upper(at)))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(hemispheres); i++) {
		if (strcmp(hemispheres[i].word, word) != 0)
			continue;
		*ret = &hemispheres[i];
		return len + (at[len] == '.');
	}
	return 0;
}

static void hemisphere_take(struct attempt *try,
			    const struct hemisphere *hemisphere)
{
	try->axis = hemisphere->axis;
	try->hemisphere = true;
	try->negative |= hemisphere->negative;
	try->doubtful |= hemisphere->doubtful;
}

/* --- parts ---------------------------------------------------------------- */

/* Bytes of the mark behind part `n` (1 degrees, 2 minutes, 3 seconds). */
static size_t part_mark(const char *at, int n)
{
	static const char *const words[3][5] = {
		{"d", "deg", "degs", "degree", "degrees"},
		{"m", "min", "mins", "minute", "minutes"},
		{"s", "sec", "secs", "second", "seconds"},
	};
	size_t len = n == 1   ? mark_degree(at)
		     : n == 2 ? mark_prime(at)
			      : mark_double_prime(at);
	char word[WORD_MAX];

	/* what stands behind the minutes can be seconds alone: 83d08'25'W */
	if (len == 0 && n == 3)
		len = mark_prime(at);
	if (len > 0)
		return len;
	len = phrase_word_at(at, word, sizeof(word));
	/* a typewriter's degree, behind its number: "83o08'", "83o 08'" */
	if (n == 1 && len == 1 && *at == 'o' && ascii_digit(at[-1]) &&
	    ascii_digit(at[1 + mark_blanks(at + 1)]))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(words[0]) && len > 0; i++)
		if (!text_upper(at) && strcmp(words[n - 1][i], word) == 0)
			return len + (at[len] == '.');
	return 0;
}

/* Goes over what separates part `n` from the next; false when no part can
 * follow. */
static bool part_step(struct attempt *try, int n)
{
	const char *at = try->text + try->at;
	size_t blanks = mark_blanks(at), mark = part_mark(at + blanks, n);
	size_t behind;

	if (mark > 0) {
		try->degree_sign = true;
		try->at += blanks + mark;
		behind = mark_blanks(try->text + try->at);
		if (!ascii_digit(try->text[try->at + behind]) ||
		    !try->parts[n - 1].whole || n == 3)
			return false;
		try->at += behind;
		return true;
	}
	if (n == 3 || !try->parts[n - 1].whole)
		return false;
	if (*at == ':' && ascii_digit(at[1])) {
		try->degree_sign = true;
		try->at += 1;
		return true;
	}
	if (blanks == 0 || !ascii_digit(at[blanks]))
		return false;
	try->spaced = true;
	try->at += blanks;
	return true;
}

/* Reads degrees, minutes and seconds as far as there are any. */
static bool parts_read(struct attempt *try)
{
	do {
		struct number *part = &try->parts[try->n];
		size_t before = try->at;

		if (number_read(try->text, try->at, NUMBER_PLAIN, part) < 0)
			return false;
		if (part->doubt == NUMBER_EXPONENT)
			return false;
		/* what is too large for a minute is something else */
		if (try->n > 0 && (part->is_signed || part->value >= 60)) {
			try->at = before;
			return false;
		}
		try->at = part->end;
		try->n++;
	} while (part_step(try, try->n));
	return true;
}

/* --- the whole ------------------------------------------------------------ */

static bool attempt_is_sure(const struct attempt *try)
{
	bool negative = try->parts[0].text[0] == '-';

	if (try->doubtful || (try->hemisphere && try->parts[0].is_signed))
		return false;
	if (try->n == 1)
		return true;
	if (!try->hemisphere)
		return negative && try->degree_sign && !try->spaced;
	return true;
}

/* In millionths, so that no locale's comma comes in. */
static void coordinate_write(struct coordinate *coordinate,
			     const struct attempt *try)
{
	long millionths = lround(fabs(coordinate->degrees) * 1e6);
	const char *sign = coordinate->degrees < 0 ? "-" : "";
	const char *text = try->parts[0].text;

	if (try->n == 1)
		snprintf(coordinate->text, sizeof(coordinate->text), "%s%s",
			 sign, text + (*text == '-'));
	else
		snprintf(coordinate->text, sizeof(coordinate->text),
			 "%s%ld.%06ld", sign, millionths / 1000000,
			 millionths % 1000000);
}

static int decimals_of(const struct number *number)
{
	const char *mark = strchr(number->text, '.');

	return mark != NULL ? (int)strlen(mark + 1) : 0;
}

static bool coordinate_make(const struct attempt *try, struct coordinate *ret)
{
	double limit = try->axis == AXIS_LATITUDE ? 90 : 180;
	double degrees = fabs(try->parts[0].value);

	if (try->n > 1)
		degrees += try->parts[1].value / 60;
	if (try->n > 2)
		degrees += try->parts[2].value / 3600;
	if (degrees > limit)
		return false;
	if (try->negative || try->parts[0].text[0] == '-')
		degrees = -degrees;
	*ret = (struct coordinate){
		.degrees = degrees,
		.axis = try->axis,
		.parts = try->n,
		.decimals = decimals_of(&try->parts[try->n - 1]),
		.marked = try->hemisphere || try->degree_sign,
		.sideless = !try->hemisphere && !try->parts[0].is_signed,
		.sure = attempt_is_sure(try),
		.end = try->at,
	};
	coordinate_write(ret, try);
	return true;
}

int coordinate_read(const char *text, size_t at, struct coordinate *ret)
{
	struct attempt try = {.text = text, .at = at};
	const struct hemisphere *hemisphere;
	size_t len = hemisphere_read(text + at, &hemisphere);

	if (len > 0) {
		hemisphere_take(&try, hemisphere);
		try.at += len + mark_blanks(text + at + len);
	}
	if (!parts_read(&try))
		return -1;
	if (!try.hemisphere) {
		size_t blanks = mark_blanks(text + try.at);

		len = hemisphere_read(text + try.at + blanks, &hemisphere);
		if (len > 0) {
			hemisphere_take(&try, hemisphere);
			try.at += blanks + len;
		}
	}
	if (!coordinate_make(&try, ret))
		return -1;
	ret->start = at;
	return 0;
}

/* Bytes of "Lat.", "longitude:" and the like, with marks and blanks around;
 * *axis is set to what it says. */
static size_t axis_read(const char *at, enum coordinate_axis *axis)
{
	static const struct {
		const char *word;
		enum coordinate_axis axis;
	} words[] = {
		{"lat", AXIS_LATITUDE},	      {"latitude", AXIS_LATITUDE},
		{"latitud", AXIS_LATITUDE},   {"breite", AXIS_LATITUDE},
		{"long", AXIS_LONGITUDE},     {"lon", AXIS_LONGITUDE},
		{"lng", AXIS_LONGITUDE},      {"longitude", AXIS_LONGITUDE},
		{"longitud", AXIS_LONGITUDE}, {"lange", AXIS_LONGITUDE},
	};
	size_t begin = mark_blanks(at), len;
	char word[WORD_MAX];

	len = phrase_word_at(at + begin, word, sizeof(word));
	for (size_t i = 0; len > 0 && i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		*axis = words[i].axis;
		begin += len;
		begin += strspn(at + begin, ".:= ");
		return begin;
	}
	return 0;
}

/* Whether the whole text is a coordinate that this axis can have. */
static bool text_is_coordinate(const char *text, enum coordinate_axis axis,
			       struct coordinate *ret)
{
	enum coordinate_axis named = AXIS_UNKNOWN;
	size_t at = axis_read(text, &named);

	if (coordinate_read(text, at, ret) < 0)
		return false;
	at = ret->end;
	if (named == AXIS_UNKNOWN)
		at += axis_read(text + at, &named);
	at += strspn(text + at, ". ");
	if (text[at] != '\0' || (named != AXIS_UNKNOWN && named != axis) ||
	    (ret->axis != AXIS_UNKNOWN && ret->axis != axis))
		return false;
	ret->axis = axis;
	return axis != AXIS_LATITUDE || fabs(ret->degrees) <= 90;
}

bool coordinate_is_text(const char *text, enum coordinate_axis axis,
			struct coordinate *ret)
{
	struct coordinate found;

	if (!text_is_coordinate(text, axis, &found) || !found.sure)
		return false;
	*ret = found;
	return true;
}

bool coordinate_is_sideless(const char *text, enum coordinate_axis axis,
			    struct coordinate *ret)
{
	struct coordinate found;

	if (!text_is_coordinate(text, axis, &found) || !found.sideless ||
	    (found.parts == 1 && !found.marked))
		return false;
	*ret = found;
	return true;
}

/* --- pairs ---------------------------------------------------------------- */

/* Where one may begin: not inside a word or a number. */
static bool coordinate_begins(const char *text, size_t at)
{
	const struct hemisphere *hemisphere;
	size_t sign = mark_minus(text + at);
	char before = at > 0 ? text[at - 1] : ' ';

	if (ascii_digit(before) || (before >= 'a' && before <= 'z') ||
	    (before >= 'A' && before <= 'Z'))
		return false;
	return ascii_digit(text[at + sign]) ||
	       hemisphere_read(text + at, &hemisphere) > 0;
}

/* The second of a pair, behind the first and what stands between them. */
static int second_read(const char *text, const struct coordinate *first,
		       struct coordinate *ret)
{
	enum coordinate_axis named = AXIS_UNKNOWN;
	size_t at = first->end;

	at += strspn(text + at, " .,;:/&\n");
	at += axis_read(text + at, &named);
	if (at - first->end == 0 && !first->marked)
		return -1;
	if (coordinate_read(text, at, ret) < 0)
		return -1;
	if (ret->axis == AXIS_UNKNOWN)
		ret->axis = named;
	return 0;
}

/* Whether the two are a pair, and which is which. */
static bool pair_make(struct coordinate *first, struct coordinate *second,
		      struct coordinates *ret)
{
	bool marked = first->marked && second->marked;
	bool swapped =
		first->axis == AXIS_LONGITUDE || second->axis == AXIS_LATITUDE;
	const struct coordinate *latitude = swapped ? second : first;
	const struct coordinate *longitude = swapped ? first : second;

	if (!marked && (first->parts > 1 || second->parts > 1 ||
			first->decimals < 3 || second->decimals < 3))
		return false;
	if (latitude->axis == AXIS_LONGITUDE ||
	    longitude->axis == AXIS_LATITUDE || fabs(latitude->degrees) > 90)
		return false;
	*ret = (struct coordinates){
		.latitude = *latitude,
		.longitude = *longitude,
		.start = first->start,
		.end = second->end,
	};
	return true;
}

int coordinates_find(const char *text, struct coordinates *ret)
{
	return coordinates_find_from(text, 0, ret);
}

int coordinates_find_from(const char *text, size_t from,
			  struct coordinates *ret)
{
	for (size_t at = from; text[at] != '\0'; at++) {
		struct coordinate first, second;

		if (!coordinate_begins(text, at) ||
		    coordinate_read(text, at, &first) < 0 ||
		    second_read(text, &first, &second) < 0 ||
		    !pair_make(&first, &second, ret))
			continue;
		return 0;
	}
	return -1;
}
