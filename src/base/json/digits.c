/*
 * digits.c: JSON whose numbers keep their digits. json_read_digits of json.h.
 *
 * jansson reads numbers as C has them: 12345678901234567890 and
 * 49.10000000000001234 come out with other digits, 49.10 without its last. So
 * such numbers are made strings before it reads them, in one pass over the
 * text.
 *
 * 1. Only what stands outside of strings is changed, and there only numbers
 *    and the words that Python writes for what is not a number.
 * 2. A number stays one where jansson writes it again as it stands; outside of
 *    the part that keeps its digits, and as a confidence, also where it writes
 *    the same value.
 */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/json/json.h"

#define DIGITS_SAFE  15	    /* that any C number holds */
#define DIGITS_POWER 100000 /* beyond any that a C number has */

struct digits_scan {
	const char *at, *end;
	const char *part; /* key at the top whose value keeps all digits */
	int depth;
	bool inside;	 /* that value */
	bool confidence; /* the last key was that */
	struct bytes *out;
};

static bool digits_all_of(const char *text, size_t len, const char *set)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0' || strchr(set, text[i]) == NULL)
			return false;
	return true;
}

/* What stands behind the e of a number. */
static long digits_exponent(const char *text, size_t len)
{
	bool minus = len > 0 && text[0] == '-';
	long power = 0;

	for (size_t i = 0; i < len && power < DIGITS_POWER; i++)
		if (isdigit((unsigned char)text[i]))
			power = power * 10 + (text[i] - '0');
	return minus ? -power : power;
}

/* A number as its significant digits and the power of ten of the first. */
struct digits {
	char text[48];
	size_t n;
	long power;
	bool whole; /* all of its digits found room */
};

static struct digits digits_of(const char *text, size_t len)
{
	struct digits digits = {.whole = true};
	bool point = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == 'e' || c == 'E') {
			digits.power +=
				digits_exponent(text + i + 1, len - i - 1);
			break;
		}
		point = point || c == '.';
		if (!isdigit((unsigned char)c))
			continue;
		digits.power += digits.n > 0 && !point ? 1 : 0;
		if (c == '0' && digits.n == 0) {
			digits.power -= point ? 1 : 0;
			continue;
		}
		/* The first digit behind the point is worth a tenth. */
		digits.power -= digits.n == 0 && point ? 1 : 0;
		if (digits.n == sizeof(digits.text))
			digits.whole = digits.whole && c == '0';
		else
			digits.text[digits.n++] = c;
	}
	while (digits.n > 0 && digits.text[digits.n - 1] == '0')
		digits.n--;
	if (digits.n == 0)
		digits.power = 0;
	return digits;
}

static bool digits_same_value(const char *a, size_t a_len, const char *b,
			      size_t b_len)
{
	struct digits x = digits_of(a, a_len), y = digits_of(b, b_len);

	return x.whole && y.whole && x.n == y.n && x.power == y.power &&
	       memcmp(x.text, y.text, x.n) == 0;
}

/* Whether it is a decimal as people write them, which comes out as it went in:
 * "0.95", "12.0". Most are, and asking jansson takes longer. */
static bool digits_are_plain(const char *text, size_t len)
{
	size_t whole = 0, part;

	while (whole < len && isdigit((unsigned char)text[whole]))
		whole++;
	if (whole == 0 || (whole > 1 && text[0] == '0') || whole == len ||
	    text[whole] != '.' || len > DIGITS_SAFE)
		return false;
	part = len - whole - 1;
	for (size_t i = whole + 1; i < len; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	/* No zero at the end but one alone, none of the small ones that are
	 * written with a power of ten. */
	return part > 0 && (text[len - 1] != '0' || part == 1) &&
	       (text[0] != '0' || part == 1 || text[2] != '0');
}

/* Whether jansson would write the number again with the same digits (inside
 * the part), or with the same value. */
static bool digits_kept(const char *text, size_t len, bool inside)
{
	struct bytes again CLEANUP(bytes_done) = {0};
	json_error_t why;
	json_t *value;
	bool kept;

	if (len <= DIGITS_SAFE && text[0] != '-' &&
	    digits_all_of(text, len, "0123456789"))
		return true;
	if (digits_are_plain(text, len))
		return true;
	value = json_loadb(text, len, JSON_DECODE_ANY, &why);
	/* What is not a number at all is left to be refused. */
	if (value == NULL)
		return json_error_code(&why) != json_error_numeric_overflow;
	json_write_line(value, &again);
	json_decref(value);
	kept = again.len - 1 == len && memcmp(again.data, text, len) == 0;
	return kept || (!inside && digits_same_value(text, len, again.data,
						     again.len - 1));
}

/* The end of the string at scan->at. */
static const char *digits_string_end(const struct digits_scan *scan)
{
	const char *at = scan->at + 1;

	while (at < scan->end && *at != '"')
		at += *at == '\\' && at + 1 < scan->end ? 2 : 1;
	return at < scan->end ? at + 1 : scan->end;
}

/* Is the string from scan->at to `end` that key? */
static bool digits_is_key(const struct digits_scan *scan, const char *end,
			  const char *key)
{
	size_t len = (size_t)(end - scan->at);
	const char *next = end;

	if (len != strlen(key) + 2 || memcmp(scan->at + 1, key, len - 2) != 0)
		return false;
	while (next < scan->end && isspace((unsigned char)*next))
		next++;
	return next < scan->end && *next == ':';
}

static void digits_string(struct digits_scan *scan)
{
	const char *end = digits_string_end(scan);

	if (scan->part != NULL && scan->depth == 1 &&
	    digits_is_key(scan, end, scan->part))
		scan->inside = true;
	scan->confidence = digits_is_key(scan, end, "confidence");
	bytes_append(scan->out, scan->at, (size_t)(end - scan->at));
	scan->at = end;
}

/* A number, or another word outside of strings. */
static void digits_word(struct digits_scan *scan)
{
	static const char *const nothing[] = {"NaN", "Infinity", "-Infinity"};
	const char *at = scan->at;
	size_t len = 0;

	while (at + len < scan->end &&
	       (isalnum((unsigned char)at[len]) ||
		(at[len] != '\0' && strchr("+-._", at[len]) != NULL)))
		len++;
	scan->at += len;
	for (size_t i = 0; i < ARRAY_LEN(nothing); i++)
		if (len == strlen(nothing[i]) &&
		    memcmp(at, nothing[i], len) == 0) {
			bytes_append_str(scan->out,
					 scan->confidence ? "\"NaN\"" : "null");
			return;
		}
	if (!digits_all_of(at, len, "0123456789+-.eE") ||
	    digits_kept(at, len, scan->inside && !scan->confidence)) {
		bytes_append(scan->out, at, len);
		return;
	}
	bytes_append_char(scan->out, '"');
	bytes_append(scan->out, at, len);
	bytes_append_char(scan->out, '"');
}

static void digits_sign(struct digits_scan *scan)
{
	char c = *scan->at++;

	scan->depth += c == '{' || c == '[';
	scan->depth -= c == '}' || c == ']';
	/* The part ends with what follows it at the top. */
	if (scan->part != NULL && scan->depth == 1 && c == ',')
		scan->inside = false;
	bytes_append_char(scan->out, c);
}

static void digits_keep(const char *text, size_t len, const char *part,
			struct bytes *ret)
{
	struct digits_scan scan = {
		.at = text,
		.end = text + len,
		.part = part,
		.inside = part == NULL,
		.out = ret,
	};

	while (scan.at < scan.end) {
		if (*scan.at == '"')
			digits_string(&scan);
		else if (isalnum((unsigned char)*scan.at) || *scan.at == '-')
			digits_word(&scan);
		else
			digits_sign(&scan);
	}
}

int json_read_digits(const char *text, size_t len, const char *part,
		     json_t **ret, struct error *err)
{
	struct bytes kept CLEANUP(bytes_done) = {0};

	digits_keep(text, len, part, &kept);
	return json_read(kept.data != NULL ? kept.data : "", kept.len, ret,
			 NULL, err);
}

bool json_digits_stand(const char *text, size_t len)
{
	struct bytes kept CLEANUP(bytes_done) = {0};

	digits_keep(text, len, NULL, &kept);
	return kept.len == len &&
	       (len == 0 || memcmp(kept.data, text, len) == 0);
}
