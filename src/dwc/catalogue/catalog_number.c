/*
 * catalog_number.c: which of the codes on a sheet is its catalogue number. See
 * catalog_number.h.
 *
 * 1. What cannot be one is left out before anything is weighed; a pattern that
 *    a person set overrules that.
 * 2. Weights are set by hand. They order; only `confidence` is a promise.
 */
#include "config.h"

#include "dwc/catalogue/catalog_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/text.h"

#define DIGITS_LEAST 3
#define LETTERS_MOST 12 /* of the marks of a house, all of them */
#define PARTS_MOST   4	/* runs of letters */
#define UUID_LENGTH  36

static int digits_in(const char *text)
{
	int n = 0;

	for (; *text != '\0'; text++)
		n += ascii_digit(*text);
	return n;
}

/* --- what cannot be one --------------------------------------------------- */

/* Goods carry a number of trade. */
static bool is_trade(const char *type)
{
	static const char *const types[] = {"EAN-13", "EAN-8",	 "UPC-A",
					    "UPC-E",  "ISBN-13", "ISBN-10"};

	return text_among(type, types, ARRAY_LEN(types));
}

/* The check digit of GTINs and ISBN-13: GS1 General Specifications, 7.9. */
static bool is_book_number(const char *text)
{
	int sum = 0;

	if (strlen(text) != 13 || digits_in(text) != 13 ||
	    (strncmp(text, "978", 3) != 0 && strncmp(text, "979", 3) != 0))
		return false;
	for (int i = 0; i < 13; i++)
		sum += (text[i] - '0') * (i % 2 == 0 ? 1 : 3);
	return sum % 10 == 0;
}

/* Data of goods by GS1's application identifiers, as they are printed: a
 * trade number, a lot, a serial number. */
static bool is_goods(const char *text)
{
	static const char *const marks[] = {
		"(01)", "(10)", "(21)",	 "(17)",   "LOT",    "REF",
		"P/N",	"S/N",	"SKU",	 "BATCH",  "CH.-B.", "ISBN",
		"TEL",	"WIFI", "BEGIN", "MATMSG", "MAILTO", "GEO:"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t len = strlen(marks[i]);
		char head[16];

		snprintf(head, sizeof(head), "%.*s", (int)len, text);
		if (text_casecmp(head, marks[i]) == 0 &&
		    !ascii_letter(text[len]))
			return true;
	}
	return false;
}

static bool is_uuid(const char *text)
{
	size_t len = strlen(text);

	if (len != UUID_LENGTH)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((i == 8 || i == 13 || i == 18 || i == 23) !=
			    (text[i] == '-') ||
		    (text[i] != '-' &&
		     strchr("0123456789abcdefABCDEF", text[i]) == NULL))
			return false;
	return true;
}

/* Digits with a few letters around: no sentence, no address, no data. */
static bool is_number(const char *text)
{
	int letters = 0, parts = 0;

	if (strlen(text) >= SHAPE_MAX || digits_in(text) < DIGITS_LEAST ||
	    is_uuid(text))
		return false;
	for (const char *c = text; *c != '\0'; c++) {
		if (!ascii_digit(*c) && !ascii_letter(*c) &&
		    strchr(" -._/:+()*#", *c) == NULL)
			return false;
		letters += ascii_letter(*c);
		parts +=
			ascii_letter(*c) && (c == text || !ascii_letter(c[-1]));
	}
	return letters <= LETTERS_MOST && parts <= PARTS_MOST;
}

/* An address, a URN or an identifier of several parts. */
static bool is_address(const char *text)
{
	static const char *const heads[] = {
		"urn:", "doi:", "ark:", "www.", "hdl:", "lsid"};

	if (strstr(text, "://") != NULL)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		char head[8];

		snprintf(head, sizeof(head), "%.*s", (int)strlen(heads[i]),
			 text);
		if (text_casecmp(head, heads[i]) == 0)
			return true;
	}
	return false;
}

/* The last part of an address in `ret`; false where that is no number. */
static bool address_end(const char *text, char ret[SHAPE_MAX])
{
	size_t len = strlen(text), from;

	while (len > 0 && strchr("/?#&=", text[len - 1]) != NULL)
		len--;
	from = len;
	while (from > 0 && strchr("/?#&=:", text[from - 1]) == NULL)
		from--;
	if (len - from >= SHAPE_MAX || from == 0)
		return false;
	memcpy(ret, text + from, len - from);
	ret[len - from] = '\0';
	return is_number(ret) && strchr(ret, '.') == NULL;
}

/* --- what is printed beside it -------------------------------------------- */

/* The digits of a number, letters that are taken for them among them: of the
 * part behind the mark of the house. */
static void digits_of(const char *text, char ret[SHAPE_MAX])
{
	static const char alike[] = "OQDI|LZSB", digits[] = "000111258";
	const char *first = text;
	size_t n = 0;

	while (*first != '\0' && !ascii_digit(*first))
		first++;
	/* "OO020326": what stands before the first digit may be one. */
	while (first > text && (first[-1] == 'O' || first[-1] == 'o'))
		first--;
	for (; *first != '\0' && n < SHAPE_MAX - 1; first++) {
		char c = *first >= 'a' && *first <= 'z'
				 ? (char)(*first - 'a' + 'A')
				 : *first;
		const char *at = strchr(alike, c);

		if (ascii_digit(c))
			ret[n++] = c;
		else if (at != NULL)
			ret[n++] = digits[at - alike];
	}
	ret[n] = '\0';
}

static int places_apart(const char *a, const char *b)
{
	int n = 0;

	for (size_t i = 0; a[i] != '\0' && b[i] != '\0'; i++)
		n += a[i] != b[i];
	return n;
}

#define PRINTED_DIGITS 4 /* fewer are anything */
#define PRINTED_APART  2

bool catalog_number_differs(const char *code, const char *printed)
{
	char a[SHAPE_MAX], b[SHAPE_MAX];

	if (digits_in(code) < PRINTED_DIGITS ||
	    digits_in(printed) < PRINTED_DIGITS)
		return false;
	digits_of(code, a);
	digits_of(printed, b);
	return strlen(a) == strlen(b) && places_apart(a, b) >= PRINTED_APART;
}

/* 1: it says the same number; -1: another one; 0: something else. */
static int printed_says(const char *code, const char *word)
{
	char a[SHAPE_MAX], b[SHAPE_MAX];

	if (digits_in(word) < PRINTED_DIGITS)
		return 0;
	digits_of(code, a);
	digits_of(word, b);
	if (strlen(a) != strlen(b))
		return 0;
	return places_apart(a, b) < PRINTED_APART ? 1 : -1;
}

const char *catalog_number_printed(const char *code, const char *const *words,
				   size_t n)
{
	const char *other = NULL;

	for (size_t i = 0; i < n; i++) {
		int says = printed_says(code, words[i]);

		if (says > 0)
			return NULL;
		if (says < 0 && other == NULL)
			other = words[i];
	}
	return other;
}

static bool is_printed(const char *value, const struct catalog_hints *hints)
{
	for (size_t i = 0; i < hints->n_printed; i++)
		if (printed_says(value, hints->printed[i]) > 0)
			return true;
	return false;
}

/* --- weighing ------------------------------------------------------------- */

/* Symbologies without any check, that stripes imitate. */
static bool is_weak(const char *type)
{
	static const char *const types[] = {"I2/5", "Codabar"};

	return text_among(type, types, ARRAY_LEN(types));
}

static double value_worth(const char *value, const struct catalog_code *code,
			  const struct catalog_hints *hints, bool derived)
{
	double share = shapes_share(hints->shapes, value);
	double worth = 0.5 + 0.1 * code->quality;

	if (hints->pattern != NULL)
		worth += pattern_fits(hints->pattern, value) ? 1 : -0.5;
	if (share >= 0)
		worth += share > 0 ? 0.2 + 0.3 * share : -0.3;
	worth += digits_in(value) >= 5 ? 0.1 : 0;
	worth += is_printed(value, hints) ? 0.15 : 0;
	worth -= derived ? 0.1 : 0;
	worth -= is_weak(code->type) ? 0.2 : 0;
	return worth;
}

/* How sure one is of the value as such, whatever else is on the sheet. */
static double value_confidence(const char *value,
			       const struct catalog_code *code,
			       const struct catalog_hints *hints, bool derived)
{
	double confidence = 0.55 + 0.43 * code->quality;

	if (is_weak(code->type))
		confidence = fmin(confidence, 0.7);
	if (derived)
		confidence = fmin(confidence, 0.8);
	if (hints->pattern != NULL && !pattern_fits(hints->pattern, value))
		confidence = fmin(confidence, 0.5);
	else if (shapes_share(hints->shapes, value) == 0)
		confidence = fmin(confidence, 0.6);
	return confidence;
}

/* The value that a code offers; false where it offers none. */
static bool code_value(const struct catalog_code *code,
		       const struct catalog_hints *hints, char ret[SHAPE_MAX],
		       bool *ret_derived)
{
	size_t len = strlen(code->text);

	*ret_derived = false;
	if (is_address(code->text)) {
		*ret_derived = true;
		return address_end(code->text, ret);
	}
	if (len >= SHAPE_MAX)
		return false;
	memcpy(ret, code->text, len + 1);
	if (hints->pattern != NULL && pattern_fits(hints->pattern, ret))
		return true;
	return !is_trade(code->type) && !is_book_number(ret) &&
	       !is_goods(ret) && is_number(ret);
}

static int candidate_order(const void *a, const void *b)
{
	const struct catalog_candidate *x = a, *y = b;

	if (x->worth != y->worth)
		return (x->worth < y->worth) - (x->worth > y->worth);
	return strcmp(x->value, y->value);
}

/* Adds a candidate, or what it lends to one of the same value. */
static void candidates_add(struct catalog_candidate *list, size_t *n,
			   const struct catalog_candidate *one)
{
	size_t i = 0;

	while (i < *n && strcmp(list[i].value, one->value) != 0)
		i++;
	if (i == *n) {
		if (*n < CATALOG_CANDIDATES_MAX)
			list[(*n)++] = *one;
		return;
	}
	if (one->worth > list[i].worth)
		list[i] = *one;
	list[i].worth += 0.05;
	list[i].confidence = fmax(list[i].confidence, one->confidence);
}

/* Where another is worth nearly as much, it is a guess between them. */
#define WORTH_NEAR 0.1
#define NEAR_SURE  0.6

size_t catalog_number_rank(const struct catalog_code *codes, size_t n,
			   const struct catalog_hints *hints,
			   struct catalog_candidate ret[CATALOG_CANDIDATES_MAX])
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		struct catalog_candidate one = {.code = i};

		if (!code_value(&codes[i], hints, one.value, &one.derived))
			continue;
		one.worth =
			value_worth(one.value, &codes[i], hints, one.derived);
		one.confidence = value_confidence(one.value, &codes[i], hints,
						  one.derived);
		candidates_add(ret, &found, &one);
	}
	if (found > 1)
		qsort(ret, found, sizeof(*ret), candidate_order);
	for (size_t i = 0; i < found; i++)
		if (found > 1 &&
		    (i > 0 || ret[0].worth - ret[1].worth < WORTH_NEAR))
			ret[i].confidence = fmin(ret[i].confidence, NEAR_SURE);
	return found;
}
