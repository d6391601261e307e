/*
 * batch_rules.c: the table of faults of a batch server, and the choice among
 * rules. See batch_rules.h.
 *
 * 1. A name is the whole interface: tests, rules and ledgers use it.
 * 2. The draw of a row is a pure function of the seed and its custom_id; the
 *    rules with p own disjoint slices of [0,1) in their order.
 */
#include "config.h"

#include "batch_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "fault_rules.h"

#define LASTING	   BATCH_FAULT_LASTING
#define DONE	   BATCH_FAULT_DONE
#define CUT	   BATCH_FAULT_CUT
#define PAGE_WRONG BATCH_FAULT_PAGE
#define PAGE	   "<html><body><h1>Bad gateway</h1></body></html>"

static const struct batch_fault faults[] = {
	/* --- what a server is -------------------------------------------- */
	{.name = "no_range", .point = POINT_SERVER},
	{.name = "range_wrong", .point = POINT_SERVER}, /* 206 from byte 0 */
	{.name = "metadata_refused", .point = POINT_SERVER},
	{.name = "metadata_dropped", .point = POINT_SERVER},
	{.name = "list_empty", .point = POINT_SERVER},
	{.name = "list_loop", .point = POINT_SERVER}, /* heeds no after */
	/* Only what is asked first, for one batch, is answered. */
	{.name = "no_list", .point = POINT_SERVER, .status = 404},
	{.name = "files_empty", .point = POINT_SERVER},
	{.name = "no_files_list", .point = POINT_SERVER, .status = 404},
	{.name = "no_results", .point = POINT_SERVER}, /* only in the batch */
	{.name = "slug_needed",
	 .point = POINT_SERVER}, /* MODEL:batch, or 400 */
	{.name = "no_batches", .point = POINT_SERVER, .status = 404},
	{.name = "batches_405", .point = POINT_SERVER, .status = 405},
	{.name = "batches_501", .point = POINT_SERVER, .status = 501},
	{.name = "no_delete", .point = POINT_SERVER, .status = 405},

	/* --- requests of any kind ----------------------------------------- */
	{.name = "key_401",
	 .point = POINT_ANY,
	 .status = 401,
	 .code = "invalid_api_key",
	 .message = "Incorrect API key provided",
	 .flags = LASTING},
	{.name = "busy_429",
	 .point = POINT_ANY,
	 .status = 429,
	 .code = "rate_limit_exceeded",
	 .message = "Too many requests"},

	/* --- upload ------------------------------------------------------- */
	{.name = "upload_500",
	 .point = POINT_UPLOAD,
	 .status = 500,
	 .message = "The server had an error"},
	{.name = "upload_429",
	 .point = POINT_UPLOAD,
	 .status = 429,
	 .code = "rate_limit_exceeded",
	 .message = "Rate limit reached for uploads"},
	{.name = "upload_too_large",
	 .point = POINT_UPLOAD,
	 .status = 400,
	 .message = "File is too large."},
	{.name = "upload_lost",
	 .point = POINT_UPLOAD,
	 .end = ANSWER_RESET,
	 .flags = DONE},
	{.name = "upload_silent",
	 .point = POINT_UPLOAD,
	 .end = ANSWER_HANG,
	 .flags = DONE},
	{.name = "upload_reset", .point = POINT_BODY}, /* while it comes */
	{.name = "upload_empty",
	 .point = POINT_UPLOAD,
	 .status = 200,
	 .body = "{}"},
	{.name = "upload_html",
	 .point = POINT_UPLOAD,
	 .status = 200,
	 .body = PAGE},
	{.name = "files_500",
	 .point = POINT_FILES,
	 .status = 500,
	 .message = "The server had an error"},

	/* --- creation ----------------------------------------------------- */
	{.name = "create_500",
	 .point = POINT_CREATE,
	 .status = 500,
	 .message = "The server had an error"},
	{.name = "create_500_done",
	 .point = POINT_CREATE,
	 .status = 500,
	 .message = "The server had an error",
	 .flags = DONE},
	{.name = "create_429",
	 .point = POINT_CREATE,
	 .status = 429,
	 .code = "rate_limit_exceeded",
	 .message = "Rate limit reached for batches"},
	{.name = "create_lost",
	 .point = POINT_CREATE,
	 .end = ANSWER_RESET,
	 .flags = DONE},
	{.name = "create_silent",
	 .point = POINT_CREATE,
	 .end = ANSWER_HANG,
	 .flags = DONE},
	{.name = "create_refused",
	 .point = POINT_CREATE,
	 .status = 400,
	 .code = "invalid_request_error",
	 .message = "Invalid value: 'model'"},
	{.name = "create_no_file",
	 .point = POINT_CREATE,
	 .status = 404,
	 .code = "file_not_found",
	 .message = "No such File object"},
	{.name = "create_no_money",
	 .point = POINT_CREATE,
	 .status = 402,
	 .code = "insufficient_quota",
	 .message = "Insufficient credits"},
	{.name = "create_empty",
	 .point = POINT_CREATE,
	 .status = 200,
	 .body = "{}"},
	{.name = "create_html",
	 .point = POINT_CREATE,
	 .status = 200,
	 .body = PAGE},
	{.name = "create_html_done",
	 .point = POINT_CREATE,
	 .status = 200,
	 .body = PAGE,
	 .flags = DONE},

	/* --- lists, polls, cancellation ----------------------------------- */
	{.name = "list_500",
	 .point = POINT_LIST,
	 .status = 500,
	 .message = "The server had an error"},
	{.name = "poll_404",
	 .point = POINT_POLL,
	 .status = 404,
	 .message = "No batch found"},
	{.name = "poll_500",
	 .point = POINT_POLL,
	 .status = 500,
	 .message = "The server had an error"},
	{.name = "poll_429",
	 .point = POINT_POLL,
	 .status = 429,
	 .message = "Too many requests"},
	{.name = "poll_html", .point = POINT_POLL, .status = 200, .body = PAGE},
	{.name = "poll_empty",
	 .point = POINT_POLL,
	 .status = 200,
	 .body = "{}"},
	{.name = "poll_lost", .point = POINT_POLL, .end = ANSWER_RESET},
	{.name = "cancel_500",
	 .point = POINT_CANCEL,
	 .status = 500,
	 .message = "The server had an error"},
	{.name = "cancel_lost",
	 .point = POINT_CANCEL,
	 .end = ANSWER_RESET,
	 .flags = DONE},

	/* --- what is fetched ---------------------------------------------- */
	{.name = "content_404",
	 .point = POINT_CONTENT,
	 .status = 404,
	 .message = "No such File object",
	 .flags = LASTING},
	{.name = "content_500",
	 .point = POINT_CONTENT,
	 .status = 500,
	 .message = "The server had an error"},
	{.name = "content_cut",
	 .point = POINT_CONTENT,
	 .end = ANSWER_CLOSE,
	 .flags = DONE | CUT},
	{.name = "content_reset",
	 .point = POINT_CONTENT,
	 .end = ANSWER_RESET,
	 .flags = DONE | CUT},
	{.name = "content_silent",
	 .point = POINT_CONTENT,
	 .end = ANSWER_HANG,
	 .flags = DONE | CUT},
	{.name = "results_500",
	 .point = POINT_RESULTS,
	 .status = 500,
	 .message = "Internal error"},
	{.name = "results_cut",
	 .point = POINT_RESULTS,
	 .end = ANSWER_CLOSE,
	 .flags = DONE | CUT},
	{.name = "results_loop",
	 .point = POINT_RESULTS,
	 .flags = DONE | PAGE_WRONG},
	{.name = "results_hollow",
	 .point = POINT_RESULTS,
	 .flags = DONE | PAGE_WRONG},
	{.name = "results_gone",
	 .point = POINT_RESULTS,
	 .status = 404,
	 .message = "Batch not found",
	 .flags = LASTING},

	/* --- the course of a batch ---------------------------------------- */
	{.name = "token_limit",
	 .point = POINT_COURSE,
	 .code = "token_limit_exceeded"},
	{.name = "fail_line",
	 .point = POINT_COURSE,
	 .code = "invalid_json_line",
	 .message = "This line is not parseable as valid JSON."},
	{.name = "fail_unnamed",
	 .point = POINT_COURSE,
	 .code = "invalid_request",
	 .message = "One of the requests is invalid"},
	{.name = "fail_billed",
	 .point = POINT_COURSE,
	 .code = "server_error",
	 .message = "The batch failed while it was processed"},
	{.name = "expire", .point = POINT_COURSE},
	{.name = "stuck", .point = POINT_COURSE},
	{.name = "odd_status", .point = POINT_COURSE},
	{.name = "null_output", .point = POINT_COURSE},
	{.name = "error_empty", .point = POINT_COURSE},
	{.name = "bare", .point = POINT_COURSE}, /* no counts, usage, times */

	/* --- one row of the results --------------------------------------- */
	{.name = "row_missing", .point = POINT_ROW},
	{.name = "row_doubled", .point = POINT_ROW},
	{.name = "row_foreign", .point = POINT_ROW},
	{.name = "row_null", .point = POINT_ROW},
	{.name = "row_status", .point = POINT_ROW, .status = 500},
	{.name = "row_error", .point = POINT_ROW, .status = 400},
	{.name = "row_garbage", .point = POINT_ROW},
	{.name = "row_no_id", .point = POINT_ROW},
	{.name = "row_chat", .point = POINT_ROW},
};

static const struct rule_number numbers[] = {
	{"n", offsetof(struct batch_rule, n)},
	{"from", offsetof(struct batch_rule, from)},
	{"batch", offsetof(struct batch_rule, batch)},
	{"row", offsetof(struct batch_rule, row)},
	{"status", offsetof(struct batch_rule, status)},
	{"s", offsetof(struct batch_rule, seconds)},
	{"at", offsetof(struct batch_rule, at)},
	{"quiet", offsetof(struct batch_rule, quiet)},
};

const struct batch_fault *batch_fault_at(size_t n)
{
	return n < ARRAY_LEN(faults) ? &faults[n] : NULL;
}

static const struct batch_fault *find_fault(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (strcmp(faults[i].name, name) == 0)
			return &faults[i];
	return NULL;
}

static int set_word(char *to, size_t size, const char *value)
{
	if (strlen(value) >= size)
		return -1;
	strcpy(to, value);
	return 0;
}

static int set_option(void *arg, const char *key, const char *value)
{
	struct batch_rule *rule = arg;

	if (strcmp(key, "chat") == 0)
		return fault_find(value) == NULL
			       ? -1
			       : set_word(rule->chat, sizeof(rule->chat),
					  value);
	if (strcmp(key, "word") == 0)
		return set_word(rule->word, sizeof(rule->word), value);
	if (strcmp(key, "p") == 0)
		return rule_set_share(&rule->p, value);
	return rule_set_number(rule, numbers, ARRAY_LEN(numbers), key, value);
}

static int add_rule(struct batch_rules *rules, char *text, struct error *err)
{
	char *options = strchr(text, ':');
	struct batch_rule rule = {
		.n = -1,
		.from = 1,
		.p = -1,
		.seconds = 2,
		.at = -1,
		.word = "paused",
		.chat = "none",
	};

	if (options != NULL)
		*options++ = '\0';
	rule.fault = find_fault(text);
	if (rule.fault == NULL)
		return error_set(err, ERROR_USAGE, "no fault is called \"%s\"",
				 text);
	if (rules->n == BATCH_RULES_MAX)
		return error_set(err, ERROR_USAGE, "too many rules");
	if (options != NULL &&
	    rule_read_options(&rule, options, set_option, err) < 0)
		return -1;
	if (rule.n < 0)
		rule.n = rule.fault->flags & LASTING ? 0 : 1;
	if (rule.p >= 0) {
		rule.slice = rules->shared;
		rules->shared += rule.p;
	}
	rules->items[rules->n++] = rule;
	return 0;
}

int batch_rules_add(struct batch_rules *rules, const char *text,
		    struct error *err)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(text);
	char *rest = NULL;

	for (char *item = strtok_r(copy, "; \t\r\n", &rest); item != NULL;
	     item = strtok_r(NULL, "; \t\r\n", &rest))
		if (add_rule(rules, item, err) < 0)
			return -1;
	return 0;
}

/* One more time that it could play: whether it is its turn. */
static bool its_turn(struct batch_rule *rule)
{
	rule->seen++;
	return rule->seen >= rule->from &&
	       (rule->n == 0 || rule->seen < rule->from + rule->n);
}

/* Each rule counts, also where another one plays. */
const struct batch_rule *batch_rules_play(struct batch_rules *rules,
					  enum batch_point point, long batch)
{
	struct batch_rule *plays = NULL;

	for (size_t i = 0; i < rules->n; i++) {
		struct batch_rule *rule = &rules->items[i];

		if (rule->fault->point == point &&
		    (rule->batch == 0 || rule->batch == batch) &&
		    its_turn(rule) && plays == NULL)
			plays = rule;
	}
	if (plays != NULL)
		plays->plays++;
	return plays;
}

const struct batch_rule *batch_rules_has(const struct batch_rules *rules,
					 const char *name)
{
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->items[i].fault->name, name) == 0)
			return &rules->items[i];
	return NULL;
}

const struct batch_rule *batch_rules_row(struct batch_rules *rules,
					 const char *custom_id, long batch,
					 long row, long times)
{
	double draw = (double)(fault_draw(rules->seed, custom_id) >> 11) /
		      9007199254740992.0; /* 2^53 */

	for (size_t i = 0; i < rules->n; i++) {
		struct batch_rule *rule = &rules->items[i];

		if (rule->fault->point != POINT_ROW ||
		    (rule->batch != 0 && rule->batch != batch) ||
		    (rule->row != 0 && rule->row != row) ||
		    (rule->n > 0 && times >= rule->n))
			continue;
		if (rule->p >= 0 &&
		    (draw < rule->slice || draw >= rule->slice + rule->p))
			continue;
		rule->plays++;
		return rule;
	}
	return NULL;
}
