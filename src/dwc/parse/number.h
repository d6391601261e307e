/*
 * number.h: one number as people write it: a sign of any kind, a decimal
 * point or comma, thousands set apart. Any thread; no state.
 *
 * The decimal mark and the ways to group are those of ISO 80000-1, 7.3.1, and
 * of the locales of CLDR. "1.200" and "1,200" are a thousand or a fraction,
 * by country: both readings are given, and the number is not sure.
 */
#ifndef DWC_PARSE_NUMBER_H
#define DWC_PARSE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

#define NUMBER_DIGITS_MAX 15 /* all of them fit a double */
#define NUMBER_SIZE	  (NUMBER_DIGITS_MAX + 4)

enum number_doubt {
	NUMBER_SURE,
	NUMBER_POINT,	 /* "1.200" */
	NUMBER_COMMA,	 /* "1,200" */
	NUMBER_BLANK,	 /* "1 200": perhaps two numbers */
	NUMBER_EXPONENT, /* "1.2E3" */
};

struct number {
	double value;		/* with the mark as a decimal one */
	double grouped;		/* with it between thousands */
	char text[NUMBER_SIZE]; /* `value` in the C notation, its digits as
				   they were written */
	enum number_doubt doubt;
	bool is_signed; /* with a minus or a plus */
	bool whole;	/* no decimal mark */
	size_t end;	/* byte of the text behind it */
};

enum number_groups {
	NUMBER_PLAIN,  /* digits and one decimal mark */
	NUMBER_GROUPS, /* thousands may be set apart */
};

/*
 * Reads the number that begins at byte `at` of the text: at its sign or its
 * first digit. -1 for none, for more digits than NUMBER_DIGITS_MAX, and for
 * chains like "1.2.3"; *ret is untouched then.
 */
int number_read(const char *text, size_t at, enum number_groups groups,
		struct number *ret) MUST_USE;

#endif
