/*
 * fuzz_taxa.c: any bytes as a file of names, and as a meta.xml: there is a
 * table or an error; rows are valid text; names keep their limits.
 *
 * What begins with '<' is read as a meta.xml and an eml.xml; all else as a
 * table: by its first line, and as values in quotes.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/name/taxon_name.h"
#include "dwc/table/layout.h"
#include "dwc/table/meta.h"
#include "dwc/table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

/* --- names ------------------------------------------------------------------ */

static void fuzz_name(const char *text, bool lenient)
{
	struct taxon_name name CLEANUP(taxon_name_done);
	bool good = taxon_name_read(text, lenient, &name);

	demand(good == (name.parts[TAXON_GENUS][0] != '\0'), "no genus");
	demand(name.canonical != NULL && name.author != NULL, "no texts");
	demand(name.parts[TAXON_INFRA][0] == '\0' ||
		       name.parts[TAXON_EPITHET][0] != '\0',
	       "no epithet");
	for (int i = 0; i < TAXON_PARTS; i++)
		demand(memchr(name.parts[i], '\0', sizeof(name.parts[i])) !=
			       NULL,
		       "a word without an end");
	demand(spelling_cost(name.parts[TAXON_GENUS],
			     name.parts[TAXON_GENUS]) == 0,
	       "a word is not itself");
}

/* --- tables ----------------------------------------------------------------- */

struct input {
	const uint8_t *data;
	size_t size, at;
};

static int input_read(void *data, char *to, size_t size, size_t *ret_n,
		      struct error *err)
{
	struct input *input = data;
	size_t n = input->size - input->at;

	(void)err;
	if (n > size)
		n = size;
	/* In pieces, so that lines lie across them. */
	if (n > 61)
		n = 61;
	memcpy(to, input->data + input->at, n);
	input->at += n;
	*ret_n = n;
	return 0;
}

static void fuzz_row(const struct layout *layout, const struct table_row *row)
{
	demand(row->line > 0, "no line");
	demand(row->fault == NULL || row->n == 0, "cells of a broken row");
	demand(row->fault != NULL || row->n > 0, "no cells");
	for (size_t i = 0; i < row->n && i < TABLE_COLUMNS_MAX; i++)
		demand(text_is_utf8(row->cells[i], strlen(row->cells[i])),
		       "a cell that is not UTF-8");
	for (int term = 0; term < LAYOUT_TERMS; term++) {
		const char *cell =
			layout_cell(layout, row, (enum layout_term)term);

		demand(cell != NULL, "no cell");
		fuzz_name(cell, term % 2 == 0);
	}
}

/* With `form` NULL, as its first line says. */
static void fuzz_table(const uint8_t *data, size_t size,
		       const struct table_form *form)
{
	struct input input = {.data = data, .size = size};
	const struct table_source source = {
		.name = "input", .data = &input, .read = input_read};
	struct table table CLEANUP(table_done);
	struct layout layout CLEANUP(layout_done);
	struct table_row row;
	struct error err = {0};
	const char *head;
	size_t len;

	layout_init(&layout);
	demand(table_init(&table, &source, &err) == 0, "no table");
	head = table_peek(&table, &len);
	if (layout_guess(head, len, "input", &layout, &err) < 0) {
		demand(err.text[0] != '\0', "no words");
		if (form == NULL)
			return;
	}
	if (form != NULL)
		layout.form = *form;
	demand(table_begin(&table, &layout.form, &err) == 0, "no beginning");
	while (table_next(&table, &row, &err) > 0)
		fuzz_row(&layout, &row);
}

/* --- meta.xml --------------------------------------------------------------- */

static void fuzz_meta(const uint8_t *data, size_t size)
{
	struct meta meta CLEANUP(meta_done);
	struct error err = {0};
	char *date CLEANUP(mem_free_str) =
		meta_eml_date((const char *)data, size);

	if (meta_read((const char *)data, size, &meta, &err) < 0) {
		demand(err.text[0] != '\0', "no words");
		return;
	}
	demand(meta.n_files > 0 && meta.n_files <= META_FILES_MAX, "files");
	demand(layout_has_name(&meta.layout), "no name");
	demand(meta.layout.width <= TABLE_COLUMNS_MAX, "width");
	demand(date == NULL || strlen(date) < 64, "date");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct table_form quoted = {.separator = ',',
						 .quote = '"'};

	if (size > 0 && data[0] == '<')
		fuzz_meta(data, size);
	fuzz_table(data, size, NULL);
	fuzz_table(data, size, &quoted);
	return 0;
}
