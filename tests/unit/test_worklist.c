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

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/journal.h"
#include "run/outcome.h"
#include "run/scan.h"
#include "run/worklist.h"
#include "scratch.h"

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
	assert_int_equal(journals_open(w->run, &w->journals, NULL), 0);
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
	assert_list(w, (struct worklist_options){.again = true},
		    "a.jpg b.jpg c.jpg d.jpg", 4, 4, 0);
	assert_list(w, (struct worklist_options){.params_sha256 = OTHER_PARAMS},
		    "a.jpg b.jpg c.jpg d.jpg", 4, 4, 0);
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

static bool stop(void *data, size_t found)
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
	assert_int_equal(list.n_others, 1);
	assert_string_equal(list.others[0].path, "notes.txt");
	assert_int_equal(strlen(list.items[0].sha256), 64);
	worklist_done(&list);
	options.go_on = stop;
	assert_int_equal(worklist_make(w->run, &options, &list, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
}

#define WORLD_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_what_is_done),
		WORLD_TEST(test_offset_and_limit),
		WORLD_TEST(test_changed),
		WORLD_TEST(test_nothing_there),
		WORLD_TEST(test_others_and_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
