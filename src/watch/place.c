/*
 * place.c: what a path names. See place.h.
 */
#include "config.h"

#include "watch/place.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"

#define PLACE_LOOKED_MAX 20000 /* entries of a folder that are looked at */

const char *watch_kind_word(enum watch_kind_of kind)
{
	static const char *const words[] = {
		[WATCH_RUN] = "run",
		[WATCH_ORIGINAL] = "original",
		[WATCH_LOG] = "log",
		[WATCH_FOLDER] = "folder",
	};

	return words[kind];
}

/* When this file of a directory last changed; -1: there is none. */
static double file_changed(const char *dir, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode)
		       ? (double)file_mtime_ns(&st) / 1e9
		       : -1;
}

/* Whether a directory is a run, of which kind, and when it last changed. */
static bool dir_is_run(const char *dir, enum watch_kind_of *ret,
		       double *ret_changed)
{
	static const char *const files[] = {
		"run.json",	"raw.jsonl",	       "events.jsonl",
		"edits.jsonl",	"batches.jsonl",       "batch_info.json",
		"batch_id.txt", "batch_history.jsonl",
	};
	double newest = -1, own = file_changed(dir, files[0]);

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		double at = file_changed(dir, files[i]);

		newest = at > newest ? at : newest;
	}
	*ret = own >= 0 ? WATCH_RUN : WATCH_ORIGINAL;
	*ret_changed = newest;
	return newest >= 0;
}

/* Whether a directory can be entered from here that holds a run. */
static bool dir_holds_runs(const char *dir)
{
	struct watch_entries entries;
	bool holds;

	if (watch_entries_read(dir, &entries, NULL) < 0)
		return false;
	holds = entries.n > 0;
	watch_entries_done(&entries);
	return holds;
}

/* The log of a run stands for the run; *real becomes that. */
static enum watch_kind_of place_of_log(char **real)
{
	char *dir CLEANUP(mem_free_str) = mem_strdup(*real);
	char *slash = strrchr(dir, '/');
	enum watch_kind_of kind;
	double changed;

	if (slash == dir || strcmp(slash, "/events.jsonl") != 0)
		return WATCH_LOG;
	*slash = '\0';
	if (file_changed(dir, "run.json") < 0 &&
	    file_changed(dir, "raw.jsonl") < 0)
		return WATCH_LOG;
	if (!dir_is_run(dir, &kind, &changed))
		return WATCH_LOG;
	mem_replace(real, dir);
	return kind;
}

static int place_refuse(const char *path, struct error *err)
{
	return error_set(err, ERROR_USAGE,
			 "%s is not a run, holds no runs, and is not a log of "
			 "events; name a run, a folder of runs, or an "
			 "events.jsonl",
			 path);
}

int watch_place_find(const char *path, struct watch_place *ret,
		     struct error *err)
{
	char *real CLEANUP(mem_free_str) = realpath(path, NULL);
	struct watch_place place = {.kind = WATCH_FOLDER};
	struct stat st;
	double changed;

	if (real == NULL || stat(real, &st) < 0)
		return errno == ENOENT
			       ? error_set(err, ERROR_USAGE,
					   "there is no run %s; name a run, a "
					   "folder of runs, or an events.jsonl",
					   path)
			       : error_sys(err, errno, "cannot look at %s",
					   path);
	if (S_ISREG(st.st_mode))
		place.kind = place_of_log(&real);
	else if (!S_ISDIR(st.st_mode))
		return place_refuse(path, err);
	else if (!dir_is_run(real, &place.kind, &changed)) {
		place.kind = WATCH_FOLDER;
		if (access(real, R_OK | X_OK) < 0)
			return error_sys(err, errno, "cannot read %s", path);
		if (!dir_holds_runs(real))
			return place_refuse(path, err);
	}
	place.name = text_cleaned(file_base(real));
	place.path = mem_strdup(real);
	*ret = place;
	return 0;
}

void watch_place_done(struct watch_place *place)
{
	free(place->path);
	free(place->name);
	*place = (struct watch_place){0};
}

/* --- folders -------------------------------------------------------------- */

static void entries_add(struct watch_entries *entries, const char *path,
			const char *name, enum watch_kind_of kind,
			double changed)
{
	if (entries->n == WATCH_ENTRIES_MAX) {
		entries->left_off++;
		return;
	}
	entries->items = mem_grow(entries->items, entries->n + 1,
				  sizeof(*entries->items));
	entries->items[entries->n++] = (struct watch_entry){
		.path = mem_strdup(path),
		.name = text_cleaned(name),
		.kind = kind,
		.changed_at = changed,
	};
}

/* Looks at what lies in `dir`; `deep`: also one folder deeper, whose runs are
 * called FOLDER/RUN. */
static int entries_scan(const char *dir, const char *prefix, bool deep,
			struct watch_entries *ret, struct error *err)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	int looked = 0;

	if (stream == NULL)
		return error_sys(err, errno, "cannot read %s", dir);
	while (looked++ < PLACE_LOOKED_MAX &&
	       (entry = readdir(stream)) != NULL) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, entry->d_name);
		char *name CLEANUP(mem_free_str) =
			mem_printf("%s%s", prefix, entry->d_name);
		char *under CLEANUP(mem_free_str) = mem_printf("%s/", name);
		enum watch_kind_of kind;
		double changed;
		struct stat st;
		int rc;

		if (entry->d_name[0] == '.' || stat(path, &st) < 0 ||
		    !S_ISDIR(st.st_mode))
			continue;
		if (dir_is_run(path, &kind, &changed)) {
			entries_add(ret, path, name, kind, changed);
		} else if (deep) {
			/* One that cannot be read has nothing to show. */
			rc = entries_scan(path, under, false, ret, NULL);
			(void)rc;
		}
	}
	closedir(stream);
	return 0;
}

static int entry_order(const void *a, const void *b)
{
	const struct watch_entry *left = a, *right = b;

	if (left->changed_at != right->changed_at)
		return left->changed_at > right->changed_at ? -1 : 1;
	return strcmp(left->name, right->name);
}

int watch_entries_read(const char *folder, struct watch_entries *ret,
		       struct error *err)
{
	struct watch_entries entries = {0};

	if (entries_scan(folder, "", true, &entries, err) < 0)
		return -1;
	if (entries.n > 0)
		qsort(entries.items, entries.n, sizeof(*entries.items),
		      entry_order);
	*ret = entries;
	return 0;
}

void watch_entries_done(struct watch_entries *entries)
{
	for (size_t i = 0; i < entries->n; i++) {
		free(entries->items[i].path);
		free(entries->items[i].name);
	}
	free(entries->items);
	*entries = (struct watch_entries){0};
}
