/*
 * test_own_terms.c: a term of a user's own table has its row in the grid,
 * behind the others, or among the required ones.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/world.h"

/* A world with the table that this file makes of the built-in one. */
static void world_with(struct world *w, const char *text)
{
	char dir[] = "test-own-terms.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct error err = {0};

	world_init(w);
	terms_free(w->terms);
	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "terms.tsv");
	assert_int_equal(
		file_write_atomic(path, text, strlen(text), 0600, &err), 0);
	if (terms_load(dir, &w->terms, &err) < 0)
		fail_msg("%s", err.text);
	w->options.terms = w->terms;
	unlink(path);
	rmdir(dir);
}

/* The row of the term in the grid; -1 where it has none. */
static int row_of(const struct world *w, const char *term)
{
	const struct grid *grid = &w->app.grid;

	for (int i = 0; i < grid->n; i++)
		if (grid->rows[i] != NULL && strcmp(grid->rows[i], term) == 0)
			return i;
	return -1;
}

static void play(struct world *w, const char *script)
{
	struct bytes out CLEANUP(bytes_done) = {0};

	world_play(w, script, &out);
}

static void test_grid(void **state)
{
	struct world w;

	(void)state;
	world_with(&w, "term\tkind\tlabel\npreparedBy\tperson\tPrepared by\n");
	play(&w, "size 80 24\nstart\n");
	assert_int_equal(row_of(&w, "preparedBy"), -1);
	play(&w, "keys m\n");
	assert_true(row_of(&w, "preparedBy") >
		    row_of(&w, "previousIdentifications"));
	assert_true(row_of(&w, "previousIdentifications") > 0);
	world_done(&w);
}

static void test_required(void **state)
{
	struct world w;

	(void)state;
	world_with(&w, "term\tkind\trequired\npreparedBy\tperson\trequired\n"
		       "-lifeStage\n");
	play(&w, "size 80 24\nstart\n");
	/* The eighth, behind the seven that are built in. */
	assert_int_equal(row_of(&w, "preparedBy"), 7);
	play(&w, "keys m\n");
	assert_true(row_of(&w, "sex") >= 0);
	assert_int_equal(row_of(&w, "lifeStage"), -1);
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_required),
	};

	return cmocka_run_group_tests_name("own_terms", tests, NULL, NULL);
}
