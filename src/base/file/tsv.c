/*
 * tsv.c: tables of tab-separated values. See tsv.h.
 *
 * 1. While a table is read, a row that was taken away has no `file`; then it
 *    is dropped.
 * 2. `by_key` leads from the key of each row that is there to its place; of
 *    rows that join, to the last.
 */
#include "config.h"

#include "base/file/tsv.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

/* A table as it is being read. */
struct reader {
	const struct tsv_form *form;
	struct tsv *tsv;
	json_t *by_key;

	/* The file. */
	const char *name;
	bool adds;
	char *rest;  /* NULL once the text is used up */
	size_t line; /* number of the line read last, from 1 */
	size_t columns[TSV_COLUMNS_MAX]; /* which of the table's each is */
	size_t width;			 /* how many there are */
};

/* A line cut at its tabs. */
struct cells {
	char *items[TSV_COLUMNS_MAX];
	size_t n; /* all of them, also those beyond the last item */
};

/* --- lines ---------------------------------------------------------------- */

/* The next line that says something, cut from the text; NULL at the end. */
static char *reader_line(struct reader *r)
{
	while (r->rest != NULL) {
		char *line = r->rest;
		size_t len = strcspn(line, "\n");

		r->rest = line[len] == '\n' ? line + len + 1 : NULL;
		r->line++;
		line[len] = '\0';
		if (len > 0 && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (line[0] != '#' && !text_blank(line))
			return line;
	}
	return NULL;
}

/* The next line in cells: 1, 0 at the end, or -1. */
static int reader_cells(struct reader *r, struct cells *ret, struct error *err)
{
	char *at = reader_line(r);

	*ret = (struct cells){0};
	if (at == NULL)
		return 0;
	if (!text_is_utf8(at, strlen(at)))
		return error_set(err, ERROR_FAILED,
				 "%s line %zu is not UTF-8; save it as UTF-8",
				 r->name, r->line);
	while (at != NULL) {
		char *tab = strchr(at, '\t');

		if (tab != NULL)
			*tab = '\0';
		if (ret->n < TSV_COLUMNS_MAX)
			ret->items[ret->n] = at;
		ret->n++;
		at = tab != NULL ? tab + 1 : NULL;
	}
	return 1;
}

/* --- columns -------------------------------------------------------------- */

/* The bytes of the column's name at the start of `columns`. */
static size_t column_length(const char *columns)
{
	return strcspn(columns, "\t");
}

/* Which of the columns has this name; -1 for none. */
static int column_find(const char *columns, const char *name)
{
	for (int i = 0;; i++) {
		size_t len = column_length(columns);

		if (strlen(name) == len && strncmp(columns, name, len) == 0)
			return i;
		if (columns[len] == '\0')
			return -1;
		columns += len + 1;
	}
}

static size_t column_count(const char *columns)
{
	size_t n = 1;

	for (; *columns != '\0'; columns++)
		n += *columns == '\t';
	return n;
}

static int columns_refuse(const struct reader *r, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "%s does not begin with its line of columns; "
			 "expected, with tabs between: %s",
			 r->name, r->form->columns);
}

/* Takes the columns from the first line. */
static int reader_head(struct reader *r, const struct cells *cells,
		       struct error *err)
{
	bool taken[TSV_COLUMNS_MAX] = {false};

	for (size_t i = 0; i < cells->n; i++) {
		int column = i < TSV_COLUMNS_MAX ? column_find(r->form->columns,
							       cells->items[i])
						 : -1;

		if (i < r->form->keys && column != (int)i)
			return columns_refuse(r, err);
		if (column < 0 || taken[column])
			return error_set(
				err, ERROR_FAILED,
				"%s line %zu: column %zu is unknown, or there "
				"twice; the columns are, with tabs between: %s",
				r->name, r->line, i + 1, r->form->columns);
		taken[column] = true;
		r->columns[i] = (size_t)column;
	}
	if (cells->n < r->form->keys)
		return columns_refuse(r, err);
	r->width = cells->n;
	return 0;
}

/* All columns, in the order of the table. */
static void reader_bare(struct reader *r)
{
	r->width = column_count(r->form->columns);
	for (size_t i = 0; i < r->width; i++)
		r->columns[i] = i;
}

/* Whether the first line names columns. */
static bool is_head(const struct reader *r, const struct cells *cells)
{
	return !r->form->bare ||
	       column_find(r->form->columns, cells->items[0]) == 0;
}

/* --- rows ----------------------------------------------------------------- */

/* The key of a row, or with the names of its columns, for messages. Owned. */
static char *row_key(const struct reader *r, const struct cells *cells,
		     bool named)
{
	struct bytes key = {0};
	const char *column = r->form->columns;

	for (size_t i = 0; i < r->form->keys; i++) {
		const char *cell = cells->items[i];
		int len = (int)column_length(column);

		if (!named)
			bytes_printf(&key, "%s%s", i > 0 ? "\t" : "", cell);
		else if (i == 0 || cell[0] != '\0')
			bytes_printf(&key, "%s%.*s %s", i > 0 ? ", " : "", len,
				     column, cell);
		column += len + 1;
	}
	return bytes_steal(&key);
}

/* The row of this key, or NULL. */
static struct tsv_row *row_find(const struct reader *r, const char *key)
{
	const json_t *place = json_object_get(r->by_key, key);

	return place != NULL ? &r->tsv->rows[json_integer_value(place)] : NULL;
}

/* Whether the file that is being read said it itself. */
static bool row_is_ours(const struct reader *r, const struct tsv_row *row)
{
	return row->file == r->name;
}

static void row_fill(const struct reader *r, const struct cells *cells,
		     const struct tsv_row *before, struct tsv_row *ret)
{
	char *last = cells->items[cells->n - 1];
	struct tsv_row row = {.file = r->name, .line = r->line};

	for (size_t i = 0; i < column_count(r->form->columns); i++)
		row.fields[i] = before != NULL ? before->fields[i]
					       : last + strlen(last);
	for (size_t i = 0; i < r->width; i++)
		row.fields[r->columns[i]] = cells->items[i];
	*ret = row;
}

static int reader_add(struct reader *r, const struct cells *cells,
		      struct error *err)
{
	char *key CLEANUP(mem_free_str) = row_key(r, cells, false);
	char *title CLEANUP(mem_free_str) = row_key(r, cells, true);
	struct tsv_row *there = row_find(r, key);
	struct tsv *tsv = r->tsv;

	if (there != NULL && !row_is_ours(r, there)) {
		row_fill(r, cells, there, there);
		return 0;
	}
	if (there != NULL && !r->form->joins)
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: the %s stands there twice; take "
				 "one out",
				 r->name, r->line, title);
	if (tsv->n == TSV_ROWS_MAX)
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: more than %d rows; take some "
				 "out",
				 r->name, r->line, TSV_ROWS_MAX);
	ARRAY_GROW(tsv->rows, tsv->n, tsv->cap);
	row_fill(r, cells, NULL, &tsv->rows[tsv->n]);
	json_object_set_new(r->by_key, key, json_integer((json_int_t)tsv->n));
	tsv->n++;
	return 0;
}

/* Takes the row away that the line names. */
static int reader_remove(struct reader *r, struct cells *cells,
			 struct error *err)
{
	char *key CLEANUP(mem_free_str) = NULL;
	char *title CLEANUP(mem_free_str) = NULL;
	struct tsv_row *there;

	cells->items[0]++;
	for (size_t i = cells->n; i < r->form->keys; i++)
		cells->items[i] = cells->items[0] + strlen(cells->items[0]);
	key = row_key(r, cells, false);
	title = row_key(r, cells, true);
	there = row_find(r, key);
	if (there == NULL)
		return error_set(err, ERROR_FAILED,
				 "%s line %zu takes the %s away, which is not "
				 "there; mend its spelling, or take the line "
				 "out",
				 r->name, r->line, title);
	if (row_is_ours(r, there))
		return error_set(err, ERROR_FAILED,
				 "%s line %zu takes the %s away, which line "
				 "%zu puts there; take one of the two out",
				 r->name, r->line, title, there->line);
	there->file = NULL;
	json_object_del(r->by_key, key);
	return 0;
}

static int reader_row(struct reader *r, struct cells *cells, struct error *err)
{
	bool removes = r->adds && cells->items[0][0] == '-';

	if (removes && cells->n <= r->width)
		return reader_remove(r, cells, err);
	if (cells->n != r->width)
		return error_set(
			err, ERROR_FAILED,
			"%s line %zu has %zu columns, not %zu; one tab "
			"goes between two columns",
			r->name, r->line, cells->n, r->width);
	return reader_add(r, cells, err);
}

/* --- files ---------------------------------------------------------------- */

/* Reads one file; its text is cut up in place. */
static int reader_file(struct reader *r, const char *name, char *text,
		       bool adds, struct error *err)
{
	struct cells cells;
	int got;

	r->name = name;
	r->adds = adds;
	r->rest = text + (strncmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
	r->line = 0;
	reader_bare(r);
	got = reader_cells(r, &cells, err);
	if (got == 0 && !adds && !r->form->bare)
		return columns_refuse(r, err);
	if (got > 0 && is_head(r, &cells)) {
		if (reader_head(r, &cells, err) < 0)
			return -1;
		got = reader_cells(r, &cells, err);
	}
	while (got > 0) {
		if (reader_row(r, &cells, err) < 0)
			return -1;
		got = reader_cells(r, &cells, err);
	}
	return got;
}

static void drop_removed(struct tsv *tsv)
{
	size_t kept = 0;

	for (size_t i = 0; i < tsv->n; i++)
		if (tsv->rows[i].file != NULL)
			tsv->rows[kept++] = tsv->rows[i];
	tsv->n = kept;
}

int tsv_parse(const struct tsv_form *form, const char *text, const char *added,
	      const char *path, struct tsv *ret, struct error *err)
{
	json_t *by_key CLEANUP(json_release) = json_object();
	struct tsv tsv CLEANUP(tsv_done) = {
		.texts = {mem_strdup(text),
			  added != NULL ? mem_strdup(added) : NULL},
		.path = path != NULL ? mem_strdup(path) : NULL,
	};
	struct reader r = {.form = form, .tsv = &tsv, .by_key = by_key};

	if (reader_file(&r, form->file, tsv.texts[0], false, err) < 0 ||
	    (added != NULL &&
	     reader_file(&r, tsv.path, tsv.texts[1], true, err) < 0))
		return -1;
	drop_removed(&tsv);
	*ret = tsv;
	tsv = (struct tsv){0};
	return 0;
}

int tsv_load(const struct tsv_form *form, const char *config_dir,
	     struct tsv *ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes added CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = asset_path(config_dir, form->file);

	if (asset_load(NULL, form->file, &text, err) < 0 ||
	    (path != NULL && asset_read(path, &added, err) < 0))
		return -1;
	bytes_reserve(&text, 0);
	bytes_reserve(&added, 0);
	if (strlen(added.data) != added.len)
		return error_set(err, ERROR_FAILED,
				 "%s has a NUL in it; save it as text in UTF-8",
				 path);
	return tsv_parse(form, text.data, path != NULL ? added.data : NULL,
			 path, ret, err);
}

void tsv_done(struct tsv *tsv)
{
	free(tsv->rows);
	free(tsv->texts[0]);
	free(tsv->texts[1]);
	free(tsv->path);
	*tsv = (struct tsv){0};
}

int tsv_refuse(const struct tsv_row *row, struct error *err, const char *format,
	       ...)
{
	struct bytes message CLEANUP(bytes_done) = {0};
	va_list args;

	va_start(args, format);
	bytes_vprintf(&message, format, args);
	va_end(args);
	return error_set(err, ERROR_FAILED, "%s line %zu: %s", row->file,
			 row->line, message.data);
}
