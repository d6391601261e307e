/*
 * test_index.c: the index is what the journals say, whatever happened to it.
 */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/acts.h"
#include "run/index/ask/lookup.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/index/rank.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"
#include "run/index/table/db.h"
#include "run/journal/journal.h"
#include "run/store/curated.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

struct place {
	const struct index_options *options;
	char *dir;
	struct run *run;
	struct bytes raw, edits; /* what is in the files */
	int64_t seq;
};

static int setup(void **state)
{
	struct place *place = mem_zalloc(sizeof(*place));

	place->options = *state;
	place->dir = scratch_new();
	place->run = history_run(place->dir);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;

	run_close(place->run);
	scratch_free(place->dir);
	bytes_done(&place->raw);
	bytes_done(&place->edits);
	free(place);
	return 0;
}

static void put_outcome(struct place *place, const char *id, const char *image,
			const char *model, const char *fields)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	history_outcome(&line, id, image, model, fields);
	history_append(place->run, "raw.jsonl", &line);
}

/* Of sheet `n`; its number stands in `fields` for "%u". */
static void put_numbered(struct place *place, unsigned int n, const char *model,
			 const char *fields)
{
	const char *at = strstr(fields, "%u");
	char *text CLEANUP(mem_free_str) =
		mem_printf("%.*s%u%s", (int)(at - fields), fields, n, at + 2);
	char *image CLEANUP(mem_free_str) = mem_printf("%u.jpg", n);
	char id[65];

	history_id(n, id);
	put_outcome(place, id, image, model, text);
}

static void put_act(struct place *place, const char *by, const char *id,
		    const char *op, const char *rest)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	history_act(&line, ++place->seq, by, id, op, rest);
	history_append(place->run, "edits.jsonl", &line);
}

static struct index *open_folded(struct place *place, struct fold_report *ret)
{
	struct fold_report report;
	struct error err;
	struct index *index;

	if (index_open_with(place->run, INDEX_FOLD, place->options, &index,
			    &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(report.complete);
	if (ret != NULL)
		*ret = report;
	return index;
}

/* The state after opening and folding. Owned. */
static char *dump(struct place *place, struct fold_report *ret)
{
	struct index *index = open_folded(place, ret);
	char *text = history_dump(index);

	index_close(index);
	return text;
}

static void drop_index(struct place *place)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *path CLEANUP(mem_free_str) =
			mem_printf("%s%s", place->run->index_path, tails[i]);

		unlink(path);
	}
}

/* As if nothing of raw.jsonl had been folded. */
static void drop_place(struct place *place)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(place->run->index_path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	assert_int_equal(
		sqlite3_exec(db, "DELETE FROM journal", NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
}

static void expect_same_from_scratch(struct place *place, const char *text)
{
	char *again;

	drop_index(place);
	again = dump(place, NULL);
	assert_string_equal(text, again);
	free(again);
}

static void get_specimen(struct place *place, const char *id,
			 struct specimen *ret)
{
	struct index *index = open_folded(place, NULL);
	struct error err;

	if (index_specimen(index, id, ret, &err) < 0)
		fail_msg("%s", err.text);
	index_close(index);
}

#define SET(term, to) ",\"term\":\"" term "\",\"to\":\"" to "\""

/* Three sheets and some acts. */
static void put_story(struct place *place)
{
	char id[65];

	history_id(1, id);
	put_outcome(place, id, "a.jpg", "m1", "locality=Regina|country=CA");
	put_outcome(place, id, "a.jpg", "m2", "locality=Estevan");
	history_id(2, id);
	put_outcome(place, id, "b/b.jpg", "m1", NULL);
	history_id(3, id);
	put_outcome(place, id, "c.jpg", "m1", "scientificName=Poa annua L.");
	put_act(place, "mb", id, "set", SET("locality", "Ombabika"));
	put_act(place, "mb", id, "flag", "");
	put_act(place, "ts", id, "approve", ",\"record\":{\"dwc\":{}}");
}

/* --- nothing can happen to it --------------------------------------------- */

static void test_deleted(void **state)
{
	struct place *place = *state;
	struct fold_report report;
	char *text;

	put_story(place);
	text = dump(place, &report);
	assert_int_equal(report.lines, 7);
	assert_int_equal(report.bad, 0);
	assert_false(report.rebuilt);
	expect_same_from_scratch(place, text);
	free(text);
	text = dump(place, &report);
	assert_int_equal(report.lines, 0);
	free(text);
}

/* Whatever is put in its place, the state is that of the journals. */
static void expect_survives(struct place *place, const char *text)
{
	struct fold_report report;
	char *again = dump(place, &report);

	assert_string_equal(text, again);
	assert_true(report.lines >= 7);
	free(again);
	again = dump(place, &report);
	assert_int_equal(report.lines, 0);
	free(again);
}

static void test_not_a_database(void **state)
{
	struct place *place = *state;
	char *text;

	put_story(place);
	text = dump(place, NULL);
	drop_index(place);
	scratch_puts(place->run->dir, "index.db",
		     "this is not a database, but "
		     "a text of some length");
	expect_survives(place, text);
	free(text);
}

static void test_foreign_database(void **state)
{
	struct place *place = *state;
	sqlite3 *db;
	char *text;

	put_story(place);
	text = dump(place, NULL);
	drop_index(place);
	assert_int_equal(sqlite3_open(place->run->index_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "CREATE TABLE specimen(x);"
				      "CREATE VIEW journal AS SELECT 1;"
				      "INSERT INTO specimen VALUES(7)",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	expect_survives(place, text);
	free(text);
}

static void run_sql(struct place *place, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(place->run->index_path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	sqlite3_close(db);
}

static void test_other_schema(void **state)
{
	static const char *const changes[] = {
		"PRAGMA user_version = 99",
		"PRAGMA application_id = 5",
		"UPDATE meta SET value = 'x' WHERE name = 'made'",
		"DROP TABLE record",
		"DELETE FROM journal",
		"UPDATE journal SET position = 1000000 WHERE id = 0",
		"UPDATE journal SET last = 'x' WHERE id = 0",
		"UPDATE journal SET first = 'x' WHERE id = 2",
	};
	struct place *place = *state;
	char *text;

	put_story(place);
	text = dump(place, NULL);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		if (strcmp(changes[i], "DELETE FROM journal") == 0) {
			/* as a rebuild that was cut off */
			run_sql(place, "DELETE FROM specimen; DELETE FROM act;"
				       "DELETE FROM outcome; DELETE FROM path;"
				       "DELETE FROM act_of; DELETE FROM meta "
				       "WHERE name LIKE 'n.%' OR name LIKE "
				       "'sum.%';");
		}
		run_sql(place, changes[i]);
		expect_survives(place, text);
	}
	free(text);
}

/* Pages overwritten with noise, at every place in turn. */
static void test_damaged(void **state)
{
	struct place *place = *state;
	char noise[512];
	char *text, *copy;
	size_t len;

	put_story(place);
	text = dump(place, NULL);
	run_sql(place, "PRAGMA wal_checkpoint(TRUNCATE)");
	copy = scratch_read(place->run->dir, "index.db", &len);
	memset(noise, 0xa5, sizeof(noise));
	for (size_t at = 0; at + sizeof(noise) <= len; at += 4096) {
		char *broken = mem_alloc(len), *again;

		memcpy(broken, copy, len);
		memcpy(broken + at, noise, sizeof(noise));
		drop_index(place);
		scratch_write(place->run->dir, "index.db", broken, len);
		free(broken);
		again = dump(place, NULL);
		if (strcmp(text, again) != 0)
			fail_msg("byte %zu: %s", at, again);
		free(again);
	}
	free(copy);
	free(text);
}

/* A journal cut at its end, or put in the place of another. */
static void test_other_journals(void **state)
{
	struct place *place = *state;
	struct fold_report report;
	char *raw, *text, *shorter, *again;
	size_t len;

	put_story(place);
	text = dump(place, NULL);
	raw = scratch_read(place->run->dir, "raw.jsonl", &len);
	while (raw[--len - 1] != '\n')
		;
	scratch_write(place->run->dir, "raw.jsonl", raw, len);
	shorter = dump(place, &report);
	assert_true(report.rebuilt);
	assert_string_not_equal(text, shorter);
	expect_same_from_scratch(place, shorter);

	/* The same size, other contents in the last line. */
	raw[len - 3] = ' ';
	scratch_write(place->run->dir, "raw.jsonl", raw, len);
	again = dump(place, &report);
	assert_true(report.rebuilt);
	expect_same_from_scratch(place, again);
	free(again);
	free(shorter);
	free(raw);
	free(text);
}

/* A torn last line is not yet written; a bad one is skipped and told. */
static void test_bad_lines(void **state)
{
	struct place *place = *state;
	struct bytes line = {0};
	struct fold_report report;
	char *text, *again;
	char id[65];

	put_story(place);
	text = dump(place, NULL);
	bytes_append_str(&line, "{\"image\":\"torn");
	history_append(place->run, "raw.jsonl", &line);
	again = dump(place, &report);
	assert_string_equal(text, again);
	assert_int_equal(report.bad, 0);
	free(again);
	bytes_clear(&line);
	bytes_append_str(&line, "\n\nnonsense\n");
	history_append(place->run, "raw.jsonl", &line);
	bytes_clear(&line);
	bytes_append_str(&line, "{\"seq\":9}\n");
	history_append(place->run, "edits.jsonl", &line);
	again = dump(place, &report);
	assert_int_equal(report.bad, 3);
	assert_non_null(strstr(report.first_bad, "raw.jsonl:5: "));
	assert_string_equal(text, again);
	free(again);
	history_id(4, id);
	put_outcome(place, id, "d.jpg", "m1", "country=CA");
	again = dump(place, NULL);
	assert_non_null(strstr(again, "d.jpg"));
	expect_same_from_scratch(place, again);
	free(again);
	free(text);
	bytes_done(&line);
}

/* --- what it says --------------------------------------------------------- */

static void test_counts(void **state)
{
	struct place *place = *state;
	struct index *index;
	struct index_counts c, later;
	struct error err;
	char id[65];

	put_story(place);
	index = open_folded(place, NULL);
	assert_int_equal(index_counts(index, &c, &err), 0);
	assert_int_equal(c.sheets, 3);
	assert_int_equal(c.extracted, 2);
	assert_int_equal(c.failed, 1);
	assert_int_equal(c.by_status[STATUS_PENDING], 2);
	assert_int_equal(c.by_status[STATUS_APPROVED], 1);
	assert_int_equal(c.flagged, 1);
	assert_true(c.cost_usd > 0.00399 && c.cost_usd < 0.00401);
	history_id(9, id);
	put_outcome(place, id, "z.jpg", "m1", "country=CA");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	assert_int_equal(index_counts(index, &later, &err), 0);
	assert_int_equal(later.sheets, 4);
	assert_true(later.revision > c.revision);
	index_close(index);
}

static void test_lookup(void **state)
{
	static const struct {
		const char *name;
		unsigned int n; /* 0: an error of this kind */
		enum error_kind kind;
	} cases[] = {
		{"a.jpg", 1, ERROR_NONE},	 {"b/b.jpg", 2, ERROR_NONE},
		{"b.jpg", 2, ERROR_NONE},	 {"b", 2, ERROR_NONE},
		{"00000002", 2, ERROR_NONE},	 {"00000002000", 2, ERROR_NONE},
		{"000000", 0, ERROR_USAGE},	 {"00000", 0, ERROR_NOT_FOUND},
		{"no such", 0, ERROR_NOT_FOUND}, {"", 0, ERROR_NOT_FOUND},
		{"%", 0, ERROR_NOT_FOUND},
	};
	struct place *place = *state;
	struct index *index;
	char id[65];

	put_story(place);
	index = open_folded(place, NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct error err = {0};
		struct specimen s;
		int rc = index_specimen(index, cases[i].name, &s, &err);

		assert_int_equal(rc, cases[i].n > 0 ? 0 : -1);
		assert_int_equal(err.kind, cases[i].kind);
		if (rc < 0)
			continue;
		history_id(cases[i].n, id);
		assert_string_equal(s.id, id);
		specimen_done(&s);
	}
	index_close(index);
}

static void test_candidates(void **state)
{
	struct place *place = *state;
	struct specimen s;

	put_story(place);
	get_specimen(place, "a.jpg", &s);
	assert_int_equal(s.n_outcomes, 2);
	assert_int_equal(s.base, 1);
	assert_string_equal(s.outcomes[0].model, "m1");
	assert_string_equal(record_value(&s.record, "locality"), "Estevan");
	specimen_done(&s);
}

/* A failure after a success changes nothing, in the row either. */
static void test_failure_after(void **state)
{
	struct place *place = *state;
	struct fold_report report;
	struct index *index;
	struct error err;
	char id[65], *before, *after;

	history_id(1, id);
	put_outcome(place, id, "a.jpg", "m1", "scientificName=Poa annua");
	index = open_folded(place, NULL);
	before = history_dump_rows(index);
	put_outcome(place, id, "a.jpg", "m2", NULL);
	assert_int_equal(index_fold(index, -1, &report, &err), 0);
	assert_int_equal(report.lines, 1);
	after = history_dump_rows(index);
	assert_string_equal(before, after);
	index_close(index);
	free(before);
	free(after);
}

/* The same bytes twice are one specimen. */
static void test_also(void **state)
{
	struct place *place = *state;
	struct specimen s;
	char id[65];

	history_id(1, id);
	put_outcome(place, id, "a.jpg", "m1", "country=CA");
	put_outcome(place, id, "copy/a2.jpg", "m1", "country=CA");
	put_outcome(place, id, "a.jpg", "m2", "country=CA");
	get_specimen(place, "a2.jpg", &s);
	assert_string_equal(s.id, id);
	assert_string_equal(s.image, "a.jpg");
	assert_int_equal(s.n_also, 1);
	assert_string_equal(s.also[0], "copy/a2.jpg");
	specimen_done(&s);
}

/* A specimen that had only a name gets its id; acts on either name count,
 * whichever was folded first. */
static void test_adoption(void **state)
{
	struct place *place = *state;
	struct index *index;
	struct specimen s;
	char id[65], *text;
	struct error err;

	history_id(1, id);
	put_outcome(place, "name:a.jpg", "a.jpg", "m1", "country=CA");
	put_act(place, "mb", "name:a.jpg", "set", SET("locality", "x"));
	put_act(place, "mb", "name:a.jpg", "approve",
		",\"record\":{\"specimen_id\":\"name:a.jpg\"}");
	index = open_folded(place, NULL);
	put_outcome(place, id, "a.jpg", "m2", "country=US");
	put_act(place, "mb", "name:a.jpg", "flag", "");
	put_act(place, "mb", id, "note", ",\"to\":\"n\"");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	text = history_dump(index);
	assert_int_equal(index_specimen(index, "name:a.jpg", &s, &err), 0);
	index_close(index);
	assert_string_equal(s.id, id);
	assert_int_equal(s.n_outcomes, 2);
	assert_int_equal(s.n_acts, 4);
	assert_true(s.flagged);
	assert_int_equal(s.status, STATUS_APPROVED);
	assert_non_null(strstr(text, "sheets 1 "));
	specimen_done(&s);
	expect_same_from_scratch(place, text);
	free(text);
}

static void expect_rows(struct index *index, const char *where,
			const char *expected)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	struct index_filter filter;
	struct specimen_row *rows;
	struct terms *terms;
	struct error err;
	char *storage;
	size_t n, total;

	assert_int_equal(terms_load(NULL, &terms, &err), 0);
	if (index_filter_parse(where, terms, &filter, &storage, &err) < 0 ||
	    index_rows(index, &filter, ORDER_NAME, 0, 10, &rows, &n, &total,
		       &err) < 0)
		fail_msg("%s: %s", where, err.text);
	assert_int_equal(n, total);
	for (size_t i = 0; i < n; i++) {
		int64_t rank = -7;

		bytes_printf(&got, "%s ", rows[i].image);
		assert_int_equal(index_rank(index, &filter, ORDER_NAME,
					    rows[i].id, &rank, &err),
				 0);
		assert_int_equal(rank, i);
		specimen_row_done(&rows[i]);
	}
	free(rows);
	free(storage);
	terms_free(terms);
	assert_string_equal(got.data != NULL ? got.data : "", expected);
}

/* Sheets of one gathering stand together, whatever their files are called, and
 * after a value has changed; each row says who collected it and when. */
static void expect_alike(struct index *index, const char *expected)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	size_t n;

	index_filter_init(&filter);
	assert_int_equal(index_rows(index, &filter, ORDER_ALIKE, 0, 10, &rows,
				    &n, NULL, &err),
			 0);
	for (size_t i = 0; i < n; i++) {
		int64_t rank = -7;

		bytes_printf(&got, "%s %s %s %s\n", rows[i].image,
			     rows[i].collector, rows[i].number, rows[i].date);
		assert_int_equal(index_rank(index, &filter, ORDER_ALIKE,
					    rows[i].id, &rank, &err),
				 0);
		assert_int_equal(rank, i);
		specimen_row_done(&rows[i]);
	}
	free(rows);
	assert_string_equal(got.data, expected);
}

static void test_alike(void **state)
{
	static const char *const sheets[][2] = {
		{"e.jpg", "recordedBy=J. Looman|recordNumber=10"},
		{"b.jpg", "recordedBy=A. C. Budd|eventDate=1935-06-27"},
		{"a.jpg", "recordedBy=Looman, J.|recordNumber=9"},
		{"d.jpg", "locality=Regina"},
		{"c.jpg", "recordedBy=J. Looman|recordNumber=9"},
	};
	struct place *place = *state;
	struct index *index;
	struct error err;
	char id[65], *text;

	for (unsigned int i = 0; i < ARRAY_LEN(sheets); i++) {
		history_id(i, id);
		put_outcome(place, id, sheets[i][0], "m1", sheets[i][1]);
	}
	index = open_folded(place, NULL);
	expect_alike(index, "b.jpg A. C. Budd  1935-06-27\n"
			    "a.jpg Looman, J. 9 \n"
			    "c.jpg J. Looman 9 \n"
			    "e.jpg J. Looman 10 \n"
			    "d.jpg   \n");
	history_id(3, id);
	put_act(place, "mb", id, "set",
		",\"term\":\"recordedBy\",\"from\":\"\",\"to\":\"Budd\"");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	expect_alike(index, "b.jpg A. C. Budd  1935-06-27\n"
			    "d.jpg Budd  \n"
			    "a.jpg Looman, J. 9 \n"
			    "c.jpg J. Looman 9 \n"
			    "e.jpg J. Looman 10 \n");
	text = history_dump(index);
	index_close(index);
	expect_same_from_scratch(place, text);
	free(text);
}

/* The file at a path was broken and is whole now. */
static void put_replaced(struct place *place)
{
	char id[65];

	history_id(1, id);
	put_outcome(place, id, "a.jpg", "m1", NULL);
	history_id(2, id);
	put_outcome(place, id, "a.jpg", "m1", "locality=Regina");
}

static void expect_named(struct index *index, const char *name, unsigned int n)
{
	struct specimen s;
	struct error err;
	char id[65];

	history_id(n, id);
	if (index_specimen(index, name, &s, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	assert_string_equal(s.id, id);
	specimen_done(&s);
}

/* A failed record whose path has a success since is neither in the queue nor
 * in the sums, and leaves its name to the good one. */
static void test_superseded(void **state)
{
	static const char *const names[] = {"a.jpg", "a", "name:a.jpg"};
	struct place *place = *state;
	struct index_counts c;
	struct index *index;
	struct error err;
	char id[65], *text;

	put_replaced(place);
	index = open_folded(place, NULL);
	expect_rows(index, "", "a.jpg ");
	expect_rows(index, "open", "a.jpg ");
	assert_int_equal(index_counts(index, &c, &err), 0);
	assert_int_equal(c.sheets, 1);
	assert_int_equal(c.failed, 0);
	assert_int_equal(c.extracted, 1);
	assert_int_equal(c.by_priority[PRIORITY_HIGH], 1);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		expect_named(index, names[i], 2);
	history_id(1, id);
	expect_named(index, id, 1);
	text = history_dump(index);
	index_close(index);
	expect_same_from_scratch(place, text);
	free(text);
}

static void expect_sheets(struct place *place, const char *rows)
{
	struct index *index = open_folded(place, NULL);
	char *text;

	expect_rows(index, "", rows);
	text = history_dump(index);
	index_close(index);
	expect_same_from_scratch(place, text);
	free(text);
}

/* It stands where it is the newer one, where a copy of it still lies, and
 * where somebody worked at it. */
static void test_not_superseded(void **state)
{
	struct place *place = *state;
	char id[65];

	put_replaced(place);
	expect_sheets(place, "a.jpg ");
	history_id(1, id);
	put_outcome(place, id, "a.jpg", "m1", NULL);
	expect_sheets(place, "a.jpg a.jpg ");
	history_id(3, id);
	put_outcome(place, id, "a.jpg", "m1", "locality=Regina");
	expect_sheets(place, "a.jpg a.jpg ");
	history_id(1, id);
	put_outcome(place, id, "copy.jpg", "m1", NULL);
	history_id(2, id);
	put_outcome(place, id, "a.jpg", "m2", "locality=Regina");
	expect_sheets(place, "a.jpg a.jpg a.jpg ");
	history_id(4, id);
	put_outcome(place, id, "copy.jpg", "m1", "locality=Regina");
	expect_sheets(place, "a.jpg a.jpg copy.jpg ");
	history_id(1, id);
	put_act(place, "mb", id, "flag", "");
	expect_sheets(place, "a.jpg a.jpg copy.jpg ");
	put_act(place, "mb", id, "set", SET("locality", "x"));
	expect_sheets(place, "a.jpg a.jpg a.jpg copy.jpg ");
	put_act(place, "mb", id, "undo", ",\"undoes\":[\"act-2\"]");
	expect_sheets(place, "a.jpg a.jpg copy.jpg ");
}

/* What somebody finds who may be the second reader of some. */
static void expect_seen(struct index *index, const char *text, const char *eyes,
			const char *images)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	size_t n, total;

	index_filter_init(&filter);
	filter.text = text;
	filter.eyes = eyes;
	assert_int_equal(index_rows(index, &filter, ORDER_NAME, 0, 9, &rows, &n,
				    &total, &err),
			 0);
	bytes_append_str(&got, "");
	for (size_t i = 0; i < n; i++) {
		bytes_printf(&got, "%s ", rows[i].image);
		specimen_row_done(&rows[i]);
	}
	free(rows);
	assert_string_equal(got.data, images);
	assert_int_equal(total, n);
}

static int seen_visit(void *arg, const struct index_column_row *row,
		      struct error *err)
{
	(void)err;
	bytes_printf(arg, "%s=%s ", row->image, row->cells[0].value);
	return 0;
}

/* The same of the names that are listed for them. */
static void expect_told(struct index *index, const char *text, const char *eyes,
			const char *names)
{
	static const char *const term = "scientificName";
	struct bytes got CLEANUP(bytes_done) = {0};
	struct index_filter filter;
	struct error err;

	index_filter_init(&filter);
	filter.status = STATUS_APPROVED;
	filter.text = text;
	filter.eyes = eyes;
	bytes_append_str(&got, "");
	assert_int_equal(
		index_column(index, &filter, &term, 1, seen_visit, &got, &err),
		0);
	assert_string_equal(got.data, names);
}

static void test_filters(void **state)
{
	struct place *place = *state;
	struct index *index;
	int64_t rank;
	struct index_filter filter;
	struct error err;
	char id[65];

	put_story(place);
	index = open_folded(place, NULL);
	expect_rows(index, "", "a.jpg b/b.jpg c.jpg ");
	expect_rows(index, "status:APPROVED", "c.jpg ");
	expect_rows(index, "status:pending and priority:CRITICAL", "b/b.jpg ");
	expect_rows(index, "status:pending and priority:HIGH", "a.jpg ");
	expect_rows(index, "blank", "b/b.jpg ");
	expect_rows(index, "evidence:unknown and open", "a.jpg b/b.jpg ");
	expect_rows(index, "evidence:none", "");
	expect_rows(index, "doubt>1 and Doubt<=4.5 and open and completeness>0",
		    "a.jpg ");
	expect_rows(index, "completeness=0", "b/b.jpg ");
	expect_rows(index, "flagged", "c.jpg ");
	expect_rows(index, "expert", "");
	history_id(1, id);
	put_act(place, "mb", id, "flag", ",\"reason\":\"expert\"");
	history_id(3, id);
	put_act(place, "mb", id, "flag", ",\"reason\":\"expert\"");
	put_act(place, "ts", id, "flag", ",\"reason\":\"second\"");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	expect_rows(index, "flagged", "c.jpg ");
	expect_rows(index, "expert", "a.jpg c.jpg ");
	expect_rows(index, "expert and flagged", "c.jpg ");
	expect_rows(index, "second", "c.jpg ");
	expect_rows(index, "second and open", "");
	expect_rows(index, "open", "a.jpg b/b.jpg ");
	expect_rows(index, "missing:locality", "b/b.jpg ");
	expect_rows(index, "missing:habitat", "a.jpg b/b.jpg c.jpg ");
	expect_rows(index, "missing:country and text:POA", "c.jpg ");
	expect_rows(index, "text:estevan", "a.jpg ");
	expect_rows(index, "text:b.jpg", "b/b.jpg ");
	expect_rows(index, "text:regina", "");
	/* c.jpg waits for a second reader, who is not to learn what it says:
	 * that is told of others, and to others. */
	expect_seen(index, "poa", "new", "");
	expect_seen(index, "c.jpg", "new", "c.jpg ");
	expect_seen(index, "estevan", "new", "a.jpg ");
	expect_seen(index, "poa", "ts", "c.jpg ");
	expect_told(index, NULL, "new", "");
	expect_told(index, "c.jpg", "new", "");
	expect_told(index, NULL, "ts", "c.jpg=Poa annua L. ");
	index_filter_init(&filter);
	filter.marks = 1u << MARK_FLAGGED;
	history_id(1, id);
	assert_int_equal(
		index_rank(index, &filter, ORDER_NAME, id, &rank, &err), 0);
	assert_int_equal(rank, -1);
	index_close(index);
}

static void test_filter_errors(void **state)
{
	static const struct {
		const char *where, *why;
	} cases[] = {
		{"status:DONE", "no status \"DONE\""},
		{"status", "needs a value"},
		{"status:", "needs a value"},
		{"flagged:yes", "takes no value"},
		{"priority:URGENT", "CRITICAL"},
		{"missing:localty", "did you mean locality"},
		{"colour:red", "\"colour\" is not a condition"},
		{"flagged open", "write \"and\" before \"open\""},
		{"and flagged", "between two conditions"},
		{"flagged and and open", "between two conditions"},
		{"flagged and", "has to follow"},
		{"flagged and flagged", "given twice"},
		{"doubt>", "does not compare"},
		{"doubt>x", "does not compare"},
		{"doubt>nan", "does not compare"},
		{"doubt=>1", "does not compare"},
		{"locality>1", "does not compare"},
		{">1", "does not compare"},
		{"doubt", "write doubt>1.5"},
		{"blank:yes", "takes no value"},
		{"evidence", "needs a value"},
		{"evidence:some", "no evidence \"some\""},
	};
	struct place *place = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct index_filter filter;
		struct error err = {0};
		char *storage = NULL;

		assert_int_equal(index_filter_parse(cases[i].where,
						    place->run->terms, &filter,
						    &storage, &err),
				 -1);
		assert_int_equal(err.kind, ERROR_USAGE);
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].where, err.text);
		assert_null(storage);
	}
}

/* --- undo and redo, worklist, import -------------------------------------- */

static void expect_target(struct index *index, const char *by, const char *id,
			  bool redo, const char *act)
{
	struct error err = {0};
	json_t *ids = NULL;
	char *got = NULL;
	int rc = index_undo_target(index, by, id, redo, &got, &err);

	if (act == NULL) {
		assert_int_equal(rc, -1);
		assert_int_equal(err.kind, ERROR_NOT_FOUND);
		return;
	}
	if (rc < 0)
		fail_msg("%s", err.text);
	assert_string_equal(got, act);
	if (index_act_specimens(index, got, &ids, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(json_array_size(ids) > 0);
	json_decref(ids);
	free(got);
}

static void test_undo_target(void **state)
{
	struct place *place = *state;
	struct index *index;
	struct error err;
	char one[65], two[65];

	history_id(1, one);
	history_id(2, two);
	put_outcome(place, one, "a.jpg", "m1", "country=CA");
	put_outcome(place, two, "b.jpg", "m1", "country=CA");
	put_act(place, "mb", one, "set", SET("locality", "x")); /* act-1 */
	put_act(place, "mb", two, "set", SET("locality", "y")); /* act-2 */
	put_act(place, "ts", one, "flag", "");			/* act-3 */
	index = open_folded(place, NULL);
	expect_target(index, "mb", NULL, false, "act-2");
	expect_target(index, "mb", one, false, "act-1");
	expect_target(index, "ts", NULL, false, "act-3");
	expect_target(index, "ts", two, false, NULL);
	expect_target(index, "mb", NULL, true, NULL);
	expect_target(index, "nobody", NULL, false, NULL);
	put_act(place, "mb", two, "undo", ",\"undoes\":[\"act-2\"]");
	put_act(place, "mb", one, "undo", ",\"undoes\":[\"act-1\"]");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	expect_target(index, "mb", NULL, false, NULL);
	expect_target(index, "mb", NULL, true, "act-1");
	expect_target(index, "mb", two, true, "act-2");
	put_act(place, "mb", one, "redo", ",\"redoes\":[\"act-1\"]");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	expect_target(index, "mb", NULL, true, "act-2");
	expect_target(index, "mb", NULL, false, "act-1");
	put_act(place, "mb", one, "flag", "");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	expect_target(index, "mb", NULL, true, NULL);
	index_close(index);
}

static void expect_done(struct index *index, const char *sha256,
			const char *image, const char *model,
			enum done_state expected)
{
	enum done_state got;
	struct error err;
	char params[65];

	history_params(model, params);
	assert_int_equal(
		index_done_state(index, sha256, image, params, 0, &got, &err),
		0);
	assert_int_equal(got, expected);
}

/* What stands before a place in raw.jsonl does not count. */
static void test_done_since(void **state)
{
	struct place *place = *state;
	char id[65], params[65];
	enum done_state got;
	struct index *index;
	struct error err;
	uint64_t end;

	history_id(1, id);
	history_params("m1", params);
	put_outcome(place, id, "a.jpg", "m1", "country=CA");
	assert_int_equal(journal_end(place->run->dir, JOURNAL_RAW, &end, &err),
			 0);
	index = open_folded(place, NULL);
	assert_int_equal(index_done_state(index, id, "a.jpg", params,
					  (int64_t)end, &got, &err),
			 0);
	assert_int_equal(got, DONE_NO);
	put_outcome(place, id, "a.jpg", "m1", NULL);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	assert_int_equal(index_done_state(index, id, "a.jpg", params,
					  (int64_t)end, &got, &err),
			 0);
	assert_int_equal(got, DONE_FAILED);
	expect_done(index, id, "a.jpg", "m1", DONE_YES);
	index_close(index);
}

/* What was paid for a sheet that was left counts; the sheet does not. */
static void test_left(void **state)
{
	struct place *place = *state;
	struct bytes line = {0};
	struct index_counts c;
	struct index *index;
	struct error err;
	char id[65];

	history_id(1, id);
	bytes_printf(&line,
		     "{\"image\":\"a.jpg\",\"specimen_id\":\"%s\","
		     "\"error\":\"left\",\"error_kind\":\"unused\","
		     "\"usage\":{\"cost\":0.25}}\n",
		     id);
	history_append(place->run, "raw.jsonl", &line);
	bytes_done(&line);
	index = open_folded(place, NULL);
	assert_int_equal(index_counts(index, &c, &err), 0);
	assert_int_equal(c.sheets, 0);
	assert_int_equal(c.failed, 0);
	assert_true(c.cost_usd > 0.2499 && c.cost_usd < 0.2501);
	expect_done(index, id, "a.jpg", "m1", DONE_NO);
	index_close(index);
}

/* A server's slip of the pen does not spoil the sum. */
static void test_absurd_cost(void **state)
{
	static const char *const costs[] = {"999999.5", "1000000", "-3",
					    "1e300"};
	struct place *place = *state;
	struct bytes line = {0};
	struct index_counts c;
	struct index *index;
	struct error err;

	for (unsigned int i = 0; i < ARRAY_LEN(costs); i++) {
		char id[65];

		history_id(i + 1, id);
		bytes_printf(&line,
			     "{\"image\":\"%u.jpg\",\"specimen_id\":\"%s\","
			     "\"dwc\":{},\"usage\":{\"cost\":%s}}\n",
			     i, id, costs[i]);
	}
	history_append(place->run, "raw.jsonl", &line);
	bytes_done(&line);
	index = open_folded(place, NULL);
	assert_int_equal(index_counts(index, &c, &err), 0);
	assert_int_equal(c.sheets, ARRAY_LEN(costs));
	assert_true(c.cost_usd > 999999.4 && c.cost_usd < 999999.6);
	index_close(index);
}

static void test_done(void **state)
{
	struct place *place = *state;
	struct bytes line = {0};
	struct index *index;
	struct error err;
	bool known;
	char one[65], two[65], three[65];

	history_id(1, one);
	history_id(2, two);
	history_id(3, three);
	put_outcome(place, one, "a.jpg", "m1", "country=CA");
	put_outcome(place, one, "a.jpg", "m2", NULL);
	put_outcome(place, two, "b.jpg", "m1", NULL);
	bytes_printf(&line,
		     "{\"image\":\"c.jpg\",\"specimen_id\":\"name:c.jpg\","
		     "\"provider\":\"local\",\"source_sha256\":\"%s\","
		     "\"dwc\":{}}\n",
		     three);
	history_append(place->run, "raw.jsonl", &line);
	bytes_done(&line);
	index = open_folded(place, NULL);
	expect_done(index, one, "a.jpg", "m1", DONE_YES);
	expect_done(index, one, "a.jpg", "m2", DONE_FAILED);
	expect_done(index, one, "a.jpg", "m3", DONE_NO);
	expect_done(index, two, "b.jpg", "m1", DONE_FAILED);
	expect_done(index, three, "a.jpg", "m1", DONE_NO);
	expect_done(index, three, "c.jpg", "m1", DONE_YES);
	expect_done(index, "", "c.jpg", "m1", DONE_YES);
	assert_int_equal(index_has_source(index, three, &known, &err), 0);
	assert_true(known);
	assert_int_equal(index_has_source(index, one, &known, &err), 0);
	assert_false(known);
	assert_int_equal(index_has_image(index, "b.jpg", &known, &err), 0);
	assert_true(known);
	assert_int_equal(index_has_image(index, "x.jpg", &known, &err), 0);
	assert_false(known);
	index_close(index);
}

static void test_session(void **state)
{
	struct place *place = *state;
	struct index_session session;
	struct index *index;
	struct error err;

	scratch_puts(
		place->run->dir, "events.jsonl",
		"{\"event_type\":\"extraction.started\",\"timestamp\":"
		"\"2026-11-23T20:00:00Z\",\"data\":{\"run_id\":\"r\","
		"\"total_specimens\":5}}\n"
		"{\"event_type\":\"specimen.completed\",\"timestamp\":"
		"\"2026-11-23T20:00:30Z\",\"data\":{\"result\":{\"success\":"
		"true}}}\n"
		"{\"event_type\":\"specimen.failed\",\"timestamp\":"
		"\"2026-11-23T20:02:00Z\",\"data\":{}}\n"
		"{\"event_type\":\"something.new\",\"timestamp\":"
		"\"2026-11-23T21:00:00Z\",\"data\":{}}\n");
	index = open_folded(place, NULL);
	assert_int_equal(index_session(index, &session, &err), 0);
	assert_string_equal(session.run_id, "r");
	assert_int_equal(session.total, 5);
	assert_int_equal(session.succeeded, 1);
	assert_int_equal(session.failed, 1);
	assert_false(session.ended);
	assert_true(session.per_minute > 0.99 && session.per_minute < 1.01);
	index_close(index);
}

/* --- curated.jsonl -------------------------------------------------------- */

static size_t catch_up(struct place *place)
{
	struct index *index = open_folded(place, NULL);
	struct journals *journals;
	struct error err = {0};
	size_t n;

	if (journals_open(place->run->dir, &journals, &err) < 0 ||
	    journals_lock(journals, NULL, &err) < 0 ||
	    curated_catch_up(index, journals, &n, &err) < 0)
		fail_msg("%s", err.text);
	journals_unlock(journals);
	journals_close(journals);
	index_close(index);
	return n;
}

/* What a crash between the edit and the signed record leaves out is written
 * later, once. */
static void test_catch_up(void **state)
{
	struct place *place = *state;
	char *text, *kept;
	char id[65];

	put_story(place);
	assert_int_equal(catch_up(place), 1);
	assert_int_equal(catch_up(place), 0);
	text = scratch_read(place->run->dir, "curated.jsonl", NULL);
	history_id(3, id);
	assert_non_null(strstr(text, id));
	assert_non_null(strstr(text, "\"status\":\"APPROVED\""));
	assert_non_null(strstr(text, "\"revision\":3"));
	put_act(place, "mb", id, "flag", "");
	assert_int_equal(catch_up(place), 0);
	put_act(place, "mb", id, "reopen", "");
	put_act(place, "mb", id, "reject", ",\"reason\":\"duplicate\"");
	assert_int_equal(catch_up(place), 1);
	drop_index(place);
	assert_int_equal(catch_up(place), 0);
	kept = scratch_read(place->run->dir, "curated.jsonl", NULL);
	assert_non_null(strstr(kept, "\"status\":\"REJECTED\""));
	assert_non_null(strstr(kept, "\"revision\":6"));
	assert_memory_equal(kept, text, strlen(text));
	free(kept);

	/* A curated.jsonl that is lost altogether comes again. */
	scratch_puts(place->run->dir, "curated.jsonl", "");
	assert_int_equal(catch_up(place), 1);
	free(text);
}

/* A specimen signed under its name is not left so when it has an id. */
static void test_catch_up_adopted(void **state)
{
	struct place *place = *state;
	char *text, *told, *last;
	char id[65];

	history_id(1, id);
	put_outcome(place, "name:a.jpg", "a.jpg", "m1", "country=CA");
	put_act(place, "mb", "name:a.jpg", "approve", "");
	assert_int_equal(catch_up(place), 1);
	put_outcome(place, id, "a.jpg", "m2", "country=US");
	assert_int_equal(catch_up(place), 0);
	put_act(place, "mb", id, "reopen", "");
	put_act(place, "mb", id, "approve", "");
	assert_int_equal(catch_up(place), 1);
	assert_int_equal(catch_up(place), 0);
	text = scratch_read(place->run->dir, "curated.jsonl", NULL);
	told = strstr(text, "has an id of its own since");
	assert_non_null(told);
	while (told > text && told[-1] != '\n')
		told--;
	assert_non_null(strstr(told, "\"specimen_id\":\"name:a.jpg\""));
	assert_true(strstr(told, "\"specimen_id\":\"name:a.jpg\"") <
		    strchr(told, '\n'));
	free(text);

	/* The last line of the file counts, under whichever id it stands. */
	last = mem_printf("{\"specimen_id\":\"name:a.jpg\",\"review\":"
			  "{\"revision\":1}}\n{\"specimen_id\":\"%s\","
			  "\"review\":{\"revision\":3}}\n",
			  id);
	scratch_puts(place->run->dir, "curated.jsonl", last);
	free(last);
	assert_int_equal(catch_up(place), 0);
}

/* --- random histories ----------------------------------------------------- */

/* xorshift64*, so that a failure can be had again. */
static unsigned int random_below(uint64_t *seed, unsigned int n)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (unsigned int)((*seed * UINT64_C(2685821657736338717)) >> 33) %
	       n;
}

static void random_id(uint64_t *seed, char ret[65])
{
	unsigned int n = random_below(seed, 6);

	if (n < 4)
		history_id(n + 1, ret);
	else
		snprintf(ret, 65, "name:%u.jpg", n - 3);
}

static void random_outcome(struct place *place, uint64_t *seed)
{
	static const char *const fields[] = {
		NULL,
		"locality=Regina|country=CA",
		"scientificName=Poa annua",
		"eventDate=1935-06-27|recordedBy=A. B. Smith",
		"locality=Regina|county=Sherwood|eventDate=2809",
		"",
	};
	char id[65], image[64], model[4];

	random_id(seed, id);
	snprintf(image, sizeof(image), "%u.jpg", 1 + random_below(seed, 3));
	if (strncmp(id, "name:", 5) == 0)
		snprintf(image, sizeof(image), "%.60s", id + 5);
	snprintf(model, sizeof(model), "m%u", random_below(seed, 3));
	put_outcome(place, id, image, model,
		    fields[random_below(seed, ARRAY_LEN(fields))]);
}

/* The hash of a line of raw.jsonl, or one of none. */
static void random_line(const struct place *place, uint64_t *seed,
			char ret[HASH_HEX_SIZE])
{
	char *raw CLEANUP(mem_free_str) =
		scratch_read(place->run->dir, "raw.jsonl", NULL);
	unsigned int at = random_below(seed, 40);
	char *rest = raw, *text;

	hash_bytes("", 0, ret);
	while ((text = strtok_r(rest, "\n", &rest)) != NULL && at-- > 0)
		hash_bytes(text, strlen(text), ret);
}

/* The members with which an act pins: lines that are there or are not, for
 * terms that they have or not; as older programs do; mostly nothing. */
static char *random_pin(const struct place *place, uint64_t *seed)
{
	char line[HASH_HEX_SIZE];

	random_line(place, seed, line);
	switch (random_below(seed, 10)) {
	case 0:
		return mem_printf(",\"base\":{\"line_sha256\":\"%s\"}", line);
	case 1:
		return mem_printf(",\"pin\":{\"locality\":\"%s\","
				  "\"eventDate\":\"%s\"}",
				  line, line);
	case 2:
		return mem_strdup(",\"pin\":{\"catalogNumber\":{\"value\":"
				  "\"7\",\"source\":\"rule\"}}");
	case 3:
		return mem_strdup(",\"pin\":{},\"base\":{}");
	default:
		return mem_strdup("");
	}
}

/* The members of an act that names no values. Owned. */
static char *random_members(const struct place *place, uint64_t *seed,
			    const char *op, const char *id)
{
	char *pin CLEANUP(mem_free_str) = random_pin(place, seed);
	char other[65];

	random_id(seed, other);
	if (strcmp(op, "bulk") == 0)
		return mem_printf(",\"changes\":[{\"specimen_id\":\"%s\","
				  "\"term\":\"habitat\",\"to\":\"bog\"%s},{"
				  "\"specimen_id\":\"%s\",\"term\":"
				  "\"locality\",\"to\":\"y\"}]",
				  id, pin, other);
	return mem_printf(",\"%ses\":[\"act-%u\"]", op,
			  random_below(seed, (unsigned int)place->seq + 2));
}

static void random_act(struct place *place, uint64_t *seed)
{
	static const struct {
		const char *op, *rest;
	} acts[] = {
		{"set", SET("locality", "x")},
		{"set", SET("country", "CA")},
		{"accept", SET("country", "")},
		{"clear", ",\"term\":\"locality\""},
		{"approve", ""},
		{"reject", ",\"reason\":\"other\""},
		{"reopen", ""},
		{"flag", ""},
		{"unflag", ""},
		{"note", ",\"to\":\"n\""},
		{"undo", NULL},
		{"undo", NULL},
		{"redo", NULL},
		{"bulk", NULL},
	};
	size_t i = random_below(seed, ARRAY_LEN(acts));
	const char *op = acts[i].op;
	char *pin CLEANUP(mem_free_str) = random_pin(place, seed);
	char id[65];
	char *rest;

	random_id(seed, id);
	rest = acts[i].rest != NULL ? mem_printf("%s%s", acts[i].rest, pin)
				    : random_members(place, seed, op, id);
	put_act(place, random_below(seed, 2) == 0 ? "mb" : "ts",
		strcmp(op, "bulk") == 0 ? NULL : id, op, rest);
	free(rest);
}

/* Lines that are no outcomes: bad ones, and what was paid for nothing. */
static void random_noise(struct place *place, uint64_t *seed)
{
	static const char *const lines[] = {
		"nonsense\n",
		"\n",
		"{\"dwc\":{}}\n",
		"{\"image\":\"1.jpg\",\"error\":\"left\",\"error_kind\":"
		"\"unused\",\"usage\":{\"cost\":0.25}}\n",
	};
	struct bytes line CLEANUP(bytes_done) = {0};

	bytes_append_str(&line, lines[random_below(seed, ARRAY_LEN(lines))]);
	history_append(place->run, "raw.jsonl", &line);
}

/* Folded as they come, from two openings, and from scratch: all the same. */
static void test_random(void **state)
{
	struct place *place = *state;
	struct index *index[2] = {open_folded(place, NULL),
				  open_folded(place, NULL)};
	uint64_t seed = 20261123;
	struct error err;

	for (int round = 0; round < 60; round++) {
		unsigned int n = random_below(&seed, 8);
		char *text;

		while (n-- > 0) {
			unsigned int kind = random_below(&seed, 12);

			if (kind == 0)
				random_noise(place, &seed);
			else if (kind < 5)
				random_outcome(place, &seed);
			else
				random_act(place, &seed);
		}
		if (index_fold(index[round & 1], -1, NULL, &err) < 0)
			fail_msg("%s", err.text);
		if (round % 10 != 9)
			continue;
		text = history_dump(index[0]);
		index_close(index[0]);
		index_close(index[1]);
		expect_same_from_scratch(place, text);
		free(text);
		index[0] = open_folded(place, NULL);
		index[1] = open_folded(place, NULL);
	}
	index_close(index[0]);
	index_close(index[1]);
}

/* --- searching ------------------------------------------------------------ */

static const char *const syllables[] = {
	"ab",	    "bra",	    "ca", "da", "\xc3\x89", "\xc3\xb6l", "STR",
	"\xc3\x9f", "\xe6\xbc\xa2", "\"", "%",	"_",	    "*",	 "'",
	" ",	    "co2",	    "-",  "zz"};

static void random_text(uint64_t *seed, unsigned int max, struct bytes *ret)
{
	unsigned int n = 1 + random_below(seed, max);

	bytes_clear(ret);
	while (n-- > 0)
		bytes_append_str(
			ret,
			syllables[random_below(seed, ARRAY_LEN(syllables))]);
}

#define SOUGHT 40

/* A sheet whose locality says something; what that is, folded. Owned. */
static char *put_sought(struct place *place, unsigned int i, uint64_t *seed)
{
	struct bytes value CLEANUP(bytes_done) = {0};
	char *fields CLEANUP(mem_free_str) = NULL;
	char *words CLEANUP(mem_free_str) = NULL;
	char id[65], image[16];

	random_text(seed, 6, &value);
	history_id(i, id);
	snprintf(image, sizeof(image), "%u.jpg", i);
	fields = mem_printf("locality=%s", value.data);
	put_outcome(place, id, image, "m1", fields);
	words = mem_printf("%s\n%s", image, value.data);
	return text_folded(words);
}

/* Some are approved. */
static bool sought_is_signed(unsigned int i)
{
	return i % 7 == 3;
}

static void expect_found(struct index *index, char *const *words,
			 const char *text, bool open_only)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	size_t expected = 0, n, total;

	index_filter_init(&filter);
	filter.text = text;
	filter.open_only = open_only;
	if (index_rows(index, &filter, ORDER_NAME, 0, SOUGHT, &rows, &n, &total,
		       &err) < 0)
		fail_msg("%s: %s", text, err.text);
	for (unsigned int i = 0; i < SOUGHT; i++)
		expected += strstr(words[i], folded) != NULL &&
			    !(open_only && sought_is_signed(i));
	if (n != expected || total != expected)
		fail_msg("\"%s\": %zu and %zu rows, not %zu", text, n, total,
			 expected);
	for (size_t i = 0; i < n; i++) {
		unsigned int at = (unsigned int)atoi(rows[i].image);

		assert_non_null(strstr(words[at], folded));
		specimen_row_done(&rows[i]);
	}
	free(rows);
}

/* What is found is what a look at each record finds, whatever is looked for,
 * and after records have changed. */
/* So many rows at once that threads make them: each is still what its own
 * journals say, in whatever way the index is made. */
static void test_crew(void **state)
{
	enum { SHEETS = 60 };

	struct place *place = *state;
	struct index *index;
	struct error err;
	char *text;

	for (unsigned int i = 0; i < SHEETS; i++)
		put_numbered(place, i, "m1", "country=CA|locality=Place %u");
	index = open_folded(place, NULL);
	for (unsigned int i = 0; i < SHEETS; i++) {
		char id[65];

		history_id(i, id);
		put_numbered(place, i, "m2",
			     i % 3 == 0 ? "locality=Place %u|eventDate=2809"
					: "country=Canada|locality=%u");
		put_act(place, "mb", id, i % 2 == 0 ? "set" : "flag",
			i % 2 == 0 ? SET("habitat", "dry") : "");
	}
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	text = history_dump(index);
	index_close(index);
	expect_same_from_scratch(place, text);
	free(text);
}

/* A moment that goes on does not keep an index from being made anew. */
static void test_stale_in_moment(void **state)
{
	struct place *place = *state;
	struct index *index;
	char *text;

	put_story(place);
	index = open_folded(place, NULL);
	index->stale = true;
	index_moment_begin(index);
	assert_true(index_mend(index));
	index_moment_end(index);
	text = history_dump(index);
	index_close(index);
	expect_same_from_scratch(place, text);
	free(text);
}

/* What finds a line changed in the middle of a journal, where no fold looks,
 * has the index made anew. */
static void test_values_of_changed(void **state)
{
	struct place *place = *state;
	struct specimen specimen;
	struct index *index;
	struct error err;
	char *raw, *at, id[65];
	size_t len;
	int64_t key;

	put_story(place);
	index = open_folded(place, NULL);
	history_id(1, id);
	assert_int_equal(index_lookup(index, id, &key, &err), 0);
	raw = scratch_read(place->run->dir, "raw.jsonl", &len);
	at = strstr(raw, "Estevan");
	memcpy(at, "Weyburn", 7);
	scratch_write(place->run->dir, "raw.jsonl", raw, len);
	free(raw);
	assert_int_equal(index_specimen_values(index, key, &specimen, &err),
			 -1);
	index_close(index);
	index = open_folded(place, NULL);
	assert_int_equal(index_lookup(index, id, &key, &err), 0);
	assert_int_equal(index_specimen_values(index, key, &specimen, &err), 1);
	assert_string_equal(record_value(&specimen.outcomes[1].dwc, "locality"),
			    "Weyburn");
	specimen_done(&specimen);
	index_close(index);
}

static void test_words(void **state)
{
	struct place *place = *state;
	struct bytes text CLEANUP(bytes_done) = {0};
	uint64_t seed = 271828;
	char *words[SOUGHT];

	for (unsigned int i = 0; i < SOUGHT; i++)
		words[i] = put_sought(place, i, &seed);
	for (unsigned int i = 0; i < SOUGHT; i++) {
		char id[65];

		history_id(i, id);
		if (sought_is_signed(i))
			put_act(place, "mb", id, "approve", "");
	}
	for (int round = 0; round < 4; round++) {
		struct index *index = open_folded(place, NULL);

		if (place->options->no_words)
			assert_false(index->words);
		for (int k = 0; k < 200; k++) {
			random_text(&seed, 3, &text);
			if (!text_blank(text.data))
				expect_found(index, words, text.data,
					     k % 2 == 0);
		}
		expect_found(index, words, ".jpg", false);
		for (unsigned int k = 0; k < 10; k++) {
			unsigned int i = random_below(&seed, SOUGHT);

			free(words[i]);
			words[i] = put_sought(place, i, &seed);
		}
		index_close(index);
	}
	for (unsigned int i = 0; i < SOUGHT; i++)
		free(words[i]);
}

/* --- another file in its place -------------------------------------------- */

/* One outcome more for each of these sheets, all saying the same. */
static void put_more(struct place *place, unsigned int from, unsigned int to,
		     const char *fields)
{
	struct bytes raw CLEANUP(bytes_done) = {0};

	for (unsigned int i = from; i < to; i++) {
		char id[65], image[16];

		history_id(i, id);
		snprintf(image, sizeof(image), "%u.jpg", i);
		history_outcome(&raw, id, image, "m1", fields);
	}
	history_append(place->run, "raw.jsonl", &raw);
}

/* One outcome for each of so many sheets, and nothing else. */
static void put_sheets(struct place *place, unsigned int n, const char *fields)
{
	char *path CLEANUP(mem_free_str) = run_path(place->run, "raw.jsonl");

	unlink(path);
	put_more(place, 0, n, fields);
}

struct long_walk {
	struct place *place;
	struct index *reader;
	size_t rows;
};

static int visit_and_replace(void *arg, const struct specimen_row *row,
			     const char *dwc, struct error *err)
{
	struct long_walk *walk = arg;
	struct index_counts counts;

	(void)row;
	assert_non_null(strstr(dwc, "Regina"));
	if (walk->rows++ == 3) {
		put_sheets(walk->place, 20, "locality=Estevan");
		index_close(open_folded(walk->place, NULL));
	}
	/* A question in the middle is asked of the same file. */
	assert_int_equal(index_counts(walk->reader, &counts, err), 0);
	assert_int_equal(counts.sheets, 30);
	return 0;
}

/* A reader sees the file that it began with to its end, and then the new
 * one; its closing leaves that alone. */
static void test_reader(void **state)
{
	struct place *place = *state;
	struct long_walk walk = {.place = place};
	struct index_filter filter;
	struct index_counts counts;
	struct index *reader;
	struct error err;
	char *text;

	put_sheets(place, 30, "locality=Regina");
	index_close(open_folded(place, NULL));
	assert_int_equal(index_open_with(place->run, INDEX_READ, place->options,
					 &reader, &err),
			 0);
	walk.reader = reader;
	index_filter_init(&filter);
	assert_int_equal(index_walk(reader, &filter, ORDER_NAME, 0,
				    visit_and_replace, &walk, &err),
			 0);
	assert_int_equal(walk.rows, 30);
	assert_int_equal(index_counts(reader, &counts, &err), 0);
	assert_int_equal(counts.sheets, 20);
	index_close(reader);
	text = dump(place, NULL);
	assert_null(strstr(text, "Regina"));
	assert_non_null(strstr(text, "sheets 20 "));
	expect_same_from_scratch(place, text);
	free(text);
}

/* Whoever looks for changes by the revision is told of the new file. */
static void test_revision(void **state)
{
	struct place *place = *state;
	struct index_counts before, after;
	struct index *index;
	struct error err;

	put_sheets(place, 30, "locality=Regina");
	index = open_folded(place, NULL);
	assert_int_equal(index_counts(index, &before, &err), 0);
	put_sheets(place, 30, "locality=Estevan");
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	assert_int_equal(index_counts(index, &after, &err), 0);
	assert_true(after.revision > before.revision);
	index_close(index);
}

/* Folds in the smallest steps, saying so after each. */
static void child_steps(struct place *place, int out)
{
	struct fold_report report = {0};
	struct index *index;

	if (index_open_with(place->run, INDEX_FOLD, place->options, &index,
			    NULL) < 0)
		_exit(1);
	while (!report.complete) {
		if (index_fold(index, 0, &report, NULL) < 0 ||
		    write(out, "x", 1) != 1)
			_exit(1);
	}
	index_close(index);
	_exit(0);
}

/* How much of something is tried: builds with sanitizers try less. */
static unsigned int tried(const char *variable, unsigned int usual)
{
	const char *said = getenv(variable);

	return said != NULL ? (unsigned int)strtoul(said, NULL, 10) : usual;
}

/* Kills a child that folds after so many steps; false when it was done. */
static bool kill_after(struct place *place, int steps)
{
	int pipes[2], status;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(pipes[0]);
		child_steps(place, pipes[1]);
	}
	close(pipes[1]);
	while (steps > 0 && read(pipes[0], &byte, 1) == 1)
		steps--;
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(pipes[0]);
	return steps == 0 && WIFSIGNALED(status);
}

/* A process that is killed at any step, building or swapping, leaves what the
 * next one makes whole; a reader sees the old state or the new one. So many
 * lines are folded in a file of its own in each way: every step is tried in
 * one of them. */
static void test_killed(void **state)
{
	struct place *place = *state;
	struct index_counts counts;
	struct index *reader;
	struct error err;
	char *text, *again;
	int steps = 0, stride = (int)tried("INDEX_KILL_STRIDE",
					   place->options->builds ? 3 : 1);

	put_sheets(place, 30, "locality=Regina");
	index_close(open_folded(place, NULL));
	assert_int_equal(index_open_with(place->run, INDEX_READ, place->options,
					 &reader, &err),
			 0);
	do {
		/* The one that was killed last may have been done. */
		put_sheets(place, 700 + (unsigned int)steps % 2,
			   "locality=Estevan");
		drop_place(place);
		steps += stride;
	} while (kill_after(place, steps) && steps < 60);
	assert_int_equal(index_counts(reader, &counts, &err), 0);
	index_close(reader);
	text = dump(place, NULL);
	assert_non_null(strstr(text, "sheets 70"));
	drop_index(place);
	again = dump(place, NULL);
	assert_string_equal(text, again);
	free(again);
	free(text);
}

/* What a crash in the middle of the swap leaves, by hand. */
static void test_half_swapped(void **state)
{
	static const char *const gone[] = {"index.db", "index.db-wal", NULL};
	struct place *place = *state;
	char *text, *wal;
	size_t len;

	put_story(place);
	text = dump(place, NULL);
	wal = scratch_read(place->run->dir, "index.db", &len);
	for (size_t i = 0; i < ARRAY_LEN(gone); i++) {
		char *path CLEANUP(mem_free_str) =
			gone[i] != NULL ? run_path(place->run, gone[i]) : NULL;
		char *again;

		scratch_write(place->run->dir, "index.db-wal", wal, len);
		scratch_puts(place->run->dir, "index.db.new", "half of one");
		if (path != NULL)
			unlink(path);
		again = dump(place, NULL);
		assert_string_equal(text, again);
		free(again);
	}
	free(wal);
	free(text);
}

/* --- several processes ---------------------------------------------------- */

static void child_fold(struct place *place)
{
	struct index *index;
	struct fold_report report;

	if (index_open_with(place->run, INDEX_FOLD, place->options, &index,
			    NULL) < 0 ||
	    index_fold(index, -1, &report, NULL) < 0)
		_exit(1);
	index_close(index);
	_exit(0);
}

/* A process that has begun to make it and was stopped: whoever waits for that
 * is told, and goes on when it has ended. */
static void test_builder_stopped(void **state)
{
	struct place *place = *state;
	struct index_options options = *place->options;
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s.new", place->run->index_path);
	struct fold_report report;
	struct index *index;
	struct error err;
	int fd;

	put_story(place);
	options.builds = true;
	options.rest_ms = 30;
	fd = open(path, O_RDWR | O_CREAT, 0666);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(
		index_open_with(place->run, INDEX_FOLD, &options, &index, &err),
		0);
	assert_int_equal(index_fold(index, -1, &report, &err), -1);
	assert_int_equal(err.kind, ERROR_BUSY);
	assert_non_null(strstr(err.text, "does not go on"));
	/* Who looks in between is told as well. */
	index_close(index);
	assert_int_equal(
		index_open_with(place->run, INDEX_FOLD, &options, &index, &err),
		0);
	while (index_fold(index, 15, &report, &err) == 0)
		assert_true(report.making);
	assert_non_null(strstr(err.text, "does not go on"));
	close(fd);
	assert_int_equal(index_fold(index, -1, &report, &err), 0);
	assert_true(report.complete);
	index_close(index);
}

/* Whether another process finds the file locked, wherever. */
static bool is_locked(const char *path)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(path, O_RDWR);

		_exit(fd < 0 || fcntl(fd, F_GETLK, &lock) < 0 ? 2
		      : lock.l_type == F_UNLCK		      ? 0
							      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 1;
}

/* However it was made, nobody else may think that nobody has it open: who
 * closes it as the last one empties what was not yet moved into it. */
static void test_lock_kept(void **state)
{
	struct place *place = *state;
	struct index *index;

	put_story(place);
	index = open_folded(place, NULL);
	assert_true(is_locked(place->run->index_path));
	index_close(index);
	assert_false(is_locked(place->run->index_path));
}

static void test_processes(void **state)
{
	struct place *place = *state;
	pid_t pids[3];
	char *text;

	put_sheets(place, 700, "locality=Regina");
	for (int round = 0; round < 2; round++) {
		drop_index(place);
		if (round == 1)
			scratch_puts(place->run->dir, "index.db",
				     "not a database, and quite long enough "
				     "to be told from one");
		for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
			pids[i] = fork();
			assert_true(pids[i] >= 0);
			if (pids[i] == 0)
				child_fold(place);
		}
		for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
			int status;

			assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
			assert_int_equal(status, 0);
		}
		text = dump(place, NULL);
		assert_non_null(strstr(text, "sheets 700 extracted 700 "));
		free(text);
	}
}

/* Where no file can be had it lives in memory. */
static void test_in_memory(void **state)
{
	struct place *place = *state;
	struct run run;
	struct index *index;
	struct error err;
	char *text, *again;

	put_story(place);
	text = dump(place, NULL);
	run = *place->run;
	run.index_path = mem_strdup("/nowhere/at/all/index.db");
	assert_int_equal(
		index_open_with(&run, INDEX_READ, place->options, &index, &err),
		0);
	again = history_dump(index);
	assert_string_equal(text, again);
	index_close(index);
	free(run.index_path);
	free(again);
	free(text);
}

/* A fold that has no time takes at least one turn, and goes on later. */
static void test_budget(void **state)
{
	struct place *place = *state;
	struct fold_report report = {0};
	struct bytes raw = {0};
	struct index *index;
	struct error err;
	size_t lines = 0, turns = 0;

	for (unsigned int i = 0; i < 4000; i++) {
		char id[65];

		history_id(i, id);
		history_outcome(&raw, id, "a.jpg", "m1", "locality=Regina");
	}
	history_append(place->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	assert_int_equal(index_open_with(place->run, INDEX_FOLD, place->options,
					 &index, &err),
			 0);
	do {
		assert_int_equal(index_fold(index, 0, &report, &err), 0);
		lines += report.lines;
		turns++;
		assert_true(turns < 4000);
	} while (!report.complete);
	assert_int_equal(lines, 4000);
	assert_true(turns > 1);
	index_close(index);
}

static int visit_counts(void *arg, const struct specimen_row *row,
			const char *dwc, struct error *err)
{
	char **want = arg;

	assert_string_equal(row->id, *want);
	assert_non_null(strstr(dwc, "Regina"));
	return 0;
}

static void expect_first(struct index *index, const char *text, size_t total)
{
	struct index_filter filter;
	struct specimen_row *all, *found;
	size_t n, n_all, counted;
	struct error err;
	int64_t rank;

	index_filter_init(&filter);
	assert_int_equal(index_rows(index, &filter, ORDER_DOUBT, 0, 40, &all,
				    &n_all, NULL, &err),
			 0);
	filter.text = text;
	filter.open_only = true;
	assert_int_equal(index_rows(index, &filter, ORDER_DOUBT, 0, 40, &found,
				    &n, &counted, &err),
			 0);
	assert_int_equal(counted, total);
	assert_int_equal(n, n_all);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(found[i].id, all[i].id);
	assert_int_equal(index_rank(index, &filter, ORDER_DOUBT,
				    found[n - 1].id, &rank, &err),
			 0);
	assert_int_equal(rank, n - 1);
	assert_int_equal(index_walk(index, &filter, ORDER_DOUBT, 1,
				    visit_counts, &found[0].id, &err),
			 0);
	for (size_t i = 0; i < n; i++) {
		specimen_row_done(&found[i]);
		specimen_row_done(&all[i]);
	}
	free(found);
	free(all);
}

/* Of a common text the first rows come without the others being found, and
 * no more than INDEX_COUNTED are counted. */
static void test_common(void **state)
{
	struct place *place = *state;
	struct index *index;

	put_sheets(place, INDEX_COUNTED - 1, "locality=Regina");
	index = open_folded(place, NULL);
	expect_first(index, "REGINA", INDEX_COUNTED - 1);
	expect_first(index, "gi", INDEX_COUNTED - 1);
	index_close(index);
	put_more(place, INDEX_COUNTED - 1, INDEX_COUNTED + 20,
		 "locality=Regina");
	index = open_folded(place, NULL);
	expect_first(index, "REGINA", INDEX_COUNTED);
	expect_first(index, "gi", INDEX_COUNTED);
	index_close(index);
}

/* A question that is asked how long it goes on, and when it is to end. */
struct patience {
	int steps; /* that SQLite took, by INDEX_STOP_STEPS */
	int end;   /* after so many; -1: never */
};

static bool lose_patience(void *arg)
{
	struct patience *patience = arg;

	return patience->steps++ == patience->end;
}

/* The rank of a sheet among those that wait, by name, and what it cost. */
static int64_t rank_of(struct index *index, struct patience *patience,
		       unsigned int sheet)
{
	struct index_filter filter;
	struct error err;
	char id[65];
	int64_t rank = -7;

	index_filter_init(&filter);
	filter.open_only = true;
	history_id(sheet, id);
	patience->steps = 0;
	assert_int_equal(
		index_rank(index, &filter, ORDER_NAME, id, &rank, &err), 0);
	return rank;
}

#define RANKED 4000

/* From the place that was counted last others are counted, as long as nothing
 * has changed. */
static void test_rank_from_last(void **state)
{
	struct place *place = *state;
	struct patience patience = {.end = -1};
	struct index *index, *folder;
	struct error err;
	int64_t last;
	char id[65];
	int far;

	put_sheets(place, RANKED, "locality=Regina");
	folder = open_folded(place, NULL);
	assert_int_equal(index_open_with(place->run, INDEX_READ, place->options,
					 &index, &err),
			 0);
	index_stop_when(index, lose_patience, &patience);
	/* By name: "999.jpg" comes last. */
	last = rank_of(index, &patience, 999);
	far = patience.steps;
	assert_int_equal(last, RANKED - 1);
	assert_true(far > 10);
	assert_int_equal(rank_of(index, &patience, 990), RANKED - 10);
	assert_true(patience.steps < far / 10);
	assert_int_equal(rank_of(index, &patience, 995), RANKED - 5);
	assert_true(patience.steps < far / 10);
	assert_int_equal(rank_of(index, &patience, 995), RANKED - 5);
	assert_int_equal(rank_of(index, &patience, 0), 0);
	assert_int_equal(rank_of(index, &patience, 995), RANKED - 5);
	history_id(991, id);
	put_act(place, "mb", id, "reject", ",\"reason\":\"twice\"");
	assert_int_equal(index_fold(folder, -1, NULL, &err), 0);
	assert_int_equal(rank_of(index, &patience, 995), RANKED - 6);
	assert_int_equal(rank_of(index, &patience, 991), -1);
	assert_int_equal(rank_of(index, &patience, 990), RANKED - 10);
	index_close(index);
	index_close(folder);
}

/* Rounds that the first `limit` rows take of a text that all have, of the few
 * that a condition takes. */
static int cost_of_few(struct index *index, size_t limit)
{
	struct patience patience = {.end = -1};
	struct index_filter filter;
	struct specimen_row *rows = NULL;
	struct error err;
	size_t n, total;

	index_filter_init(&filter);
	filter.text = "regina";
	filter.missing = "country";
	index_stop_when(index, lose_patience, &patience);
	assert_int_equal(index_rows(index, &filter, ORDER_NAME, 0, limit, &rows,
				    &n, &total, &err),
			 0);
	index_stop_when(index, NULL, NULL);
	assert_int_equal(n, limit);
	assert_int_equal(total, RANKED / 20);
	for (size_t i = 0; i < n; i++)
		specimen_row_done(&rows[i]);
	free(rows);
	return patience.steps;
}

/* The first rows come without all that have the text being found, however few
 * of those the rest of the filter takes. */
static void test_few_of_common(void **state)
{
	struct place *place = *state;
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct index *index;
	int counted;

	for (unsigned int i = 0; i < RANKED; i++) {
		char id[65], image[16];

		history_id(i, id);
		snprintf(image, sizeof(image), "%u.jpg", i);
		history_outcome(&raw, id, image, "m1",
				i % 20 == 0 ? "locality=Regina"
					    : "locality=Regina|country=Canada");
	}
	history_append(place->run, "raw.jsonl", &raw);
	index = open_folded(place, NULL);
	counted = cost_of_few(index, 0);
	assert_in_range(cost_of_few(index, 10) - counted, 0, 8);
	index_close(index);
}

/* Rounds that it takes to find all that have this text. */
static int cost_of_text(struct index *index, const char *text, size_t expected)
{
	struct patience patience = {.end = -1};
	struct index_filter filter;
	struct specimen_row *rows = NULL;
	struct error err;
	size_t n, total;

	index_filter_init(&filter);
	filter.text = text;
	index_stop_when(index, lose_patience, &patience);
	if (index_rows(index, &filter, ORDER_NAME, 0, 10, &rows, &n, &total,
		       &err) < 0)
		fail_msg("%s: %s", text, err.text);
	index_stop_when(index, NULL, NULL);
	assert_int_equal(total, expected);
	for (size_t i = 0; i < n; i++)
		specimen_row_done(&rows[i]);
	free(rows);
	return patience.steps;
}

/* One letter or two that few have are found without a look at each record,
 * wherever they stand, at the very end too, and after records have changed;
 * those that many have by looking. */
static void test_brief(void **state)
{
	static const char *const values[] = {
		"locality=qzu",	  "locality=Buqz", "locality=qz",
		"locality=u\"qz", "locality=Q Zu",
	};
	struct place *place = *state;
	struct index *index;

	put_sheets(place, RANKED, "locality=Regina");
	for (unsigned int i = 0; i < ARRAY_LEN(values); i++) {
		char id[65], image[16];

		history_id(5000 + i, id);
		snprintf(image, sizeof(image), "r%u.jpg", i);
		put_outcome(place, id, image, "m1", values[i]);
	}
	index = open_folded(place, NULL);
	assert_in_range(cost_of_text(index, "qz", 4), 0, 3);
	assert_in_range(cost_of_text(index, "Q", 5), 0, 3);
	assert_in_range(cost_of_text(index, "\"", 1), 0, 3);
	assert_in_range(cost_of_text(index, "xy", 0), 0, 3);
	assert_true(cost_of_text(index, "na", RANKED) > 3);
	for (unsigned int i = 0; i < 3; i++) {
		char id[65];

		history_id(5000 + i, id);
		put_act(place, "mb", id, "clear", ",\"term\":\"locality\"");
	}
	index_close(index);
	index = open_folded(place, NULL);
	assert_in_range(cost_of_text(index, "qz", 1), 0, 3);
	index_close(index);
}

/* A question that is given up says so; the index is as it was. */
static void test_stopped(void **state)
{
	struct place *place = *state;
	struct patience patience = {.end = 3};
	struct index_filter filter;
	struct specimen_row *rows;
	struct index *index;
	struct error err;
	size_t n, total;

	put_sheets(place, RANKED, "locality=Regina");
	index = open_folded(place, NULL);
	index_filter_init(&filter);
	filter.text = "qz";
	index_stop_when(index, lose_patience, &patience);
	assert_int_equal(index_rows(index, &filter, ORDER_DOUBT, 0, 10, &rows,
				    &n, &total, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_int_equal(patience.steps, 4);
	index_stop_when(index, NULL, NULL);
	assert_int_equal(index_rows(index, &filter, ORDER_DOUBT, 0, 10, &rows,
				    &n, &total, &err),
			 0);
	assert_int_equal(n, 0);
	filter.text = NULL;
	assert_int_equal(index_rows(index, &filter, ORDER_DOUBT, 0, 0, &rows,
				    &n, &total, &err),
			 0);
	assert_int_equal(total, RANKED);
	index_close(index);
}

/* A build says how far it is, and never less than before. */
static void test_making(void **state)
{
	struct place *place = *state;
	struct fold_report report = {0};
	struct bytes words = {0};
	struct index *index;
	struct error err;
	int before = 0, steps = 0;

	put_sheets(place, 1500, "locality=Regina");
	assert_int_equal(index_open_with(place->run, INDEX_FOLD, place->options,
					 &index, &err),
			 0);
	for (;;) {
		assert_int_equal(index_fold(index, 0, &report, &err), 0);
		if (!report.making)
			break;
		assert_in_range(report.made, before, 1000);
		before = report.made;
		steps++;
	}
	index_close(index);
	assert_true(steps > 2);
	assert_true(before > 500);
	assert_int_equal(report.made, 0);
	fold_report_making(&report, &words);
	assert_int_equal(words.len, 0);
	report.making = true;
	report.made = 379;
	fold_report_making(&report, &words);
	assert_string_equal(words.data, "the index is made anew: 37 %");
	bytes_done(&words);
}

/* Another process builds: nobody says how far it is, and what it leaves is
 * made whole. */
static void test_making_elsewhere(void **state)
{
	struct place *place = *state;
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s.new", place->run->index_path);
	struct fold_report report = {0};
	struct index *index;
	struct error err;
	int fd;

	put_sheets(place, 1500, "locality=Regina");
	fd = open(path, O_RDWR | O_CREAT, 0600);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(index_open_with(place->run, INDEX_FOLD, place->options,
					 &index, &err),
			 0);
	assert_int_equal(index_fold(index, 0, &report, &err), 0);
	assert_true(report.making);
	assert_int_equal(report.made, -1);
	close(fd);
	assert_int_equal(index_fold(index, -1, &report, &err), 0);
	assert_true(report.complete);
	assert_false(report.making);
	assert_int_equal(report.lines, 1500);
	index_close(index);
}

/* The first lines of a text, or all of it. */
static void keep_lines(struct bytes *text, unsigned int n)
{
	const char *at = text->data;

	while (n-- > 0 && at != NULL && *at != '\0') {
		at = strchr(at, '\n');
		at = at != NULL ? at + 1 : NULL;
	}
	if (at != NULL)
		text->len = (size_t)(at - text->data);
}

/* The records that were published: all are there, and folded anew the same. In
 * one of the ways these are all of them. */
static void test_published(void **state)
{
	struct place *place = *state;
	unsigned int n =
		tried("INDEX_PUBLISHED", place->options->builds ? 500 : 2702);
	char *said CLEANUP(mem_free_str) =
		mem_printf("sheets %u extracted %u failed 0 ", n, n);
	char *path CLEANUP(mem_free_str) =
		scratch_specimen("published-2702.raw.jsonl");
	struct bytes raw = {0};
	struct fold_report report;
	char *text;

	if (path == NULL)
		skip();
	assert_int_equal(file_read(path, 64u << 20, &raw, NULL), 0);
	keep_lines(&raw, n);
	history_append(place->run, "raw.jsonl", &raw);
	bytes_done(&raw);
	text = dump(place, &report);
	assert_int_equal(report.lines, n);
	assert_int_equal(report.bad, 0);
	assert_non_null(strstr(text, said));
	expect_same_from_scratch(place, text);
	free(text);
}

/* In every way that an index is made: as little as this is folded in its
 * place, or always in a file of its own, by this thread or with others; with
 * trigrams and without. */
static const struct index_options ways[] = {
	{0},
	{.builds = true, .threads = 2},
	{.builds = true, .no_words = true},
};

#define TEST_AS(name, way)                        \
	cmocka_unit_test_prestate_setup_teardown( \
		name, setup, teardown, (void *)(uintptr_t)&ways[way])
#define TEST(name) TEST_AS(name, way)

/* What is to hold in each way. */
static int run_in_way(size_t way)
{
	const struct CMUnitTest tests[] = {
		TEST(test_deleted),
		TEST(test_not_a_database),
		TEST(test_foreign_database),
		TEST(test_other_schema),
		TEST(test_damaged),
		TEST(test_other_journals),
		TEST(test_bad_lines),
		TEST(test_counts),
		TEST(test_left),
		TEST(test_absurd_cost),
		TEST(test_lookup),
		TEST(test_candidates),
		TEST(test_failure_after),
		TEST(test_also),
		TEST(test_adoption),
		TEST(test_alike),
		TEST(test_superseded),
		TEST(test_not_superseded),
		TEST(test_filters),
		TEST(test_filter_errors),
		TEST(test_undo_target),
		TEST(test_done),
		TEST(test_done_since),
		TEST(test_session),
		TEST(test_catch_up),
		TEST(test_catch_up_adopted),
		TEST(test_random),
		TEST(test_crew),
		TEST(test_stale_in_moment),
		TEST(test_values_of_changed),
		TEST(test_words),
		TEST(test_reader),
		TEST(test_revision),
		TEST(test_killed),
		TEST(test_half_swapped),
		TEST(test_lock_kept),
		TEST(test_builder_stopped),
		TEST(test_processes),
		TEST(test_in_memory),
		TEST(test_budget),
		TEST(test_published),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* INDEX_WAYS: a bit for each, for a sanitizer of threads, which can say nothing
 * of the others. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_AS(test_rank_from_last, 0),
		TEST_AS(test_few_of_common, 0),
		TEST_AS(test_stopped, 2),
		TEST_AS(test_brief, 0),
		TEST_AS(test_brief, 1),
		TEST_AS(test_common, 1),
		TEST_AS(test_common, 2),
		TEST_AS(test_making, 1),
		TEST_AS(test_making_elsewhere, 1),
	};
	unsigned int wanted = tried("INDEX_WAYS", 7);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	for (size_t way = 0; way < ARRAY_LEN(ways); way++)
		if ((wanted & 1u << way) != 0)
			failed += run_in_way(way);
	return failed;
}
