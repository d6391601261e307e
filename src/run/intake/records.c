/*
 * records.c: the records of a file. See records.h; intake/kind.c tells what
 * else a file may be.
 *
 * 1. A record that is spread is put together from lines, so that memory holds
 *    one record; its line breaks become blanks.
 * 2. Brackets are counted outside of strings alone. What they enclose is
 *    judged by whoever reads the record.
 */
#include "config.h"

#include "run/intake/records.h"

#include <ctype.h>
#include <string.h>

#include "run/intake/kind.h"
#include "run/journal/journal.h"

#define RECORDS_HEAD 65536 /* bytes that a file is judged by */

int records_open(struct records *records, int fd, const char *name,
		 struct error *err)
{
	struct error why = {0};
	const char *head;
	size_t len;
	enum kind kind;

	*records = (struct records){.name = name};
	lines_init(&records->lines, fd, false, 0, JOURNAL_LINE_MAX);
	if (lines_peek(&records->lines, RECORDS_HEAD, &head, &len, &why) < 0)
		return error_sys(err, why.sys, "cannot read %s", name);
	if (kind_of(head, len, name, &kind, err) < 0)
		return -1;
	records->spread = kind != KIND_LINES;
	records->bottom = kind == KIND_ARRAY ? 1 : 0;
	return 0;
}

void records_done(struct records *records)
{
	lines_done(&records->lines);
	bytes_done(&records->text);
}

/* Keeps a byte of the record; of one that is too long, its size alone. */
static void records_keep(struct records *records, char c)
{
	if (records->text.len > JOURNAL_LINE_MAX)
		records->dropped = true;
	else
		bytes_append_char(&records->text, c);
	if (records->text.len == 1)
		records->first = records->number;
}

/* Takes a byte outside of strings; true when the record is whole. */
static bool records_sign(struct records *records, char c)
{
	bool inside = records->depth > records->bottom;

	if (c == '{' || c == '[')
		records->depth++;
	if ((c == '}' || c == ']') && records->depth > 0)
		records->depth--;
	records->in_string = c == '"';
	if (!inside && records->depth == records->bottom && c != '"' &&
	    (c == ',' || isspace((unsigned char)c)))
		return records->text.len > 0;
	/* The brackets of an array are not part of a record. */
	if (records->depth < records->bottom ||
	    (c == '[' && records->depth == records->bottom))
		return records->text.len > 0;
	records_keep(records, c == '\n' || c == '\r' ? ' ' : c);
	return inside && records->depth == records->bottom;
}

static bool records_take(struct records *records, char c)
{
	if (!records->in_string)
		return records_sign(records, c);
	records_keep(records, c);
	if (records->escaped)
		records->escaped = false;
	else if (c == '\\')
		records->escaped = true;
	else if (c == '"')
		records->in_string = false;
	return false;
}

static int records_give(struct records *records, struct line *ret)
{
	*ret = (struct line){
		.text = records->dropped ? NULL : records->text.data,
		.len = records->text.len,
		.number = records->first,
		.terminated = true,
	};
	return 1;
}

/* The next line to put records together from: 1, 0 at the end, -1. */
static int records_line(struct records *records, struct error *err)
{
	struct line line;
	int rc = lines_next(&records->lines, &line, err);

	if (rc <= 0)
		return rc;
	records->number = line.number;
	/* A line that is too long to be held is a record that is. */
	records->dropped = records->dropped || line.text == NULL;
	records->at = line.text;
	records->end = line.text != NULL ? line.text + line.len : NULL;
	return 1;
}

static int records_spread(struct records *records, struct line *ret,
			  struct error *err)
{
	int rc;

	bytes_clear(&records->text);
	records->dropped = false;
	for (;;) {
		while (records->at != records->end)
			if (records_take(records, *records->at++))
				return records_give(records, ret);
		rc = records_line(records, err);
		if (rc < 0)
			return -1;
		if (rc == 0)
			break;
		if (records->text.len > 0)
			records_keep(records, ' ');
	}
	/* What is not whole is told as what it is. */
	return records->text.len > 0 || records->dropped
		       ? records_give(records, ret)
		       : 0;
}

int records_next(struct records *records, struct line *ret, struct error *err)
{
	struct error why = {0};
	int rc = records->spread ? records_spread(records, ret, &why)
				 : lines_next(&records->lines, ret, &why);

	if (rc < 0)
		return error_sys(err, why.sys, "cannot read %s", records->name);
	return rc;
}
