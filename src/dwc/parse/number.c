/*
 * number.c: numbers as people write them. See number.h.
 *
 * Runs of digits are gathered with the marks between them; then the marks say
 * what they are: one that comes twice groups, the last of two kinds is the
 * decimal mark, and a single one before exactly three digits may be either.
 *
 * 1. A mark belongs to the number only between two digits.
 * 2. Where `doubt` is NUMBER_SURE, `value` and `grouped` are equal.
 */
#include "config.h"

#include "dwc/parse/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "dwc/words/mark.h"

#define RUNS_MAX 6

/* The kinds of marks between runs of digits. */
enum mark_kind {
	MARK_NONE,
	MARK_POINT,
	MARK_COMMA,
	MARK_PRIME,
	MARK_BLANK,
	MARK_THIN
};

struct runs {
	struct {
		const char *digits;
		size_t n;
		enum mark_kind before;
	} items[RUNS_MAX];
	size_t n, digits;
};

static size_t digits_len(const char *at)
{
	return strspn(at, "0123456789");
}

/* Bytes of the mark between digits at `at`. Blanks and primes only group. */
static size_t mark_read(const char *at, enum number_groups groups,
			enum mark_kind *ret)
{
	size_t len = 1;

	*ret = MARK_NONE;
	if (*at == '.' || *at == ',') {
		*ret = *at == '.' ? MARK_POINT : MARK_COMMA;
	} else if (groups == NUMBER_GROUPS) {
		len = mark_prime(at);
		*ret = len > 0 ? MARK_PRIME : MARK_NONE;
		if (*at == ' ') {
			len = 1;
			*ret = MARK_BLANK;
		} else if (mark_thin_blank(at) > 0) {
			len = mark_thin_blank(at);
			*ret = MARK_THIN;
		}
		if (*ret != MARK_NONE && digits_len(at + len) != 3)
			*ret = MARK_NONE;
	}
	return *ret != MARK_NONE && ascii_digit(at[len]) ? len : 0;
}

/* Whether a group can follow: not behind "1200" or "12.5". */
static bool runs_can_group(const struct runs *runs, enum mark_kind mark)
{
	return runs->items[0].n <= 3 &&
	       (runs->n == 1 || runs->items[runs->n - 1].before == mark);
}

/* Gathers the runs; returns the bytes that they take, 0 for too many. */
static size_t runs_read(const char *text, enum number_groups groups,
			struct runs *ret)
{
	enum mark_kind before = MARK_NONE;
	size_t at = 0, mark = 0;

	*ret = (struct runs){0};
	do {
		size_t n = digits_len(text + at + mark);

		if (n == 0 || ret->n == RUNS_MAX ||
		    ret->digits + n > NUMBER_DIGITS_MAX)
			return 0;
		ret->items[ret->n].digits = text + at + mark;
		ret->items[ret->n].n = n;
		ret->items[ret->n++].before = before;
		ret->digits += n;
		at += mark + n;
		mark = mark_read(text + at, groups, &before);
		if (before >= MARK_PRIME && !runs_can_group(ret, before))
			mark = 0;
	} while (mark > 0);
	return at;
}

/* Whether runs 1 to n - 1 are thousands behind the first. */
static bool runs_group(const struct runs *runs, size_t n)
{
	if (runs->items[0].n > 3 || runs->items[0].digits[0] == '0')
		return false;
	for (size_t i = 1; i < n; i++)
		if (runs->items[i].n != 3 ||
		    runs->items[i].before != runs->items[1].before)
			return false;
	return true;
}

/* Which runs are the whole part: the rest, at most one, is the fraction. 0
 * for what is not a number. */
static size_t runs_whole(const struct runs *runs, enum number_doubt *ret_doubt)
{
	static const enum number_doubt doubts[] = {
		[MARK_NONE] = NUMBER_SURE,   [MARK_POINT] = NUMBER_POINT,
		[MARK_COMMA] = NUMBER_COMMA, [MARK_PRIME] = NUMBER_SURE,
		[MARK_BLANK] = NUMBER_BLANK, [MARK_THIN] = NUMBER_SURE,
	};
	size_t last = runs->n - 1;
	enum mark_kind kind = runs->items[last].before;

	*ret_doubt = NUMBER_SURE;
	if (runs->n == 1)
		return 1;
	if (runs->n == 2 && kind <= MARK_COMMA) {
		*ret_doubt = runs_group(runs, 2) ? doubts[kind] : NUMBER_SURE;
		return 1;
	}
	*ret_doubt = doubts[runs->items[1].before] == NUMBER_BLANK
			     ? NUMBER_BLANK
			     : NUMBER_SURE;
	if (runs_group(runs, runs->n))
		return runs->n;
	if (kind <= MARK_COMMA && runs->n > 2 && runs_group(runs, last) &&
	    runs->items[1].before != kind)
		return last;
	return 0;
}

/* Writes the sign and the digits, without idle noughts before them; the runs
 * from `whole` on are the fraction. */
static void number_write(struct number *number, const struct runs *runs,
			 size_t whole, bool minus)
{
	char *to = number->text;
	char *first;

	if (minus)
		*to++ = '-';
	first = to;
	for (size_t i = 0; i < runs->n; i++) {
		if (i == whole)
			*to++ = '.';
		for (size_t k = 0; k < runs->items[i].n; k++) {
			if (to == first + 1 && *first == '0')
				to = first;
			*to++ = runs->items[i].digits[k];
		}
	}
	*to = '\0';
	number->whole = whole == runs->n;
}

/* Digits one by one, so that no locale's comma comes in. */
static double runs_value(const struct runs *runs, size_t whole, bool minus)
{
	double number = 0, scale = 1;

	for (size_t i = 0; i < runs->n; i++)
		for (size_t k = 0; k < runs->items[i].n; k++) {
			number = number * 10 + (runs->items[i].digits[k] - '0');
			scale *= i >= whole ? 10 : 1;
		}
	return (minus ? -number : number) / scale;
}

/* "E3" behind the digits: what it makes of them is not worked out. */
static size_t exponent_len(const char *at)
{
	size_t len = 1;

	if (*at != 'e' && *at != 'E')
		return 0;
	len += at[1] == '+' ? 1 : mark_minus(at + 1);
	return ascii_digit(at[len]) ? len + digits_len(at + len) : 0;
}

int number_read(const char *text, size_t at, enum number_groups groups,
		struct number *ret)
{
	size_t dash = mark_minus(text + at);
	size_t sign = text[at] == '+' ? 1 : dash;
	struct number number = {.is_signed = sign > 0};
	struct runs runs;
	size_t len = runs_read(text + at + sign, groups, &runs);
	size_t whole = len > 0 ? runs_whole(&runs, &number.doubt) : 0;

	if (whole == 0)
		return -1;
	number_write(&number, &runs, whole, dash > 0);
	number.value = runs_value(&runs, whole, dash > 0);
	number.grouped = number.doubt != NUMBER_SURE
				 ? runs_value(&runs, runs.n, dash > 0)
				 : number.value;
	number.end = at + sign + len;
	len = exponent_len(text + number.end);
	if (len > 0)
		number.doubt = NUMBER_EXPONENT;
	number.end += len;
	*ret = number;
	return 0;
}
