/*
 * sql.c: the schema of the index and its fixed statements.
 *
 * specimen  one row for each: what lists show and order by. `fields` holds
 *           a digit for each term by its bit: 0 no value, 1 a value, 2 a
 *           sound one; `supports` the same of what its sheet says of it
 *           (enum field_support). `due` and `signed` are revisions: the one that the
 *           specimen's last line of curated.jsonl should have, and has.
 *           A superseded one has the status INDEX_SUPERSEDED, which no
 *           list shows and no sum counts.
 *           `turn` is the place in the order of doubt (row.c, row_turn),
 *           `modified` when it became what it is,
 *           `reasons` a line for each, `alike` that in the order of
 *           gatherings (gathering_key).
 * record    the current values, packed (values.h).
 * words     all words of image and values, folded; their trigrams alone are
 *           kept. Not there where SQLite cannot.
 * params    the numbers by which outcomes name their parameters, or readers.
 * path      where a specimen was seen, by the position of the line; `file`
 *           is the last part of a path that has several, else null; `good`
 *           is that of its last success there, or -1.
 * outcome   a line of raw.jsonl by its position; act one of edits.jsonl.
 *           Of hashes (sha, source) the first sixteen bytes. `reader` is the
 *           number of whose reading it is (outcome_reader), among params.
 * act_of    which specimens an act concerns; `part` holds what of a bulk act
 *           is one specimen's, so that none is parsed as often as it is
 *           long. `grp` names the lines that count as one act (group.h).
 * curated   the last line of each id.
 * stale     rows that are to be made anew with the facts that came since;
 *           specimen.facts tells which facts a row was made with (facts.c).
 * late      rows that are to be made anew with the lines that concern them and
 *           are taken in (late.c).
 * signed, signed_text, signed_start, signed_by: the values of signed records
 *           (signed_write.c).
 * second    records that wait for a second reader, or were read by one: who
 *           may not be that (second_hands); second_term: the terms of readings
 *           that have ended, and whether both have the same there.
 * stats     what the run says of its records (stats.h), one row; `made` of a
 *           specimen is the number of lines that its row's statistics were of.
 */
#include "config.h"

#include "run/index/table/sql.h"

#include "run/journal/outcome.h"
#include "run/record/proposal.h"
#include "run/record/specimen.h"

#define TEXT_OF(number)	 #number
#define NUMBER_AS(macro) TEXT_OF(macro)
#define SUPERSEDED	 NUMBER_AS(INDEX_SUPERSEDED)
#define APPROVED	 "2"
#define READINGS	 NUMBER_AS(PROPOSAL_READINGS_MAX)

_Static_assert(INDEX_SUPERSEDED == STATUS_COUNT, "a status of its own");
_Static_assert(STATUS_APPROVED == 2, "as SQL has it");

const char index_schema[] =
	"CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
	"CREATE TABLE journal(id INTEGER PRIMARY KEY, position INTEGER,"
	" lines INTEGER, first TEXT, last TEXT, last_position INTEGER);"
	"CREATE TABLE term(bit INTEGER PRIMARY KEY, name TEXT UNIQUE);"
	"CREATE TABLE params(number INTEGER PRIMARY KEY, sha TEXT UNIQUE);"
	"CREATE TABLE specimen(key INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL, image TEXT NOT NULL DEFAULT '',"
	" status INTEGER NOT NULL DEFAULT 0,"
	" marks INTEGER NOT NULL DEFAULT 0,"
	" failed INTEGER NOT NULL DEFAULT 0,"
	" extracted INTEGER NOT NULL DEFAULT 0,"
	" priority INTEGER NOT NULL DEFAULT 0,"
	" completeness REAL NOT NULL DEFAULT 0,"
	" soundness REAL NOT NULL DEFAULT 0,"
	" confidence REAL NOT NULL DEFAULT 0,"
	" quality REAL NOT NULL DEFAULT 0,"
	" doubt REAL NOT NULL DEFAULT 0,"
	" blank INTEGER NOT NULL DEFAULT 0,"
	" turn REAL NOT NULL DEFAULT 0,"
	" alike TEXT NOT NULL DEFAULT '',"
	" reasons TEXT NOT NULL DEFAULT '',"
	" name TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 0,"
	" due INTEGER NOT NULL DEFAULT 0, signed INTEGER NOT NULL DEFAULT 0,"
	" fields TEXT NOT NULL DEFAULT '',"
	" supports TEXT NOT NULL DEFAULT '', seen INTEGER NOT NULL DEFAULT 0,"
	" facts INTEGER NOT NULL DEFAULT 0,"
	" made INTEGER NOT NULL DEFAULT 0,"
	" modified TEXT NOT NULL DEFAULT '');"
	"CREATE TABLE stale(key INTEGER PRIMARY KEY);"
	"CREATE TABLE late(key INTEGER PRIMARY KEY);"
	"CREATE TABLE record(key INTEGER PRIMARY KEY, dwc BLOB);"
	"CREATE TABLE path(image TEXT, key INTEGER, pos INTEGER, file TEXT,"
	" good INTEGER NOT NULL DEFAULT -1,"
	" PRIMARY KEY(image, key)) WITHOUT ROWID;"
	"CREATE TABLE outcome(pos INTEGER PRIMARY KEY, len INTEGER,"
	" key INTEGER, sha BLOB, success INTEGER, params INTEGER,"
	" source BLOB, reader INTEGER);"
	"CREATE TABLE act(pos INTEGER PRIMARY KEY, len INTEGER, id TEXT,"
	" who TEXT, back INTEGER, dead INTEGER, reverts TEXT, grp TEXT);"
	"CREATE TABLE act_of(key INTEGER, pos INTEGER, part TEXT,"
	" PRIMARY KEY(key, pos)) WITHOUT ROWID;"
	"CREATE TABLE curated(id TEXT PRIMARY KEY, pos INTEGER,"
	" revision INTEGER) WITHOUT ROWID;"
	"CREATE TABLE signed_text(id INTEGER PRIMARY KEY, term INTEGER,"
	" value TEXT, folded TEXT, n INTEGER);"
	"CREATE TABLE signed_start(term INTEGER, start TEXT, text INTEGER,"
	" PRIMARY KEY(term, start, text)) WITHOUT ROWID;"
	"CREATE TABLE signed(text INTEGER, revision INTEGER, key INTEGER,"
	" PRIMARY KEY(text, revision, key)) WITHOUT ROWID;"
	"CREATE TABLE signed_by(key INTEGER PRIMARY KEY, revision INTEGER,"
	" who TEXT);"
	"CREATE TABLE second(key INTEGER PRIMARY KEY, hands TEXT);"
	"CREATE TABLE second_term(key INTEGER, term TEXT, same INTEGER,"
	" PRIMARY KEY(key, term)) WITHOUT ROWID;"
	"CREATE TABLE stats(id INTEGER PRIMARY KEY, pos INTEGER, text BLOB);";

const char *const index_indexes[] = {
	"CREATE UNIQUE INDEX specimen_id ON specimen(id)",
	/* With what is asked for in this order: where hardly a record answers,
	 * no row is looked at but those that do. */
	"CREATE INDEX specimen_turn ON specimen(turn, image, status,"
	" marks, priority, blank, doubt, facts, fields)",
	/* All that filters look at, and little else: whatever is asked for is
	 * counted in a tenth of a second of a million. */
	"CREATE INDEX specimen_facets ON specimen(fields, supports, status,"
	" marks, priority, blank, facts, doubt, completeness, soundness,"
	" confidence, quality)",
	"CREATE INDEX specimen_name ON specimen(image, status, marks)",
	"CREATE INDEX specimen_status ON specimen(status, image, marks)",
	"CREATE INDEX specimen_quality ON specimen(quality, image, status,"
	" marks)",
	"CREATE INDEX specimen_alike ON specimen(alike, image, status,"
	" marks)",
	"CREATE INDEX specimen_unsigned ON specimen(key) WHERE due > signed",
	"CREATE INDEX specimen_facts ON specimen(key) WHERE facts <> 0",
	"CREATE INDEX path_key ON path(key, pos)",
	"CREATE INDEX path_file ON path(file) WHERE file IS NOT NULL",
	"CREATE INDEX outcome_key ON outcome(key, success, pos)",
	"CREATE INDEX outcome_source ON outcome(source)"
	" WHERE source IS NOT NULL",
	"CREATE INDEX act_id ON act(id)",
	"CREATE INDEX act_who ON act(who, pos)",
	"CREATE INDEX act_group ON act(grp, pos) WHERE grp IS NOT NULL",
	"CREATE INDEX act_of_pos ON act_of(pos)",
	"CREATE UNIQUE INDEX signed_text_value ON signed_text(term, value)",
	"CREATE INDEX signed_text_n ON signed_text(term, n)",
	NULL,
};

/* Without the sizes of texts, which only an order by relevance would need. */
const char index_words[] =
	"CREATE VIRTUAL TABLE words USING fts5(text, content = '',"
	" tokenize = 'trigram case_sensitive 1', columnsize = 0)";

const char index_words_terms[] = "CREATE VIRTUAL TABLE temp.words_terms"
				 " USING fts5vocab(main, words, row)";

/* Texts are put in by the hundred thousand, and then by ones. */
const char index_words_many[] =
	"INSERT INTO words(words, rank) VALUES('automerge', 0);"
	"INSERT INTO words(words, rank) VALUES('hashsize', 2000000)";
const char index_words_few[] =
	"INSERT INTO words(words, rank) VALUES('automerge', 4);"
	"INSERT INTO words(words, rank) VALUES('hashsize', 1048576)";

/* A table is filled fastest in its own order. */
const char index_new_paths[] =
	"CREATE TEMP TABLE new_path(n INTEGER PRIMARY KEY, image TEXT,"
	" key INTEGER, pos INTEGER, file TEXT, good INTEGER)";
const char index_new_paths_end[] =
	"INSERT INTO path SELECT image, key, pos, file, good FROM new_path"
	" ORDER BY image, key; DROP TABLE new_path";

const char index_tables[] =
	"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN"
	" ('meta', 'journal', 'term', 'params', 'specimen', 'record', 'path',"
	" 'outcome', 'act', 'act_of', 'curated', 'stale', 'late', 'signed_text',"
	" 'signed_start', 'signed', 'signed_by', 'second', 'second_term',"
	" 'stats')";

const char index_clear[] =
	"DELETE FROM journal; DELETE FROM specimen; DELETE FROM record;"
	"DELETE FROM path; DELETE FROM outcome; DELETE FROM act;"
	"DELETE FROM act_of; DELETE FROM curated; DELETE FROM term;"
	"DELETE FROM params; DELETE FROM stale; DELETE FROM late;"
	"DELETE FROM signed_text; DELETE FROM signed_start;"
	"DELETE FROM signed; DELETE FROM signed_by;"
	"DELETE FROM second; DELETE FROM second_term;"
	"DELETE FROM stats;"
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
	[SQL_SPECIMEN_NAMED] = "SELECT id, image FROM specimen WHERE key = ?",
	[SQL_SPECIMEN_OLD] = "SELECT seen, extracted, failed, marks, status,"
			     " priority, completeness, soundness, image, r.dwc,"
			     " doubt, blank"
			     " FROM specimen s LEFT JOIN record r"
			     " ON r.key = s.key WHERE s.key = ?",
	[SQL_SPECIMEN_ANY] = "SELECT EXISTS(SELECT 1 FROM specimen)"
			     " OR EXISTS(SELECT 1 FROM record)",
	[SQL_SPECIMEN_PUT] =
		"UPDATE specimen SET seen = 1, image = ?, status = ?,"
		" marks = ?, failed = ?, extracted = ?, priority = ?,"
		" completeness = ?, soundness = ?, confidence = ?,"
		" quality = ?, doubt = ?, blank = ?, turn = ?, alike = ?,"
		" reasons = ?, name = ?, revision = ?, due = ?, signed = ?,"
		" fields = ?, supports = ?, facts = ?, made = ?, modified = ?"
		" WHERE key = ?",
	[SQL_SPECIMEN_SORTED] =
		"SELECT 1 FROM specimen WHERE key = ? AND seen = 1"
		" AND image = ? AND status = ? AND marks = ? AND priority = ?"
		" AND completeness = ? AND soundness = ? AND confidence = ?"
		" AND quality = ? AND doubt = ? AND blank = ? AND turn = ?"
		" AND fields = ? AND supports = ? AND facts = ? AND alike = ?",
	[SQL_SPECIMEN_REST] =
		"UPDATE specimen SET failed = ?, extracted = ?, reasons = ?,"
		" name = ?, revision = ?, due = ?, signed = ?, made = ?,"
		" modified = ? WHERE key = ?",
	[SQL_SPECIMEN_FACTS] = "SELECT facts FROM specimen WHERE key = ?",
	[SQL_SPECIMEN_SIGNED] = "UPDATE specimen SET signed = ? WHERE key = ?",
	[SQL_SPECIMEN_UNSIGNED] = "SELECT id FROM specimen WHERE due > signed"
				  " ORDER BY key LIMIT ?",
	[SQL_SPECIMEN_TOUCHED] =
		"SELECT id FROM specimen WHERE key IN"
		" (SELECT key FROM outcome WHERE pos >= ?1 UNION"
		" SELECT key FROM act_of WHERE pos >= ?2) UNION ALL"
		/* A reading may have taken in who had only a name. */
		" SELECT 'name:' || image FROM path WHERE key IN"
		" (SELECT key FROM outcome WHERE pos >= ?1) LIMIT ?3",
	[SQL_SPECIMEN_PREFIX] = "SELECT id, key, 0 FROM specimen"
				" WHERE id >= ? AND id < ? LIMIT 2",
	[SQL_SPECIMEN_NEW] =
		"INSERT INTO specimen(key, id, seen, image, status, marks,"
		" failed, extracted, priority, completeness, soundness,"
		" confidence, quality, doubt, blank, turn, alike, reasons,"
		" name, revision, due, signed, fields, supports, made,"
		" modified)"
		" VALUES(?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_RECORD_PUT] = "INSERT OR REPLACE INTO record VALUES(?, ?)",
	[SQL_RECORD_DROP] = "DELETE FROM record WHERE key = ?",

	[SQL_PATH_ADD] = "INSERT INTO path VALUES(?, ?, ?, ?, ?)"
			 " ON CONFLICT(image, key) DO UPDATE SET"
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
	[SQL_PATH_STEM] =
		"SELECT s.id, s.key, s.status = " SUPERSEDED " FROM path p"
		" JOIN specimen s ON s.key = p.key"
		" WHERE p.file > ?1 AND p.file < ?2 UNION"
		" SELECT s.id, s.key, s.status = " SUPERSEDED " FROM path p"
		" JOIN specimen s ON s.key = p.key"
		" WHERE p.image > ?1 AND p.image < ?2 AND p.file IS NULL"
		" ORDER BY 3 LIMIT 2",
	[SQL_PATH_MOVE] = "INSERT INTO path"
			  " SELECT image, ?, pos, file, good FROM path"
			  " WHERE key = ? ON CONFLICT(image, key) DO UPDATE SET"
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

	[SQL_OUTCOME_ADD] =
		"INSERT INTO outcome VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
	[SQL_OUTCOME_LIST] = "SELECT pos, len, sha FROM outcome WHERE key = ?"
			     " ORDER BY pos",
	[SQL_OUTCOME_BEST] = "SELECT pos, len, sha FROM outcome WHERE key = ?"
			     " ORDER BY success DESC, pos DESC LIMIT 1",
	/* Of the row with the greatest position, as SQLite promises for max();
	 * as many as are weighed. */
	[SQL_OUTCOME_CANDIDATES] =
		"SELECT * FROM (SELECT max(pos), len, sha FROM outcome"
		" WHERE key = ? AND success = 1 GROUP BY reader"
		" ORDER BY 1 DESC LIMIT " READINGS ") ORDER BY 1",
	[SQL_OUTCOME_AT] = "SELECT pos, len, sha FROM outcome WHERE pos = ?",
	[SQL_OUTCOME_LINE] = "SELECT pos, len, sha FROM outcome"
			     " WHERE key = ? AND success = 1 AND sha = ?"
			     " ORDER BY pos LIMIT 1",
	[SQL_OUTCOME_COUNT] = "SELECT count(*), total(success), max(pos)"
			      " FROM outcome WHERE key = ?",
	/* What a table alone tells of a sheet is not a reading of it, unless
	 * somebody has signed it. */
	[SQL_OUTCOME_DONE] =
		"SELECT success, ifnull(p.sha, ''), source IS NOT NULL AND"
		" (s.status = " APPROVED " OR"
		" r.sha IS NULL OR r.sha NOT LIKE '" OUTCOME_TABLE "' ||"
		" char(10) || '%') FROM specimen s"
		" JOIN outcome o ON o.key = s.key"
		" LEFT JOIN params p ON p.number = o.params"
		" LEFT JOIN params r ON r.number = o.reader"
		" WHERE s.id = ? AND o.pos >= ?",
	[SQL_OUTCOME_SOURCE] = "SELECT 1 FROM outcome WHERE source = ?"
			       " LIMIT 1",
	[SQL_OUTCOME_FAILED] =
		"SELECT count(*) FROM specimen s WHERE s.extracted = 0"
		" AND s.status <> " SUPERSEDED " AND EXISTS"
		" (SELECT 1 FROM outcome o JOIN params p ON p.number = o.params"
		" WHERE o.key = s.key AND p.sha = ?)",
	[SQL_OUTCOME_MOVE] = "UPDATE outcome SET key = ? WHERE key = ?",

	[SQL_ACT_ADD] = "INSERT INTO act VALUES(?, ?, ?, ?, ?, 0, ?, ?)",
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

	[SQL_ACT_GROUP] = "SELECT a.id FROM act t JOIN act a ON a.grp = t.grp"
			  " WHERE t.id = ? AND a.back = 0 ORDER BY a.pos",

	[SQL_PARAMS_GET] = "SELECT number FROM params WHERE sha = ?",
	[SQL_PARAMS_PUT] = "INSERT INTO params(sha) VALUES(?)",
	[SQL_WORDS_ADD] = "INSERT INTO words(rowid, text) VALUES(?, ?)",
	[SQL_WORDS_DROP] = "INSERT INTO words(words, rowid, text)"
			   " VALUES('delete', ?, ?)",

	[SQL_NEW_PATH_ADD] = "INSERT INTO temp.new_path(image, key, pos, file,"
			     " good) VALUES(?, ?, ?, ?, ?)",
	[SQL_NEW_PATH_GET] = "SELECT image, key, pos, good FROM temp.new_path"
			     " WHERE n = ?",
	[SQL_NEW_PATH_ALL] = "SELECT n, image, key FROM temp.new_path"
			     " ORDER BY n",
	[SQL_NEW_PATH_GOOD] = "UPDATE temp.new_path SET good = max(good, ?)"
			      " WHERE n = ?",

	[SQL_STALE_GET] = "SELECT key FROM stale LIMIT 1",
	[SQL_STALE_DROP] = "DELETE FROM stale WHERE key = ?",
	[SQL_STALE_ALL] = "INSERT OR IGNORE INTO stale"
			  " SELECT key FROM specimen WHERE facts <> 0",
	[SQL_FACTS_ANY] = "SELECT 1 FROM specimen WHERE facts <> 0 LIMIT 1",
	[SQL_STALE_ID] = "INSERT OR IGNORE INTO stale"
			 " SELECT key FROM specimen WHERE id = ?",
	[SQL_STALE_IMAGE] = "INSERT OR IGNORE INTO stale"
			    " SELECT key FROM path WHERE image = ?",

	[SQL_LATE_ADD] = "INSERT OR IGNORE INTO late VALUES(?)",
	[SQL_LATE_NEXT] = "SELECT key FROM late ORDER BY key LIMIT ?",
	[SQL_LATE_DROP] = "DELETE FROM late WHERE key <= ?",
	[SQL_LATE_COUNT] = "SELECT count(*) FROM late",

	[SQL_CURATED_PUT] = "INSERT OR REPLACE INTO curated VALUES(?, ?, ?)",
	[SQL_CURATED_GET] = "SELECT pos, revision FROM curated WHERE id = ?",
	[SQL_STATS_GET] = "SELECT pos, text FROM stats WHERE id = 1",
	[SQL_STATS_PUT] = "INSERT OR REPLACE INTO stats VALUES(1, ?, ?)",
	[SQL_SPECIMEN_STALE] = "SELECT key FROM specimen WHERE key > ?"
			       " AND made <> ? ORDER BY key LIMIT ?",
	[SQL_SIGNED_OLD] = "SELECT b.revision, r.dwc FROM signed_by b"
			   " JOIN record r ON r.key = b.key WHERE b.key = ?",
	[SQL_SIGNED_BY_PUT] = "INSERT OR REPLACE INTO signed_by"
			      " VALUES(?, ?, ?)",
	[SQL_SIGNED_BY_DROP] = "DELETE FROM signed_by WHERE key = ?",
	[SQL_SIGNED_TEXT_GET] = "SELECT id, n FROM signed_text"
				" WHERE term = ? AND value = ?",
	[SQL_SIGNED_TEXT_ADD] = "INSERT INTO signed_text(term, value, folded,"
				" n) VALUES(?, ?, ?, 1)",
	[SQL_SIGNED_TEXT_COUNT] = "UPDATE signed_text SET n = n + ?"
				  " WHERE id = ?",
	[SQL_SIGNED_TEXT_DROP] = "DELETE FROM signed_text WHERE id = ?",
	[SQL_SIGNED_START_ADD] = "INSERT OR IGNORE INTO signed_start"
				 " VALUES(?, ?, ?)",
	[SQL_SIGNED_START_DROP] = "DELETE FROM signed_start"
				  " WHERE term = ? AND start = ? AND text = ?",
	[SQL_SIGNED_ADD] = "INSERT OR REPLACE INTO signed VALUES(?, ?, ?)",
	[SQL_SIGNED_DROP] = "DELETE FROM signed WHERE text = ?"
			    " AND revision = ? AND key = ?",
	[SQL_SIGNED_BEGIN] =
		"SELECT t.id, t.value, t.n, t.folded FROM signed_start s"
		" JOIN signed_text t ON t.id = s.text"
		" WHERE s.term = ? AND s.start >= ?"
		" AND s.start < ? LIMIT ?",
	[SQL_SIGNED_TOP] = "SELECT t.id, t.value, t.n, t.folded"
			   " FROM signed_text t WHERE t.term = ?"
			   " ORDER BY t.n DESC LIMIT ?",
	[SQL_SIGNED_SAME] =
		"SELECT t.id, t.value, t.n, t.folded FROM signed_start s"
		" JOIN signed_text t ON t.id = s.text"
		" WHERE s.term = ? AND s.start = ?"
		" AND t.folded = ? LIMIT ?",
	[SQL_SIGNED_LAST] = "SELECT max(revision) FROM signed WHERE text = ?",
	[SQL_SIGNED_RECORDS] = "SELECT key FROM signed WHERE text = ?"
			       " ORDER BY revision DESC, key DESC LIMIT ?",
	[SQL_SIGNED_RECORD] =
		"SELECT s.id, s.image, b.who, b.revision, r.dwc"
		" FROM signed_by b JOIN specimen s ON s.key = b.key"
		" JOIN record r ON r.key = b.key WHERE b.key = ?",
	[SQL_SECOND_ANY] = "SELECT 1 FROM second WHERE key = ?",
	[SQL_SECOND_PUT] = "INSERT INTO second VALUES(?, ?)",
	[SQL_SECOND_DROP] = "DELETE FROM second WHERE key = ?",
	[SQL_SECOND_TERM_PUT] = "INSERT INTO second_term VALUES(?, ?, ?)",
	[SQL_SECOND_TERM_DROP] = "DELETE FROM second_term WHERE key = ?",
	[SQL_SECOND_SUMS] = "SELECT term, count(*), sum(same) FROM second_term"
			    " GROUP BY term ORDER BY count(*) DESC, term",
	[SQL_SECOND_COUNT] = "SELECT count(DISTINCT key) FROM second_term",
	[SQL_COVERAGE] =
		"SELECT fields, supports FROM specimen WHERE status <> " SUPERSEDED,
	/* One walk along the index of the order of doubt, which has all of it. */
	[SQL_OPEN_DOUBTS] = "SELECT (turn >= 10) + (turn >= 20),"
			    " CAST(doubt * 2 AS INTEGER), count(*)"
			    " FROM specimen WHERE +status < 2 GROUP BY 1, 2",
};
