/*
 * test_index_facts.c: rows are a function of the journals and of the cached
 * facts, whoever put those, in whichever order, and whatever becomes of the
 * cache.
 */
#include "config.h"

#include "run/index/filter.h"
#include "run/index/index.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/cache/facts.h"
#include "run/index/table/open.h"
#include "run/record/pin.h"
#include "run/store/store.h"
#include "run/store/watch.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define LOOKS 2

struct place {
	char *dir;
	struct run *run;
	struct index *index;
	struct facts_cache *cache;
	pid_t looks[LOOKS]; /* of test_at_once */
};

static struct place *place_new(void)
{
	struct place *place = mem_zalloc(sizeof(*place));

	place->dir = scratch_new();
	place->run = history_run(place->dir);
	return place;
}

static void place_open(struct place *place)
{
	assert_int_equal(
		index_open(place->run, INDEX_FOLD, &place->index, NULL), 0);
	assert_int_equal(facts_cache_open(place->run, &place->cache, NULL), 0);
}

static int setup(void **state)
{
	struct place *place = place_new();

	place_open(place);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;

	index_close(place->index);
	facts_cache_close(place->cache);
	run_close(place->run);
	scratch_free(place->dir);
	free(place);
	return 0;
}

static void put_outcome(struct place *place, const char *id, const char *image)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	history_outcome(&line, id, image, "m1", "locality=Regina");
	history_append(place->run, "raw.jsonl", &line);
}

static bool put_facts_in(struct facts_cache *cache, const char *sha256,
			 const char *word, const char *image)
{
	const struct facts_file file = {image, 1, 1};
	const struct label label = {.box = {1, 2, 3, 4}, .rotation = 0};
	struct facts facts = {.sheet_rotation = -1};
	struct region *region = facts_add_region(&facts, &label);
	bool done;

	words_add(&region->words, word, (struct box){0, 0, 90, 20}, -1, 0.9);
	region->words.items[0].stored = (struct box){5, 6, 90, 20};
	if (strcmp(word, "barcode") == 0)
		facts_add_code(&facts, "CODE-39", "00020326",
			       (struct box){7, 8, 90, 30}, 0.95);
	done = facts_cache_put(cache, sha256, "1 eng", &facts,
			       image != NULL ? &file : NULL);
	facts_done(&facts);
	return done;
}

static void put_facts(struct place *place, unsigned int n, const char *word,
		      const char *image)
{
	char id[65];

	history_id(n, id);
	assert_true(put_facts_in(place->cache, id, word, image));
}

static void saw(struct place *place, unsigned int n, const char *image)
{
	const struct facts_file file = {image, 2, (int64_t)n};
	char id[65];

	history_id(n, id);
	facts_cache_saw(place->cache, &file, id);
}

/* Rows as the database has them, with the facts that each was made with and
 * what those say of its values (packed; the column `supports` says the same in
 * an order of terms that each index finds for itself). */
static void rows_of(struct index *index, struct bytes *ret)
{
	static const char sql[] =
		"SELECT id || ' ' || image || ' ' || facts || ' ' || status"
		" || ' ' || failed || ' ' || priority"
		" || ' ' || doubt || ' ' || blank || ' ' || turn || ' ' ||"
		" due || ' ' || replace(reasons, char(10), ',')"
		" || ' ' || hex(r.dwc)"
		" FROM specimen s JOIN record r ON r.key = s.key ORDER BY id";
	struct error err;
	sqlite3_stmt *stmt;

	bytes_append_str(ret, "");
	/* Opens the file that a build may have put in its place. */
	assert_int_equal(index_db_follow(index, &err), 0);
	assert_int_equal(sqlite3_prepare_v2(index->db, sql, -1, &stmt, NULL),
			 SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		bytes_printf(ret, "%s\n", sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

/* What an index says that has followed all. Both owned by the caller. */
static void say(struct index *index, struct bytes *ret_rows, char **ret_dump,
		size_t *ret_remade)
{
	struct fold_report report;
	struct error err;

	if (index_fold(index, -1, &report, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(report.complete);
	rows_of(index, ret_rows);
	*ret_dump = history_dump(index);
	*ret_remade = report.remade;
}

/* Fails with the first line in which two texts differ. */
static void expect_same(const char *left, const char *right)
{
	size_t start = 0;

	for (size_t i = 0; left[i] == right[i]; i++) {
		if (left[i] == '\0')
			return;
		if (left[i] == '\n')
			start = i + 1;
	}
	fail_msg("live:    %.*s\nrebuilt: %.*s",
		 (int)strcspn(left + start, "\n"), left + start,
		 (int)strcspn(right + start, "\n"), right + start);
}

/* Folds; the rows are those of an index that is made from nothing. Returns how
 * many were made anew for their facts. */
static size_t fold(struct place *place)
{
	const struct index_options builds = {.builds = true};
	struct bytes live CLEANUP(bytes_done) = {0};
	struct bytes rebuilt CLEANUP(bytes_done) = {0};
	/* In that place it has the same cache beside it. */
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/cache/again.db", place->run->dir);
	struct run run = *place->run;
	char *dump, *again;
	struct index *index;
	size_t remade, ignored;

	say(place->index, &live, &dump, &remade);
	run.index_path = path;
	unlink(path);
	assert_int_equal(
		index_open_with(&run, INDEX_FOLD, &builds, &index, NULL), 0);
	say(index, &rebuilt, &again, &ignored);
	index_close(index);
	expect_same(live.data, rebuilt.data);
	expect_same(dump, again);
	free(dump);
	free(again);
	return remade;
}

static void get(struct place *place, unsigned int n, struct specimen *ret)
{
	struct error err;
	char id[65];

	history_id(n, id);
	if (index_specimen(place->index, id, ret, &err) < 0)
		fail_msg("%s", err.text);
}

/* What serves a specimen: its state, and the first word (NULL: none). */
static void expect(struct place *place, unsigned int n, enum facts_state state,
		   const char *word)
{
	struct specimen s;

	get(place, n, &s);
	assert_int_equal(s.looked, state);
	assert_int_equal(s.facts != NULL, state == FACTS_KNOWN);
	if (word != NULL)
		assert_string_equal(s.facts->regions[0].words.items[0].text,
				    word);
	specimen_done(&s);
}

static void three_sheets(struct place *place)
{
	static const char *const images[] = {"a.jpg", "b.jpg", "c.jpg"};
	char id[65];

	for (unsigned int i = 0; i < 3; i++) {
		history_id(i + 1, id);
		put_outcome(place, id, images[i]);
	}
}

/* Before or after the outcome: it is all the same. */
static void test_arrive(void **state)
{
	struct place *place = *state;

	put_facts(place, 1, "Quercus", "a.jpg");
	three_sheets(place);
	fold(place);
	expect(place, 1, FACTS_KNOWN, "Quercus");
	expect(place, 2, FACTS_UNKNOWN, NULL);
	put_facts(place, 2, "Fagus", "b.jpg");
	assert_int_equal(fold(place), 1);
	expect(place, 2, FACTS_KNOWN, "Fagus");
	/* The same facts again change nothing. */
	put_facts(place, 2, "Fagus", "b.jpg");
	assert_int_equal(fold(place), 0);
	put_facts(place, 2, "Betula", "b.jpg");
	assert_int_equal(fold(place), 1);
	expect(place, 2, FACTS_KNOWN, "Betula");
	put_facts(place, 9, "Alnus", "nobody.jpg");
	assert_int_equal(fold(place), 0);
}

/* How many records match. */
static size_t matching(struct place *place, const char *where)
{
	struct index_filter filter;
	struct specimen_row *rows;
	char *storage;
	size_t n, total;

	assert_int_equal(index_filter_parse(where, place->run->terms, &filter,
					    &storage, NULL),
			 0);
	assert_int_equal(index_rows(place->index, &filter, ORDER_DOUBT, 0, 100,
				    &rows, &n, &total, NULL),
			 0);
	for (size_t i = 0; i < n; i++)
		specimen_row_done(&rows[i]);
	free(rows);
	free(storage);
	assert_int_equal(n, total);
	return n;
}

/* The file is replaced between a look and the signing: nothing serves. */
static void test_replaced(void **state)
{
	struct place *place = *state;

	three_sheets(place);
	put_facts(place, 1, "Quercus", "a.jpg");
	fold(place);
	assert_int_equal(matching(place, "evidence:unknown"), 2);
	saw(place, 7, "a.jpg");
	assert_int_equal(fold(place), 1);
	expect(place, 1, FACTS_CHANGED, NULL);
	assert_int_equal(matching(place, "evidence:unknown"), 3);
	put_facts(place, 7, "Tilia", "a.jpg");
	fold(place);
	expect(place, 1, FACTS_CHANGED, NULL);
	saw(place, 1, "a.jpg");
	assert_int_equal(fold(place), 1);
	expect(place, 1, FACTS_KNOWN, "Quercus");
}

/* One without a hash is served by its path's; the id stays, until an outcome
 * brings another. */
static void test_named(void **state)
{
	struct place *place = *state;
	struct specimen s;
	char id[65];

	put_outcome(place, "name:a.jpg", "a.jpg");
	fold(place);
	put_facts(place, 1, "Quercus", "a.jpg");
	assert_int_equal(fold(place), 1);
	assert_int_equal(index_specimen(place->index, "name:a.jpg", &s, NULL),
			 0);
	assert_string_equal(s.id, "name:a.jpg");
	assert_int_equal(s.looked, FACTS_KNOWN);
	specimen_done(&s);
	history_id(1, id);
	put_outcome(place, id, "a.jpg");
	fold(place);
	expect(place, 1, FACTS_KNOWN, "Quercus");
}

/* A change of a path concerns all who were seen there. */
static void test_shared_path(void **state)
{
	struct place *place = *state;
	char id[65];

	three_sheets(place);
	history_id(4, id);
	put_outcome(place, id, "a.jpg");
	put_facts(place, 1, "Quercus", "a.jpg");
	put_facts(place, 4, "Tilia", NULL);
	fold(place);
	expect(place, 1, FACTS_KNOWN, "Quercus");
	expect(place, 4, FACTS_CHANGED, NULL);
	saw(place, 4, "a.jpg");
	assert_int_equal(fold(place), 2);
	expect(place, 1, FACTS_CHANGED, NULL);
	expect(place, 4, FACTS_KNOWN, "Tilia");
}

/* What is said of the locality of a specimen, "Regina", and in how many boxes;
 * by its record, its outcome and the row's column alike. */
static void expect_support(struct place *place, unsigned int n,
			   enum field_support support, size_t boxes)
{
	static const char sql[] = "SELECT supports FROM specimen WHERE id = ?";
	sqlite3_stmt *stmt;
	struct specimen s;
	const struct field *field;
	char id[65];
	const char *supports;

	get(place, n, &s);
	field = record_find(&s.record, "locality");
	assert_int_equal(field->support, support);
	assert_int_equal(field->n_boxes, boxes);
	assert_true((field->evidence < 0) == (support == SUPPORT_UNKNOWN));
	field = record_find(&s.outcomes[0].dwc, "locality");
	assert_int_equal(field->support, support);
	specimen_done(&s);
	history_id(n, id);
	assert_int_equal(
		sqlite3_prepare_v2(place->index->db, sql, -1, &stmt, NULL),
		SQLITE_OK);
	sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	supports = (const char *)sqlite3_column_text(stmt, 0);
	if (support == SUPPORT_UNKNOWN)
		assert_string_equal(supports, "");
	else
		assert_non_null(strchr(supports, '0' + (int)support));
	sqlite3_finalize(stmt);
}

/* What the sheet says of a value comes, changes and goes with the facts. */
static void test_support(void **state)
{
	struct place *place = *state;
	char id[65];

	history_id(1, id);
	put_outcome(place, id, "a.jpg");
	fold(place);
	expect_support(place, 1, SUPPORT_UNKNOWN, 0);
	put_facts(place, 1, "Quercus", "a.jpg");
	fold(place);
	expect_support(place, 1, SUPPORT_ILLEGIBLE, 0);
	put_facts(place, 1, "Regina", "a.jpg");
	fold(place);
	expect_support(place, 1, SUPPORT_SEEN, 1);
	saw(place, 7, "a.jpg");
	fold(place);
	expect_support(place, 1, SUPPORT_UNKNOWN, 0);
}

/* A line says what it says, whatever was found out about it. */
static void test_line(void **state)
{
	struct place *place = *state;
	struct specimen specimen;
	struct outcome outcome;
	const struct field *field;
	struct error err;

	three_sheets(place);
	put_facts(place, 1, "Regina", "a.jpg");
	fold(place);
	get(place, 1, &specimen);
	field = record_find(&specimen.outcomes[0].dwc, "locality");
	assert_int_equal(field->n_boxes, 1);
	if (index_outcome(place->index, specimen.id, specimen.outcome_sha256[0],
			  &outcome, &err) < 0)
		fail_msg("%s", err.text);
	field = record_find(&outcome.dwc, "locality");
	assert_string_equal(field->value, "Regina");
	assert_int_equal(field->n_boxes, 0);
	assert_true(field->evidence < 0);
	outcome_done(&outcome);
	assert_int_equal(index_outcome(place->index, specimen.id, specimen.id,
				       &outcome, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	specimen_done(&specimen);
}

/* A code is proposed whoever read the words, with its box, as long as the facts
 * are there; a sheet that was not read stays one. */
static void test_code(void **state)
{
	struct place *place = *state;
	struct specimen specimen;
	const struct field *field;
	struct fold_report report;
	struct error err;

	three_sheets(place);
	put_facts(place, 1, "barcode", "a.jpg");
	assert_int_equal(index_fold(place->index, -1, &report, &err), 0);
	get(place, 1, &specimen);
	field = record_find(&specimen.record, "catalogNumber");
	assert_non_null(field);
	assert_string_equal(field->value, "00020326");
	assert_int_equal(field->source, SOURCE_BARCODE);
	assert_int_equal(field->n_boxes, 1);
	assert_int_equal(field->boxes[0].x, 7);
	assert_string_equal(record_value(&specimen.record, "locality"),
			    "Regina");
	specimen_done(&specimen);
	get(place, 2, &specimen);
	assert_string_equal(record_value(&specimen.record, "catalogNumber"),
			    "");
	specimen_done(&specimen);
}

static void drop_cache(struct place *place)
{
	static const char *const tails[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *path CLEANUP(mem_free_str) = mem_printf(
			"%s/cache/facts.db%s", place->run->dir, tails[i]);

		unlink(path);
	}
}

static void test_deleted(void **state)
{
	struct place *place = *state;

	three_sheets(place);
	put_facts(place, 1, "Quercus", "a.jpg");
	put_facts(place, 2, "Fagus", "b.jpg");
	fold(place);
	drop_cache(place);
	assert_int_equal(fold(place), 2);
	expect(place, 1, FACTS_UNKNOWN, NULL);
	put_facts(place, 3, "Betula", "c.jpg");
	put_facts(place, 1, "Quercus", "a.jpg");
	assert_int_equal(fold(place), 2);
	/* Deleted and begun anew before anybody looked. */
	drop_cache(place);
	put_facts(place, 1, "Quercus", "a.jpg");
	assert_int_equal(fold(place), 1);
	expect(place, 1, FACTS_KNOWN, "Quercus");
	expect(place, 3, FACTS_UNKNOWN, NULL);
}

/* A row that was made while there was a cache that nobody had followed yet has
 * no facts once that is gone. */
static void test_deleted_unfollowed(void **state)
{
	struct place *place = *state;
	struct fold_report report;

	put_facts(place, 1, "Quercus", "a.jpg");
	three_sheets(place);
	/* The journals alone are followed. */
	assert_int_equal(index_fold(place->index, 0, &report, NULL), 0);
	assert_int_equal(index_db_meta_put(place->index, "facts.id", 0, NULL),
			 0);
	assert_int_equal(index_db_meta_put(place->index, "facts.n", 0, NULL),
			 0);
	expect(place, 1, FACTS_KNOWN, "Quercus");
	drop_cache(place);
	assert_int_equal(fold(place), 1);
	expect(place, 1, FACTS_UNKNOWN, NULL);
}

static void cache_exec(struct place *place, const char *sql)
{
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/cache/facts.db", place->run->dir);
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* A cache that is earlier than what was followed, as one that is copied back or
 * that lost its end with the power, is followed from its beginning. */
static void test_earlier(void **state)
{
	struct place *place = *state;

	three_sheets(place);
	put_facts(place, 1, "Quercus", "a.jpg");
	put_facts(place, 2, "Fagus", "b.jpg");
	fold(place);
	cache_exec(place, "UPDATE cache SET n = n - 2;"
			  "DELETE FROM facts WHERE n > (SELECT n FROM cache);"
			  "DELETE FROM file WHERE n > (SELECT n FROM cache)");
	assert_int_equal(fold(place), 1);
	expect(place, 1, FACTS_KNOWN, "Quercus");
	expect(place, 2, FACTS_UNKNOWN, NULL);
}

/* A clock that is behind its own entries is not followed for ever. */
static void test_clock_wrong(void **state)
{
	struct place *place = *state;
	struct fold_report report = {0};

	three_sheets(place);
	put_facts(place, 1, "Quercus", "a.jpg");
	fold(place);
	cache_exec(place, "UPDATE cache SET n = -5");
	for (int i = 0; i < 20 && !report.complete; i++)
		assert_int_equal(index_fold(place->index, 20, &report, NULL),
				 0);
	assert_true(report.complete);
	expect(place, 1, FACTS_KNOWN, "Quercus");
}

/* More than one turn can mark or make. */
static void test_many(void **state)
{
	struct place *place = *state;

	for (unsigned int i = 1; i <= 700; i++) {
		char id[65], image[16];

		history_id(i, id);
		snprintf(image, sizeof(image), "%u.jpg", i);
		put_outcome(place, id, image);
	}
	fold(place);
	for (unsigned int i = 1; i <= 700; i += 2) {
		char image[16];

		snprintf(image, sizeof(image), "%u.jpg", i);
		put_facts(place, i, "Quercus", image);
	}
	assert_int_equal(fold(place), 350);
	expect(place, 699, FACTS_KNOWN, "Quercus");
	drop_cache(place);
	assert_int_equal(fold(place), 350);
}

/* --- any history ----------------------------------------------------------- */

#define ANY_SHEETS    5
#define ANY_STEPS     120
#define ANY_HISTORIES 5

struct any {
	struct place *place;
	unsigned int seed;
	int64_t seq;
	json_t *acts; /* ids, of which one may be taken back */
};

static unsigned int any_of(struct any *any, unsigned int n)
{
	any->seed = any->seed * 1103515245u + 12345u;
	return (any->seed >> 16) % n;
}

static const char *any_word(struct any *any)
{
	static const char *const words[] = {"Regina", "Quercus", "barcode",
					    "Olds",   "19 May",	 "Fagus",
					    "Looman"};

	return words[any_of(any, ARRAY_LEN(words))];
}

static void any_outcome(struct any *any)
{
	static const char *const fields[] = {
		"locality=Regina|recordedBy=J. Looman|eventDate=1961-05-19",
		"locality=Olds|country=Canada",
		"scientificName=Quercus alba|locality=Regina",
		"catalogNumber=00020326|recordedBy=Looman",
		"eventDate=1961|country=Canada|stateProvince=Alberta",
		"habitat=dry slope",
		NULL,
		NULL,
	};
	static const char *const models[] = {"m1", "m2", "m3"};
	struct bytes line CLEANUP(bytes_done) = {0};
	unsigned int n = any_of(any, ANY_SHEETS) + 1;
	char id[72], image[16];

	snprintf(image, sizeof(image), "%u.jpg", any_of(any, 6) > 0 ? n : 1);
	if (any_of(any, 6) == 0)
		snprintf(id, sizeof(id), "name:%s", image);
	else
		history_id(n, id);
	history_outcome(&line, id, image, models[any_of(any, 3)],
			fields[any_of(any, ARRAY_LEN(fields))]);
	history_append(any->place->run, "raw.jsonl", &line);
}

/* As a console writes it, or as an older program did, or neither. */
static void any_pin(struct any *any, const struct specimen *s,
		    struct bytes *ret)
{
	json_t *pin CLEANUP(json_release) = pin_write(&s->proposal);
	char *text = json_dumps(pin, JSON_COMPACT);
	unsigned int kind = any_of(any, 4);

	if (kind > 1)
		bytes_printf(ret, ",\"pin\":%s", text);
	if (kind > 0 && s->base < s->n_outcomes)
		bytes_printf(ret, ",\"base\":{\"line_sha256\":\"%s\"}",
			     s->outcome_sha256[s->base]);
	else if (kind > 0)
		bytes_append_str(ret, ",\"base\":{}");
	free(text);
}

static void any_act(struct any *any)
{
	static const char *const ops[] = {"set",  "clear",   "accept", "flag",
					  "note", "approve", "reject", "undo",
					  "redo", "bulk"};
	const char *op = ops[any_of(any, ARRAY_LEN(ops))];
	struct bytes rest CLEANUP(bytes_done) = {0};
	struct bytes line CLEANUP(bytes_done) = {0};
	struct specimen s;
	char id[65], act[32];

	history_id(any_of(any, ANY_SHEETS) + 1, id);
	if (index_specimen(any->place->index, id, &s, NULL) < 0)
		return;
	bytes_append_str(&rest, "");
	if (strcmp(op, "bulk") == 0) {
		bytes_printf(&rest,
			     ",\"changes\":[{\"specimen_id\":\"%s\","
			     "\"term\":\"habitat\",\"to\":\"%s\"",
			     id, any_word(any));
		any_pin(any, &s, &rest);
		bytes_append_str(&rest, "}]");
	} else if (strcmp(op, "undo") == 0 || strcmp(op, "redo") == 0) {
		size_t n = json_array_size(any->acts);

		bytes_printf(&rest, ",\"%ses\":[\"%s\"]", op,
			     n > 0 ? json_string_value(json_array_get(
					     any->acts,
					     any_of(any, (unsigned int)n)))
				   : "none");
	} else {
		bytes_printf(&rest,
			     ",\"term\":\"locality\",\"to\":\"%s\","
			     "\"reason\":\"other\"",
			     any_word(any));
		any_pin(any, &s, &rest);
	}
	snprintf(act, sizeof(act), "act-%lld", (long long)++any->seq);
	json_array_append_new(any->acts, json_string(act));
	history_act(&line, any->seq, "me", strcmp(op, "bulk") == 0 ? NULL : id,
		    op, rest.data);
	history_append(any->place->run, "edits.jsonl", &line);
	specimen_done(&s);
}

/* What the row says is what the whole specimen says, also where no more was
 * read for the row than it takes. */
static void any_compare(struct place *place)
{
	struct index_filter filter;
	struct specimen_row *rows;
	size_t n;

	index_filter_init(&filter);
	assert_int_equal(index_rows(place->index, &filter, ORDER_NAME, 0, 100,
				    &rows, &n, NULL, NULL),
			 0);
	for (size_t i = 0; i < n; i++) {
		const struct quality *row = &rows[i].quality;
		struct specimen s;

		assert_int_equal(
			index_specimen(place->index, rows[i].id, &s, NULL), 0);
		if (row->priority != s.quality.priority ||
		    row->blank != s.quality.blank ||
		    row->doubt != s.quality.doubt)
			fail_msg("%s: row %s %d %.3f, specimen %s %d %.3f",
				 rows[i].id, priority_word(row->priority),
				 row->blank, row->doubt,
				 priority_word(s.quality.priority),
				 s.quality.blank, s.quality.doubt);
		specimen_done(&s);
		specimen_row_done(&rows[i]);
	}
	free(rows);
}

static void any_step(struct any *any)
{
	struct place *place = any->place;
	unsigned int n = any_of(any, ANY_SHEETS) + 1;
	char image[16];

	snprintf(image, sizeof(image), "%u.jpg", n);
	switch (any_of(any, 8)) {
	case 0:
	case 1:
		any_outcome(any);
		break;
	case 2:
	case 3:
		put_facts(place, n, any_word(any),
			  any_of(any, 4) > 0 ? image : NULL);
		break;
	case 4:
		saw(place, any_of(any, ANY_SHEETS) + 1, image);
		break;
	case 5:
		if (any_of(any, 8) == 0)
			drop_cache(place);
		break;
	default:
		any_act(any);
		break;
	}
}

static void test_any(void **state)
{
	for (unsigned int i = 0; i < ANY_HISTORIES; i++) {
		struct place *place;
		struct any any;
		void *fresh = NULL;

		(void)state;
		setup(&fresh);
		place = fresh;
		any = (struct any){place, i + 1, 0, json_array()};
		for (int k = 0; k < ANY_STEPS; k++) {
			any_step(&any);
			if (any_of(&any, 6) > 0)
				continue;
			fold(place);
			any_compare(place);
		}
		fold(place);
		any_compare(place);
		json_decref(any.acts);
		teardown(&fresh);
	}
}

/* --- several processes ---------------------------------------------------- */

#define SHEETS 60

/* In a process of its own: the facts of every sheet, again and again. */
static void look_forever(const struct run *run)
{
	struct facts_cache *cache;

	if (facts_cache_open(run, &cache, NULL) < 0)
		_exit(1);
	for (unsigned int i = 0;; i++) {
		char id[65], image[16];

		history_id(i % SHEETS + 1, id);
		snprintf(image, sizeof(image), "%u.jpg", i % SHEETS + 1);
		put_facts_in(cache, id, i % 7 < 3 ? "Quercus" : "Fagus", image);
	}
}

/* They begin before anything else does: a database that is open, and a lock
 * that a thread has, would go with them. */
static int setup_looks(void **state)
{
	struct place *place = place_new();

	for (int i = 0; i < LOOKS; i++) {
		place->looks[i] = fork();
		assert_true(place->looks[i] >= 0);
		if (place->looks[i] == 0)
			look_forever(place->run);
	}
	place_open(place);
	*state = place;
	return 0;
}

static void look_kill(pid_t look)
{
	kill(look, SIGKILL);
	assert_int_equal(waitpid(look, NULL, 0), look);
}

/* Until so many sheets have facts; the store makes the rows. */
static void await_facts(struct place *place, int n)
{
	for (;;) {
		struct bytes rows CLEANUP(bytes_done) = {0};
		const char *at;
		int with = 0;

		rows_of(place->index, &rows);
		for (at = rows.data; at != NULL && *at != '\0'; at++)
			with += strncmp(at, ".jpg ", 5) == 0 && at[5] != '0';
		if (with >= n)
			return;
	}
}

static void wake(void *store)
{
	store_wake(store);
}

/* Two that look, a store that takes in outcomes and makes rows, a cache that
 * is deleted and looks that are killed. */
static void test_at_once(void **state)
{
	struct place *place = *state;
	char *file CLEANUP(mem_free_str) = facts_cache_watched(place->run);
	struct journal_watch *watch;
	struct store *store;

	assert_int_equal(store_start(place->run, &store, NULL), 0);
	assert_int_equal(journal_watch_start(place->run->dir, file, wake, store,
					     &watch, NULL),
			 0);
	for (unsigned int i = 1; i <= SHEETS; i++) {
		char id[65], image[16];

		history_id(i, id);
		snprintf(image, sizeof(image), "%u.jpg", i);
		put_outcome(place, id, image);
		if (i == SHEETS / 2)
			drop_cache(place);
	}
	await_facts(place, SHEETS / 2);
	look_kill(place->looks[0]);
	drop_cache(place);
	await_facts(place, SHEETS / 2);
	look_kill(place->looks[1]);
	journal_watch_stop(watch);
	store_stop(store);
	fold(place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_arrive, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(test_named, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shared_path, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_support, setup, teardown),
		cmocka_unit_test_setup_teardown(test_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_code, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deleted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deleted_unfollowed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_earlier, setup, teardown),
		cmocka_unit_test_setup_teardown(test_clock_wrong, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test(test_any),
		cmocka_unit_test_setup_teardown(test_at_once, setup_looks,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
