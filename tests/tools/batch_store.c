/*
 * batch_store.c: see batch_store.h.
 *
 * 1. What is worked on is billed, whatever becomes of the batch.
 * 2. A batch that is at its end never changes again, but that it can be
 *    deleted.
 * 3. What validation will find is known when a batch is created, and told at
 *    its first step: the documents say "asynchronously".
 */
#include "config.h"

#include "batch_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "batch_rows.h"

#define BYTES_A_TOKEN 4
#define ID_MAX	      64 /* characters of a custom_id, OpenRouter's */

void batch_store_init(struct batch_store *store,
		      const struct batch_options *options)
{
	*store = (struct batch_store){.options = *options};
	store->rules.seed = options->seed;
	batch_ledger_init(&store->ledger);
}

void batch_store_done(struct batch_store *store)
{
	for (size_t i = 0; i < store->n_files; i++) {
		free(store->files[i]->name);
		free(store->files[i]->purpose);
		free(store->files[i]->owner);
		bytes_done(&store->files[i]->data);
		free(store->files[i]);
	}
	for (size_t i = 0; i < store->n_batches; i++)
		batch_free(store->batches[i]);
	free(store->files);
	free(store->batches);
	batch_ledger_done(&store->ledger);
}

int64_t batch_store_now(const struct batch_store *store)
{
	return (int64_t)time(NULL) + store->options.clock_s + store->advanced_s;
}

static bool is_owner(const struct batch_store *store, const char *of,
		     const char *owner)
{
	return !store->options.accounts || strcmp(of, owner) == 0;
}

/* --- files ---------------------------------------------------------------- */

struct batch_file *batch_store_add_file(struct batch_store *store,
					const char *name, const char *purpose,
					struct bytes *data, const char *owner)
{
	struct batch_file *file = mem_zalloc(sizeof(*file));

	snprintf(file->id, sizeof(file->id), "file-%016llx",
		 (unsigned long long)fault_mix(store->options.seed ^
					       (uint64_t)++store->serial));
	file->name = mem_strdup(name);
	file->purpose = mem_strdup(purpose);
	file->owner = mem_strdup(owner);
	file->created_s = batch_store_now(store);
	file->data = *data;
	*data = (struct bytes){0};
	store->files = mem_grow(store->files, store->n_files + 1,
				sizeof(struct batch_file *));
	store->files[store->n_files++] = file;
	return file;
}

struct batch_file *batch_store_file(struct batch_store *store, const char *id,
				    const char *owner)
{
	for (size_t i = 0; i < store->n_files; i++)
		if (strcmp(store->files[i]->id, id) == 0)
			return !store->files[i]->deleted &&
					       is_owner(store,
							store->files[i]->owner,
							owner)
				       ? store->files[i]
				       : NULL;
	return NULL;
}

/* --- creation ------------------------------------------------------------- */

struct batch *batch_new(void)
{
	return mem_zalloc(sizeof(struct batch));
}

void batch_free(struct batch *batch)
{
	if (batch == NULL)
		return;
	free(batch->endpoint);
	free(batch->model);
	free(batch->owner);
	free(batch->fault_text);
	free(batch->rows);
	free(batch->lines);
	json_decref(batch->metadata);
	bytes_done(&batch->out);
	bytes_done(&batch->err);
	free(batch);
}

bool batch_course_is(const struct batch *batch, const char *name)
{
	return batch->course.fault != NULL &&
	       strcmp(batch->course.fault->name, name) == 0;
}

void batch_blame(struct batch *batch, const char *code, char *text, long line)
{
	if (batch->fault != NULL) {
		free(text);
		return;
	}
	batch->fault = code;
	batch->fault_text = text;
	batch->fault_line = line;
}

/* A data: URI anywhere in the body. */
static bool has_data_uri(json_t *value)
{
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_string(value))
		return strncmp(json_string_value(value), "data:", 5) == 0;
	json_array_foreach(value, i, item)
	{
		if (has_data_uri(item))
			return true;
	}
	json_object_foreach(value, key, item)
	{
		if (has_data_uri(item))
			return true;
	}
	return false;
}

/* What only OpenRouter refuses in a row. */
static void check_router_row(struct batch_store *store, struct batch *batch,
			     const char *id, const json_t *body, long line)
{
	const char *model = json_string_at(body, "model");

	if (strlen(id) > ID_MAX) {
		batch_ledger_violation(&store->ledger, BATCH_LONG_ID, id);
		batch_blame(batch, "invalid_request",
			    mem_printf("custom_id \"%s\": at most 64 "
				       "characters",
				       id),
			    line);
	}
	if (has_data_uri(json_object_get(body, "messages"))) {
		batch_ledger_violation(&store->ledger, BATCH_DATA_URI, id);
		batch_blame(batch, "invalid_request",
			    mem_printf("Request with custom_id \"%s\" has a "
				       "data: URI; images must be public URLs",
				       id),
			    line);
	}
	if (model != NULL && batch->model != NULL &&
	    strcmp(model, batch->model) != 0)
		batch_blame(batch, "invalid_request",
			    mem_printf("Request with custom_id \"%s\" is of "
				       "another model than the batch",
				       id),
			    line);
}

/* What only OpenAI asks of a line. */
static void check_openai_row(struct batch *batch, const json_t *request,
			     const json_t *body, long line)
{
	const char *url = json_string_at(request, "url");
	const char *method = json_string_at(request, "method");
	const char *model = json_string_at(body, "model");

	if (url == NULL || strcmp(url, batch->endpoint) != 0)
		batch_blame(batch, "mismatched_endpoint",
			    mem_strdup("The URL does not match the batch's "
				       "endpoint."),
			    line);
	if (method == NULL || strcmp(method, "POST") != 0)
		batch_blame(batch, "invalid_method",
			    mem_strdup("The method must be POST."), line);
	if (batch->model == NULL)
		batch->model = mem_strdup(model);
	if (model == NULL || strcmp(model, batch->model) != 0)
		batch_blame(batch, "mismatched_model",
			    mem_strdup("All requests must be of one model."),
			    line);
}

bool batch_add_row(struct batch_store *store, struct batch *batch,
		   const json_t *request, size_t len, long line)
{
	const char *id = json_string_at(request, "custom_id");
	const json_t *body = json_object_get(request, "body");
	double max = json_number_at(body, "max_tokens", 0) +
		     json_number_at(body, "max_completion_tokens", 0);

	if (id == NULL || *id == '\0' || !json_is_object(body)) {
		batch_blame(batch, "missing_required_parameter",
			    mem_strdup("custom_id and body are required."),
			    line);
		return false;
	}
	if (store->options.router)
		check_router_row(store, batch, id, body, line);
	else
		check_openai_row(batch, request, body, line);
	if (max <= 0)
		batch_ledger_violation(&store->ledger, BATCH_NO_MAX, id);
	if (batch->n_rows == batch->cap_rows) {
		batch->cap_rows =
			batch->cap_rows > 0 ? batch->cap_rows * 2 : 64;
		batch->rows = mem_grow(batch->rows, batch->cap_rows,
				       sizeof(*batch->rows));
	}
	batch->rows[batch->n_rows++] = (struct batch_row){
		.item = batch_ledger_item(&store->ledger, id),
		.tokens = (long)(len / BYTES_A_TOKEN),
	};
	return true;
}

/* Its rows are in flight from now on. */
static void take_off(struct batch_store *store, struct batch *batch)
{
	for (size_t i = 0; i < batch->n_rows; i++) {
		struct ledger_item *item =
			&store->ledger.items[batch->rows[i].item];

		item->asked++;
		if (item->live++ > 0)
			batch_ledger_violation(&store->ledger, BATCH_IN_TWO,
					       item->id);
		batch->tokens += batch->rows[i].tokens;
	}
}

static int by_item(const void *a, const void *b)
{
	const struct batch_row *x = a, *y = b;

	return (x->item > y->item) - (x->item < y->item);
}

static void find_doubles(struct batch_store *store, struct batch *batch)
{
	if (batch->n_rows == 0)
		return;
	qsort(batch->rows, batch->n_rows, sizeof(*batch->rows), by_item);
	for (size_t i = 1; i < batch->n_rows; i++) {
		const char *id = store->ledger.items[batch->rows[i].item].id;

		if (batch->rows[i].item != batch->rows[i - 1].item)
			continue;
		batch_ledger_violation(&store->ledger, BATCH_DOUBLE_ID, id);
		batch_blame(batch, "duplicate_custom_id",
			    mem_printf("custom_id \"%s\" is not unique", id),
			    0);
	}
}

/* Order is not preserved: that of the work is another one. */
static void shuffle_rows(struct batch_store *store, struct batch *batch)
{
	uint64_t draw = store->options.seed ^ (uint64_t)batch->serial;

	for (size_t i = batch->n_rows; i > 1; i--) {
		size_t j = (size_t)((draw = fault_mix(draw)) % i);
		struct batch_row row = batch->rows[i - 1];

		batch->rows[i - 1] = batch->rows[j];
		batch->rows[j] = row;
	}
}

static void append_batch(struct batch_store *store, struct batch *batch,
			 const char *owner)
{
	snprintf(batch->id, sizeof(batch->id), "batch_%016llx",
		 (unsigned long long)fault_mix(store->options.seed ^
					       (uint64_t)++store->serial));
	batch->owner = mem_strdup(owner);
	batch->created_s = batch_store_now(store);
	batch->expires_s = batch->created_s + BATCH_WINDOW;
	store->batches = mem_grow(store->batches, store->n_batches + 1,
				  sizeof(struct batch *));
	store->batches[store->n_batches++] = batch;
}

/* Somebody else has a batch of the same model and size. */
static void add_foreign(struct batch_store *store, const struct batch *like,
			const char *owner)
{
	struct batch *batch = batch_new();

	batch->endpoint = mem_strdup(like->endpoint);
	batch->model = mem_strdup(like->model);
	batch->n_rows = like->n_rows;
	append_batch(store, batch, owner);
	batch->state = STATE_COMPLETED;
	batch->ended_s = batch->created_s;
	if (store->options.router)
		batch_foreign_rows(store, batch);
}

/* The course that a rule prescribes, as far as validation finds it. */
static void set_course(struct batch_store *store, struct batch *batch)
{
	const struct batch_rule *rule =
		batch_rules_play(&store->rules, POINT_COURSE, batch->serial);
	long line = rule != NULL && rule->at >= 0 ? rule->at : 2;
	const char *id;

	if (rule == NULL)
		return;
	batch->course = *rule;
	if (batch_course_is(batch, "fail_line") && batch->n_rows > 0) {
		id = store->ledger
			     .items[batch->rows[(size_t)line % batch->n_rows]
					    .item]
			     .id;
		batch_blame(batch, rule->fault->code,
			    store->options.router
				    ? mem_printf("Request with custom_id "
						 "\"%s\" is invalid",
						 id)
				    : mem_strdup(rule->fault->message),
			    line);
	} else if (batch_course_is(batch, "fail_unnamed")) {
		batch_blame(batch, rule->fault->code,
			    mem_strdup(rule->fault->message), 0);
	}
}

void batch_store_add(struct batch_store *store, struct batch *batch,
		     const char *owner)
{
	batch->serial = (long)++store->ledger.created;
	append_batch(store, batch, owner);
	if (batch->model == NULL)
		batch->model = mem_strdup("");
	if (batch->n_rows == 0)
		batch_blame(batch, "empty_file",
			    mem_strdup("The input file is empty."), 0);
	set_course(store, batch); /* rows in the order of the file */
	find_doubles(store, batch);
	shuffle_rows(store, batch);
	take_off(store, batch);
	if (store->full)
		batch_ledger_violation(&store->ledger, BATCH_HAMMERED,
				       batch->id);
	for (long i = 0; i < store->options.foreign; i++)
		add_foreign(store, batch, owner);
}

struct batch *batch_store_find(struct batch_store *store, const char *id,
			       const char *owner)
{
	for (size_t i = 0; i < store->n_batches; i++)
		if (strcmp(store->batches[i]->id, id) == 0)
			return !store->batches[i]->deleted &&
					       is_owner(
						       store,
						       store->batches[i]->owner,
						       owner)
				       ? store->batches[i]
				       : NULL;
	return NULL;
}

/* --- the course of a batch ------------------------------------------------ */

bool batch_is_terminal(const struct batch *batch)
{
	return batch->state == STATE_COMPLETED ||
	       batch->state == STATE_FAILED || batch->state == STATE_EXPIRED ||
	       batch->state == STATE_CANCELLED;
}

static void keep_results(struct batch_store *store, struct batch *batch,
			 struct bytes *lines, const char *what,
			 char ret_id[BATCH_ID_SIZE])
{
	char name[64];

	if (lines->len == 0)
		return;
	snprintf(name, sizeof(name), "%s_%s.jsonl", batch->id, what);
	strcpy(ret_id, batch_store_add_file(store, name, "batch_output", lines,
					    batch->owner)
			       ->id);
}

static void end_batch(struct batch_store *store, struct batch *batch,
		      enum batch_state state)
{
	batch->state = state;
	batch->ended_s = batch_store_now(store);
	for (size_t i = 0; i < batch->n_rows; i++)
		store->ledger.items[batch->rows[i].item].live--;
	batch->tokens = 0;
	store->full = false;
	if (store->options.router)
		return;
	keep_results(store, batch, &batch->out, "output", batch->output);
	keep_results(store, batch, &batch->err, "error", batch->errors);
}

/* "2,000,000", as the error text has it. */
static char *with_commas(long number)
{
	char digits[32];
	struct bytes text = {0};
	size_t n = (size_t)snprintf(digits, sizeof(digits), "%ld", number);

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			bytes_append_char(&text, ',');
		bytes_append_char(&text, digits[i]);
	}
	return bytes_steal(&text);
}

/* The model's queue is full: what is told, and when. */
static void check_queue(struct batch_store *store, struct batch *batch)
{
	long limit = store->options.enqueued_tokens, sum = batch->tokens;
	char *words CLEANUP(mem_free_str) = NULL;
	bool others = false;

	for (size_t i = 0; i < store->n_batches; i++) {
		const struct batch *other = store->batches[i];

		if (other == batch || batch_is_terminal(other) ||
		    other->state == STATE_VALIDATING ||
		    strcmp(other->model, batch->model) != 0)
			continue;
		sum += other->tokens;
		others = true;
	}
	if (batch_course_is(batch, "token_limit"))
		limit = batch->course.at > 0 ? batch->course.at : 1;
	if (limit == 0 || sum <= limit)
		return;
	words = with_commas(limit);
	batch_blame(batch, "token_limit_exceeded",
		    mem_printf("Enqueued token limit reached for %s in "
			       "organization org-test. Limit: %s enqueued "
			       "tokens. Please try again once some in_progress "
			       "batches have been completed.",
			       batch->model, words),
		    0);
	end_batch(store, batch, STATE_FAILED);
	store->full = others;
}

/* The first step. */
static void validate(struct batch_store *store, struct batch *batch)
{
	if (batch->fault == NULL)
		check_queue(store, batch);
	if (batch_is_terminal(batch))
		return;
	if (batch->fault != NULL) {
		end_batch(store, batch, STATE_FAILED);
		return;
	}
	store->ledger.accepted++;
	batch->state = STATE_IN_PROGRESS;
}

/* How many rows a rule lets be done. */
static size_t share_of(const struct batch *batch)
{
	size_t at = (size_t)batch->course.at;

	if (batch->course.at < 0)
		return batch->n_rows / 2;
	return at < batch->n_rows ? at : batch->n_rows;
}

static void expire(struct batch_store *store, struct batch *batch)
{
	if (batch->course.quiet == 0)
		batch_leave(store, batch, "batch_expired",
			    "This request could not be executed before the "
			    "completion window expired.");
	end_batch(store, batch, STATE_EXPIRED);
}

static void last_step(struct batch_store *store, struct batch *batch)
{
	if (batch_course_is(batch, "expire")) {
		batch_work(store, batch, share_of(batch));
		expire(store, batch);
	} else if (batch_course_is(batch, "fail_billed")) {
		batch_work(store, batch, share_of(batch));
		batch_blame(batch, batch->course.fault->code,
			    mem_strdup(batch->course.fault->message), 0);
		end_batch(store, batch, STATE_FAILED);
	} else {
		batch_work(store, batch, batch->n_rows);
		end_batch(store, batch, STATE_COMPLETED);
	}
}

static void cancelling_step(struct batch_store *store, struct batch *batch)
{
	if (++batch->cancel_step < store->options.cancel_polls)
		return;
	if (batch->course.quiet == 0)
		batch_leave(store, batch, "batch_cancelled",
			    "This request was not executed because the batch "
			    "was cancelled.");
	end_batch(store, batch, STATE_CANCELLED);
}

void batch_step(struct batch_store *store, struct batch *batch)
{
	long polls = store->options.polls;
	bool stuck = batch_course_is(batch, "stuck");

	if (batch_is_terminal(batch))
		return;
	if (batch->state == STATE_CANCELLING) {
		cancelling_step(store, batch);
		return;
	}
	batch->step++;
	if (batch->state == STATE_VALIDATING)
		validate(store, batch);
	if (batch_is_terminal(batch))
		return;
	if (batch_store_now(store) >= batch->expires_s) {
		expire(store, batch);
		return;
	}
	if (batch->step >= polls && !stuck) {
		last_step(store, batch);
		return;
	}
	if (!batch_course_is(batch, "expire") && !stuck)
		batch_work(store, batch,
			   batch->n_rows * (size_t)batch->step / (size_t)polls);
	if (batch->step == polls - 1 && polls > 2 && !store->options.router)
		batch->state = STATE_FINALIZING;
}

void batch_cancel(struct batch_store *store, struct batch *batch)
{
	if (batch->state == STATE_VALIDATING)
		validate(store, batch);
	if (batch_is_terminal(batch) || batch->state == STATE_CANCELLING)
		return;
	batch->state = STATE_CANCELLING;
	if (store->options.cancel_polls == 0)
		cancelling_step(store, batch);
}

void batch_store_finish(struct batch_store *store)
{
	for (size_t i = 0; i < store->n_batches; i++)
		if (store->batches[i]->step < store->options.polls - 1)
			store->batches[i]->step = store->options.polls - 1;
}
