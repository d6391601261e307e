/*
 * open.c: the file of an index. See open.h.
 *
 * 1. Whatever stands at the index's path, a database of this run and schema
 *    comes out of it: it holds nothing that the journals do not.
 * 2. A sound database of another schema is renewed inside one transaction.
 *    What SQLite cannot read is reset through SQLite, never unlinked while
 *    another process may have it open; the directory's flock lets one
 *    process do so at a time, and the next finds it done.
 * 3. Where no file can be had the database lives in memory.
 * 4. A file may take the place of another (swap.c). The directory's
 *    flock, shared by whoever opens, keeps the two apart; who has the old one
 *    open reads on in it, and follows when they ask again. SQLite finds -wal
 *    and -shm by name, so nothing of ours deletes them on closing: they might
 *    be the new one's.
 * 5. Who only looks (INDEX_LOOK) makes, locks and mends nothing. What a swap
 *    leaves them with, a file of one and a -wal of the other, SQLite refuses;
 *    they open again then.
 */
#include "config.h"

#include "run/index/table/open.h"

#include <fcntl.h>
#include <string.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/cache/facts.h"
#include "run/index/table/query.h"
#include "run/index/table/says.h"
#include "run/index/table/schema.h"
#include "run/index/table/sql.h"

#define INDEX_BUSY_MS	 10000
#define INDEX_TURN_MS	 35
#define INDEX_REFRESH_NS 200000 /* a first guess */

/* Bytes (in thousands) of pages, and pages of the -wal. */
#define INDEX_USUAL                  \
	"PRAGMA cache_size = -8000;" \
	"PRAGMA wal_autocheckpoint = 2000"

void index_db_unlock(struct index *index)
{
	if (index->lock >= 0)
		close(index->lock);
	index->lock = -1;
}

struct index *index_db_new(const struct run *run, enum index_mode mode,
			   const struct index_options *options,
			   const char *path)
{
	struct index *index = mem_zalloc(sizeof(*index));

	index->run = run;
	index->mode = mode;
	index->options = *options;
	index->path = mem_strdup(path);
	index->facts = facts_cache_open_reader(run);
	index->lock = -1;
	index->turn_ms = INDEX_TURN_MS;
	index->refresh_ns = INDEX_REFRESH_NS;
	index->bits = mem_alloc(terms_count(run->terms) * sizeof(*index->bits));
	index_db_forget_bits(index);
	for (size_t i = 0; i < JOURNAL_FOLDED; i++)
		index->fds[i] = -1;
	return index;
}

/* --- the files ----------------------------------------------------------- */

int index_db_lock_dir(const struct index *index, int operation)
{
	char *dir CLEANUP(mem_free_str) = mem_strdup(index->path);
	char *slash = strrchr(dir, '/');
	int fd;

	if (slash != NULL)
		slash[slash == dir] = '\0';
	fd = open(slash != NULL ? dir : ".", O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		flock(fd, operation);
	return fd;
}

/* The file first: what a crash leaves beside none is thrown away by SQLite. */
void index_db_unlink(const struct index *index)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *path CLEANUP(mem_free_str) =
			mem_printf("%s%s", index->path, tails[i]);

		unlink(path);
	}
}

/* --- opening -------------------------------------------------------------- */

void index_db_close(struct index *index)
{
	index_place_done(&index->place);
	mem_replace(&index->brief.text, NULL);
	for (size_t i = 0; i < SQL_COUNT; i++) {
		sqlite3_finalize(index->stmts[i]);
		index->stmts[i] = NULL;
	}
	sqlite3_close(index->db);
	index->db = NULL;
	index->braced = false;
	index->stored_lines = -1; /* another file may have others */
	index_db_forget_bits(index);
}

static int index_db_tune(struct index *index, struct error *err)
{
	/* Durable enough without a sync for each fold: what is lost with the
	 * power is folded again. */
	int rc = index_db_exec(
		index,
		index->building
			? "PRAGMA journal_mode = OFF;"
			  "PRAGMA synchronous = OFF;"
			  "PRAGMA secure_delete = OFF;"
			  "PRAGMA temp_store = FILE;"
			  "PRAGMA threads = 2;"
			  "PRAGMA cache_size = -10000"
			: "PRAGMA synchronous = NORMAL;"
			  "PRAGMA secure_delete = OFF;"
			  "PRAGMA temp_store = MEMORY;"
			  "PRAGMA journal_size_limit = 1000000;" INDEX_USUAL,
		err);

	/* A change of temp_store drops what is temporary. */
	if (rc == 0 && index->words)
		rc = index_db_exec(index, index_words_terms, err);
	return rc;
}

/* What a transaction changes is in memory until it is written, once; and what
 * several have changed is moved into the file once, while readers look through a
 * longer -wal. */
void index_db_brace(struct index *index, bool much)
{
	if (index->building || index->braced == much)
		return;
	index->braced = much;
	sqlite3_exec(index->db,
		     much ? "PRAGMA cache_size = -12000;"
			    "PRAGMA wal_autocheckpoint = 10000"
			  : INDEX_USUAL,
		     NULL, NULL, NULL);
}

static int index_db_connect(struct index *index, struct error *err)
{
	const char *path = index->memory ? ":memory:" : index->path;
	/* The owner of a build holds its lock (build.c). */
	const char *vfs = index->building ? "unix-none" : NULL;
	bool looks = index->mode == INDEX_LOOK;
	int flags = SQLITE_OPEN_NOMUTEX |
		    (looks ? SQLITE_OPEN_READONLY
			   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	int keep_wal = 1;

	if (!index->memory && !looks)
		file_touch(path);
	if (sqlite3_open_v2(path, &index->db, flags, vfs) != SQLITE_OK) {
		if (index->db == NULL)
			return error_set(err, ERROR_FAILED,
					 "cannot open the index %s", path);
		return index_db_fail(index, err);
	}
	sqlite3_busy_timeout(index->db, INDEX_BUSY_MS);
	sqlite3_progress_handler(index->db, INDEX_STOP_STEPS, index_query_stops,
				 index);
	/* What lies beside the file may belong to the one that took its place
	 * (invariant 4). */
	sqlite3_file_control(index->db, "main", SQLITE_FCNTL_PERSIST_WAL,
			     &keep_wal);
	index->words = !index->options.no_words && says_can_index(index->db);
	if (says_add(index->db, index->run->terms) != SQLITE_OK)
		return index_db_fail(index, err);
	return index_db_tune(index, err);
}

/* WAL where the file system allows; another process may be switching too, and
 * then it stays as it is until the next opening. */
static void index_db_use_wal(struct index *index)
{
	sqlite3_exec(index->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
}

/* Which file it is that was opened. */
static void index_db_note(struct index *index)
{
	struct stat st = {0};

	if (index->memory || stat(index->path, &st) < 0)
		return;
	index->dev = st.st_dev;
	index->ino = st.st_ino;
}

int index_db_start(struct index *index, struct error *err)
{
	if (index_db_connect(index, err) < 0)
		return -1;
	if (!index->memory)
		index_db_use_wal(index);
	if (index_schema_ready(index, err) < 0)
		return -1;
	index_db_note(index);
	if (index->mode == INDEX_READ && !index->memory)
		return index_db_exec(index, "PRAGMA query_only = ON", err);
	return 0;
}

/* Of one that is only looked at (invariant 5). */
static int index_db_open_look(struct index *index, struct error *err)
{
	char *made CLEANUP(mem_free_str) = NULL;
	int ours;

	if (index_db_connect(index, err) < 0)
		return -1;
	made = index_schema_made(index);
	ours = index_schema_is_ours(index, made, err);
	if (ours == 0)
		error_set(err, ERROR_NOT_FOUND,
			  "%s is of another version of the program",
			  index->path);
	if (ours <= 0)
		return -1;
	index_db_note(index);
	return 0;
}

int index_db_open(struct index *index, struct error *err)
{
	struct error why = {0};
	int lock, rc;

	if (index->mode == INDEX_LOOK) {
		rc = index_db_open_look(index, err);
		if (rc < 0)
			index_db_close(index);
		return rc;
	}
	lock = index_db_lock_dir(index, LOCK_SH);
	rc = index_db_start(index, &why);
	if (lock >= 0)
		close(lock);
	if (rc == 0 || index_db_heal(index))
		return 0;
	rc = index->db != NULL ? sqlite3_errcode(index->db) & 0xff
			       : SQLITE_CANTOPEN;
	index_db_close(index);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		if (err != NULL)
			*err = why;
		return -1;
	}
	index->memory = true;
	return index_db_start(index, err);
}

/* Whether a walk or a transaction goes on, out of one snapshot. */
static bool index_db_is_busy(const struct index *index)
{
	sqlite3_stmt *stmt = NULL;

	if (index->db == NULL)
		return false;
	if (!sqlite3_get_autocommit(index->db))
		return true;
	while ((stmt = sqlite3_next_stmt(index->db, stmt)) != NULL)
		if (sqlite3_stmt_busy(stmt))
			return true;
	return false;
}

int index_db_follow(struct index *index, struct error *err)
{
	struct stat st;

	if (index->memory || index_db_is_busy(index) ||
	    (index->db != NULL && stat(index->path, &st) < 0) ||
	    (index->db != NULL && st.st_dev == index->dev &&
	     st.st_ino == index->ino))
		return 0;
	index_db_close(index);
	return index_db_open(index, err);
}

int index_db_make(struct index *index, struct error *err)
{
	char *made CLEANUP(mem_free_str) = NULL;

	if (index_db_connect(index, err) < 0)
		return -1;
	made = index_schema_made(index);
	return index_schema_create(index, made, err);
}

void index_db_free(struct index *index)
{
	index_db_close(index);
	index_db_unlock(index);
	facts_cache_close(index->facts);
	run_words_free(index->stats.words);
	run_words_free(index->next.words);
	free(index->bits);
	free(index->path);
	free(index);
}

/* --- healing -------------------------------------------------------------- */

/* Whether SQLite can read it all; a reset by another process may have come
 * first. */
static bool heal_sound(struct index *index)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	return sqlite3_prepare_v2(index->db, "PRAGMA quick_check(1)", -1, &stmt,
				  NULL) == SQLITE_OK &&
	       sqlite3_step(stmt) == SQLITE_ROW &&
	       strcmp(index_db_text(stmt, 0), "ok") == 0;
}

/* Empties the file through SQLite, so that other processes see it happen
 * (sqlite3_db_config, SQLITE_DBCONFIG_RESET_DATABASE). */
static bool heal_reset(struct index *index)
{
	int rc;

	sqlite3_db_config(index->db, SQLITE_DBCONFIG_RESET_DATABASE, 1,
			  (int *)NULL);
	rc = sqlite3_exec(index->db, "VACUUM", NULL, NULL, NULL);
	sqlite3_db_config(index->db, SQLITE_DBCONFIG_RESET_DATABASE, 0,
			  (int *)NULL);
	return rc == SQLITE_OK;
}

static bool heal_renew(struct index *index)
{
	bool sound = index_db_connect(index, NULL) == 0 && heal_sound(index);

	if (!sound && (index->db == NULL || !heal_reset(index))) {
		index_db_close(index);
		index_db_unlink(index);
	}
	index_db_close(index);
	index->damaged = false;
	return index_db_start(index, NULL) == 0;
}

static bool heal_replace(struct index *index)
{
	int lock;
	bool done;

	index_db_close(index);
	lock = index_db_lock_dir(index, LOCK_EX);
	done = heal_renew(index);
	if (lock >= 0)
		close(lock);
	return done;
}

/* Empties a sound database. A moment that goes on (index_moment_begin) is over:
 * what it has read says what is not so. */
static bool heal_restart(struct index *index)
{
	bool query_only = index->mode == INDEX_READ && !index->memory;
	bool done;

	index_db_rollback(index);
	if (query_only)
		sqlite3_exec(index->db, "PRAGMA query_only = OFF", NULL, NULL,
			     NULL);
	done = index_db_exec(index, "BEGIN IMMEDIATE", NULL) == 0 &&
	       index_schema_clear(index, NULL) == 0 &&
	       index_db_exec(index, "COMMIT", NULL) == 0;
	index_db_rollback(index);
	if (query_only)
		sqlite3_exec(index->db, "PRAGMA query_only = ON", NULL, NULL,
			     NULL);
	index->stale = false;
	return done;
}

bool index_db_heal(struct index *index)
{
	if (index->mode == INDEX_LOOK)
		return false;
	memset(index->seen, 0, sizeof(index->seen));
	if (index->damaged && !index->memory)
		return heal_replace(index);
	return index->stale && heal_restart(index);
}
