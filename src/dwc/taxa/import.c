/*
 * import.c: takes a list of names in. See import.h.
 *
 * 1. The old list stands until the new one is whole and durable.
 * 2. Of what a row cannot be used for, the number and the first line are
 *    told; rows are never mended by guesses.
 */
#include "config.h"

#include "dwc/taxa/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/table/archive.h"
#include "dwc/table/layout.h"
#include "dwc/table/table.h"
#include "dwc/taxa/taxa_sql.h"
#include "dwc/taxa/taxa_writer.h"

#define PROGRESS_ROWS 20000

struct importing {
	const struct taxa_import *import;
	struct taxa_import_report report;
	struct taxa_writer *writer;
	size_t rows;
	char sha256[HASH_HEX_SIZE]; /* of the file */
};

/* --- rows ------------------------------------------------------------------- */

/* Ranks above the genus, which no specimen is named by. */
static bool is_higher(const char *rank)
{
	static const char *const ranks[] = {
		"domain",     "superkingdom", "kingdom",
		"subkingdom", "superphylum",  "phylum",
		"subphylum",  "division",     "subdivision",
		"superclass", "class",	      "subclass",
		"infraclass", "superorder",   "order",
		"suborder",   "infraorder",   "superfamily",
		"family",     "subfamily",    "supertribe",
		"tribe",      "subtribe",     "clade",
		"realm",      "cohort",	      "section (zoological)"};

	for (size_t i = 0; i < ARRAY_LEN(ranks); i++)
		if (text_casecmp(rank, ranks[i]) == 0)
			return true;
	return false;
}

static void pass_over(size_t *count, size_t *first, size_t line)
{
	if ((*count)++ == 0)
		*first = line;
}

/* The name of a row, from one column or from its parts. Owned. */
static char *row_name(const struct layout *layout, const struct table_row *row)
{
	const char *whole = layout_cell(layout, row, LAYOUT_NAME);
	char *parts CLEANUP(mem_free_str) = NULL;

	if (!text_blank(whole))
		return mem_strdup(whole);
	parts = mem_printf("%s %s %s", layout_cell(layout, row, LAYOUT_GENUS),
			   layout_cell(layout, row, LAYOUT_EPITHET),
			   layout_cell(layout, row, LAYOUT_INFRA));
	return text_squeezed(parts);
}

static int import_name(struct importing *in, const struct layout *layout,
		       const struct table_row *row, struct error *err)
{
	char *text CLEANUP(mem_free_str) = row_name(layout, row);
	const char *author = layout_cell(layout, row, LAYOUT_AUTHOR);
	struct taxon_name name CLEANUP(taxon_name_done);
	struct taxa_row out = {
		.id = layout_cell(layout, row, LAYOUT_ID),
		.rank = layout_cell(layout, row, LAYOUT_RANK),
		.status = layout_cell(layout, row, LAYOUT_STATUS),
		.family = layout_cell(layout, row, LAYOUT_FAMILY),
		.kingdom = layout_cell(layout, row, LAYOUT_KINGDOM),
		.name = &name,
		.accepted_id = layout_cell(layout, row, LAYOUT_ACCEPTED_ID),
		.accepted = layout_cell(layout, row, LAYOUT_ACCEPTED_NAME),
	};

	if (!taxon_name_read(text, false, &name) || name.formula) {
		pass_over(&in->report.nameless, &in->report.nameless_line,
			  row->line);
		return 0;
	}
	out.author = author[0] != '\0' ? author : name.author;
	return taxa_writer_add(in->writer, &out, err);
}

static int import_row(struct importing *in, const struct layout *layout,
		      size_t width, const struct table_row *row,
		      struct error *err)
{
	bool plain = layout->form.separator == '\0';

	if (plain && row->fault == NULL && row->cells[0][0] == '#')
		return 0;
	in->rows++;
	if (in->import->progress != NULL && in->rows % PROGRESS_ROWS == 0)
		in->import->progress(in->import->data, in->rows);
	if (row->fault != NULL || (!plain && row->n != width)) {
		pass_over(&in->report.broken, &in->report.broken_line,
			  row->line);
		return 0;
	}
	if (is_higher(layout_cell(layout, row, LAYOUT_RANK))) {
		pass_over(&in->report.higher, &in->report.higher_line,
			  row->line);
		return 0;
	}
	return import_name(in, layout, row, err);
}

/* --- tables ----------------------------------------------------------------- */

/* Reads the rows. The first of all, be it the line of columns, tells how many
 * columns each has. */
static int import_rows(struct importing *in, struct table *table,
		       const struct layout *layout, struct error *err)
{
	struct table_form form = layout->form;
	bool headed = form.skip > 0;
	struct table_row row;
	size_t width;
	int got;

	form.skip -= headed;
	if (table_begin(table, &form, err) < 0)
		return -1;
	got = table_next(table, &row, err);
	width = got > 0 ? row.n : 0;
	if (got > 0 && form.separator != '\0' && row.fault == NULL &&
	    width < layout->width)
		return error_set(err, ERROR_FAILED,
				 "%s has %zu columns where its meta.xml tells "
				 "of %zu; it is not taken",
				 table->source->name, width, layout->width);
	if (got > 0 && headed)
		got = table_next(table, &row, err);
	while (got > 0) {
		if (import_row(in, layout, width, &row, err) < 0)
			return -1;
		got = table_next(table, &row, err);
	}
	return got;
}

/* Reads a table whose layout is told, or NULL. */
static int import_table(struct importing *in, const struct table_source *source,
			const struct layout *told, struct error *err)
{
	struct table table CLEANUP(table_done);
	struct layout guess CLEANUP(layout_done);
	const char *head;
	size_t len;

	layout_init(&guess);
	if (table_init(&table, source, err) < 0)
		return -1;
	if (told == NULL) {
		head = table_peek(&table, &len);
		if (layout_guess(head, len, source->name, &guess, err) < 0)
			return -1;
	}
	return import_rows(in, &table, told != NULL ? told : &guess, err);
}

static int import_archive(struct importing *in, struct archive *archive,
			  struct error *err)
{
	struct table_source source;
	int got;

	while ((got = archive_next(archive, &source, err)) > 0)
		if (import_table(in, &source, archive_layout(archive), err) < 0)
			return -1;
	return got;
}

/* --- files ------------------------------------------------------------------ */

struct plain_file {
	int fd;
	const char *path;
	struct hash_sum sum; /* of what was read */
};

static int plain_read(void *data, char *to, size_t size, size_t *ret_n,
		      struct error *err)
{
	struct plain_file *file = data;
	ssize_t got;

	do
		got = read(file->fd, to, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_sys(err, errno, "cannot read %s", file->path);
	hash_sum_add(&file->sum, to, (size_t)got);
	*ret_n = (size_t)got;
	return 0;
}

/* The day a file was last changed, for want of a better edition. Owned. */
static char *file_day(const struct stat *st)
{
	char day[16];
	time_t at = st->st_mtime;
	struct tm tm;

	if (gmtime_r(&at, &tm) == NULL)
		return mem_strdup("");
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	return mem_strdup(day);
}

static void set_edition(struct importing *in, const char *found,
			const struct stat *st)
{
	const char *told = in->import->edition;

	if (told == NULL && found[0] != '\0')
		told = found;
	in->report.edition = told != NULL ? text_cleaned(told) : file_day(st);
}

static int import_plain(struct importing *in, struct plain_file *file,
			struct error *err)
{
	struct table_source source = {
		.name = file->path, .data = file, .read = plain_read};
	int rc;

	hash_sum_begin(&file->sum);
	rc = import_table(in, &source, NULL, err);
	if (rc == 0)
		hash_sum_end(&file->sum, in->sha256);
	else
		hash_sum_drop(&file->sum);
	return rc;
}

static int import_zip(struct importing *in, const struct plain_file *file,
		      const struct stat *st, struct error *err)
{
	struct archive *archive;
	int rc;

	if (hash_fd(file->fd, in->sha256) < 0)
		return error_sys(err, errno, "cannot read %s", file->path);
	if (archive_open(file->path, &archive, err) < 0)
		return -1;
	set_edition(in, archive_date(archive), st);
	rc = import_archive(in, archive, err);
	archive_close(archive);
	return rc;
}

/* What cannot be read at a place, as a pipe, is not an archive. */
static int import_open_file(struct importing *in, struct plain_file *file,
			    const struct stat *st, struct error *err)
{
	char head[4];
	ssize_t got = pread(file->fd, head, sizeof(head), 0);

	if (got > 0 && archive_is(head, (size_t)got))
		return import_zip(in, file, st, err);
	set_edition(in, "", st);
	return import_plain(in, file, err);
}

static int import_file(struct importing *in, struct error *err)
{
	struct plain_file file = {.path = in->import->file};
	struct stat st;
	int rc;

	file.fd = open(file.path, O_RDONLY | O_CLOEXEC);
	if (file.fd < 0)
		return error_sys(err, errno, "cannot open %s", file.path);
	if (fstat(file.fd, &st) < 0)
		rc = error_sys(err, errno, "cannot read %s", file.path);
	else if (S_ISDIR(st.st_mode))
		rc = error_set(err, ERROR_FAILED,
			       "%s is a directory; name the table or archive "
			       "in it",
			       file.path);
	else
		rc = import_open_file(in, &file, &st, err);
	close(file.fd);
	return rc;
}

/* --- the new list ----------------------------------------------------------- */

/* As the file is called, in letters that a list's name may have. */
static void default_name(const char *path, char ret[TAXA_NAME_MAX + 1])
{
	const char *base = file_base(path);
	const char *dot = strrchr(base, '.');
	size_t len =
		dot != NULL && dot > base ? (size_t)(dot - base) : strlen(base);
	size_t n = 0;

	for (size_t i = 0; i < len && n < TAXA_NAME_MAX; i++) {
		char c = base[i];
		bool capital = c >= 'A' && c <= 'Z';
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (capital)
			ret[n++] = (char)(c - 'A' + 'a');
		else if (plain)
			ret[n++] = c;
		else if (n > 0 && ret[n - 1] != '-')
			ret[n++] = '-';
	}
	while (n > 0 && ret[n - 1] == '-')
		n--;
	ret[n] = '\0';
	if (n == 0)
		strcpy(ret, "names");
}

static int write_meta(struct importing *in, struct error *err)
{
	char imported[CLOCK_STAMP_SIZE], names[24];
	char *file CLEANUP(mem_free_str) =
		text_cleaned(file_base(in->import->file));
	const char *const pairs[][2] = {
		{"schema", TAXA_SCHEMA},
		{"name", in->report.name},
		{"edition", in->report.edition},
		{"file", file},
		{"sha256", in->sha256},
		{"imported", imported},
		{"names", names},
	};

	clock_stamp(imported);
	snprintf(names, sizeof(names), "%zu", in->report.names);
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (taxa_writer_meta(in->writer, pairs[i][0], pairs[i][1],
				     err) < 0)
			return -1;
	return 0;
}

/* What makes it a file of names; with it, a list begins to be one. */
static int write_list(struct importing *in, const char *path, struct error *err)
{
	int rc = -1;

	if (taxa_writer_open(path, &in->writer, err) < 0)
		return -1;
	if (import_file(in, err) == 0 &&
	    taxa_writer_finish(in->writer, &in->report, err) == 0) {
		if (in->report.names == 0)
			error_set(err, ERROR_FAILED,
				  "no name was found in %s; the list stays as "
				  "it was",
				  in->import->file);
		else
			rc = write_meta(in, err);
	}
	taxa_writer_close(in->writer);
	return rc;
}

static int sync_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int sys = 0;

	if (fd < 0 || fsync(fd) < 0)
		sys = errno;
	if (fd >= 0)
		close(fd);
	return sys == 0 ? 0 : error_sys(err, sys, "cannot write %s", path);
}

static int swap_in(const char *temp, const char *path, struct error *err)
{
	if (sync_file(temp, err) < 0)
		return -1;
	if (rename(temp, path) < 0)
		return error_sys(err, errno, "cannot put the list at %s", path);
	return file_sync_dir_of(path, err);
}

static int import_locked(struct importing *in, struct error *err)
{
	const char *dir = in->import->dir;
	char *temp CLEANUP(mem_free_str) = file_join(dir, "import.tmp");
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/%s.db", dir, in->report.name);
	int rc = write_list(in, temp, err);

	if (rc == 0)
		rc = swap_in(temp, path, err);
	if (rc < 0)
		unlink(temp);
	return rc;
}

/* --- imports ---------------------------------------------------------------- */

static int check_call(struct importing *in, struct error *err)
{
	const char *name = in->import->name;

	if (in->import->dir == NULL)
		return error_set(err, ERROR_USAGE,
				 "neither XDG_DATA_HOME nor HOME says where "
				 "lists go; set one");
	if (name == NULL) {
		default_name(in->import->file, in->report.name);
		return 0;
	}
	if (!taxa_name_good(name))
		return error_set(err, ERROR_USAGE,
				 "a list cannot be called \"%s\"; take up to "
				 "%d letters, digits, dots and dashes",
				 name, TAXA_NAME_MAX);
	strcpy(in->report.name, name);
	return 0;
}

int taxa_import(const struct taxa_import *import,
		struct taxa_import_report *ret, struct error *err)
{
	struct importing in = {.import = import};
	char *lock CLEANUP(mem_free_str) = NULL;
	int fd, rc;

	if (check_call(&in, err) < 0 ||
	    file_make_dirs(import->dir, 0777, err) < 0)
		return -1;
	lock = file_join(import->dir, "lock");
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", lock);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		rc = import_locked(&in, err);
	else if (errno == EWOULDBLOCK)
		rc = error_set(err, ERROR_BUSY,
			       "another import of names is running; wait until "
			       "it has ended");
	else
		rc = error_sys(err, errno, "cannot lock %s", lock);
	close(fd);
	if (rc == 0)
		*ret = in.report;
	else
		taxa_import_report_done(&in.report);
	return rc;
}

void taxa_import_report_done(struct taxa_import_report *report)
{
	free(report->edition);
	report->edition = NULL;
}
