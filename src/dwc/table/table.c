/*
 * table.c: tables of text, row by row. See table.h.
 *
 * libcsv gets one line at a time, so that each row has its line, and a quote
 * that is never closed does not swallow the file. It has no way to do without
 * quotes: a byte that UTF-8 never has stands for them then.
 *
 * 1. Only UTF-8 without NULs gets to libcsv.
 * 2. `ahead` never holds more than a row may have and one piece read: what a
 *    row has beyond that is read and dropped, and the row with it.
 * 3. In a row that goes on in the next line an odd number of quotation marks has
 *    come; where libcsv goes on otherwise, one stands for itself, and the row
 *    would end at whatever mark comes next.
 * 4. A line ends at LF or CR LF; within quotation marks the CR is kept, as it
 *    stands in a value.
 */
#include "config.h"

#include "dwc/table/table.h"

#include <string.h>

#include "base/text.h"

#define PIECE	 65536
#define NO_QUOTE 0xff

/* --- bytes ------------------------------------------------------------------ */

/* Reads one piece more. */
static int table_fill(struct table *table, struct error *err)
{
	size_t n = 0;
	char *to;

	if (table->used > 0) {
		memmove(table->ahead.data, table->ahead.data + table->used,
			table->ahead.len - table->used);
		table->ahead.len -= table->used;
		table->used = 0;
	}
	to = bytes_reserve(&table->ahead, PIECE);
	if (table->source->read(table->source->data, to, PIECE, &n, err) < 0)
		return -1;
	table->ahead.len += n;
	table->ahead.data[table->ahead.len] = '\0';
	table->ended = n == 0;
	return 0;
}

int table_init(struct table *table, const struct table_source *source,
	       struct error *err)
{
	*table = (struct table){.source = source, .newline = '\n'};
	while (!table->ended && table->ahead.len < TABLE_PEEK)
		if (table_fill(table, err) < 0)
			return -1;
	if (table->ahead.len >= 3 &&
	    memcmp(table->ahead.data, "\xef\xbb\xbf", 3) == 0)
		table->used = 3;
	if (memchr(table->ahead.data, '\n', table->ahead.len) == NULL &&
	    memchr(table->ahead.data, '\r', table->ahead.len) != NULL)
		table->newline = '\r';
	return 0;
}

const char *table_peek(const struct table *table, size_t *ret_len)
{
	size_t len = table->ahead.len - table->used;

	*ret_len = len < TABLE_PEEK ? len : TABLE_PEEK;
	return table->ahead.data + table->used;
}

/* It is longer than a row may be, and stands unread in `ahead`. */
#define LINE_LONG 2

/* The next line without its end: 1, 0 at the end, LINE_LONG, or -1. Borrowed
 * until the next call. */
static int table_line(struct table *table, char **ret, size_t *ret_len,
		      struct error *err)
{
	size_t seen = 0;
	char *start, *end;

	for (;;) {
		start = table->ahead.data + table->used;
		end = memchr(start + seen, table->newline,
			     table->ahead.len - table->used - seen);
		seen = table->ahead.len - table->used;
		if (end != NULL || table->ended)
			break;
		if (seen > TABLE_ROW_MAX)
			return LINE_LONG;
		if (table_fill(table, err) < 0)
			return -1;
	}
	if (end == NULL && seen == 0)
		return 0;
	*ret = start;
	*ret_len = end != NULL ? (size_t)(end - start) : seen;
	table->used += *ret_len + (end != NULL);
	table->line++;
	table->returned = *ret_len > 0 && start[*ret_len - 1] == '\r';
	*ret_len -= table->returned;
	return 1;
}

/* However long it is. */
static int table_skip_line(struct table *table, struct error *err)
{
	size_t len;
	char *line;
	int got;

	while ((got = table_line(table, &line, &len, err)) == LINE_LONG)
		table->used = table->ahead.len;
	return got < 0 ? -1 : 0;
}

/* --- cells ------------------------------------------------------------------ */

static int is_newline(unsigned char c)
{
	return c == '\n';
}

static int is_no_blank(unsigned char c)
{
	(void)c;
	return 0;
}

int table_begin(struct table *table, const struct table_form *form,
		struct error *err)
{
	table->form = *form;
	if (form->separator != '\0') {
		if (csv_init(&table->parser, CSV_APPEND_NULL) != 0)
			return error_set(err, ERROR_FAILED,
					 "cannot read tables: libcsv fails");
		table->parsing = true;
		csv_set_delim(&table->parser, (unsigned char)form->separator);
		csv_set_quote(&table->parser,
			      form->quote != '\0' ? (unsigned char)form->quote
						  : NO_QUOTE);
		csv_set_term_func(&table->parser, is_newline);
		if (form->blanks)
			csv_set_space_func(&table->parser, is_no_blank);
	}
	for (size_t i = 0; i < form->skip; i++)
		if (table_skip_line(table, err) < 0)
			return -1;
	return 0;
}

static void table_cell(struct table *table, const char *text, size_t len)
{
	if (table->form.unquoted && len > 1 && text[0] == '"' &&
	    text[len - 1] == '"') {
		text++;
		len -= 2;
	}
	if (table->n < TABLE_COLUMNS_MAX) {
		table->starts[table->n] = table->text.len;
		bytes_append(&table->text, text, len);
		bytes_append_char(&table->text, '\0');
	}
	table->n++;
}

static void take_cell(void *text, size_t len, void *data)
{
	table_cell(data, text, len);
}

static void take_row(int end, void *data)
{
	struct table *table = data;

	(void)end;
	table->whole = true;
}

static bool table_parse(struct table *table, const char *text, size_t len)
{
	return csv_parse(&table->parser, text, len, take_cell, take_row,
			 table) == len;
}

/* Whether the cell that is being read goes on in the next line: its quotation
 * mark is open behind `line`. */
static bool table_is_open(const struct table *table, const char *line,
			  size_t len, bool open)
{
	for (size_t i = 0; i < len; i++)
		open ^= line[i] == table->form.quote;
	return open && table->parser.quoted;
}

/* Puts a line into the row; with `line` NULL, the end of the file. */
static int table_feed(struct table *table, const char *line, size_t len,
		      struct error *err)
{
	struct csv_parser *parser = &table->parser;
	int rc;

	if (line == NULL) {
		rc = csv_fini(parser, take_cell, take_row, table);
	} else {
		rc = !table_parse(table, line, len);
		table->open = table->form.quote != '\0' &&
			      table_is_open(table, line, len, table->open);
		if (rc == 0 && table->open && table->returned)
			rc = !table_parse(table, "\r", 1);
		rc = rc != 0 || !table_parse(table, "\n", 1);
	}
	if (rc != 0)
		return error_set(err, ERROR_FAILED, "%s line %zu: %s",
				 table->source->name, table->line,
				 csv_strerror(csv_error(parser)));
	return 0;
}

static int table_refuse_encoding(const struct table *table, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "%s line %zu is not UTF-8 (Latin-1, perhaps); convert "
			 "it: iconv -f LATIN1 -t UTF-8",
			 table->source->name, table->line);
}

/* Turns a line that is not UTF-8 into what it is. */
static int table_decode(struct table *table, const char **line, size_t *len,
			struct error *err)
{
	struct error why;

	if (table->form.decode == NULL)
		return table_refuse_encoding(table, err);
	bytes_clear(&table->utf8);
	if (table->form.decode(*line, *len, &table->utf8, &why) < 0)
		return error_set(err, ERROR_FAILED, "%s line %zu: %s",
				 table->source->name, table->line, why.text);
	*line = table->utf8.data;
	*len = table->utf8.len;
	if (table->decoded++ == 0)
		table->decoded_line = table->line;
	return 0;
}

/* What a row has of libcsv when it is whole. */
static void table_row_fill(struct table *table, size_t line,
			   struct table_row *ret)
{
	*ret = (struct table_row){.n = table->n, .line = line};
	for (size_t i = 0; i < table->n && i < TABLE_COLUMNS_MAX; i++)
		ret->cells[i] = table->text.data + table->starts[i];
}

static int table_refuse_open(const struct table *table, size_t first,
			     struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "%s line %zu: the row does not end; a quotation mark "
			 "is not closed there",
			 table->source->name, first);
}

/* --- rows that are broken --------------------------------------------------- */

/* Where in its quotation marks a row stands that nobody keeps. */
struct quoting {
	bool in;     /* between them */
	bool may_be; /* behind one within, which ends the cell or is doubled */
	bool begins; /* where a cell begins */
};

static void quoting_follow(struct quoting *q, const struct table *table,
			   const char *text, size_t len)
{
	char quote = table->form.quote;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		bool ends = c == table->newline || c == table->form.separator;

		if (q->in && c == quote)
			q->may_be = !q->may_be;
		else if (q->in && q->may_be && ends)
			*q = (struct quoting){.begins = true};
		else if (q->in)
			q->may_be = q->may_be && c == '\r';
		else if (q->begins && quote != '\0' && c == quote)
			*q = (struct quoting){.in = true};
		else
			q->begins = ends || (q->begins && c == ' ');
	}
}

/* What stands in the parser is of no row. */
static int table_forget(struct table *table, struct error *err)
{
	return table->parsing ? table_feed(table, NULL, 0, err) : 0;
}

/* Reads to the end of the row that began in line `first` and keeps nothing of
 * it, and says why. */
static int table_drop_row(struct table *table, size_t first, struct error *err)
{
	struct quoting q = {.in = table->open, .begins = !table->open};
	bool whole = false;

	if (table_forget(table, err) < 0)
		return -1;
	while (!whole) {
		const char *start = table->ahead.data + table->used;
		size_t len = table->ahead.len - table->used;
		const char *end = memchr(start, table->newline, len);

		if (end != NULL)
			len = (size_t)(end - start) + 1;
		quoting_follow(&q, table, start, len);
		table->used += len;
		table->line += end != NULL || (table->ended && len > 0);
		if (table->ended && len == 0 && q.in)
			return table_refuse_open(table, first, err);
		whole = !q.in && (end != NULL || table->ended);
		if (end == NULL && !table->ended && table_fill(table, err) < 0)
			return -1;
	}
	bytes_clear(&table->fault);
	bytes_printf(&table->fault, "it has more than %d bytes", TABLE_ROW_MAX);
	if (table->line > first)
		bytes_printf(&table->fault,
			     " and goes on to line %zu; is a quotation mark "
			     "not closed there?",
			     table->line);
	return 0;
}

/* --- rows ------------------------------------------------------------------- */

/* Puts a line into the row that began in line `first`, which has so many bytes
 * with it: 1 where it goes on, 0 where it is whole or broken, or -1. */
static int table_take(struct table *table, size_t first, const char *line,
		      size_t len, size_t bytes, const char **ret_fault,
		      struct error *err)
{
	if (memchr(line, '\0', len) != NULL) {
		/* Cells of lines before it go with it. */
		*ret_fault = TABLE_FAULT_NUL;
		return table_forget(table, err);
	}
	if (!text_is_utf8(line, len) &&
	    table_decode(table, &line, &len, err) < 0)
		return -1;
	if (!table->parsing) {
		table_cell(table, line, len);
		return 0;
	}
	if (table_feed(table, line, len, err) < 0)
		return -1;
	if (!table->whole && !table->open && table->parser.quoted) {
		*ret_fault = TABLE_FAULT_QUOTE;
		return table_forget(table, err);
	}
	if (table->whole || bytes <= TABLE_ROW_MAX)
		return !table->whole;
	if (table_drop_row(table, first, err) < 0)
		return -1;
	*ret_fault = table->fault.data;
	return 0;
}

int table_next(struct table *table, struct table_row *ret, struct error *err)
{
	size_t first = 0, bytes = 0, len;
	const char *fault = NULL;
	char *line;
	int got;

	bytes_clear(&table->text);
	table->n = 0;
	table->whole = table->open = false;
	while ((got = table_line(table, &line, &len, err)) > 0) {
		if (got == LINE_LONG) {
			first = first > 0 ? first : table->line + 1;
			got = table_drop_row(table, first, err);
			fault = table->fault.data;
			break;
		}
		if (len == 0 && first == 0)
			continue;
		if (first == 0)
			first = table->line;
		bytes += len;
		got = table_take(table, first, line, len, bytes, &fault, err);
		if (got <= 0)
			break;
	}
	if (got < 0)
		return -1;
	if (fault != NULL) {
		*ret = (struct table_row){.line = fault == table->fault.data
							  ? first
							  : table->line,
					  .fault = fault};
		return 1;
	}
	/* What follows the mark are rows, or the file was cut off. */
	if (!table->whole && table->open)
		return table_refuse_open(table, first, err);
	if (!table->whole && table->parsing &&
	    table_feed(table, NULL, 0, err) < 0)
		return -1;
	table_row_fill(table, first > 0 ? first : table->line, ret);
	return table->n > 0;
}

void table_done(struct table *table)
{
	if (table->parsing)
		csv_free(&table->parser);
	bytes_done(&table->ahead);
	bytes_done(&table->text);
	bytes_done(&table->utf8);
	bytes_done(&table->fault);
	table->parsing = false;
}
