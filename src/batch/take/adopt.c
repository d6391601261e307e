/*
 * adopt.c: see adopt.h.
 *
 * 1. Which sheets there are is said by the requests, else by the manifest of
 *    pictures, else by the results.
 * 2. What the folder has is taken first, by the same way as what a server
 *    sends; then the batch is put into batches.jsonl, with the whole of
 *    raw.jsonl to be looked through for what is there: whoever is killed
 *    between both does it again, and appends nothing twice.
 * 3. Without its id there is nobody to be asked: what is there is taken in.
 */
#include "config.h"

#include "batch/take/adopt.h"

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
#include "batch/take/collect.h"
#include "batch/told.h"
#include "engine/batch/batch.h"
#include "run/journal/lines.h"

#define ADOPT_LINE_MAX	  ((size_t)64 << 20)
#define ADOPT_FILE_MAX	  ((size_t)64 << 20)
#define ADOPT_ID_MAX	  200
#define ADOPT_SHEETS_MAX  1000000
#define ADOPT_HISTORY_MAX 10000 /* lines: it was asked about every 5 minutes */
#define SHEETS_A_LINE	  200
#define ADOPT_ENGINE	  "openai"
#define ADOPT_MODEL	  "gpt-4o-mini" /* the only one that pipeline asked */

/* A folder as it was read. */
struct folder {
	char *path;
	char *batch_id, *model; /* or NULL */
	json_t *told;		/* as of batch_told_json; or NULL */
	json_t *history;	/* the same, as it became; or NULL */
	json_t *images; /* of the manifest: file names by SHA-256; or NULL */
	json_t *sheets; /* requests, by custom_id, with what batches.jsonl says
			   of a sheet */
	int64_t sent_s;
};

static void folder_done(struct folder *folder)
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

static bool folder_has(const char *path, const char *name)
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

void adopt_paths_free(char **paths, size_t n)
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

int adopt_find(const char *path, char ***ret, size_t *ret_n, struct error *err)
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
	    file_read(file, ADOPT_ID_MAX, &text, &none) < 0 || text.len == 0)
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
	    file_read(file, ADOPT_FILE_MAX, &text, &none) < 0 ||
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
	lines_init(&lines, fd, false, 0, ADOPT_LINE_MAX);
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
	    strlen(custom_id) > ADOPT_ID_MAX ||
	    json_object_get(folder->sheets, custom_id) != NULL ||
	    json_object_size(folder->sheets) >= ADOPT_SHEETS_MAX)
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
	if (json_array_size(folder->history) == ADOPT_HISTORY_MAX)
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

static int folder_read(const char *path, struct folder *ret, struct error *err)
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

/* --- how it stands -------------------------------------------------------- */

static bool folder_is_over(const struct folder *folder)
{
	return batch_status_is_over(
		batch_status_parse(json_string_at(folder->told, "status")));
}

static enum chunk_state folder_state(const struct folder *folder)
{
	if (folder_has(folder->path, "batch_output.jsonl") ||
	    folder_is_over(folder))
		return CHUNK_ENDED;
	return folder->batch_id != NULL ? CHUNK_SUBMITTED : CHUNK_PLANNED;
}

int adopt_look(const char *path, struct survey_row *ret, struct error *err)
{
	struct folder folder;
	int rc = folder_read(path, &folder, err);

	if (rc == 0) {
		*ret = (struct survey_row){
			.chunk = text_cleaned(path),
			.batch_id = folder.batch_id != NULL
					    ? text_cleaned(folder.batch_id)
					    : NULL,
			.engine = mem_strdup(ADOPT_ENGINE),
			.model = folder.model != NULL
					 ? text_cleaned(folder.model)
					 : NULL,
			.state = folder_state(&folder),
			.sheets = json_object_size(folder.sheets),
			.total = -1,
			.done = -1,
			.failed = -1,
			.sent_s = folder.sent_s,
			.expires_s = -1,
			.ended_s = -1,
			.cost_usd = -1,
			.open = folder.batch_id != NULL,
			.history = json_incref(folder.history),
		};
		survey_tell(ret, folder.told);
		if (folder.batch_id == NULL)
			ret->why = mem_strdup("its folder does not say its id: "
					      "only what is in it can be "
					      "taken");
	}
	folder_done(&folder);
	return rc;
}

/* --- as lines of batches.jsonl -------------------------------------------- */

static void lines_add_sheets(const struct folder *folder, const char *chunk,
			     struct bytes *to)
{
	json_t *part = NULL, *sheet;
	const char *key;

	json_object_foreach(folder->sheets, key, sheet)
	{
		if (part == NULL)
			part = json_array();
		json_array_append(part, sheet);
		if (json_array_size(part) < SHEETS_A_LINE)
			continue;
		batch_line_write(BATCH_OP_SHEETS, chunk,
				 json_pack("{s:o}", "sheets", part), to);
		part = NULL;
	}
	if (part != NULL)
		batch_line_write(BATCH_OP_SHEETS, chunk,
				 json_pack("{s:o}", "sheets", part), to);
}

/* Its plan, as if it were one of ours, and its id. `base_url` NULL: the server
 * of OpenAI has it. */
static void lines_add_plan(const struct folder *folder, const char *chunk,
			   const char *batch_id, const char *base_url,
			   struct bytes *to)
{
	json_t *plan =
		json_pack("{s:I, s:s, s:s, s:s, s:s?, s:f}", "requests",
			  (json_int_t)json_object_size(folder->sheets), "shape",
			  "openai", "engine", ADOPT_ENGINE, "model",
			  folder->model != NULL ? folder->model : ADOPT_MODEL,
			  "folder", folder->path, "reserved_usd", 0.0);
	json_t *sent = json_pack("{s:s}", "batch_id", batch_id);

	json_set_string(plan, "base_url", base_url);
	json_set_string(sent, "status", json_string_at(folder->told, "status"));
	lines_add_sheets(folder, chunk, to);
	batch_line_write(BATCH_OP_PLANNED, chunk, plan, to);
	if (folder->sent_s >= 0)
		batch_line_write(
			BATCH_OP_SUBMITTING, chunk,
			json_pack("{s:I}", "since", (json_int_t)folder->sent_s),
			to);
	batch_line_write(BATCH_OP_SUBMITTED, chunk, sent, to);
	batch_line_write(BATCH_OP_COLLECTING, chunk,
			 json_pack("{s:i}", "raw", 0), to);
}

static void lines_add_end(const struct folder *folder, const char *chunk,
			  const struct collect_report *report, struct bytes *to)
{
	json_t *told =
		folder->told != NULL ? json_copy(folder->told) : json_object();

	if (json_string_at(told, "status") == NULL)
		json_set_string(told, "status", "completed");
	batch_line_write(BATCH_OP_ENDED, chunk, told, to);
	batch_line_write(BATCH_OP_COLLECTED, chunk,
			 json_pack("{s:I, s:I, s:I, s:f, s:b}", "succeeded",
				   (json_int_t)report->succeeded, "failed",
				   (json_int_t)report->failed, "missing",
				   (json_int_t)report->missing, "cost_usd",
				   (double)report->cost_nano / 1e9, "settled",
				   1),
			 to);
}

/* --- adopting ------------------------------------------------------------- */

static void adopt_note(void *data, const char *text)
{
	batch_session_note(data, "%s", text);
}

/* Takes the lines one by one into what stands. */
static void adopt_fold(struct batches *batches, const struct bytes *lines)
{
	const char *at = lines->data, *end;

	while (at != NULL && (end = strchr(at, '\n')) != NULL) {
		batches_take(batches, at, (size_t)(end - at));
		at = end + 1;
	}
}

/* What the folder has of results, into raw.jsonl. `lines`: its plan. */
static int adopt_collect(struct batch_session *session,
			 const struct folder *folder, const char *chunk,
			 const struct bytes *lines,
			 struct collect_report *report, struct error *err)
{
	char *output CLEANUP(mem_free_str) =
		file_join(folder->path, "batch_output.jsonl");
	char *errors CLEANUP(mem_free_str) =
		file_join(folder->path, "batch_errors.jsonl");
	struct batches private;
	struct collect_setup setup = {
		.run = session->setup.run,
		.store = session->setup.store,
		.provider = "openai",
		.imports = true,
		.files = {folder_has(folder->path, "batch_output.jsonl")
				  ? output
				  : NULL,
			  folder_has(folder->path, "batch_errors.jsonl")
				  ? errors
				  : NULL},
		.price = {-1, -1, -1},
		.cost_usd = -1,
		.answered = -1,
		.stop = session->setup.stop,
		.note = adopt_note,
		.arg = session,
	};
	int rc;

	batches_init(&private);
	adopt_fold(&private, lines);
	setup.chunk = batches_find(&private, chunk);
	rc = setup.chunk != NULL
		     ? batch_collect(&setup, report, err)
		     : error_set(err, ERROR_FAILED, "%s cannot be adopted",
				 folder->path);
	batches_done(&private);
	return rc;
}

/* The name of its chunk: it comes from its id, or from its sheets. */
static char *adopt_name(const struct folder *folder)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char hash[HASH_HEX_SIZE];

	if (folder->batch_id != NULL)
		bytes_append_str(&text, folder->batch_id);
	else
		json_write_line(folder->sheets, &text);
	hash_bytes(text.data, text.len, hash);
	return mem_printf("f-%.16s", hash);
}

/* Puts it among the batches of the run; what is there already stays. */
static int adopt_journal(struct batch_session *session,
			 const struct folder *folder, const char *chunk,
			 const struct collect_report *taken,
			 struct bytes *lines, struct error *err)
{
	const struct batch_chunk *known =
		batches_find(&session->batches, chunk);
	bool all = taken->missing == 0 && taken->sheets > 0;

	if (known != NULL && (!chunk_state_is_open(known->state) || !all))
		return 0;
	if (known != NULL)
		bytes_clear(lines);
	if (all)
		lines_add_end(folder, chunk, taken, lines);
	return batch_session_append(session, lines, err);
}

static int adopt_folder(struct batch_session *session,
			const struct folder *folder,
			struct adopt_report *report, struct error *err)
{
	char *chunk CLEANUP(mem_free_str) = adopt_name(folder);
	const char *id = folder->batch_id != NULL ? folder->batch_id : chunk;
	const struct batch_chunk *known =
		batches_find_batch(&session->batches, id);
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct collect_report taken;

	/* One of ours that lies there, too, is ours. */
	if (known != NULL && strcmp(known->id, chunk) != 0)
		return 0;
	if (json_object_size(folder->sheets) == 0)
		return error_set(err, ERROR_FAILED,
				 "%s names no sheet: batch_input.jsonl, "
				 "image_manifest.json and its results are "
				 "missing",
				 folder->path);
	lines_add_plan(folder, chunk, id, session->setup.options->base_url,
		       &lines);
	if (adopt_collect(session, folder, chunk, &lines, &taken, err) < 0)
		return -1;
	report->sheets = taken.sheets;
	report->succeeded = taken.succeeded;
	report->failed = taken.failed;
	report->appended = taken.appended;
	if (folder->batch_id == NULL)
		return 0;
	if (adopt_journal(session, folder, chunk, &taken, &lines, err) < 0)
		return -1;
	known = batches_find(&session->batches, chunk);
	report->open = known != NULL && chunk_state_is_open(known->state);
	return 0;
}

int batch_adopt(struct batch_session *session, const char *path,
		struct adopt_report *report, struct error *err)
{
	struct folder folder;
	int rc = folder_read(path, &folder, err);

	*report = (struct adopt_report){0};
	if (rc == 0)
		rc = adopt_folder(session, &folder, report, err);
	folder_done(&folder);
	return rc;
}
