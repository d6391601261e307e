/*
 * print.c: how commands print. See print.h.
 */
#include "config.h"

#include "cmd/common/print.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/validate/verdict.h"

void print_text(const char *text)
{
	struct bytes clean CLEANUP(bytes_done) = {0};

	if (text == NULL || text[0] == '\0')
		return;
	text_clean(text, strlen(text), &clean);
	if (clean.len > 0)
		fwrite(clean.data, 1, clean.len, stdout);
}

/* "-103.25": what a spreadsheet takes for that number and no more. */
static bool is_plain_number(const char *text)
{
	size_t len = text[0] == '-' || text[0] == '+' ? 1 : 0;
	size_t digits = strspn(text + len, "0123456789");
	size_t point = text[len + digits] == '.' ? 1 : 0;

	len += digits + point;
	len += point > 0 ? strspn(text + len, "0123456789") : 0;
	return digits > 0 && text[len] == '\0';
}

/* How a formula begins, in any of the spreadsheets; wide letters are taken for
 * narrow ones by some (OWASP, "CSV Injection"). */
static bool begins_formula(const char *text)
{
	static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b",
					   "\xef\xbc\x8d", "\xef\xbc\xa0"};

	text += strspn(text, " \t\r\n");
	if (text[0] != '\0' && strchr("=+-@", text[0]) != NULL)
		return !is_plain_number(text);
	for (size_t i = 0; i < ARRAY_LEN(wide); i++)
		if (strncmp(text, wide[i], strlen(wide[i])) == 0)
			return true;
	return false;
}

void print_cell(const char *text)
{
	if (text != NULL && begins_formula(text))
		putchar('\'');
	print_text(text);
}

static void print_blanks(int n)
{
	for (; n > 0; n--)
		putchar(' ');
}

void print_column(const char *text, int width)
{
	char *clean CLEANUP(mem_free_str) =
		text_cleaned(text != NULL ? text : "");
	int room = abs(width), used = text_width(clean);
	size_t len = strlen(clean);

	if (used > room) {
		len = text_fit(clean, room - 1, &used);
		used++;
	}
	if (width < 0)
		print_blanks(room - used);
	fwrite(clean, 1, len, stdout);
	if (clean[len] != '\0')
		fputs("…", stdout);
	if (width > 0)
		print_blanks(room - used);
}

void print_fitted(const char *text, int width)
{
	char *clean CLEANUP(mem_free_str) =
		text_cleaned(text != NULL ? text : "");
	int used = text_width(clean);

	print_column(clean, used < width ? used : width);
}

int print_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col > PRINT_COLUMNS)
		return size.ws_col;
	return PRINT_COLUMNS;
}

/* Bytes up to the next blank that may be broken at. */
static size_t print_word(const char *text, bool brackets)
{
	int depth = 0;
	size_t len;

	for (len = 0; text[len] != '\0'; len++) {
		depth += brackets && text[len] == '[';
		depth -= brackets && text[len] == ']';
		if (text[len] == ' ' && depth == 0)
			break;
	}
	return len;
}

void print_flow(const char *text, int indent, bool brackets, int *column)
{
	char *clean CLEANUP(mem_free_str) =
		text_cleaned(text != NULL ? text : "");
	const char *at = clean;

	while (*at != '\0') {
		size_t len = print_word(at, brackets);
		char *word CLEANUP(mem_free_str) = mem_strndup(at, len);
		int width = text_width(word);

		if (at != clean && *column + 1 + width > PRINT_COLUMNS) {
			printf("\n%*s", indent, "");
			*column = indent;
		} else if (at != clean) {
			putchar(' ');
			++*column;
		}
		fputs(word, stdout);
		*column += width;
		at += len;
		at += strspn(at, " ");
	}
}

void print_verdict(const struct verdict *verdict, int column)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	int indent = column;

	bytes_append_str(&text, verdict->message);
	if (verdict->proposal != NULL)
		bytes_printf(&text, " -> %s", verdict->proposal);
	bytes_printf(&text, " [%s]", verdict->code);
	print_flow(text.data, indent, true, &column);
	putchar('\n');
}

void print_id(const char *id)
{
	if (hash_is_hex(id))
		printf("%.12s", id);
	else
		print_column(id, 12);
}

const char *print_figure(size_t n, char ret[32])
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%zu", n);
	char *put = ret;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*put++ = ',';
		*put++ = digits[i];
	}
	*put = '\0';
	return ret;
}

const char *print_share(size_t part, size_t whole, char ret[32])
{
	double share = whole > 0 ? 100 * (double)part / (double)whole : 0;

	if (part > 0 && share < 1)
		snprintf(ret, 32, "<1");
	else if (part < whole && share > 99)
		snprintf(ret, 32, ">99");
	else
		snprintf(ret, 32, "%ld", lround(share));
	return ret;
}

const char *print_real(double value, int decimals, char ret[32])
{
	char *comma;

	snprintf(ret, 32, "%.*f", decimals, value);
	comma = strchr(ret, ',');
	if (comma != NULL)
		*comma = '.';
	return ret;
}

/* --- JSON ----------------------------------------------------------------- */

/* Bytes of the UTF-8 character at `at`, whose code goes to *ret. The text is
 * valid: jansson wrote it. */
static size_t print_decode(const unsigned char *at, uint32_t *ret)
{
	size_t len = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};

	*ret = at[0] & masks[len];
	for (size_t i = 1; i < len; i++)
		*ret = *ret << 6 | (at[i] & 0x3f);
	return len;
}

/* Whether the terminal must not see this character. */
static bool print_is_unsafe(const unsigned char *at, size_t len)
{
	struct bytes clean CLEANUP(bytes_done) = {0};

	if (len == 1)
		return at[0] == 0x7f;
	text_clean((const char *)at, len, &clean);
	return clean.len != len;
}

static void print_escape(uint32_t code, struct bytes *ret)
{
	if (code >= 0x10000) {
		code -= 0x10000;
		bytes_printf(ret, "\\u%04x\\u%04x",
			     (unsigned int)(0xd800 + (code >> 10)),
			     (unsigned int)(0xdc00 + (code & 0x3ff)));
	} else {
		bytes_printf(ret, "\\u%04x", (unsigned int)code);
	}
}

void print_json_line(const json_t *value, struct bytes *ret)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	const unsigned char *at;

	json_write_line(value, &line);
	at = (const unsigned char *)line.data;
	while (*at != '\0') {
		uint32_t code;
		size_t len = print_decode(at, &code);

		if ((len > 1 || *at == 0x7f) && print_is_unsafe(at, len))
			print_escape(code, ret);
		else
			bytes_append(ret, at, len);
		at += len;
	}
}

void print_json(const json_t *value)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	print_json_line(value, &line);
	fwrite(line.data, 1, line.len, stdout);
}

void print_json_set_real(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, json_real(round(10 * value) / 10));
}

void print_json_set_usd(json_t *object, const char *key, double usd)
{
	json_object_set_new(object, key,
			    usd < 0 ? json_null()
				    : json_real(round(1e9 * usd) / 1e9));
}
