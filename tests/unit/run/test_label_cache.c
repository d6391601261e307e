/*
 * test_label_cache.c: labels that are known already.
 */
#include "config.h"

#include "run/cache/label.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "tests/kit/scratch.h"

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

struct world {
	char *dir;
	struct run run;
	struct label_cache *cache;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->run = scratch_bare_run(w->dir);
	assert_int_equal(label_cache_open(&w->run, &w->cache, NULL), 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	label_cache_close(w->cache);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static void again(struct world *w)
{
	label_cache_close(w->cache);
	w->cache = NULL;
	assert_int_equal(label_cache_open(&w->run, &w->cache, NULL), 0);
}

static void sql(struct world *w, const char *text)
{
	char *path = file_join(w->dir, "cache/labels.db");
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	free(path);
}

static struct labels some(int n)
{
	struct labels labels = {.n = n, .sheet_rotation = 270};

	for (int i = 0; i < n; i++)
		labels.items[i] = (struct label){
			.box = {10 * i, 20 + i, 300 + i, 40},
			.rotation = i % 4 * 90,
			.score = 1.0 / (i + 3),
			.sure = 0.1 * i / 3,
			.text_height = 9 + i,
		};
	return labels;
}

static void assert_same(const struct labels *a, const struct labels *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->sheet_rotation, b->sheet_rotation);
	for (int i = 0; i < a->n; i++) {
		const struct label *x = &a->items[i], *y = &b->items[i];

		assert_memory_equal(&x->box, &y->box, sizeof(x->box));
		assert_int_equal(x->rotation, y->rotation);
		/* To the last bit: what is sent depends on them. */
		assert_true(x->score == y->score && x->sure == y->sure);
		assert_int_equal(x->text_height, y->text_height);
	}
}

static void test_round_trip(void **state)
{
	struct world *w = *state;
	struct labels got, none = {.sheet_rotation = -1},
			   all = some(LABELS_MAX);

	assert_false(label_cache_get(w->cache, ONE, 3, &got));
	label_cache_put(w->cache, ONE, 3, &all);
	label_cache_put(w->cache, TWO, 3, &none);
	for (int round = 0; round < 2; round++) {
		assert_true(label_cache_get(w->cache, ONE, 3, &got));
		assert_same(&got, &all);
		assert_true(label_cache_get(w->cache, TWO, 3, &got));
		assert_same(&got, &none);
		assert_false(label_cache_get(w->cache, ONE, 4, &got));
		again(w);
	}
}

/* A put replaces the one before it, a longer one, too. */
static void test_replace(void **state)
{
	struct world *w = *state;
	struct labels got, long_one = some(9), short_one = some(2);

	label_cache_put(w->cache, ONE, 1, &long_one);
	label_cache_put(w->cache, ONE, 1, &short_one);
	assert_true(label_cache_get(w->cache, ONE, 1, &got));
	assert_same(&got, &short_one);
}

static void test_damaged(void **state)
{
	struct world *w = *state;
	struct labels got, labels = some(2);

	label_cache_put(w->cache, ONE, 1, &labels);
	label_cache_close(w->cache);
	w->cache = NULL;
	scratch_puts(w->dir, "cache/labels.db",
		     "this is not a database at all");
	assert_int_equal(label_cache_open(&w->run, &w->cache, NULL), 0);
	assert_false(label_cache_get(w->cache, ONE, 1, &got));
	label_cache_put(w->cache, ONE, 1, &labels);
	again(w);
	assert_true(label_cache_get(w->cache, ONE, 1, &got));
}

/* A table of another make is not a reason to fail either. */
static void test_other_schema(void **state)
{
	struct world *w = *state;
	struct labels got, labels = some(1);

	label_cache_close(w->cache);
	w->cache = NULL;
	sql(w, "DROP TABLE label; CREATE TABLE label (sha256, boxes)");
	assert_int_equal(label_cache_open(&w->run, &w->cache, NULL), 0);
	label_cache_put(w->cache, ONE, 1, &labels);
	assert_true(label_cache_get(w->cache, ONE, 1, &got));
}

/* Where no file can be, it is kept in memory. */
static void test_no_directory(void **state)
{
	struct labels got, labels = some(3);
	struct label_cache *cache;
	char nowhere[] = "/dev/null/run";
	struct run run = {.dir = nowhere};

	assert_int_equal(label_cache_open(&run, &cache, NULL), 0);
	label_cache_put(cache, ONE, 1, &labels);
	assert_true(label_cache_get(cache, ONE, 1, &got));
	assert_same(&got, &labels);
	label_cache_close(cache);
	label_cache_close(NULL);
}

/* What could not have been found is not known. */
static void test_unsound(void **state)
{
	static const char *const changes[] = {
		"UPDATE label SET w = -4 WHERE at = 2",
		"UPDATE label SET rotation = 45 WHERE at = 1",
		"UPDATE label SET rotation = 810 WHERE at = 1",
		"UPDATE label SET w = 0 WHERE at = 1",
		"UPDATE label SET x = -1 WHERE at = 1",
		"UPDATE label SET w = 1000 WHERE at = 0",
		"UPDATE label SET rotation = 7 WHERE at = 0",
		"DELETE FROM label WHERE at = 1",
		"DELETE FROM label WHERE at = 0",
	};
	struct world *w = *state;
	struct labels got, labels = some(3);

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		label_cache_put(w->cache, ONE, 1, &labels);
		again(w);
		assert_true(label_cache_get(w->cache, ONE, 1, &got));
		sql(w, changes[i]);
		if (label_cache_get(w->cache, ONE, 1, &got))
			fail_msg("%s", changes[i]);
	}
}

/* --- threads -------------------------------------------------------------- */

struct user {
	struct label_cache *cache;
	int version;
	bool good;
};

static void *use(void *arg)
{
	struct user *user = arg;

	user->good = true;
	for (int i = 0; i < 200; i++) {
		struct labels got, labels = some(i % 5);

		label_cache_put(user->cache, ONE, user->version, &labels);
		user->good = user->good &&
			     label_cache_get(user->cache, ONE, user->version,
					     &got) &&
			     got.n == labels.n;
	}
	return NULL;
}

static void test_threads(void **state)
{
	struct world *w = *state;
	struct user users[3];
	pthread_t threads[3];

	for (int i = 0; i < 3; i++) {
		users[i] = (struct user){.cache = w->cache, .version = i};
		assert_int_equal(
			thread_start(&threads[i], "user", use, &users[i], NULL),
			0);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		assert_true(users[i].good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_trip, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_replace, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_schema, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_no_directory, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_unsound, setup, teardown),
		cmocka_unit_test_setup_teardown(test_threads, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
