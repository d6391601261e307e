/*
 * range.c: ranges whose ends are not written out. See range.h.
 *
 * 1. An end is completed only where that makes it a neighbour of the other, and
 *    the range as it is written cannot be meant: nobody collects between 3 and
 *    400 m.
 * 2. Where neither is so, nothing is chosen.
 */
#include "config.h"

#include "dwc/parse/range.h"

#include <math.h>
#include <stdio.h>

#include "base/compiler.h"

#define NEIGHBOUR 2   /* the upper end is at most so many times the lower */
#define FAR_APART 10  /* times: a range that falls so is not meant */
#define HUNDRED	  100 /* times: nor one that rises so */

static void number_become(struct number *number, double value)
{
	number->value = number->grouped = value;
	number->doubt = NUMBER_SURE;
	snprintf(number->text, sizeof(number->text), "%.0f", value);
}

/* A power of ten above the figures of a number. */
static double power_above(double number)
{
	double power = 1;

	while (power <= number)
		power *= 10;
	return power;
}

/* "3-400", "5-6000": the first counts the hundreds or thousands of which the
 * second has a whole number. */
static bool settle_word(struct number *from, struct number *to)
{
	static const double words[] = {1000, 100};
	bool may = false;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		double count = to->grouped / words[i];

		if (fmod(to->grouped, words[i]) != 0 || from->grouped >= count)
			continue;
		may = true;
		if (count > NEIGHBOUR * from->grouped)
			continue;
		number_become(from, from->grouped * words[i]);
		number_become(to, to->grouped);
		return true;
	}
	return !may && to->grouped < HUNDRED * from->grouped;
}

/* "1200-50": the second has the figures of the first before its own. */
static bool settle_figures(struct number *from, struct number *to)
{
	double power = power_above(to->grouped);
	double meant = from->grouped - fmod(from->grouped, power) + to->grouped;

	if (meant <= from->grouped || from->grouped < FAR_APART * to->grouped)
		return false;
	number_become(from, from->grouped);
	number_become(to, meant);
	return true;
}

/* Whether it counts something, and is written in one way. */
static bool number_is_count(const struct number *number)
{
	return number->whole && !number->is_signed &&
	       number->doubt == NUMBER_SURE && number->grouped >= 1;
}

/* Whether it counts something where its thousands are set apart. */
static bool number_may_count(const struct number *number)
{
	return !number->is_signed && number->grouped >= 1 &&
	       (number->whole || number->doubt != NUMBER_SURE);
}

static void ends_turn(struct number *from, struct number *to)
{
	struct number lower = *to;

	*to = *from;
	*from = lower;
}

bool range_settle(struct number *from, struct number *to, bool written_out)
{
	bool rises = from->grouped <= to->grouped;

	if (!written_out && rises && number_is_count(from))
		return settle_word(from, to);
	if (!written_out && !rises && number_may_count(from) &&
	    power_above(to->grouped) < power_above(from->grouped))
		return number_is_count(to) && settle_figures(from, to);
	if (!rises)
		ends_turn(from, to);
	return true;
}
