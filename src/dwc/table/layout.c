/*
 * layout.c: which column of a table of taxa is what. See layout.h.
 */
#include "config.h"

#include "dwc/table/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/name/taxon_name.h"

#define PLAIN_LINES 40 /* of a list of names are looked at */

static const char *const terms[LAYOUT_TERMS] = {
	[LAYOUT_ID] = "taxonID",
	[LAYOUT_NAME] = "scientificName",
	[LAYOUT_AUTHOR] = "scientificNameAuthorship",
	[LAYOUT_RANK] = "taxonRank",
	[LAYOUT_STATUS] = "taxonomicStatus",
	[LAYOUT_ACCEPTED_ID] = "acceptedNameUsageID",
	[LAYOUT_ACCEPTED_NAME] = "acceptedNameUsage",
	[LAYOUT_FAMILY] = "family",
	[LAYOUT_KINGDOM] = "kingdom",
	[LAYOUT_GENUS] = "genus",
	[LAYOUT_EPITHET] = "specificEpithet",
	[LAYOUT_INFRA] = "infraspecificEpithet",
	[LAYOUT_OCCURRENCE] = "occurrenceID",
	[LAYOUT_CATALOG] = "catalogNumber",
};

void layout_init(struct layout *layout)
{
	*layout = (struct layout){0};
	for (size_t i = 0; i < LAYOUT_TERMS; i++)
		layout->columns[i] = -1;
}

void layout_done(struct layout *layout)
{
	for (size_t i = 0; i < LAYOUT_TERMS; i++)
		free(layout->defaults[i]);
	layout_init(layout);
}

int layout_term_find(const char *name)
{
	const char *bare = name;

	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '#' || *at == ':')
			bare = at + 1;
	for (int i = 0; i < LAYOUT_TERMS; i++)
		if (text_casecmp(terms[i], bare) == 0)
			return i;
	return -1;
}

void layout_set(struct layout *layout, int term, int column)
{
	if (layout->columns[term] < 0)
		layout->columns[term] = column;
}

bool layout_has_name(const struct layout *layout)
{
	return layout->columns[LAYOUT_NAME] >= 0 ||
	       (layout->columns[LAYOUT_GENUS] >= 0 &&
		layout->columns[LAYOUT_EPITHET] >= 0);
}

const char *layout_cell(const struct layout *layout,
			const struct table_row *row, enum layout_term term)
{
	int column = layout->columns[term];

	if (column >= 0 && (size_t)column < row->n &&
	    column < TABLE_COLUMNS_MAX && row->cells[column][0] != '\0')
		return row->cells[column];
	return layout->defaults[term] != NULL ? layout->defaults[term] : "";
}

/* --- guesses ---------------------------------------------------------------- */

/* A cell of the first line without blanks and quotes around it. Owned. */
static char *head_cell(const char *at, size_t len)
{
	while (len > 0 && strchr(" \"\r", at[0]) != NULL) {
		at++;
		len--;
	}
	while (len > 0 && strchr(" \"\r", at[len - 1]) != NULL)
		len--;
	return mem_strndup(at, len);
}

/* Reads the first line as columns with this separator between them; the
 * number of those that are known. */
static size_t head_columns(const char *line, size_t len, char separator,
			   struct layout *ret)
{
	size_t known = 0, column = 0;

	layout_init(ret);
	for (size_t at = 0; at <= len; column++) {
		const char *end = memchr(line + at, separator, len - at);
		size_t n = end != NULL ? (size_t)(end - line) - at : len - at;
		char *name CLEANUP(mem_free_str) = head_cell(line + at, n);
		int term = layout_term_find(name);

		if (term >= 0) {
			layout_set(ret, term, (int)column);
			known++;
		}
		at += n + 1;
	}
	ret->width = column;
	ret->form = (struct table_form){.separator = separator, .skip = 1};
	if (memchr(line, '"', len) != NULL || separator != '\t')
		ret->form.quote = '"';
	else
		ret->form.unquoted = true;
	return known;
}

static size_t line_length(const char *at, size_t len)
{
	size_t n = 0;

	while (n < len && at[n] != '\n' && at[n] != '\r')
		n++;
	return n;
}

/* Whether most lines begin as names do. The last may be cut. */
static bool looks_like_names(const char *head, size_t len)
{
	size_t names = 0, lines = 0;

	for (size_t at = 0; at < len && lines < PLAIN_LINES;) {
		size_t n = line_length(head + at, len - at);
		char *line CLEANUP(mem_free_str) = mem_strndup(head + at, n);
		struct taxon_name name CLEANUP(taxon_name_done);

		taxon_name_read(line, false, &name);
		if (!text_blank(line) && line[0] != '#') {
			lines++;
			names += name.parts[TAXON_GENUS][0] != '\0' &&
				 strchr(line, '\t') == NULL &&
				 strlen(line) < 200;
		}
		at += n + 1;
	}
	return lines > 0 && 4 * names >= 3 * lines;
}

static bool is_utf16(const char *head, size_t len)
{
	return len >= 2 && (memcmp(head, "\xff\xfe", 2) == 0 ||
			    memcmp(head, "\xfe\xff", 2) == 0);
}

int layout_guess(const char *head, size_t len, const char *name,
		 struct layout *ret, struct error *err)
{
	static const char separators[] = "\t,;|";
	size_t line = line_length(head, len);
	size_t known = 0;

	layout_init(ret);
	if (is_utf16(head, len))
		return error_set(err, ERROR_FAILED,
				 "%s is UTF-16; convert it: iconv -f UTF-16 "
				 "-t UTF-8",
				 name);
	for (const char *c = separators;
	     *c != '\0' && memchr(head, '\0', line) == NULL; c++) {
		known = head_columns(head, line, *c, ret);
		if (layout_has_name(ret))
			return 0;
		if (known > 1)
			return error_set(err, ERROR_FAILED,
					 "%s has no column scientificName (nor "
					 "genus and specificEpithet); name it "
					 "so in its first line",
					 name);
	}
	layout_init(ret);
	if (memchr(head, '\0', len) != NULL || !looks_like_names(head, len))
		return error_set(err, ERROR_FAILED,
				 "%s is not a table of taxa with a line of "
				 "column names, a Darwin Core Archive, or a "
				 "list of names, one a line",
				 name);
	ret->columns[LAYOUT_NAME] = 0;
	return 0;
}
