/*
 * batch_router.c: batches as OpenRouter's documents have them. See
 * batch_desk.h.
 *
 * 1. A 202 says that the batch is stored, not that it is valid.
 * 2. Rows carry tokens; what they cost stands in the batch alone.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "batch_desk.h"

#define LIST_MOST  100
#define PAGE_USUAL 100

/* --- creation ------------------------------------------------------------- */

static bool take_request(void *data, const char *text, size_t len)
{
	struct ask *ask = data;
	struct batch *batch = ask->making;
	json_t *request CLEANUP(json_release) = NULL;

	if (batch->endpoint == NULL || batch->model == NULL) {
		ask->disordered = true;
		return false;
	}
	if (json_read(text, len, &request, NULL, NULL) < 0)
		batch_blame(batch, "invalid_request",
			    mem_strdup("A request is not JSON"),
			    (long)batch->n_rows + 1);
	else
		batch_add_row(ask->store, batch, request, len,
			      (long)batch->n_rows + 1);
	return batch->n_rows <= (size_t)ask->store->options.max_requests;
}

static void take_member(void *data, const char *name, const char *text,
			size_t len)
{
	struct ask *ask = data;
	json_t *value CLEANUP(json_release) =
		json_loadb(text, len, JSON_DECODE_ANY, NULL);

	if (strcmp(name, "endpoint") == 0 && json_is_string(value))
		mem_replace(&ask->making->endpoint, json_string_value(value));
	if (strcmp(name, "model") == 0 && json_is_string(value))
		mem_replace(&ask->making->model, json_string_value(value));
}

void router_begin(struct ask *ask)
{
	ask->making = batch_new();
	ask->stream = request_stream_new(take_request, take_member, ask);
}

static bool has_slug(const char *model)
{
	size_t n = strlen(model);

	return n > 6 && strcmp(model + n - 6, ":batch") == 0;
}

/* What is refused at once; 0: nothing. */
static int create_fault(struct ask *ask, const char **ret_text)
{
	struct batch_store *store = ask->store;
	const struct batch *batch = ask->making;

	if (ask->length > (uint64_t)store->options.max_bytes) {
		batch_ledger_violation(&store->ledger, BATCH_TOO_MANY, "bytes");
		*ret_text = "Request body too large";
		return 413;
	}
	if (batch->n_rows > (size_t)store->options.max_requests) {
		batch_ledger_violation(&store->ledger, BATCH_TOO_MANY,
				       "requests");
		*ret_text = "Too many requests in the batch";
		return 400;
	}
	if (ask->disordered || batch->endpoint == NULL ||
	    batch->model == NULL) {
		batch_ledger_violation(&store->ledger, BATCH_ORDER, "");
		*ret_text = "endpoint and model must precede requests";
		return 400;
	}
	*ret_text = "Invalid JSON, or no requests";
	if (!request_stream_whole(ask->stream) || batch->n_rows == 0)
		return 400;
	*ret_text = "The model has no batch variant";
	if (batch_rules_has(&store->rules, "slug_needed") != NULL &&
	    !has_slug(batch->model))
		return 400;
	*ret_text = "Unsupported endpoint";
	return strcmp(batch->endpoint, "/v1/chat/completions") == 0 ? 0 : 400;
}

/* --- the object ----------------------------------------------------------- */

static json_t *usage_json(const struct batch *batch)
{
	if (!batch_is_terminal(batch) || batch_course_is(batch, "bare"))
		return json_null();
	return json_pack(
		"{s:I,s:I,s:I,s:f}", "prompt_tokens",
		(json_int_t)batch->prompt_tokens, "completion_tokens",
		(json_int_t)batch->completion_tokens, "total_tokens",
		(json_int_t)(batch->prompt_tokens + batch->completion_tokens),
		"cost", (double)batch->cost_nano / 1e9);
}

static json_t *batch_json(const struct batch *batch)
{
	bool terminal = batch_is_terminal(batch);
	bool failed = batch->state == STATE_FAILED && batch->fault != NULL;
	json_t *error =
		failed ? json_pack("{s:s}", "message", batch->fault_text)
		       : json_null();
	json_t *ended = terminal ? json_integer((json_int_t)batch->ended_s)
				 : json_null();
	json_t *expires = batch_course_is(batch, "bare")
				  ? json_null()
				  : json_integer((json_int_t)batch->expires_s);
	json_t *provider = batch->state == STATE_VALIDATING
				   ? json_null()
				   : json_string("TestProvider");

	return json_pack("{s:s,s:s,s:s,s:s,s:o,s:s,s:s,s:I,s:o,s:o,s:{s:I,s:I,"
			 "s:I},s:o,s:o,s:n}",
			 "id", batch->id, "object", "batch", "endpoint",
			 batch->endpoint, "model", batch->model, "provider",
			 provider, "status", batch_state_word(batch),
			 "completion_window", "24h", "created_at",
			 (json_int_t)batch->created_s, "finalized_at", ended,
			 "expires_at", expires, "request_counts", "total",
			 (json_int_t)batch->n_rows, "completed",
			 (json_int_t)batch->succeeded, "failed",
			 (json_int_t)batch->failed, "usage", usage_json(batch),
			 "error", error, "results");
}

void router_create(struct ask *ask)
{
	const char *text = NULL;
	int status = create_fault(ask, &text);
	struct batch *batch = ask->making;

	if (status != 0) {
		ask_error(ask, status, NULL, text);
		return;
	}
	ask->making = NULL;
	batch_store_add(ask->store, batch, ask->head.secret);
	ask_answer(ask, 202, batch_json(batch));
}

static struct batch *find_batch(struct ask *ask)
{
	struct batch *batch =
		batch_store_find(ask->store, ask->id, ask->head.secret);

	if (batch == NULL)
		ask_error(ask, 404, NULL, "Batch not found");
	return batch;
}

/* --- lists ---------------------------------------------------------------- */

static bool is_listed(struct ask *ask, const struct batch *batch)
{
	char status[32], since[32], until[32];

	ask_word(ask, "status", status, sizeof(status));
	ask_word(ask, "created_after", since, sizeof(since));
	ask_word(ask, "created_before", until, sizeof(until));
	if (batch_store_find(ask->store, batch->id, ask->head.secret) == NULL ||
	    batch_rules_has(&ask->store->rules, "list_empty") != NULL)
		return false;
	if (status[0] != '\0' && strcmp(status, batch_state_word(batch)) != 0)
		return false;
	if (since[0] != '\0' && batch->created_s < strtoll(since, NULL, 10))
		return false;
	return until[0] == '\0' || batch->created_s <= strtoll(until, NULL, 10);
}

void router_list(struct ask *ask)
{
	struct batch_store *store = ask->store;
	long limit = ask_number(ask, "limit", 20, LIST_MOST);
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
		if (!passed || !is_listed(ask, batch))
			continue;
		more = json_array_size(data) == (size_t)limit;
		if (!more)
			json_array_append_new(data, batch_json(batch));
	}
	ask_answer(ask, 200,
		   json_pack("{s:s,s:o,s:b}", "object", "list", "data", data,
			     "has_more", more));
}

/* --- results -------------------------------------------------------------- */

/* Lines from..to of the results, as the inside of an array. */
static void put_rows(const struct batch *batch, size_t from, size_t to,
		     struct bytes *ret)
{
	for (size_t i = from; i < to; i++) {
		size_t at = i > 0 ? batch->lines[i - 1] : 0;

		if (i > from)
			bytes_append_char(ret, ',');
		bytes_append(ret, batch->out.data + at,
			     batch->lines[i] - at - 1);
	}
}

/* The object, with its results where it has some to give. */
void router_get(struct ask *ask)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct batch *batch = find_batch(ask);
	json_t *value CLEANUP(json_release) = NULL;

	if (batch == NULL)
		return;
	batch_step(ask->store, batch);
	value = batch_json(batch);
	json_write_line(value, &text);
	if (batch_is_terminal(batch) && batch->n_lines > 0) {
		text.len -= strlen("null}\n"); /* results stand last */
		bytes_append_char(&text, '[');
		put_rows(batch, 0, batch->n_lines, &text);
		bytes_append_str(&text, "]}\n");
	}
	ask_text(ask, 200, &text);
}

void router_results(struct ask *ask)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const struct batch *batch = find_batch(ask);
	size_t limit, from = 0, to, next;
	const char *fault = ask->rule != NULL ? ask->rule->fault->name : "";
	char cursor[32];

	if (batch == NULL)
		return;
	if (!batch_is_terminal(batch)) {
		ask_error(ask, 409, NULL, "The batch has not finished");
		return;
	}
	limit = (size_t)ask_number(ask, "limit", PAGE_USUAL, 1000);
	if (ask->store->options.page > 0 &&
	    limit > (size_t)ask->store->options.page)
		limit = (size_t)ask->store->options.page;
	ask_word(ask, "cursor", cursor, sizeof(cursor));
	if (cursor[0] != '\0' &&
	    (sscanf(cursor, "row_%zu", &from) != 1 || from > batch->n_lines)) {
		ask_error(ask, 400, NULL, "Invalid cursor");
		return;
	}
	to = from + limit < batch->n_lines ? from + limit : batch->n_lines;
	next = to;
	if (strcmp(fault, "results_loop") == 0)
		next = from;
	if (strcmp(fault, "results_hollow") == 0)
		to = next = from;
	bytes_append_str(&text, "{\"object\":\"list\",\"data\":[");
	put_rows(batch, from, to, &text);
	if (next < batch->n_lines)
		bytes_printf(&text,
			     "],\"has_more\":true,\"next_cursor\":"
			     "\"row_%zu\"}\n",
			     next);
	else
		bytes_append_str(
			&text, "],\"has_more\":false,\"next_cursor\":null}\n");
	ask_text(ask, 200, &text);
}

void router_delete(struct ask *ask)
{
	struct batch *batch = find_batch(ask);

	if (batch == NULL)
		return;
	if (!batch_is_terminal(batch)) {
		ask_error(ask, 409, NULL,
			  "Only a batch in a terminal state can be deleted");
		return;
	}
	batch->deleted = true;
	ask_answer(ask, 200,
		   json_pack("{s:s,s:s,s:{s:s}}", "id", batch->id, "object",
			     "batch", "deletion", "openrouter", "deleted"));
}
