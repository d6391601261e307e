/*
 * cell_text.c: cells of tables of text. See cell_text.h.
 *
 * What ends a line is what readers take for that: beside LF and CR also NEL and
 * the separators of Unicode (UAX 14, class BK).
 */
#include "config.h"

#include "export/write/cell_text.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the control, or of what ends a line, that begins at `at`; 0. */
static size_t control_at(const char *at, size_t len)
{
	unsigned char c = (unsigned char)at[0];

	if (c < 0x20 || c == 0x7f)
		return 1;
	if (c == 0xc2 && len > 1 && (unsigned char)at[1] < 0xa0)
		return 2; /* C1 */
	if (c == 0xe2 && len > 2 && (unsigned char)at[1] == 0x80 &&
	    ((unsigned char)at[2] == 0xa8 || (unsigned char)at[2] == 0xa9))
		return 3; /* U+2028, U+2029 */
	return 0;
}

/* The next byte that may begin one: what is printable in ASCII does not, and
 * is nearly all of a million records. */
static size_t next_candidate(const char *text, size_t at, size_t len)
{
	while (at < len && (unsigned char)(text[at] - 0x20) < 0x7f - 0x20)
		at++;
	return at;
}

bool cell_text_folded(const char *text, size_t len, struct bytes *ret)
{
	bool folded = false;
	size_t from = 0, at = 0;

	for (;;) {
		size_t own;

		at = next_candidate(text, at, len);
		if (at == len)
			break;
		own = control_at(text + at, len - at);

		if (own == 0) {
			at++;
			continue;
		}
		bytes_append(ret, text + from, at - from);
		while (own > 0) {
			at += own;
			own = at < len ? control_at(text + at, len - at) : 0;
		}
		bytes_append_char(ret, ' ');
		from = at;
		folded = true;
	}
	bytes_append(ret, text + from, len - from);
	return folded;
}

/* Plain numbers are no formulae. */
static bool is_formula(const char *text, size_t len)
{
	size_t blank = strspn(text, " "); /* some programs pass over them */
	char *end;

	if (blank >= len || strchr("=+-@\t\r\n", text[blank]) == NULL)
		return false;
	(void)strtod(text, &end);
	return end != text + len;
}

void cell_text_quoted(const char *text, size_t len, bool guard,
		      struct bytes *ret)
{
	bool guarded = guard && is_formula(text, len);
	bool quoted = memchr(text, '"', len) != NULL ||
		      memchr(text, ',', len) != NULL ||
		      memchr(text, '\n', len) != NULL ||
		      memchr(text, '\r', len) != NULL ||
		      (len > 0 && (text[0] == ' ' || text[len - 1] == ' '));

	if (quoted)
		bytes_append_char(ret, '"');
	if (guarded)
		bytes_append_char(ret, '\'');
	while (len > 0) {
		const char *mark = memchr(text, '"', len);
		size_t n = mark != NULL ? (size_t)(mark - text) + 1 : len;

		bytes_append(ret, text, n);
		if (mark != NULL)
			bytes_append_char(ret, '"');
		text += n;
		len -= n;
	}
	if (quoted)
		bytes_append_char(ret, '"');
}
