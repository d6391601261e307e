/*
 * taxa_writer.c: writes the file of a list of names. See taxa_writer.h.
 *
 * Rows come in the list's order, and what is looked up by other orders (keys,
 * identifiers) is gathered in temporary tables first and sorted once, by
 * SQLite, outside of memory: a B-tree that grows at random places is slow.
 *
 * 1. Nothing reads the file before it is finished, so that it needs neither
 *    a journal nor syncs of its own.
 */
#include "config.h"

#include "dwc/taxa/taxa_writer.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "dwc/name/lexicon.h"
#include "dwc/taxa/taxa_sql.h"

/* What names share is said in words: four fit a word of a lexicon. */
#define FIELD_MAX  (LEXICON_TEXT_MAX / 4 - 1) /* bytes */
#define TRAITS_MAX (UINT32_C(1) << 19)

enum writer_sql {
	WRITE_TAXON,
	WRITE_KEY,
	WRITE_IDENT,
	WRITE_LINK,
	WRITE_TRAIT,
	WRITE_SHELF,
	WRITE_META,
	WRITE_SQLS,
};

static const char *const writer_sqls[WRITE_SQLS] = {
	[WRITE_TAXON] = "INSERT INTO taxon VALUES (?, ?, ?, ?, ?)",
	[WRITE_KEY] = "INSERT INTO temp.gathered VALUES (?, ?, ?, ?)",
	[WRITE_IDENT] = "INSERT INTO temp.ident VALUES (?, ?)",
	[WRITE_LINK] = "INSERT INTO temp.link VALUES (?, ?, ?, ?, ?, ?, ?)",
	[WRITE_TRAIT] = "INSERT INTO trait VALUES (?, ?, ?, ?, ?, ?)",
	[WRITE_SHELF] = "INSERT INTO shelf VALUES (NULL, ?, ?, ?, ?)",
	[WRITE_META] = "INSERT OR REPLACE INTO meta VALUES (?, ?)",
};

static const char writer_schema[] =
	"PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
	"PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = FILE;"
	"PRAGMA cache_size = -16000; PRAGMA temp.cache_size = -8000;"
	"BEGIN;"
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
	"CREATE TABLE taxon (n INTEGER PRIMARY KEY, id TEXT, name TEXT,"
	" author TEXT, trait INTEGER);"
	"CREATE TABLE trait (n INTEGER PRIMARY KEY, family TEXT, kingdom TEXT,"
	" rank TEXT, status TEXT, kind INTEGER);"
	"CREATE TABLE shelf (n INTEGER PRIMARY KEY, kind INTEGER,"
	" length INTEGER, last INTEGER, words BLOB);"
	"CREATE TABLE synonym (taxon INTEGER PRIMARY KEY, accepted INTEGER,"
	" given TEXT);"
	"CREATE TABLE key (genus INTEGER, epithet INTEGER, infra INTEGER,"
	" taxon INTEGER, PRIMARY KEY (genus, epithet, infra, taxon))"
	" WITHOUT ROWID;"
	"CREATE TEMP TABLE gathered (genus, epithet, infra, taxon);"
	"CREATE TEMP TABLE ident (id TEXT, taxon INTEGER);"
	"CREATE TEMP TABLE link (taxon INTEGER PRIMARY KEY, id TEXT,"
	" given TEXT, genus, epithet, infra, author);";

/* What needs all rows. An accepted name is found by its identifier, else by
 * its words, of its author before others. */
static const char *const writer_ends[] = {
	"INSERT INTO key SELECT * FROM temp.gathered"
	" ORDER BY genus, epithet, infra, taxon",
	"DROP TABLE temp.gathered",
	"CREATE INDEX key_epithet ON key (epithet, genus)",
	"CREATE INDEX temp.ident_id ON ident (id, taxon)",
	"INSERT INTO synonym SELECT l.taxon, coalesce("
	" (SELECT min(i.taxon) FROM temp.ident i"
	"  WHERE i.id = l.id AND i.id <> ''),"
	" (SELECT min(k.taxon) FROM key k JOIN taxon t ON t.n = k.taxon"
	"  WHERE k.genus = l.genus AND k.epithet = l.epithet"
	"  AND k.infra = l.infra AND k.taxon <> l.taxon"
	"  AND t.author = l.author),"
	" (SELECT min(k.taxon) FROM key k"
	"  WHERE k.genus = l.genus AND k.epithet = l.epithet"
	"  AND k.infra = l.infra AND k.taxon <> l.taxon)),"
	" l.given FROM temp.link l ORDER BY l.taxon",
	"DELETE FROM synonym WHERE accepted = taxon",
};

struct taxa_writer {
	char *path;
	sqlite3 *db;
	sqlite3_stmt *stmts[WRITE_SQLS];
	struct lexicon_maker words[TAXA_LEXICONS];
	struct lexicon_maker traits; /* their fields, a tab between */
	struct bytes trait;	     /* of the row at hand */
	int64_t n;
};

static int writer_fail(struct taxa_writer *writer, struct error *err)
{
	int rc = sqlite3_errcode(writer->db) & 0xff;
	bool full = rc == SQLITE_FULL || rc == SQLITE_IOERR;

	return error_set(err, full ? ERROR_NO_SPACE : ERROR_FAILED,
			 "cannot write the list %s: %s%s", writer->path,
			 sqlite3_errmsg(writer->db),
			 full ? "; make room there and in the directory for "
				"temporary files"
			      : "");
}

static int writer_exec(struct taxa_writer *writer, const char *sql,
		       struct error *err)
{
	if (sqlite3_exec(writer->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return writer_fail(writer, err);
	return 0;
}

int taxa_writer_open(const char *path, struct taxa_writer **ret,
		     struct error *err)
{
	struct taxa_writer *writer = mem_zalloc(sizeof(*writer));

	writer->path = mem_strdup(path);
	unlink(path);
	if (sqlite3_open_v2(path, &writer->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK ||
	    writer_exec(writer, writer_schema, err) < 0) {
		writer_fail(writer, err);
		taxa_writer_close(writer);
		return -1;
	}
	for (size_t i = 0; i < WRITE_SQLS; i++)
		if (sqlite3_prepare_v2(writer->db, writer_sqls[i], -1,
				       &writer->stmts[i], NULL) != SQLITE_OK) {
			writer_fail(writer, err);
			taxa_writer_close(writer);
			return -1;
		}
	*ret = writer;
	return 0;
}

void taxa_writer_close(struct taxa_writer *writer)
{
	if (writer == NULL)
		return;
	for (size_t i = 0; i < WRITE_SQLS; i++)
		sqlite3_finalize(writer->stmts[i]);
	sqlite3_close(writer->db);
	for (size_t i = 0; i < TAXA_LEXICONS; i++)
		lexicon_maker_done(&writer->words[i]);
	lexicon_maker_done(&writer->traits);
	bytes_done(&writer->trait);
	free(writer->path);
	free(writer);
}

/* --- rows ------------------------------------------------------------------- */

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	/* The text outlives the step, and a binding that fails makes it fail. */
	(void)sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static int writer_step(struct taxa_writer *writer, enum writer_sql sql,
		       struct error *err)
{
	sqlite3_stmt *stmt = writer->stmts[sql];
	int rc = sqlite3_step(stmt);

	if (rc != SQLITE_DONE)
		writer_fail(writer, err);
	sqlite3_reset(stmt);
	return rc == SQLITE_DONE ? 0 : -1;
}

/* Numbers are counted up to a limit: with one that is not there a name would
 * be another one, or none. */
static int fail_words(const struct taxa_writer *writer, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "cannot write the list %s: it has more different "
			 "words than a list of names has",
			 writer->path);
}

/* The numbers of a name's words. */
static int word_numbers(struct taxa_writer *writer,
			const struct taxon_name *name,
			uint32_t ret[TAXON_PARTS], struct error *err)
{
	for (int i = 0; i < TAXON_PARTS; i++) {
		enum taxa_lexicon kind =
			i == TAXON_GENUS ? TAXA_GENERA : TAXA_EPITHETS;

		ret[i] = 0;
		if (name->parts[i][0] == '\0')
			continue;
		ret[i] = lexicon_number(&writer->words[kind], name->parts[i]);
		if (ret[i] == 0)
			return fail_words(writer, err);
	}
	return 0;
}

static void bind_numbers(sqlite3_stmt *stmt, int at,
			 const uint32_t numbers[TAXON_PARTS])
{
	for (int i = 0; i < TAXON_PARTS; i++)
		sqlite3_bind_int64(stmt, at + i, numbers[i]);
}

/* Bytes of a field that are kept: up to its first tab, whole characters. */
static size_t field_length(const char *field)
{
	size_t len = strcspn(field, "\t");

	if (len <= FIELD_MAX)
		return len;
	for (len = FIELD_MAX; len > 0 && (field[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

/* The number of what a row shares with others; 0: there are too many. */
static uint32_t trait_number(struct taxa_writer *writer,
			     const struct taxa_row *row)
{
	const char *fields[] = {row->family, row->kingdom, row->rank,
				row->status};
	uint32_t number;

	bytes_clear(&writer->trait);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		bytes_printf(&writer->trait, "%s%.*s", i > 0 ? "\t" : "",
			     (int)field_length(fields[i]), fields[i]);
	number = lexicon_number(&writer->traits, writer->trait.data);
	return number <= TRAITS_MAX ? number : 0;
}

static int add_link(struct taxa_writer *writer, const struct taxa_row *row,
		    struct error *err)
{
	sqlite3_stmt *stmt = writer->stmts[WRITE_LINK];
	struct taxon_name accepted CLEANUP(taxon_name_done) = {0};
	uint32_t numbers[TAXON_PARTS];

	taxon_name_read(row->accepted, false, &accepted);
	if (word_numbers(writer, &accepted, numbers, err) < 0)
		return -1;
	sqlite3_bind_int64(stmt, 1, writer->n);
	bind_text(stmt, 2, row->accepted_id);
	bind_text(stmt, 3,
		  row->accepted[0] != '\0' ? row->accepted : row->accepted_id);
	bind_numbers(stmt, 4, numbers);
	bind_text(stmt, 7, accepted.author);
	return writer_step(writer, WRITE_LINK, err);
}

/* Whether a row names another one as the accepted. */
static bool row_links(const struct taxa_row *row)
{
	if (row->accepted_id[0] != '\0' &&
	    strcmp(row->accepted_id, row->id) == 0)
		return false;
	if (taxa_status_of(row->status) == TAXA_ACCEPTED)
		return false;
	return row->accepted_id[0] != '\0' || row->accepted[0] != '\0';
}

int taxa_writer_add(struct taxa_writer *writer, const struct taxa_row *row,
		    struct error *err)
{
	sqlite3_stmt *taxon = writer->stmts[WRITE_TAXON];
	sqlite3_stmt *key = writer->stmts[WRITE_KEY];
	sqlite3_stmt *ident = writer->stmts[WRITE_IDENT];
	uint32_t numbers[TAXON_PARTS];
	uint32_t trait = trait_number(writer, row);

	writer->n++;
	if (word_numbers(writer, row->name, numbers, err) < 0)
		return -1;
	if (trait == 0)
		return fail_words(writer, err);
	sqlite3_bind_int64(taxon, 1, writer->n);
	bind_text(taxon, 2, row->id);
	bind_text(taxon, 3, row->name->canonical);
	bind_text(taxon, 4, row->author);
	sqlite3_bind_int64(taxon, 5, trait);
	bind_numbers(key, 1, numbers);
	sqlite3_bind_int64(key, 4, writer->n);
	bind_text(ident, 1, row->id);
	sqlite3_bind_int64(ident, 2, writer->n);
	if (writer_step(writer, WRITE_TAXON, err) < 0 ||
	    writer_step(writer, WRITE_KEY, err) < 0)
		return -1;
	if (row->id[0] != '\0' && writer_step(writer, WRITE_IDENT, err) < 0)
		return -1;
	return row_links(row) ? add_link(writer, row, err) : 0;
}

int taxa_writer_meta(struct taxa_writer *writer, const char *key,
		     const char *value, struct error *err)
{
	bind_text(writer->stmts[WRITE_META], 1, key);
	bind_text(writer->stmts[WRITE_META], 2, value);
	return writer_step(writer, WRITE_META, err);
}

/* --- the end ---------------------------------------------------------------- */

static int write_shelves(struct taxa_writer *writer, struct error *err)
{
	sqlite3_stmt *stmt = writer->stmts[WRITE_SHELF];
	int rc = 0;

	for (int kind = 0; kind < TAXA_LEXICONS; kind++)
		for (size_t length = 1; rc == 0 && length <= SPELLING_MAX;
		     length++) {
			struct bytes words CLEANUP(bytes_done) = {0};

			if (lexicon_shelve(&writer->words[kind], length,
					   &words) == 0)
				continue;
			sqlite3_bind_int(stmt, 1, kind);
			sqlite3_bind_int64(stmt, 2, (sqlite3_int64)length);
			sqlite3_bind_int64(
				stmt, 3, (sqlite3_int64)writer->words[kind].n);
			(void)sqlite3_bind_blob64(stmt, 4, words.data,
						  words.len, SQLITE_STATIC);
			rc = writer_step(writer, WRITE_SHELF, err);
		}
	return rc;
}

static int write_traits(struct taxa_writer *writer, struct error *err)
{
	sqlite3_stmt *stmt = writer->stmts[WRITE_TRAIT];
	int rc = 0;

	for (uint32_t i = 1; rc == 0 && i <= writer->traits.n; i++) {
		const char *at = lexicon_maker_word(&writer->traits, i);
		const char *status = strrchr(at, '\t') + 1;

		sqlite3_bind_int64(stmt, 1, i);
		for (int field = 2; field <= 5; field++) {
			size_t len = strcspn(at, "\t");

			(void)sqlite3_bind_text(stmt, field, at, (int)len,
						SQLITE_STATIC);
			at += len + (field < 5);
		}
		sqlite3_bind_int(stmt, 6, (int)taxa_status_of(status));
		rc = writer_step(writer, WRITE_TRAIT, err);
	}
	return rc;
}

static int writer_count(struct taxa_writer *writer, const char *sql,
			size_t *ret, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = -1;

	if (sqlite3_prepare_v2(writer->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW) {
		*ret = (size_t)sqlite3_column_int64(stmt, 0);
		rc = 0;
	} else {
		writer_fail(writer, err);
	}
	sqlite3_finalize(stmt);
	return rc;
}

int taxa_writer_finish(struct taxa_writer *writer,
		       struct taxa_import_report *report, struct error *err)
{
	if (write_shelves(writer, err) < 0 || write_traits(writer, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(writer_ends); i++)
		if (writer_exec(writer, writer_ends[i], err) < 0)
			return -1;
	report->names = (size_t)writer->n;
	if (writer_count(writer, "SELECT count(*) FROM synonym",
			 &report->synonyms, err) < 0 ||
	    writer_count(writer,
			 "SELECT count(*) FROM synonym WHERE accepted IS NULL",
			 &report->missing, err) < 0 ||
	    writer_count(writer,
			 "SELECT count(*) - count(DISTINCT id) FROM temp.ident",
			 &report->duplicates, err) < 0)
		return -1;
	return writer_exec(writer, "COMMIT", err);
}
