/*
 * given.c: which identifiers specimens have been given: read from the run's
 * journal, asked for, and written there.
 *
 * 1. Records come in the order in which they were exported the last time, as a
 *    rule: what was given to one is looked for behind that of the one before
 *    first. Where a specimen has two lines that might find the second, and is
 *    not done.
 */
#include "config.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "export/roster/database.h"

#define ROSTER_PIECE (4u << 20) /* bytes that are journaled at once */

static int64_t specimen_hash(const char *specimen)
{
	return roster_hash(specimen, strlen(specimen));
}

/* Steps a statement of one specimen: 1 with *ret_id, borrowed until its next
 * step; 0 or -1. */
static int given_step(struct roster *roster, sqlite3_stmt *stmt,
		      const char **ret_id, struct error *err)
{
	int code = sqlite3_step(stmt);

	if (code == SQLITE_DONE)
		return 0;
	if (code != SQLITE_ROW)
		return roster_fail(roster, err);
	roster->last = sqlite3_column_int64(stmt, 0);
	*ret_id = (const char *)sqlite3_column_text(stmt, 1);
	return 1;
}

static int given_is_next(struct roster *roster, const char *specimen,
			 const char **ret_id, struct error *err)
{
	sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_NEXT, err);

	if (stmt == NULL)
		return -1;
	sqlite3_bind_int64(stmt, 1, roster->last + 1);
	roster_bind(stmt, 2, specimen);
	return given_step(roster, stmt, ret_id, err);
}

/* Looks a specimen up by its id: 1 with *ret_id, borrowed until the next look;
 * 0 or -1. */
static int given_find(struct roster *roster, const char *specimen,
		      const char **ret_id, struct error *err)
{
	sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_GIVEN, err);
	int got = 0;

	if (stmt == NULL)
		return -1;
	if (!roster->twice)
		got = given_is_next(roster, specimen, ret_id, err);
	if (got != 0)
		return got;
	sqlite3_bind_int64(stmt, 1, specimen_hash(specimen));
	roster_bind(stmt, 2, specimen);
	return given_step(roster, stmt, ret_id, err);
}

static int roster_take_given(void *arg, const struct id_line *line,
			     struct error *err)
{
	struct roster *roster = arg;
	sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_GIVE, err);

	if (stmt == NULL)
		return -1;
	roster->has_given = true;
	sqlite3_bind_int64(stmt, 1, specimen_hash(line->specimen_id));
	roster_bind(stmt, 2, line->specimen_id);
	roster_bind(stmt, 3, line->occurrence_id);
	return roster_do(roster, stmt, err);
}

int roster_learn(struct roster *roster, const char *dir, struct error *err)
{
	size_t bad = 0;

	if (ids_read(dir, &roster->position, roster_take_given, roster, &bad,
		     err) < 0)
		return -1;
	if (!roster->has_given)
		return 0;
	if (roster_exec(roster, "CREATE INDEX given_hash ON given(hash)", err) <
	    0)
		return -1;
	return roster_any(roster,
			  "SELECT 1 FROM given GROUP BY hash"
			  " HAVING count(*) > 1",
			  &roster->twice, err);
}

/* Looks a specimen up, under the id that it had before its image was hashed
 * too. *ret_id, NULL for none, is borrowed until the next look. */
int roster_look(struct roster *roster, const char *specimen, const char *image,
		const char **ret_id, struct error *err)
{
	char *old CLEANUP(mem_free_str) = NULL;
	int got;

	*ret_id = NULL;
	if (!roster->has_given)
		return 0;
	got = given_find(roster, specimen, ret_id, err);
	if (got == 0) {
		old = mem_printf("name:%s", image);
		got = given_find(roster, old, ret_id, err);
	}
	if (got <= 0)
		*ret_id = NULL;
	return got < 0 ? -1 : 0;
}

int roster_was_exported(struct roster *roster, const char *specimen,
			const char *image, struct error *err)
{
	const char *id;

	if (roster_look(roster, specimen, image, &id, err) < 0)
		return -1;
	return id != NULL;
}

/* --- the journal ---------------------------------------------------------- */

/* What a record says itself may be wrong: one that another has, too, is not
 * kept, or nobody could mend it any more. */
#define TO_KEEP                                                        \
	" WHERE how >= 0 AND (how <> 0 OR NOT (EXISTS (SELECT 1 FROM"  \
	" record r WHERE r.id = record.id COLLATE IDS AND r.key <>"    \
	" record.key) OR EXISTS (SELECT 1 FROM given WHERE given.id =" \
	" record.id COLLATE IDS)))"

_Static_assert(ID_RECORD == 0, "as the condition says");

static int roster_append(struct roster *roster, struct journals *journals,
			 sqlite3_stmt *stmt, struct error *err)
{
	struct bytes lines CLEANUP(bytes_done) = {0};
	char stamp[CLOCK_STAMP_SIZE];
	int code;

	clock_stamp(stamp);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		id_line_write((const char *)sqlite3_column_text(stmt, 0),
			      (const char *)sqlite3_column_text(stmt, 1),
			      (enum id_how)sqlite3_column_int(stmt, 2), stamp,
			      &lines);
		if (lines.len < ROSTER_PIECE)
			continue;
		if (journals_append(journals, JOURNAL_IDS, lines.data,
				    lines.len, NULL, err) < 0)
			return -1;
		bytes_clear(&lines);
	}
	if (code != SQLITE_DONE)
		return roster_fail(roster, err);
	return lines.len == 0
		       ? 0
		       : journals_append(journals, JOURNAL_IDS, lines.data,
					 lines.len, NULL, err);
}

static int roster_keep_locked(struct roster *roster, const char *dir,
			      struct journals *journals, bool *ret_late,
			      struct error *err)
{
	sqlite3_stmt *stmt;
	uint64_t end;
	int rc;

	if (journal_end(dir, JOURNAL_IDS, &end, err) < 0)
		return -1;
	*ret_late = end != roster->position;
	if (*ret_late)
		return 0;
	if (sqlite3_prepare_v2(roster->db,
			       "SELECT specimen, id, how FROM record" TO_KEEP,
			       -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	rc = roster_append(roster, journals, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

int roster_keep(struct roster *roster, const char *dir, bool *ret_late,
		struct error *err)
{
	struct journals *journals;
	size_t given = 0;
	int rc;

	*ret_late = false;
	/* The indexes are for what records say themselves alone. */
	if ((roster->own > 0 && roster_index_ids(roster, err) < 0) ||
	    roster_number(roster, "SELECT count(*) FROM record" TO_KEEP, &given,
			  err) < 0)
		return -1;
	if (given == 0)
		return 0;
	if (journals_open(dir, &journals, err) < 0)
		return -1;
	rc = journals_lock(journals, NULL, err);
	if (rc == 0) {
		rc = roster_keep_locked(roster, dir, journals, ret_late, err);
		journals_unlock(journals);
	}
	journals_close(journals);
	return rc;
}
