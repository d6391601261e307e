/*
 * keys.c: the numbers by which the index names what lines name by texts. See
 * keys.h.
 *
 * 1. A specimen known by its name alone becomes one with the first hashed
 *    line of that image: its rows move, and its old id leads there.
 */
#include "config.h"

#include "run/index/fold/keys.h"

#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "run/index/fold/fold.h"

int index_key_get(struct index *index, enum index_sql sql, const char *text,
		  int64_t *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, sql, &stmt, err, "s", text);

	if (got > 0)
		*ret = sqlite3_column_int64(stmt, 0);
	return got;
}

int index_key_find(struct index *index, const char *id, int64_t *ret,
		   struct error *err)
{
	int got = index_key_get(index, SQL_SPECIMEN_KEY, id, ret, err);

	if (got == 0 && strncmp(id, "name:", 5) == 0)
		got = index_key_get(index, SQL_PATH_HASHED, id + 5, ret, err);
	return got;
}

int index_key_of(struct index *index, const char *id, int64_t *ret,
		 struct error *err)
{
	int got = index_key_find(index, id, ret, err);

	if (got != 0)
		return got < 0 ? -1 : 0;
	if (index_db_do(index, SQL_SPECIMEN_ADD, err, "s", id) < 0)
		return -1;
	*ret = sqlite3_last_insert_rowid(index->db);
	return 0;
}

int index_fold_move(struct index *index, int64_t from, int64_t to,
		    struct error *err)
{
	static const enum index_sql moves[] = {SQL_PATH_MOVE, SQL_OUTCOME_MOVE,
					       SQL_ACT_OF_MOVE};
	static const enum index_sql drops[] = {SQL_PATH_DROP, SQL_ACT_OF_DROP,
					       SQL_RECORD_DROP,
					       SQL_SPECIMEN_DROP};

	if (index_refresh_forget(index, from, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (index_db_do(index, moves[i], err, "ii", to, from) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(drops); i++)
		if (index_db_do(index, drops[i], err, "i", from) < 0)
			return -1;
	return 0;
}

int index_params_number(struct index *index, const char *sha256, int64_t *ret,
			struct error *err)
{
	int got;

	*ret = 0;
	if (sha256 == NULL)
		return 0;
	got = index_key_get(index, SQL_PARAMS_GET, sha256, ret, err);
	if (got != 0)
		return got < 0 ? -1 : 0;
	if (index_db_do(index, SQL_PARAMS_PUT, err, "s", sha256) < 0)
		return -1;
	*ret = sqlite3_last_insert_rowid(index->db);
	return 0;
}
