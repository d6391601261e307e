/*
 * taxa_file.c: one list of names, open to be read. See taxa_file.h.
 *
 * 1. What the file says is checked where it is used: numbers of words lie
 *    within the lexicon, chains of synonyms end.
 * 2. A file is data: no view, trigger, function or setting that it holds is
 *    run, and no text of it is larger than one that was taken in.
 */
#include "config.h"

#include "dwc/taxa/taxa_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"

#define CHAIN_MAX 8 /* synonyms of synonyms */
#define LENGTH_MAX \
	(256 << 20) /* bytes of a shelf of words; no text is longer */

static const char *const sqls[TAXA_SQLS] = {
	[TAXA_OF_WORDS] = "SELECT taxon FROM key WHERE genus = ?1 AND "
			  "epithet = ?2 AND infra = ?3",
	[TAXA_OF_EPITHET] = "SELECT genus, infra, taxon FROM key "
			    "INDEXED BY key_epithet WHERE epithet = ?1",
	[TAXA_OF_GENUS] = "SELECT epithet, infra, taxon FROM key "
			  "WHERE genus = ?1",
	[TAXA_ROW] = "SELECT t.id, t.name, t.author, r.rank, r.family, "
		     "r.kingdom, r.status, r.kind "
		     "FROM taxon t JOIN trait r ON r.n = t.trait "
		     "WHERE t.n = ?1",
	[TAXA_ACCEPTED_OF] = "SELECT accepted, given FROM synonym "
			     "WHERE taxon = ?1",
	/* Of genera of one name, a plant's and a bird's, none is meant. */
	[TAXA_FAMILY_OF] = "SELECT min(r.family) FROM key k "
			   "JOIN taxon t ON t.n = k.taxon "
			   "JOIN trait r ON r.n = t.trait "
			   "WHERE k.genus = ?1 AND k.epithet = 0 "
			   "AND r.family <> '' GROUP BY k.genus "
			   "HAVING min(r.family) = max(r.family)",
	[TAXA_FIRST_OF] = "SELECT taxon FROM key WHERE genus = ?1 LIMIT 1",
};

/* --- opening ---------------------------------------------------------------- */

static int file_fail(const struct taxa_file *file, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "the list of names %s is damaged (%s); import it "
			 "anew, or remove it",
			 file->path, sqlite3_errmsg(file->db));
}

/* A text of the table meta, owned; "" where it is not there. */
static char *file_meta(struct taxa_file *file, const char *key)
{
	static const char sql[] = "SELECT value FROM meta WHERE key = ?";
	sqlite3_stmt *stmt = NULL;
	char *value = NULL;

	if (sqlite3_prepare_v2(file->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		value = mem_strdup((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return value != NULL ? value : mem_strdup("");
}

static int file_read_meta(struct taxa_file *file, struct error *err)
{
	static const char *const keys[] = {"edition", "file", "sha256",
					   "imported"};
	char *schema CLEANUP(mem_free_str) = file_meta(file, "schema");
	char *names CLEANUP(mem_free_str) = file_meta(file, "names");

	if (strcmp(schema, TAXA_SCHEMA) != 0)
		return error_set(err, ERROR_FAILED,
				 "the list of names %s is damaged, or of "
				 "another version of vasculum; import it anew, "
				 "or remove it",
				 file->path);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		file->texts[i] = file_meta(file, keys[i]);
	file->list = (struct taxa_list){
		.name = file->name,
		.edition = file->texts[0],
		.file = file->texts[1],
		.sha256 = file->texts[2],
		.imported = file->texts[3],
		.names = strtoll(names, NULL, 10),
	};
	return 0;
}

/* Notes where the words of each length are: a list has megabytes of them, and
 * of a name only those of about its length are asked. */
static int file_read_shelves(struct taxa_file *file, struct error *err)
{
	static const char sql[] = "SELECT n, kind, length, last FROM shelf";
	sqlite3_stmt *stmt = NULL;
	int rc;

	if (sqlite3_prepare_v2(file->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return file_fail(file, err);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		int64_t kind = sqlite3_column_int64(stmt, 1);
		int64_t length = sqlite3_column_int64(stmt, 2);
		int64_t last = sqlite3_column_int64(stmt, 3);

		if (kind < 0 || kind >= TAXA_LEXICONS || length < 1 ||
		    length > SPELLING_MAX || last < 1 ||
		    last > LEXICON_WORDS_MAX)
			break;
		file->shelves[kind][length] = sqlite3_column_int64(stmt, 0);
		lexicon_begin(&file->words[kind], (uint32_t)last);
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : file_fail(file, err);
}

/* Takes a shelf in. It is read in one piece where it will lie: a column would
 * be copied twice. */
static int file_read_shelf(struct taxa_file *file, enum taxa_lexicon kind,
			   size_t length, struct error *err)
{
	sqlite3_blob *blob = NULL;
	void *words = NULL;
	int size = 0, rc;

	rc = sqlite3_blob_open(file->db, "main", "shelf", "words",
			       file->shelves[kind][length], 0, &blob);
	if (rc == SQLITE_OK) {
		size = sqlite3_blob_bytes(blob);
		words = malloc((size_t)size + 1);
		rc = words != NULL ? sqlite3_blob_read(blob, words, size, 0)
				   : SQLITE_NOMEM;
	}
	sqlite3_blob_close(blob);
	if (rc != SQLITE_OK) {
		free(words);
		return file_fail(file, err);
	}
	if (lexicon_take(&file->words[kind], length, words, (size_t)size,
			 NULL) < 0)
		return file_fail(file, err);
	file->shelves[kind][length] = 0;
	return 0;
}

int taxa_file_words(struct taxa_file *file, enum taxa_lexicon kind,
		    size_t least, size_t most, struct error *err)
{
	for (size_t i = least; i <= most && i <= SPELLING_MAX; i++)
		if (file->shelves[kind][i] != 0 &&
		    file_read_shelf(file, kind, i, err) < 0)
			return -1;
	return 0;
}

int taxa_file_find(struct taxa_file *file, enum taxa_lexicon kind,
		   const char *word, uint32_t *ret, struct error *err)
{
	size_t len = strlen(word);

	if (taxa_file_words(file, kind, len, len, err) < 0)
		return -1;
	*ret = lexicon_find(&file->words[kind], word);
	return 0;
}

/* After "Defense Against The Dark Arts", https://sqlite.org/security.html;
 * what an older library does not know is left out. */
static void file_guard(sqlite3 *db)
{
	static const struct {
		int op, value;
	} settings[] = {
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
#ifdef SQLITE_DBCONFIG_DEFENSIVE
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
#endif
#ifdef SQLITE_DBCONFIG_ENABLE_VIEW
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
#endif
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
#endif
	};

	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		sqlite3_db_config(db, settings[i].op, settings[i].value,
				  (int *)NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
	sqlite3_exec(db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0",
		     NULL, NULL, NULL);
}

static int file_look(struct taxa_file *file, struct error *err)
{
	char *uri CLEANUP(mem_free_str) = file_uri(file->path, "immutable=1");

	if (sqlite3_open_v2(uri, &file->db,
			    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return file_fail(file, err);
	file_guard(file->db);
	if (file_read_meta(file, err) < 0)
		return -1;
	for (size_t i = 0; i < TAXA_SQLS; i++)
		if (sqlite3_prepare_v3(file->db, sqls[i], -1,
				       SQLITE_PREPARE_PERSISTENT,
				       &file->stmts[i], NULL) != SQLITE_OK)
			return file_fail(file, err);
	return file_read_shelves(file, err);
}

int taxa_file_open(const char *path, const char *name, struct taxa_file **ret,
		   struct error *err)
{
	struct taxa_file *file;
	struct stat st;

	if (stat(path, &st) < 0) {
		error_sys(err, errno, "cannot open the list of names %s", path);
		if (errno == ENOENT && err != NULL)
			err->kind = ERROR_NOT_FOUND;
		return -1;
	}
	file = mem_zalloc(sizeof(*file));
	file->path = mem_strdup(path);
	file->name = mem_strdup(name);
	if (file_look(file, err) < 0) {
		taxa_file_close(file);
		return -1;
	}
	*ret = file;
	return 0;
}

void taxa_file_close(struct taxa_file *file)
{
	if (file == NULL)
		return;
	for (size_t i = 0; i < TAXA_SQLS; i++)
		sqlite3_finalize(file->stmts[i]);
	sqlite3_close(file->db);
	for (size_t i = 0; i < TAXA_LEXICONS; i++)
		lexicon_done(&file->words[i]);
	for (size_t i = 0; i < ARRAY_LEN(file->texts); i++)
		free(file->texts[i]);
	free(file->path);
	free(file->name);
	free(file);
}

/* --- asking ----------------------------------------------------------------- */

sqlite3_stmt *taxa_file_ask(struct taxa_file *file, enum taxa_sql sql,
			    int64_t a, int64_t b, int64_t c)
{
	sqlite3_stmt *stmt = file->stmts[sql];
	const int64_t numbers[] = {a, b, c};

	for (int i = 0; i < sqlite3_bind_parameter_count(stmt); i++)
		sqlite3_bind_int64(stmt, i + 1, numbers[i]);
	return stmt;
}

int taxa_file_next(struct taxa_file *file, sqlite3_stmt *stmt,
		   struct error *err)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW)
		return 1;
	return rc == SQLITE_DONE ? 0 : file_fail(file, err);
}

void taxa_file_end(sqlite3_stmt **stmt)
{
	if (*stmt != NULL)
		sqlite3_reset(*stmt);
	*stmt = NULL;
}

/* --- rows ------------------------------------------------------------------- */

static char *column_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	return mem_strdup(text != NULL ? (const char *)text : "");
}

/* The row itself: 1, 0 where there is none, or -1. */
static int read_row(struct taxa_file *file, int64_t taxon,
		    struct taxa_match *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) =
		taxa_file_ask(file, TAXA_ROW, taxon, 0, 0);
	int got = taxa_file_next(file, stmt, err);
	int64_t kind;

	if (got <= 0)
		return got;
	kind = sqlite3_column_int64(stmt, 7);
	*ret = (struct taxa_match){
		.list = &file->list,
		.id = column_text(stmt, 0),
		.name = column_text(stmt, 1),
		.author = column_text(stmt, 2),
		.rank = column_text(stmt, 3),
		.family = column_text(stmt, 4),
		.kingdom = column_text(stmt, 5),
		.status_word = column_text(stmt, 6),
		.status = kind > 0 && kind < TAXA_STATUSES
				  ? (enum taxa_status)kind
				  : TAXA_UNTOLD,
	};
	return 1;
}

/* What the list says where it has no such name: an identifier, or a name. */
static void take_given(struct taxa_match *match, const char *given)
{
	struct taxon_name name CLEANUP(taxon_name_done) = {0};
	bool named = taxon_name_read(given, false, &name);

	match->accepted_missing = true;
	mem_replace(&match->accepted_name, named ? name.canonical : "");
	mem_replace(&match->accepted_author, named ? name.author : "");
	mem_replace(&match->accepted_id, named ? "" : given);
}

/* One step from a synonym: 1 and the next, 0 at the end, or -1. */
static int step_accepted(struct taxa_file *file, int64_t taxon,
			 struct taxa_match *match, int64_t *ret_next,
			 struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) =
		taxa_file_ask(file, TAXA_ACCEPTED_OF, taxon, 0, 0);
	int got = taxa_file_next(file, stmt, err);
	char *given CLEANUP(mem_free_str) = NULL;

	if (got <= 0)
		return got;
	if (sqlite3_column_type(stmt, 0) != SQLITE_NULL) {
		*ret_next = sqlite3_column_int64(stmt, 0);
		return 1;
	}
	given = column_text(stmt, 1);
	take_given(match, given);
	return 0;
}

static void take_accepted(struct taxa_match *match, struct taxa_match *accepted)
{
	free(match->accepted_name);
	free(match->accepted_author);
	free(match->accepted_id);
	match->accepted_name = mem_strdup(accepted->name);
	match->accepted_author = mem_strdup(accepted->author);
	match->accepted_id = mem_strdup(accepted->id);
	if (match->family[0] == '\0')
		mem_replace(&match->family, accepted->family);
	if (match->kingdom[0] == '\0')
		mem_replace(&match->kingdom, accepted->kingdom);
}

/* Follows the synonyms to their end; those that go round have none. */
static int read_accepted(struct taxa_file *file, int64_t taxon,
			 struct taxa_match *match, struct error *err)
{
	int64_t at = taxon, next = 0;
	struct taxa_match accepted;
	int got = 1;

	for (int i = 0; got > 0 && i <= CHAIN_MAX; i++) {
		got = step_accepted(file, at, match, &next, err);
		at = got > 0 ? next : at;
	}
	if (got < 0)
		return -1;
	if (got > 0 || at == taxon || match->accepted_missing)
		return 0;
	got = read_row(file, at, &accepted, err);
	if (got <= 0)
		return got;
	take_accepted(match, &accepted);
	taxa_match_done(&accepted);
	return 0;
}

/* A name without a family has that of its genus, where the list tells it. */
static int read_family(struct taxa_file *file, struct taxa_match *match,
		       struct error *err)
{
	struct taxon_name name CLEANUP(taxon_name_done) = {0};
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) = NULL;
	uint32_t genus;
	int got;

	if (match->family[0] != '\0')
		return 0;
	taxon_name_read(match->name, false, &name);
	if (taxa_file_find(file, TAXA_GENERA, name.parts[TAXON_GENUS], &genus,
			   err) < 0)
		return -1;
	stmt = taxa_file_ask(file, TAXA_FAMILY_OF, genus, 0, 0);
	got = taxa_file_next(file, stmt, err);
	if (got > 0) {
		free(match->family);
		match->family = column_text(stmt, 0);
	}
	return got < 0 ? -1 : 0;
}

int taxa_file_row(struct taxa_file *file, int64_t taxon, struct taxa_match *ret,
		  struct error *err)
{
	struct taxa_match match = {0};
	int got = read_row(file, taxon, &match, err);

	if (got <= 0)
		return got;
	if (read_accepted(file, taxon, &match, err) < 0 ||
	    read_family(file, &match, err) < 0) {
		taxa_match_done(&match);
		return -1;
	}
	*ret = match;
	return 1;
}

void taxa_match_done(struct taxa_match *match)
{
	char *texts[] = {match->id,
			 match->name,
			 match->author,
			 match->rank,
			 match->family,
			 match->kingdom,
			 match->status_word,
			 match->accepted_name,
			 match->accepted_author,
			 match->accepted_id};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	*match = (struct taxa_match){0};
}
