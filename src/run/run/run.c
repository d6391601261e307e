/*
 * run.c: opening, making and changing a run directory. See run.h.
 *
 * 1. A directory is a run exactly when it holds a run.json with a schema and
 *    a run id.
 * 2. run.json is only ever replaced whole, under RUN/lock, and keys that this
 *    program does not know stay in it.
 * 3. Nothing of a directory that is not a run is changed.
 */
#include "config.h"

#include "run/run/run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/catalogue/shape.h"
#include "run/journal/filesystem.h"
#include "run/journal/journal.h"
#include "run/journal/lock.h"
#include "run/run/guard.h"
#include "run/run/settings.h"

#define RUN_SCHEMA	   1
#define RUN_JSON_LIMIT	   (1u << 20)
#define RUN_CREATE_WAIT_MS 5000

/* What a process that died while making a run may have left. */
static bool run_is_leftover(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	       strcmp(name, "lock") == 0 || strcmp(name, "lost+found") == 0 ||
	       strncmp(name, "run.json.", 9) == 0;
}

static int run_dir_is_empty(const char *dir, bool *ret, struct error *err)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	if (stream == NULL)
		return error_sys(err, errno, "cannot read directory %s", dir);
	*ret = true;
	while (*ret && (entry = readdir(stream)) != NULL)
		*ret = run_is_leftover(entry->d_name);
	closedir(stream);
	return 0;
}

/* Why a directory without run.json is not a run. */
static int run_refuse(const char *dir, struct error *err)
{
	char *raw CLEANUP(mem_free_str) = file_join(dir, "raw.jsonl");
	const char *original = run_original_file(dir);

	if (original != NULL && access(raw, F_OK) == 0)
		return error_set(err, ERROR_USAGE,
				 "%s is a run of the original pipeline; take "
				 "it into a new run with: vasculum import "
				 "NEWRUN %s",
				 dir, raw);
	if (original != NULL)
		return error_set(err, ERROR_USAGE,
				 "%s is a run of the original pipeline (it has "
				 "%s); take its lines into a new run with: "
				 "vasculum import NEWRUN FILE.jsonl",
				 dir, original);
	return error_set(err, ERROR_USAGE,
			 "%s is not a run; make one with: vasculum extract "
			 "NEWRUN --images DIR",
			 dir);
}

/* Reads run.json: 1, 0 when there is none, -1. */
static int run_read_json(const char *dir, json_t **ret, struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "run.json");
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *json CLEANUP(json_release) = NULL;
	struct error why;

	if (file_read(path, RUN_JSON_LIMIT, &text, &why) < 0) {
		if (why.sys == ENOENT || why.sys == ENOTDIR)
			return 0;
		if (err != NULL)
			*err = why;
		return -1;
	}
	if (json_read(text.data != NULL ? text.data : "", text.len, &json, NULL,
		      &why) < 0)
		return error_set(err, ERROR_FAILED,
				 "%s is damaged (%s); repair it or put its "
				 "copy back",
				 path, why.text);
	if (json_string_at(json, "run_id") == NULL ||
	    !json_is_integer(json_object_get(json, "schema")))
		return error_set(err, ERROR_USAGE,
				 "%s is not a run: its run.json has no schema "
				 "and run_id",
				 dir);
	if (json_number_at(json, "schema", 0) > RUN_SCHEMA)
		return error_set(
			err, ERROR_FAILED,
			"%s was made by a newer vasculum (schema %" PRId64 ", "
			"this one knows %d); use that version",
			dir, json_int_at(json, "schema", 0), RUN_SCHEMA);
	*ret = json_incref(json);
	return 1;
}

static int run_write_json(const char *dir, const json_t *json,
			  struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "run.json");
	struct bytes text CLEANUP(bytes_done) = {0};

	json_write_line(json, &text);
	return file_write_atomic(path, text.data, text.len, 0666, err);
}

static int run_make_json(const char *dir, json_t **ret, struct error *err)
{
	json_t *json CLEANUP(json_release) = json_object();
	char id[33], stamp[CLOCK_STAMP_SIZE];

	hash_random_id(id);
	clock_stamp(stamp);
	json_object_set_new(json, "schema", json_integer(RUN_SCHEMA));
	json_set_string(json, "run_id", id);
	json_set_string(json, "created", stamp);
	if (run_write_json(dir, json, err) < 0)
		return -1;
	*ret = json_incref(json);
	return 0;
}

/* Makes the directory a run, unless another process was faster. */
static int run_create_in(const char *dir, json_t **ret, struct error *err)
{
	int64_t end = clock_ms() + RUN_CREATE_WAIT_MS;
	struct run_lock *lock = NULL;
	int rc;

	for (;;) {
		struct error why;

		rc = run_read_json(dir, ret, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		if (run_lock_acquire(dir, &lock, &why) == 0)
			break;
		/* Busy: its owner is just making the run. */
		if (why.kind != ERROR_BUSY || clock_ms() >= end) {
			if (err != NULL)
				*err = why;
			return -1;
		}
	}
	rc = run_read_json(dir, ret, err);
	if (rc == 0)
		rc = run_make_json(dir, ret, err);
	run_lock_release(lock);
	return rc < 0 ? -1 : 0;
}

static int run_create(const char *dir, json_t **ret, struct error *err)
{
	bool empty = false;
	int rc;

	if (file_make_dirs(dir, 0777, err) < 0 ||
	    run_dir_is_empty(dir, &empty, err) < 0)
		return -1;
	if (empty) {
		if (file_sync_dir_of(dir, err) < 0)
			return -1;
		return run_create_in(dir, ret, err);
	}
	/* Made by another process between our two looks? */
	rc = run_read_json(dir, ret, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (run_original_file(dir) != NULL)
		return run_refuse(dir, err);
	return error_set(err, ERROR_USAGE,
			 "%s is not a run and holds other files; name a new "
			 "or an empty directory for the run",
			 dir);
}

static int run_find(const char *dir, enum run_mode mode, json_t **ret,
		    struct error *err)
{
	struct stat st;
	int rc;

	if (stat(dir, &st) < 0) {
		if (errno != ENOENT)
			return error_sys(err, errno, "cannot open run %s", dir);
		if (mode == RUN_CREATE)
			return run_create(dir, ret, err);
		return error_set(err, ERROR_USAGE,
				 "there is no run %s; make one with: vasculum "
				 "extract %s --images DIR",
				 dir, dir);
	}
	if (!S_ISDIR(st.st_mode))
		return error_set(err, ERROR_USAGE,
				 "%s is a file; a run is a directory", dir);
	if (run_guard(dir, err) < 0)
		return -1;
	rc = run_read_json(dir, ret, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return mode == RUN_CREATE ? run_create(dir, ret, err)
				  : run_refuse(dir, err);
}

/* Below the cache directory, a place that no other run, and no copy of this
 * one, shares. */
static char *run_cache_index(const struct run *run)
{
	char *cache CLEANUP(mem_free_str) = xdg_cache_dir();
	char digest[HASH_HEX_SIZE];

	if (cache == NULL)
		cache = xdg_runtime_dir();
	hash_bytes(run->dir, strlen(run->dir), digest);
	return mem_printf("%s/index/%.32s-%.12s/index.db", cache, run->id,
			  digest);
}

/* Where no directory can be made for it, the index lives in memory. */
static void run_place_index(struct run *run)
{
	char *dir CLEANUP(mem_free_str) = NULL;
	int made;

	if (!run->read_only && !filesystem_is_remote(run->dir)) {
		run->index_path = file_join(run->dir, "index.db");
		return;
	}
	run->index_path = run_cache_index(run);
	dir = mem_strndup(run->index_path,
			  strlen(run->index_path) - strlen("/index.db"));
	made = file_make_dirs(dir, 0700, NULL);
	(void)made;
}

/* What faccessat with the effective ids says; EROFS included. */
static bool run_dir_writable(const char *dir)
{
	return faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == 0;
}

static void run_remember(struct run *run, const char *engine,
			 const json_t *from)
{
	run->memories[run->n_memories++] = (struct run_memory){
		.engine = mem_strdup(engine),
		.models = mem_strdup(json_string_at(from, "models")),
		.base_url = mem_strdup(json_string_at(from, "base_url")),
		.send = mem_strdup(json_string_at(from, "send")),
	};
}

/* What stands at the top is of the engine that stands there, and newer than
 * what is below "engines" of it: versions that knew nothing of that have
 * written it. */
static void run_fill_memories(struct run *run, const json_t *json)
{
	json_t *engines = json_object_get(json, "engines"), *memory;
	const char *engine;

	run->memories = mem_zalloc((json_object_size(engines) + 1) *
				   sizeof(*run->memories));
	if (run->engine != NULL)
		run_remember(run, run->engine, json);
	json_object_foreach(engines, engine, memory)
	{
		if (run->engine == NULL || strcmp(engine, run->engine) != 0)
			run_remember(run, engine, memory);
	}
}

const struct run_memory *run_memory(const struct run *run, const char *engine)
{
	for (size_t i = 0; i < run->n_memories; i++)
		if (strcmp(run->memories[i].engine, engine) == 0)
			return &run->memories[i];
	return NULL;
}

/* The run's own goes before what a person set for all runs. One that is passed
 * over in silence is worse than none. */
static int run_take_pattern(struct run *run, const json_t *json,
			    struct error *err)
{
	const char *pattern = json_string_at(json, "catalog_pattern");
	struct settings settings;
	const char *why;

	if (pattern == NULL) {
		if (settings_load(run->config_dir, &settings, err) < 0)
			return -1;
		run->catalog_pattern = mem_strdup(settings.catalog_pattern);
		settings_done(&settings);
		return 0;
	}
	if (!pattern_is_sound(pattern, &why))
		return error_set(
			err, ERROR_USAGE,
			"catalog_pattern in %s/run.json cannot be "
			"used: %s; write one such as ########, or take "
			"it out",
			run->dir, why);
	run->catalog_pattern = mem_strdup(pattern);
	return 0;
}

static int run_fill(struct run *run, const char *dir, const json_t *json,
		    enum run_mode mode, struct error *err)
{
	run->dir = realpath(dir, NULL);
	if (run->dir == NULL)
		return error_sys(err, errno, "cannot open run %s", dir);
	run->name = text_cleaned(file_base(run->dir));
	run->id = text_cleaned(json_string_at(json, "run_id"));
	run->created = mem_strdup(json_string_at(json, "created"));
	run->images_root = mem_strdup(json_string_at(json, "images_root"));
	run->engine = mem_strdup(json_string_at(json, "engine"));
	run_fill_memories(run, json);
	run->looks = mode == RUN_LOOK;
	run->read_only = run->looks || !run_dir_writable(run->dir);
	if (run->read_only && mode != RUN_READ && mode != RUN_LOOK)
		return error_set(err, ERROR_FAILED,
				 "%s cannot be written; change its permissions "
				 "or work on a copy",
				 run->dir);
	run->config_dir = xdg_config_dir();
	run_place_index(run);
	if (run_take_pattern(run, json, err) < 0)
		return -1;
	if (terms_load(run->config_dir, &run->terms, err) < 0)
		return -1;
	return places_load(run->config_dir, &run->places, err);
}

int run_open(const char *dir, enum run_mode mode, struct run **ret,
	     struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	struct run *run;

	if (run_find(dir, mode, &json, err) < 0)
		return -1;
	run = mem_zalloc(sizeof(*run));
	if (run_fill(run, dir, json, mode, err) < 0) {
		run_close(run);
		return -1;
	}
	*ret = run;
	return 0;
}

void run_close(struct run *run)
{
	if (run == NULL)
		return;
	if (run->terms != NULL)
		terms_free(run->terms);
	if (run->places != NULL)
		places_free(run->places);
	free(run->dir);
	free(run->id);
	free(run->created);
	free(run->name);
	free(run->images_root);
	free(run->engine);
	free(run->catalog_pattern);
	for (size_t i = 0; i < run->n_memories; i++) {
		free(run->memories[i].engine);
		free(run->memories[i].models);
		free(run->memories[i].base_url);
		free(run->memories[i].send);
	}
	free(run->memories);
	free(run->index_path);
	free(run->config_dir);
	free(run);
}

char *run_path(const struct run *run, const char *name)
{
	return file_join(run->dir, name);
}

/* Moves the models and the address of one engine out of the top, or in. */
static void memory_move(const json_t *from, json_t *to)
{
	static const char *const keys[] = {"models", "base_url", "send"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		json_t *value = json_object_get(from, keys[i]);

		if (value != NULL)
			json_object_set(to, keys[i], value);
		else
			json_object_del(to, keys[i]);
	}
}

/* Another engine is the run's from now on: what was asked of the old one is
 * kept below "engines", what was asked of this one before stands at the top. */
static void run_change_engine(json_t *json, const char *from, const char *to)
{
	json_t *engines = json_object_get(json, "engines");
	json_t *memory = json_object();

	if (!json_is_object(engines)) {
		engines = json_object();
		json_object_set_new(json, "engines", engines);
	}
	memory_move(json, memory);
	json_object_set_new(engines, from, memory);
	memory_move(json_object_get(engines, to), json);
}

/* Under RUN/lock. */
static int run_change(const char *dir, const char *images,
		      const struct run_defaults *defaults, struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	int rc = run_read_json(dir, &json, err);
	const char *engine;

	if (rc <= 0)
		return rc < 0 ? -1 : run_refuse(dir, err);
	engine = json_string_at(json, "engine");
	if (defaults->engine != NULL && engine != NULL &&
	    strcmp(defaults->engine, engine) != 0)
		run_change_engine(json, engine, defaults->engine);
	json_set_string(json, "images_root", images);
	json_set_string(json, "engine", defaults->engine);
	json_set_string(json, "models", defaults->models);
	json_set_string(json, "base_url", defaults->base_url);
	json_set_string(json, "send", defaults->send);
	return run_write_json(dir, json, err);
}

int run_set_defaults(const char *dir, const struct run_defaults *defaults,
		     bool locked, struct error *err)
{
	const char *images_root = defaults->images_root;
	char *images CLEANUP(mem_free_str) = NULL;
	struct run_lock *lock = NULL;
	int rc;

	if (images_root != NULL) {
		images = realpath(images_root, NULL);
		if (images == NULL)
			return error_sys(err, errno,
					 "cannot find the images directory %s",
					 images_root);
	}
	if (!locked && run_lock_acquire(dir, &lock, err) < 0)
		return -1;
	rc = run_change(dir, images, defaults, err);
	run_lock_release(lock);
	return rc;
}

bool run_has_records(const struct run *run)
{
	uint64_t end;

	return journal_end(run->dir, JOURNAL_RAW, &end, NULL) < 0 || end > 0;
}

int run_check_images(const struct run *run, const char *images,
		     struct error *err)
{
	const char *root = run->images_root;
	char *was CLEANUP(mem_free_str) = NULL;

	if (root == NULL || strcmp(images, root) == 0)
		return 0;
	/* One place may have two names. */
	was = realpath(root, NULL);
	if (was != NULL && strcmp(images, was) == 0)
		return 0;
	if (!run_has_records(run))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "the records of this run are of the photographs in "
			 "%s, not of those in %s; --repoint takes these from "
			 "now on, or name another run for them",
			 root, images);
}

/* --- reading again -------------------------------------------------------- */

static json_t *again_since(const char *params_sha256, uint64_t since)
{
	return json_pack("{s:s,s:I}", "params_sha256", params_sha256, "since",
			 (json_int_t)since);
}

int run_look_again(const struct run *run, const char *params_sha256,
		   int64_t *ret_since, struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	int rc = run_read_json(run->dir, &json, err);
	const json_t *again;
	const char *params;
	uint64_t end;

	if (rc <= 0)
		return rc < 0 ? -1 : run_refuse(run->dir, err);
	again = json_object_get(json, "again");
	params = json_string_at(again, "params_sha256");
	*ret_since = json_int_at(again, "since", -1);
	if (journal_end(run->dir, JOURNAL_RAW, &end, err) < 0)
		return -1;
	if (params == NULL || strcmp(params, params_sha256) != 0 ||
	    *ret_since < 0 || (uint64_t)*ret_since > end)
		*ret_since = (int64_t)end;
	return 0;
}

int run_begin_again(const struct run *run, const char *params_sha256,
		    int64_t since, struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	json_t *again = again_since(params_sha256, (uint64_t)since);
	int rc = run_read_json(run->dir, &json, err);
	bool stands =
		rc > 0 && json_equal(json_object_get(json, "again"), again);

	if (rc > 0)
		json_object_set_new(json, "again", again);
	else
		json_decref(again);
	if (rc <= 0)
		return rc < 0 ? -1 : run_refuse(run->dir, err);
	return stands ? 0 : run_write_json(run->dir, json, err);
}

static const char *again_params(const json_t *json)
{
	return json_string_at(json_object_get(json, "again"), "params_sha256");
}

int run_send_again(const struct run *run, const char *params_sha256,
		   uint64_t lines, struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	int rc = run_read_json(run->dir, &json, err);
	const char *params = again_params(json);

	if (rc <= 0)
		return rc < 0 ? -1 : run_refuse(run->dir, err);
	if (params == NULL || strcmp(params, params_sha256) != 0)
		return 0;
	json_object_set_new(json_object_get(json, "again"), "sent",
			    json_integer((json_int_t)lines));
	return run_write_json(run->dir, json, err);
}

int run_sent_again(const struct run *run, char **ret, uint64_t *ret_lines,
		   struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	int rc = run_read_json(run->dir, &json, err);
	const json_t *again, *sent;
	int64_t lines;

	if (rc <= 0)
		return rc < 0 ? -1 : run_refuse(run->dir, err);
	again = json_object_get(json, "again");
	sent = json_object_get(again, "sent");
	lines = json_int_at(again, "sent", 0);
	/* Earlier versions wrote true, and knew of no line. */
	*ret = json_is_true(sent) || json_is_integer(sent)
		       ? mem_strdup(again_params(json))
		       : NULL;
	*ret_lines = lines > 0 ? (uint64_t)lines : 0;
	return 0;
}

int run_end_again(const struct run *run, struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;
	int rc = run_read_json(run->dir, &json, err);

	if (rc <= 0)
		return rc < 0 ? -1 : run_refuse(run->dir, err);
	json_object_del(json, "again");
	return run_write_json(run->dir, json, err);
}
