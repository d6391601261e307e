/*
 * row.c: a row as an outcome. See row.h.
 *
 * 1. A value is what the cell holds (table.h), to the byte, and has no
 *    confidence; blank cells are no values.
 * 2. What a line is told by is made of the file's hash, of what its columns
 *    are taken for and of the row's number: the same rows are known again,
 *    and with other columns they are others.
 */
#include "config.h"

#include "run/tables/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"

#define VALUE_MAX      (64u << 10) /* bytes that a value of a record may have */
#define NAME_MAX_BYTES 4000	   /* of what names a sheet */

static const char *row_cell(const struct row *row,
			    const struct heading_column *column)
{
	const struct bytes *joined = row->joined;

	if (column->cell < HEADING_JOINED)
		return heading_cell(column, row->cells);
	if (joined == NULL || joined[column->cell - HEADING_JOINED].len == 0)
		return "";
	return joined[column->cell - HEADING_JOINED].data;
}

static int row_read_cell(const struct row *row,
			 const struct heading_column *column, bool whole,
			 struct outcome *ret, struct error *err)
{
	const char *text = row_cell(row, column);

	if (column->use != HEADING_VALUE || text_blank(text))
		return 0;
	if (strlen(text) > VALUE_MAX)
		return error_set(err, ERROR_FAILED,
				 "its %s has more than %u bytes", column->name,
				 VALUE_MAX);
	if (whole || column->names)
		record_set(&ret->dwc, column->key, text, -1, SOURCE_TABLE);
	return 1;
}

static void row_read_history(const struct row *row, struct outcome *ret)
{
	json_t *list CLEANUP(json_release) = NULL;
	char *text CLEANUP(mem_free_str) = NULL;

	if (row->history == NULL)
		return;
	list = identifications_take(row->history);
	if (list == NULL)
		return;
	text = identifications_text(list);
	record_set(&ret->dwc, IDENTIFICATION_TERM, text, -1, SOURCE_TABLE);
}

static char *row_source(const struct row_file *file, const struct row *row)
{
	char *text CLEANUP(mem_free_str) =
		mem_printf("%s\n%s\n%zu\n", file->sha256, file->heading->sha256,
			   row->number);
	char *source = mem_alloc(HASH_HEX_SIZE);

	hash_bytes(text, strlen(text), source);
	return source;
}

/* Where the outcome comes from, as row_write writes it. */
static void row_read_origin(const struct row_file *file, const struct row *row,
			    struct outcome *ret)
{
	ret->provider = mem_strdup(OUTCOME_TABLE);
	ret->model = mem_strdup(file->reader);
	ret->timestamp = mem_strdup(file->timestamp);
	ret->extra = json_object();
	json_object_set_new(ret->extra, ROW_KEY,
			    json_pack("{s:s,s:s,s:I,s:I}", "file", file->name,
				      "file_sha256", file->sha256, "row",
				      (json_int_t)row->number, "line",
				      (json_int_t)row->line));
}

int row_read(const struct row_file *file, const struct row *row, bool whole,
	     struct outcome *ret, struct error *err)
{
	const struct heading *heading = file->heading;
	int values = 0, got;

	outcome_init(ret);
	if (row->cells->fault != NULL)
		return error_set(err, ERROR_FAILED, "%s", row->cells->fault);
	if (row->cells->n != heading->width)
		return error_set(err, ERROR_FAILED,
				 "it has %zu %s, and the table has %zu "
				 "columns%s",
				 row->cells->n,
				 row->cells->n == 1 ? "cell" : "cells",
				 heading->width,
				 row->cells->n < heading->width
					 ? " (--short-rows: the last are blank)"
					 : "");
	for (size_t i = 0; i < heading->n; i++) {
		got = row_read_cell(row, &heading->columns[i], whole, ret, err);
		if (got < 0)
			return -1;
		values += got;
	}
	row_read_history(row, ret);
	if (values == 0 && ret->dwc.n == 0)
		return error_set(err, ERROR_FAILED, "it has no value");
	ret->source_sha256 = row_source(file, row);
	if (whole)
		row_read_origin(file, row, ret);
	return 0;
}

/* --- lines ------------------------------------------------------------------ */

bool row_is_plain(const struct row_file *file, const struct row *row)
{
	for (size_t i = 0; i < file->heading->n; i++)
		if (strcmp(file->heading->columns[i].key,
			   IDENTIFICATION_TERM) == 0)
			return false;
	return row->history == NULL;
}

static void write_text(const char *text, struct bytes *ret)
{
	json_append_string(text, strlen(text), ret);
}

static void write_member(const char *start, const char *text, struct bytes *ret)
{
	if (text == NULL)
		return;
	bytes_append_str(ret, start);
	write_text(text, ret);
}

static void write_values(const struct row_file *file, const struct row *row,
			 struct bytes *ret)
{
	bool first = true;

	for (size_t i = 0; i < file->heading->n; i++) {
		const struct heading_column *column =
			&file->heading->columns[i];
		const char *text = row_cell(row, column);

		if (column->use != HEADING_VALUE || text_blank(text))
			continue;
		if (!first)
			bytes_append_char(ret, ',');
		first = false;
		bytes_append(ret, column->member.data, column->member.len);
		write_text(text, ret);
		bytes_append_char(ret, '}');
	}
}

static void write_origin(const struct row_file *file, const struct row *row,
			 struct bytes *ret)
{
	write_member(",\"" ROW_KEY "\":{\"file\":", file->name, ret);
	write_member(",\"file_sha256\":", file->sha256, ret);
	bytes_printf(ret, ",\"row\":%zu,\"line\":%zu}}\n", row->number,
		     row->line);
}

void row_write(const struct row_file *file, const struct row *row,
	       const struct outcome *outcome, struct bytes *ret)
{
	write_member("{\"image\":", outcome->image, ret);
	write_member(",\"specimen_id\":", outcome->specimen_id, ret);
	write_member(",\"sha256\":", outcome->sha256, ret);
	write_member(",\"model\":", file->reader, ret);
	write_member(",\"provider\":", OUTCOME_TABLE, ret);
	bytes_append_str(ret, ",\"dwc\":{");
	write_values(file, row, ret);
	write_member("},\"timestamp\":", file->timestamp, ret);
	write_member(",\"source_sha256\":", outcome->source_sha256, ret);
	write_origin(file, row, ret);
}

/* --- the sheet -------------------------------------------------------------- */

/* What the row says of this kind; "". */
static const char *row_name(const struct row_file *file, const struct row *row,
			    const struct outcome *outcome, enum sheets_by by)
{
	enum heading_use use =
		by == SHEETS_SPECIMEN ? HEADING_SPECIMEN : HEADING_IMAGE;

	if (by == SHEETS_OCCURRENCE)
		return record_value(&outcome->dwc, "occurrenceID");
	if (by == SHEETS_CATALOG)
		return record_role_value(&outcome->dwc, file->terms,
					 ROLE_CATALOGUE);
	for (size_t i = 0; i < file->heading->n; i++)
		if (file->heading->columns[i].use == use)
			return row_cell(row, &file->heading->columns[i]);
	return "";
}

/* The id of a row that no sheet is called as: the same for the same record
 * in another table. Owned. */
static char *row_own_id(const struct row_file *file,
			const struct outcome *outcome)
{
	const char *id = record_value(&outcome->dwc, "occurrenceID");
	const char *number =
		record_role_value(&outcome->dwc, file->terms, ROLE_CATALOGUE);

	if (id[0] != '\0' && strlen(id) < NAME_MAX_BYTES)
		return mem_printf("occurrence:%s", id);
	if (number[0] != '\0' && strlen(number) < NAME_MAX_BYTES)
		return mem_printf(
			"catalog:%s:%s",
			record_value(&outcome->dwc, "institutionCode"), number);
	return mem_printf("row:%s", outcome->source_sha256);
}

static void row_set_sheet(struct outcome *outcome, const char *id,
			  const char *image)
{
	mem_replace(&outcome->specimen_id, id);
	mem_replace(&outcome->image, image);
	mem_replace(&outcome->sha256,
		    strlen(id) == 64 && hash_is_hex(id) ? id : NULL);
}

/* A row that says itself which picture it is of. */
static bool row_names_itself(const struct row_file *file, const struct row *row,
			     struct outcome *outcome)
{
	const char *id = row_name(file, row, outcome, SHEETS_SPECIMEN);
	const char *image = row_name(file, row, outcome, SHEETS_PATH);

	if (strlen(id) != 64 || !hash_is_hex(id) ||
	    strlen(image) > NAME_MAX_BYTES)
		return false;
	row_set_sheet(outcome, id, image);
	return true;
}

static int row_ask(const struct row_file *file, const struct row *row,
		   const struct sheets *sheets, const struct outcome *outcome,
		   enum sheets_by by, const char **ret_name,
		   struct sheets_one *ret)
{
	const char *name = row_name(file, row, outcome, by);
	int n;

	if (name[0] == '\0')
		return 0;
	*ret_name = name;
	n = sheets_find(sheets, by, name, ret);
	/* Many collections name their pictures by the number. */
	if (n == 0 && by == SHEETS_CATALOG)
		n = sheets_find(sheets, SHEETS_NAME, name, ret);
	return n;
}

/* How many sheets the best of its names finds: 0, 1 and *ret, or 2 where there
 * are several and no name finds one. *ret_why is that name, owned; *ret_name
 * the first that was asked for, or NULL. */
static int row_find(const struct row_file *file, const struct row *row,
		    const struct sheets *sheets, const struct outcome *outcome,
		    struct sheets_one *ret, char **ret_why,
		    const char **ret_name)
{
	int found = 0;

	for (int by = 0; by < SHEETS_WAYS && found != 1; by++) {
		const char *name = NULL;
		int n = row_ask(file, row, sheets, outcome, (enum sheets_by)by,
				&name, ret);

		if (*ret_name == NULL)
			*ret_name = name;
		if (n == 0 || n == found)
			continue;
		found = n;
		free(*ret_why);
		*ret_why = mem_printf("%s \"%s\"",
				      sheets_by_word((enum sheets_by)by), name);
	}
	return found;
}

enum row_fate row_join(const struct row_file *file, const struct row *row,
		       const struct sheets *sheets, struct outcome *outcome,
		       char **ret_why)
{
	const char *image = row_name(file, row, outcome, SHEETS_PATH);
	const char *name = NULL;
	char *own CLEANUP(mem_free_str) = NULL;
	struct sheets_one sheet;
	int n;

	*ret_why = NULL;
	n = row_find(file, row, sheets, outcome, &sheet, ret_why, &name);
	if (n > 1)
		return ROW_SEVERAL;
	if (n == 1)
		row_set_sheet(outcome, sheet.id, sheet.image);
	if (n == 1 || row_names_itself(file, row, outcome))
		return ROW_JOINED;
	*ret_why = name != NULL ? mem_printf("\"%s\"", name) : NULL;
	own = row_own_id(file, outcome);
	row_set_sheet(outcome, own,
		      strlen(image) <= NAME_MAX_BYTES ? image : "");
	return ROW_ALONE;
}
