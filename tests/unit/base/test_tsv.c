/*
 * test_tsv.c: tables, and what a user's file adds to them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/file/tsv.h"
#include "base/mem.h"

#define HEAD "a\tb\tc\n"

static const struct tsv_form one_key = {
	.file = "t.tsv", .columns = "a\tb\tc", .keys = 1};
static const struct tsv_form two_keys = {
	.file = "t.tsv", .columns = "a\tb\tc", .keys = 2};
static const struct tsv_form joining = {
	.file = "t.tsv", .columns = "a\tb\tc", .keys = 1, .joins = true};
static const struct tsv_form bare = {
	.file = "t.tsv", .columns = "a\tb\tc", .keys = 1, .bare = true};

/* All rows, '|' between fields and ';' behind each. Owned. */
static char *shown(const struct tsv *tsv)
{
	struct bytes out = {0};

	for (size_t i = 0; i < tsv->n; i++)
		bytes_printf(&out, "%s|%s|%s;", tsv->rows[i].fields[0],
			     tsv->rows[i].fields[1], tsv->rows[i].fields[2]);
	return bytes_steal(&out);
}

static const char first[] = HEAD "x\t1\tone\ny\t2\ttwo\nz\t3\tthree\n";

static void test_read(void **state)
{
	const char text[] = "\xef\xbb\xbf# mine\r\n" HEAD "\n# no\nx\t1\t\r\n"
			    "\t\t\ny\t2\t-";
	struct tsv tsv CLEANUP(tsv_done) = {0};
	char *all CLEANUP(mem_free_str) = NULL;

	(void)state;
	assert_int_equal(tsv_parse(&one_key, text, NULL, NULL, &tsv, NULL), 0);
	all = shown(&tsv);
	/* Tabs alone are a blank line. */
	assert_string_equal(all, "x|1|;y|2|-;");
	assert_int_equal(tsv.rows[0].line, 5);
	assert_int_equal(tsv.rows[1].line, 7);
	assert_string_equal(tsv.rows[1].file, "t.tsv");
}

/* What a file that adds makes of the table `first`. */
static void test_added(void **state)
{
	static const struct {
		const struct tsv_form *form;
		const char *added, *want;
	} rows[] = {
		{&one_key, "", "x|1|one;y|2|two;z|3|three;"},
		{&one_key, "# none\n", "x|1|one;y|2|two;z|3|three;"},
		{&one_key, HEAD, "x|1|one;y|2|two;z|3|three;"},
		/* A copy of the table changes nothing. */
		{&one_key, first, "x|1|one;y|2|two;z|3|three;"},
		/* Rows are added behind the others, or take a place. */
		{&one_key, HEAD "w\t0\tzero\n",
		 "x|1|one;y|2|two;z|3|three;w|0|zero;"},
		{&one_key, HEAD "y\t9\t\n", "x|1|one;y|9|;z|3|three;"},
		/* Columns in another order, or left out. */
		{&one_key, "a\tc\nw\tzero\ny\tTWO\n",
		 "x|1|one;y|2|TWO;z|3|three;w||zero;"},
		{&one_key, "a\tc\tb\ny\tTWO\t9\n",
		 "x|1|one;y|9|TWO;z|3|three;"},
		{&one_key, "a\nw\n", "x|1|one;y|2|two;z|3|three;w||;"},
		/* Rows are taken away, what follows the key does not count. */
		{&one_key, HEAD "-y\n", "x|1|one;z|3|three;"},
		{&one_key, HEAD "-x\t7\tseven\n-z\n", "y|2|two;"},
		{&one_key, HEAD "-x\n-y\n-z\n", ""},
		/* Taken away, then put behind the others. */
		{&one_key, HEAD "-x\nx\t1\tone\n",
		 "y|2|two;z|3|three;x|1|one;"},
		/* The whole key counts. */
		{&two_keys, HEAD "x\t2\tnew\n",
		 "x|1|one;y|2|two;z|3|three;x|2|new;"},
		{&two_keys, "a\tb\nx\t1\n", "x|1|one;y|2|two;z|3|three;"},
		{&two_keys, HEAD "-y\t2\n", "x|1|one;z|3|three;"},
		{&two_keys, HEAD "x\t\tbare\n",
		 "x|1|one;y|2|two;z|3|three;x||bare;"},
		/* Several rows of a key replace one. */
		{&joining, HEAD "y\t8\tp\ny\t9\tq\n",
		 "x|1|one;y|8|p;z|3|three;y|9|q;"},
		{&bare, "y\t9\tnine\n", "x|1|one;y|9|nine;z|3|three;"},
		{&bare, HEAD "y\t9\tnine\n", "x|1|one;y|9|nine;z|3|three;"},
		{&bare, "-y\n", "x|1|one;z|3|three;"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tsv tsv CLEANUP(tsv_done) = {0};
		struct error err = {0};
		char *all CLEANUP(mem_free_str) = NULL;

		if (tsv_parse(rows[i].form, first, rows[i].added, "/u/t.tsv",
			      &tsv, &err) < 0)
			fail_msg("row %zu: %s", i, err.text);
		all = shown(&tsv);
		if (strcmp(all, rows[i].want) != 0)
			fail_msg("row %zu: %s", i, all);
	}
}

/* Each bad file and what is said of it. */
static void test_bad(void **state)
{
	static const struct {
		const struct tsv_form *form;
		const char *added, *says;
	} rows[] = {
		{&one_key, "y\t2\ttwo\n",
		 "/u/t.tsv does not begin with its line of columns; expected, "
		 "with tabs between: a b c"},
		{&two_keys, "a\tc\nx\tone\n", "line of columns"},
		{&two_keys, "a\nx\n", "line of columns"},
		{&one_key, "a\td\nx\t1\n",
		 "/u/t.tsv line 1: column 2 is unknown, or there twice"},
		{&one_key, "a\tc\tc\nx\t1\t1\n", "column 3 is unknown"},
		{&one_key, HEAD "\nw\t0\n",
		 "/u/t.tsv line 3 has 2 columns, not 3; one tab goes between "
		 "two columns"},
		{&one_key, HEAD "w\t0\tzero\t\n", "line 2 has 4 columns"},
		{&one_key, HEAD "-y\t0\tzero\t\n", "line 2 has 4 columns"},
		{&one_key, HEAD "w\t0\t\xff\n", "line 2 is not UTF-8"},
		{&one_key, HEAD "w\t0\t\nw\t1\t\n",
		 "/u/t.tsv line 3: the a w stands there twice; take one out"},
		{&one_key, HEAD "y\t0\t\ny\t1\t\n", "line 3: the a y stands"},
		{&two_keys, HEAD "w\t0\t1\nw\t0\t2\n",
		 "line 3: the a w, b 0 stands there twice"},
		{&one_key, HEAD "-q\n",
		 "/u/t.tsv line 2 takes the a q away, which is not there; mend "
		 "its spelling, or take the line out"},
		{&one_key, HEAD "-Y\n", "takes the a Y away"},
		{&two_keys, HEAD "-y\n", "takes the a y away"},
		{&one_key, HEAD "-y\n-y\n", "line 3 takes the a y away"},
		{&one_key, HEAD "w\t0\t\n-w\n",
		 "line 3 takes the a w away, which line 2 puts there"},
		{&bare, "y\t9\n", "line 1 has 2 columns, not 3"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct tsv tsv = {0};
		struct error err = {0};

		assert_int_equal(tsv_parse(rows[i].form, first, rows[i].added,
					   "/u/t.tsv", &tsv, &err),
				 -1);
		assert_null(tsv.rows);
		if (strstr(err.text, rows[i].says) == NULL)
			fail_msg("row %zu says: %s", i, err.text);
	}
}

/* The table itself: it begins with its columns, and '-' is a letter. */
static void test_own(void **state)
{
	struct tsv tsv CLEANUP(tsv_done) = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(tsv_parse(&one_key, "", NULL, NULL, &tsv, &err), -1);
	assert_non_null(strstr(err.text, "line of columns"));
	assert_int_equal(tsv_parse(&one_key, HEAD "x\t\t\nx\t\t\n", NULL, NULL,
				   &tsv, &err),
			 -1);
	assert_int_equal(
		tsv_parse(&one_key, HEAD "-x\t\t\n", NULL, NULL, &tsv, &err),
		0);
	assert_string_equal(tsv.rows[0].fields[0], "-x");
	assert_int_equal(tsv_refuse(&tsv.rows[0], &err, "no %d", 7), -1);
	assert_string_equal(err.text, "t.tsv line 2: no 7");
}

/* Of a copy that is larger than the table: no row is lost. */
static void test_many(void **state)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct tsv tsv CLEANUP(tsv_done) = {0};

	(void)state;
	bytes_append_str(&text, HEAD);
	for (int i = 0; i < 20000; i++)
		bytes_printf(&text, "k%d\t%d\t\n", i, i);
	assert_int_equal(
		tsv_parse(&one_key, text.data, text.data, "u", &tsv, NULL), 0);
	assert_int_equal(tsv.n, 20000);
	assert_string_equal(tsv.rows[19999].fields[0], "k19999");
	assert_string_equal(tsv.rows[0].file, "u");
}

static void write_text(const char *path, const char *text, size_t len)
{
	assert_int_equal(file_write_atomic(path, text, len, 0600, NULL), 0);
}

static void test_load(void **state)
{
	static const struct tsv_form form = {
		.file = "vocabularies.tsv",
		.columns = "term\tword\tsynonyms",
		.keys = 2,
	};
	static const char *const name[] = {"vocabularies.tsv"};
	const char text[] = "term\tword\tsynonyms\n-sex\tmale\nmine\tw\t\n";
	char before[HASH_HEX_SIZE], after[HASH_HEX_SIZE];
	char dir[] = "test-tsv.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct tsv own CLEANUP(tsv_done) = {0}, more CLEANUP(tsv_done) = {0};
	struct error err = {0};

	(void)state;
	assert_non_null(mkdtemp(dir));
	path = file_join(dir, form.file);
	assert_int_equal(tsv_load(&form, dir, &own, &err), 0);
	assert_int_equal(asset_hash(dir, name, 1, before, &err), 0);
	write_text(path, text, sizeof(text) - 1);
	assert_int_equal(asset_hash(dir, name, 1, after, &err), 0);
	assert_string_not_equal(before, after);
	assert_int_equal(tsv_load(&form, dir, &more, &err), 0);
	assert_int_equal(more.n, own.n);
	assert_string_equal(more.rows[more.n - 1].file, path);
	/* NULs and what cannot be read are never passed over. */
	write_text(path, "term\0word", 9);
	assert_int_equal(tsv_load(&form, dir, &more, &err), -1);
	assert_non_null(strstr(err.text, "has a NUL in it"));
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(tsv_load(&form, dir, &more, &err), -1);
	assert_int_equal(asset_hash(dir, name, 1, after, &err), -1);
	rmdir(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read), cmocka_unit_test(test_added),
		cmocka_unit_test(test_bad),  cmocka_unit_test(test_own),
		cmocka_unit_test(test_many), cmocka_unit_test(test_load),
	};

	return cmocka_run_group_tests_name("tsv", tests, NULL, NULL);
}
