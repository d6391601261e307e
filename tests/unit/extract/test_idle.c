/*
 * test_idle.c: sheets are looked at while nothing else waits, the newest
 * first, and what was not come to is dropped.
 */
#include "config.h"

#include "extract/pool/idle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
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
#include "base/thread/mailbox.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

/* They take what others leave of the processors: beside builds, little. */
#define PATIENCE_MS 1200000

struct world {
	char *dir;
	struct run *run;
	struct store *store;
	struct mailbox *box;
	struct facts_cache *cache;
	struct idle_looks *looks;
	atomic_bool busy;
	atomic_int asked;
};

static bool is_busy(void *arg)
{
	struct world *w = arg;

	atomic_fetch_add(&w->asked, 1);
	return atomic_load(&w->busy);
}

static void start(struct world *w, bool busy, int after_ms)
{
	const struct idle_options options = {
		.cache = w->cache,
		.store = w->store,
		.busy = is_busy,
		.arg = w,
		.after_ms = after_ms,
	};

	atomic_init(&w->busy, busy);
	assert_int_equal(idle_looks_start(&options, &w->looks, NULL), 0);
	if (w->looks == NULL)
		skip(); /* built without OCR */
}

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->run = history_run(w->dir);
	assert_int_equal(mailbox_new(&w->box, NULL), 0);
	assert_int_equal(facts_cache_open(w->run, &w->cache, NULL), 0);
	assert_int_equal(store_start(w->run, &w->store, NULL), 0);
	store_watch(w->store, w->box);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	idle_looks_stop(w->looks);
	store_stop(w->store);
	mailbox_free(w->box);
	facts_cache_close(w->cache);
	run_close(w->run);
	scratch_free(w->dir);
	free(w);
	return 0;
}

/* Puts a demo sheet as the copy of one that has this hash. */
static void put(struct world *w, const char *name, const char *sha256)
{
	const char *top = getenv("top_srcdir");
	char *path CLEANUP(mem_free_str) = mem_printf(
		"%s/data/demo/sheets/%s", top != NULL ? top : ".", name);
	const struct facts_file file = {name, 1, 1};

	idle_looks_put(w->looks, path, true, &file, sha256);
}

static bool known(struct world *w, const char *sha256)
{
	struct facts facts;

	if (!facts_cache_get(w->cache, sha256, &facts))
		return false;
	facts_done(&facts);
	return true;
}

/* The store tells its watcher of facts that came. */
static void await_known(struct world *w, const char *sha256)
{
	while (!known(w, sha256)) {
		struct mail *mail = mailbox_wait(w->box, PATIENCE_MS);

		assert_non_null(mail);
		mail_free(mail);
	}
}

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

static void test_looked_at(void **state)
{
	struct world *w = *state;

	start(w, false, 0);
	put(w, "sheet-01.jpg", ONE);
	await_known(w, ONE);
	put(w, "no-such-sheet.jpg", ONE);
	put(w, "sheet-09.jpg", TWO);
	await_known(w, TWO);
}

/* Nothing is begun while something waits. */
static void test_busy(void **state)
{
	struct world *w = *state;

	start(w, true, 0);
	put(w, "sheet-01.jpg", ONE);
	while (atomic_load(&w->asked) < 3)
		;
	assert_false(known(w, ONE));
	atomic_store(&w->busy, false);
	await_known(w, ONE);
}

/* A run that is over before loads no models; more than can wait are put. */
static void test_short_run(void **state)
{
	struct world *w = *state;

	start(w, false, 3600000);
	for (int i = 0; i < 300; i++)
		put(w, "sheet-01.jpg", ONE);
	idle_looks_stop(w->looks);
	w->looks = NULL;
	assert_false(known(w, ONE));
	assert_int_equal(atomic_load(&w->asked), 0);
}

/* The end gives up what is under way. */
static void test_end(void **state)
{
	struct world *w = *state;

	start(w, false, 0);
	put(w, "sheet-01.jpg", ONE);
	put(w, "sheet-09.jpg", TWO);
	while (atomic_load(&w->asked) < 1)
		;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_looked_at, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_busy, setup, teardown),
		cmocka_unit_test_setup_teardown(test_short_run, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
