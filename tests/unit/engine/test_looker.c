/*
 * test_looker.c: a sheet is looked at once, whoever asks.
 */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/scratch.h"

#ifdef HAVE_OCR

#include "engine/label/looker.h"
#include "engine/label/ocr.h"

struct world {
	char *dir, *path; /* of a copy of a sheet */
	struct run run;
	struct facts_cache *cache;
	struct looker *looker;
};

static void copy_sheet(struct world *w, const char *name)
{
	const char *top = getenv("top_srcdir");
	char *from CLEANUP(mem_free_str) = mem_printf(
		"%s/data/demo/sheets/%s", top != NULL ? top : ".", name);
	struct bytes sheet CLEANUP(bytes_done) = {0};

	assert_int_equal(file_read(from, 1u << 24, &sheet, NULL), 0);
	scratch_write(w->dir, "a.jpg", sheet.data, sheet.len);
}

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	struct error err;

	ocr_silence();
	w->dir = scratch_new();
	w->path = file_join(w->dir, "a.jpg");
	w->run = scratch_bare_run(w->dir);
	copy_sheet(w, "sheet-07.jpg");
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	if (looker_new("eng", w->cache, &w->looker, &err) < 0) {
		print_message("%s\n", err.text);
		return -1;
	}
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	looker_free(w->looker);
	facts_cache_close(w->cache);
	scratch_free(w->dir);
	free(w->path);
	free(w);
	return 0;
}

/* The facts are just what the cache keeps of them: thousandths. */
static void assert_kept(const struct facts *facts)
{
	for (size_t r = 0; r < facts->n_regions; r++)
		for (size_t i = 0; i < facts->regions[r].words.n; i++) {
			double c = facts->regions[r].words.items[i].confidence;

			assert_true(c == round(c * 1000) / 1000);
		}
}

static int look(struct world *w, const atomic_bool *cancelled, bool *ret_made,
		struct error *err)
{
	char sha256[HASH_HEX_SIZE];
	struct look_sheet sheet = {.path = w->path, .sha256 = sha256};
	struct facts facts;

	if (look_file(w->cache, w->path, "a.jpg", &sheet.file, sha256, err) < 0)
		return -1;
	if (looker_look(w->looker, &sheet, cancelled, &facts, ret_made, err) <
	    0)
		return -1;
	assert_true(facts.n_regions > 0);
	assert_true(facts.regions[0].words.n > 0);
	assert_kept(&facts);
	facts_done(&facts);
	return 0;
}

/* Made once; another file at the path is looked at anew. */
static void test_once(void **state)
{
	struct world *w = *state;
	struct error err;
	bool made;

	assert_int_equal(look(w, NULL, &made, &err), 0);
	assert_true(made);
	assert_int_equal(look(w, NULL, &made, &err), 0);
	assert_false(made);
	copy_sheet(w, "sheet-15.jpg");
	assert_int_equal(look(w, NULL, &made, &err), 0);
	assert_true(made);
	copy_sheet(w, "sheet-07.jpg");
	assert_int_equal(look(w, NULL, &made, &err), 0);
	assert_false(made);
}

/* What is given up is not kept. */
static void test_cancelled(void **state)
{
	struct world *w = *state;
	atomic_bool cancelled;
	struct facts_place before, after;
	struct error err;
	bool made;
	char sha256[HASH_HEX_SIZE];
	struct facts_file file;

	assert_int_equal(
		look_file(w->cache, w->path, "a.jpg", &file, sha256, &err), 0);
	facts_cache_place(w->cache, &before);
	atomic_init(&cancelled, true);
	assert_int_equal(look(w, &cancelled, &made, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	facts_cache_place(w->cache, &after);
	assert_int_equal(before.n, after.n);
	assert_false(looker_knows(w->looker, sha256));
}

/* Facts of other bytes than were hashed are kept for nobody. */
static void test_replaced(void **state)
{
	struct world *w = *state;
	char sha256[HASH_HEX_SIZE];
	struct look_sheet sheet = {.path = w->path, .sha256 = sha256};
	struct facts facts;
	struct error err;

	assert_int_equal(look_file(w->cache, w->path, "a.jpg", &sheet.file,
				   sha256, &err),
			 0);
	copy_sheet(w, "sheet-15.jpg");
	assert_int_equal(
		looker_look(w->looker, &sheet, NULL, &facts, NULL, &err), -1);
	assert_non_null(strstr(err.text, "changed"));
	assert_false(looker_knows(w->looker, sha256));
}

static void test_missing(void **state)
{
	struct world *w = *state;
	struct facts_file file;
	char sha256[HASH_HEX_SIZE];
	struct error err;

	assert_int_equal(look_file(w->cache, "/nowhere/a.jpg", "a.jpg", &file,
				   sha256, &err),
			 -1);
	assert_non_null(strstr(err.text, "/nowhere/a.jpg"));
	assert_int_equal(
		look_file(w->cache, w->dir, "a.jpg", &file, sha256, &err), -1);
}

/* Other languages are another key; the same ones the same. */
static void test_key(void **state)
{
	struct world *w = *state;
	struct looker *other;
	bool made;
	char sha256[HASH_HEX_SIZE];
	struct facts_file file;

	assert_int_equal(look(w, NULL, &made, NULL), 0);
	assert_int_equal(
		look_file(w->cache, w->path, "a.jpg", &file, sha256, NULL), 0);
	assert_int_equal(looker_new("eng", w->cache, &other, NULL), 0);
	assert_true(looker_knows(other, sha256));
	looker_free(other);
	assert_int_equal(looker_new("eng+eng", w->cache, &other, NULL), 0);
	assert_false(looker_knows(other, sha256));
	looker_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_once, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cancelled, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(test_missing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_key, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	return 77; /* built without OCR */
}

#endif
