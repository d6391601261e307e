/*
 * test_scan.c: trees of sheets, and the memory of their hashes.
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/cache/hash.h"
#include "run/intake/scan.h"
#include "tests/kit/scratch.h"

#define SHA "0a3108d66f7e04b8245781a8ed99d30c4f64e5ecc7a234e1913b21407b3afa7d"

static struct scan scan_dir(const char *dir)
{
	struct error err = {0};
	struct scan scan;

	if (scan_tree(dir, NULL, &scan, &err) < 0)
		fail_msg("%s", err.text);
	return scan;
}

static void assert_files(const struct scan *scan, const char *const *want)
{
	size_t n = 0;

	while (want[n] != NULL)
		n++;
	for (size_t i = 0; i < n && i < scan->n; i++)
		assert_string_equal(scan->files[i].path, want[i]);
	assert_int_equal(scan->n, n);
}

static const char *why_of(const struct scan *scan, const char *path)
{
	for (size_t i = 0; i < scan->n_ignored; i++)
		if (strcmp(scan->ignored[i].path, path) == 0)
			return scan->ignored[i].why;
	return "";
}

static void link_to(const char *dir, const char *name, const char *target)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);

	assert_int_equal(symlink(target, path), 0);
}

/* Sorted as bytes over the whole path: '-' < '.' < '/' < '0' < 'A' < 'a'. */
static void test_order(void **state)
{
	static const char *const want[] = {"Z.jpg",   "a-b/1.jpg",    "a.jpg",
					   "a/1.JPG", "a/b/2.jpeg",   "a0.jpg",
					   "b.jpg",   "\xc3\xa9.jpg", NULL};
	struct scan scan;

	for (size_t i = 0; want[i] != NULL; i++)
		scratch_puts(*state, want[i], "x");
	scan = scan_dir(*state);
	assert_files(&scan, want);
	assert_int_equal(scan.n_ignored, 0);
	assert_int_equal(scan.files[0].size, 1);
	assert_true(scan.files[0].mtime_ns > 1000000000);
	scan_done(&scan);
}

/* Nothing is passed over in silence but hidden files. */
static void test_others(void **state)
{
	static const char *const want[] = {"empty.jpg", "sub/broken.jpg",
					   "two\nlines.jpg", NULL};
	char *fifo CLEANUP(mem_free_str) = file_join(*state, "pipe.jpg");
	struct scan scan;

	scratch_puts(*state, "empty.jpg", "");
	scratch_puts(*state, "sub/broken.jpg", "no JPEG");
	scratch_puts(*state, "two\nlines.jpg", "x");
	scratch_puts(*state, "notes.txt", "x");
	scratch_puts(*state, "README", "x");
	scratch_puts(*state, "raw.CR2", "x");
	scratch_puts(*state, "b\xff.jpg", "x");
	scratch_puts(*state, ".hidden.jpg", "x");
	scratch_puts(*state, ".git/a.jpg", "x");
	assert_int_equal(mkfifo(fifo, 0644), 0);
	link_to(*state, "gone.jpg", "nowhere");
	scan = scan_dir(*state);
	assert_files(&scan, want);
	assert_int_equal(scan.n_ignored, 6);
	assert_string_equal(why_of(&scan, "notes.txt"), "not an image");
	assert_string_equal(why_of(&scan, "README"), "not an image");
	assert_string_equal(why_of(&scan, "raw.CR2"),
			    "an image of a kind that is not read");
	assert_string_equal(why_of(&scan, "b\xff.jpg"),
			    "name is not UTF-8; rename it");
	assert_string_equal(why_of(&scan, "pipe.jpg"), "not a regular file");
	assert_string_equal(why_of(&scan, "gone.jpg"), "a link to nothing");
	scan_done(&scan);
}

/* Files through links, out of the tree too; each directory once. */
static void test_links(void **state)
{
	static const char *const want[] = {"a/x.jpg", "link.jpg", "out/far.jpg",
					   NULL};
	char *tree CLEANUP(mem_free_str) = file_join(*state, "tree");
	char *far CLEANUP(mem_free_str) = file_join(*state, "far");
	struct scan scan;

	scratch_puts(tree, "a/x.jpg", "x");
	scratch_puts(far, "far.jpg", "x");
	link_to(tree, "link.jpg", "../far/far.jpg");
	link_to(tree, "a/loop", "..");
	link_to(tree, "a/self", "self");
	for (char c = '0'; c <= '9'; c++) {
		const char name[] = {c, 'x', '\0'};

		link_to(tree, name, "a"); /* real directories come first */
	}
	link_to(tree, "out", "../far");
	link_to(tree, "out2", "../far");
	scan = scan_dir(tree);
	assert_files(&scan, want);
	assert_string_equal(why_of(&scan, "a/self"), "a link to nothing");
	assert_int_equal(scan.n_ignored, 1);
	scan_done(&scan);
}

static void test_deep_and_wide(void **state)
{
	struct scan scan;

	for (int i = 0; i < 300; i++) {
		char name[64];

		snprintf(name, sizeof(name), "d%03d/e/f/s%03d.jpg", i, i);
		scratch_puts(*state, name, "x");
	}
	scan = scan_dir(*state);
	assert_int_equal(scan.n, 300);
	assert_string_equal(scan.files[299].path, "d299/e/f/s299.jpg");
	scan_done(&scan);
}

static void test_not_there(void **state)
{
	char *none CLEANUP(mem_free_str) = file_join(*state, "none");
	char *file CLEANUP(mem_free_str) = file_join(*state, "file");
	struct scan scan;
	struct error err;

	assert_int_equal(scan_tree(none, NULL, &scan, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(err.text, "--images"));
	scratch_puts(*state, "file", "x");
	assert_int_equal(scan_tree(file, NULL, &scan, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

/* As somebody who may not read; root may everything. */
static void unreadable_child(const char *dir, const char *sub)
{
	struct scan scan;
	struct error err;

	if (geteuid() == 0 && setuid(65534) < 0)
		_exit(1);
	if (scan_tree(dir, NULL, &scan, NULL) < 0)
		_exit(2);
	if (scan.n != 1 || scan.n_ignored != 1 ||
	    strcmp(scan.ignored[0].why,
		   "cannot be read; look at its permissions") != 0)
		_exit(3);
	scan_done(&scan);
	if (scan_tree(sub, NULL, &scan, &err) != -1 ||
	    strstr(err.text, "cannot read") == NULL)
		_exit(4);
	_exit(0);
}

static void test_unreadable(void **state)
{
	char *sub CLEANUP(mem_free_str) = file_join(*state, "secret");
	int status;
	pid_t pid;

	scratch_puts(*state, "a.jpg", "x");
	scratch_puts(sub, "b.jpg", "x");
	assert_int_equal(chmod(sub, 0), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		unreadable_child(*state, sub);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(chmod(sub, 0755), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

struct ticks {
	int asked, stop_at;
	size_t found;
};

static bool count_tick(void *data, size_t found)
{
	struct ticks *ticks = data;

	ticks->asked++;
	ticks->found = found;
	return ticks->asked != ticks->stop_at;
}

static void test_tick(void **state)
{
	struct ticks ticks = {0};
	const struct scan_tick tick = {count_tick, &ticks};
	struct scan scan;
	struct error err;

	for (int i = 0; i < 600; i++) {
		char name[32];

		snprintf(name, sizeof(name), "d%d/s%03d.jpg", i % 3, i);
		scratch_puts(*state, name, "x");
	}
	assert_int_equal(scan_tree(*state, &tick, &scan, NULL), 0);
	assert_in_range(ticks.asked, 4, 10);
	assert_int_equal(ticks.found, 600);
	scan_done(&scan);
	ticks = (struct ticks){.stop_at = 2};
	assert_int_equal(scan_tree(*state, &tick, &scan, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_int_equal(ticks.asked, 2);
}

/* --- the memory of hashes ------------------------------------------------- */

static struct hash_cache *open_cache(const struct run *run)
{
	struct hash_cache *cache = NULL;

	assert_int_equal(hash_cache_open(run, &cache, NULL), 0);
	return cache;
}

static void test_cache(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct hash_cache *cache = open_cache(&run);
	const char *found;

	assert_null(hash_cache_get(cache, "a.jpg", 7, 9));
	for (int i = 0; i < 2000; i++) {
		char name[32];

		snprintf(name, sizeof(name), "s%d.jpg", i);
		hash_cache_put(cache, name, (uint64_t)i, i, SHA);
	}
	hash_cache_put(cache, "a'\n\xc3\xa9.jpg", 7, -9, SHA);
	hash_cache_close(cache);
	cache = open_cache(&run);
	found = hash_cache_get(cache, "a'\n\xc3\xa9.jpg", 7, -9);
	assert_non_null(found);
	assert_string_equal(found, SHA);
	/* Another size or time is another file. */
	assert_null(hash_cache_get(cache, "a'\n\xc3\xa9.jpg", 8, -9));
	assert_null(hash_cache_get(cache, "a'\n\xc3\xa9.jpg", 7, 9));
	assert_non_null(hash_cache_get(cache, "s1999.jpg", 1999, 1999));
	hash_cache_close(cache);
}

/* Deleted, damaged or in the way: it is begun anew and says nothing wrong. */
static void test_cache_damaged(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct hash_cache *cache = open_cache(&run);
	char *path CLEANUP(mem_free_str) =
		file_join(run.dir, "cache/hashes.db");

	hash_cache_put(cache, "a.jpg", 1, 2, SHA);
	hash_cache_close(cache);
	scratch_puts(run.dir, "cache/hashes.db",
		     "this is not a database at all, "
		     "but long enough to be one");
	cache = open_cache(&run);
	assert_null(hash_cache_get(cache, "a.jpg", 1, 2));
	hash_cache_put(cache, "a.jpg", 1, 2, SHA);
	hash_cache_close(cache);
	cache = open_cache(&run);
	assert_non_null(hash_cache_get(cache, "a.jpg", 1, 2));
	hash_cache_close(cache);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0755), 0);
	cache = open_cache(&run);
	hash_cache_put(cache, "a.jpg", 1, 2, SHA);
	assert_non_null(hash_cache_get(cache, "a.jpg", 1, 2));
	hash_cache_close(cache);
}

/* Killed with a transaction open: what is found later is right. */
static void test_cache_killed(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct hash_cache *cache;
	const char *found;
	pid_t pid;

	for (int round = 0; round < 5; round++) {
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			cache = NULL;
			if (hash_cache_open(&run, &cache, NULL) < 0)
				_exit(1);
			for (int i = 0; i < 700; i++) {
				char name[32];

				snprintf(name, sizeof(name), "s%d", i);
				hash_cache_put(cache, name, 1, round, SHA);
			}
			_exit(0);
		}
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		cache = open_cache(&run);
		found = hash_cache_get(cache, "s0", 1, round);
		assert_non_null(found);
		assert_string_equal(found, SHA);
		hash_cache_close(cache);
	}
}

static int setup(void **state)
{
	*state = scratch_new();
	return 0;
}

static int teardown(void **state)
{
	scratch_free(*state);
	return 0;
}

#define SCRATCH_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_order),
		SCRATCH_TEST(test_others),
		SCRATCH_TEST(test_links),
		SCRATCH_TEST(test_deep_and_wide),
		SCRATCH_TEST(test_not_there),
		SCRATCH_TEST(test_unreadable),
		SCRATCH_TEST(test_tick),
		SCRATCH_TEST(test_cache),
		SCRATCH_TEST(test_cache_damaged),
		SCRATCH_TEST(test_cache_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
