/*
 * lookup.c: which specimen a name stands for. See lookup.h.
 */
#include "config.h"

#include "run/index/ask/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/index/table/db.h"

#define INDEX_PREFIX_MIN 6

/* The first two rows of a statement, superseded ones last: 1 when it is known
 * which is meant, else an error that tells them apart by their ids. */
static int lookup_two(struct index *index, sqlite3_stmt *stmt, int got,
		      const char *name, int64_t *ret, struct error *err)
{
	char *first CLEANUP(mem_free_str) = NULL;
	int superseded;

	if (got <= 0)
		return got;
	first = mem_strdup(index_db_text(stmt, 0));
	*ret = sqlite3_column_int64(stmt, 1);
	superseded = sqlite3_column_int(stmt, 2);
	got = index_db_next(index, stmt, err);
	if (got > 0 && superseded == sqlite3_column_int(stmt, 2))
		return error_set(err, ERROR_USAGE,
				 "\"%s\" names more than one specimen: %s and "
				 "%s; write more of it",
				 name, first, index_db_text(stmt, 0));
	return got < 0 ? -1 : 1;
}

static int lookup_exact(struct index *index, const char *name, int64_t *ret,
			struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_KEY, &stmt, err, "s", name);

	if (got == 0 && strncmp(name, "name:", 5) == 0) {
		index_db_release(&stmt);
		got = index_db_get(index, SQL_PATH_KNOWN, &stmt, err, "s",
				   name + 5);
		if (got > 0)
			*ret = sqlite3_column_int64(stmt, 1);
		return got;
	}
	if (got > 0)
		*ret = sqlite3_column_int64(stmt, 0);
	return got;
}

static int lookup_path(struct index *index, const char *name, int64_t *ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_PATH_KNOWN, &stmt, err, "s", name);

	return lookup_two(index, stmt, got, name, ret, err);
}

static int lookup_file(struct index *index, const char *name, int64_t *ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_PATH_FILE, &stmt, err, "s", name);

	return lookup_two(index, stmt, got, name, ret, err);
}

/* A file's name without its ending: between "name." and "name/". */
static int lookup_stem(struct index *index, const char *name, int64_t *ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	char *from CLEANUP(mem_free_str) = mem_printf("%s.", name);
	char *to CLEANUP(mem_free_str) = mem_printf("%s/", name);
	int got =
		index_db_get(index, SQL_PATH_STEM, &stmt, err, "ss", from, to);

	return lookup_two(index, stmt, got, name, ret, err);
}

static int lookup_prefix(struct index *index, const char *name, int64_t *ret,
			 struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	char *end CLEANUP(mem_free_str) = mem_printf("%s\xff", name);
	int got = 0;

	if (strlen(name) >= INDEX_PREFIX_MIN)
		got = index_db_get(index, SQL_SPECIMEN_PREFIX, &stmt, err, "ss",
				   name, end);
	return lookup_two(index, stmt, got, name, ret, err);
}

int index_lookup(struct index *index, const char *name, int64_t *ret,
		 struct error *err)
{
	static int (*const ways[])(struct index *, const char *, int64_t *,
				   struct error *) = {
		lookup_exact,  lookup_path, lookup_file,
		lookup_prefix, lookup_stem,
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		int got = ways[i](index, name, ret, err);

		if (got != 0)
			return got < 0 ? -1 : 0;
	}
	return error_set(err, ERROR_NOT_FOUND,
			 "%s has no specimen \"%s\": give its id, at least %d "
			 "characters of it, or its image",
			 index->run->name, name, INDEX_PREFIX_MIN);
}
