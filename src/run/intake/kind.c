/*
 * kind.c: what a file is. See kind.h.
 *
 * 1. A file that has one line beginning with { is JSON lines: what is wrong
 *    with the others is told by their numbers.
 */
#include "config.h"

#include "run/intake/kind.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "image/decode/picture.h"

#define KIND_NAME_RAW "name the raw.jsonl of a run"
#define KIND_COLUMNS  60 /* bytes of a table's first line that are shown */

static const struct {
	size_t at, len;
	const char *bytes;
	const char *what; /* and what to do */
} kind_magics[] = {
	{0, 4, "PK\3\4", "a ZIP archive; unpack it and name a raw.jsonl in it"},
	{0, 4, "PK\5\6", "a ZIP archive without a file; " KIND_NAME_RAW},
	{0, 2, "\x1f\x8b", "compressed by gzip; unpack it (gunzip) first"},
	{0, 3, "BZh", "compressed by bzip2; unpack it (bunzip2) first"},
	{0, 6,
	 "\xfd"
	 "7zXZ\0",
	 "compressed by xz; unpack it (unxz) first"},
	{0, 4, "\x28\xb5\x2f\xfd",
	 "compressed by zstd; unpack it (unzstd) "
	 "first"},
	{0, 6, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"},
	{257, 5, "ustar", "a tar archive; unpack it first"},
	{0, 5, "%PDF-", "a PDF, not JSON lines; " KIND_NAME_RAW},
	{0, 16, "SQLite format 3\0",
	 "an SQLite database; name the raw.jsonl "
	 "beside it"},
	{0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
	 "a workbook or a document; save its sheet as CSV (UTF-8) and import "
	 "that"},
	{0, 4, "\xff\xfe\0\0", "text in UTF-32; save it as UTF-8"},
	{0, 2, "\xff\xfe", "text in UTF-16; save it as UTF-8"},
	{0, 2, "\xfe\xff", "text in UTF-16; save it as UTF-8"},
};

static int kind_refuse(const char *name, const char *what, struct error *err)
{
	return error_set(err, ERROR_FAILED, "%s is %s", name, what);
}

/* --- what is not text ----------------------------------------------------- */

/* Something after zeros is UTF-16 without a mark, or not text at all. */
static const char *kind_of_zeros(const char *head, size_t len)
{
	if (len >= 4 && head[1] == '\0' && head[3] == '\0' && head[0] != '\0')
		return "text in UTF-16; save it as UTF-8";
	return memchr(head, '\0', len) != NULL ? "not text; " KIND_NAME_RAW
					       : NULL;
}

static const char *kind_binary(const char *head, size_t len)
{
	/* No magic begins so, but a record may hold one. */
	if (len > 0 && (*head == '{' || *head == '['))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(kind_magics); i++)
		if (len >= kind_magics[i].at + kind_magics[i].len &&
		    memcmp(head + kind_magics[i].at, kind_magics[i].bytes,
			   kind_magics[i].len) == 0)
			return kind_magics[i].what;
	if (picture_format_of((const unsigned char *)head, len) !=
	    PICTURE_UNKNOWN)
		return "a picture; have it read with: vasculum extract RUN "
		       "--images DIR";
	return NULL;
}

/* --- text that is not JSON ------------------------------------------------ */

/* The first line that is not blank; its length without white space at both
 * ends. */
static const char *kind_line(const char *from, const char *end, size_t *ret_len)
{
	const char *feed;

	while (from < end && isspace((unsigned char)*from))
		from++;
	feed = from < end ? memchr(from, '\n', (size_t)(end - from)) : NULL;
	end = feed != NULL ? feed : end;
	while (end > from && isspace((unsigned char)end[-1]))
		end--;
	*ret_len = (size_t)(end - from);
	return from;
}

static size_t kind_count(const char *line, size_t len, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += line[i] == c;
	return n;
}

/* Counts a character of the first row that stands in no quotation marks, and
 * says where the next row begins. */
static size_t kind_count_row(const char *row, const char *end, char c,
			     const char **ret_next)
{
	bool quoted = false;
	size_t n = 0;

	for (; row < end && (quoted || *row != '\n'); row++) {
		quoted ^= *row == '"';
		n += !quoted && *row == c;
	}
	*ret_next = row < end ? row + 1 : end;
	return n;
}

/* The same of rows whose cells may hold line breaks. */
static bool kind_has_rows(const char *head, const char *end, char separator)
{
	const char *next, *last;
	size_t n = kind_count_row(head, end, separator, &next);

	return n > 0 && kind_count_row(next, end, separator, &last) == n;
}

/* A table: as many separators in the second line as in the first, or, where
 * it has one line alone, several. */
static bool kind_has_columns(const char *head, const char *end)
{
	static const char separators[] = ",;\t|";
	size_t len, next_len;
	const char *line = kind_line(head, end, &len);
	const char *next = kind_line(line + len, end, &next_len);

	for (const char *s = separators; *s != '\0'; s++) {
		size_t n = kind_count(line, len, *s);

		if (n == 0)
			continue;
		if (kind_has_rows(line, end, *s))
			return true;
		if (next_len == 0 ? n > 1 : kind_count(next, next_len, *s) >= n)
			return true;
	}
	return false;
}

static int kind_refuse_table(const char *head, const char *end,
			     const char *name, struct error *err)
{
	struct bytes columns CLEANUP(bytes_done) = {0};
	size_t len;
	const char *line = kind_line(head, end, &len);
	bool cut = len > KIND_COLUMNS;

	text_clean(line, cut ? KIND_COLUMNS : len, &columns);
	return error_set(
		err, ERROR_FAILED,
		"%s is a table (%s%s); name its file, as it has to be read "
		"from the beginning",
		name, columns.data, cut ? "\xe2\x80\xa6" : "");
}

static int kind_refuse_text(const char *head, const char *end, const char *name,
			    struct error *err)
{
	if (*head == '<')
		return kind_refuse(
			name, "XML or HTML, not JSON lines; " KIND_NAME_RAW,
			err);
	if (kind_has_columns(head, end))
		return kind_refuse_table(head, end, name, err);
	return kind_refuse(
		name,
		"not JSON lines: none of its lines begins with {; " KIND_NAME_RAW,
		err);
}

/* --- text that may be ----------------------------------------------------- */

static bool kind_has_object(const char *from, const char *end)
{
	while (from < end) {
		size_t len;
		const char *line = kind_line(from, end, &len);

		if (len > 0 && *line == '{')
			return true;
		from = line + (len > 0 ? len : 1);
	}
	return false;
}

/* What is JSON by its look: true and *ret. */
static bool kind_of_json(const char *head, const char *end, enum kind *ret)
{
	size_t len;
	const char *line;

	if (end - head >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0)
		head += 3;
	line = kind_line(head, end, &len);
	if (len == 0 || (len >= 2 && line[1] == '\0'))
		return false;
	if (*line == '[')
		*ret = KIND_ARRAY;
	else if (len == 1 && *line == '{')
		*ret = KIND_OBJECTS;
	else
		*ret = KIND_LINES;
	return *line == '[' || kind_has_object(line, end);
}

int kind_of(const char *head, size_t len, const char *name, enum kind *ret,
	    struct error *err)
{
	const char *what = kind_binary(head, len);
	const char *line;
	size_t line_len;

	if (len == 0)
		return kind_refuse(name, "empty; " KIND_NAME_RAW, err);
	if (what == NULL && kind_of_json(head, head + len, ret))
		return 0;
	if (what == NULL)
		what = kind_of_zeros(head, len);
	if (what != NULL)
		return kind_refuse(name, what, err);
	line = kind_line(head, head + len, &line_len);
	if (line_len == 0)
		return kind_refuse(name, "blank; " KIND_NAME_RAW, err);
	return kind_refuse_text(line, head + len, name, err);
}

const char *kind_not_text(const char *head, size_t len)
{
	const char *what = kind_binary(head, len);

	return what != NULL ? what : kind_of_zeros(head, len);
}

/* Whether there are no zeros up to the end of the first line. */
static bool kind_begins_as_text(const char *head, size_t len)
{
	const char *feed = memchr(head, '\n', len);

	return memchr(head, '\0', feed != NULL ? (size_t)(feed - head) : len) ==
	       NULL;
}

bool kind_is_table(const char *head, size_t len, bool named)
{
	const char *end = head + len;
	enum kind kind;

	if (len == 0)
		return named;
	if (kind_binary(head, len) != NULL || kind_of_json(head, end, &kind) ||
	    *head == '<')
		return false;
	/* A row with a NUL in it is told by its number. */
	return named ? kind_begins_as_text(head, len)
		     : kind_of_zeros(head, len) == NULL &&
			       kind_has_columns(head, end);
}
