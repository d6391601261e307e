/*
 * meta.c: the meta.xml of an archive. See meta.h.
 *
 * 1. Nothing is read behind the first fault.
 */
#include "config.h"

#include "dwc/table/meta.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

#define DEPTH_MAX    16
#define LOCATION_MAX 1024
#define FIELDS_MAX   (2 * TABLE_COLUMNS_MAX) /* of a table */

struct meta_reading {
	XML_Parser parser;
	struct meta *meta;
	enum meta_core core;
	struct error *err;
	bool failed;
	size_t depth, cores;
	bool in_core, in_location;
	struct meta_table *table; /* that is being read, or NULL */
	int id_column;
	int last_column;
	struct bytes location;
};

static void meta_stop(struct meta_reading *r)
{
	r->failed = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

/* The character that an attribute names as the guide writes it: "\t" is a tab,
 * "" none. XML makes a blank of a tab that stands in an attribute itself. A
 * byte of a longer character would tear others apart. */
static char one_character(struct meta_reading *r, const char **attributes,
			  const char *name, char fallback)
{
	const char *text = attribute(attributes, name);

	if (text == NULL)
		return fallback;
	if (strcmp(text, "\\t") == 0 || strcmp(text, " ") == 0)
		return '\t';
	if (text[0] == '\0' || (text[1] == '\0' && (text[0] & 0x80) == 0))
		return text[0];
	error_set(r->err, ERROR_FAILED, "its %s is \"%s\", not one character",
		  name, text);
	meta_stop(r);
	return fallback;
}

/* A whole number that a column or a count of lines may be; -1 where none is
 * said. What is nonsense is refused: guessed at, it would cost a column without
 * a word. */
static int small_number(struct meta_reading *r, const char **attributes,
			const char *name)
{
	const char *text = attribute(attributes, name);
	char *end;
	long value;

	if (text == NULL || text[0] == '\0')
		return -1;
	value = strtol(text, &end, 10);
	if (end != text && *end == '\0' && value >= 0 &&
	    value < TABLE_COLUMNS_MAX)
		return (int)value;
	error_set(r->err, ERROR_FAILED,
		  "its %s is \"%.40s\", not a number from 0 to %d", name, text,
		  TABLE_COLUMNS_MAX - 1);
	meta_stop(r);
	return -1;
}

static const struct {
	const char *row_type, *words;
} cores[] = {
	[META_TAXA] = {"Taxon", "taxa"},
	[META_OCCURRENCES] = {"Occurrence", "occurrences"},
};

static void read_form(struct meta_reading *r, const char **attributes,
		      struct table_form *form)
{
	int skip = small_number(r, attributes, "ignoreHeaderLines");

	form->separator =
		one_character(r, attributes, "fieldsTerminatedBy", ',');
	form->quote = one_character(r, attributes, "fieldsEnclosedBy", '"');
	if (form->separator == '\0')
		form->separator = ',';
	form->skip = skip > 0 ? (size_t)skip : 0;
}

/* Begins a table, core or extension. */
static void read_table(struct meta_reading *r, const char **attributes)
{
	const char *type = attribute(attributes, "rowType");
	struct meta_table *table;

	if (r->failed)
		return;
	/* Its files would be those of the core, too, of which some are many. */
	if (r->table != NULL) {
		error_set(r->err, ERROR_FAILED,
			  "a table of it (rowType \"%.80s\") stands within "
			  "another; close that before it",
			  type != NULL ? type : "");
		meta_stop(r);
		return;
	}
	if (r->meta->n_tables == META_TABLES_MAX) {
		error_set(r->err, ERROR_FAILED,
			  "it describes more than %d tables; take the "
			  "extensions that are not needed out of it",
			  META_TABLES_MAX);
		meta_stop(r);
		return;
	}
	table = &r->meta->tables[r->meta->n_tables++];
	*table = (struct meta_table){
		.row_type = mem_strdup(type != NULL ? type : ""),
		.encoding = mem_strdup(attribute(attributes, "encoding")),
		.id = -1};
	read_form(r, attributes, &table->form);
	r->table = table;
}

static void read_table_field(struct meta_reading *r, const char *term,
			     int column, const char *fallback)
{
	struct meta_table *table = r->table;

	if (table->n == FIELDS_MAX) {
		error_set(r->err, ERROR_FAILED,
			  "a table of it (rowType \"%.80s\") has more than "
			  "%d fields; take those that are not needed out of it",
			  table->row_type, FIELDS_MAX);
		meta_stop(r);
		return;
	}
	ARRAY_GROW(table->fields, table->n, table->cap);
	table->fields[table->n++] = (struct meta_field){
		mem_strdup(term), column, mem_strdup(fallback)};
	if (column >= 0 && (size_t)column >= table->width)
		table->width = (size_t)column + 1;
}

static void read_table_id(struct meta_table *table, int column)
{
	table->id = column;
	if (column >= 0 && (size_t)column >= table->width)
		table->width = (size_t)column + 1;
}

static void put_core_first(struct meta_reading *r)
{
	struct meta *meta = r->meta;
	struct meta_table core;

	if (r->table == NULL || meta->n_tables < 2)
		return;
	core = *r->table;
	*r->table = meta->tables[0];
	meta->tables[0] = core;
	r->table = &meta->tables[0];
}

static void read_core(struct meta_reading *r, const char **attributes)
{
	struct table_form *form = &r->meta->layout.form;
	const char *type = attribute(attributes, "rowType");

	r->in_core = true;
	r->cores++;
	if (r->cores > 1) {
		error_set(r->err, ERROR_FAILED,
			  "it has several cores, where an archive has one");
		meta_stop(r);
		return;
	}
	if (type == NULL ||
	    text_casecmp(strrchr(type, '/') != NULL ? strrchr(type, '/') + 1
						    : type,
			 cores[r->core].row_type) != 0) {
		error_set(r->err, ERROR_FAILED,
			  "its core is not of %s (its rowType is \"%s\")",
			  cores[r->core].words, type != NULL ? type : "");
		meta_stop(r);
		return;
	}
	read_form(r, attributes, form);
	read_table(r, attributes);
	put_core_first(r);
}

static void read_field(struct meta_reading *r, const char **attributes)
{
	const char *name = attribute(attributes, "term");
	const char *fallback = attribute(attributes, "default");
	int column = small_number(r, attributes, "index");
	int term = name != NULL ? layout_term_find(name) : -1;

	if (r->table != NULL && name != NULL)
		read_table_field(r, name, column, fallback);
	if (!r->in_core)
		return;
	if (column > r->last_column)
		r->last_column = column;
	if (term < 0)
		return;
	if (column >= 0)
		layout_set(&r->meta->layout, term, column);
	if (fallback != NULL)
		mem_replace(&r->meta->layout.defaults[term], fallback);
}

static void on_start(void *data, const char *name, const char **attributes)
{
	struct meta_reading *r = data;
	const char *eml;

	name = local_name(name);
	if (r->failed)
		return;
	if (++r->depth > DEPTH_MAX) {
		error_set(r->err, ERROR_FAILED, "it is nested too deeply");
		meta_stop(r);
	} else if (strcmp(name, "archive") == 0) {
		eml = attribute(attributes, "metadata");
		if (eml != NULL)
			mem_replace(&r->meta->eml, eml);
	} else if (strcmp(name, "core") == 0) {
		read_core(r, attributes);
	} else if (strcmp(name, "extension") == 0) {
		read_table(r, attributes);
	} else if (strcmp(name, "field") == 0) {
		read_field(r, attributes);
	} else if (r->in_core && strcmp(name, "id") == 0) {
		r->id_column = small_number(r, attributes, "index");
		if (r->table != NULL)
			read_table_id(r->table, r->id_column);
	} else if (r->table != NULL && strcmp(name, "coreid") == 0) {
		read_table_id(r->table, small_number(r, attributes, "index"));
	} else if (r->table != NULL && strcmp(name, "location") == 0) {
		r->in_location = true;
		bytes_clear(&r->location);
	}
}

/* Whether a name leads out of the archive, or to another machine. */
static bool leaves(const char *file)
{
	const char *up = strstr(file, "..");

	for (; up != NULL; up = strstr(up + 1, ".."))
		if ((up == file || up[-1] == '/') &&
		    (up[2] == '\0' || up[2] == '/'))
			return true;
	return file[0] == '/' || strchr(file, '\\') != NULL ||
	       strstr(file, "://") != NULL;
}

static void add_file(struct meta_reading *r, const char *file)
{
	struct meta_table *table = r->table;
	struct meta *meta = r->meta;

	if (leaves(file)) {
		error_set(r->err, ERROR_FAILED,
			  "it names the file \"%s\", which is not in the "
			  "archive",
			  file);
		meta_stop(r);
		return;
	}
	if (table->n_files == META_FILES_MAX) {
		error_set(r->err, ERROR_FAILED,
			  "a table of it (rowType \"%.80s\") is in more than "
			  "%d files; join them to one, and name that",
			  table->row_type, META_FILES_MAX);
		meta_stop(r);
		return;
	}
	if (r->in_core)
		meta->files[meta->n_files++] = mem_strdup(file);
	table->files[table->n_files++] = mem_strdup(file);
}

static void on_end(void *data, const char *name)
{
	struct meta_reading *r = data;
	char *file CLEANUP(mem_free_str) = NULL;

	name = local_name(name);
	r->depth -= r->depth > 0;
	if (strcmp(name, "core") == 0)
		r->in_core = false;
	if (strcmp(name, "core") == 0 || strcmp(name, "extension") == 0)
		r->table = NULL;
	if (!r->in_location || strcmp(name, "location") != 0)
		return;
	r->in_location = false;
	if (r->failed || r->table == NULL || r->location.len == 0)
		return;
	file = text_squeezed(r->location.data);
	add_file(r, file);
}

static void on_text(void *data, const char *text, int len)
{
	struct meta_reading *r = data;

	if (!r->in_location || r->failed)
		return;
	if (r->location.len + (size_t)len < LOCATION_MAX) {
		bytes_append(&r->location, text, (size_t)len);
		return;
	}
	error_set(r->err, ERROR_FAILED,
		  "it names a file by more than %d bytes; give it a shorter "
		  "name",
		  LOCATION_MAX);
	meta_stop(r);
}

static void on_doctype(void *data, const char *name, const char *system,
		       const char *public, int internal)
{
	struct meta_reading *r = data;

	(void)name, (void)system, (void)public, (void)internal;
	error_set(r->err, ERROR_FAILED,
		  "it has a document type, which is not taken");
	meta_stop(r);
}

/* --- documents -------------------------------------------------------------- */

static int meta_parse(struct meta_reading *r, const char *text, size_t len)
{
	int rc;

	r->parser = XML_ParserCreate(NULL);
	if (r->parser == NULL)
		return error_set(r->err, ERROR_FAILED, "expat has no memory");
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	rc = XML_Parse(r->parser, text, (int)len, 1) == XML_STATUS_OK ? 0 : -1;
	if (rc < 0 && !r->failed)
		error_set(r->err, ERROR_FAILED, "line %lu: %s",
			  (unsigned long)XML_GetCurrentLineNumber(r->parser),
			  XML_ErrorString(XML_GetErrorCode(r->parser)));
	XML_ParserFree(r->parser);
	return r->failed ? -1 : rc;
}

int meta_read(const char *text, size_t len, struct meta *ret, struct error *err)
{
	return meta_read_core(text, len, META_TAXA, ret, err);
}

int meta_read_core(const char *text, size_t len, enum meta_core core,
		   struct meta *ret, struct error *err)
{
	struct meta_reading r = {.meta = ret,
				 .core = core,
				 .err = err,
				 .id_column = -1,
				 .last_column = -1};
	int rc;

	*ret = (struct meta){0};
	layout_init(&ret->layout);
	if (len > META_SIZE_MAX)
		return error_set(err, ERROR_FAILED,
				 "it is larger than %d bytes", META_SIZE_MAX);
	rc = meta_parse(&r, text, len);
	bytes_done(&r.location);
	if (rc < 0)
		return -1;
	if (r.cores == 0)
		return error_set(err, ERROR_FAILED, "it has no core");
	if (ret->n_files == 0)
		return error_set(err, ERROR_FAILED, "its core names no file");
	if (core == META_TAXA && !layout_has_name(&ret->layout))
		return error_set(err, ERROR_FAILED,
				 "its core has no scientificName");
	if (r.id_column >= 0)
		layout_set(&ret->layout, LAYOUT_ID, r.id_column);
	ret->layout.width = (size_t)(r.last_column + 1);
	return 0;
}

static void table_forget(struct meta_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		free(table->fields[i].term);
		free(table->fields[i].fallback);
	}
	for (size_t i = 0; i < table->n_files; i++)
		free(table->files[i]);
	free(table->fields);
	free(table->row_type);
	free(table->encoding);
}

void meta_done(struct meta *meta)
{
	for (size_t i = 0; i < meta->n_tables; i++)
		table_forget(&meta->tables[i]);
	layout_done(&meta->layout);
	for (size_t i = 0; i < meta->n_files; i++)
		free(meta->files[i]);
	free(meta->eml);
	*meta = (struct meta){0};
}

/* --- eml -------------------------------------------------------------------- */

struct eml_reading {
	XML_Parser parser;
	bool inside, ended;
	struct bytes date;
};

static void on_eml_start(void *data, const char *name, const char **attributes)
{
	struct eml_reading *r = data;

	(void)attributes;
	r->inside = !r->ended && strcmp(local_name(name), "pubDate") == 0;
}

static void on_eml_end(void *data, const char *name)
{
	struct eml_reading *r = data;

	(void)name;
	r->ended |= r->inside;
	r->inside = false;
}

static void on_eml_text(void *data, const char *text, int len)
{
	struct eml_reading *r = data;

	if (r->inside && r->date.len + (size_t)len < 64)
		bytes_append(&r->date, text, (size_t)len);
}

static void on_eml_doctype(void *data, const char *name, const char *system,
			   const char *public, int internal)
{
	struct eml_reading *r = data;

	(void)name, (void)system, (void)public, (void)internal;
	XML_StopParser(r->parser, XML_FALSE);
}

char *meta_eml_date(const char *text, size_t len)
{
	struct eml_reading r = {0};
	char *date = NULL;

	if (len > META_SIZE_MAX)
		return NULL;
	r.parser = XML_ParserCreate(NULL);
	if (r.parser == NULL)
		return NULL;
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_eml_start, on_eml_end);
	XML_SetCharacterDataHandler(r.parser, on_eml_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_eml_doctype);
	/* What is wrong further down does not change the date. */
	(void)XML_Parse(r.parser, text, (int)len, 1);
	XML_ParserFree(r.parser);
	if (r.date.len > 0)
		date = text_squeezed(r.date.data);
	bytes_done(&r.date);
	return date;
}
