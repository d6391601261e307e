/*
 * sql.c: the schema of the index and its fixed statements.
 *
 * specimen  one row for each: what lists show and order by. `fields` holds
 *           a digit for each term by its bit: 0 no value, 1 a value, 2 a
 *           sound one. `due` and `signed` are revisions: the one that the
 *           specimen's last line of curated.jsonl should have, and has.
 * record    the current values, and all its words folded for searching.
 *           A superseded one has the status INDEX_SUPERSEDED, which no
 *           list shows and no sum counts.
 * path      where a specimen was seen, by the position of the line; `good`
 *           is that of its last success there, or -1.
 * outcome   a line of raw.jsonl by its position; act one of edits.jsonl.
 * act_of    which specimens an act concerns; `part` holds what of a bulk act
 *           is one specimen's, so that none is parsed as often as it is
 *           long.
 * curated   the last line of each id.
 */
#include "config.h"

#include "run/index/sql.h"

#define TEXT_OF(number)	 #number
#define NUMBER_AS(macro) TEXT_OF(macro)
#define SUPERSEDED	 NUMBER_AS(INDEX_SUPERSEDED)

_Static_assert(INDEX_SUPERSEDED == STATUS_COUNT, "a status of its own");

const char index_schema[] =
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE journal(id INTEGER PRIMARY KEY, position INTEGER,"
	" lines INTEGER, first TEXT, last TEXT, last_position INTEGER);"
	"CREATE TABLE term(bit INTEGER PRIMARY KEY, name TEXT UNIQUE);"
	"CREATE TABLE specimen(key INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL UNIQUE, image TEXT NOT NULL DEFAULT '',"
	" status INTEGER NOT NULL DEFAULT 0,"
	" flagged INTEGER NOT NULL DEFAULT 0,"
	" failed INTEGER NOT NULL DEFAULT 0,"
	" extracted INTEGER NOT NULL DEFAULT 0,"
	" priority INTEGER NOT NULL DEFAULT 0,"
	" completeness REAL NOT NULL DEFAULT 0,"
	" soundness REAL NOT NULL DEFAULT 0,"
	" confidence REAL NOT NULL DEFAULT 0,"
	" quality REAL NOT NULL DEFAULT 0,"
	" name TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 0,"
	" due INTEGER NOT NULL DEFAULT 0, signed INTEGER NOT NULL DEFAULT 0,"
	" fields TEXT NOT NULL DEFAULT '', seen INTEGER NOT NULL DEFAULT 0);"
	"CREATE INDEX specimen_priority ON specimen(priority, soundness,"
	" confidence, image, status, flagged);"
	"CREATE INDEX specimen_name ON specimen(image, status, flagged);"
	"CREATE INDEX specimen_status ON specimen(status, image, flagged);"
	"CREATE INDEX specimen_quality ON specimen(quality, image, status,"
	" flagged);"
	"CREATE INDEX specimen_unsigned ON specimen(key) WHERE due > signed;"
	"CREATE TABLE record(key INTEGER PRIMARY KEY, dwc TEXT, words TEXT);"
	"CREATE TABLE path(image TEXT, key INTEGER, pos INTEGER, file TEXT,"
	" good INTEGER NOT NULL DEFAULT -1,"
	" PRIMARY KEY(image, key)) WITHOUT ROWID;"
	"CREATE INDEX path_key ON path(key, pos);"
	"CREATE INDEX path_file ON path(file);"
	"CREATE TABLE outcome(pos INTEGER PRIMARY KEY, len INTEGER,"
	" key INTEGER, sha TEXT, success INTEGER, params TEXT, source TEXT);"
	"CREATE INDEX outcome_key ON outcome(key, success, pos);"
	"CREATE INDEX outcome_source ON outcome(source)"
	" WHERE source IS NOT NULL;"
	"CREATE TABLE act(pos INTEGER PRIMARY KEY, len INTEGER, id TEXT,"
	" who TEXT, back INTEGER, dead INTEGER, reverts TEXT);"
	"CREATE INDEX act_id ON act(id);"
	"CREATE INDEX act_who ON act(who, pos);"
	"CREATE TABLE act_of(key INTEGER, pos INTEGER, part TEXT,"
	" PRIMARY KEY(key, pos)) WITHOUT ROWID;"
	"CREATE INDEX act_of_pos ON act_of(pos);"
	"CREATE TABLE curated(id TEXT PRIMARY KEY, pos INTEGER,"
	" revision INTEGER) WITHOUT ROWID;";

const char index_tables[] =
	"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN"
	" ('meta', 'journal', 'term', 'specimen', 'record', 'path',"
	" 'outcome', 'act', 'act_of', 'curated')";

const char index_clear[] =
	"DELETE FROM journal; DELETE FROM specimen; DELETE FROM record;"
	"DELETE FROM path; DELETE FROM outcome; DELETE FROM act;"
	"DELETE FROM act_of; DELETE FROM curated; DELETE FROM term;"
	"DELETE FROM meta WHERE name NOT IN ('made', 'revision');";

const char *const index_sqls[SQL_COUNT] = {
	[SQL_META_GET] = "SELECT value FROM meta WHERE name = ?",
	[SQL_META_PUT] = "INSERT OR REPLACE INTO meta VALUES(?, ?)",
	[SQL_JOURNAL_GET] = "SELECT position, lines, first, last,"
			    " last_position FROM journal WHERE id = ?",
	[SQL_JOURNAL_PUT] = "INSERT OR REPLACE INTO journal"
			    " VALUES(?, ?, ?, ?, ?, ?)",
	[SQL_TERM_GET] = "SELECT bit FROM term WHERE name = ?",
	[SQL_TERM_PUT] = "INSERT INTO term SELECT count(*), ? FROM term",

	[SQL_SPECIMEN_KEY] = "SELECT key FROM specimen WHERE id = ?",
	[SQL_SPECIMEN_ADD] = "INSERT INTO specimen(id) VALUES(?)",
	[SQL_SPECIMEN_DROP] = "DELETE FROM specimen WHERE key = ?",
	[SQL_SPECIMEN_ID] = "SELECT id FROM specimen WHERE key = ?",
	[SQL_SPECIMEN_OLD] = "SELECT seen, extracted, failed, flagged, status,"
			     " priority, completeness, soundness"
			     " FROM specimen WHERE key = ?",
	[SQL_SPECIMEN_PUT] =
		"UPDATE specimen SET seen = 1, image = ?, status = ?,"
		" flagged = ?, failed = ?, extracted = ?, priority = ?,"
		" completeness = ?, soundness = ?, confidence = ?,"
		" quality = ?, name = ?, revision = ?, due = ?, signed = ?,"
		" fields = ? WHERE key = ?",
	[SQL_SPECIMEN_SIGNED] = "UPDATE specimen SET signed = ? WHERE key = ?",
	[SQL_SPECIMEN_UNSIGNED] = "SELECT id FROM specimen WHERE due > signed"
				  " ORDER BY due",
	[SQL_SPECIMEN_PREFIX] = "SELECT id, key, 0 FROM specimen"
				" WHERE id >= ? AND id < ? LIMIT 2",
	[SQL_RECORD_PUT] = "INSERT OR REPLACE INTO record VALUES(?, ?, ?)",
	[SQL_RECORD_DROP] = "DELETE FROM record WHERE key = ?",

	[SQL_PATH_ADD] = "INSERT INTO path VALUES(?, ?, ?, ?, ?)"
			 " ON CONFLICT DO UPDATE SET"
			 " good = max(good, excluded.good)",
	[SQL_PATH_LIST] = "SELECT image FROM path WHERE key = ? ORDER BY pos",
	[SQL_PATH_HASHED] =
		"SELECT s.key FROM path p JOIN specimen s ON s.key = p.key"
		" WHERE p.image = ? AND s.id NOT LIKE 'name:%'"
		" ORDER BY p.pos LIMIT 1",
	/* A superseded one answers to its path only where no other does. */
	[SQL_PATH_FILE] = "SELECT DISTINCT s.id, s.key, s.status = " SUPERSEDED
			  " FROM path p JOIN specimen s ON s.key = p.key"
			  " WHERE p.file = ? ORDER BY 3 LIMIT 2",
	[SQL_PATH_STEM] = "SELECT DISTINCT s.id, s.key, s.status = " SUPERSEDED
			  " FROM path p JOIN specimen s ON s.key = p.key"
			  " WHERE p.file > ? AND p.file < ? ORDER BY 3 LIMIT 2",
	[SQL_PATH_MOVE] = "INSERT INTO path"
			  " SELECT image, ?, pos, file, good FROM path"
			  " WHERE key = ? ON CONFLICT DO UPDATE SET"
			  " good = max(good, excluded.good)",
	[SQL_PATH_DROP] = "DELETE FROM path WHERE key = ?",
	[SQL_PATH_KNOWN] = "SELECT s.id, s.key, s.status = " SUPERSEDED
			   " FROM path p JOIN specimen s ON s.key = p.key"
			   " WHERE p.image = ? ORDER BY 3, p.pos LIMIT 2",
	[SQL_PATH_OTHERS] = "SELECT key FROM path WHERE image = ? AND key <> ?"
			    " AND good < 0",
	[SQL_PATH_SUPERSEDED] =
		"SELECT count(*), total(EXISTS (SELECT 1 FROM path o"
		" WHERE o.image = p.image AND o.key <> p.key AND o.good > ?))"
		" FROM path p WHERE p.key = ?",

	[SQL_OUTCOME_ADD] = "INSERT INTO outcome VALUES(?, ?, ?, ?, ?, ?, ?)",
	[SQL_OUTCOME_LIST] = "SELECT pos, len, sha FROM outcome WHERE key = ?"
			     " ORDER BY pos",
	[SQL_OUTCOME_BEST] = "SELECT pos, len, sha FROM outcome WHERE key = ?"
			     " ORDER BY success DESC, pos DESC LIMIT 1",
	[SQL_OUTCOME_LINE] = "SELECT pos, len, sha FROM outcome"
			     " WHERE key = ? AND success = 1 AND sha = ?"
			     " ORDER BY pos LIMIT 1",
	[SQL_OUTCOME_COUNT] = "SELECT count(*), total(success), max(pos)"
			      " FROM outcome WHERE key = ?",
	[SQL_OUTCOME_DONE] = "SELECT success, ifnull(params, ''),"
			     " source IS NOT NULL FROM outcome o"
			     " JOIN specimen s ON s.key = o.key"
			     " WHERE s.id = ? AND o.pos >= ?",
	[SQL_OUTCOME_SOURCE] = "SELECT 1 FROM outcome WHERE source = ?"
			       " LIMIT 1",
	[SQL_OUTCOME_MOVE] = "UPDATE outcome SET key = ? WHERE key = ?",

	[SQL_ACT_ADD] = "INSERT INTO act VALUES(?, ?, ?, ?, ?, 0, ?)",
	[SQL_ACT_OF_ADD] = "INSERT OR IGNORE INTO act_of VALUES(?, ?, ?)",
	[SQL_ACT_OF_MOVE] = "INSERT OR IGNORE INTO act_of"
			    " SELECT ?, pos, part FROM act_of WHERE key = ?",
	[SQL_ACT_OF_DROP] = "DELETE FROM act_of WHERE key = ?",
	[SQL_ACT_LIST] = "SELECT a.pos, a.len, o.part FROM act_of o"
			 " JOIN act a ON a.pos = o.pos WHERE o.key = ?"
			 " ORDER BY o.pos",
	[SQL_ACT_FIND] = "SELECT pos, dead FROM act WHERE id = ? AND back = 0"
			 " ORDER BY pos DESC LIMIT 1",
	[SQL_ACT_DEAD] = "UPDATE act SET dead = ? WHERE pos = ?",
	[SQL_ACT_KEYS] = "SELECT key FROM act_of WHERE pos = ?",
	[SQL_ACT_IDS] = "SELECT s.id FROM act_of o"
			" JOIN specimen s ON s.key = o.key WHERE o.pos = ?"
			" ORDER BY s.id",
	[SQL_ACT_LAST] = "SELECT pos, id, back, dead, reverts FROM act"
			 " WHERE who = ? AND pos < ?"
			 " ORDER BY pos DESC LIMIT 1",
	[SQL_ACT_LAST_OF] = "SELECT a.pos, a.id, a.back, a.dead, a.reverts"
			    " FROM act_of o JOIN act a ON a.pos = o.pos"
			    " WHERE a.who = ? AND o.pos < ? AND o.key = ?"
			    " ORDER BY o.pos DESC LIMIT 1",

	[SQL_CURATED_PUT] = "INSERT OR REPLACE INTO curated VALUES(?, ?, ?)",
	[SQL_CURATED_GET] = "SELECT pos, revision FROM curated WHERE id = ?",
	[SQL_COVERAGE] =
		"SELECT fields FROM specimen WHERE status <> " SUPERSEDED,
};
