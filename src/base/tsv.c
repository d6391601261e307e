/*
 * tsv.c: tables of tab-separated values. See tsv.h.
 *
 * 1. `rest` is NULL once the text is used up.
 * 2. A message names file and line, so that an editor can go there.
 */
#include "config.h"

#include "base/tsv.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* The next line that says something, cut from the text; NULL at the end. */
static char *tsv_line(struct tsv *tsv)
{
	while (tsv->rest != NULL) {
		char *line = tsv->rest;
		size_t len = strcspn(line, "\n");

		tsv->rest = line[len] == '\n' ? line + len + 1 : NULL;
		tsv->line++;
		line[len] = '\0';
		if (len > 0 && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (line[0] != '#' && !text_blank(line))
			return line;
	}
	return NULL;
}

int tsv_open(struct tsv *tsv, const char *name, char *text, const char *columns,
	     struct error *err)
{
	struct tsv fresh = {.name = name, .rest = text, .columns = 1};
	const char *line;

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		fresh.rest += 3;
	for (const char *c = columns; *c != '\0'; c++)
		fresh.columns += *c == '\t';
	line = tsv_line(&fresh);
	if (line == NULL || strcmp(line, columns) != 0)
		return error_set(err, ERROR_FAILED,
				 "%s does not begin with its line of columns; "
				 "expected, with tabs between: %s",
				 name, columns);
	*tsv = fresh;
	return 0;
}

int tsv_next(struct tsv *tsv, char *fields[TSV_COLUMNS_MAX], struct error *err)
{
	char *line = tsv_line(tsv);
	size_t n = 0;

	if (line == NULL)
		return 0;
	if (!text_is_utf8(line, strlen(line)))
		return error_set(err, ERROR_FAILED,
				 "%s line %zu is not UTF-8; save it as UTF-8",
				 tsv->name, tsv->line);
	for (char *at = line; at != NULL; n++) {
		char *tab = strchr(at, '\t');

		if (tab != NULL)
			*tab = '\0';
		if (n < tsv->columns && n < TSV_COLUMNS_MAX)
			fields[n] = at;
		at = tab != NULL ? tab + 1 : NULL;
	}
	if (n != tsv->columns || n > TSV_COLUMNS_MAX)
		return error_set(
			err, ERROR_FAILED,
			"%s line %zu has %zu columns, not %zu; one tab "
			"goes between two columns",
			tsv->name, tsv->line, n, tsv->columns);
	return 1;
}
