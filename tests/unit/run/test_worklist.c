/*
 * test_worklist.c: which sheets are still to be read.
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
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/cache/hash.h"
#include "run/intake/scan.h"
#include "run/intake/worklist.h"
#include "run/journal/journal.h"
#include "run/journal/outcome.h"
#include "tests/kit/scratch.h"

#define PARAMS \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHER_PARAMS \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

struct world {
	char *dir, *images;
	struct run *run;
	struct journals *journals;
	struct hash_cache *hashes;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	char *dir;

	w->dir = scratch_new();
	dir = file_join(w->dir, "run");
	w->images = file_join(w->dir, "images");
	assert_int_equal(run_open(dir, RUN_CREATE, &w->run, NULL), 0);
	assert_int_equal(journals_open(w->run->dir, &w->journals, NULL), 0);
	assert_int_equal(hash_cache_open(w->run, &w->hashes, NULL), 0);
	free(dir);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	hash_cache_close(w->hashes);
	journals_close(w->journals);
	run_close(w->run);
	free(w->images);
	scratch_free(w->dir);
	free(w);
	return 0;
}

/* What was remembered so far is seen by others. */
static void commit_hashes(struct world *w)
{
	hash_cache_close(w->hashes);
	assert_int_equal(hash_cache_open(w->run, &w->hashes, NULL), 0);
}

/* A sheet whose hash is remembered, as after it was read. */
static void sheet(struct world *w, const char *name, bool known)
{
	char hash[HASH_HEX_SIZE];
	struct scan scan;

	scratch_puts(w->images, name, name);
	hash_bytes(name, strlen(name), hash);
	assert_int_equal(scan_tree(w->images, NULL, &scan, NULL), 0);
	for (size_t i = 0; known && i < scan.n; i++)
		if (strcmp(scan.files[i].path, name) == 0)
			hash_cache_put(w->hashes, name, scan.files[i].size,
				       scan.files[i].mtime_ns, hash);
	scan_done(&scan);
}

static void outcome(struct world *w, const char *name, const char *params,
		    const char *error)
{
	struct bytes line = {0};
	struct outcome o;
	char hash[HASH_HEX_SIZE];

	outcome_init(&o);
	hash_bytes(name, strlen(name), hash);
	o.specimen_id = mem_strdup(hash);
	o.sha256 = mem_strdup(hash);
	o.image = mem_strdup(name);
	o.params_sha256 = mem_strdup(params);
	o.error = mem_strdup(error);
	outcome_write(&o, &line);
	outcome_done(&o);
	assert_int_equal(journals_lock(w->journals, NULL, NULL), 0);
	assert_int_equal(journals_append(w->journals, JOURNAL_RAW, line.data,
					 line.len, NULL, NULL),
			 0);
	journals_unlock(w->journals);
	bytes_done(&line);
}

/* Names joined by spaces. */
static void assert_list(struct world *w, struct worklist_options options,
			const char *want, size_t total, size_t selected,
			size_t skipped)
{
	struct bytes names CLEANUP(bytes_done) = {0};
	struct worklist list;
	struct error err = {0};

	commit_hashes(w);
	options.images = w->images;
	if (options.params_sha256 == NULL)
		options.params_sha256 = PARAMS;
	if (worklist_make(w->run, &options, &list, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < list.n; i++)
		bytes_printf(&names, "%s%s", i > 0 ? " " : "",
			     list.items[i].image);
	assert_string_equal(names.data != NULL ? names.data : "", want);
	assert_int_equal(list.total, total);
	assert_int_equal(list.selected, selected);
	assert_int_equal(list.skipped, skipped);
	worklist_done(&list);
}

static void test_what_is_done(void **state)
{
	struct world *w = *state;
	struct error err;
	uint64_t end;

	sheet(w, "a.jpg", true);
	sheet(w, "b.jpg", true);
	sheet(w, "c.jpg", true);
	sheet(w, "d.jpg", false);
	assert_list(w, (struct worklist_options){0}, "a.jpg b.jpg c.jpg d.jpg",
		    4, 4, 0);
	outcome(w, "a.jpg", PARAMS, NULL);
	outcome(w, "b.jpg", PARAMS, "too dark");
	outcome(w, "d.jpg", PARAMS, NULL);
	/* d was never hashed under this name: the worker finds out. */
	assert_list(w, (struct worklist_options){0}, "c.jpg d.jpg", 4, 4, 2);
	assert_list(w, (struct worklist_options){.retry_failed = true},
		    "b.jpg c.jpg d.jpg", 4, 4, 1);
	assert_int_equal(journal_end(w->run->dir, JOURNAL_RAW, &end, &err), 0);
	assert_list(w, (struct worklist_options){.since = (int64_t)end},
		    "a.jpg b.jpg c.jpg d.jpg", 4, 4, 0);
	assert_list(w, (struct worklist_options){.params_sha256 = OTHER_PARAMS},
		    "a.jpg b.jpg c.jpg d.jpg", 4, 4, 0);
}

/* What a batch has stays out, and so does a sheet that it knows by name alone.
 * Done is done, whoever has it besides. */
static void test_held(void **state)
{
	struct world *w = *state;
	char a[HASH_HEX_SIZE], c[HASH_HEX_SIZE];
	const char *ids[] = {a, c, "name:d.jpg"};
	struct batch_held held = {.ids = ids, .n = 3};
	struct worklist_options options = {.held = &held};

	sheet(w, "a.jpg", true);
	sheet(w, "b.jpg", true);
	sheet(w, "c.jpg", true);
	sheet(w, "d.jpg", false);
	hash_bytes("a.jpg", 5, a);
	hash_bytes("c.jpg", 5, c);
	if (strcmp(a, c) > 0) {
		ids[0] = c;
		ids[1] = a;
	}
	outcome(w, "a.jpg", PARAMS, NULL);
	assert_list(w, options, "b.jpg", 4, 4, 3);
	options.since = INT64_MAX;
	assert_list(w, options, "b.jpg", 4, 4, 3);
}

/* The same numbers name the same sheets, whatever is done. */
static void test_offset_and_limit(void **state)
{
	struct world *w = *state;

	for (char c = 'a'; c <= 'f'; c++) {
		const char name[] = {c, '.', 'j', 'p', 'g', '\0'};

		sheet(w, name, true);
	}
	outcome(w, "a.jpg", PARAMS, NULL);
	outcome(w, "c.jpg", PARAMS, NULL);
	assert_list(w, (struct worklist_options){.offset = 1, .limit = 3},
		    "b.jpg d.jpg", 6, 3, 1);
	assert_list(w, (struct worklist_options){.offset = 5}, "f.jpg", 6, 1,
		    0);
	assert_list(w, (struct worklist_options){.offset = 6}, "", 6, 0, 0);
	assert_list(w, (struct worklist_options){.offset = 99, .limit = 2}, "",
		    6, 0, 0);
	assert_list(w, (struct worklist_options){.limit = SIZE_MAX},
		    "b.jpg d.jpg e.jpg f.jpg", 6, 6, 2);
}

/* A sheet that changed since it was hashed is another one. */
static void test_changed(void **state)
{
	struct world *w = *state;

	sheet(w, "a.jpg", true);
	outcome(w, "a.jpg", PARAMS, NULL);
	assert_list(w, (struct worklist_options){0}, "", 1, 1, 1);
	scratch_puts(w->images, "a.jpg", "photographed anew");
	assert_list(w, (struct worklist_options){0}, "a.jpg", 1, 1, 0);
}

static void test_nothing_there(void **state)
{
	struct world *w = *state;
	struct worklist_options options = {.images = w->images,
					   .params_sha256 = PARAMS};
	struct worklist list;
	struct error err;

	assert_int_equal(worklist_make(w->run, &options, &list, &err), -1);
	assert_non_null(strstr(err.text, "there is no images directory"));
	assert_int_equal(mkdir(w->images, 0755), 0);
	assert_int_equal(worklist_make(w->run, &options, &list, &err), -1);
	assert_non_null(strstr(err.text, "is empty"));
	scratch_puts(w->images, "notes.txt", "x");
	assert_int_equal(worklist_make(w->run, &options, &list, &err), -1);
	assert_non_null(strstr(err.text, "notes.txt (not an image)"));
}

static bool go_no_further(void *data, size_t found)
{
	(void)data;
	(void)found;
	return false;
}

static void test_others_and_stop(void **state)
{
	struct world *w = *state;
	struct worklist_options options = {.images = w->images,
					   .params_sha256 = PARAMS};
	struct worklist list;
	struct error err;

	sheet(w, "a.jpg", true);
	scratch_puts(w->images, "notes.txt", "x");
	commit_hashes(w);
	assert_int_equal(worklist_make(w->run, &options, &list, NULL), 0);
	assert_int_equal(list.n_ignored, 1);
	assert_string_equal(list.ignored[0].path, "notes.txt");
	assert_int_equal(strlen(list.items[0].sha256), 64);
	worklist_done(&list);
	options.go_on = go_no_further;
	assert_int_equal(worklist_make(w->run, &options, &list, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
}

/* --- lists of addresses --------------------------------------------------- */

/* The list as `images` of the world from now on. */
static void list(struct world *w, const char *text, size_t len)
{
	free(w->images);
	w->images = file_join(w->dir, "list.txt");
	scratch_write(w->dir, "list.txt", text, len);
}

static void test_list(void **state)
{
	static const char text[] = "\xEF\xBB\xBFhttps://b/2.jpg\r\n"
				   "# https://b/0.jpg\n"
				   "\n"
				   "  \t\n"
				   "https://b/10.jpg\n"
				   "  http://127.0.0.1:8080/x?y=z \n"
				   "https://b/2.jpg\n"
				   "HTTP://[::1]/last";
	struct world *w = *state;
	char hash[HASH_HEX_SIZE];

	list(w, text, strlen(text));
	assert_list(w, (struct worklist_options){0},
		    "HTTP://[::1]/last http://127.0.0.1:8080/x?y=z "
		    "https://b/10.jpg https://b/2.jpg",
		    4, 4, 0);
	/* What was fetched and read once is not fetched again. */
	outcome(w, "https://b/10.jpg", PARAMS, NULL);
	hash_bytes("https://b/10.jpg", strlen("https://b/10.jpg"), hash);
	hash_cache_put(w->hashes, "https://b/10.jpg", 0, 0, hash);
	assert_list(w, (struct worklist_options){.offset = 2},
		    "https://b/2.jpg", 4, 2, 1);
}

static void test_list_bad_lines(void **state)
{
	static const struct {
		const char *line, *why;
	} lines[] = {
		{"http://example.org/a.jpg", "not encrypted"},
		{"http://127.0.0.1.example.org/a.jpg", "not encrypted"},
		{"http://localhost.example.org/a.jpg", "not encrypted"},
		{"https://me:secret@host/a.jpg", "user name"},
		{"https://me@host/a.jpg", "user name"},
		{"ftp://host/a.jpg", "https://"},
		{"/home/me/a.jpg", "https://"},
		{"file:///etc/passwd", "https://"},
		{"https:///a.jpg", "without a host"},
		{"https://", "without a host"},
		{"https://[::1/a.jpg", "without a host"},
		{"https://host/a b.jpg", "blank"},
		{"https://host/a\x1b[2J.jpg", "control"},
		{"https://host/\xff.jpg", "UTF-8"},
	};
	struct world *w = *state;
	struct worklist_options options = {.params_sha256 = PARAMS};
	struct bytes text CLEANUP(bytes_done) = {0};
	struct worklist work;
	struct error err;
	size_t n = ARRAY_LEN(lines);
	char name[32];

	for (size_t i = 0; i < n; i++)
		bytes_printf(&text, "%s\n", lines[i].line);
	/* One that is too long, and one that just fits. */
	bytes_append_str(&text, "https://h/");
	for (int i = 0; i < 10000; i++)
		bytes_append_char(&text, 'x');
	bytes_append_str(&text, "\nhttps://h/");
	for (int i = 10; i < 2048; i++)
		bytes_append_char(&text, 'x');
	bytes_append_str(&text, "\nhttps://h/");
	for (int i = 10; i < 2049; i++)
		bytes_append_char(&text, 'y');
	bytes_append(&text, "\nhttps://h/\0x.jpg\nhttps://h/@a@b:c@.jpg", 40);
	list(w, text.data, text.len);
	options.images = w->images;
	if (worklist_make(w->run, &options, &work, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(work.n, 2);
	assert_string_equal(work.items[0].image, "https://h/@a@b:c@.jpg");
	assert_int_equal(strlen(work.items[1].image), 2048);
	assert_int_equal(work.items[0].size, 0);
	assert_int_equal(work.items[0].mtime_ns, 0);
	assert_int_equal(work.n_ignored, n + 3);
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "list.txt:%zu", i + 1);
		assert_string_equal(work.ignored[i].path, name);
		if (strstr(work.ignored[i].why, lines[i].why) == NULL)
			fail_msg("%s: %s", lines[i].line, work.ignored[i].why);
	}
	assert_non_null(strstr(work.ignored[n].why, "longer than 2048"));
	assert_non_null(strstr(work.ignored[n + 1].why, "longer than 2048"));
	assert_non_null(strstr(work.ignored[n + 2].why, "control"));
	worklist_done(&work);
}

static void test_list_empty(void **state)
{
	struct world *w = *state;
	struct worklist_options options = {.params_sha256 = PARAMS};
	struct bytes text CLEANUP(bytes_done) = {0};
	struct worklist work;
	struct error err;

	list(w, "", 0);
	options.images = w->images;
	assert_int_equal(worklist_make(w->run, &options, &work, &err), -1);
	assert_non_null(strstr(err.text, "is empty"));
	list(w, "a.jpg\n", 6);
	options.images = w->images;
	assert_int_equal(worklist_make(w->run, &options, &work, &err), -1);
	assert_non_null(strstr(err.text, "list.txt:1"));
	for (int i = 0; i <= SCAN_LIST_MAX; i++)
		bytes_append_char(&text, '\n');
	list(w, text.data, text.len);
	options.images = w->images;
	assert_int_equal(worklist_make(w->run, &options, &work, &err), -1);
	assert_non_null(strstr(err.text, "more than 1000000 lines"));
	list(w, text.data, SCAN_LIST_MAX / 2);
	options.images = w->images;
	options.go_on = go_no_further;
	assert_int_equal(worklist_make(w->run, &options, &work, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
}

/* The run keeps where its list is. */
static void test_list_is_kept(void **state)
{
	struct world *w = *state;
	char *whole CLEANUP(mem_free_str) = NULL;
	struct run *again;

	list(w, "https://h/a.jpg\n", 16);
	whole = realpath(w->images, NULL);
	assert_int_equal(run_set_defaults(w->run->dir,
					  &(struct run_defaults){
						  .images_root = w->images},
					  false, NULL),
			 0);
	assert_int_equal(run_open(w->run->dir, RUN_READ, &again, NULL), 0);
	assert_string_equal(again->images_root, whole);
	run_close(again);
}

#define WORLD_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_what_is_done),
		WORLD_TEST(test_held),
		WORLD_TEST(test_offset_and_limit),
		WORLD_TEST(test_changed),
		WORLD_TEST(test_nothing_there),
		WORLD_TEST(test_others_and_stop),
		WORLD_TEST(test_list),
		WORLD_TEST(test_list_bad_lines),
		WORLD_TEST(test_list_empty),
		WORLD_TEST(test_list_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
