/*
 * tables.c: tables taken into a run. See tables.h.
 *
 * 1. The sheets are those of the run when the import began, and those that
 *    its own rows made are not among them: the order of rows decides nothing
 *    but which of two rows of one sheet is taken, the first.
 */
#include "config.h"

#include "run/tables/tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "run/index/specimen.h"
#include "run/intake/images.h"
#include "run/tables/column/cells.h"
#include "run/tables/head_line.h"
#include "run/tables/row.h"
#include "run/tables/rows.h"

#define TABLES_TICK 4096 /* rows between two that are told of */

struct tables {
	struct import *import;
	const struct tables_options *options;
	struct sheets *sheets;
	struct terms *own; /* of a run that is not there yet, or NULL */
	const struct terms *terms;
	char stamp[CLOCK_STAMP_SIZE];
	/* the file */
	const char *name;
	char sha256[HASH_HEX_SIZE];
	struct heading heading;
	size_t rows;
	bool told_first;
	struct bytes line; /* that is written */
	struct cells cells;
	struct bytes joined[HEADING_WHOLES]; /* of the row */
	struct tally tally;
	struct tables_counts *counts;
	struct import_counts *taken;
	/* of a second look at it */
	int (*again)(void *arg, const struct outcome *outcome, size_t number,
		     size_t line, struct error *err);
	void *again_arg;
};

/* Who is told: nobody is of what they were told before. */
static const struct tables_listener *tables_told(const struct tables *tables)
{
	static const struct tables_listener nobody = {0};

	return tables->again != NULL ? &nobody : &tables->options->listener;
}

/* --- opening ---------------------------------------------------------------- */

static int tables_load_terms(struct tables *tables, struct error *err)
{
	const struct run *run = import_run_of(tables->import);
	char *config CLEANUP(mem_free_str) = xdg_config_dir();

	if (run != NULL) {
		tables->terms = run->terms;
		return 0;
	}
	if (terms_load(config, &tables->own, err) < 0)
		return -1;
	tables->terms = tables->own;
	return 0;
}

/* Adds the pictures that are there, but for those that the run knows under
 * another name, too. */
static int tables_add_pictures(struct tables *tables, const char *images,
			       struct error *err)
{
	struct index *index = import_index(tables->import);
	struct scan scan;
	int rc = images_scan(images, NULL, &scan, err);

	if (rc < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < scan.n; i++) {
		bool known = false;

		if (index != NULL)
			rc = index_has_image(index, scan.files[i].path, &known,
					     err);
		if (rc == 0 && !known)
			sheets_add_picture(tables->sheets, scan.files[i].path);
	}
	scan_done(&scan);
	return rc;
}

/* A place that the run has from before need not be there now. */
static int tables_load_pictures(struct tables *tables, struct error *err)
{
	const struct tables_listener *listener = tables_told(tables);
	const struct run *run = import_run_of(tables->import);
	const char *images = tables->options->images;
	struct error why;

	if (images != NULL)
		return tables_add_pictures(tables, images, err);
	if (run == NULL || run->images_root == NULL ||
	    tables_add_pictures(tables, run->images_root, &why) == 0)
		return 0;
	if (listener->note != NULL)
		listener->note(listener->arg, run->name, why.text);
	return 0;
}

int tables_open(struct import *import, const struct tables_options *options,
		struct import_counts *counts, struct tables **ret,
		struct error *err)
{
	struct tables *tables = mem_zalloc(sizeof(*tables));
	const struct run *run = import_run_of(import);
	const char *dir = run != NULL ? run->dir : NULL;

	tables->import = import;
	tables->options = options;
	heading_init(&tables->heading);
	clock_stamp(tables->stamp);
	if (import_begin_outcomes(import, counts, err) < 0 ||
	    tables_load_terms(tables, err) < 0 ||
	    sheets_load(import_index(import), dir, &tables->sheets, err) < 0 ||
	    tables_load_pictures(tables, err) < 0) {
		tables_close(tables);
		return -1;
	}
	*ret = tables;
	return 0;
}

void tables_close(struct tables *tables)
{
	if (tables == NULL)
		return;
	sheets_free(tables->sheets);
	terms_free(tables->own);
	heading_done(&tables->heading);
	bytes_done(&tables->line);
	cells_done(&tables->cells);
	tally_done(&tables->tally);
	for (size_t i = 0; i < HEADING_WHOLES; i++)
		bytes_done(&tables->joined[i]);
	free(tables);
}

/* --- rows ------------------------------------------------------------------- */

static void tables_left(struct tables *tables, const struct row *row,
			const char *why)
{
	const struct tables_listener *listener = tables_told(tables);

	if (listener->left != NULL)
		listener->left(listener->arg, tables->name, row->number,
			       row->line, why);
}

static const char *const fate_words[] = {
	[ROW_ALONE] = "no sheet is called",
	[ROW_SEVERAL] = "several sheets have",
	[ROW_TWICE] = "another row is of the same sheet, by",
};

static void tables_count(struct tables *tables, enum row_fate fate)
{
	size_t *const figures[] = {
		[ROW_JOINED] = &tables->counts->joined,
		[ROW_ALONE] = &tables->counts->alone,
		[ROW_SEVERAL] = &tables->counts->several,
		[ROW_TWICE] = &tables->counts->twice,
	};

	++*figures[fate];
}

static void tables_tell_first(struct tables *tables,
			      const struct outcome *outcome, size_t line,
			      enum row_fate fate, const char *why)
{
	const struct tables_listener *listener = tables_told(tables);
	char *how CLEANUP(mem_free_str) = NULL;

	if (tables->told_first)
		return;
	tables->told_first = true;
	if (listener->first == NULL)
		return;
	if (fate == ROW_ALONE && why == NULL)
		how = mem_strdup("nothing in it names a sheet");
	else
		how = fate != ROW_JOINED
			      ? mem_printf("%s %s", fate_words[fate],
					   why != NULL ? why : "as it is")
			      : mem_printf("%s%s%s",
					   outcome->image[0] != '\0'
						   ? outcome->image
						   : outcome->specimen_id,
					   why != NULL ? ", by " : "",
					   why != NULL ? why : "");
	listener->first(listener->arg, outcome, line, how);
}

/* What is done with a row that is wanted. */
static int tables_write(struct tables *tables, const struct row_file *file,
			const struct row *row, const struct outcome *outcome,
			struct error *err)
{
	if (tables->options->dry)
		return 0;
	if (tables->again != NULL)
		return tables->again(tables->again_arg, outcome, row->number,
				     row->line, err);
	if (!row_is_plain(file, row))
		return import_outcome(tables->import, outcome, tables->taken,
				      err);
	bytes_clear(&tables->line);
	row_write(file, row, outcome, &tables->line);
	return import_written(tables->import, outcome->source_sha256,
			      &tables->line, tables->taken, err);
}

/* Takes a row that was read. */
static int tables_put(struct tables *tables, const struct row_file *file,
		      const struct row *row, struct outcome *outcome,
		      struct error *err)
{
	char *why CLEANUP(mem_free_str) = NULL;
	char *words CLEANUP(mem_free_str) = NULL;
	enum row_fate fate = row_join(file, row, tables->sheets, outcome, &why);
	bool wanted = fate == ROW_JOINED ||
		      (fate == ROW_ALONE && tables->options->without_sheets);

	if (wanted && !sheets_take(tables->sheets, outcome->specimen_id)) {
		fate = ROW_TWICE;
		wanted = false;
	}
	tables_count(tables, fate);
	tables_tell_first(tables, outcome, row->line, fate, why);
	if (wanted)
		return tables_write(tables, file, row, outcome, err);
	/* That no column does was said once. */
	if (why == NULL && !heading_names_sheets(&tables->heading))
		return 0;
	words = why != NULL
			? mem_printf("%s %s", fate_words[fate], why)
			: mem_strdup("it has nothing that names a sheet; "
				     "--map COLUMN=image says which picture");
	tables_left(tables, row, words);
	return 0;
}

/* Below their last record spreadsheets write rows of nothing but separators. */
static bool cells_blank(const struct table_row *cells)
{
	for (size_t i = 0; i < cells->n && i < TABLE_COLUMNS_MAX; i++)
		if (!text_blank(cells->cells[i]))
			return false;
	return cells->fault == NULL;
}

/* Where rows may end early, what they have not is blank. */
static void tables_pad(const struct tables *tables, struct table_row *cells)
{
	if (!tables->options->short_rows || cells->fault != NULL)
		return;
	while (cells->n < tables->heading.width)
		cells->cells[cells->n++] = "";
}

/* Whether the row is one of those whose values are counted. */
static bool tables_tallies(const struct tables *tables)
{
	return tables_told(tables)->tally != NULL &&
	       tables->tally.rows < TALLY_ROWS;
}

static int tables_row(struct tables *tables, const struct row_file *file,
		      struct table_row *cells, const json_t *history,
		      struct error *err)
{
	const struct tables_listener *listener = tables_told(tables);
	const struct row row = {.number = ++tables->rows,
				.line = cells->line,
				.cells = cells,
				.joined = tables->joined,
				.history = history};
	struct outcome outcome;
	struct error why;
	int rc;

	if (cells_blank(cells) && history == NULL)
		return 0;
	tables_pad(tables, cells);
	cells_mean(&tables->cells, &tables->heading, cells);
	heading_join(&tables->heading, cells, tables->joined);
	tables->counts->rows++;
	if (tables->rows % TABLES_TICK == 0 && listener->progress != NULL)
		listener->progress(listener->arg, tables->counts->rows);
	rc = row_read(file, &row,
		      !row_is_plain(file, &row) || !tables->told_first ||
			      tables_tallies(tables),
		      &outcome, &why);
	if (rc == 0 && tables_tallies(tables))
		tally_add(&tables->tally, tables->terms, &outcome, row.line);
	if (rc == 0) {
		rc = tables_put(tables, file, &row, &outcome, err);
	} else {
		tables->counts->bad++;
		tables_left(tables, &row, why.text);
		rc = 0;
	}
	outcome_done(&outcome);
	return rc;
}

/* --- files -------------------------------------------------------------------- */

static int tables_name(struct tables *tables, struct error *err)
{
	const struct tables_options *o = tables->options;
	struct error why;

	if (heading_settle(&tables->heading, tables->terms, &o->maps, o->preset,
			   &why) < 0)
		return error_set(err, why.kind, "%s: %s", tables->name,
				 why.text);
	return 0;
}

static void tables_note(void *arg, const char *what)
{
	const struct tables *tables = arg;
	const struct tables_listener *listener = tables_told(tables);

	if (listener->note != NULL)
		listener->note(listener->arg, tables->name, what);
}

/* Text that has commas is not a table yet. */
static int tables_check_known(const struct tables *tables, struct error *err)
{
	const struct heading *heading = &tables->heading;

	if (heading_is_known(heading))
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s: none of its columns (\"%s\" is the first) is a "
			 "term; --dry-run shows what they may be, which "
			 "--likely takes; or say it with --map COLUMN=TERM, or "
			 "with --skip N how many lines stand above their names",
			 tables->name,
			 heading->n > 0 ? heading->columns[0].name : "");
}

static int tables_settle(struct tables *tables, struct error *err)
{
	const struct tables_listener *listener = tables_told(tables);
	const struct tables_options *o = tables->options;

	if (tables_name(tables, err) < 0)
		return -1;
	if (heading_is_interpreted(&tables->heading) && !o->interpreted)
		return error_set(err, ERROR_FAILED,
				 "%s holds what GBIF made of the records, not "
				 "what was published; take a download with "
				 "verbatim.txt, or say --interpreted",
				 tables->name);
	if (listener->heading != NULL)
		listener->heading(listener->arg, tables->name,
				  &tables->heading);
	if (tables_check_known(tables, err) < 0)
		return -1;
	if (!o->without_sheets && !heading_names_sheets(&tables->heading))
		tables_note(tables,
			    "no column names a sheet: say with --map which is "
			    "the catalogNumber, the occurrenceID or the "
			    "image");
	return 0;
}

static void tables_note_decoded(struct tables *tables, size_t n, size_t line)
{
	const struct tables_listener *listener = tables_told(tables);
	char *what CLEANUP(mem_free_str) = NULL;

	if (n == 0 || listener->note == NULL)
		return;
	what = mem_printf("%zu %s not UTF-8 and %s read as Windows-1252 (the "
			  "first: line %zu); look at the letters that are not "
			  "English",
			  n, n == 1 ? "line is" : "lines are",
			  n == 1 ? "was" : "were", line);
	listener->note(listener->arg, tables->name, what);
}

static int tables_rows(struct tables *tables, struct rows *rows,
		       struct error *err)
{
	struct row_file file = {
		.name = tables->name,
		.sha256 = tables->sha256,
		.timestamp = tables->stamp,
		.heading = &tables->heading,
		.terms = tables->terms,
	};
	const json_t *history;
	const char *reader;
	struct table_row row;
	int got;

	while ((got = rows_next(rows, &row, &history, err)) > 0) {
		/* Names of files that hold one object each tell nobody apart. */
		reader = rows_reader(rows);
		file.reader = reader != NULL ? reader : tables->name;
		if (tables_row(tables, &file, &row, history, err) < 0)
			return 1;
	}
	return got;
}

/* Opens the rows below the names of the columns, and fills the heading. */
static int tables_open_rows(struct tables *tables, const char *path,
			    struct package_ask *ask, struct rows **ret,
			    struct error *err)
{
	char *what CLEANUP(mem_free_str) = NULL;
	const struct head_line_ask wanted = {
		.terms = tables->terms,
		.options = tables->options,
		.path = path,
	};

	heading_done(&tables->heading);
	if (head_line_open(&wanted, ask, &tables->heading, ret, err) < 0)
		return -1;
	if (ask->skip == 0 || tables->options->skip >= 0 || ask->note == NULL)
		return 0;
	what = mem_printf("its columns are named in line %zu; what stands "
			  "above is left out (--skip 0 takes line 1 for "
			  "their names)",
			  ask->skip + 1);
	tables_note(tables, what);
	return 0;
}

/* Reads the file; it may be wrong in any way. */
static int tables_read(struct tables *tables, const char *path,
		       bool *ret_refused, struct error *err)
{
	struct package_ask ask = {
		.interpreted = tables->options->interpreted,
		.note = tables_note,
		.arg = tables,
	};
	struct rows *rows;
	size_t n, line;
	int rc;

	*ret_refused = true;
	tables->counts->files++;
	if (hash_file(path, tables->sha256, err) < 0 ||
	    tables_open_rows(tables, path, &ask, &rows, err) < 0)
		return -1;
	rc = tables_settle(tables, err);
	if (rc == 0)
		rc = tables_rows(tables, rows, err);
	if (rc == 0 && tables_told(tables)->tally != NULL)
		tables_told(tables)->tally(tables_told(tables)->arg,
					   &tables->tally);
	*ret_refused = rc < 0;
	n = rows_decoded(rows, &line);
	tables_note_decoded(tables, n, line);
	rows_close(rows);
	return rc == 0 ? 0 : -1;
}

static void tables_start(struct tables *tables, const char *path,
			 struct tables_counts *counts)
{
	tables->name = file_base(path);
	tables->rows = 0;
	tables->told_first = false;
	tables->counts = counts;
	cells_done(&tables->cells);
	tally_done(&tables->tally);
	sheets_give_back(tables->sheets);
}

int tables_take(struct tables *tables, const char *path,
		struct tables_counts *counts, struct import_counts *taken,
		bool *ret_refused, struct error *err)
{
	int rc;

	*ret_refused = true;
	tables_start(tables, path, counts);
	tables->taken = taken;
	if (!tables->options->dry &&
	    import_begin_outcomes(tables->import, taken, err) < 0) {
		*ret_refused = false;
		return -1;
	}
	rc = tables_read(tables, path, ret_refused, err);
	if (tables->options->dry)
		return rc;
	/* What came before a fault stays taken. */
	if (import_end_outcomes(tables->import, taken, rc < 0 ? NULL : err) <
	    0) {
		*ret_refused = false;
		return -1;
	}
	return rc;
}

int tables_again(struct tables *tables, const char *path,
		 int (*row)(void *arg, const struct outcome *outcome,
			    size_t number, size_t line, struct error *err),
		 void *arg, struct error *err)
{
	struct tables_counts counts = {0};
	bool refused;
	int rc;

	tables_start(tables, path, &counts);
	tables->again = row;
	tables->again_arg = arg;
	rc = tables_read(tables, path, &refused, err);
	tables->again = NULL;
	return rc;
}

int tables_look(struct tables *tables, const char *path, struct error *err)
{
	struct package_ask ask = {.interpreted = tables->options->interpreted,
				  .columns = true};
	struct rows *rows;
	int rc;

	tables->name = file_base(path);
	if (tables_open_rows(tables, path, &ask, &rows, err) < 0)
		return -1;
	rc = tables_name(tables, err);
	rows_close(rows);
	return rc;
}
