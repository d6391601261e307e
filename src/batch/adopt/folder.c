/*
 * folder.c: see folder.h.
 *
 * 1. Which sheets there are is said by the requests, else by the manifest of
 *    pictures, else by the results.
 */
#include "config.h"

#include "batch/adopt/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "batch/told.h"
#include "engine/batch/batch.h"
#include "run/journal/lines.h"

#define FOLDER_LINE_MAX	   ((size_t)64 << 20)
#define FOLDER_FILE_MAX	   ((size_t)64 << 20)
#define FOLDER_ID_MAX	   200
#define FOLDER_SHEETS_MAX  1000000
#define FOLDER_HISTORY_MAX 10000 /* lines: it was asked about every 5 minutes */

void folder_done(struct folder *folder)
{
	free(folder->path);
	free(folder->batch_id);
	free(folder->model);
	json_decref(folder->told);
	json_decref(folder->history);
	json_decref(folder->images);
	json_decref(folder->sheets);
}

/* --- finding them --------------------------------------------------------- */

bool folder_has(const char *path, const char *name)
{
	char *file CLEANUP(mem_free_str) = file_join(path, name);
	struct stat st;

	return stat(file, &st) == 0 && S_ISREG(st.st_mode);
}

static bool folder_is(const char *path)
{
	static const char *const names[] = {
		"batch_id.txt", "batch_info.json", "batch_input.jsonl",
		"batch_output.jsonl", "batch_errors.jsonl"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (folder_has(path, names[i]))
			return true;
	return false;
}

void folder_paths_free(char **paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(paths[i]);
	free(paths);
}

static int paths_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void paths_add_below(const char *path, char ***paths, size_t *n)
{
	DIR *stream = opendir(path);
	struct dirent *entry;
	size_t cap = 0;

	while (stream != NULL && (entry = readdir(stream)) != NULL) {
		char *below = file_join(path, entry->d_name);

		if (entry->d_name[0] == '.' || !folder_is(below)) {
			free(below);
			continue;
		}
		ARRAY_GROW(*paths, *n, cap);
		(*paths)[(*n)++] = below;
	}
	if (stream != NULL)
		closedir(stream);
	if (*n > 0)
		qsort(*paths, *n, sizeof(**paths), paths_compare);
}

int folder_find(const char *path, char ***ret, size_t *ret_n, struct error *err)
{
	char **paths = NULL;
	size_t n = 0;

	if (folder_is(path)) {
		paths = mem_zalloc(sizeof(*paths));
		paths[n++] = mem_strdup(path);
	} else {
		paths_add_below(path, &paths, &n);
	}
	if (n == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no batch of the earlier pipeline in "
				 "%s (batch_id.txt, batch_output.jsonl)",
				 path);
	*ret = paths;
	*ret_n = n;
	return 0;
}

/* --- reading one ---------------------------------------------------------- */

/* The first word of a file, owned; NULL: there is none that can be an id. */
static char *folder_word(const char *path, const char *name)
{
	char *file CLEANUP(mem_free_str) = file_join(path, name);
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error none;
	char *word;

	if (!folder_has(path, name) ||
	    file_read(file, FOLDER_ID_MAX, &text, &none) < 0 || text.len == 0)
		return NULL;
	word = text_squeezed(text.data);
	if (word[0] != '\0' && strpbrk(word, " /?#%\\\"") == NULL)
		return word;
	free(word);
	return NULL;
}

static json_t *folder_json(const char *path, const char *name)
{
	char *file CLEANUP(mem_free_str) = file_join(path, name);
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error none;
	json_t *value = NULL;

	if (!folder_has(path, name) ||
	    file_read(file, FOLDER_FILE_MAX, &text, &none) < 0 ||
	    text.len == 0 ||
	    json_read(text.data, text.len, &value, NULL, &none) < 0)
		return NULL;
	return value;
}

/* Calls `take` for each line that is JSON. */
static int folder_lines(const struct folder *folder, const char *name,
			void (*take)(struct folder *folder, json_t *line),
			struct folder *to, struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(folder->path, name);
	struct lines lines;
	struct line line;
	int fd, got;

	if (!folder_has(folder->path, name))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_sys(err, errno, "cannot read %s", path);
	lines_init(&lines, fd, false, 0, FOLDER_LINE_MAX);
	while ((got = lines_next(&lines, &line, err)) > 0) {
		json_t *object CLEANUP(json_release) = NULL;

		if (line.text != NULL &&
		    json_read(line.text, line.len, &object, NULL, NULL) == 0)
			take(to, object);
	}
	lines_done(&lines);
	close(fd);
	return got;
}

/* The hash in "specimen-HASH", or NULL. */
static const char *custom_hash(const char *custom_id)
{
	static const char prefix[] = "specimen-";
	const char *hash = custom_id + sizeof(prefix) - 1;

	return strncmp(custom_id, prefix, sizeof(prefix) - 1) == 0 &&
			       hash_is_hex(hash) && hash[64] == '\0'
		       ? hash
		       : NULL;
}

static void folder_add_sheet(struct folder *folder, const char *custom_id)
{
	const char *hash, *image;
	char *made CLEANUP(mem_free_str) = NULL;
	json_t *sheet;

	if (custom_id == NULL || custom_id[0] == '\0' ||
	    strlen(custom_id) > FOLDER_ID_MAX ||
	    json_object_get(folder->sheets, custom_id) != NULL ||
	    json_object_size(folder->sheets) >= FOLDER_SHEETS_MAX)
		return;
	hash = custom_hash(custom_id);
	image = hash != NULL ? json_string_at(folder->images, hash) : NULL;
	made = mem_printf("%s.jpg", hash != NULL ? hash : custom_id);
	sheet = json_object();
	json_set_string(sheet, "custom_id", custom_id);
	if (hash == NULL)
		json_set_string(sheet, "specimen_id", custom_id);
	json_set_string(sheet, "image",
			image != NULL && file_is_below(image) ? image : made);
	json_object_set_new(folder->sheets, custom_id, sheet);
}

static void folder_take_request(struct folder *folder, json_t *line)
{
	const char *model =
		json_string_at(json_object_get(line, "body"), "model");

	folder_add_sheet(folder, json_string_at(line, "custom_id"));
	if (folder->model == NULL && model != NULL)
		folder->model = mem_strdup(model);
}

static void folder_take_result(struct folder *folder, json_t *line)
{
	folder_add_sheet(folder, json_string_at(line, "custom_id"));
}

/* The counts of a line: {"progress": {"total", "completed", "failed"}}. */
static void history_copy_counts(const json_t *line, json_t *to)
{
	static const char *const keys[] = {"total", "completed", "failed"};
	const json_t *counts = json_object_get(line, "progress");

	if (counts == NULL)
		counts = json_object_get(line, "request_counts");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int64_t n = json_int_at(counts, keys[i],
					json_int_at(line, keys[i], -1));

		if (n >= 0)
			json_object_set_new(to, keys[i],
					    json_integer((json_int_t)n));
	}
}

static void folder_keep_history(struct folder *folder, json_t *told,
				const char *at)
{
	json_t *step = json_copy(told);

	json_set_string(step, "at", at);
	if (folder->history == NULL)
		folder->history = json_array();
	if (json_array_size(folder->history) == FOLDER_HISTORY_MAX)
		json_array_remove(folder->history, 0);
	json_array_append_new(folder->history, step);
}

/* How it stood each time that it was asked about; the last of them stays. The
 * file may tell of other batches, too. */
static void folder_take_history(struct folder *folder, json_t *line)
{
	const char *status = json_string_at(line, "status");
	const char *id = json_string_at(line, "batch_id");

	if (id != NULL && folder->batch_id != NULL &&
	    strcmp(id, folder->batch_id) != 0)
		return;
	if (folder->told == NULL)
		folder->told = json_object();
	if (status != NULL)
		json_set_string(folder->told, "status", status);
	history_copy_counts(line, folder->told);
	folder_keep_history(folder, folder->told,
			    json_string_at(line, "timestamp"));
}

static void folder_read_info(struct folder *folder)
{
	json_t *object CLEANUP(json_release) =
		folder_json(folder->path, "batch_info.json");
	const char *sent = json_string_at(object, "submitted_at");
	struct batch_info info;
	struct error none;
	double when;

	if (sent != NULL && clock_parse(sent, &when) == 0)
		folder->sent_s = (int64_t)when;
	if (object == NULL || batch_info_read(object, &info, &none) < 0)
		return;
	json_decref(folder->told);
	folder->told = batch_told_json(&info);
	if (folder->batch_id == NULL)
		folder->batch_id = mem_strdup(info.id);
	if (folder->sent_s < 0)
		folder->sent_s = info.created_s;
	batch_info_done(&info);
}

/* File names by hash. */
static void folder_read_manifest(struct folder *folder)
{
	json_t *object CLEANUP(json_release) =
		folder_json(folder->path, "image_manifest.json");
	const char *sha256;
	json_t *entry;

	folder->images = json_object();
	json_object_foreach(object, sha256, entry)
	{
		const char *name = json_string_at(entry, "filename");

		if (name != NULL)
			json_set_string(folder->images, sha256, name);
	}
}

static void folder_take_manifest(struct folder *folder)
{
	const char *sha256;
	json_t *name;

	json_object_foreach(folder->images, sha256, name)
	{
		char *id CLEANUP(mem_free_str) =
			mem_printf("specimen-%s", sha256);

		folder_add_sheet(folder, id);
	}
}

int folder_read(const char *path, struct folder *ret, struct error *err)
{
	*ret = (struct folder){
		.path = mem_strdup(path),
		.batch_id = folder_word(path, "batch_id.txt"),
		.sheets = json_object(),
		.sent_s = -1,
	};
	if (folder_lines(ret, "batch_history.jsonl", folder_take_history, ret,
			 err) < 0)
		return -1;
	folder_read_info(ret);
	folder_read_manifest(ret);
	if (folder_lines(ret, "batch_input.jsonl", folder_take_request, ret,
			 err) < 0)
		return -1;
	if (json_object_size(ret->sheets) == 0)
		folder_take_manifest(ret);
	if (folder_lines(ret, "batch_output.jsonl", folder_take_result, ret,
			 err) < 0 ||
	    folder_lines(ret, "batch_errors.jsonl", folder_take_result, ret,
			 err) < 0)
		return -1;
	return 0;
}
