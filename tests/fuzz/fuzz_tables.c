/*
 * fuzz_tables.c: any bytes as a table of records: each row is told as one that
 * cannot be read, or becomes a line of raw.jsonl that says what its cells say,
 * the same with an outcome made of it and without.
 *
 * What begins with '<' is read as the meta.xml of an archive; with '{' or '[',
 * as objects of JSON; all else as text, by its first line.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/table/meta.h"
#include "run/intake/charset.h"
#include "run/tables/column/cells.h"
#include "run/tables/column/settle.h"
#include "run/tables/objects.h"
#include "run/tables/row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

/* The tables are loaded once for all inputs. */
static const struct terms *terms_once(void)
{
	static struct terms *terms;

	if (terms == NULL && terms_load(NULL, &terms, NULL) < 0)
		abort();
	return terms;
}

/* --- rows ------------------------------------------------------------------- */

/* A line reads back with the cells that are not blank. */
static void fuzz_line(const struct row_file *file, const struct row *row,
		      const struct bytes *line)
{
	struct outcome outcome;
	struct error err = {0};
	size_t values = 0;

	demand(memchr(line->data, '\n', line->len) ==
		       line->data + line->len - 1,
	       "not one line");
	demand(outcome_read(line->data, line->len - 1, &outcome, NULL, &err) ==
		       0,
	       "a line does not read back");
	for (size_t i = 0; i < file->heading->n; i++) {
		const struct heading_column *column =
			&file->heading->columns[i];

		const struct bytes *joined =
			column->cell >= HEADING_JOINED
				? &row->joined[column->cell - HEADING_JOINED]
				: NULL;
		const char *value = joined != NULL
					    ? joined->data
					    : heading_cell(column, row->cells);

		values += column->use == HEADING_VALUE && !text_blank(value);
	}
	demand(outcome.dwc.n == values, "values were lost or made up");
	outcome_done(&outcome);
}

static void fuzz_row(const struct row_file *file, const struct sheets *sheets,
		     const struct row *row)
{
	struct bytes want CLEANUP(bytes_done) = {0};
	struct bytes got CLEANUP(bytes_done) = {0};
	char *why CLEANUP(mem_free_str) = NULL;
	struct outcome whole, part;
	struct error err = {0};
	int rc = row_read(file, row, true, &whole, &err);

	demand(row_read(file, row, false, &part, NULL) == rc,
	       "read in one way and not in the other");
	demand(rc == 0 || err.text[0] != '\0', "no words");
	if (rc == 0 && row_is_plain(file, row)) {
		row_join(file, row, sheets, &whole, &why);
		outcome_write(&whole, &want);
		mem_replace(&why, NULL);
		row_join(file, row, sheets, &part, &why);
		row_write(file, row, &part, &got);
		demand(want.len == got.len &&
			       memcmp(want.data, got.data, got.len) == 0,
		       "two lines of one row");
		fuzz_line(file, row, &got);
	}
	outcome_done(&whole);
	outcome_done(&part);
}

/* Settles the columns; false: they are refused. */
static bool fuzz_settle(struct heading *heading)
{
	struct error err = {0};

	if (heading_settle(heading, terms_once(), NULL, NULL, &err) == 0)
		return true;
	demand(err.text[0] != '\0', "no words");
	return false;
}

static void fuzz_rows(struct heading *heading, void *from,
		      int (*next)(void *from, struct table_row *ret,
				  struct error *err))
{
	static const char stamp[] = "2026-01-01T00:00:00.000000Z";
	const struct row_file file = {.name = "t.csv",
				      .reader = "t.csv",
				      .sha256 = "f00",
				      .timestamp = stamp,
				      .heading = heading,
				      .terms = terms_once()};
	struct bytes joined[HEADING_WHOLES] = {{0}};
	struct table_row cells;
	struct sheets *sheets;
	struct error err = {0};
	size_t number = 0;
	int got;

	demand(sheets_load(NULL, NULL, &sheets, &err) == 0, "no sheets");
	while ((got = next(from, &cells, &err)) > 0) {
		struct row row = {.number = ++number,
				  .line = cells.line,
				  .cells = &cells};

		heading_join(heading, &cells, joined);
		row.joined = joined;
		fuzz_row(&file, sheets, &row);
	}
	demand(got == 0 || err.text[0] != '\0', "no words");
	for (size_t i = 0; i < HEADING_WHOLES; i++)
		bytes_done(&joined[i]);
	sheets_free(sheets);
}

/* --- tables of text ---------------------------------------------------------- */

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

static int row_of_text(void *from, struct table_row *ret, struct error *err)
{
	return table_next(from, ret, err);
}

static void fuzz_text(const uint8_t *data, size_t size)
{
	struct input input = {.data = data, .size = size};
	const struct table_source source = {
		.name = "input", .data = &input, .read = input_read};
	struct table table CLEANUP(table_done);
	struct heading heading CLEANUP(heading_done);
	struct table_form form;
	struct table_row row;
	struct error err = {0};
	const char *head;
	size_t len;

	heading_init(&heading);
	demand(table_init(&table, &source, &err) == 0, "no table");
	head = table_peek(&table, &len);
	heading_form(head, len, &form);
	form.decode = charset_decode;
	demand(table_begin(&table, &form, &err) == 0, "no beginning");
	if (table_next(&table, &row, &err) <= 0 || row.fault != NULL)
		return;
	for (size_t i = 0; i < row.n && i < TABLE_COLUMNS_MAX; i++)
		heading_add(&heading, row.cells[i], i, NULL);
	if (fuzz_settle(&heading))
		fuzz_rows(&heading, &table, row_of_text);
}

/* --- objects ------------------------------------------------------------------ */

static int object_row(void *from, struct table_row *ret, struct error *err)
{
	return objects_next(from, ret, err);
}

static void fuzz_objects(const uint8_t *data, size_t size)
{
	struct heading heading CLEANUP(heading_done);
	struct objects *objects;
	FILE *file = tmpfile();
	struct error err = {0};

	if (file == NULL)
		return;
	heading_init(&heading);
	demand(write(fileno(file), data, size) == (ssize_t)size,
	       "cannot write");
	demand(lseek(fileno(file), 0, SEEK_SET) == 0, "cannot seek");
	if (objects_are(fileno(file))) {
		demand(lseek(fileno(file), 0, SEEK_SET) == 0, "cannot seek");
		demand(objects_open(fileno(file), "input", &heading, &objects,
				    &err) == 0,
		       "what was looked at does not open");
		if (fuzz_settle(&heading))
			fuzz_rows(&heading, objects, object_row);
		objects_close(objects);
	}
	fclose(file);
}

/* --- meta.xml ----------------------------------------------------------------- */

/* Whether a name goes up. */
static bool goes_up(const char *name)
{
	for (; name != NULL; name = strchr(name, '/')) {
		name += *name == '/';
		if (strncmp(name, "..", 2) == 0 &&
		    (name[2] == '/' || name[2] == '\0'))
			return true;
	}
	return false;
}

static void fuzz_table(const struct meta_table *table)
{
	demand(table->n_files <= META_FILES_MAX, "files");
	demand(table->width <= TABLE_COLUMNS_MAX, "width");
	demand(table->id < (int)table->width, "an id beyond the columns");
	for (size_t i = 0; i < table->n_files; i++)
		demand(!goes_up(table->files[i]) && table->files[i][0] != '/',
		       "a file that does not lie in the archive");
	for (size_t i = 0; i < table->n; i++) {
		demand(table->fields[i].column < (int)table->width,
		       "a column beyond the columns");
		demand(table->fields[i].term != NULL, "no term");
	}
}

static void fuzz_meta(const uint8_t *data, size_t size)
{
	struct meta meta CLEANUP(meta_done);
	struct error err = {0};

	if (meta_read_core((const char *)data, size, META_OCCURRENCES, &meta,
			   &err) < 0) {
		demand(err.text[0] != '\0', "no words");
		return;
	}
	demand(meta.n_tables > 0 && meta.n_tables <= META_TABLES_MAX, "tables");
	for (size_t i = 0; i < meta.n_tables; i++)
		fuzz_table(&meta.tables[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0 && data[0] == '<')
		fuzz_meta(data, size);
	else if (size > 0 && (data[0] == '{' || data[0] == '['))
		fuzz_objects(data, size);
	else
		fuzz_text(data, size);
	return 0;
}
