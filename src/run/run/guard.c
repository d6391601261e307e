/*
 * guard.c: what lies in a run directory. See guard.h.
 *
 * 1. It looks and never opens, so that nothing is waited for. What is opened
 *    afterwards is opened by file_open_own, which holds when somebody was
 *    faster.
 * 2. What a run does not know is left alone.
 */
#include "config.h"

#include "run/run/guard.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"

static const char *const guard_files[] = {
	"run.json",	"lock",		 "journals.lock", "batches.lock",
	"raw.jsonl",	"events.jsonl",	 "edits.jsonl",	  "curated.jsonl",
	"rescue.jsonl", "batches.jsonl", "ids.jsonl",
};

static const char *const guard_dirs[] = {"cache", "cache/images",
					 "cache/batches", "drafts"};

/* Databases of this beginning, what SQLite keeps beside them, and what is made
 * to replace them. */
static int guard_databases(const char *dir, const char *begins,
			   struct error *err)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	int rc = 0;

	while (rc == 0 && stream != NULL && (entry = readdir(stream)) != NULL) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, entry->d_name);

		if (strncmp(entry->d_name, begins, strlen(begins)) == 0 &&
		    strstr(entry->d_name, ".db") != NULL)
			rc = file_check_own(path, false, err);
	}
	if (stream != NULL)
		closedir(stream);
	return rc;
}

int run_guard(const char *dir, struct error *err)
{
	char *cache CLEANUP(mem_free_str) = file_join(dir, "cache");

	for (size_t i = 0; i < ARRAY_LEN(guard_files); i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, guard_files[i]);

		if (file_check_own(path, false, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < ARRAY_LEN(guard_dirs); i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, guard_dirs[i]);

		if (file_check_own(path, true, err) < 0)
			return -1;
	}
	if (guard_databases(dir, "index.db", err) < 0)
		return -1;
	return guard_databases(cache, "", err);
}

/* --- what others write ---------------------------------------------------- */

/* What the original pipeline leaves in its run directories. */
static const char *const original_files[] = {
	"raw.jsonl",
	"batch_input.jsonl",
	"batch_output.jsonl",
	"batch_errors.jsonl",
	"batch_info.json",
	"batch_id.txt",
	"image_manifest.json",
	"extraction_statistics.json",
	"extraction_errors.jsonl",
	"provenance.jsonl",
	"batch_history.jsonl",
	"corrected.jsonl",
	"reviews_export.json",
	"environment.json",
	"occurrence.csv",
	"app.db",
};

const char *run_original_file(const char *dir)
{
	for (size_t i = 0; i < ARRAY_LEN(original_files); i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, original_files[i]);

		if (access(path, F_OK) == 0)
			return original_files[i];
	}
	return NULL;
}

static bool name_among(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static bool dir_has(const char *dir, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);

	return access(path, F_OK) == 0;
}

/* Whether a run in `dir`, ours or the original's, has such a file. */
static bool dir_owns(const char *dir, const char *name)
{
	bool ours = dir_has(dir, "run.json");

	if (ours && (name_among(name, guard_files, ARRAY_LEN(guard_files)) ||
		     strncmp(name, "index.db", 8) == 0))
		return true;
	return (ours || dir_has(dir, "raw.jsonl")) && dir_has(dir, name) &&
	       name_among(name, original_files, ARRAY_LEN(original_files));
}

int run_guard_output(const char *path, struct error *err)
{
	char *real CLEANUP(mem_free_str) = realpath(path, NULL);
	const char *target = real != NULL ? real : path;
	size_t len = (size_t)(file_base(target) - target);
	char *dir CLEANUP(mem_free_str) =
		len > 0 ? mem_strndup(target, len) : mem_strdup(".");

	if (!dir_owns(dir, file_base(target)))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s belongs to a run, which needs it; name another "
			 "file with -o",
			 path);
}
