/*
 * batch_openai.c: files and batches as OpenAI's specification has them. See
 * batch_desk.h.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "batch_desk.h"

#define PAGE_USUAL 20
#define PAGE_MOST  100
#define FILES_MOST 10000

/* --- files ---------------------------------------------------------------- */

static json_t *file_json(const struct batch_file *file)
{
	return json_pack("{s:s,s:s,s:I,s:I,s:s,s:s,s:s}", "id", file->id,
			 "object", "file", "bytes", (json_int_t)file->data.len,
			 "created_at", (json_int_t)file->created_s, "filename",
			 file->name, "purpose", file->purpose, "status",
			 "processed");
}

void openai_upload(struct ask *ask)
{
	struct batch_store *store = ask->store;
	struct form form;
	struct batch_file *file;

	if (ask->length > (uint64_t)store->options.max_bytes + 65536) {
		batch_ledger_violation(&store->ledger, BATCH_TOO_MANY, "file");
		ask_error(ask, 400, NULL, "File is too large.");
		return;
	}
	if (form_read(ask->head.type, &ask->body, &form) < 0 ||
	    !form.has_file || form.purpose[0] == '\0') {
		bytes_done(&form.file);
		ask_error(ask, 400, NULL,
			  "a form with 'purpose' and 'file' is required");
		return;
	}
	if (strcmp(form.purpose, "batch") != 0 ||
	    form.file.len > (size_t)store->options.max_bytes) {
		if (form.file.len > (size_t)store->options.max_bytes)
			batch_ledger_violation(&store->ledger, BATCH_TOO_MANY,
					       "file");
		bytes_done(&form.file);
		ask_error(ask, 400, NULL,
			  "Invalid purpose, or file is too large.");
		return;
	}
	file = batch_store_add_file(store, form.name, form.purpose, &form.file,
				    ask->head.secret);
	ask_answer(ask, 200, file_json(file));
}

/* Closes a list: first_id and last_id, whether there is more. */
static void answer_list(struct ask *ask, json_t *data, bool more)
{
	size_t n = json_array_size(data);
	const char *first = NULL, *last = NULL;

	if (n > 0) {
		first = json_string_at(json_array_get(data, 0), "id");
		last = json_string_at(json_array_get(data, n - 1), "id");
	}
	ask_answer(ask, 200,
		   json_pack("{s:s,s:o,s:s?,s:s?,s:b}", "object", "list",
			     "data", data, "first_id", first, "last_id", last,
			     "has_more", more));
}

void openai_files(struct ask *ask)
{
	struct batch_store *store = ask->store;
	long limit = ask_number(ask, "limit", FILES_MOST, FILES_MOST);
	json_t *data = json_array();
	char after[BATCH_ID_SIZE], purpose[32];
	bool begun, more = false;

	ask_word(ask, "after", after, sizeof(after));
	ask_word(ask, "purpose", purpose, sizeof(purpose));
	begun = after[0] == '\0';
	for (size_t i = store->n_files; i-- > 0 && !more;) {
		const struct batch_file *file = store->files[i];
		bool passed = begun;

		begun = begun || strcmp(file->id, after) == 0;
		if (!passed ||
		    batch_store_file(store, file->id, ask->head.secret) ==
			    NULL ||
		    (purpose[0] != '\0' && strcmp(purpose, file->purpose)) ||
		    batch_rules_has(&store->rules, "files_empty") != NULL)
			continue;
		more = json_array_size(data) == (size_t)limit;
		if (!more)
			json_array_append_new(data, file_json(file));
	}
	answer_list(ask, data, more);
}

static struct batch_file *find_file(struct ask *ask)
{
	struct batch_file *file =
		batch_store_file(ask->store, ask->id, ask->head.secret);

	if (file == NULL)
		ask_error(ask, 404, NULL, "No such File object");
	return file;
}

void openai_file(struct ask *ask)
{
	const struct batch_file *file = find_file(ask);

	if (file != NULL)
		ask_answer(ask, 200, file_json(file));
}

void openai_file_delete(struct ask *ask)
{
	struct batch_file *file = find_file(ask);

	if (file == NULL)
		return;
	file->deleted = true;
	ask_answer(ask, 200,
		   json_pack("{s:s,s:s,s:b}", "id", file->id, "object", "file",
			     "deleted", 1));
}

/* From where on a client wants a file; 0: all of it. */
static size_t range_start(const struct ask *ask)
{
	const char *range = ask->head.range;
	char *end;
	unsigned long long at = strtoull(range, &end, 10);

	if (range[0] == '\0' || *end != '-' ||
	    batch_rules_has(&ask->store->rules, "no_range") != NULL)
		return 0;
	return (size_t)at;
}

void openai_content(struct ask *ask)
{
	const struct batch_file *file = find_file(ask);
	struct answer *answer = &ask->answer;
	size_t at = range_start(ask), len;
	char head[128] = "";
	int status = 200;

	if (file == NULL)
		return;
	len = file->data.len;
	if (at > 0 && at >= len) {
		snprintf(head, sizeof(head), "Content-Range: bytes */%zu\r\n",
			 len);
		answer_head(answer, 416, "text/plain", 0, head);
		return;
	}
	if (at > 0) {
		status = 206;
		if (batch_rules_has(&ask->store->rules, "range_wrong") != NULL)
			at = 0;
		snprintf(head, sizeof(head),
			 "Content-Range: bytes %zu-%zu/%zu\r\n", at, len - 1,
			 len);
	}
	answer_head(answer, status, "application/octet-stream",
		    (int64_t)(len - at), head);
	bytes_append(&answer->out, file->data.data + at, len - at);
}

/* --- batches -------------------------------------------------------------- */

static json_t *time_or_null(int64_t at_s, bool is)
{
	return is && at_s > 0 ? json_integer((json_int_t)at_s) : json_null();
}

static json_t *id_or_null(const char *id, bool empty)
{
	if (id[0] != '\0' || empty)
		return json_string(id);
	return json_null();
}

/* errors: what validation said. */
static json_t *errors_json(const struct batch *batch)
{
	json_t *line;

	if (batch->fault == NULL || batch->state != STATE_FAILED)
		return json_null();
	line = batch->fault_line > 0 ? json_integer(batch->fault_line)
				     : json_null();
	return json_pack("{s:s,s:[{s:s,s:s,s:n,s:o}]}", "object", "list",
			 "data", "code", batch->fault, "message",
			 batch->fault_text, "param", "line", line);
}

static json_t *counts_json(const struct batch *batch)
{
	bool known = batch->state != STATE_VALIDATING &&
		     (batch->state != STATE_FAILED || batch->done > 0);

	return json_pack("{s:I,s:I,s:I}", "total",
			 (json_int_t)(known ? batch->n_rows : 0), "completed",
			 (json_int_t)batch->succeeded, "failed",
			 (json_int_t)batch->failed);
}

static json_t *usage_json(const struct batch *batch)
{
	return json_pack(
		"{s:I,s:{s:i},s:I,s:{s:i},s:I}", "input_tokens",
		(json_int_t)batch->prompt_tokens, "input_tokens_details",
		"cached_tokens", 0, "output_tokens",
		(json_int_t)batch->completion_tokens, "output_tokens_details",
		"reasoning_tokens", 0, "total_tokens",
		(json_int_t)(batch->prompt_tokens + batch->completion_tokens));
}

static void add_times(const struct batch *batch, json_t *to)
{
	static const struct {
		const char *key;
		enum batch_state state;
	} ends[] = {
		{"completed_at", STATE_COMPLETED},
		{"failed_at", STATE_FAILED},
		{"expired_at", STATE_EXPIRED},
		{"cancelled_at", STATE_CANCELLED},
	};

	json_object_set_new(to, "in_progress_at",
			    time_or_null(batch->created_s,
					 batch->state != STATE_VALIDATING));
	json_object_set_new(to, "expires_at",
			    json_integer((json_int_t)batch->expires_s));
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		json_object_set_new(
			to, ends[i].key,
			time_or_null(batch->ended_s,
				     batch->state == ends[i].state));
	json_object_set_new(to, "request_counts", counts_json(batch));
	json_object_set_new(to, "usage", usage_json(batch));
}

static json_t *batch_json(const struct batch *batch)
{
	json_t *value, *metadata = batch->metadata != NULL
					   ? json_incref(batch->metadata)
					   : json_null();
	bool terminal = batch_is_terminal(batch);
	bool empty = terminal && batch_course_is(batch, "error_empty");

	value = json_pack("{s:s,s:s,s:s,s:s?,s:o,s:s,s:s,s:s,s:o,s:o,s:I,s:o}",
			  "id", batch->id, "object", "batch", "endpoint",
			  batch->endpoint != NULL ? batch->endpoint : "",
			  "model", batch->model, "errors", errors_json(batch),
			  "input_file_id", batch->input, "completion_window",
			  "24h", "status", batch_state_word(batch),
			  "output_file_id", id_or_null(batch->output, false),
			  "error_file_id", id_or_null(batch->errors, empty),
			  "created_at", (json_int_t)batch->created_s,
			  "metadata", metadata);
	if (!batch_course_is(batch, "bare"))
		add_times(batch, value);
	return value;
}

/* The lines of the input file become rows. */
static void read_lines(struct ask *ask, struct batch *batch,
		       const struct batch_file *file)
{
	const char *at = file->data.data, *end = at + file->data.len;
	long line = 1;

	for (; at < end; line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((stop != NULL ? stop : end) - at);
		json_t *value CLEANUP(json_release) = NULL;

		if (strspn(at, " \t\r") < len &&
		    json_read(at, len, &value, NULL, NULL) < 0)
			batch_blame(batch, "invalid_json_line",
				    mem_strdup("This line is not parseable as "
					       "valid JSON."),
				    line);
		else if (value != NULL)
			batch_add_row(ask->store, batch, value, len, line);
		at += len + 1;
	}
	if (batch->n_rows > (size_t)ask->store->options.max_requests) {
		batch_ledger_violation(&ask->store->ledger, BATCH_TOO_MANY,
				       file->id);
		batch_blame(batch, "too_many_tasks",
			    mem_strdup("The batch has too many requests."), 0);
	}
}

/* Metadata: strings, 16 at most. */
static bool metadata_ok(json_t *metadata)
{
	const char *key;
	json_t *value;

	if (metadata == NULL || json_is_null(metadata))
		return true;
	if (!json_is_object(metadata) || json_object_size(metadata) > 16)
		return false;
	json_object_foreach(metadata, key, value)
	{
		if (strlen(key) > 64 || !json_is_string(value) ||
		    json_string_length(value) > 512)
			return false;
	}
	return true;
}

/* What is wrong with a creation; NULL: nothing. */
static const char *create_fault(const struct ask *ask, const json_t *body)
{
	const char *endpoint = json_string_at(body, "endpoint");
	const char *window = json_string_at(body, "completion_window");
	json_t *metadata = json_object_get(body, "metadata");

	if (json_string_at(body, "input_file_id") == NULL)
		return "Missing required parameter: 'input_file_id'.";
	if (endpoint == NULL || strcmp(endpoint, "/v1/chat/completions") != 0)
		return "Invalid value: 'endpoint'.";
	if (window == NULL || strcmp(window, "24h") != 0)
		return "Invalid value: 'completion_window'.";
	if (!metadata_ok(metadata))
		return "Invalid 'metadata'.";
	if (json_is_object(metadata) &&
	    batch_rules_has(&ask->store->rules, "metadata_refused") != NULL)
		return "Unknown parameter: 'metadata'.";
	return NULL;
}

void openai_create(struct ask *ask)
{
	struct batch_store *store = ask->store;
	json_t *body CLEANUP(json_release) = NULL;
	const struct batch_file *file;
	struct batch *batch;
	const char *fault;

	if (ask->body.len == 0 ||
	    json_read(ask->body.data, ask->body.len, &body, NULL, NULL) < 0) {
		ask_error(ask, 400, NULL, "The body is not JSON.");
		return;
	}
	fault = create_fault(ask, body);
	if (fault != NULL) {
		ask_error(ask, 400, NULL, fault);
		return;
	}
	snprintf(ask->id, sizeof(ask->id), "%s",
		 json_string_at(body, "input_file_id"));
	file = find_file(ask);
	if (file == NULL)
		return;
	batch = batch_new();
	batch->endpoint = mem_strdup(json_string_at(body, "endpoint"));
	strcpy(batch->input, file->id);
	if (batch_rules_has(&store->rules, "metadata_dropped") == NULL &&
	    json_is_object(json_object_get(body, "metadata")))
		batch->metadata =
			json_incref(json_object_get(body, "metadata"));
	read_lines(ask, batch, file);
	batch_store_add(store, batch, ask->head.secret);
	ask_answer(ask, 200, batch_json(batch));
}

void openai_list(struct ask *ask)
{
	struct batch_store *store = ask->store;
	long limit = ask_number(ask, "limit", PAGE_USUAL, PAGE_MOST);
	json_t *data = json_array();
	char after[BATCH_ID_SIZE];
	bool begun, more = false;

	ask_word(ask, "after", after, sizeof(after));
	begun = after[0] == '\0' ||
		batch_rules_has(&store->rules, "list_loop") != NULL;
	for (size_t i = store->n_batches; i-- > 0 && !more;) {
		const struct batch *batch = store->batches[i];
		bool passed = begun;

		begun = begun || strcmp(batch->id, after) == 0;
		if (!passed ||
		    batch_rules_has(&store->rules, "list_empty") != NULL ||
		    batch_store_find(store, batch->id, ask->head.secret) ==
			    NULL)
			continue;
		more = json_array_size(data) == (size_t)limit;
		if (!more)
			json_array_append_new(data, batch_json(batch));
	}
	answer_list(ask, data, more);
}

static struct batch *find_batch(struct ask *ask)
{
	struct batch *batch =
		batch_store_find(ask->store, ask->id, ask->head.secret);
	char text[96];

	snprintf(text, sizeof(text), "No batch found with id '%s'.", ask->id);
	if (batch == NULL)
		ask_error(ask, 404, NULL, text);
	return batch;
}

void openai_get(struct ask *ask)
{
	struct batch *batch = find_batch(ask);

	if (batch == NULL)
		return;
	batch_step(ask->store, batch);
	ask_answer(ask, 200, batch_json(batch));
}

void openai_cancel(struct ask *ask)
{
	struct batch *batch = find_batch(ask);

	if (batch == NULL)
		return;
	if (batch_is_terminal(batch)) {
		ask_error(ask, 409, NULL,
			  "Cannot cancel a batch that has ended.");
		return;
	}
	batch_cancel(ask->store, batch);
	ask_answer(ask, 200, batch_json(batch));
}
