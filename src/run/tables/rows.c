/*
 * rows.c: the rows of a file, whatever it is. See rows.h.
 *
 * 1. Each kind of file has its functions in a row of `kinds`; nobody else asks
 *    what a file is.
 */
#include "config.h"

#include "run/tables/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/table/archive.h"
#include "run/intake/charset.h"
#include "run/intake/kind.h"
#include "run/intake/utf16.h"
#include "run/tables/objects.h"

#define ROWS_HEAD 4096 /* bytes that tell what a file is */

struct rows_kind {
	int (*open)(struct rows *rows, struct heading *heading,
		    struct error *err);
	int (*next)(struct rows *rows, struct table_row *ret,
		    const json_t **ret_history, struct error *err);
	size_t (*decoded)(const struct rows *rows, size_t *ret_line);
};

struct rows {
	const struct rows_kind *kind;
	const char *path;
	int fd;
	bool is_utf16;
	struct utf16 utf16;
	struct bytes utf8; /* what was made of it, and … */
	size_t used;	   /* … how much of that is read */
	const struct package_ask *ask;
	struct table_source source;
	struct table table;
	size_t head_line; /* of text: that names the columns */
	struct objects *objects;
	struct package *package;
};

/* --- text ------------------------------------------------------------------ */

static int rows_read_bytes(const struct rows *rows, char *to, size_t size,
			   size_t *ret_n, struct error *err)
{
	ssize_t n;

	do
		n = read(rows->fd, to, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_sys(err, errno, "cannot read %s", rows->path);
	*ret_n = (size_t)n;
	return 0;
}

static int rows_read(void *data, char *to, size_t size, size_t *ret_n,
		     struct error *err)
{
	struct rows *rows = data;
	char piece[ROWS_HEAD];
	size_t n = 1;

	if (!rows->is_utf16)
		return rows_read_bytes(rows, to, size, ret_n, err);
	while (rows->used == rows->utf8.len && n > 0) {
		bytes_clear(&rows->utf8);
		rows->used = 0;
		if (rows_read_bytes(rows, piece, sizeof(piece), &n, err) < 0)
			return -1;
		utf16_append(&rows->utf16, piece, n, &rows->utf8);
	}
	*ret_n = rows->utf8.len - rows->used;
	if (*ret_n > size)
		*ret_n = size;
	if (*ret_n > 0)
		memcpy(to, rows->utf8.data + rows->used, *ret_n);
	rows->used += *ret_n;
	return 0;
}

static int rows_check_head(const struct rows *rows, const struct table_row *row,
			   int got, struct error *err)
{
	const char *name = file_base(rows->path);

	if (got == 0)
		return error_set(err, ERROR_FAILED,
				 "%s has no line that names its columns%s",
				 name,
				 rows->ask->skip > 0
					 ? " below those that are passed over"
					 : ": it is empty");
	if (row->fault != NULL)
		return error_set(err, ERROR_FAILED,
				 "%s line %zu names no columns: %s", name,
				 row->line, row->fault);
	if (row->n <= TABLE_COLUMNS_MAX)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s has %zu columns in line %zu, and %d are read: "
			 "leave out in it what is not wanted",
			 name, row->n, row->line, TABLE_COLUMNS_MAX);
}

/* The columns of the first row. */
static int rows_head_text(struct rows *rows, struct heading *heading,
			  struct error *err)
{
	struct table_row row;
	int got = table_next(&rows->table, &row, err);

	if (got < 0 || rows_check_head(rows, &row, got, err) < 0)
		return -1;
	rows->head_line = row.line;
	for (size_t i = 0; i < row.n; i++)
		if (!heading_add(heading, row.cells[i], i, NULL))
			break;
	return 0;
}

/* What of the beginning stands below so many lines; all of it, where it has no
 * more. A title has other separators than the table. */
static const char *rows_below(const char *head, size_t skip, char newline,
			      size_t *len)
{
	const char *from = head, *end = head + *len;

	for (size_t i = 0; i < skip; i++) {
		from = memchr(from, newline, (size_t)(end - from));
		if (from == NULL)
			return head;
		from++;
	}
	*len = (size_t)(end - from);
	return from;
}

static int rows_open_text(struct rows *rows, struct heading *heading,
			  struct error *err)
{
	size_t len, skip = rows->ask->skip;
	struct table_form form;
	const char *head;

	rows->source = (struct table_source){
		.name = rows->path, .data = rows, .read = rows_read};
	if (table_init(&rows->table, &rows->source, err) < 0)
		return -1;
	head = table_peek(&rows->table, &len);
	head = rows_below(head, skip, rows->table.newline, &len);
	heading_form(head, len, &form);
	form.decode = charset_decode;
	form.skip = skip;
	if (table_begin(&rows->table, &form, err) < 0)
		return -1;
	return rows_head_text(rows, heading, err);
}

static int rows_next_of_text(struct rows *rows, struct table_row *ret,
			     const json_t **ret_history, struct error *err)
{
	*ret_history = NULL;
	return table_next(&rows->table, ret, err);
}

static size_t rows_decoded_text(const struct rows *rows, size_t *ret_line)
{
	*ret_line = rows->table.decoded_line;
	return rows->table.decoded;
}

/* --- objects --------------------------------------------------------------- */

static int rows_open_objects(struct rows *rows, struct heading *heading,
			     struct error *err)
{
	return objects_open(rows->fd, rows->path, heading, &rows->objects, err);
}

static int rows_next_of_objects(struct rows *rows, struct table_row *ret,
				const json_t **ret_history, struct error *err)
{
	*ret_history = NULL;
	return objects_next(rows->objects, ret, err);
}

static size_t rows_decoded_objects(const struct rows *rows, size_t *ret_line)
{
	return objects_decoded(rows->objects, ret_line);
}

/* --- archives -------------------------------------------------------------- */

static int rows_open_package(struct rows *rows, struct heading *heading,
			     struct error *err)
{
	return package_open(rows->path, rows->ask, heading, &rows->package,
			    err);
}

static int rows_next_of_package(struct rows *rows, struct table_row *ret,
				const json_t **ret_history, struct error *err)
{
	return package_next(rows->package, ret, ret_history, err);
}

static size_t rows_decoded_package(const struct rows *rows, size_t *ret_line)
{
	return package_decoded(rows->package, ret_line);
}

/* --- what a file is -------------------------------------------------------- */

static const struct {
	struct rows_kind text, objects, package;
} kinds = {
	.text = {rows_open_text, rows_next_of_text, rows_decoded_text},
	.objects = {rows_open_objects, rows_next_of_objects,
		    rows_decoded_objects},
	.package = {rows_open_package, rows_next_of_package,
		    rows_decoded_package},
};

/* One column alone looks like any text: the name tells. */
static bool rows_are_named(const char *path)
{
	static const char *const endings[] = {".csv", ".tsv", ".tab"};
	size_t len = strlen(path);

	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (len > 4 && text_casecmp(path + len - 4, endings[i]) == 0)
			return true;
	return false;
}

/* Reads the beginning of the file. */
static int rows_peek(struct rows *rows, char *to, size_t size, size_t *ret_len,
		     struct error *err)
{
	size_t n = 1;

	for (*ret_len = 0; n > 0 && *ret_len < size; *ret_len += n)
		if (rows_read_bytes(rows, to + *ret_len, size - *ret_len, &n,
				    err) < 0)
			return -1;
	return 0;
}

/* Whether it is a table in UTF-16; the file then stands behind its mark. */
static bool rows_are_utf16(struct rows *rows, const char *head, size_t len)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct utf16 utf16;

	if (!utf16_begins(head, len, &utf16))
		return false;
	rows->utf16 = utf16;
	utf16_append(&utf16, head + UTF16_MARK, len - UTF16_MARK, &text);
	rows->is_utf16 =
		text.len > 0 &&
		kind_is_table(text.data, text.len, rows_are_named(rows->path));
	return rows->is_utf16;
}

/* NULL: it has no rows. */
static int rows_kind_of(struct rows *rows, const struct rows_kind **ret,
			struct error *err)
{
	char head[ROWS_HEAD];
	size_t len;

	*ret = NULL;
	if (rows_peek(rows, head, sizeof(head), &len, err) < 0)
		return -1;
	if (lseek(rows->fd, 0, SEEK_SET) < 0)
		return error_sys(err, errno, "cannot read %s", rows->path);
	if (archive_is(head, len))
		*ret = &kinds.package;
	else if (rows_are_utf16(rows, head, len))
		*ret = &kinds.text;
	else if (kind_is_table(head, len, rows_are_named(rows->path)))
		*ret = &kinds.text;
	else if (objects_are(rows->fd))
		*ret = &kinds.objects;
	if (lseek(rows->fd, rows->is_utf16 ? UTF16_MARK : 0, SEEK_SET) < 0)
		return error_sys(err, errno, "cannot read %s", rows->path);
	return 0;
}

/* Opens the file; -1 in fd: it is none that has rows. */
static int rows_open_file(struct rows *rows, struct error *err)
{
	struct stat st;

	/* A table is read more than once, and what was looked at of a stream is
	 * gone. */
	rows->fd = -1;
	if (stat(rows->path, &st) < 0)
		return error_sys(err, errno, "cannot open %s", rows->path);
	if (!S_ISREG(st.st_mode))
		return 0;
	rows->fd = open(rows->path, O_RDONLY | O_CLOEXEC);
	if (rows->fd < 0)
		return error_sys(err, errno, "cannot open %s", rows->path);
	return rows_kind_of(rows, &rows->kind, err);
}

int rows_are(const char *path, bool *ret, struct error *err)
{
	struct rows rows = {.path = path};
	int rc = rows_open_file(&rows, err);

	*ret = rc == 0 && rows.kind != NULL;
	if (rows.fd >= 0)
		close(rows.fd);
	return rc;
}

int rows_refuse(const char *path, struct error *err)
{
	struct rows rows = {.path = path};
	const char *what = NULL;
	char head[ROWS_HEAD];
	size_t len = 0;
	int rc = rows_open_file(&rows, err);

	if (rc == 0 && rows.fd >= 0)
		rc = rows_peek(&rows, head, sizeof(head), &len, err);
	if (rc == 0 && len > 0)
		what = kind_not_text(head, len);
	if (rows.fd >= 0)
		close(rows.fd);
	if (rc == 0 && what != NULL)
		error_set(err, ERROR_FAILED, "%s is %s", path, what);
	else if (rc == 0)
		error_set(err, ERROR_USAGE, "%s is not a table", path);
	return -1;
}

int rows_open(const char *path, const struct package_ask *ask,
	      struct heading *heading, struct rows **ret, struct error *err)
{
	struct rows *rows = mem_zalloc(sizeof(*rows));
	int rc;

	rows->path = path;
	rows->ask = ask;
	rc = rows_open_file(rows, err);
	if (rc == 0 && rows->kind == NULL)
		rc = error_set(err, ERROR_FAILED, "%s has no rows", path);
	if (rc == 0)
		rc = rows->kind->open(rows, heading, err);
	if (rc < 0) {
		rows_close(rows);
		return -1;
	}
	*ret = rows;
	return 0;
}

void rows_close(struct rows *rows)
{
	if (rows == NULL)
		return;
	table_done(&rows->table);
	objects_close(rows->objects);
	package_close(rows->package);
	bytes_done(&rows->utf8);
	if (rows->fd >= 0)
		close(rows->fd);
	free(rows);
}

int rows_next(struct rows *rows, struct table_row *ret,
	      const json_t **ret_history, struct error *err)
{
	return rows->kind->next(rows, ret, ret_history, err);
}

const char *rows_reader(const struct rows *rows)
{
	return rows->objects != NULL ? objects_reader(rows->objects) : NULL;
}

bool rows_are_text(const struct rows *rows)
{
	return rows->kind == &kinds.text;
}

size_t rows_head_line(const struct rows *rows)
{
	return rows->head_line;
}

size_t rows_decoded(const struct rows *rows, size_t *ret_line)
{
	return rows->kind->decoded(rows, ret_line);
}
