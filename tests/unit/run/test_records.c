/*
 * test_records.c: whole records out of one snapshot of the index, and the
 * journal of their identifiers.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/ids/ids.h"
#include "run/index/filter.h"
#include "run/index/records.h"
#include "tests/kit/history.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/scratch.h"

static void put(struct run *run, unsigned int n, const char *fields)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char id[65], image[16];

	history_id(n, id);
	snprintf(image, sizeof(image), "%u.jpg", n);
	history_outcome(&line, id, image, "m", fields);
	history_append(run, "raw.jsonl", &line);
}

static void approve(struct run *run, int64_t seq, unsigned int n)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char id[65];

	history_id(n, id);
	history_act(&line, seq, "mb", id, "approve", "");
	history_append(run, "edits.jsonl", &line);
}

static void assert_value(const struct index_record *record,
			 const struct terms *terms, const char *term,
			 const char *want)
{
	for (size_t i = 0; i < record->n; i++) {
		const struct index_value *v = &record->values[i];

		if (v->term_len != strlen(term) ||
		    memcmp(v->term, term, v->term_len) != 0)
			continue;
		assert_int_equal(v->len, strlen(want));
		assert_memory_equal(v->text, want, v->len);
		assert_int_equal(v->place, terms_index(terms, term));
		return;
	}
	fail_msg("no %s", term);
}

static struct index *fold(struct run *run)
{
	struct fold_report report;
	struct index *index;
	struct error err;

	assert_int_equal(index_open(run, INDEX_FOLD, &index, &err), 0);
	assert_int_equal(index_fold(index, -1, &report, &err), 0);
	return index;
}

static void test_walk(void **state)
{
	struct run *run = history_run(*state);
	struct index_records *records;
	struct index_record record;
	struct index_filter filter;
	struct index *index;
	struct error err;
	int64_t second = 0;
	size_t n = 0;

	put(run, 1, "locality=Regina|ownWord=yes");
	put(run, 2, "locality=Saskatoon");
	approve(run, 1, 2);
	index = fold(run);
	index_filter_init(&filter);
	assert_int_equal(index_records_open(index, &records, &err), 0);
	assert_int_equal(index_records_start(records, &filter, &err), 0);
	for (; index_records_next(records, &record, &err) > 0; n++) {
		if (record.status == STATUS_APPROVED) {
			second = record.key;
			assert_string_not_equal(record.modified, "");
			continue;
		}
		assert_value(&record, run->terms, "locality", "Regina");
		assert_value(&record, run->terms, "ownWord", "yes");
		assert_string_equal(record.image, "1.jpg");
	}
	assert_int_equal(n, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			index_records_at(records, second, &record, &err), 1);
		assert_value(&record, run->terms, "locality", "Saskatoon");
	}
	assert_int_equal(index_records_at(records, 99, &record, &err), 0);
	index_records_close(records);
	index_close(index);
	run_close(run);
}

/* What is folded meanwhile by another is not seen. */
static void test_snapshot(void **state)
{
	struct run *run = history_run(*state);
	struct index_records *records;
	struct index_record record;
	struct index_filter filter;
	struct index *index, *other;
	struct error err;
	size_t n = 0;

	put(run, 1, "locality=Regina");
	index = fold(run);
	index_filter_init(&filter);
	assert_int_equal(index_records_open(index, &records, &err), 0);
	assert_int_equal(index_records_start(records, &filter, &err), 0);
	assert_int_equal(index_records_next(records, &record, &err), 1);
	put(run, 2, "locality=Saskatoon");
	other = fold(run);
	index_close(other);
	assert_int_equal(index_records_start(records, &filter, &err), 0);
	while (index_records_next(records, &record, &err) > 0)
		n++;
	assert_int_equal(n, 1);
	index_records_close(records);
	index_close(index);
	run_close(run);
}

/* --- ids ------------------------------------------------------------------ */

static int collect(void *arg, const struct id_line *line, struct error *err)
{
	(void)err;
	bytes_printf(arg, "%s=%s(%d) ", line->specimen_id, line->occurrence_id,
		     (int)line->how);
	return 0;
}

static void test_ids(void **state)
{
	struct run *run = history_run(*state);
	struct bytes line CLEANUP(bytes_done) = {0};
	struct bytes got CLEANUP(bytes_done) = {0};
	struct journals *j = open_journals(run);
	struct error err;
	uint64_t position = 0;
	size_t bad = 0;

	assert_int_equal(
		ids_read(run->dir, &position, collect, &got, &bad, &err), 0);
	assert_int_equal(position, 0);
	id_line_write("aa", "urn:x:1", ID_CATALOG, "2026-01-01T00:00:00Z",
		      &line);
	assert_string_equal(line.data,
			    "{\"specimen_id\":\"aa\",\"occurrenceID\":"
			    "\"urn:x:1\",\"how\":\"catalog\",\"timestamp\":"
			    "\"2026-01-01T00:00:00Z\"}\n");
	assert_int_equal(append(j, JOURNAL_IDS, line.data, &err), 0);
	assert_int_equal(
		append(j, JOURNAL_IDS,
		       "{\"specimen_id\":\"\"}\nnonsense\n"
		       "{\"specimen_id\":\"bb\",\"occurrenceID\":\"y\","
		       "\"how\":\"later\"}\n",
		       &err),
		0);
	assert_int_equal(
		ids_read(run->dir, &position, collect, &got, &bad, &err), 0);
	assert_string_equal(got.data, "aa=urn:x:1(2) bb=y(4) ");
	assert_int_equal(bad, 2);
	/* nothing twice */
	assert_int_equal(
		ids_read(run->dir, &position, collect, &got, &bad, &err), 0);
	assert_string_equal(got.data, "aa=urn:x:1(2) bb=y(4) ");
	journals_close(j);
	run_close(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_walk),
		SCRATCH_TEST(test_snapshot),
		SCRATCH_TEST(test_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
