/*
 * batch_rows.c: see batch_rows.h.
 *
 * 1. What the model wrote is fault_play.c's: a function of the custom_id, so
 *    that a test can tell whose answer a record is.
 * 2. What is billed has its tokens in its line, but no cost: that stands in
 *    the batch alone.
 */
#include "config.h"

#include "batch_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "fault_kind.h"

#define SHEET_LEN 64 /* of a custom_id, what names the sheet */

/* One row under work. */
struct work {
	struct batch_store *store;
	struct batch *batch;
	const char *custom_id;
	struct play play;
	struct answer answer;
};

/* Puts a line into the results; it is taken over. */
static void put_line(struct work *work, json_t *line, bool failed)
{
	struct batch *batch = work->batch;
	bool router = work->store->options.router;

	json_write_line(line, failed && !router ? &batch->err : &batch->out);
	json_decref(line);
	if (!router)
		return;
	if (batch->n_lines == batch->cap_lines) {
		batch->cap_lines =
			batch->cap_lines > 0 ? batch->cap_lines * 2 : 256;
		batch->lines = mem_grow(batch->lines, batch->cap_lines,
					sizeof(*batch->lines));
	}
	batch->lines[batch->n_lines++] = batch->out.len;
}

static json_t *line_id(struct work *work)
{
	char id[48];

	snprintf(id, sizeof(id), "batch_req_%08lx", ++work->store->row_serial);
	return json_string(id);
}

/* A line with an answer; the body is taken over. */
static json_t *answer_line(struct work *work, const char *custom_id, int status,
			   json_t *body)
{
	char request[32];

	snprintf(request, sizeof(request), "req-%lx", work->store->row_serial);
	return json_pack("{s:o,s:s?,s:{s:i,s:s,s:o},s:n}", "id", line_id(work),
			 "custom_id", custom_id, "response", "status_code",
			 status, "request_id", request, "body", body, "error");
}

static json_t *error_line(struct work *work, const char *code, const char *text)
{
	return json_pack("{s:o,s:s,s:n,s:{s:s,s:s}}", "id", line_id(work),
			 "custom_id", work->custom_id, "response", "error",
			 "code", code, "message", text);
}

/* What the model would have answered over the wire, without its price. */
static json_t *answer_body(struct work *work)
{
	const char *text = work->answer.out.data + work->answer.body_at;
	size_t len = work->answer.out.len - work->answer.body_at;
	json_t *body = NULL;

	if (json_read(text, len, &body, NULL, NULL) < 0)
		return json_string("not JSON");
	json_object_del(json_object_get(body, "usage"), "cost");
	if (!work->store->options.router)
		json_object_del(body, "provider");
	return body;
}

static json_t *status_body(int status)
{
	return json_pack("{s:{s:s,s:s,s:n,s:s}}", "error", "message",
			 "The server had an error processing your request",
			 "type", "server_error", "param", "code",
			 status == 429 ? "rate_limit_exceeded"
				       : "server_error");
}

static void play_row(struct work *work, const char *chat)
{
	const struct batch_options *options = &work->store->options;
	size_t len = strlen(work->custom_id);

	work->play = (struct play){
		.fault = fault_find(chat),
		.sheet = work->custom_id +
			 (len > SHEET_LEN ? len - SHEET_LEN : 0),
		.model = work->batch->model,
		.serial = (uint32_t)work->store->row_serial + 1,
		.max_tokens = 4096,
		.seconds = 2,
		.epoch_ms = batch_store_now(work->store) * 1000,
		.prompt_pico = options->prompt_pico,
		.completion_pico = options->completion_pico,
		.ret = &work->answer,
	};
	fault_play(&work->play);
}

/* Books what the model worked for; `good`: a record comes of it. */
static void bill(struct work *work, struct ledger_item *item, bool good)
{
	struct batch_ledger *ledger = &work->store->ledger;
	struct batch *batch = work->batch;
	int64_t nano = work->play.cost_nano;

	if (item->good > 0)
		batch_ledger_violation(ledger, BATCH_PAID_TWICE, item->id);
	item->billed++;
	item->billed_nano += nano;
	item->good += good;
	ledger->billed++;
	ledger->billed_nano += nano;
	batch->cost_nano += nano;
	batch->prompt_tokens += work->play.prompt_tokens;
	batch->completion_tokens += work->play.completion_tokens;
}

/* --- what can be wrong with a row ----------------------------------------- */

static void row_doubled(struct work *work, const struct batch_rule *rule)
{
	static const char chat[] = "strings"; /* another answer than before */

	answer_done(&work->answer);
	work->answer = (struct answer){0};
	play_row(work, chat);
	put_line(work,
		 answer_line(work, work->custom_id, 200, answer_body(work)),
		 false);
}

static void row_foreign(struct work *work, const struct batch_rule *rule)
{
	char *id CLEANUP(mem_free_str) =
		mem_printf("foreign-%ld", work->store->row_serial);

	put_line(work, answer_line(work, id, 200, answer_body(work)), false);
}

static void row_null(struct work *work, const struct batch_rule *rule)
{
	put_line(work,
		 error_line(work, "request_timeout", "The request timed out"),
		 true);
}

static void row_status(struct work *work, const struct batch_rule *rule)
{
	int status =
		rule->status != 0 ? (int)rule->status : rule->fault->status;

	put_line(
		work,
		answer_line(work, work->custom_id, status, status_body(status)),
		strcmp(rule->fault->name, "row_error") == 0);
}

static void row_garbage(struct work *work, const struct batch_rule *rule)
{
	struct batch *batch = work->batch;

	/* a row of a page has to be JSON, for all of it to be */
	if (work->store->options.router)
		put_line(work, json_string("garbage"), false);
	else
		bytes_append_str(&batch->out, "{\"id\": \"batch_req_\n");
}

static void row_no_id(struct work *work, const struct batch_rule *rule)
{
	put_line(work, answer_line(work, NULL, 200, answer_body(work)), false);
}

/* after: the ordinary line came before, and was billed. */
static const struct {
	const char *name;
	bool after;
	void (*put)(struct work *work, const struct batch_rule *rule);
} row_faults[] = {
	{"row_missing", false, NULL},	     {"row_doubled", true, row_doubled},
	{"row_foreign", true, row_foreign},  {"row_null", false, row_null},
	{"row_status", false, row_status},   {"row_error", false, row_status},
	{"row_garbage", false, row_garbage}, {"row_no_id", false, row_no_id},
};

/* The ordinary line, or what row_chat says of it. */
static void put_usual(struct work *work, struct ledger_item *item)
{
	const struct fault *fault = work->play.fault;

	if (fault->flags & FAULT_BILLED)
		bill(work, item, fault->flags & FAULT_GOOD);
	put_line(work,
		 answer_line(work, work->custom_id, fault->status,
			     answer_body(work)),
		 fault->status != 200);
	work->batch->succeeded += fault->status == 200;
	work->batch->failed += fault->status != 200;
}

static void work_row(struct batch_store *store, struct batch *batch, size_t at)
{
	struct ledger_item *item = &store->ledger.items[batch->rows[at].item];
	struct work work = {
		.store = store, .batch = batch, .custom_id = item->id};
	const struct batch_rule *rule;
	size_t i = 0;

	rule = batch_rules_row(&store->rules, item->id, batch->serial,
			       (long)at + 1, (long)item->worked++);
	play_row(&work, rule != NULL ? rule->chat : "none");
	while (rule != NULL && i < ARRAY_LEN(row_faults) &&
	       strcmp(row_faults[i].name, rule->fault->name) != 0)
		i++;
	if (batch_course_is(batch, "null_output")) {
		row_null(&work, NULL);
		batch->failed++;
	} else if (rule == NULL || i == ARRAY_LEN(row_faults)) {
		put_usual(&work, item);
	} else {
		if (row_faults[i].after)
			put_usual(&work, item);
		else
			batch->failed++;
		if (row_faults[i].put != NULL)
			row_faults[i].put(&work, rule);
	}
	answer_done(&work.answer);
}

void batch_work(struct batch_store *store, struct batch *batch, size_t upto)
{
	for (; batch->done < upto && batch->done < batch->n_rows; batch->done++)
		work_row(store, batch, batch->done);
}

void batch_leave(struct batch_store *store, struct batch *batch,
		 const char *code, const char *text)
{
	for (size_t i = batch->done; i < batch->n_rows; i++) {
		struct work work = {.store = store, .batch = batch};

		work.custom_id = store->ledger.items[batch->rows[i].item].id;
		put_line(&work, error_line(&work, code, text), true);
		batch->failed++;
	}
}

void batch_foreign_rows(struct batch_store *store, struct batch *batch)
{
	for (size_t i = 0; i < batch->n_rows; i++) {
		char id[96];
		struct work work = {
			.store = store, .batch = batch, .custom_id = id};

		snprintf(id, sizeof(id), "somebody-else-%s-%zu", batch->id, i);
		play_row(&work, "none");
		put_line(&work, answer_line(&work, id, 200, answer_body(&work)),
			 false);
		answer_done(&work.answer);
	}
	batch->succeeded = batch->done = batch->n_rows;
}
