/*
 * batch_desk.c: the table of end points, and the faults of requests. See
 * batch_desk.h.
 *
 * A request goes this way: key, what the server is, the rule of its point;
 * then it is carried out, unless the rule says that it is not; then the rule
 * has its way with the answer.
 */
#include "config.h"

#include "batch_desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json/json.h"
#include "base/mem.h"

#define ROOM_FOR_FORM 65536 /* what a form adds to its file */

struct batch_route {
	const char *method;
	const char *noun, *verb; /* .../NOUN, .../NOUN/ID, .../NOUN/ID/VERB */
	bool has_id;
	int shape; /* 1: OpenAI's, 2: OpenRouter's, 3: both */
	enum batch_op op;
	enum batch_point point;
	void (*answer)(struct ask *ask);
};

/* --- answers -------------------------------------------------------------- */

static char *date_header(const struct batch_store *store, const char *more)
{
	time_t now = (time_t)batch_store_now(store);
	struct tm utc;
	char date[64];

	gmtime_r(&now, &utc);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &utc);
	return mem_printf("Date: %s\r\n%s", date, more);
}

static void answer_bytes(struct ask *ask, int status, const char *type,
			 const void *data, size_t len, const char *headers)
{
	char *all CLEANUP(mem_free_str) = date_header(ask->store, headers);

	answer_head(&ask->answer, status, type, (int64_t)len, all);
	bytes_append(&ask->answer.out, data, len);
}

void ask_text(struct ask *ask, int status, const struct bytes *text)
{
	answer_bytes(ask, status, "application/json", text->data, text->len,
		     "");
}

void ask_answer(struct ask *ask, int status, json_t *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	json_write_line(value, &text);
	json_decref(value);
	ask_text(ask, status, &text);
}

static json_t *error_value(const struct ask *ask, int status, const char *code,
			   const char *message)
{
	if (ask->store->options.router)
		return json_pack("{s:{s:i,s:s}}", "error", "code", status,
				 "message", message);
	return json_pack(
		"{s:{s:s,s:s,s:n,s:s?}}", "error", "message", message, "type",
		status >= 500 ? "server_error" : "invalid_request_error",
		"param", "code", code);
}

void ask_error(struct ask *ask, int status, const char *code,
	       const char *message)
{
	ask_answer(ask, status, error_value(ask, status, code, message));
}

long ask_number(const struct ask *ask, const char *name, long fallback,
		long most)
{
	char text[32];
	long number;

	if (!http_query(&ask->head, name, text, sizeof(text)))
		return fallback;
	number = strtol(text, NULL, 10);
	return number < 1 ? 1 : number > most ? most : number;
}

void ask_word(const struct ask *ask, const char *name, char *ret, size_t size)
{
	if (!http_query(&ask->head, name, ret, size))
		ret[0] = '\0';
}

const char *batch_state_word(const struct batch *batch)
{
	static const char *const words[STATES] = {
		[STATE_VALIDATING] = "validating",
		[STATE_IN_PROGRESS] = "in_progress",
		[STATE_FINALIZING] = "finalizing",
		[STATE_COMPLETED] = "completed",
		[STATE_FAILED] = "failed",
		[STATE_EXPIRED] = "expired",
		[STATE_CANCELLING] = "cancelling",
		[STATE_CANCELLED] = "cancelled",
	};

	if (batch_course_is(batch, "odd_status") &&
	    batch->state == STATE_IN_PROGRESS)
		return batch->course.word;
	return words[batch->state];
}

/* --- the end points of the server itself ---------------------------------- */

static void answer_ledger(struct ask *ask)
{
	ask_answer(ask, 200,
		   batch_ledger_json(&ask->store->ledger,
				     ask_number(ask, "items", 0, 1) == 1));
}

static void answer_batches(struct ask *ask)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ask->store->n_batches; i++) {
		const struct batch *batch = ask->store->batches[i];

		if (batch->serial > 0)
			json_array_append_new(
				list,
				json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:s}", "id",
					  batch->id, "status",
					  batch_state_word(batch), "rows",
					  (json_int_t)batch->n_rows, "done",
					  (json_int_t)batch->done, "cost_nano",
					  (json_int_t)batch->cost_nano,
					  "tokens", (json_int_t)batch->tokens,
					  "fault",
					  batch->fault != NULL ? batch->fault
							       : ""));
	}
	ask_answer(ask, 200, json_pack("{s:o}", "batches", list));
}

static void answer_fault(struct ask *ask)
{
	const char *text = ask->body.data != NULL ? ask->body.data : "";
	struct error err = {0};

	if (batch_rules_add(&ask->store->rules, text, &err) < 0)
		ask_error(ask, 400, NULL, err.text);
	else
		ask_answer(ask, 200,
			   json_pack("{s:I}", "rules",
				     (json_int_t)ask->store->rules.n));
}

static void answer_calm(struct ask *ask)
{
	ask->store->rules =
		(struct batch_rules){.seed = ask->store->options.seed};
	ask_answer(ask, 200, json_pack("{s:i}", "rules", 0));
}

static void answer_clock(struct ask *ask)
{
	ask->store->advanced_s += ask_number(ask, "s", 1, 400L * 86400);
	ask_answer(ask, 200,
		   json_pack("{s:I}", "now",
			     (json_int_t)batch_store_now(ask->store)));
}

static void answer_finish(struct ask *ask)
{
	batch_store_finish(ask->store);
	ask_answer(ask, 200, json_pack("{s:b}", "finished", 1));
}

static json_t *price(int64_t pico)
{
	char text[48];

	snprintf(text, sizeof(text), "0.%012lld", (long long)pico);
	return json_string(text);
}

static void add_model(json_t *list, const char *id, int64_t prompt,
		      int64_t completion)
{
	json_array_append_new(
		list,
		json_pack("{s:s,s:s,s:i,s:{s:[s,s],s:[s]},s:{s:o,s:o,s:s,s:s},"
			  "s:[s,s,s]}",
			  "id", id, "name", id, "context_length", 131072,
			  "architecture", "input_modalities", "text", "image",
			  "output_modalities", "text", "pricing", "prompt",
			  price(prompt), "completion", price(completion),
			  "request", "0", "image", "0", "supported_parameters",
			  "max_tokens", "response_format",
			  "structured_outputs"));
}

/* What is billed is always the price of the ":batch" entry. */
static void answer_models(struct ask *ask)
{
	int64_t prompt = ask->store->options.prompt_pico;
	int64_t completion = ask->store->options.completion_pico;
	json_t *list = json_array();

	add_model(list, "test/vision", prompt * 2, completion * 2);
	add_model(list, "test/vision:batch", prompt, completion);
	add_model(list, "test/dear", prompt * 3 / 4, completion * 3 / 4);
	add_model(list, "test/dear:batch", prompt, completion);
	add_model(list, "test/plain", prompt, completion);
	add_model(list, "test/vision:free", 0, 0);
	ask_answer(ask, 200, json_pack("{s:o}", "data", list));
}

static const struct {
	const char *path;
	void (*answer)(struct ask *ask);
} own[] = {
	{"/__ledger", answer_ledger}, {"/__batches", answer_batches},
	{"/__fault", answer_fault},   {"/__calm", answer_calm},
	{"/__clock", answer_clock},   {"/__finish", answer_finish},
};

/* --- the table ------------------------------------------------------------ */

static const struct batch_route routes[] = {
	{"POST", "files", NULL, false, 1, OP_UPLOAD, POINT_UPLOAD,
	 openai_upload},
	{"GET", "files", NULL, false, 1, OP_FILE_LIST, POINT_FILES,
	 openai_files},
	{"GET", "files", NULL, true, 1, OP_FILE, POINT_FILES, openai_file},
	{"DELETE", "files", NULL, true, 1, OP_FILE_DELETE, POINT_FILES,
	 openai_file_delete},
	{"GET", "files", "content", true, 1, OP_CONTENT, POINT_CONTENT,
	 openai_content},
	{"POST", "batches", NULL, false, 1, OP_CREATE, POINT_CREATE,
	 openai_create},
	{"GET", "batches", NULL, false, 1, OP_LIST, POINT_LIST, openai_list},
	{"GET", "batches", NULL, true, 1, OP_POLL, POINT_POLL, openai_get},
	{"POST", "batches", "cancel", true, 1, OP_CANCEL, POINT_CANCEL,
	 openai_cancel},
	{"POST", "batches", NULL, false, 2, OP_CREATE, POINT_CREATE,
	 router_create},
	{"GET", "batches", NULL, false, 2, OP_LIST, POINT_LIST, router_list},
	{"GET", "batches", NULL, true, 2, OP_POLL, POINT_POLL, router_get},
	{"GET", "batches", "results", true, 2, OP_RESULTS, POINT_RESULTS,
	 router_results},
	{"DELETE", "batches", NULL, true, 2, OP_DELETE, POINT_CANCEL,
	 router_delete},
	{"GET", "models", NULL, false, 3, OP_NONE, POINT_SERVER, answer_models},
};

/* What a path says behind its last noun; false: the noun is not there. */
static bool split_path(const char *path, const char *noun, char *ret_id,
		       const char **ret_verb)
{
	size_t n = strlen(noun);
	const char *at = NULL, *next = path;
	size_t len;

	while ((next = strstr(next, noun)) != NULL) {
		if (next > path && next[-1] == '/' &&
		    (next[n] == '/' || next[n] == '\0'))
			at = next;
		next += n;
	}
	if (at == NULL)
		return false;
	at += n + (at[n] == '/');
	len = strcspn(at, "/");
	snprintf(ret_id, BATCH_ID_SIZE, "%.*s", (int)len, at);
	*ret_verb = at[len] == '/' ? at + len + 1 : NULL;
	return true;
}

static bool route_is(const struct batch_route *route, struct ask *ask)
{
	int shape = ask->store->options.router ? 2 : 1;
	const char *verb;

	if ((route->shape & shape) == 0 ||
	    strcmp(route->method, ask->head.method) != 0 ||
	    !split_path(ask->head.path, route->noun, ask->id, &verb))
		return false;
	if (route->has_id != (ask->id[0] != '\0') ||
	    (verb == NULL) != (route->verb == NULL))
		return false;
	return verb == NULL || strcmp(verb, route->verb) == 0;
}

/* --- faults --------------------------------------------------------------- */

static bool is_our_key(const struct ask *ask)
{
	const char *at = ask->store->options.keys;
	size_t n = strlen(ask->head.secret);

	if (at == NULL)
		return true;
	while (*at != '\0') {
		size_t len = strcspn(at, ",");

		if (len == n && strncmp(at, ask->head.secret, n) == 0)
			return true;
		at += len + (at[len] == ',');
	}
	return false;
}

/* What a server simply does not have; true: that is the answer. */
static bool is_absent(struct ask *ask)
{
	static const char *const no_batches[] = {"no_batches", "batches_405",
						 "batches_501"};
	const struct batch_rules *rules = &ask->store->rules;
	const struct batch_rule *rule = NULL;

	if (strcmp(ask->route->noun, "models") == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(no_batches) && rule == NULL; i++)
		rule = batch_rules_has(rules, no_batches[i]);
	if (rule == NULL && ask->route->op == OP_FILE_LIST)
		rule = batch_rules_has(rules, "no_files_list");
	if (rule == NULL && ask->route->op == OP_LIST &&
	    ask_number(ask, "limit", 0, 100) != 1)
		rule = batch_rules_has(rules, "no_list");
	if (rule == NULL && ask->route->op == OP_RESULTS &&
	    batch_rules_has(rules, "no_results") != NULL) {
		ask_error(ask, 404, NULL, "Not found");
		return true;
	}
	if (rule == NULL)
		return false;
	ask_error(ask, rule->fault->status, NULL, "There is nothing here");
	return true;
}

/* The batch that a request is about, by its id or by that of its files. */
static long serial_of(const struct ask *ask)
{
	const struct batch_store *store = ask->store;

	if (ask->route->op == OP_CREATE)
		return (long)store->ledger.created + 1;
	for (size_t i = 0; i < store->n_batches && ask->id[0] != '\0'; i++) {
		const struct batch *batch = store->batches[i];

		if (strcmp(batch->id, ask->id) == 0 ||
		    strcmp(batch->output, ask->id) == 0 ||
		    strcmp(batch->errors, ask->id) == 0)
			return batch->serial;
	}
	return 0;
}

/* The answer is right up to a place. */
static void cut_answer(struct ask *ask, const struct batch_rule *rule)
{
	struct bytes *out = &ask->answer.out;
	size_t body = out->len - ask->answer.body_at;
	size_t keep = rule->at >= 0 ? (size_t)rule->at : body / 2;

	if (keep < body)
		out->len -= body - keep;
}

static void play_answer(struct ask *ask, const struct batch_rule *rule)
{
	const struct batch_fault *fault = rule->fault;
	int status = rule->status != 0 ? (int)rule->status : fault->status;
	char header[64] = "";

	if (fault->flags & BATCH_FAULT_CUT) {
		ask->answer.end = fault->end;
		cut_answer(ask, rule);
		return;
	}
	bytes_clear(&ask->answer.out);
	if (status == 0) {
		ask->answer.end = fault->end;
		return;
	}
	if (fault->body != NULL) {
		answer_bytes(ask, status,
			     fault->body[0] == '<' ? "text/html"
						   : "application/json",
			     fault->body, strlen(fault->body), "");
		return;
	}
	if (status == 429) {
		struct bytes text CLEANUP(bytes_done) = {0};
		json_t *value =
			error_value(ask, status, fault->code, fault->message);

		snprintf(header, sizeof(header), "Retry-After: %ld\r\n",
			 rule->seconds);
		json_write_line(value, &text);
		json_decref(value);
		answer_bytes(ask, status, "application/json", text.data,
			     text.len, header);
		return;
	}
	ask_error(ask, status, fault->code, fault->message);
}

/* --- requests ------------------------------------------------------------- */

static void *ask_begin(void *self, const struct http_head *head, int64_t now_ms)
{
	struct batch_desk *desk = self;
	struct ask *ask = mem_zalloc(sizeof(*ask));

	ask->store = desk->store;
	ask->head = *head;
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (strcmp(own[i].path, head->path) == 0)
			return ask;
	for (size_t i = 0; i < ARRAY_LEN(routes) && ask->route == NULL; i++)
		if (route_is(&routes[i], ask))
			ask->route = &routes[i];
	if (ask->route == NULL) {
		ask->chat = desk->chat.begin(desk->chat.self, head, now_ms);
		return ask;
	}
	desk->store->ledger.ops[ask->route->op]++;
	if (head->expect)
		batch_ledger_violation(&desk->store->ledger, BATCH_EXPECT,
				       head->path);
	if (ask->route->answer == router_create)
		router_begin(ask);
	return ask;
}

/* An upload that is cut while it comes. */
static bool is_cut(struct ask *ask, size_t len)
{
	const struct batch_rule *rule =
		batch_rules_has(&ask->store->rules, "upload_reset");
	uint64_t at;

	if (rule == NULL || ask->route == NULL ||
	    (ask->route->op != OP_UPLOAD &&
	     ask->route->answer != router_create))
		return false;
	at = rule->at >= 0 ? (uint64_t)rule->at : ask->head.length / 2;
	return ask->length <= at && ask->length + len > at &&
	       batch_rules_play(&ask->store->rules, POINT_BODY,
				serial_of(ask)) == rule;
}

static bool ask_feed(void *self, void *request, const char *data, size_t len,
		     int64_t now_ms)
{
	struct batch_desk *desk = self;
	struct ask *ask = request;
	uint64_t most = (uint64_t)ask->store->options.max_bytes + ROOM_FOR_FORM;

	if (ask->chat != NULL)
		return desk->chat.feed(desk->chat.self, ask->chat, data, len,
				       now_ms);
	if (is_cut(ask, len))
		return false;
	ask->length += len;
	ask->store->ledger.bytes_in += len;
	if (ask->stream != NULL)
		request_stream_feed(ask->stream, data, len);
	else if (ask->length <= most)
		bytes_append(&ask->body, data, len);
	return true;
}

static void carry_out(struct ask *ask)
{
	const struct batch_route *route = ask->route;
	struct batch_rules *rules = &ask->store->rules;
	long serial = serial_of(ask);
	const struct batch_rule *rule;

	if (!is_our_key(ask)) {
		batch_ledger_violation(&ask->store->ledger, BATCH_UNKNOWN_KEY,
				       ask->head.path);
		ask_error(ask, 401, "invalid_api_key",
			  "Incorrect API key provided");
		return;
	}
	if (is_absent(ask))
		return;
	rule = batch_rules_play(rules, POINT_ANY, serial);
	if (rule == NULL)
		rule = batch_rules_play(rules, route->point, serial);
	ask->rule = rule;
	if (rule == NULL || rule->fault->flags & BATCH_FAULT_DONE)
		route->answer(ask);
	if (rule != NULL && !(rule->fault->flags & BATCH_FAULT_PAGE))
		play_answer(ask, rule);
}

static const struct answer *ask_whole(void *self, void *request, int64_t now_ms)
{
	struct batch_desk *desk = self;
	struct ask *ask = request;

	if (ask->chat != NULL)
		return desk->chat.answer(desk->chat.self, ask->chat, now_ms);
	if (ask->refused)
		return &ask->answer;
	ask->answer.end = ask->head.close ? ANSWER_CLOSE : ANSWER_KEEP;
	if (ask->route != NULL) {
		carry_out(ask);
		return &ask->answer;
	}
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (strcmp(own[i].path, ask->head.path) == 0)
			own[i].answer(ask);
	return &ask->answer;
}

static void *ask_refuse(void *self)
{
	struct batch_desk *desk = self;
	struct ask *ask = mem_zalloc(sizeof(*ask));

	ask->store = desk->store;
	ask->refused = true;
	ask->answer.end = ANSWER_CLOSE;
	batch_ledger_violation(&desk->store->ledger, BATCH_HTTP, "");
	ask_error(ask, 400, NULL, "this is not a request");
	return ask;
}

static void ask_end(void *self, void *request, bool sent, int64_t now_ms)
{
	struct batch_desk *desk = self;
	struct ask *ask = request;

	if (ask->chat != NULL)
		desk->chat.end(desk->chat.self, ask->chat, sent, now_ms);
	request_stream_free(ask->stream);
	batch_free(ask->making);
	bytes_done(&ask->body);
	answer_done(&ask->answer);
	free(ask);
}

static void ask_closed(void *self)
{
}

struct service batch_desk_service(struct batch_desk *desk)
{
	return (struct service){
		.self = desk,
		.begin = ask_begin,
		.feed = ask_feed,
		.answer = ask_whole,
		.refuse = ask_refuse,
		.end = ask_end,
		.closed = ask_closed,
	};
}
