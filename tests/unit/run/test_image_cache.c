/*
 * test_image_cache.c: copies of sheets in the run: found, verified, evicted;
 * and nothing outside the cache is ever touched.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/cache/image.h"
#include "run/intake/images.h"
#include "tests/kit/scratch.h"

#define SHEET_SIZE 1000

struct world {
	char *dir, *copies; /* scratch, RUN/cache/images */
	struct run *run;
	struct image_cache *cache;
	struct image_cache_options options;
	int64_t now_s;
};

static int64_t world_now(void *data)
{
	return ((struct world *)data)->now_s;
}

static void world_open(struct world *w)
{
	struct error err;

	if (image_cache_open(w->run, &w->options, &w->cache, &err) < 0)
		fail_msg("%s", err.text);
}

static void world_reopen(struct world *w)
{
	image_cache_close(w->cache);
	world_open(w);
}

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	char *dir;

	w->dir = scratch_new();
	dir = file_join(w->dir, "run");
	assert_int_equal(run_open(dir, RUN_CREATE, &w->run, NULL), 0);
	w->copies = mem_printf("%s/cache/images", dir);
	/* Later than every file of this test was used. */
	w->now_s = 4000000000;
	w->options = (struct image_cache_options){
		.max_bytes = 100 * SHEET_SIZE,
		.now_s = world_now,
		.data = w,
	};
	world_open(w);
	free(dir);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	image_cache_close(w->cache);
	run_close(w->run);
	free(w->copies);
	scratch_free(w->dir);
	free(w);
	return 0;
}

/* A file that begins as a JPEG; `seed` makes its bytes. */
static void sheet_write(struct world *w, const char *name, int seed)
{
	unsigned char bytes[SHEET_SIZE];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7 + (size_t)seed);
	memcpy(bytes, "\xFF\xD8\xFF", 3);
	memcpy(bytes + 3, &seed, sizeof(seed));
	scratch_write(w->dir, name, bytes, sizeof(bytes));
}

static struct image_key sheet_key(struct world *w, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(w->dir, name);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (struct image_key){name, (uint64_t)st.st_size,
				  file_mtime_ns(&st)};
}

static int sheet_try(struct world *w, const char *name, struct image_copy *ret,
		     struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(w->dir, name);
	struct image_key key = sheet_key(w, name);

	return image_cache_copy(w->cache, &key, path, ret, err);
}

/* Copies it, used at the world's time, no longer in use. */
static void sheet_cache(struct world *w, const char *name, int seed)
{
	struct image_copy copy;
	struct error err;

	sheet_write(w, name, seed);
	if (sheet_try(w, name, &copy, &err) < 0)
		fail_msg("%s", err.text);
	image_cache_release(w->cache, &copy);
}

static bool sheet_is_cached(struct world *w, const char *name)
{
	struct image_key key = sheet_key(w, name);
	struct image_copy copy;
	bool found = image_cache_find(w->cache, &key, &copy);

	if (found)
		image_cache_release(w->cache, &copy);
	return found;
}

static char *copy_path(struct world *w, const char *name)
{
	struct image_key key = sheet_key(w, name);
	struct image_copy copy;
	char *path;

	assert_true(image_cache_find(w->cache, &key, &copy));
	path = mem_strdup(copy.path);
	image_cache_release(w->cache, &copy);
	return path;
}

static int count_copies(struct world *w)
{
	return scratch_count(w->copies, "", NULL) - 2; /* . and .. */
}

/* --- copies --------------------------------------------------------------- */

static void test_copy_and_find(void **state)
{
	struct world *w = *state;
	struct image_copy copy, again;
	char hash[HASH_HEX_SIZE], written[HASH_HEX_SIZE];
	struct image_key key;
	struct error err;

	sheet_write(w, "a.jpg", 1);
	assert_false(sheet_is_cached(w, "a.jpg"));
	assert_int_equal(sheet_try(w, "a.jpg", &copy, &err), 0);
	assert_int_equal(copy.size, SHEET_SIZE);
	assert_int_equal(hash_file(copy.path, written, NULL), 0);
	assert_string_equal(copy.sha256, written);
	key = sheet_key(w, "a.jpg");
	assert_true(image_cache_find(w->cache, &key, &again));
	assert_string_equal(again.path, copy.path);
	assert_string_equal(again.sha256, copy.sha256);
	assert_int_equal(again.size, SHEET_SIZE);
	image_cache_release(w->cache, &again);
	image_cache_release(w->cache, &copy);
	assert_null(copy.path);
	image_cache_release(w->cache, &copy);
	/* The source may go now; whoever has the hash finds the copy. */
	scratch_puts(w->dir, "a.jpg", "gone");
	assert_false(sheet_is_cached(w, "a.jpg"));
	assert_true(image_cache_find(w->cache, &key, &again));
	memcpy(hash, again.sha256, sizeof(hash));
	image_cache_release(w->cache, &again);
	key.mtime_ns++;
	assert_false(image_cache_find(w->cache, &key, &again));
	key.mtime_ns--;
	world_reopen(w);
	assert_true(image_cache_find(w->cache, &key, &again));
	assert_string_equal(again.sha256, hash);
	image_cache_release(w->cache, &again);
	assert_int_equal(image_cache_bytes(w->cache), SHEET_SIZE);
}

/* The same bytes by two names lie there once, and count once. */
static void test_duplicates(void **state)
{
	struct world *w = *state;

	sheet_cache(w, "a.jpg", 1);
	sheet_cache(w, "b.jpg", 1);
	assert_int_equal(image_cache_bytes(w->cache), SHEET_SIZE);
	assert_int_equal(count_copies(w), 1);
	assert_true(sheet_is_cached(w, "a.jpg"));
	assert_true(sheet_is_cached(w, "b.jpg"));
}

static void test_copy_refused(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "a.jpg");
	char *pipe CLEANUP(mem_free_str) = file_join(w->dir, "p.jpg");
	char *own CLEANUP(mem_free_str) = NULL;
	struct image_copy copy;
	struct image_key key;
	struct error err;

	sheet_write(w, "a.jpg", 1);
	key = sheet_key(w, "a.jpg");
	key.size--;
	assert_int_equal(image_cache_copy(w->cache, &key, path, &copy, &err),
			 -1);
	assert_non_null(strstr(err.text, "changed"));
	scratch_puts(w->dir, "b.jpg", "<html>not found</html>");
	assert_int_equal(sheet_try(w, "b.jpg", &copy, &err), -1);
	assert_non_null(strstr(err.text, "not an image"));
	scratch_puts(w->dir, "c.jpg", "");
	assert_int_equal(sheet_try(w, "c.jpg", &copy, &err), -1);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(sheet_try(w, "p.jpg", &copy, &err), -1);
	key.image = "none.jpg";
	assert_int_equal(
		image_cache_copy(w->cache, &key, "/none.jpg", &copy, &err), -1);
	assert_int_equal(count_copies(w), 0);
	/* An images root in the cache itself: its files are not ours. */
	sheet_cache(w, "a.jpg", 1);
	own = copy_path(w, "a.jpg");
	key = sheet_key(w, own);
	assert_int_equal(image_cache_copy(w->cache, &key, own, &copy, &err),
			 -1);
	assert_non_null(strstr(err.text, "cache itself"));
}

/* A copy that was damaged is none, and is made anew. */
static void test_damaged(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = NULL;

	sheet_cache(w, "a.jpg", 1);
	path = copy_path(w, "a.jpg");
	assert_int_equal(truncate(path, 10), 0);
	assert_false(sheet_is_cached(w, "a.jpg"));
	sheet_cache(w, "a.jpg", 1);
	assert_true(sheet_is_cached(w, "a.jpg"));
	assert_int_equal(unlink(path), 0);
	assert_false(sheet_is_cached(w, "a.jpg"));
}

static void test_part(void **state)
{
	struct world *w = *state;
	const struct image_key key = {.image = "https://host/a.png"};
	struct image_part *part;
	struct image_copy copy;

	assert_int_equal(image_part_begin(w->cache, &part, NULL), 0);
	assert_int_equal(image_part_write(part, "\x89PNG", 4, NULL), 0);
	assert_int_equal(image_part_format(part), PICTURE_UNKNOWN);
	assert_int_equal(image_part_write(part, "\r\n\x1A\n", 4, NULL), 0);
	assert_int_equal(image_part_format(part), PICTURE_PNG);
	assert_int_equal(image_part_write(part, "and more", 8, NULL), 0);
	assert_int_equal(image_part_size(part), 16);
	assert_false(image_cache_find(w->cache, &key, &copy));
	assert_int_equal(image_part_keep(part, &key, &copy, NULL), 0);
	assert_non_null(strstr(copy.path, ".png"));
	image_cache_release(w->cache, &copy);
	assert_true(image_cache_find(w->cache, &key, &copy));
	image_cache_release(w->cache, &copy);
	assert_int_equal(image_part_begin(w->cache, &part, NULL), 0);
	image_part_discard(part);
	assert_int_equal(count_copies(w), 1);
}

/* --- eviction ------------------------------------------------------------- */

static void test_by_size(void **state)
{
	struct world *w = *state;
	char name[16];

	for (int i = 0; i < 100; i++) {
		w->now_s++;
		snprintf(name, sizeof(name), "%d.jpg", i);
		sheet_cache(w, name, i);
	}
	assert_int_equal(image_cache_bytes(w->cache), 100 * SHEET_SIZE);
	w->now_s++;
	assert_true(sheet_is_cached(w, "0.jpg"));
	sheet_cache(w, "one.jpg", 1000);
	/* Down to 90 %, the oldest first; what was used lately stays. */
	assert_int_equal(image_cache_bytes(w->cache), 90 * SHEET_SIZE);
	assert_int_equal(count_copies(w), 90);
	assert_true(sheet_is_cached(w, "0.jpg"));
	assert_false(sheet_is_cached(w, "1.jpg"));
	assert_false(sheet_is_cached(w, "11.jpg"));
	assert_true(sheet_is_cached(w, "12.jpg"));
	assert_true(sheet_is_cached(w, "one.jpg"));
	world_reopen(w);
	assert_int_equal(image_cache_bytes(w->cache), 90 * SHEET_SIZE);
}

static void test_by_age(void **state)
{
	struct world *w = *state;

	sheet_cache(w, "a.jpg", 1);
	w->now_s += 3600;
	sheet_cache(w, "b.jpg", 2);
	w->now_s += IMAGE_CACHE_AGE_S - 1800;
	/* Adding looks after the age of the others. */
	sheet_cache(w, "c.jpg", 3);
	assert_false(sheet_is_cached(w, "a.jpg"));
	assert_true(sheet_is_cached(w, "b.jpg"));
	w->now_s += IMAGE_CACHE_AGE_S + 1;
	world_reopen(w);
	assert_int_equal(count_copies(w), 0);
	assert_int_equal(image_cache_bytes(w->cache), 0);
}

static void test_pinned(void **state)
{
	struct world *w = *state;
	struct image_copy copy, second;
	struct image_key key;
	struct error err;

	sheet_write(w, "a.jpg", 1);
	assert_int_equal(sheet_try(w, "a.jpg", &copy, &err), 0);
	key = sheet_key(w, "a.jpg");
	assert_true(image_cache_find(w->cache, &key, &second));
	w->now_s += IMAGE_CACHE_AGE_S + 1;
	image_cache_evict(w->cache);
	assert_int_equal(access(copy.path, F_OK), 0);
	image_cache_release(w->cache, &copy);
	image_cache_evict(w->cache);
	assert_int_equal(access(second.path, F_OK), 0);
	image_cache_release(w->cache, &second);
	image_cache_evict(w->cache);
	assert_int_equal(count_copies(w), 0);
}

/* Mail that nobody read is freed when the cache is closed long since. */
static void test_closed_in_use(void **state)
{
	struct world *w = *state;
	struct image_copy copy, second;
	struct error err;
	struct image_cache *old = w->cache;

	sheet_write(w, "a.jpg", 1);
	sheet_write(w, "b.jpg", 2);
	assert_int_equal(sheet_try(w, "a.jpg", &copy, &err), 0);
	assert_int_equal(sheet_try(w, "b.jpg", &second, &err), 0);
	world_reopen(w);
	assert_int_equal(access(copy.path, F_OK), 0);
	image_cache_release(old, &copy);
	assert_int_equal(access(second.path, F_OK), 0);
	image_cache_release(old, &second);
	assert_true(sheet_is_cached(w, "a.jpg"));
}

/* Looking at a sheet is using it. */
static void test_look_up(void **state)
{
	struct world *w = *state;
	char *a CLEANUP(mem_free_str) = NULL, *found CLEANUP(mem_free_str);
	char hash[HASH_HEX_SIZE];
	struct stat before, after;
	const struct timespec past[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

	w->now_s = 1000;
	sheet_cache(w, "a.jpg", 1);
	a = copy_path(w, "a.jpg");
	assert_int_equal(utimensat(AT_FDCWD, a, past, 0), 0);
	assert_int_equal(stat(a, &before), 0);
	assert_int_equal(hash_file(a, hash, NULL), 0);
	found = image_cache_look_up(w->run, hash);
	assert_string_equal(found, a);
	assert_int_equal(stat(a, &after), 0);
	assert_true(after.st_atime > before.st_atime);
	assert_int_equal(file_mtime_ns(&after), file_mtime_ns(&before));
	/* Two hours after the last look, though long after the copying. */
	w->now_s = (int64_t)after.st_atime + IMAGE_CACHE_AGE_S / 2;
	image_cache_evict(w->cache);
	assert_int_equal(count_copies(w), 1);
	hash[0] = hash[0] == 'a' ? 'b' : 'a';
	assert_null(image_cache_look_up(w->run, hash));
	assert_null(image_cache_look_up(w->run, "name:a.jpg"));
	assert_null(image_cache_look_up(w->run, ""));
}

/* --- nothing outside ------------------------------------------------------ */

#define HASH_A \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void index_say(struct world *w, const char *name)
{
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/run/cache/images.db", w->dir);
	char *sql = sqlite3_mprintf("INSERT OR REPLACE INTO image VALUES "
				    "(%Q, 0, 0, %Q, 1000, 1, 1)",
				    name, name);
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	sqlite3_free(sql);
}

static void test_hostile_index(void **state)
{
	struct world *w = *state;
	char *absolute CLEANUP(mem_free_str) = file_join(w->dir, "x.jpg");
	const char *const names[] = {
		"../../x.jpg",
		"../../../x.jpg",
		absolute,
		"",
		".",
		"..",
		"sub/" HASH_A ".jpg",
		HASH_A ".jpg/../../../x.jpg",
		HASH_A ".exe",
		HASH_A,
		HASH_A "a.jpg",
		"notes.txt",
	};
	struct image_copy copy;

	scratch_puts(w->dir, "x.jpg", "the curator's");
	scratch_puts(w->run->dir, "x.jpg", "the curator's");
	scratch_puts(w->copies, "notes.txt", "somebody's");
	scratch_puts(w->copies, HASH_A ".exe", "somebody's");
	scratch_puts(w->copies, "sub/" HASH_A ".jpg", "somebody's");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		index_say(w, names[i]);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_false(image_cache_find(
			w->cache, &(struct image_key){.image = names[i]},
			&copy));
	image_cache_evict(w->cache);
	world_reopen(w);
	w->now_s += 10 * IMAGE_CACHE_AGE_S;
	image_cache_evict(w->cache);
	assert_true(scratch_exists(w->dir, "x.jpg"));
	assert_true(scratch_exists(w->run->dir, "x.jpg"));
	assert_true(scratch_exists(w->copies, "notes.txt"));
	assert_true(scratch_exists(w->copies, HASH_A ".exe"));
	assert_true(scratch_exists(w->copies, "sub/" HASH_A ".jpg"));
}

/* Links in the cache, and in place of it, lead to the curator's files. */
static void test_links(void **state)
{
	struct world *w = *state;
	char *target CLEANUP(mem_free_str) = file_join(w->dir, "x.jpg");
	char *link CLEANUP(mem_free_str) =
		mem_printf("%s/" HASH_A ".jpg", w->copies);
	char *part CLEANUP(mem_free_str) =
		mem_printf("%s/part-%.32s", w->copies, HASH_A);
	char *gone CLEANUP(mem_free_str) = mem_printf("%s.old", w->copies);
	char *own CLEANUP(mem_free_str) = file_join(w->dir, "own");
	struct error err;

	scratch_puts(w->dir, "x.jpg", "the curator's");
	assert_int_equal(symlink(target, link), 0);
	assert_int_equal(symlink(target, part), 0);
	index_say(w, HASH_A ".jpg");
	assert_null(image_cache_look_up(w->run, HASH_A));
	w->now_s += 10 * IMAGE_CACHE_AGE_S;
	image_cache_evict(w->cache);
	world_reopen(w);
	assert_true(scratch_exists(w->dir, "x.jpg"));
	assert_int_equal(readlink(link, (char[4]){0}, 4), 4);
	assert_int_equal(readlink(part, (char[4]){0}, 4), 4);
	/* The whole directory is a link to theirs. */
	image_cache_close(w->cache);
	w->cache = NULL;
	assert_int_equal(rename(w->copies, gone), 0);
	scratch_puts(w->dir, "own/" HASH_A ".jpg", "the curator's");
	assert_int_equal(symlink(own, w->copies), 0);
	assert_int_equal(image_cache_open(w->run, &w->options, &w->cache, &err),
			 -1);
	assert_non_null(strstr(err.text, "no link"));
	assert_null(image_cache_look_up(w->run, HASH_A));
	assert_true(scratch_exists(own, HASH_A ".jpg"));
}

/* A copy whose bytes are planted as a link replaces the link alone. */
static void test_link_in_the_way(void **state)
{
	struct world *w = *state;
	char *target CLEANUP(mem_free_str) = file_join(w->dir, "x.jpg");
	char *path CLEANUP(mem_free_str) = NULL;
	char *text CLEANUP(mem_free_str) = NULL;
	struct stat st;

	scratch_puts(w->dir, "x.jpg", "the curator's");
	sheet_cache(w, "a.jpg", 1);
	path = copy_path(w, "a.jpg");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(target, path), 0);
	assert_false(sheet_is_cached(w, "a.jpg"));
	sheet_cache(w, "a.jpg", 1);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	text = scratch_read(w->dir, "x.jpg", NULL);
	assert_string_equal(text, "the curator's");
}

/* What a crash leaves: parts go, copies without an entry count and go. */
static void test_leftovers(void **state)
{
	struct world *w = *state;
	char part[64];

	snprintf(part, sizeof(part), "part-%.32s", HASH_A);
	scratch_puts(w->copies, part, "half a sh");
	scratch_puts(w->copies, HASH_A ".jpg", "whole");
	world_reopen(w);
	assert_false(scratch_exists(w->copies, part));
	assert_true(scratch_exists(w->copies, HASH_A ".jpg"));
	assert_int_equal(image_cache_bytes(w->cache), 5);
	w->now_s += IMAGE_CACHE_AGE_S + 1;
	image_cache_evict(w->cache);
	assert_false(scratch_exists(w->copies, HASH_A ".jpg"));
	/* An index that is not a database is begun anew. */
	sheet_cache(w, "a.jpg", 1);
	image_cache_close(w->cache);
	scratch_puts(w->run->dir, "cache/images.db", "this is not a database");
	scratch_puts(w->run->dir, "cache/images.db-wal", "");
	world_open(w);
	assert_false(sheet_is_cached(w, "a.jpg"));
	assert_int_equal(image_cache_bytes(w->cache), SHEET_SIZE);
	sheet_cache(w, "a.jpg", 1);
	assert_int_equal(image_cache_bytes(w->cache), SHEET_SIZE);
}

/* --- threads -------------------------------------------------------------- */

#define THREADS 4
#define SHEETS	40

struct copier {
	struct world *w;
	int first;
	int failed;
};

static void *copier_main(void *arg)
{
	struct copier *c = arg;

	for (int i = 0; i < SHEETS; i++) {
		int seed = (c->first + i) % SHEETS;
		char *name CLEANUP(mem_free_str) = mem_printf("%d.jpg", seed);
		char *path CLEANUP(mem_free_str) = file_join(c->w->dir, name);
		struct image_copy copy;
		struct image_key key;
		struct stat st;
		char hash[HASH_HEX_SIZE];

		c->failed += stat(path, &st) < 0;
		key = (struct image_key){name, (uint64_t)st.st_size,
					 file_mtime_ns(&st)};
		if (!image_cache_find(c->w->cache, &key, &copy) &&
		    image_cache_copy(c->w->cache, &key, path, &copy, NULL) <
			    0) {
			c->failed++;
			continue;
		}
		image_cache_evict(c->w->cache);
		/* In use: it is there, whatever the others evict. */
		if (hash_file(copy.path, hash, NULL) < 0 ||
		    strcmp(hash, copy.sha256) != 0)
			c->failed++;
		image_cache_release(c->w->cache, &copy);
	}
	return NULL;
}

static void test_threads(void **state)
{
	struct world *w = *state;
	struct copier copiers[THREADS];
	pthread_t threads[THREADS];
	char name[16];

	w->options.max_bytes = 5 * SHEET_SIZE;
	world_reopen(w);
	for (int i = 0; i < SHEETS; i++) {
		snprintf(name, sizeof(name), "%d.jpg", i);
		sheet_write(w, name, i);
	}
	for (int i = 0; i < THREADS; i++) {
		copiers[i] = (struct copier){w, i / 2 * 7, 0};
		assert_int_equal(pthread_create(&threads[i], NULL, copier_main,
						&copiers[i]),
				 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(copiers[i].failed, 0);
	}
	image_cache_evict(w->cache);
	assert_true(image_cache_bytes(w->cache) <= 5 * SHEET_SIZE);
	assert_int_equal(image_cache_bytes(w->cache),
			 (uint64_t)count_copies(w) * SHEET_SIZE);
}

static void test_when(void **state)
{
	struct world *w = *state;
	struct images_place place;

	images_look(w->dir, &place);
	assert_false(place.list);
	scratch_puts(w->dir, "list.txt", "https://host/a.jpg\n");
	assert_false(images_want_cache(false, &(struct images_place){0}));
	assert_true(images_want_cache(true, &(struct images_place){0}));
	assert_true(images_want_cache(false,
				      &(struct images_place){.remote = true}));
	assert_true(
		images_want_cache(false, &(struct images_place){.list = true}));
}

#define WORLD_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_copy_and_find),
		WORLD_TEST(test_duplicates),
		WORLD_TEST(test_copy_refused),
		WORLD_TEST(test_damaged),
		WORLD_TEST(test_part),
		WORLD_TEST(test_by_size),
		WORLD_TEST(test_by_age),
		WORLD_TEST(test_pinned),
		WORLD_TEST(test_closed_in_use),
		WORLD_TEST(test_look_up),
		WORLD_TEST(test_hostile_index),
		WORLD_TEST(test_links),
		WORLD_TEST(test_link_in_the_way),
		WORLD_TEST(test_leftovers),
		WORLD_TEST(test_threads),
		WORLD_TEST(test_when),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
