/*
 * to_table.c: records as CSV (RFC 4180), TSV and JSON lines, as they were
 * signed: nothing is added to a value, and none is mended.
 */
#include "config.h"

#include "export/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "dwc/record/identification.h"
#include "export/write/cell_text.h"

static int table_begin_output(struct export_job *job, struct error *err)
{
	return output_open(job->options->path, &job->output, err);
}

/* The record, and its occurrence. */
static int table_fetch(struct export_job *job, int64_t key, const char *id,
		       struct index_record *ret, struct error *err)
{
	int got = index_records_at(job->records, key, ret, err);

	if (got == 0)
		return error_set(err, ERROR_FAILED,
				 "a record has gone from the index; try again");
	if (got > 0)
		occurrence_make(job->maker, ret, id, &job->occurrence, NULL);
	return got < 0 ? -1 : 0;
}

static void table_drop(struct export_job *job)
{
	(void)job; /* it has nothing but its output */
}

/* --- CSV and TSV ---------------------------------------------------------- */

/* Appends a cell, with what stands before it. */
static void table_cell(struct export_job *job, const char *text, size_t len,
		       struct bytes *line)
{
	bool csv = job->options->format == EXPORT_CSV;

	if (line->len > 0)
		bytes_append_char(line, csv ? ',' : '\t');
	if (csv)
		cell_text_quoted(text, len, job->options->guard, line);
	else
		job->report->folded += cell_text_folded(text, len, line);
}

static int table_line(struct export_job *job, struct bytes *line,
		      struct error *err)
{
	bytes_append_str(line,
			 job->options->format == EXPORT_CSV ? "\r\n" : "\n");
	return output_write(job->output, line->data, line->len, err);
}

static const char *const table_tail[] = {"specimen_id", "image", "status"};

/* Whether one of our columns is called so. */
static bool table_has(const struct export_job *job, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(table_tail); i++)
		if (strcmp(table_tail[i], name) == 0)
			return true;
	for (size_t i = 0; i < job->columns.n; i++)
		if (job->columns.items[i].used &&
		    strcmp(job->columns.items[i].term, name) == 0)
			return true;
	return false;
}

/* A key of records as the name of a column: no two are called the same. */
static void table_key(struct export_job *job, const char *key,
		      struct bytes *line)
{
	struct bytes name CLEANUP(bytes_done) = {0};

	bytes_append_str(&name, key);
	if (table_has(job, key))
		bytes_append_str(&name, " (of the record)");
	table_cell(job, name.data, name.len, line);
}

static int table_begin(struct export_job *job, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	if (table_begin_output(job, err) < 0 ||
	    (job->options->bom &&
	     output_write(job->output, "\xef\xbb\xbf", 3, err) < 0))
		return -1;
	for (size_t i = 0; i < job->columns.n; i++)
		if (job->columns.items[i].used)
			table_cell(job, job->columns.items[i].term,
				   strlen(job->columns.items[i].term), &line);
	for (size_t i = 0; i < job->n_foreign; i++)
		table_key(job, job->foreign[i], &line);
	for (size_t i = 0; i < ARRAY_LEN(table_tail); i++)
		table_cell(job, table_tail[i], strlen(table_tail[i]), &line);
	return table_line(job, &line, err);
}

static struct cell table_foreign(const struct occurrence *o, const char *key)
{
	for (size_t i = 0; i < o->n_foreign; i++)
		if (strcmp(o->foreign[i].key, key) == 0)
			return o->foreign[i].cell;
	return (struct cell){"", 0};
}

static int table_row(struct export_job *job, int64_t key, const char *id,
		     struct error *err)
{
	const struct occurrence *o = &job->occurrence;
	struct bytes line CLEANUP(bytes_done) = {0};
	struct index_record record;
	const char *status;

	if (table_fetch(job, key, id, &record, err) < 0)
		return -1;
	status = status_word(record.status);

	for (size_t i = 0; i < job->columns.n; i++)
		if (job->columns.items[i].used)
			table_cell(job, o->cells[i].text, o->cells[i].len,
				   &line);
	for (size_t i = 0; i < job->n_foreign; i++) {
		struct cell cell = table_foreign(o, job->foreign[i]);

		table_cell(job, cell.text, cell.len, &line);
	}
	table_cell(job, record.id, strlen(record.id), &line);
	table_cell(job, record.image, strlen(record.image), &line);
	table_cell(job, status, strlen(status), &line);
	return table_line(job, &line, err);
}

const struct export_writer export_to_csv = {
	.begin = table_begin,
	.row = table_row,
	.end = export_job_finish,
	.drop = table_drop,
};

const struct export_writer export_to_tsv = {
	.begin = table_begin,
	.row = table_row,
	.end = export_job_finish,
	.drop = table_drop,
};

/* --- JSON lines ----------------------------------------------------------- */

static json_t *json_value(const struct cell *cell, double confidence,
			  enum field_source source)
{
	json_t *object = json_object();

	json_object_set_new(object, "value",
			    json_stringn(cell->text, cell->len));
	if (confidence >= 0)
		json_object_set_new(object, "confidence",
				    json_real(confidence));
	json_set_string(object, "source", field_source_word(source));
	return object;
}

/* The value of the record that a cell is of, or NULL. */
static const struct index_value *json_of(const struct export_job *job,
					 const struct index_record *record,
					 size_t column)
{
	for (size_t i = 0; i < record->n; i++)
		if (record->values[i].place < job->columns.n_places &&
		    job->columns.of_place[record->values[i].place] == column)
			return &record->values[i];
	return NULL;
}

static json_t *json_values(const struct export_job *job,
			   const struct index_record *record)
{
	const struct occurrence *o = &job->occurrence;
	json_t *dwc = json_object();

	for (size_t i = 1; i < job->columns.n; i++) {
		const struct column *column = &job->columns.items[i];
		const struct index_value *value = json_of(job, record, i);

		if (o->cells[i].len > 0 && !column->history)
			json_object_set_new(
				dwc, column->term,
				json_value(&o->cells[i],
					   value != NULL ? value->confidence
							 : -1,
					   value != NULL ? value->source
							 : SOURCE_RULE));
	}
	for (size_t i = 0; i < o->n_foreign; i++)
		json_object_set_new(
			dwc, o->foreign[i].key,
			json_value(&o->foreign[i].cell, -1, SOURCE_MODEL));
	return dwc;
}

static void json_history(const struct export_job *job, json_t *line)
{
	for (size_t i = 0; i < job->columns.n; i++) {
		const struct cell *cell = &job->occurrence.cells[i];
		json_t *list;

		if (job->columns.items[i].history && cell->len > 0 &&
		    identifications_read(cell->text, &list, NULL) == 0)
			json_object_set_new(line, IDENTIFICATION_KEY, list);
	}
}

static int json_row(struct export_job *job, int64_t key, const char *id,
		    struct error *err)
{
	json_t *line CLEANUP(json_release) = json_object();
	struct bytes text CLEANUP(bytes_done) = {0};
	struct index_record record;

	if (table_fetch(job, key, id, &record, err) < 0)
		return -1;
	json_set_string(line, "occurrenceID", job->occurrence.cells[0].text);
	json_set_string(line, "image", record.image);
	json_set_string(line, "specimen_id", record.id);
	if (hash_is_hex(record.id))
		json_set_string(line, "sha256", record.id);
	json_set_string(line, "status", status_word(record.status));
	json_object_set_new(line, "dwc", json_values(job, &record));
	json_history(job, line);
	json_set_string(line, "timestamp",
			record.modified[0] != '\0' ? record.modified : NULL);
	json_write_line(line, &text);
	return output_write(job->output, text.data, text.len, err);
}

const struct export_writer export_to_jsonl = {
	.begin = table_begin_output,
	.row = json_row,
	.end = export_job_finish,
	.drop = table_drop,
};
