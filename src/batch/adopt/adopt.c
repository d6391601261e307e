/*
 * adopt.c: see adopt.h.
 *
 * 1. What the folder has is taken first, by the same way as what a server
 *    sends; then the batch is put into batches.jsonl, with the whole of
 *    raw.jsonl to be looked through for what is there: whoever is killed
 *    between both does it again, and appends nothing twice.
 * 2. Without its id there is nobody to be asked: what is there is taken in.
 */
#include "config.h"

#include "batch/adopt/adopt.h"

#include <string.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "batch/adopt/folder.h"
#include "batch/collect/collect.h"
#include "engine/batch/batch.h"

#define SHEETS_A_LINE 200
#define ADOPT_ENGINE  "openai"
#define ADOPT_MODEL   "gpt-4o-mini" /* the only one that pipeline asked */

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
