/*
 * second_write.c: what the index keeps of second readings. See
 * second_write.h.
 *
 * 1. A record that nobody reads twice has no row here: nearly all of them.
 */
#include "config.h"

#include "run/index/fold/second_write.h"

#include <string.h>

#include "base/mem.h"

static int second_terms(struct index *index, int64_t key,
			const struct bytes *agreed, struct error *err)
{
	char *lines CLEANUP(mem_free_str) =
		mem_strndup(agreed->data, agreed->len);
	char *rest = lines, *line;

	while ((line = strtok_r(rest, "\n", &rest)) != NULL) {
		char *tab = strchr(line, '\t');

		*tab = '\0';
		if (index_db_do(index, SQL_SECOND_TERM_PUT, err, "isi", key,
				line, (int64_t)(tab[1] == '1')) < 0)
			return -1;
	}
	return 0;
}

/* Whether anything is kept of it: 1, 0 or -1. */
static int second_is_kept(struct index *index, int64_t key, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	return index_db_get(index, SQL_SECOND_ANY, &stmt, err, "i", key);
}

int second_refresh(struct index *index, int64_t key,
		   const struct index_row *row, struct error *err)
{
	bool now = row != NULL && row->hands.len + row->agreed.len > 0;
	int got = second_is_kept(index, key, err);

	if (got < 0)
		return -1;
	if (got > 0 &&
	    (index_db_do(index, SQL_SECOND_DROP, err, "i", key) < 0 ||
	     index_db_do(index, SQL_SECOND_TERM_DROP, err, "i", key) < 0))
		return -1;
	if (!now)
		return 0;
	if (index_db_do(index, SQL_SECOND_PUT, err, "is", key,
			row->hands.len > 0 ? row->hands.data : "") < 0)
		return -1;
	return row->agreed.len > 0 ? second_terms(index, key, &row->agreed, err)
				   : 0;
}
