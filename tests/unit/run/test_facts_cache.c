/*
 * test_facts_cache.c: what is known of pictures, by several who read and write
 * it at once.
 */
#include "config.h"

#include "run/cache/facts.h"

#include <setjmp.h>
#include <signal.h>
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
#include <sqlite3.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/scratch.h"

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"
#define KEY "1 eng 0123"

struct world {
	char *dir;
	struct run run;
	struct facts_cache *cache;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->run = scratch_bare_run(w->dir);
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	facts_cache_close(w->cache);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static char *db_path(const struct world *w)
{
	return file_join(w->dir, "cache/facts.db");
}

static void sql(const struct world *w, const char *text)
{
	char *path = db_path(w);
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 2000);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	free(path);
}

/* Facts that say this word so often, one below the other. */
static struct facts facts_of(const char *word, int times)
{
	struct facts facts = {.width = 4000, .height = 6000};
	struct label label = {.box = {10, 20, 300, 400}, .rotation = 90};
	struct region *region = facts_add_region(&facts, &label);

	region->read = true;
	region->place = (struct view_place){.scale = 2};
	for (int i = 0; i < times; i++)
		words_add(&region->words, word, (struct box){5, 30 * i, 90, 20},
			  -1, 0.9);
	return facts;
}

static bool put_in(struct facts_cache *cache, const char *sha256,
		   const char *key, const char *word, const char *image)
{
	const struct facts_file file = {image, 100, 200};
	struct facts facts = facts_of(word, 20);
	bool done = facts_cache_put(cache, sha256, key, &facts,
				    image != NULL ? &file : NULL);

	facts_done(&facts);
	return done;
}

static void put(struct world *w, const char *sha256, const char *key,
		const char *word, const char *image)
{
	assert_true(put_in(w->cache, sha256, key, word, image));
}

/* The first word of the first region; owned, NULL where none is. */
static char *word_of(struct facts *facts)
{
	char *word = NULL;

	if (facts->n_regions > 0 && facts->regions[0].words.n > 0)
		word = mem_strdup(facts->regions[0].words.items[0].text);
	facts_done(facts);
	return word;
}

static void holds(struct facts_cache *cache, const char *sha256,
		  const char *word)
{
	struct facts facts;
	bool got = facts_cache_get(cache, sha256, &facts);
	char *found CLEANUP(mem_free_str) = got ? word_of(&facts) : NULL;

	if (word == NULL)
		assert_null(found);
	else
		assert_string_equal(found, word);
}

/* What serves a specimen that was seen at one path. */
static enum facts_state serves(struct world *w, const char *id,
			       const char *image, char **ret_word,
			       int64_t *ret_stamp)
{
	struct facts facts;
	enum facts_state state =
		facts_cache_serve(w->cache, id, &image, 1, &facts, ret_stamp);

	*ret_word = state == FACTS_KNOWN ? word_of(&facts) : NULL;
	return state;
}

static void serve_check(struct world *w, const char *id, const char *image,
			enum facts_state state, const char *word)
{
	char *found CLEANUP(mem_free_str) = NULL;
	int64_t stamp;

	assert_int_equal(serves(w, id, image, &found, &stamp), state);
	assert_int_equal(stamp > 0, state == FACTS_KNOWN);
	assert_int_equal(stamp == 0, state == FACTS_UNKNOWN);
	if (word != NULL)
		assert_string_equal(found, word);
}

static void test_kept(void **state)
{
	struct world *w = *state;
	struct facts facts;

	holds(w->cache, ONE, NULL);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	holds(w->cache, ONE, "Quercus");
	holds(w->cache, TWO, NULL);
	assert_true(facts_cache_made(w->cache, ONE, KEY, NULL));
	assert_false(facts_cache_made(w->cache, ONE, "1 deu 0123", NULL));
	assert_true(facts_cache_get(w->cache, ONE, &facts));
	assert_int_equal(facts.width, 4000);
	assert_int_equal(facts.regions[0].words.n, 20);
	assert_int_equal(facts.regions[0].label.rotation, 90);
	facts_done(&facts);
	facts_cache_close(w->cache);
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	holds(w->cache, ONE, "Quercus");
}

static void test_last_serves(void **state)
{
	struct world *w = *state;
	struct facts facts;
	char *found;

	put(w, ONE, KEY, "Quercus", "a.jpg");
	put(w, ONE, "1 deu 0123", "Eiche", "a.jpg");
	holds(w->cache, ONE, "Eiche");
	assert_true(facts_cache_made(w->cache, ONE, KEY, &facts));
	found = word_of(&facts);
	assert_string_equal(found, "Quercus");
	free(found);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	holds(w->cache, ONE, "Quercus");
}

/* Facts serve a specimen while the file at its path has its hash. */
static void test_serve(void **state)
{
	struct world *w = *state;
	const struct facts_file other = {"a.jpg", 101, 201};
	const struct facts_file back = {"a.jpg", 100, 202};

	serve_check(w, ONE, "a.jpg", FACTS_UNKNOWN, NULL);
	serve_check(w, "name:a.jpg", "a.jpg", FACTS_UNKNOWN, NULL);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	serve_check(w, ONE, "a.jpg", FACTS_KNOWN, "Quercus");
	serve_check(w, "name:a.jpg", "a.jpg", FACTS_KNOWN, "Quercus");
	serve_check(w, ONE, "never-seen.jpg", FACTS_KNOWN, "Quercus");
	serve_check(w, TWO, "b.jpg", FACTS_UNKNOWN, NULL);

	facts_cache_saw(w->cache, &other, TWO);
	serve_check(w, ONE, "a.jpg", FACTS_CHANGED, NULL);
	serve_check(w, "name:a.jpg", "a.jpg", FACTS_UNKNOWN, NULL);
	put(w, TWO, KEY, "Fagus", NULL);
	serve_check(w, "name:a.jpg", "a.jpg", FACTS_KNOWN, "Fagus");
	serve_check(w, TWO, "a.jpg", FACTS_KNOWN, "Fagus");
	facts_cache_saw(w->cache, &back, ONE);
	serve_check(w, ONE, "a.jpg", FACTS_KNOWN, "Quercus");
}

/* One of its paths is enough. */
static void test_serve_also(void **state)
{
	struct world *w = *state;
	const char *const images[] = {"a.jpg", "copies/a.jpg"};
	const struct facts_file gone = {"a.jpg", 1, 1},
				there = {images[1], 2, 2};
	int64_t stamp;

	put(w, ONE, KEY, "Quercus", NULL);
	facts_cache_saw(w->cache, &gone, TWO);
	assert_int_equal(
		facts_cache_serve(w->cache, ONE, images, 2, NULL, &stamp),
		FACTS_CHANGED);
	facts_cache_saw(w->cache, &there, ONE);
	assert_int_equal(
		facts_cache_serve(w->cache, ONE, images, 2, NULL, &stamp),
		FACTS_KNOWN);
}

static void test_file(void **state)
{
	struct world *w = *state;
	const struct facts_file as_it_was = {"a.jpg", 100, 200};
	const struct facts_file grown = {"a.jpg", 101, 200};
	const struct facts_file touched = {"a.jpg", 100, 201};
	char hash[HASH_HEX_SIZE];

	put(w, ONE, KEY, "Quercus", "a.jpg");
	assert_true(facts_cache_file(w->cache, &as_it_was, hash));
	assert_string_equal(hash, ONE);
	assert_false(facts_cache_file(w->cache, &grown, hash));
	assert_false(facts_cache_file(w->cache, &touched, hash));
}

/* A hash is taken from the file again only when that has changed. */
static void test_hash(void **state)
{
	struct world *w = *state;
	char *path = file_join(w->dir, "eng.traineddata");
	char first[HASH_HEX_SIZE], second[HASH_HEX_SIZE];
	struct facts_place before, after;

	assert_int_equal(file_write_atomic(path, "one", 3, 0666, NULL), 0);
	assert_int_equal(facts_cache_hash(w->cache, path, first, NULL), 0);
	facts_cache_place(w->cache, &before);
	assert_int_equal(facts_cache_hash(w->cache, path, second, NULL), 0);
	facts_cache_place(w->cache, &after);
	assert_string_equal(first, second);
	assert_int_equal(before.n, after.n);
	assert_int_equal(file_write_atomic(path, "three", 5, 0666, NULL), 0);
	assert_int_equal(facts_cache_hash(w->cache, path, second, NULL), 0);
	assert_string_not_equal(first, second);
	unlink(path);
	assert_int_equal(facts_cache_hash(w->cache, path, second, NULL), -1);
	free(path);
}

struct told {
	char text[600];
	int n;
};

static int told_visit(void *arg, const char *sha256, const char *image)
{
	struct told *told = arg;
	size_t len = strlen(told->text);

	told->n++;
	snprintf(told->text + len, sizeof(told->text) - len, "%c %s;",
		 sha256[0], image != NULL ? image : "-");
	return 0;
}

static void test_changes(void **state)
{
	struct world *w = *state;
	struct told told = {0}, more = {0};
	struct facts_place place;
	char *path = file_join(w->dir, "eng.traineddata");
	char hash[HASH_HEX_SIZE];
	int64_t last;

	/* Trained data are told to nobody. */
	assert_int_equal(file_write_atomic(path, "one", 3, 0666, NULL), 0);
	assert_int_equal(facts_cache_hash(w->cache, path, hash, NULL), 0);
	free(path);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	assert_int_equal(
		facts_cache_changes(w->cache, 0, 100, told_visit, &told, &last),
		0);
	assert_string_equal(told.text, "1 -;1 a.jpg;1 a.jpg;");
	facts_cache_place(w->cache, &place);
	assert_int_equal(place.n, last);
	put(w, ONE, "1 deu 0123", "Eiche", "a.jpg");
	put(w, TWO, KEY, "Fagus", "b.jpg");
	assert_int_equal(facts_cache_changes(w->cache, last, 1, told_visit,
					     &more, &last),
			 0);
	assert_string_equal(more.text, "1 -;1 a.jpg;");
	more = (struct told){0};
	assert_int_equal(facts_cache_changes(w->cache, last, 100, told_visit,
					     &more, &last),
			 0);
	assert_string_equal(more.text, "2 -;2 b.jpg;2 b.jpg;");
}

/* What cannot be asked for the moment is not taken for none, and nothing is
 * passed over. */
static void test_failing(void **state)
{
	struct world *w = *state;
	struct facts_cache *reader = facts_cache_open_reader(&w->run);
	struct facts_place before, place;
	struct told told = {0};
	int64_t last;

	put(w, ONE, KEY, "Quercus", "a.jpg");
	assert_true(facts_cache_place(reader, &before));
	sql(w, "ALTER TABLE cache RENAME TO hidden");
	assert_false(facts_cache_place(reader, &place));
	sql(w, "ALTER TABLE hidden RENAME TO cache;"
	       "ALTER TABLE file RENAME TO hidden");
	assert_true(facts_cache_place(reader, &place));
	assert_int_equal(place.id, before.id);
	assert_int_equal(
		facts_cache_changes(reader, 0, 100, told_visit, &told, &last),
		1);
	assert_int_equal(last, 0);
	sql(w, "ALTER TABLE hidden RENAME TO file");
	told = (struct told){0};
	assert_int_equal(
		facts_cache_changes(reader, 0, 100, told_visit, &told, &last),
		0);
	assert_int_equal(last, before.n);
	facts_cache_close(reader);
}

/* A reader makes no file, and finds one that is made later. */
static void test_reader(void **state)
{
	struct world *w = *state;
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	struct facts_cache *reader = facts_cache_open_reader(&run), *writer;
	char *path = file_join(dir, "cache/facts.db");
	struct facts_place place;

	(void)w;
	holds(reader, ONE, NULL);
	facts_cache_place(reader, &place);
	assert_int_equal(place.id, 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(facts_cache_open(&run, &writer, NULL), 0);
	assert_true(put_in(writer, ONE, KEY, "Quercus", "a.jpg"));
	holds(reader, ONE, "Quercus");
	facts_cache_close(writer);
	facts_cache_close(reader);
	free(path);
	scratch_free(dir);
}

/* Who only looks at a run reads its own facts, though their index lies
 * elsewhere; follows no link, and writes nothing. */
static void test_looks(void **state)
{
	struct world *w = *state;
	char *elsewhere = file_join(w->dir, "elsewhere/index.db");
	char *path = db_path(w), *aside = file_join(w->dir, "aside.db");
	struct run run = w->run;
	char *wal = mem_printf("%s-wal", path);
	struct facts_cache *reader;

	put(w, ONE, KEY, "Quercus", "a.jpg");
	facts_cache_close(w->cache);
	run.index_path = elsewhere;
	run.looks = true;
	reader = facts_cache_open_reader(&run);
	holds(reader, ONE, "Quercus");
	assert_int_equal(access(wal, F_OK), -1);
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	put(w, TWO, KEY, "Carex", "b.jpg");
	holds(reader, TWO, "Carex");
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(symlink(aside, path), 0);
	holds(reader, ONE, NULL);
	facts_cache_close(reader);
	free(elsewhere);
	free(aside);
	free(wal);
	free(path);
}

/* What others delete and begin anew is followed, and told apart. */
static void test_deleted(void **state)
{
	struct world *w = *state;
	struct facts_cache *reader = facts_cache_open_reader(&w->run);
	char *path = db_path(w);
	char *wal = mem_printf("%s-wal", path),
	     *shm = mem_printf("%s-shm", path);
	struct facts_place before, between, after;

	put(w, ONE, KEY, "Quercus", "a.jpg");
	facts_cache_place(reader, &before);
	unlink(path);
	unlink(wal);
	unlink(shm);
	holds(reader, ONE, NULL);
	facts_cache_place(reader, &between);
	assert_int_equal(between.id, 0);
	put(w, TWO, KEY, "Fagus", "b.jpg");
	holds(reader, ONE, NULL);
	holds(reader, TWO, "Fagus");
	facts_cache_place(reader, &after);
	assert_int_not_equal(before.id, 0);
	assert_int_not_equal(after.id, before.id);
	facts_cache_close(reader);
	free(path);
	free(wal);
	free(shm);
}

/* Another version's file is begun anew, and is another file. */
static void test_version(void **state)
{
	struct world *w = *state;
	struct facts_cache *reader = facts_cache_open_reader(&w->run);
	struct facts_place before, after;

	put(w, ONE, KEY, "Quercus", "a.jpg");
	facts_cache_place(w->cache, &before);
	sql(w, "UPDATE cache SET version = 7");
	holds(reader, ONE, NULL);
	holds(w->cache, ONE, NULL);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	facts_cache_place(w->cache, &after);
	assert_int_not_equal(before.id, after.id);
	holds(reader, ONE, "Quercus");
	facts_cache_close(reader);
}

/* A file that is not a database, one of other tables, one torn in its middle. */
static void test_corrupt(void **state)
{
	struct world *w = *state;
	char *path = db_path(w);

	facts_cache_close(w->cache);
	assert_int_equal(file_write_atomic(path,
					   "not a database, but long "
					   "enough to be taken for one",
					   52, 0666, NULL),
			 0);
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	facts_cache_close(w->cache);
	sql(w, "DROP TABLE facts; CREATE TABLE facts (other TEXT)");
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	holds(w->cache, ONE, "Quercus");
	sql(w, "UPDATE facts SET body = x'00112233'");
	holds(w->cache, ONE, NULL);
	put(w, ONE, KEY, "Quercus", "a.jpg");
	sql(w, "UPDATE facts SET body = 'fffffffflong enough'");
	holds(w->cache, ONE, NULL);
	free(path);
}

/* Writes over the page at which the table of facts begins. */
static void break_facts(const struct world *w)
{
	char *path CLEANUP(mem_free_str) = db_path(w);
	char noise[512];
	sqlite3_stmt *stmt;
	sqlite3 *db;
	long at;
	FILE *file;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
					    "SELECT (rootpage - 1) * page_size"
					    " FROM sqlite_master,"
					    " pragma_page_size"
					    " WHERE name = 'facts'",
					    -1, &stmt, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	at = (long)sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	memset(noise, 0x5a, sizeof(noise));
	file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fseek(file, at, SEEK_SET), 0);
	assert_int_equal(fwrite(noise, sizeof(noise), 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

/* A file that is found broken by whoever puts takes what they put, also when it
 * was of another version. */
static void test_broken_page(void **state)
{
	struct world *w = *state;

	for (int version = 0; version < 2; version++) {
		put(w, ONE, KEY, "Quercus", "a.jpg");
		facts_cache_close(w->cache);
		if (version > 0)
			sql(w, "UPDATE cache SET version = 7");
		break_facts(w);
		assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
		put(w, TWO, KEY, "Fagus", "b.jpg");
		holds(w->cache, TWO, "Fagus");
		holds(w->cache, ONE, NULL);
	}
}

/* A body that rotted counts as none, for whoever follows and looks, too. */
static void test_rotten(void **state)
{
	struct world *w = *state;
	struct facts_cache *reader = facts_cache_open_reader(&w->run);
	struct facts_place before, after;

	put(w, ONE, "1 lat", "Fagus", "a.jpg");
	put(w, ONE, KEY, "Quercus", "a.jpg");
	sql(w, "UPDATE facts SET body = zeroblob(300) WHERE key = '" KEY "'");
	facts_cache_place(w->cache, &before);
	assert_true(facts_cache_made(w->cache, ONE, KEY, NULL));
	serve_check(w, ONE, "a.jpg", FACTS_UNKNOWN, NULL);
	facts_cache_place(w->cache, &after);
	assert_true(after.n > before.n);
	assert_false(facts_cache_made(w->cache, ONE, KEY, NULL));
	/* What somebody else found out is still there. */
	serve_check(w, ONE, "a.jpg", FACTS_KNOWN, "Fagus");
	holds(reader, ONE, "Fagus");
	put(w, ONE, KEY, "Quercus", "a.jpg");
	holds(reader, ONE, "Quercus");
	facts_cache_close(reader);
}

/* A file that breaks while it is open is begun anew. */
static void test_broken_open(void **state)
{
	struct world *w = *state;
	char *path = db_path(w);
	struct stat st;
	FILE *file;

	for (int i = 0; i < 40; i++) {
		char image[16];

		snprintf(image, sizeof(image), "%d.jpg", i);
		put(w, ONE, image, "Quercus", image);
	}
	facts_cache_close(w->cache); /* all is in the file, no WAL */
	assert_int_equal(stat(path, &st), 0);
	file = fopen(path, "r+");
	assert_non_null(file);
	fseek(file, 4096, SEEK_SET);
	for (long i = 4096; i < st.st_size; i++)
		fputc(0xa5, file);
	fclose(file);
	assert_int_equal(facts_cache_open(&w->run, &w->cache, NULL), 0);
	holds(w->cache, ONE, NULL);
	put(w, TWO, KEY, "Fagus", "b.jpg");
	holds(w->cache, TWO, "Fagus");
	free(path);
}

static void hex(int who, int i, char ret[HASH_HEX_SIZE])
{
	snprintf(ret, HASH_HEX_SIZE, "%032x%032x", who, i);
}

/* In a process of its own: puts until it is done or killed, telling of each
 * that is committed. */
static void put_many(const struct run *run, int who, int n, int fd)
{
	struct facts_cache *cache;

	if (facts_cache_open(run, &cache, NULL) < 0)
		_exit(1);
	for (int i = 0; i < n; i++) {
		char sha256[HASH_HEX_SIZE], image[32];

		hex(who, i, sha256);
		snprintf(image, sizeof(image), "%d/%d.jpg", who, i);
		if (!put_in(cache, sha256, KEY, "Quercus", image))
			_exit(2);
		if (write(fd, "", 1) != 1)
			_exit(3);
	}
	facts_cache_close(cache);
	_exit(0);
}

static pid_t put_start(const struct run *run, int who, int n, int *ret_fd)
{
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		put_many(run, who, n, ends[1]);
	}
	close(ends[1]);
	*ret_fd = ends[0];
	return pid;
}

static int count_told(int fd)
{
	int n = 0;
	char byte;

	while (read(fd, &byte, 1) == 1)
		n++;
	close(fd);
	return n;
}

/* Three write into a file that none has made yet: nothing is lost. */
static void test_processes(void **state)
{
	struct world *w = *state;
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	pid_t pids[3];
	int fds[3];
	struct facts_cache *cache;

	(void)w;
	for (int i = 0; i < 3; i++)
		pids[i] = put_start(&run, i, 50, &fds[i]);
	for (int i = 0; i < 3; i++) {
		int status;

		assert_int_equal(count_told(fds[i]), 50);
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(facts_cache_open(&run, &cache, NULL), 0);
	for (int i = 0; i < 150; i++) {
		char sha256[HASH_HEX_SIZE];

		hex(i % 3, i / 3, sha256);
		holds(cache, sha256, "Quercus");
	}
	facts_cache_close(cache);
	scratch_free(dir);
}

/* What was told to be committed is there after kill -9. */
static void test_killed(void **state)
{
	struct world *w = *state;
	int fd, told = 0, status;
	pid_t pid = put_start(&w->run, 9, 100000, &fd);
	char byte;

	while (told < 30 && read(fd, &byte, 1) == 1)
		told++;
	kill(pid, SIGKILL);
	told += count_told(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	for (int i = 0; i < told; i++) {
		char sha256[HASH_HEX_SIZE];

		hex(9, i, sha256);
		holds(w->cache, sha256, "Quercus");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_last_serves, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_serve, setup, teardown),
		cmocka_unit_test_setup_teardown(test_serve_also, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hash, setup, teardown),
		cmocka_unit_test_setup_teardown(test_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_failing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reader, setup, teardown),
		cmocka_unit_test_setup_teardown(test_looks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deleted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_version, setup, teardown),
		cmocka_unit_test_setup_teardown(test_corrupt, setup, teardown),
		cmocka_unit_test_setup_teardown(test_broken_page, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_rotten, setup, teardown),
		cmocka_unit_test_setup_teardown(test_broken_open, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_processes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_killed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
