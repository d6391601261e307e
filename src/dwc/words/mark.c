/*
 * mark.c: marks around figures. See mark.h.
 *
 * 1. No function reads beyond the NUL that ends the text.
 */
#include "config.h"

#include "dwc/words/mark.h"

#include <string.h>

#include "base/compiler.h"

static size_t mark_among(const char *at, const char *const *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(at, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

size_t mark_minus(const char *at)
{
	static const char *const marks[] = {
		"-",		/* hyphen-minus */
		"\xe2\x88\x92", /* U+2212 minus */
		"\xe2\x80\x93", /* U+2013 en dash */
		"\xe2\x80\x90", /* U+2010 hyphen */
		"\xe2\x80\x91", /* U+2011 no-break hyphen */
		"\xe2\x80\x92", /* U+2012 figure dash */
		"\xef\xb9\xa3", /* U+FE63 small hyphen-minus */
		"\xef\xbc\x8d", /* U+FF0D wide hyphen-minus */
	};

	return mark_among(at, marks, ARRAY_LEN(marks));
}

size_t mark_dash(const char *at)
{
	static const char *const marks[] = {
		"\xe2\x80\x94", /* U+2014 em dash */
		"\xe2\x80\x95", /* U+2015 horizontal bar */
	};
	size_t len = mark_minus(at);

	return len > 0 ? len : mark_among(at, marks, ARRAY_LEN(marks));
}

size_t mark_thin_blank(const char *at)
{
	static const char *const marks[] = {
		"\xc2\xa0",	/* U+00A0 no-break space */
		"\xe2\x80\xaf", /* U+202F narrow no-break space */
		"\xe2\x80\x89", /* U+2009 thin space */
		"\xe2\x80\x88", /* U+2008 punctuation space */
		"\xe2\x80\x87", /* U+2007 figure space */
	};

	return mark_among(at, marks, ARRAY_LEN(marks));
}

size_t mark_blank(const char *at)
{
	static const char *const marks[] = {
		"\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
		"\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x8a",
		"\xe2\x81\x9f", "\xe3\x80\x80"};

	if (*at != '\0' && strchr(" \t\n\r", *at) != NULL)
		return 1;
	return mark_thin_blank(at) > 0
		       ? mark_thin_blank(at)
		       : mark_among(at, marks, ARRAY_LEN(marks));
}

size_t mark_blanks(const char *at)
{
	size_t len = 0, one;

	while ((one = mark_blank(at + len)) > 0)
		len += one;
	return len;
}

size_t mark_degree(const char *at)
{
	static const char *const marks[] = {
		"\xc2\xb0",	/* U+00B0 degree */
		"\xc2\xba",	/* U+00BA masculine ordinal */
		"\xcb\x9a",	/* U+02DA ring above */
		"\xe2\x81\xb0", /* U+2070 superscript zero */
	};

	return mark_among(at, marks, ARRAY_LEN(marks));
}

size_t mark_prime(const char *at)
{
	static const char *const marks[] = {
		"'",		/* apostrophe */
		"`",		/* grave accent */
		"\xc2\xb4",	/* U+00B4 acute accent */
		"\xca\xb9",	/* U+02B9 modifier prime */
		"\xca\xbc",	/* U+02BC modifier apostrophe */
		"\xe2\x80\x98", /* U+2018 left quotation mark */
		"\xe2\x80\x99", /* U+2019 right quotation mark */
		"\xe2\x80\xb2", /* U+2032 prime */
	};

	return mark_among(at, marks, ARRAY_LEN(marks));
}

size_t mark_double_prime(const char *at)
{
	static const char *const marks[] = {
		"\"",		/* quotation mark */
		"\xca\xba",	/* U+02BA modifier double prime */
		"\xe2\x80\x9c", /* U+201C left quotation mark */
		"\xe2\x80\x9d", /* U+201D right quotation mark */
		"\xe2\x80\xb3", /* U+2033 double prime */
	};
	size_t len = mark_among(at, marks, ARRAY_LEN(marks));
	size_t first, second;

	if (len > 0)
		return len;
	first = mark_prime(at);
	second = first > 0 ? mark_prime(at + first) : 0;
	return second > 0 ? first + second : 0;
}
