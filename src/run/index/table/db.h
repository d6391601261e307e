/*
 * db.h: the database below an index, and its statements. Known to run/index
 * alone.
 */
#ifndef RUN_INDEX_TABLE_DB_H
#define RUN_INDEX_TABLE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "run/index/index.h"
#include "run/index/table/tally.h"
#include "run/index/table/values.h"
#include "run/journal/journal.h"

/* Every fixed statement; its text stands in sql.c. */
enum index_sql {
	SQL_META_GET,
	SQL_META_PUT,
	SQL_JOURNAL_GET,
	SQL_JOURNAL_PUT,
	SQL_TERM_GET,
	SQL_TERM_PUT,
	SQL_SPECIMEN_KEY,
	SQL_SPECIMEN_ADD,
	SQL_SPECIMEN_DROP,
	SQL_SPECIMEN_ID,
	SQL_SPECIMEN_NAMED,
	SQL_SPECIMEN_OLD,
	SQL_SPECIMEN_ANY,
	SQL_SPECIMEN_NEW,
	SQL_SPECIMEN_PUT,
	SQL_SPECIMEN_SORTED,
	SQL_SPECIMEN_REST,
	SQL_SPECIMEN_FACTS,
	SQL_SPECIMEN_SIGNED,
	SQL_SPECIMEN_UNSIGNED,
	SQL_SPECIMEN_TOUCHED,
	SQL_SPECIMEN_PREFIX,
	SQL_RECORD_PUT,
	SQL_RECORD_DROP,
	SQL_PATH_ADD,
	SQL_PATH_LIST,
	SQL_PATH_HASHED,
	SQL_PATH_FILE,
	SQL_PATH_STEM,
	SQL_PATH_MOVE,
	SQL_PATH_DROP,
	SQL_PATH_KNOWN,
	SQL_PATH_OTHERS,
	SQL_PATH_SUPERSEDED,
	SQL_OUTCOME_ADD,
	SQL_OUTCOME_LIST,
	SQL_OUTCOME_BEST,
	SQL_OUTCOME_CANDIDATES,
	SQL_OUTCOME_AT,
	SQL_OUTCOME_LINE,
	SQL_OUTCOME_COUNT,
	SQL_OUTCOME_DONE,
	SQL_OUTCOME_SOURCE,
	SQL_OUTCOME_FAILED,
	SQL_OUTCOME_MOVE,
	SQL_ACT_ADD,
	SQL_ACT_OF_ADD,
	SQL_ACT_OF_MOVE,
	SQL_ACT_OF_DROP,
	SQL_ACT_LIST,
	SQL_ACT_FIND,
	SQL_ACT_DEAD,
	SQL_ACT_KEYS,
	SQL_ACT_IDS,
	SQL_ACT_LAST,
	SQL_ACT_LAST_OF,
	SQL_ACT_GROUP,
	SQL_PARAMS_GET,
	SQL_PARAMS_PUT,
	SQL_WORDS_ADD,
	SQL_WORDS_DROP,
	SQL_NEW_PATH_ADD,
	SQL_NEW_PATH_GET,
	SQL_NEW_PATH_ALL,
	SQL_NEW_PATH_GOOD,
	SQL_STALE_GET,
	SQL_STALE_DROP,
	SQL_STALE_ALL,
	SQL_FACTS_ANY,
	SQL_STALE_ID,
	SQL_STALE_IMAGE,
	SQL_LATE_ADD,
	SQL_LATE_NEXT,
	SQL_LATE_DROP,
	SQL_LATE_COUNT,
	SQL_CURATED_PUT,
	SQL_CURATED_GET,
	SQL_COVERAGE,
	SQL_OPEN_DOUBTS,
	SQL_SECOND_ANY,
	SQL_SECOND_PUT,
	SQL_SECOND_DROP,
	SQL_SECOND_TERM_PUT,
	SQL_SECOND_TERM_DROP,
	SQL_SECOND_SUMS,
	SQL_SECOND_COUNT,
	SQL_STATS_GET,
	SQL_STATS_PUT,
	SQL_SPECIMEN_STALE,
	SQL_SIGNED_OLD,
	SQL_SIGNED_BY_PUT,
	SQL_SIGNED_BY_DROP,
	SQL_SIGNED_TEXT_GET,
	SQL_SIGNED_TEXT_ADD,
	SQL_SIGNED_TEXT_COUNT,
	SQL_SIGNED_TEXT_DROP,
	SQL_SIGNED_START_ADD,
	SQL_SIGNED_START_DROP,
	SQL_SIGNED_ADD,
	SQL_SIGNED_DROP,
	SQL_SIGNED_BEGIN,
	SQL_SIGNED_TOP,
	SQL_SIGNED_SAME,
	SQL_SIGNED_LAST,
	SQL_SIGNED_RECORDS,
	SQL_SIGNED_RECORD,
	SQL_COUNT,
};

/* The file of a journal as it was when its folded lines were last found to
 * be the same. */
struct index_seen {
	bool checked;
	dev_t dev;
	ino_t ino;
	off_t size;
	int64_t mtime_ns;
};

/* Where a row was found to stand: as long as nothing has changed, others are
 * counted from there. */
struct index_place {
	char *asked; /* filter and order, as they are asked; NULL: none */
	char *id;
	int64_t rank;
	int64_t version, changes; /* of the database: by others, by itself */
};
void index_place_done(struct index_place *place);

/* Whether a text that is too short for a trigram is rare among so many sheets
 * (text.c): the one that was asked about last. */
struct index_brief {
	char *text; /* folded; NULL: none was */
	int64_t sheets;
	bool is_rare;
};

/* How tests open an index; all zero is the usual way. */
struct index_options {
	bool no_words;	/* as where SQLite cannot keep trigrams */
	bool builds;	/* folds however little in a file of its own */
	size_t threads; /* 0: as there are processors */
	int rest_ms; /* that whoever else builds may write nothing; 0: usual */
};

/* How far somebody else's build was seen to be. */
struct index_watch {
	off_t size;
	int64_t mtime_ns;
	int64_t since_ms; /* 0: it was not looked at yet */
};

struct index_build;

/* What the run says of its records (stats.h). */
struct index_stats {
	struct run_words *words; /* owned; NULL: the run has too few lines */
	int64_t lines;		 /* of raw.jsonl that they are of; 0: none */
	int64_t position;	 /* behind the last of them */
};

/* Lines of edits.jsonl that were looked through for the end of their group,
 * which was not there yet (group.h). */
struct index_group {
	char *id; /* owned; NULL: none */
	uint64_t from, to;
	int64_t lines;
};

struct index {
	const struct run *run;
	enum index_mode mode;
	struct index_options options;
	char *path; /* of the file */
	sqlite3 *db;
	sqlite3_stmt *stmts[SQL_COUNT];
	dev_t dev; /* the file that is open */
	ino_t ino;
	bool words;		   /* has the table of words */
	bool braced;		   /* for much (index_db_brace) */
	bool building;		   /* a file that nobody else opens, … */
	int lock;		   /* … its flock; -1: none, or no longer */
	int turn_ms;		   /* how long a transaction may be */
	struct index_build *build; /* of the file that takes its place */
	struct index_watch watch;  /* of one that another process makes */
	bool memory;		   /* no file could be had */
	bool damaged;		   /* a call found the database broken */
	bool stale; /* a call found a journal changed in its middle */
	struct index_seen seen[JOURNAL_FOLDED];
	struct index_group group;
	struct facts_cache *facts;
	int fds[JOURNAL_FOLDED];  /* for lines at their places; -1: closed */
	int *bits;		  /* bit of each term of the table; -1: none */
	struct index_stats stats; /* as the database has them */
	struct index_stats next;  /* being made, to take their place */
	int64_t stored_lines;	  /* what it said that those are of */
	struct index_tally tally, stored; /* of the transaction */
	int64_t refresh_ns;		  /* what a specimen lately took */
	struct ordered *crew;	  /* threads that make rows (crew.h), or NULL */
	struct index_place place; /* the one counted last */
	struct index_brief brief;
	/* Ends a query that runs; not while `firm`. */
	bool (*stop)(void *arg);
	void *stop_arg;
	bool firm;    /* it is being made, folded or mended */
	int patience; /* rounds that are left (query.h); 0: any number */
	bool tired;   /* they were used up */
};

int index_open_with(const struct run *run, enum index_mode mode,
		    const struct index_options *options, struct index **ret,
		    struct error *err) MUST_USE;

/* Which terms have which bits is the database's. */
void index_db_forget_bits(struct index *index);

/* Before a query: an index in memory folds for itself. */
int index_ask(struct index *index, struct error *err) MUST_USE;
/* After a query failed: true when the index was found broken and made anew,
 * so that it can be asked again. */
bool index_mend(struct index *index);

int index_db_exec(struct index *index, const char *sql,
		  struct error *err) MUST_USE;
void index_db_rollback(struct index *index);

/*
 * Statements are bound by a text of types: i int64_t, d double, s text (NULL
 * is null), b const struct bytes *, h the first half of a hash that is 64 hex
 * digits (else null). index_db_do runs one to its end; index_db_get steps to its first
 * row (1), or finds none (0); -1 is an error. A statement that was got has
 * to be released, or its transaction stays open.
 */
int index_db_do(struct index *index, enum index_sql sql, struct error *err,
		const char *types, ...) MUST_USE;
int index_db_get(struct index *index, enum index_sql sql, sqlite3_stmt **ret,
		 struct error *err, const char *types, ...) MUST_USE;
int index_db_next(struct index *index, sqlite3_stmt *stmt,
		  struct error *err) MUST_USE; /* 1, 0 or -1 */
void index_db_release(sqlite3_stmt **stmt);    /* for CLEANUP */

/* Fills *err from the database's last error; returns -1. */
int index_db_fail(struct index *index, struct error *err);

/* The text of a column, "" for null; borrowed until the next step. */
const char *index_db_text(sqlite3_stmt *stmt, int column);
/* The values of a column (values.h); likewise. */
struct values index_db_values(const struct index *index, sqlite3_stmt *stmt,
			      int column);
/* The first half of a hash, as the index keeps it; false where the text is
 * not one. */
#define INDEX_HALF 16
bool index_db_half(const char *hex, unsigned char ret[INDEX_HALF]) MUST_USE;

/* meta: one number or text by name. 0 and NULL where it is not there. */
int index_db_meta(struct index *index, const char *name, int64_t *ret,
		  struct error *err) MUST_USE;
int index_db_meta_put(struct index *index, const char *name, int64_t value,
		      struct error *err) MUST_USE;
int index_db_meta_text(struct index *index, const char *name, char **ret,
		       struct error *err) MUST_USE;
int index_db_meta_text_put(struct index *index, const char *name,
			   const char *value, struct error *err) MUST_USE;

#endif
