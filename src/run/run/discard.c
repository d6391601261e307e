/*
 * discard.c: a run that is taken back. See discard.h.
 *
 * 1. Only what can be made again, or holds nothing, is ever removed, by name.
 * 2. run.json goes last: as long as it is there, the directory is a run.
 */
#include "config.h"

#include "run/run/discard.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "run/journal/lock.h"

static const char *const discard_journals[] = {
	"raw.jsonl",	"events.jsonl",	 "edits.jsonl", "curated.jsonl",
	"rescue.jsonl", "batches.jsonl", "ids.jsonl",
};

struct run_before run_look_before(const char *dir)
{
	char *json CLEANUP(mem_free_str) = file_join(dir, "run.json");
	struct stat st;

	return (struct run_before){.run = lstat(json, &st) == 0,
				   .directory = lstat(dir, &st) == 0};
}

/* Whether a line, or anything that a person made, lies in it. */
static bool discard_holds(const char *dir)
{
	char *drafts CLEANUP(mem_free_str) = file_join(dir, "drafts");
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(discard_journals); i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, discard_journals[i]);

		if (lstat(path, &st) == 0 && st.st_size > 0)
			return true;
	}
	return lstat(drafts, &st) == 0;
}

/* Unlinks the databases of `dir` whose names begin so, and what SQLite keeps
 * beside them. */
static void discard_databases(const char *dir, const char *begins)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;

	while (stream != NULL && (entry = readdir(stream)) != NULL) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, entry->d_name);

		if (strncmp(entry->d_name, begins, strlen(begins)) == 0 &&
		    strstr(entry->d_name, ".db") != NULL)
			unlink(path);
	}
	if (stream != NULL)
		closedir(stream);
}

/* False where copies of sheets, or files of batches, lie in it. */
static bool discard_cache(const char *dir)
{
	char *cache CLEANUP(mem_free_str) = file_join(dir, "cache");
	char *images CLEANUP(mem_free_str) = file_join(cache, "images");
	char *batches CLEANUP(mem_free_str) = file_join(cache, "batches");
	struct stat st;

	if (lstat(cache, &st) < 0)
		return true;
	if ((lstat(images, &st) == 0 && rmdir(images) < 0) ||
	    (lstat(batches, &st) == 0 && rmdir(batches) < 0))
		return false;
	discard_databases(cache, "");
	return rmdir(cache) == 0;
}

static void discard_file(const char *dir, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);

	unlink(path);
}

void run_discard(const char *dir, const struct run_before *before)
{
	struct run_before now = run_look_before(dir);
	struct run_lock *lock = NULL;
	struct error err;

	if (before->run || !now.run || run_lock_acquire(dir, &lock, &err) < 0)
		return;
	if (!discard_holds(dir) && discard_cache(dir)) {
		for (size_t i = 0; i < ARRAY_LEN(discard_journals); i++)
			discard_file(dir, discard_journals[i]);
		discard_databases(dir, "index.db");
		discard_file(dir, "journals.lock");
		discard_file(dir, "batches.lock");
		discard_file(dir, "lock");
		discard_file(dir, "run.json");
	}
	run_lock_release(lock);
	if (!before->directory)
		rmdir(dir);
}
