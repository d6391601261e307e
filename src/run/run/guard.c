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
#include <string.h>

#include "base/file.h"
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
