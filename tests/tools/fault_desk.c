/*
 * fault_desk.c: chat requests, and the table of end points. See fault_desk.h.
 *
 * 1. What is billed is billed when the answer is made: a client that goes
 *    away in the meantime pays all the same.
 * 2. A row of the ledger is completed exactly once, in the epoch of the ledger
 *    in which it was opened.
 */
#include "config.h"

#include "fault_desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"

#define IMAGE_MAX     (64u << 20)
#define GENERATION_MS 1500 /* after its end, before it can be asked about */
#define SLOW_PIECE    512
#define SLOW_PIECE_MS 20
#define BODY_MAX      65536 /* of what is not chat */

struct desk_route;

/* One request under way. */
struct inquiry {
	struct http_head head;
	const struct desk_route *route; /* NULL: there is no such thing */
	bool chat;
	struct fault_scan *scan; /* of the body of chat */
	size_t row;		 /* chat only; LEDGER_NO_ROW: none */
	uint64_t epoch;		 /* whose row it is */
	char front[32];		 /* of the sheet, or "" so far */
	struct bytes body;	 /* of the others; at most BODY_MAX */
	struct answer answer;
	bool refused; /* the answer is there from the beginning */
};

struct desk_route {
	const char *method; /* NULL: any */
	const char *tail;   /* the last components of the path */
	const char *root;   /* or how it begins */
	void (*answer)(struct desk *desk, struct inquiry *inquiry,
		       const struct fault_body *body, int64_t now_ms);
};

static int64_t epoch_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void answer_value(struct inquiry *inquiry, int status, json_t *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	json_write_line(value, &text);
	json_decref(value);
	answer_json(&inquiry->answer, status, &text);
}

static void answer_error(struct inquiry *inquiry, int status,
			 const char *message)
{
	answer_value(inquiry, status,
		     json_pack("{s:{s:i,s:s}}", "error", "code", status,
			       "message", message));
}

/* --- chat ----------------------------------------------------------------- */

static struct fault_moment moment_of(struct desk *desk,
				     const struct inquiry *inquiry,
				     struct ledger_sheet *sheet, int64_t now_ms)
{
	const struct ledger_row *row = ledger_row(desk->ledger, inquiry->row);

	return (struct fault_moment){
		.sheet = sheet->id,
		.model = ledger_model(desk->ledger, row->model),
		.key = (long)row->key,
		.max_tokens = row->max_tokens,
		.first_max_tokens = sheet->first_max_tokens,
		.length = row->length,
		.serial = inquiry->row + 1,
		.now_ms = now_ms,
		.plays = sheet->plays,
	};
}

/* The rule that plays, NULL: none; it is counted. */
static const struct fault_rule *choose(struct desk *desk,
				       const struct fault_moment *moment,
				       struct ledger_sheet *sheet)
{
	int i = fault_rules_choose(&desk->rules, moment);

	if (i < 0)
		return NULL;
	if (sheet->plays[i] < UINT8_MAX)
		sheet->plays[i]++;
	return &desk->rules.items[i];
}

static int64_t delay_of(const struct desk *desk, const struct play *play,
			const struct fault_rule *rule)
{
	int64_t jitter = 0;

	if (rule != NULL && rule->delay >= 0)
		return rule->delay;
	if (play->fault->status != 200)
		return 0;
	if (desk->options.jitter_ms > 0)
		jitter =
			(int64_t)(fault_mix(desk->options.seed ^ play->serial) %
				  (uint64_t)(desk->options.jitter_ms + 1));
	return desk->options.latency_ms + jitter;
}

/* Makes the answer of `fault` and books it. */
static void play_fault(struct desk *desk, struct inquiry *inquiry,
		       const struct fault *fault, const struct fault_rule *rule,
		       int64_t wait_ms)
{
	struct ledger_row *row = ledger_row(desk->ledger, inquiry->row);
	const char *model = ledger_model(desk->ledger, row->model);
	size_t len = strlen(model);
	bool costs = len < 5 || strcmp(model + len - 5, ":free") != 0;
	struct play play = {
		.fault = fault,
		.sheet = ledger_sheet_at(desk->ledger, row->sheet)->id,
		.model = model,
		.serial = (uint32_t)inquiry->row + 1,
		.max_tokens = row->max_tokens,
		.seconds = rule != NULL ? (int)rule->seconds
					: (int)((wait_ms + 999) / 1000),
		.ms = rule != NULL && rule->ms >= 0 ? rule->ms : 0,
		.afford = rule != NULL ? rule->tokens : 0,
		.port = desk->port,
		.epoch_ms = epoch_now_ms(),
		.reset_ms = rule != NULL ? rule->seconds * 1000 : wait_ms,
		.prompt_pico = costs ? desk->options.prompt_pico : 0,
		.completion_pico = costs ? desk->options.completion_pico : 0,
		.ret = &inquiry->answer,
	};

	if (strcmp(fault->name, "drip") == 0 && play.ms == 0)
		play.ms = desk->options.drip_ms;
	fault_play(&play);
	if (rule != NULL)
		inquiry->answer.hold = rule->scope;
	inquiry->answer.delay_ms = delay_of(desk, &play, rule);
	row->fault = fault;
	row->status = fault->status;
	row->cost_nano = play.cost_nano;
	row->prompt_tokens = play.prompt_tokens;
	row->completion_tokens = play.completion_tokens;
}

/* What the server's own limits say; true when that is the answer. */
static bool limited(struct desk *desk, struct inquiry *inquiry, int64_t now_ms)
{
	static const char *const faults[] = {
		[LIMIT_KEY] = "key_401",
		[LIMIT_RATE] = "rate_reset_ms",
		[LIMIT_DAY] = "daily_free",
	};
	int64_t wait_ms = 0;
	enum ledger_limit limit =
		ledger_limit(desk->ledger, inquiry->row, now_ms, &wait_ms);

	if (limit == LIMIT_NONE)
		return false;
	play_fault(desk, inquiry, fault_find(faults[limit]), NULL, wait_ms);
	return true;
}

static void answer_chat(struct desk *desk, struct inquiry *inquiry,
			const struct fault_body *body, int64_t now_ms)
{
	const struct fault_rule *rule;
	struct ledger_sheet *sheet;
	struct fault_moment moment;
	bool spared = false;

	if (inquiry->epoch != desk->epoch) {
		answer_error(inquiry, 503, "the ledger was reset meanwhile");
		return;
	}
	ledger_body(desk->ledger, inquiry->row, body, inquiry->head.sheet,
		    now_ms);
	if (limited(desk, inquiry, now_ms))
		return;
	if (inquiry->front[0] != '\0')
		spared = ledger_sheet(desk->ledger, inquiry->front)->early;
	sheet = ledger_sheet_at(desk->ledger,
				ledger_row(desk->ledger, inquiry->row)->sheet);
	moment = moment_of(desk, inquiry, sheet, now_ms);
	moment.spared = spared;
	rule = choose(desk, &moment, sheet);
	play_fault(desk, inquiry, rule != NULL ? rule->fault : fault_none(),
		   rule, 0);
}

/* The front of the sheet is known. True: the connection is to end here. */
static bool answer_front(struct desk *desk, struct inquiry *inquiry,
			 const char *front, int64_t now_ms)
{
	const struct fault_rule *rule;
	struct ledger_sheet *sheet;
	struct fault_moment moment;

	if (inquiry->epoch != desk->epoch || !fault_rules_early(&desk->rules))
		return false;
	snprintf(inquiry->front, sizeof(inquiry->front), "front-%.20s",
		 inquiry->head.sheet[0] != '\0' ? inquiry->head.sheet : front);
	sheet = ledger_sheet(desk->ledger, inquiry->front);
	moment = moment_of(desk, inquiry, sheet, now_ms);
	if (inquiry->head.sheet[0] != '\0')
		moment.sheet = inquiry->head.sheet;
	moment.early = true;
	rule = choose(desk, &moment, sheet);
	if (rule == NULL)
		return false;
	sheet->early = true;
	ledger_front(desk->ledger, inquiry->row, inquiry->front);
	play_fault(desk, inquiry, rule->fault, rule, 0);
	return true;
}

/* --- the other end points ------------------------------------------------- */

static json_t *price(int64_t pico)
{
	char text[48];

	snprintf(text, sizeof(text), "0.%012lld", (long long)pico);
	return json_string(text);
}

static json_t *model_json(const char *id, int64_t prompt_pico,
			  int64_t completion_pico, bool sees)
{
	json_t *input = sees ? json_pack("[s,s]", "text", "image")
			     : json_pack("[s]", "text");

	return json_pack("{s:s,s:s,s:i,s:{s:o,s:[s]},s:{s:o,s:o,s:s,s:s},"
			 "s:{s:i,s:i,s:b},s:[s,s,s]}",
			 "id", id, "name", id, "context_length", 32768,
			 "architecture", "input_modalities", input,
			 "output_modalities", "text", "pricing", "prompt",
			 price(prompt_pico), "completion",
			 price(completion_pico), "request", "0", "image", "0",
			 "top_provider", "context_length", 32768,
			 "max_completion_tokens", 8192, "is_moderated", 0,
			 "supported_parameters", "max_tokens",
			 "response_format", "structured_outputs");
}

static void answer_models(struct desk *desk, struct inquiry *inquiry,
			  const struct fault_body *body, int64_t now_ms)
{
	const struct desk_options *options = &desk->options;
	json_t *list = json_array();

	json_array_append_new(list,
			      model_json("test/vision", options->prompt_pico,
					 options->completion_pico, true));
	json_array_append_new(
		list, model_json("test/vision-large", options->prompt_pico * 10,
				 options->completion_pico * 10, true));
	json_array_append_new(list, model_json("test/vision:free", 0, 0, true));
	json_array_append_new(list,
			      model_json("test/blind", options->prompt_pico,
					 options->completion_pico, false));
	answer_value(inquiry, 200, json_pack("{s:o}", "data", list));
}

static void answer_key(struct desk *desk, struct inquiry *inquiry,
		       const struct fault_body *body, int64_t now_ms)
{
	double usage = (double)ledger_billed_nano(desk->ledger) / 1e9;

	answer_value(inquiry, 200,
		     json_pack("{s:{s:s,s:n,s:n,s:n,s:f,s:b}}", "data", "label",
			       "test key", "limit", "limit_remaining",
			       "limit_reset", "usage", usage, "is_free_tier",
			       0));
}

static void answer_generation(struct desk *desk, struct inquiry *inquiry,
			      const struct fault_body *body, int64_t now_ms)
{
	struct ledger_row *row = NULL;
	unsigned int serial = 0;
	char id[64];

	if (http_query(&inquiry->head, "id", id, sizeof(id)) &&
	    sscanf(id, "gen-%u", &serial) == 1 && serial > 0)
		row = ledger_row(desk->ledger, serial - 1);
	if (row == NULL || !(row->fault->flags & FAULT_BILLED) ||
	    row->out_ms < 0 || now_ms - row->out_ms < GENERATION_MS) {
		answer_error(inquiry, 404, "Generation not found");
		return;
	}
	row->told = true;
	answer_value(
		inquiry, 200,
		json_pack("{s:{s:s,s:s,s:f,s:f,s:I,s:I,s:s}}", "data", "id", id,
			  "model", ledger_model(desk->ledger, row->model),
			  "total_cost", (double)row->cost_nano / 1e9, "usage",
			  (double)row->cost_nano / 1e9, "tokens_prompt",
			  (json_int_t)row->prompt_tokens, "tokens_completion",
			  (json_int_t)row->completion_tokens, "finish_reason",
			  "stop"));
}

static bool asked_for(const struct inquiry *inquiry, const char *name)
{
	char value[8];

	return http_query(&inquiry->head, name, value, sizeof(value)) &&
	       strcmp(value, "0") != 0;
}

static void answer_ledger(struct desk *desk, struct inquiry *inquiry,
			  const struct fault_body *body, int64_t now_ms)
{
	answer_value(inquiry, 200,
		     ledger_json(desk->ledger, asked_for(inquiry, "requests"),
				 asked_for(inquiry, "sheets")));
}

static void answer_fault(struct desk *desk, struct inquiry *inquiry,
			 const struct fault_body *body, int64_t now_ms)
{
	const char *text = inquiry->body.data;
	struct error err = {0};

	if (fault_rules_add(&desk->rules, text != NULL ? text : "",
			    ledger_requests(desk->ledger), &err) < 0)
		answer_error(inquiry, 400, err.text);
	else
		answer_value(
			inquiry, 200,
			json_pack("{s:I}", "rules", (json_int_t)desk->rules.n));
}

static void answer_reset(struct desk *desk, struct inquiry *inquiry,
			 const struct fault_body *body, int64_t now_ms)
{
	ledger_reset(desk->ledger);
	desk->epoch++;
	for (size_t i = 0; i < desk->rules.n; i++) {
		desk->rules.items[i].born = 0;
		desk->rules.items[i].since_ms = -1;
	}
	if (asked_for(inquiry, "rules"))
		desk->rules = (struct fault_rules){.seed = desk->rules.seed};
	answer_value(inquiry, 200, json_pack("{s:b}", "reset", 1));
}

static void answer_trap(struct desk *desk, struct inquiry *inquiry,
			const struct fault_body *body, int64_t now_ms)
{
	ledger_violation(desk->ledger, VIOLATION_REDIRECT, LEDGER_NO_ROW);
	answer_error(inquiry, 403, "redirects are not to be followed");
}

/* --- images --------------------------------------------------------------- */

static void put_image(struct inquiry *inquiry, const struct bytes *file)
{
	answer_head(&inquiry->answer, 200, "image/jpeg", (int64_t)file->len,
		    NULL);
	bytes_append(&inquiry->answer.out, file->data, file->len);
}

static void image_cut(struct desk *desk, struct inquiry *inquiry,
		      const struct bytes *file, const char *name)
{
	inquiry->answer.end = ANSWER_CLOSE;
	put_image(inquiry, file);
	inquiry->answer.out.len -= file->len / 2;
}

static void image_reset(struct desk *desk, struct inquiry *inquiry,
			const struct bytes *file, const char *name)
{
	image_cut(desk, inquiry, file, name);
	inquiry->answer.end = ANSWER_RESET;
}

static void image_slow(struct desk *desk, struct inquiry *inquiry,
		       const struct bytes *file, const char *name)
{
	put_image(inquiry, file);
	inquiry->answer.pace = SLOW_PIECE;
	inquiry->answer.pace_ms = SLOW_PIECE_MS;
}

static void image_404(struct desk *desk, struct inquiry *inquiry,
		      const struct bytes *file, const char *name)
{
	answer_error(inquiry, 404, "no such image");
}

/* Every other time, so that a second attempt succeeds. */
static void image_503(struct desk *desk, struct inquiry *inquiry,
		      const struct bytes *file, const char *name)
{
	if (desk->image_tries++ % 2 == 0)
		answer_error(inquiry, 503, "try again");
	else
		put_image(inquiry, file);
}

static void image_html(struct desk *desk, struct inquiry *inquiry,
		       const struct bytes *file, const char *name)
{
	static const char page[] = "<html><body>Please log in</body></html>";

	answer_head(&inquiry->answer, 200, "text/html", sizeof(page) - 1, NULL);
	bytes_append_str(&inquiry->answer.out, page);
}

static void image_redirect(struct desk *desk, struct inquiry *inquiry,
			   const struct bytes *file, const char *name)
{
	char *header CLEANUP(mem_free_str) =
		mem_printf("Location: http://127.0.0.1:%d/images/%s\r\n",
			   desk->port, name);

	answer_head(&inquiry->answer, 302, "text/plain", 0, header);
}

static void image_silent(struct desk *desk, struct inquiry *inquiry,
			 const struct bytes *file, const char *name)
{
	inquiry->answer.end = ANSWER_HANG;
}

static const struct {
	const char *how;
	void (*put)(struct desk *desk, struct inquiry *inquiry,
		    const struct bytes *file, const char *name);
} image_faults[] = {
	{"404/", image_404},	   {"503/", image_503},
	{"cut/", image_cut},	   {"reset/", image_reset},
	{"slow/", image_slow},	   {"html/", image_html},
	{"silent/", image_silent}, {"redirect/", image_redirect},
};

static void answer_image(struct desk *desk, struct inquiry *inquiry,
			 const struct fault_body *body, int64_t now_ms)
{
	struct bytes file CLEANUP(bytes_done) = {0};
	const char *name = inquiry->head.path + strlen("/images/");
	char *path CLEANUP(mem_free_str) = NULL;
	size_t how = ARRAY_LEN(image_faults);

	ledger_count_image(desk->ledger);
	for (size_t i = 0; i < ARRAY_LEN(image_faults); i++)
		if (strncmp(name, image_faults[i].how,
			    strlen(image_faults[i].how)) == 0)
			how = i;
	if (how < ARRAY_LEN(image_faults))
		name += strlen(image_faults[how].how);
	if (desk->options.images != NULL && file_is_below(name))
		path = file_join(desk->options.images, name);
	if (path == NULL || file_read(path, IMAGE_MAX, &file, NULL) < 0)
		answer_error(inquiry, 404, "no such image");
	else if (how < ARRAY_LEN(image_faults))
		image_faults[how].put(desk, inquiry, &file, name);
	else
		put_image(inquiry, &file);
}

/* --- the table ------------------------------------------------------------ */

static const struct desk_route routes[] = {
	{.root = "/__trap/", .answer = answer_trap},
	{"POST", "chat/completions", .answer = answer_chat},
	{"GET", "models", .answer = answer_models},
	{"GET", "key", .answer = answer_key},
	{"GET", "generation", .answer = answer_generation},
	{"GET", .root = "/images/", .answer = answer_image},
	{"GET", "__ledger", .answer = answer_ledger},
	{"POST", "__fault", .answer = answer_fault},
	{"GET", "__reset", .answer = answer_reset},
};

static bool route_is(const struct desk_route *route,
		     const struct http_head *head)
{
	if (route->method != NULL && strcmp(route->method, head->method) != 0)
		return false;
	if (route->root != NULL)
		return strncmp(route->root, head->path, strlen(route->root)) ==
		       0;
	return http_path_ends(head, route->tail);
}

void desk_init(struct desk *desk, const struct desk_options *options, int port)
{
	*desk = (struct desk){.options = *options, .port = port};
	desk->rules.seed = options->seed;
	desk->ledger = ledger_new(&options->ledger);
}

void desk_done(struct desk *desk)
{
	ledger_free(desk->ledger);
}

/* --- requests ------------------------------------------------------------- */

static void *inquiry_begin(void *self, const struct http_head *head,
			   int64_t now_ms)
{
	struct desk *desk = self;
	struct inquiry *inquiry = mem_zalloc(sizeof(*inquiry));

	inquiry->head = *head;
	inquiry->row = LEDGER_NO_ROW;
	inquiry->epoch = desk->epoch;
	for (size_t i = 0; i < ARRAY_LEN(routes) && inquiry->route == NULL; i++)
		if (route_is(&routes[i], head))
			inquiry->route = &routes[i];
	inquiry->chat =
		inquiry->route != NULL && inquiry->route->answer == answer_chat;
	if (!inquiry->chat)
		return inquiry;
	inquiry->scan = fault_scan_new();
	inquiry->row = ledger_open(desk->ledger, head->secret, now_ms);
	if (head->expect)
		ledger_violation(desk->ledger, VIOLATION_EXPECT, inquiry->row);
	return inquiry;
}

static bool inquiry_feed(void *self, void *request, const char *data,
			 size_t len, int64_t now_ms)
{
	struct inquiry *inquiry = request;
	char front[17];

	if (!inquiry->chat) {
		if (inquiry->body.len + len <= BODY_MAX)
			bytes_append(&inquiry->body, data, len);
		return true;
	}
	fault_scan_feed(inquiry->scan, data, len);
	return !fault_scan_front(inquiry->scan, front) ||
	       !answer_front(self, inquiry, front, now_ms);
}

static const struct answer *inquiry_answer(void *self, void *request,
					   int64_t now_ms)
{
	struct inquiry *inquiry = request;
	struct fault_body body;

	if (inquiry->refused)
		return &inquiry->answer;
	if (inquiry->chat)
		fault_scan_end(inquiry->scan, &body);
	inquiry->answer.end = inquiry->head.close ? ANSWER_CLOSE : ANSWER_KEEP;
	if (inquiry->route == NULL)
		answer_error(inquiry, 404, "there is no such end point");
	else
		inquiry->route->answer(self, inquiry,
				       inquiry->chat ? &body : NULL, now_ms);
	return &inquiry->answer;
}

static void *inquiry_refuse(void *self)
{
	struct desk *desk = self;
	struct inquiry *inquiry = mem_zalloc(sizeof(*inquiry));

	ledger_violation(desk->ledger, VIOLATION_HTTP, LEDGER_NO_ROW);
	inquiry->row = LEDGER_NO_ROW;
	inquiry->refused = true;
	inquiry->answer.end = ANSWER_CLOSE;
	answer_error(inquiry, 400, "this is not a request");
	return inquiry;
}

static void inquiry_end(void *self, void *request, bool sent, int64_t now_ms)
{
	struct desk *desk = self;
	struct inquiry *inquiry = request;

	if (inquiry->chat && inquiry->epoch == desk->epoch)
		ledger_complete(desk->ledger, inquiry->row, sent,
				inquiry->answer.hold, inquiry->answer.hold_ms,
				now_ms);
	fault_scan_free(inquiry->scan);
	bytes_done(&inquiry->body);
	answer_done(&inquiry->answer);
	free(inquiry);
}

static void count_closed(void *self)
{
	struct desk *desk = self;

	ledger_count_closed(desk->ledger);
}

struct service desk_service(struct desk *desk)
{
	return (struct service){
		.self = desk,
		.begin = inquiry_begin,
		.feed = inquiry_feed,
		.answer = inquiry_answer,
		.refuse = inquiry_refuse,
		.end = inquiry_end,
		.closed = count_closed,
	};
}
