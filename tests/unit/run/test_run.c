/*
 * test_run.c: run directories, their locks, and what is not a run.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/journal/filesystem.h"
#include "run/journal/lock.h"
#include "run/journal/lock_owner.h"
#include "run/run/run.h"
#include "tests/kit/scratch.h"

static struct run *open_run(const char *dir, enum run_mode mode)
{
	struct error err = {0};
	struct run *run = NULL;

	if (run_open(dir, mode, &run, &err) < 0)
		fail_msg("%s", err.text);
	return run;
}

static void assert_refused(const char *dir, enum run_mode mode,
			   enum error_kind kind, const char *why)
{
	struct error err = {0};
	struct run *run = NULL;

	assert_int_equal(run_open(dir, mode, &run, &err), -1);
	assert_null(run);
	assert_int_equal(err.kind, kind);
	if (strstr(err.text, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static json_t *run_json(const char *dir)
{
	char *text CLEANUP(mem_free_str) = scratch_read(dir, "run.json", NULL);
	json_t *json = NULL;

	assert_int_equal(json_read(text, strlen(text), &json, NULL, NULL), 0);
	return json;
}

/* --- making and opening --------------------------------------------------- */

static void test_create(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "a/b/r\xc3\xa9");
	struct run *run = open_run(dir, RUN_CREATE);
	char *id CLEANUP(mem_free_str) = mem_strdup(run->id);
	json_t *json CLEANUP(json_release) = run_json(dir);
	char *path CLEANUP(mem_free_str) = run_path(run, "raw.jsonl");

	assert_int_equal(strlen(id), 32);
	assert_string_equal(run->name, "r\xc3\xa9");
	assert_null(run->images_root);
	assert_false(run->read_only);
	assert_non_null(run->terms);
	assert_non_null(run->places);
	assert_non_null(strstr(path, "a/b/r\xc3\xa9/raw.jsonl"));
	assert_int_equal(json_number_at(json, "schema", 0), 1);
	assert_string_equal(json_string_at(json, "run_id"), id);
	assert_non_null(json_string_at(json, "created"));
	assert_int_equal(scratch_count(dir, "run.json", NULL), 1);
	run_close(run);
	/* Made once: the same run is opened again. */
	run = open_run(dir, RUN_CREATE);
	assert_string_equal(run->id, id);
	run_close(run);
	run = open_run(dir, RUN_READ);
	assert_string_equal(run->id, id);
	run_close(run);
}

static void test_not_there(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "none");

	assert_refused(dir, RUN_READ, ERROR_USAGE, "there is no run");
	assert_refused(dir, RUN_WRITE, ERROR_USAGE, "there is no run");
	assert_false(scratch_exists(dir, ""));
}

static void test_a_file(void **state)
{
	char *file CLEANUP(mem_free_str) = file_join(*state, "file");

	scratch_puts(*state, "file", "x");
	assert_refused(file, RUN_READ, ERROR_USAGE, "is a file");
	assert_refused(file, RUN_CREATE, ERROR_USAGE, "is a file");
}

/* A directory that holds something else is left as it is. */
static void test_foreign(void **state)
{
	scratch_puts(*state, "thesis.odt", "x");
	assert_refused(*state, RUN_READ, ERROR_USAGE, "is not a run");
	assert_refused(*state, RUN_CREATE, ERROR_USAGE, "holds other files");
	assert_int_equal(scratch_count(*state, "", NULL), 3); /* . and .. */
}

static void test_original(void **state)
{
	char *other CLEANUP(mem_free_str) = file_join(*state, "batch");
	char want[512];

	snprintf(want, sizeof(want), "vasculum import NEWRUN %s/raw.jsonl",
		 (char *)*state);
	scratch_puts(*state, "raw.jsonl", "{}\n");
	assert_refused(*state, RUN_READ, ERROR_USAGE, want);
	assert_refused(*state, RUN_WRITE, ERROR_USAGE, want);
	assert_refused(*state, RUN_CREATE, ERROR_USAGE, want);
	assert_false(scratch_exists(*state, "run.json"));
	assert_false(scratch_exists(*state, "lock"));
	scratch_puts(other, "batch_info.json", "{}");
	assert_refused(other, RUN_CREATE, ERROR_USAGE, "vasculum import");
}

static void test_bad_run_json(void **state)
{
	static const struct {
		const char *text;
		enum error_kind kind;
		const char *why;
	} rows[] = {
		{"", ERROR_FAILED, "is damaged"},
		{"{\"schema\":1,", ERROR_FAILED, "is damaged"},
		{"[]", ERROR_USAGE, "is not a run"},
		{"{\"name\":\"another tool\"}", ERROR_USAGE, "is not a run"},
		{"{\"schema\":\"1\",\"run_id\":\"x\"}", ERROR_USAGE,
		 "is not a run"},
		{"{\"schema\":2,\"run_id\":\"x\"}", ERROR_FAILED,
		 "newer vasculum (schema 2"},
		{"{\"schema\":1,\"run_id\":\"x\",\"catalog_pattern\":\" \"}",
		 ERROR_USAGE, "it is empty"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		scratch_puts(*state, "run.json", rows[i].text);
		assert_refused(*state, RUN_READ, rows[i].kind, rows[i].why);
		assert_refused(*state, RUN_CREATE, rows[i].kind, rows[i].why);
	}
}

/* What a process left that died while making the run is not an obstacle. */
static void test_crash_while_creating(void **state)
{
	scratch_puts(*state, "run.json.Xa8fQz", "{\"sch");
	scratch_puts(*state, "lock", "{\"host\":\"x\",\"pid\":1}\n");
	run_close(open_run(*state, RUN_CREATE));
}

/* Many at once make one run. */
static void test_create_together(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	int fds[2];
	char first[32], id[32];
	int n = 0;

	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < 8; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			struct run *run;

			_exit(run_open(dir, RUN_CREATE, &run, NULL) < 0 ||
			      write(fds[1], run->id, 32) != 32);
		}
	}
	close(fds[1]);
	while (read(fds[0], n == 0 ? first : id, 32) == 32)
		if (n++ > 0)
			assert_memory_equal(id, first, 32);
	assert_int_equal(n, 8);
	close(fds[0]);
	while (n-- > 0) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
}

/* --- defaults ------------------------------------------------------------- */

static void test_defaults(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	char *images CLEANUP(mem_free_str) = file_join(*state, "images");
	json_t *json CLEANUP(json_release) = NULL;
	struct error err;
	struct run *run;

	scratch_puts(dir, "run.json",
		     "{\"schema\":1,\"run_id\":\"r\",\"later\":[1,{}],"
		     "\"catalog_pattern\":\"########\"}");
	assert_int_equal(mkdir(images, 0755), 0);
	assert_int_equal(run_set_defaults(dir,
					  &(struct run_defaults){
						  .images_root = images,
						  .engine = "local",
					  },
					  false, NULL),
			 0);
	assert_int_equal(
		run_set_defaults(dir, &(struct run_defaults){0}, false, NULL),
		0);
	run = open_run(dir, RUN_WRITE);
	assert_string_equal(run->images_root, images);
	assert_string_equal(run->engine, "local");
	assert_string_equal(run->catalog_pattern, "########");
	json = run_json(dir);
	assert_int_equal(json_array_size(json_object_get(json, "later")), 2);
	assert_int_equal(
		run_set_defaults(
			dir, &(struct run_defaults){.images_root = "/no/such"},
			false, &err),
		-1);
	assert_non_null(strstr(err.text, "/no/such"));
	run_close(run);
}

static int64_t begin_again(const struct run *run, const char *params)
{
	struct error err;
	int64_t since = -1;

	if (run_look_again(run, params, &since, &err) < 0 ||
	    run_begin_again(run, params, since, &err) < 0)
		fail_msg("%s", err.text);
	return since;
}

/* Who begins again goes on where it was left, until it was ended. */
static void test_again(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	struct run *run = open_run(dir, RUN_CREATE);
	struct error err;

	assert_int_equal(begin_again(run, "p"), 0);
	scratch_puts(run->dir, "raw.jsonl", "{}\n{}\n{\"torn");
	assert_int_equal(begin_again(run, "p"), 0);
	assert_int_equal(begin_again(run, "other"), 6);
	assert_int_equal(begin_again(run, "other"), 6);
	assert_int_equal(run_end_again(run, &err), 0);
	scratch_puts(run->dir, "raw.jsonl", "{}\n");
	assert_int_equal(begin_again(run, "other"), 3);
	/* One that points behind the end is of another file. */
	scratch_puts(run->dir, "raw.jsonl", "");
	assert_int_equal(begin_again(run, "other"), 0);
	run_close(run);
}

/* Looking changes nothing. */
static void test_look_again(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	struct run *run = open_run(dir, RUN_CREATE);
	char *before CLEANUP(mem_free_str) =
		scratch_read(dir, "run.json", NULL);
	char *after CLEANUP(mem_free_str) = NULL;
	int64_t since;

	scratch_puts(run->dir, "raw.jsonl", "{}\n");
	assert_int_equal(run_look_again(run, "p", &since, NULL), 0);
	assert_int_equal(since, 3);
	after = scratch_read(dir, "run.json", NULL);
	assert_string_equal(before, after);
	run_close(run);
}

static void set_engine(const char *dir, const char *engine, const char *models,
		       const char *base_url)
{
	const struct run_defaults defaults = {
		.engine = engine, .models = models, .base_url = base_url};

	assert_int_equal(run_set_defaults(dir, &defaults, false, NULL), 0);
}

static void assert_remembers(const char *dir, const char *engine,
			     const char *models, const char *base_url)
{
	struct run *run = open_run(dir, RUN_READ);
	const struct run_memory *memory = run_memory(run, engine);

	assert_non_null(memory);
	assert_string_equal(memory->models != NULL ? memory->models : "-",
			    models);
	assert_string_equal(memory->base_url != NULL ? memory->base_url : "-",
			    base_url);
	run_close(run);
}

/* What was asked of each engine stays with it; what stands at the top is what
 * older versions read, and wins when they have written it. */
static void test_memories(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	json_t *json CLEANUP(json_release) = NULL;
	struct run *run;

	run_close(open_run(dir, RUN_CREATE));
	set_engine(dir, "compatible", "a,b", "http://h/v1");
	set_engine(dir, "openai", "c", NULL);
	set_engine(dir, "local", NULL, NULL);
	assert_remembers(dir, "compatible", "a,b", "http://h/v1");
	assert_remembers(dir, "openai", "c", "-");
	assert_remembers(dir, "local", "-", "-");
	set_engine(dir, "compatible", "d", NULL);
	assert_remembers(dir, "compatible", "d", "http://h/v1");
	json = run_json(dir);
	assert_string_equal(json_string_at(json, "models"), "d");
	assert_string_equal(json_string_at(json, "base_url"), "http://h/v1");
	scratch_puts(dir, "run.json",
		     "{\"schema\":1,\"run_id\":\"r\",\"engine\":\"openai\","
		     "\"models\":\"new\",\"engines\":{\"openai\":{\"models\":"
		     "\"old\",\"base_url\":\"http://old\"},\"x\":7}}");
	assert_remembers(dir, "openai", "new", "-");
	run = open_run(dir, RUN_READ);
	assert_null(run_memory(run, "compatible"));
	run_close(run);
}

static void test_check_images(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	char *link CLEANUP(mem_free_str) = file_join(*state, "link");
	char *changed CLEANUP(mem_free_str) = NULL;
	struct run *run;
	struct error err;

	scratch_puts(dir, "run.json", "{\"schema\":1,\"run_id\":\"r\"}");
	run = open_run(dir, RUN_READ);
	scratch_puts(dir, "raw.jsonl", "{}\n");
	assert_int_equal(run_check_images(run, "/any", &err), 0);
	run_close(run);
	assert_int_equal(
		run_set_defaults(dir,
				 &(struct run_defaults){.images_root = *state},
				 false, NULL),
		0);
	run = open_run(dir, RUN_READ);
	assert_int_equal(run_check_images(run, *state, &err), 0);
	assert_int_equal(run_check_images(run, "/any", &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "--repoint"));
	scratch_puts(dir, "raw.jsonl", "");
	assert_int_equal(run_check_images(run, "/any", &err), 0);
	run_close(run);
	/* run.json may name the place by a link to it. */
	assert_int_equal(symlink(*state, link), 0);
	changed = mem_printf("{\"schema\":1,\"run_id\":\"r\","
			     "\"images_root\":\"%s\"}",
			     link);
	scratch_puts(dir, "run.json", changed);
	scratch_puts(dir, "raw.jsonl", "{}\n");
	run = open_run(dir, RUN_READ);
	assert_int_equal(run_check_images(run, *state, &err), 0);
	assert_int_equal(run_check_images(run, "/any", &err), -1);
	run_close(run);
}

/* --- what may be opened --------------------------------------------------- */

/* Whatever stands in the place of a run's file is refused, not followed, and
 * nobody waits for a pipe. */
static void test_guard(void **state)
{
	static const char *const names[] = {
		"run.json",
		"lock",
		"journals.lock",
		"raw.jsonl",
		"events.jsonl",
		"edits.jsonl",
		"curated.jsonl",
		"index.db",
		"index.db-wal",
		"cache/labels.db",
		"cache/hashes.db-shm",
	};
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	char *away CLEANUP(mem_free_str) = file_join(*state, "away");
	char *cache CLEANUP(mem_free_str) = file_join(dir, "cache");
	char *drafts CLEANUP(mem_free_str) = file_join(dir, "drafts");

	scratch_puts(*state, "away", "{\"schema\":1,\"run_id\":\"r\"}");
	run_close(open_run(dir, RUN_CREATE));
	assert_int_equal(mkdir(cache, 0777), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path CLEANUP(mem_free_str) = file_join(dir, names[i]);
		char *kept CLEANUP(mem_free_str) = mem_printf("%s.kept", path);
		bool is = rename(path, kept) == 0;

		assert_int_equal(symlink(away, path), 0);
		assert_refused(dir, RUN_READ, ERROR_FAILED, "symbolic link");
		assert_refused(dir, RUN_CREATE, ERROR_FAILED, path);
		assert_int_equal(unlink(path), 0);
		assert_int_equal(mkfifo(path, 0666), 0);
		assert_refused(dir, RUN_WRITE, ERROR_FAILED, "is a pipe");
		assert_int_equal(unlink(path), 0);
		assert_int_equal(mkdir(path, 0777), 0);
		assert_refused(dir, RUN_READ, ERROR_FAILED, "is a directory");
		assert_int_equal(rmdir(path), 0);
		if (is)
			assert_int_equal(rename(kept, path), 0);
	}
	assert_int_equal(symlink(*state, drafts), 0);
	assert_refused(dir, RUN_READ, ERROR_FAILED, "not a directory");
	assert_int_equal(unlink(drafts), 0);
	run_close(open_run(dir, RUN_WRITE));
}

/* Where somebody was faster than the guard, the lock itself is as careful. */
static void test_lock_is_no_link(void **state)
{
	struct run *run = open_run(*state, RUN_CREATE);
	char *path CLEANUP(mem_free_str) = run_path(run, "lock");
	char *away CLEANUP(mem_free_str) = file_join(*state, "away");
	struct run_lock *lock = NULL;

	unlink(path);
	scratch_puts(*state, "away", "kept");
	assert_int_equal(symlink(away, path), 0);
	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), -1);
	assert_false(run_lock_is_held(run->dir, NULL));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0666), 0);
	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), -1);
	run_close(run);
}

static void test_defaults_under_lock(void **state)
{
	struct run *run = open_run(*state, RUN_CREATE);
	struct run_lock *lock = NULL;
	struct error err;

	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), 0);
	assert_int_equal(run_set_defaults(run->dir,
					  &(struct run_defaults){.engine = "x"},
					  false, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_BUSY);
	assert_int_equal(run_set_defaults(run->dir,
					  &(struct run_defaults){.engine = "x"},
					  true, NULL),
			 0);
	run_lock_release(lock);
	run_close(run);
}

/* --- RUN/lock ------------------------------------------------------------- */

static void test_lock(void **state)
{
	struct run *run = open_run(*state, RUN_CREATE);
	struct run_lock *lock = NULL, *second = NULL;
	struct error err;
	char want[64];
	long pid = 0;

	assert_false(run_lock_is_held(run->dir, &pid));
	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), 0);
	assert_true(run_lock_is_held(run->dir, &pid));
	assert_int_equal(pid, getpid());
	assert_int_equal(run_lock_acquire(run->dir, &second, &err), -1);
	assert_null(second);
	assert_int_equal(err.kind, ERROR_BUSY);
	snprintf(want, sizeof(want), "process %ld on ", (long)getpid());
	assert_non_null(strstr(err.text, want));
	run_lock_release(lock);
	assert_false(run_lock_is_held(run->dir, NULL));
	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), 0);
	run_lock_release(lock);
	run_close(run);
}

/* The lock of a process that was killed is free, and says nothing wrong. */
static void test_lock_of_the_dead(void **state)
{
	struct run *run = open_run(*state, RUN_CREATE);
	struct run_lock *lock = NULL;
	int fds[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (run_lock_acquire(run->dir, &lock, NULL) < 0 ||
		    write(fds[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_true(run_lock_is_held(run->dir, NULL));
	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), -1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(run_lock_is_held(run->dir, NULL));
	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), 0);
	run_lock_release(lock);
	close(fds[0]);
	close(fds[1]);
	run_close(run);
}

static void test_lock_replaced(void **state)
{
	struct run *run = open_run(*state, RUN_CREATE);
	char *path CLEANUP(mem_free_str) = run_path(run, "lock");
	struct run_lock *lock = NULL, *second = NULL;

	assert_int_equal(run_lock_acquire(run->dir, &lock, NULL), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(run_lock_acquire(run->dir, &second, NULL), 0);
	assert_true(run_lock_is_held(run->dir, NULL));
	run_lock_release(second);
	run_lock_release(lock);
	run_close(run);
}

static void test_lock_of_another_host(void **state)
{
	struct lock_owner here = {.host = "here", .pid = 5};
	struct lock_owner there = {.host = "there", .pid = 5};
	struct lock_owner nobody = {.host = "there"};

	assert_true(run_lock_is_foreign(&there, &here, true));
	assert_false(run_lock_is_foreign(&there, &here, false));
	assert_false(run_lock_is_foreign(&here, &here, true));
	assert_false(run_lock_is_foreign(&nobody, &here, true));
	(void)state;
}

/* What a file says is no number of a process where none can have it. */
static void test_lock_owner_lives(void **state)
{
	struct lock_owner owner;

	(void)state;
	lock_owner_self(&owner);
	assert_true(lock_owner_lives(&owner));
	owner.pid = 0;
	assert_false(lock_owner_lives(&owner));
	/* That would be ours, cut to what a pid holds; and all of them. */
	owner.pid = (1L << 32) + getpid();
	assert_false(lock_owner_lives(&owner));
	owner.pid = (1L << 32) - 1;
	assert_false(lock_owner_lives(&owner));
}

static void test_media(void **state)
{
	assert_true(filesystem_type_is_remote(0x6969));
	assert_true(filesystem_type_is_remote(0xff534d42));
	assert_true(filesystem_type_is_remote(0xffffffffff534d42)); /* sign */
	assert_true(filesystem_type_is_remote(0x65735546));
	assert_false(filesystem_type_is_remote(0xef53));     /* ext4 */
	assert_false(filesystem_type_is_remote(0x01021994)); /* tmpfs */
	assert_false(filesystem_type_is_remote(0x58465342)); /* XFS */
	assert_false(filesystem_is_remote("/no/such/path"));
	(void)state;
}

/* --- what catalogue numbers look like ------------------------------------- */

/* The run's own pattern goes before the person's; one that cannot be read is
 * told. */
static void test_pattern(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	char *config CLEANUP(mem_free_str) =
		file_join(*state, "config/vasculum");
	char *above CLEANUP(mem_free_str) = file_join(*state, "config");
	char *before CLEANUP(mem_free_str) =
		mem_strdup(getenv("XDG_CONFIG_HOME"));
	struct run *run;

	assert_int_equal(mkdir(above, 0755), 0);
	scratch_puts(config, "config.ini",
		     "[extract]\ncatalog-pattern = WIS-#####\n");
	setenv("XDG_CONFIG_HOME", above, 1);
	scratch_puts(dir, "run.json", "{\"schema\":1,\"run_id\":\"r\"}");
	run = open_run(dir, RUN_READ);
	assert_string_equal(run->catalog_pattern, "WIS-#####");
	run_close(run);
	scratch_puts(dir, "run.json",
		     "{\"schema\":1,\"run_id\":\"r\","
		     "\"catalog_pattern\":\"########\"}");
	run = open_run(dir, RUN_READ);
	assert_string_equal(run->catalog_pattern, "########");
	run_close(run);
	scratch_puts(dir, "run.json", "{\"schema\":1,\"run_id\":\"r\"}");
	scratch_puts(config, "config.ini", "[extract]\ncatalog = 1\n");
	assert_refused(dir, RUN_READ, ERROR_USAGE, "config.ini");
	if (before != NULL)
		setenv("XDG_CONFIG_HOME", before, 1);
	else
		unsetenv("XDG_CONFIG_HOME");
}

/* --- a run that cannot be written ----------------------------------------- */

/* As somebody who may not write it; root may everything. */
static void read_only_child(const char *dir, const char *cache)
{
	struct run *run = NULL;
	struct error err;

	if (geteuid() == 0 && setuid(65534) < 0)
		_exit(1);
	setenv("XDG_CACHE_HOME", cache, 1);
	if (run_open(dir, RUN_READ, &run, NULL) < 0)
		_exit(2);
	if (!run->read_only ||
	    strncmp(run->index_path, cache, strlen(cache)) != 0 ||
	    strstr(run->index_path, run->id) == NULL)
		_exit(3);
	run_close(run);
	if (run_open(dir, RUN_WRITE, &run, &err) != -1 ||
	    strstr(err.text, "cannot be written") == NULL)
		_exit(4);
	_exit(0);
}

static void test_read_only(void **state)
{
	char *dir CLEANUP(mem_free_str) = file_join(*state, "run");
	char *cache CLEANUP(mem_free_str) = file_join(*state, "cache");
	int status;
	pid_t pid;

	run_close(open_run(dir, RUN_CREATE));
	assert_int_equal(mkdir(cache, 0777), 0);
	assert_int_equal(chmod(cache, 0777), 0);
	assert_int_equal(chmod(dir, 0555), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		read_only_child(dir, cache);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(chmod(dir, 0755), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
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
		SCRATCH_TEST(test_create),
		SCRATCH_TEST(test_not_there),
		SCRATCH_TEST(test_a_file),
		SCRATCH_TEST(test_foreign),
		SCRATCH_TEST(test_original),
		SCRATCH_TEST(test_bad_run_json),
		SCRATCH_TEST(test_crash_while_creating),
		SCRATCH_TEST(test_create_together),
		SCRATCH_TEST(test_defaults),
		SCRATCH_TEST(test_pattern),
		SCRATCH_TEST(test_again),
		SCRATCH_TEST(test_defaults_under_lock),
		SCRATCH_TEST(test_lock),
		SCRATCH_TEST(test_look_again),
		SCRATCH_TEST(test_memories),
		SCRATCH_TEST(test_check_images),
		SCRATCH_TEST(test_guard),
		SCRATCH_TEST(test_lock_is_no_link),
		SCRATCH_TEST(test_lock_of_the_dead),
		SCRATCH_TEST(test_lock_replaced),
		SCRATCH_TEST(test_lock_of_another_host),
		SCRATCH_TEST(test_lock_owner_lives),
		SCRATCH_TEST(test_media),
		SCRATCH_TEST(test_read_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
