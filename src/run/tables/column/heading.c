/*
 * heading.c: the columns of a table. See heading.h.
 */
#include "config.h"

#include "run/tables/column/heading.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void heading_init(struct heading *heading)
{
	heading->n = heading->width = 0;
	for (size_t i = 0; i < HEADING_WHOLES; i++)
		heading->joined[i].n = 0;
	heading->preset = NULL;
	heading->sha256[0] = '\0';
}

void heading_done(struct heading *heading)
{
	for (size_t i = 0; i < heading->n; i++) {
		free(heading->columns[i].name);
		free(heading->columns[i].exact);
		free(heading->columns[i].key);
		free(heading->columns[i].fallback);
		bytes_done(&heading->columns[i].member);
	}
	heading_init(heading);
}

bool heading_add(struct heading *heading, const char *name, size_t cell,
		 const char *fallback)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(name);

	if (heading->n == TABLE_COLUMNS_MAX)
		return false;
	heading->columns[heading->n++] = (struct heading_column){
		.name = text_squeezed(clean),
		.exact = mem_strdup(clean),
		.fallback = mem_strdup(fallback),
		.cell = cell,
	};
	if (cell < TABLE_COLUMNS_MAX && cell >= heading->width)
		heading->width = cell + 1;
	return true;
}

bool heading_is_known(const struct heading *heading)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].how != HEADING_OWN_NAME)
			return true;
	return false;
}

bool heading_names_sheets(const struct heading *heading)
{
	for (size_t i = 0; i < heading->n; i++) {
		const struct heading_column *column = &heading->columns[i];

		if (column->use == HEADING_SPECIMEN ||
		    column->use == HEADING_IMAGE ||
		    (column->use == HEADING_VALUE && column->names &&
		     strcmp(column->key, "institutionCode") != 0))
			return true;
	}
	return false;
}

const char *heading_cell(const struct heading_column *column,
			 const struct table_row *row)
{
	const char *text = "";

	if (column->cell < row->n && column->cell < TABLE_COLUMNS_MAX)
		text = row->cells[column->cell];
	if (text[0] == '\0' && column->fallback != NULL)
		text = column->fallback;
	return text;
}

/* --- the form of a table --------------------------------------------------- */

/* Counts a character of the first line that stands in no quotation marks. */
static size_t form_count(const char *head, size_t len, char c)
{
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (head[i] == '"')
			quoted = !quoted;
		else if (!quoted && (head[i] == '\n' || head[i] == '\r'))
			break;
		n += !quoted && head[i] == c;
	}
	return n;
}

/* Whether the marks of a tab-separated table enclose its cells: as many stand
 * at the beginning of one as at an end. */
static bool form_encloses(const char *head, size_t len)
{
	size_t begin = 0, end = 0;

	for (size_t i = 0; i < len; i++) {
		char before = i > 0 ? head[i - 1] : '\n';
		char after = i + 1 < len ? head[i + 1] : '\n';

		if (head[i] != '"')
			continue;
		begin += before == '\t' || before == '\n';
		end += after == '\t' || after == '\n' || after == '\r';
	}
	return begin > 0 && begin == end;
}

/* Whether it ends as exports of this program do, which enclose nothing. */
static bool form_is_own(const char *head, size_t len)
{
	static const char own[] = "\tspecimen_id\timage\tstatus";
	const char *end = memchr(head, '\n', len);
	size_t line = end != NULL ? (size_t)(end - head) : len;

	return line >= sizeof(own) - 1 &&
	       memcmp(head + line - (sizeof(own) - 1), own, sizeof(own) - 1) ==
		       0;
}

void heading_form(const char *head, size_t len, struct table_form *ret)
{
	static const char separators[] = "\t,;|";
	size_t most = 0;

	*ret = (struct table_form){.separator = ',', .quote = '"'};
	for (const char *c = separators; *c != '\0'; c++) {
		size_t n = form_count(head, len, *c);

		if (n > most) {
			most = n;
			ret->separator = *c;
		}
	}
	if (ret->separator == '\t' &&
	    (form_is_own(head, len) || !form_encloses(head, len)))
		ret->quote = '\0';
	ret->blanks = ret->quote == '\0';
}
