/*
 * package.c: an archive as one table. See package.h.
 *
 * 1. The determinations are read before the first record.
 * 2. An archive without a meta.xml has one table, whose first line names its
 *    columns.
 */
#include "config.h"

#include "run/tables/package.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/table/archive.h"
#include "run/intake/charset.h"
#include "run/tables/namings.h"

struct package {
	const char *path; /* borrowed */
	struct archive *archive;
	const struct meta_table *core; /* NULL: it has no meta.xml */
	size_t file;		       /* of the core's, to be opened next */
	struct table_source source;
	struct table table;
	bool open;
	size_t width;
	struct table_row ahead; /* the first row, which was looked at */
	bool has_ahead;
	struct namings *namings; /* NULL: it has none */
	json_t *entries;	 /* of the row */
	size_t decoded, decoded_line;
	const struct package_ask *ask;
};

static const char *bare(const char *name)
{
	const char *at = name;

	for (; *name != '\0'; name++)
		if (strchr("/#:", *name) != NULL && name[1] != '\0')
			at = name + 1;
	return at;
}

static void package_note(const struct package *package, const char *what)
{
	if (package->ask->note != NULL)
		package->ask->note(package->ask->arg, what);
}

/* --- files ------------------------------------------------------------------- */

static void package_shut(struct package *package)
{
	if (!package->open)
		return;
	if (package->decoded == 0)
		package->decoded_line = package->table.decoded_line;
	package->decoded += package->table.decoded;
	table_done(&package->table);
	package->open = false;
}

/* Opens a file as meta.xml says it is; what it calls lines of columns is still
 * to be read, the last of them. */
static int package_begin(struct package *package, const char *file,
			 const struct table_form *form, struct error *err)
{
	struct table_form plain = *form;

	package_shut(package);
	if (archive_open_file(package->archive, file, &package->source, err) <
	    0)
		return -1;
	package->open = true;
	plain.skip = form->skip > 0 ? form->skip - 1 : 0;
	plain.decode = charset_decode;
	plain.blanks = plain.quote == '\0';
	if (table_init(&package->table, &package->source, err) < 0)
		return -1;
	return table_begin(&package->table, &plain, err);
}

/* --- what meta.xml says, and what there is ------------------------------------ */

static int package_lies(const char *file, size_t column, const char *said,
			const char *is, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "its meta.xml says that column %zu is %s, and %s "
			 "calls it \"%s\"; unpack it and import the table",
			 column + 1, bare(said), file_base(file), is);
}

static bool package_names(const struct meta_table *table, const char *name)
{
	for (size_t i = 0; i < table->n; i++)
		if (text_casecmp(bare(table->fields[i].term), bare(name)) == 0)
			return true;
	return false;
}

/* Whether the first line holds names of columns, though nothing says so. */
static bool package_is_head(const struct meta_table *table,
			    const struct table_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < table->n; i++) {
		const struct meta_field *field = &table->fields[i];

		if (field->column >= 0 && (size_t)field->column < row->n)
			n += text_casecmp(bare(row->cells[field->column]),
					  bare(field->term)) == 0;
	}
	return 2 * n > table->n;
}

/* The names in the first line have to be those of meta.xml, as far as it
 * knows them. */
static int package_check_head(const struct meta_table *table, const char *file,
			      const struct table_row *row, struct error *err)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct meta_field *field = &table->fields[i];
		const char *name;

		if (field->column < 0)
			continue;
		name = row->cells[field->column];
		if (text_casecmp(bare(name), bare(field->term)) != 0 &&
		    package_names(table, name))
			return package_lies(file, (size_t)field->column,
					    field->term, name, err);
	}
	return 0;
}

/* Looks at the first row of a file that was begun. */
static int package_look(struct package *package, const struct meta_table *table,
			const char *file, struct error *err)
{
	struct table_row *row = &package->ahead;
	int got = table_next(&package->table, row, err);
	bool head;

	package->has_ahead = false;
	if (got <= 0)
		return got;
	if (row->fault != NULL || row->n > TABLE_COLUMNS_MAX ||
	    row->n < table->width)
		return error_set(err, ERROR_FAILED,
				 "its meta.xml tells of %zu columns, and %s "
				 "has %zu; unpack it and import the table",
				 table->width, file_base(file), row->n);
	package->width = row->n;
	head = package_is_head(table, row);
	if (head && table->form.skip == 0)
		package_note(package, "the meta.xml does not say that the "
				      "first line names the columns; it does");
	package->has_ahead = !head && table->form.skip == 0;
	if (table->form.skip > 0)
		return package_check_head(table, file, row, err);
	return 0;
}

/* The next row of the files of a table. */
static int package_row(struct package *package, const struct meta_table *table,
		       struct table_row *ret, struct error *err)
{
	int got;

	for (;;) {
		if (package->has_ahead) {
			*ret = package->ahead;
			package->has_ahead = false;
			return 1;
		}
		got = package->open ? table_next(&package->table, ret, err) : 0;
		if (got != 0)
			return got;
		if (package->file == table->n_files)
			return 0;
		if (package_begin(package, table->files[package->file],
				  &table->form, err) < 0 ||
		    package_look(package, table, table->files[package->file],
				 err) < 0)
			return -1;
		package->file++;
	}
}

/* --- determinations ----------------------------------------------------------- */

static bool says_true(const char *text)
{
	static const char *const words[] = {"true", "1", "yes", "y", "t"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_casecmp(text, words[i]) == 0)
			return true;
	return false;
}

static void set_member(json_t *entry, const char *name, const char *text)
{
	if (text_casecmp(name, "isCurrent") == 0 ||
	    text_casecmp(name, "identificationIsCurrent") == 0)
		json_object_set_new(entry, "isCurrent",
				    json_boolean(says_true(text)));
	else if (strcmp(name, "identifier") == 0)
		json_set_string(entry, "identificationID", text);
	else
		json_set_string(entry, name, text);
}

static int keep_determination(struct package *package,
			      const struct meta_table *table,
			      const struct table_row *row, struct error *err)
{
	json_t *entry CLEANUP(json_release) = NULL;

	if (row->fault != NULL || table->id < 0 || (size_t)table->id >= row->n)
		return 0;
	entry = json_object();
	for (size_t i = 0; i < table->n; i++) {
		const struct meta_field *field = &table->fields[i];
		const char *text = field->fallback;

		if (field->column >= 0 && (size_t)field->column < row->n &&
		    row->cells[field->column][0] != '\0')
			text = row->cells[field->column];
		if (text != NULL)
			set_member(entry, bare(field->term), text);
	}
	return namings_add(package->namings, row->cells[table->id], entry, err);
}

static int read_determinations(struct package *package,
			       const struct meta_table *table,
			       struct error *err)
{
	struct table_row row;
	int got;

	if (namings_new(&package->namings, err) < 0)
		return -1;
	package->file = 0;
	while ((got = package_row(package, table, &row, err)) > 0)
		if (keep_determination(package, table, &row, err) < 0)
			return -1;
	package_shut(package);
	package->file = 0;
	return got;
}

/* A file that is not there costs the determinations, not the records. */
static int find_determinations(struct package *package, const struct meta *meta,
			       struct error *err)
{
	struct error why = {0};

	for (size_t i = 1; i < meta->n_tables; i++) {
		const struct meta_table *table = &meta->tables[i];

		if (text_casecmp(bare(table->row_type), "Identification") != 0)
			continue;
		if (read_determinations(package, table, &why) == 0)
			return 0;
		if (why.kind == ERROR_NOT_FOUND) {
			package_note(package, why.text);
			return 0;
		}
		*err = why;
		return -1;
	}
	return 0;
}

/* --- the core ------------------------------------------------------------------ */

/* The table that a download of GBIF has of the publisher's own words. */
static const struct meta_table *find_verbatim(const struct meta *meta)
{
	for (size_t i = 1; i < meta->n_tables; i++)
		if (text_casecmp(bare(meta->tables[i].row_type),
				 "Occurrence") == 0 &&
		    meta->tables[i].n_files > 0 &&
		    strcmp(meta->tables[i].files[0], "verbatim.txt") == 0)
			return &meta->tables[i];
	return NULL;
}

/* Text is UTF-8, or what is not is Windows-1252, whatever meta.xml says: many
 * are wrong there. Of another encoding neither holds. */
static void note_encoding(const struct package *package,
			  const struct meta_table *table)
{
	static const char *const known[] = {
		"UTF-8",      "UTF8",	      "US-ASCII",    "ASCII",
		"ISO-8859-1", "ISO8859-1",    "ISO-8859-15", "latin1",
		"latin-1",    "windows-1252", "CP1252",
	};
	const char *name = table->encoding;
	char *what CLEANUP(mem_free_str) = NULL;

	for (size_t i = 0; name != NULL && i < ARRAY_LEN(known); i++)
		if (text_casecmp(name, known[i]) == 0)
			name = NULL;
	if (text_blank(name))
		return;
	what = mem_printf(
		"its meta.xml says that %s is in %s, which is not "
		"known here: it is read as UTF-8; look at the letters "
		"that are not English",
		table->n_files > 0 ? table->files[0] : "the table", name);
	package_note(package, what);
}

static bool has_term(const struct meta_table *table, const char *name)
{
	for (size_t i = 0; i < table->n; i++)
		if (strcmp(bare(table->fields[i].term), name) == 0)
			return true;
	return false;
}

static bool has_column(const struct meta_table *table, int column)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->fields[i].column == column)
			return true;
	return false;
}

static void add_columns(const struct meta_table *table, struct heading *heading)
{
	for (size_t i = 0; i < table->n; i++) {
		const struct meta_field *field = &table->fields[i];

		heading_add(heading, field->term,
			    field->column >= 0 ? (size_t)field->column
					       : TABLE_COLUMNS_MAX,
			    field->fallback);
	}
	/* Where nothing else is said the core's id is the record's. */
	if (table->id >= 0 && !has_term(table, "occurrenceID") &&
	    !has_column(table, table->id))
		heading_add(heading, "occurrenceID", (size_t)table->id, NULL);
}

/* Columns by the first line: an archive without a meta.xml. */
static int package_by_head(struct package *package, struct heading *heading,
			   struct error *err)
{
	struct table_form form;
	struct table_row row;
	const char *head;
	size_t len;
	int got = archive_next(package->archive, &package->source, err);

	if (got < 0)
		return -1;
	package->open = true;
	if (table_init(&package->table, &package->source, err) < 0)
		return -1;
	head = table_peek(&package->table, &len);
	heading_form(head, len, &form);
	form.decode = charset_decode;
	if (table_begin(&package->table, &form, err) < 0)
		return -1;
	got = table_next(&package->table, &row, err);
	if (got < 0)
		return -1;
	if (got == 0 || row.fault != NULL || row.n > TABLE_COLUMNS_MAX)
		return error_set(err, ERROR_FAILED,
				 "%s has no first line of columns",
				 package->source.name);
	for (size_t i = 0; i < row.n; i++)
		heading_add(heading, row.cells[i], i, NULL);
	return 0;
}

static int package_by_meta(struct package *package, struct heading *heading,
			   struct error *err)
{
	const struct meta *meta = archive_meta(package->archive);
	const struct meta_table *verbatim = find_verbatim(meta);

	package->core = verbatim != NULL && !package->ask->interpreted
				? verbatim
				: &meta->tables[0];
	if ((!package->ask->columns &&
	     find_determinations(package, meta, err) < 0) ||
	    package_begin(package, package->core->files[0],
			  &package->core->form, err) < 0 ||
	    package_look(package, package->core, package->core->files[0], err) <
		    0)
		return -1;
	package->file = 1;
	note_encoding(package, package->core);
	add_columns(package->core, heading);
	heading->width = package->width;
	return 0;
}

int package_open(const char *path, const struct package_ask *ask,
		 struct heading *heading, struct package **ret,
		 struct error *err)
{
	struct package *package = mem_zalloc(sizeof(*package));
	int rc;

	package->path = path;
	package->ask = ask;
	rc = archive_open_core(path, META_OCCURRENCES, &package->archive, err);
	if (rc == 0)
		rc = archive_meta(package->archive) != NULL
			     ? package_by_meta(package, heading, err)
			     : package_by_head(package, heading, err);
	if (rc < 0) {
		package_close(package);
		return -1;
	}
	*ret = package;
	return 0;
}

void package_close(struct package *package)
{
	if (package == NULL)
		return;
	package_shut(package);
	archive_close(package->archive);
	namings_free(package->namings);
	json_decref(package->entries);
	free(package);
}

int package_next(struct package *package, struct table_row *ret,
		 const json_t **ret_history, struct error *err)
{
	int id = package->core != NULL ? package->core->id : -1;
	int got = package->core != NULL
			  ? package_row(package, package->core, ret, err)
			  : table_next(&package->table, ret, err);

	json_decref(package->entries);
	package->entries = NULL;
	if (got > 0 && package->namings != NULL && ret->fault == NULL &&
	    id >= 0 && (size_t)id < ret->n && id < TABLE_COLUMNS_MAX &&
	    namings_of(package->namings, ret->cells[id], &package->entries,
		       err) < 0)
		return -1;
	*ret_history = package->entries;
	return got;
}

size_t package_decoded(const struct package *package, size_t *ret_line)
{
	bool first = package->decoded == 0;

	*ret_line = first ? package->table.decoded_line : package->decoded_line;
	return package->decoded + (package->open ? package->table.decoded : 0);
}
