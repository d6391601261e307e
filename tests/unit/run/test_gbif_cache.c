/*
 * test_gbif_cache.c: what GBIF answered is kept, found by who only looks, and
 * nothing fails where the file is deleted, broken or not there.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/cache/gbif.h"
#include "tests/kit/scratch.h"

struct world {
	char *dir;
	struct run run;
	struct gbif_cache *cache;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->run = scratch_bare_run(w->dir);
	assert_int_equal(gbif_cache_open(&w->run, &w->cache, NULL), 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	gbif_cache_close(w->cache);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static void has(struct gbif_cache *cache, const char *question,
		const char *body, const char *state)
{
	char *is = NULL;
	char *got = gbif_cache_get(cache, question, &is);

	if (body == NULL) {
		assert_null(got);
		return;
	}
	assert_string_equal(got, body);
	assert_string_equal(is, state);
	free(got);
	free(is);
}

/* Who looks sees an answer at once, and after it was given anew. */
static void test_answers_are_found(void **state)
{
	struct world *w = *state;
	struct gbif_cache *look;
	char *note;

	has(w->cache, "a", NULL, NULL);
	assert_true(gbif_cache_put(w->cache, "a", "one", "{1}"));
	look = gbif_cache_find(&w->run);
	has(look, "a", "{1}", "one");
	assert_true(gbif_cache_put(w->cache, "a", "two", "{2}"));
	has(look, "a", "{2}", "two");
	assert_true(gbif_cache_set_note(w->cache, "server", "s"));
	note = gbif_cache_note(look, "server");
	assert_string_equal(note, "s");
	free(note);
	assert_null(gbif_cache_note(look, "nothing"));
	gbif_cache_close(look);
}

/* Looking makes nothing, and follows what others make and delete. */
static void test_looking_follows(void **state)
{
	struct world *w = *state;
	struct gbif_cache *look;

	gbif_cache_close(w->cache);
	w->cache = NULL;
	assert_true(scratch_exists(w->dir, "cache/gbif.db"));
	scratch_free(w->dir);
	w->dir = scratch_new();
	w->run = scratch_bare_run(w->dir);
	look = gbif_cache_find(&w->run);
	has(look, "a", NULL, NULL);
	assert_false(gbif_cache_put(look, "a", "", "{}"));
	assert_false(scratch_exists(w->dir, "cache/gbif.db"));
	assert_int_equal(gbif_cache_open(&w->run, &w->cache, NULL), 0);
	assert_true(gbif_cache_put(w->cache, "a", "", "{}"));
	gbif_cache_follow(look);
	has(look, "a", "{}", "");
	gbif_cache_close(look);
}

static void test_broken_file_is_begun_anew(void **state)
{
	struct world *w = *state;

	assert_true(gbif_cache_put(w->cache, "a", "", "{}"));
	gbif_cache_close(w->cache);
	scratch_puts(w->dir, "cache/gbif.db",
		     "this is not a database at all, "
		     "nor was it ever one");
	assert_int_equal(gbif_cache_open(&w->run, &w->cache, NULL), 0);
	has(w->cache, "a", NULL, NULL);
	assert_true(gbif_cache_put(w->cache, "b", "", "{}"));
	has(w->cache, "b", "{}", "");
}

/* A run that is not there any more is not begun anew in its place. */
static void test_gone_run_stays_gone(void **state)
{
	struct world *w = *state;
	char *kept CLEANUP(mem_free_str) = mem_printf("%s.kept", w->dir);

	gbif_cache_close(w->cache);
	assert_int_equal(rename(w->dir, kept), 0);
	assert_int_equal(gbif_cache_open(&w->run, &w->cache, NULL), 0);
	assert_true(gbif_cache_put(w->cache, "a", "", "{}"));
	assert_int_equal(access(w->dir, F_OK), -1);
	assert_int_equal(rename(kept, w->dir), 0);
}

static void test_what_is_too_long_is_not_kept(void **state)
{
	struct world *w = *state;
	char *body = mem_alloc(GBIF_CACHE_BODY_MAX + 2);

	memset(body, 'x', GBIF_CACHE_BODY_MAX + 1);
	body[GBIF_CACHE_BODY_MAX + 1] = '\0';
	assert_false(gbif_cache_put(w->cache, "a", "", body));
	body[GBIF_CACHE_BODY_MAX] = '\0';
	assert_true(gbif_cache_put(w->cache, "a", "", body));
	free(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_answers_are_found, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_looking_follows, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_broken_file_is_begun_anew,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_gone_run_stays_gone, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			test_what_is_too_long_is_not_kept, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
