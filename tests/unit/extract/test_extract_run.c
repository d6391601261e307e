/*
 * test_extract_run.c: an extraction into a real run: store, journals, index,
 * worklist and hashes are the program's own; only the reader is the test's.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "extract/worker/extractor.h"
#include "run/cache/facts.h"
#include "run/index/specimen.h"
#include "tests/kit/scratch.h"

struct fixture {
	char *dir; /* everything below it */
	char *images;
	struct run *run;
	struct extract_options options;
	struct engine_ops ops;
	struct extract_progress last;
};

/* --- the reader: a sheet says what is on it ------------------------------- */

struct engine {
	char params[16];
};

struct engine_reader {
	char unused;
};

static int say_open(const struct engine_options *options, struct engine **ret,
		    struct error *err)
{
	*ret = mem_zalloc(sizeof(**ret));
	snprintf((*ret)->params, sizeof((*ret)->params), "%s",
		 options->ocr_lang);
	return 0;
}

static void say_close(struct engine *engine)
{
	free(engine);
}

static const char *say_model(const struct engine *engine)
{
	return "says";
}

static void say_params(const struct engine *engine, struct bytes *ret)
{
	bytes_append_str(ret, engine->params);
}

static int say_reader_new(const struct engine *engine,
			  struct engine_reader **ret, struct error *err)
{
	*ret = mem_zalloc(sizeof(**ret));
	return 0;
}

static void say_reader_free(struct engine_reader *reader)
{
	free(reader);
}

static int say_read(struct engine_reader *reader, const struct sheet *sheet,
		    struct outcome *ret, struct error *err)
{
	struct bytes text = {0};
	int rc = file_read(sheet->path, 4096, &text, err);

	if (rc == 0 && strncmp(text.data, "bad", 3) == 0)
		rc = error_set(err, ERROR_FAILED, "%s is bad", sheet->image);
	if (rc == 0)
		record_set(&ret->dwc, "catalogNumber", text.data, 0.9,
			   SOURCE_RULE);
	bytes_done(&text);
	return rc;
}

/* --- the fixture ---------------------------------------------------------- */

static int setup(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	char *run;

	f->dir = scratch_new();
	f->images = file_join(f->dir, "images");
	setenv("XDG_RUNTIME_DIR", f->dir, 1);
	setenv("XDG_CONFIG_HOME", f->dir, 1);
	setenv("XDG_CACHE_HOME", f->dir, 1);
	assert_int_equal(mkdir(f->images, 0755), 0);
	run = file_join(f->dir, "run");
	assert_int_equal(run_open(run, RUN_CREATE, &f->run, NULL), 0);
	free(run);
	f->options = (struct extract_options){
		.images = f->images, .ocr_lang = "eng", .threads = 2};
	f->ops = (struct engine_ops){
		.name = "says",
		.provider = "local",
		.open = say_open,
		.close = say_close,
		.model = say_model,
		.params = say_params,
		.reader_new = say_reader_new,
		.reader_free = say_reader_free,
		.read = say_read,
	};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	run_close(f->run);
	free(f->images);
	scratch_free(f->dir);
	free(f);
	return 0;
}

static void sheet(struct fixture *f, const char *name, const char *text)
{
	scratch_puts(f->images, name, text);
}

static void extract(struct fixture *f)
{
	struct extractor *extractor;
	struct store *store;

	assert_int_equal(store_start(f->run, &store, NULL), 0);
	assert_int_equal(extractor_start_with(f->run, store, &f->options,
					      &f->ops, NULL, &extractor, NULL),
			 0);
	extractor_join(extractor, &f->last);
	store_stop(store);
	if (f->last.error.kind != ERROR_NONE)
		fail_msg("%s", f->last.error.text);
}

static void check(const struct fixture *f, size_t succeeded, size_t failed,
		  size_t skipped)
{
	assert_int_equal(f->last.state, EXTRACT_FINISHED);
	assert_int_equal(f->last.succeeded, succeeded);
	assert_int_equal(f->last.failed, failed);
	assert_int_equal(f->last.skipped, skipped);
	assert_int_equal(f->last.total, succeeded + failed + skipped);
}

static size_t lines(const struct fixture *f)
{
	char *text CLEANUP(mem_free_str) =
		scratch_read(f->run->dir, "raw.jsonl", NULL);
	size_t n = 0;

	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		n++;
	return n;
}

static void specimen(const struct fixture *f, const char *id,
		     struct specimen *ret)
{
	struct fold_report report;
	struct index *index;

	assert_int_equal(index_open(f->run, INDEX_FOLD, &index, NULL), 0);
	assert_int_equal(index_fold(index, -1, &report, NULL), 0);
	assert_int_equal(report.bad, 0);
	assert_int_equal(index_specimen(index, id, ret, NULL), 0);
	index_close(index);
}

/* --- tests ---------------------------------------------------------------- */

static void test_resumes(void **state)
{
	struct fixture *f = *state;
	struct specimen s;

	sheet(f, "a.jpg", "A1");
	sheet(f, "b/b.jpg", "B1");
	extract(f);
	check(f, 2, 0, 0);
	specimen(f, "b/b.jpg", &s);
	assert_string_equal(record_value(&s.record, "catalogNumber"), "B1");
	specimen_done(&s);
	sheet(f, "c.jpg", "C1");
	extract(f);
	check(f, 1, 0, 2);
	extract(f);
	check(f, 0, 0, 3);
	assert_int_equal(lines(f), 3);
	f->options.again = true;
	extract(f);
	check(f, 3, 0, 0);
	assert_int_equal(lines(f), 6);
}

/* The memory of hashes is a cache: without it nothing is read again. */
static void test_without_caches(void **state)
{
	struct fixture *f = *state;
	char *index CLEANUP(mem_free_str) = run_path(f->run, "index.db");
	char *hashes CLEANUP(mem_free_str) =
		run_path(f->run, "cache/hashes.db");

	sheet(f, "a.jpg", "A1");
	sheet(f, "b.jpg", "A1");
	extract(f);
	check(f, 1, 0, 1);
	assert_int_equal(remove(hashes), 0);
	assert_int_equal(remove(index), 0);
	extract(f);
	check(f, 0, 0, 2);
	assert_int_equal(lines(f), 2);
}

static void test_failures(void **state)
{
	struct fixture *f = *state;

	sheet(f, "a.jpg", "bad1");
	sheet(f, "b.jpg", "B1");
	extract(f);
	check(f, 1, 1, 0);
	extract(f);
	check(f, 0, 0, 2);
	f->options.retry_failed = true;
	extract(f);
	check(f, 0, 1, 1);
	assert_int_equal(f->last.retried, 1);
	assert_int_equal(lines(f), 3);
}

/* Done is asked for what decides the result. */
static void test_other_params(void **state)
{
	struct fixture *f = *state;
	struct specimen s;

	sheet(f, "a.jpg", "A1");
	extract(f);
	f->options.ocr_lang = "fra";
	extract(f);
	check(f, 1, 0, 0);
	specimen(f, "a.jpg", &s);
	assert_int_equal(s.n_outcomes, 2);
	specimen_done(&s);
	assert_int_equal(f->last.n_recent, 1);
}

static void test_offset_and_limit(void **state)
{
	struct fixture *f = *state;

	for (char c = 'a'; c <= 'f'; c++) {
		char name[] = {c, '.', 'j', 'p', 'g', '\0'};

		sheet(f, name, name);
	}
	f->options.offset = 1;
	f->options.limit = 2;
	extract(f);
	check(f, 2, 0, 0);
	f->options.limit = 4;
	extract(f);
	check(f, 2, 0, 2);
	f->options.offset = 9;
	extract(f);
	check(f, 0, 0, 0);
}

/* What the picture of these bytes shows is the word that the reader read. */
static void put_facts(struct fixture *f, const char *sha256, const char *word)
{
	const struct label label = {.box = {1, 2, 300, 40}, .rotation = 0};
	struct facts facts = {.sheet_rotation = -1};
	struct region *region = facts_add_region(&facts, &label);
	struct facts_cache *cache;

	words_add(&region->words, word, (struct box){0, 0, 90, 20}, -1, 0.9);
	region->words.items[0].stored = (struct box){5, 6, 90, 20};
	assert_int_equal(facts_cache_open(f->run, &cache, NULL), 0);
	assert_true(facts_cache_put(cache, sha256, "1 eng", &facts, NULL));
	facts_cache_close(cache);
	facts_done(&facts);
}

/* All names of the same bytes are known, in whatever session they came; what
 * was found out about the reading meanwhile is not written beside it. */
static void test_duplicates(void **state)
{
	struct fixture *f = *state;
	struct specimen s;
	char *path CLEANUP(mem_free_str) = run_path(f->run, "raw.jsonl");
	struct bytes raw = {0};
	char hash[HASH_HEX_SIZE];

	sheet(f, "a.jpg", "A1");
	sheet(f, "b.jpg", "A1");
	extract(f);
	check(f, 1, 0, 1);
	hash_bytes("A1", 2, hash);
	put_facts(f, hash, "A1");
	sheet(f, "c.jpg", "A1");
	extract(f);
	check(f, 0, 0, 3);
	extract(f);
	assert_int_equal(lines(f), 3);
	specimen(f, hash, &s);
	assert_int_equal(s.n_also, 2);
	assert_string_equal(record_value(&s.record, "catalogNumber"), "A1");
	assert_int_equal(s.record.fields[0].n_boxes, 1);
	specimen_done(&s);
	assert_int_equal(file_read(path, 65536, &raw, NULL), 0);
	assert_null(strstr(raw.data, "evidence"));
	assert_null(strstr(raw.data, "boxes"));
	bytes_done(&raw);
}

static void test_changed_image(void **state)
{
	struct fixture *f = *state;

	sheet(f, "a.jpg", "A1");
	extract(f);
	sheet(f, "a.jpg", "another A1");
	extract(f);
	check(f, 1, 0, 0);
	assert_non_null(strstr(f->last.recent[1].text, "changed since"));
	extract(f);
	check(f, 0, 0, 1);
}

/* The images root is remembered as it was given to the first extraction. */
static void test_defaults(void **state)
{
	struct fixture *f = *state;
	char *dir CLEANUP(mem_free_str) = mem_strdup(f->run->dir);

	sheet(f, "a.jpg", "A1");
	extract(f);
	run_close(f->run);
	assert_int_equal(run_open(dir, RUN_WRITE, &f->run, NULL), 0);
	assert_string_equal(f->run->engine, "says");
	assert_non_null(f->run->images_root);
	f->options.images = NULL;
	extract(f);
	check(f, 0, 0, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_resumes),	     TEST(test_without_caches),
		TEST(test_failures),	     TEST(test_other_params),
		TEST(test_offset_and_limit), TEST(test_duplicates),
		TEST(test_changed_image),    TEST(test_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
