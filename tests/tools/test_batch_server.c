/*
 * test_batch_server.c: the batch server can be trusted: its reading of bodies,
 * its rules, and what it answers in both shapes, seen by libcurl.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "tests/kit/wire.h"
#include "tests/tools/batch_rules.h"
#include "tests/tools/batch_take.h"

/* --- bodies --------------------------------------------------------------- */

static struct bytes bytes_of(const char *text)
{
	struct bytes bytes = {0};

	bytes_append_str(&bytes, text);
	return bytes;
}

static void forms_are_read(void **state)
{
	static const char type[] = "multipart/form-data; boundary=\"xy\"";
	static const char text[] =
		"--xy\r\nContent-Disposition: form-data; name=\"purpose\"\r\n"
		"\r\nbatch\r\n--xy\r\nContent-Disposition: form-data; "
		"name=\"file\"; filename=\"a b.jsonl\"\r\nContent-Type: "
		"text/plain\r\n\r\none\r\n--two--xy\r\n--xy--\r\n";
	struct form form;

	for (size_t cut = 0; cut < sizeof(text) - 3; cut++) {
		struct bytes body = {0};

		bytes_append(&body, text, cut);
		if (form_read(type, &body, &form) == 0)
			fail_msg("cut at %zu is whole", cut);
		bytes_done(&form.file);
		bytes_done(&body);
	}
	for (int i = 0; i < 2; i++) {
		struct bytes body = bytes_of(text);

		assert_int_equal(
			form_read(i == 0 ? type : "text/plain", &body, &form),
			i == 0 ? 0 : -1);
		if (i == 0) {
			assert_string_equal(form.purpose, "batch");
			assert_string_equal(form.name, "a b.jsonl");
			assert_string_equal(form.file.data, "one\r\n--two--xy");
		}
		bytes_done(&form.file);
		bytes_done(&body);
	}
}

struct seen {
	struct bytes text;
	int most;
};

static bool see_request(void *data, const char *text, size_t len)
{
	struct seen *seen = data;

	bytes_printf(&seen->text, "[%.*s]", (int)len, text);
	return --seen->most > 0;
}

static void see_member(void *data, const char *name, const char *text,
		       size_t len)
{
	struct seen *seen = data;

	bytes_printf(&seen->text, "%s=%.*s;", name, (int)len, text);
}

/* What is seen of a body that comes in pieces of this size. */
static char *stream_pieces(const char *text, size_t piece, int most,
			   bool *ret_whole)
{
	struct seen seen = {.most = most};
	struct request_stream *stream =
		request_stream_new(see_request, see_member, &seen);
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at += piece)
		request_stream_feed(stream, text + at,
				    len - at < piece ? len - at : piece);
	*ret_whole = request_stream_whole(stream);
	request_stream_free(stream);
	return bytes_steal(&seen.text);
}

static void streams_are_split(void **state)
{
	static const struct {
		const char *text, *seen;
		bool whole;
		int most;
	} cases[] = {
		{"{\"model\":\"m\",\"requests\":[{\"a\":[1,2]},{\"b\":\"],}\"}"
		 "]}",
		 "model=\"m\";[{\"a\":[1,2]}][{\"b\":\"],}\"}]", true, 9},
		{" {\"requests\" : [ ] , \"x\" : {\"requests\":[3]} }",
		 "x= {\"requests\":[3]} ;", true, 9},
		{"{\"requests\":[1,2,3],\"y\":\"q\\\"\"}", "[1][2]y=\"q\\\"\";",
		 true, 2},
		{"{\"requests\":[1,", "[1]", false, 9},
		{"{}", "", true, 9},
		{"[1]", "", false, 9},
		{"", "", false, 9},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t piece = 1; piece < 70; piece++) {
			bool whole;
			char *seen = stream_pieces(cases[i].text, piece,
						   cases[i].most, &whole);

			assert_string_equal(seen, cases[i].seen);
			if (whole != cases[i].whole)
				fail_msg("%s: %d", cases[i].text, whole);
			free(seen);
		}
}

/* --- rules ---------------------------------------------------------------- */

static struct batch_rules *rules_of(const char *text)
{
	struct batch_rules *rules = mem_zalloc(sizeof(*rules));
	struct error err;

	rules->seed = 3;
	if (batch_rules_add(rules, text, &err) < 0)
		fail_msg("%s", err.text);
	return rules;
}

static void rules_play_in_their_turn(void **state)
{
	struct batch_rules *rules =
		rules_of("poll_500:from=2,n=2; create_500:batch=3; no_range");

	for (int i = 1; i <= 5; i++) {
		const struct batch_rule *rule =
			batch_rules_play(rules, POINT_POLL, 1);

		assert_int_equal(rule != NULL, i == 2 || i == 3);
		assert_int_equal(batch_rules_play(rules, POINT_CREATE, i) !=
					 NULL,
				 i == 3);
	}
	assert_non_null(batch_rules_has(rules, "no_range"));
	assert_null(batch_rules_has(rules, "range_wrong"));
	free(rules);
}

static void rows_are_drawn(void **state)
{
	struct batch_rules *rules =
		rules_of("row_missing:p=0.2; row_null:p=0.3,n=2");
	int missing = 0, null = 0;
	char id[32];

	for (int i = 0; i < 2000; i++) {
		const struct batch_rule *rule;

		snprintf(id, sizeof(id), "sheet-%d", i);
		rule = batch_rules_row(rules, id, 1, i, 0);
		assert_ptr_equal(rule, batch_rules_row(rules, id, 9, i, 0));
		missing += rule == &rules->items[0];
		null += rule == &rules->items[1];
		assert_int_equal(rule == &rules->items[1],
				 batch_rules_row(rules, id, 2, i, 1) != NULL);
		assert_null(batch_rules_row(rules, id, 2, i, 2));
	}
	assert_in_range(missing, 300, 500);
	assert_in_range(null, 480, 720);
	free(rules);
}

static void bad_rules_are_refused(void **state)
{
	static const char *const bad[] = {
		"no_such_fault",
		"poll_500:n",
		"poll_500:n=x",
		"poll_500:n=-1",
		"row_missing:p=2",
		"poll_500:what=1",
		"row_chat:chat=no",
		"odd_status:word=aaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaa",
	};
	struct batch_rules *rules = rules_of("");
	struct error err;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (batch_rules_add(rules, bad[i], &err) == 0)
			fail_msg("taken: %s", bad[i]);
	free(rules);
}

/* --- OpenAI's shape ------------------------------------------------------- */

static void play(struct wire *wire, const char *rules)
{
	assert_int_equal(wire_ask(wire, "/__fault", rules), CURLE_OK);
	assert_int_equal(wire->status, 200);
}

/* A number below two keys of the ledger ("" for none). */
static int64_t ledger_of(struct wire *wire, const char *group, const char *key)
{
	json_t *json CLEANUP(json_release) = NULL;

	assert_int_equal(wire_ask(wire, "/__ledger", NULL), CURLE_OK);
	json = wire_json(wire);
	return json_int_at(*group == '\0' ? json : json_object_get(json, group),
			   key, -1);
}

static char *text_at(const struct wire *wire, const char *key)
{
	json_t *json CLEANUP(json_release) = wire_json(wire);
	const char *text = json_string_at(json, key);

	return mem_strdup(text != NULL ? text : "");
}

/* An input file for so many sheets, from the first one on. */
static struct bytes make_lines(int first, int n, const char *model)
{
	struct bytes lines = {0};

	for (int i = first; i < first + n; i++)
		bytes_printf(&lines,
			     "{\"custom_id\":\"specimen-%064d\",\"method\":"
			     "\"POST\",\"url\":\"/v1/chat/completions\","
			     "\"body\":{\"model\":\"%s\",\"max_tokens\":9,"
			     "\"messages\":[]}}\n",
			     i, model);
	return lines;
}

static CURLcode upload(struct wire *wire, const struct bytes *lines)
{
	curl_mime *form;
	curl_mimepart *part;
	CURLcode code;

	wire_begin(wire, "/v1/files");
	form = curl_mime_init(wire->curl);
	part = curl_mime_addpart(form);
	curl_mime_name(part, "purpose");
	curl_mime_data(part, "batch", CURL_ZERO_TERMINATED);
	part = curl_mime_addpart(form);
	curl_mime_name(part, "file");
	curl_mime_filename(part, "chunk-1.jsonl");
	curl_mime_data(part, lines->data, lines->len);
	curl_easy_setopt(wire->curl, CURLOPT_MIMEPOST, form);
	code = wire_perform(wire);
	curl_mime_free(form);
	return code;
}

static CURLcode create(struct wire *wire, const char *file)
{
	char *post CLEANUP(mem_free_str) =
		mem_printf("{\"input_file_id\":\"%s\",\"endpoint\":"
			   "\"/v1/chat/completions\",\"completion_window\":"
			   "\"24h\",\"metadata\":{\"run\":\"r\",\"chunk\":\"1\""
			   "}}",
			   file);

	return wire_ask(wire, "/v1/batches", post);
}

/* Uploads and creates; the id of the batch. */
static char *submit(struct wire *wire, int first, int n)
{
	struct bytes lines CLEANUP(bytes_done) = make_lines(first, n, "m");
	char *file CLEANUP(mem_free_str) = NULL;

	assert_int_equal(upload(wire, &lines), CURLE_OK);
	assert_int_equal(wire->status, 200);
	file = text_at(wire, "id");
	assert_int_equal(create(wire, file), CURLE_OK);
	assert_int_equal(wire->status, 200);
	return text_at(wire, "id");
}

/* One GET of a batch; its state. */
static char *look(struct wire *wire, const char *id)
{
	char *path CLEANUP(mem_free_str) = mem_printf("/v1/batches/%s", id);

	assert_int_equal(wire_ask(wire, path, NULL), CURLE_OK);
	return text_at(wire, "status");
}

static void expect_states(struct wire *wire, const char *id,
			  const char *const *states)
{
	for (; *states != NULL; states++) {
		char *status CLEANUP(mem_free_str) = look(wire, id);

		assert_string_equal(status, *states);
	}
}

static CURLcode content(struct wire *wire, const char *file, const char *range)
{
	char *path CLEANUP(mem_free_str) =
		mem_printf("/v1/files/%s/content", file);

	wire_begin(wire, path);
	if (range != NULL)
		curl_easy_setopt(wire->curl, CURLOPT_RANGE, range);
	return wire_perform(wire);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word)) != NULL) {
		text += strlen(word);
		n++;
	}
	return n;
}

static void a_batch_goes_its_way(void **state)
{
	static const char *const states[] = {"in_progress", "finalizing",
					     "completed", "completed", NULL};
	char *id CLEANUP(mem_free_str) = NULL;
	char *file CLEANUP(mem_free_str) = NULL;
	char *whole CLEANUP(mem_free_str) = NULL;
	struct wire wire;

	wire_open(&wire, "batch_server", NULL);
	id = submit(&wire, 0, 10);
	expect_states(&wire, id, states);
	file = text_at(&wire, "output_file_id");
	assert_non_null(strstr(wire.body.data, "\"error_file_id\":null"));
	assert_int_equal(content(&wire, file, NULL), CURLE_OK);
	assert_int_equal(count(wire.body.data, "\n"), 10);
	assert_int_equal(count(wire.body.data, "\"status_code\":200"), 10);
	whole = mem_strdup(wire.body.data);
	assert_int_equal(content(&wire, file, "100-"), CURLE_OK);
	assert_int_equal(wire.status, 206);
	assert_string_equal(wire.body.data, whole + 100);
	assert_int_equal(content(&wire, file, "1000000-"), CURLE_OK);
	assert_int_equal(wire.status, 416);
	assert_int_equal(ledger_of(&wire, "", "sheets_once"), 10);
	assert_int_equal(ledger_of(&wire, "", "violations"), 0);
	assert_int_equal(ledger_of(&wire, "requests", "uploads"), 1);
	play(&wire, "no_range");
	assert_int_equal(content(&wire, file, "100-"), CURLE_OK);
	assert_int_equal(wire.status, 200);
	assert_string_equal(wire.body.data, whole);
	wire_close(&wire);
}

/* What lines say they used is what was billed. */
static void the_bill_is_right(void **state)
{
	char *id CLEANUP(mem_free_str) = NULL;
	char *file CLEANUP(mem_free_str) = NULL;
	struct wire wire;
	int64_t sum = 0;

	wire_open(&wire, "batch_server",
		  (const char *const[]){"--polls", "1", "--price-prompt",
					"0.000000001", "--price-completion",
					"0.000000001", NULL});
	id = submit(&wire, 0, 20);
	free(look(&wire, id));
	file = text_at(&wire, "output_file_id");
	assert_int_equal(content(&wire, file, NULL), CURLE_OK);
	for (const char *at = wire.body.data;
	     (at = strstr(at, "\"total_tokens\":")) != NULL; at++)
		sum += strtol(at + 15, NULL, 10);
	assert_null(strstr(wire.body.data, "\"cost\""));
	assert_int_equal(ledger_of(&wire, "", "billed_nano"), sum);
	assert_true(sum > 0);
	wire_close(&wire);
}

static void faults_of_creation(void **state)
{
	struct bytes lines CLEANUP(bytes_done) = make_lines(0, 3, "m");
	char *file CLEANUP(mem_free_str) = NULL;
	struct wire wire;
	CURLcode code;

	wire_open(&wire, "batch_server", NULL);
	wire.fresh = true;
	play(&wire, "upload_lost; create_lost; create_500_done:from=2; "
		    "create_429:from=4");
	assert_int_equal(upload(&wire, &lines), CURLE_RECV_ERROR);
	assert_int_equal(wire_ask(&wire, "/v1/files?purpose=batch", NULL),
			 CURLE_OK);
	assert_non_null(strstr(wire.body.data, "\"filename\":\"chunk-1.jsonl"));
	file = mem_strndup(strstr(wire.body.data, "file-"), 21);
	code = create(&wire, file);
	assert_int_equal(code, CURLE_RECV_ERROR);
	assert_int_equal(ledger_of(&wire, "", "created"), 1);
	create(&wire, file);
	assert_int_equal(wire.status, 500);
	assert_int_equal(ledger_of(&wire, "", "created"), 2);
	/* one sheet in two batches that run: a client must not */
	assert_int_equal(ledger_of(&wire, "violation_counts", "in_two_batches"),
			 3);
	assert_int_equal(wire_ask(&wire, "/v1/batches?limit=1", NULL),
			 CURLE_OK);
	assert_non_null(strstr(wire.body.data, "\"has_more\":true"));
	assert_non_null(strstr(wire.body.data, "\"run\":\"r\""));
	play(&wire, "upload_reset");
	code = upload(&wire, &lines);
	assert_true(code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR);
	create(&wire, "file-of-nobody");
	assert_int_equal(wire.status, 404);
	wire_close(&wire);
}

static void pages_are_whole(void **state)
{
	char after[64] = "";
	struct wire wire;
	size_t n = 0;
	bool more = true;

	wire_open(&wire, "batch_server",
		  (const char *const[]){"--foreign", "2", NULL});
	for (int i = 0; i < 3; i++)
		free(submit(&wire, i * 10, 2));
	while (more) {
		char *path CLEANUP(mem_free_str) =
			mem_printf("/v1/batches?limit=4%s%s",
				   *after != '\0' ? "&after=" : "", after);
		json_t *json CLEANUP(json_release) = NULL;

		assert_int_equal(wire_ask(&wire, path, NULL), CURLE_OK);
		json = wire_json(&wire);
		n += json_array_size(json_object_get(json, "data"));
		more = json_is_true(json_object_get(json, "has_more"));
		snprintf(after, sizeof(after), "%s",
			 json_string_at(json, "last_id"));
	}
	assert_int_equal(n, 9);
	wire_close(&wire);
}

/* The queue of a model is full, and one that ends makes room. */
static void tokens_are_enqueued(void **state)
{
	static const char *const full[] = {"failed", "failed", NULL};
	static const char *const runs[] = {"in_progress", NULL};
	static const char *const ends[] = {"finalizing", "completed", NULL};
	char *one CLEANUP(mem_free_str) = NULL;
	char *two CLEANUP(mem_free_str) = NULL;
	char *three CLEANUP(mem_free_str) = NULL;
	char *four CLEANUP(mem_free_str) = NULL;
	struct wire wire;

	wire_open(&wire, "batch_server",
		  (const char *const[]){"--enqueued-tokens", "1000", NULL});
	one = submit(&wire, 0, 15);
	expect_states(&wire, one, runs);
	two = submit(&wire, 100, 15);
	expect_states(&wire, two, full);
	assert_non_null(strstr(wire.body.data, "token_limit_exceeded"));
	assert_non_null(
		strstr(wire.body.data, "Limit: 1,000 enqueued tokens."));
	three = submit(&wire, 100, 15);
	assert_int_equal(ledger_of(&wire, "violation_counts", "hammered"), 1);
	expect_states(&wire, three, full);
	expect_states(&wire, one, ends);
	four = submit(&wire, 100, 15);
	expect_states(&wire, four, runs);
	assert_int_equal(ledger_of(&wire, "violation_counts", "hammered"), 1);
	wire_close(&wire);
}

static void what_was_done_is_billed(void **state)
{
	static const char *const cancels[] = {"cancelling", "cancelled", NULL};
	char *id CLEANUP(mem_free_str) = NULL;
	char *expired CLEANUP(mem_free_str) = NULL;
	char *path CLEANUP(mem_free_str) = NULL;
	char *file CLEANUP(mem_free_str) = NULL;
	char *status CLEANUP(mem_free_str) = NULL;
	struct wire wire;

	wire_open(&wire, "batch_server", NULL);
	id = submit(&wire, 0, 9);
	free(look(&wire, id));
	path = mem_printf("/v1/batches/%s/cancel", id);
	assert_int_equal(wire_ask(&wire, path, ""), CURLE_OK);
	assert_int_equal(wire.status, 200);
	expect_states(&wire, id, cancels);
	assert_int_equal(ledger_of(&wire, "", "billed"), 3);
	free(look(&wire, id));
	file = text_at(&wire, "error_file_id");
	assert_int_equal(content(&wire, file, NULL), CURLE_OK);
	assert_int_equal(count(wire.body.data, "batch_cancelled"), 6);
	expired = submit(&wire, 100, 9);
	free(look(&wire, expired));
	assert_int_equal(wire_ask(&wire, "/__clock?s=90000", NULL), CURLE_OK);
	status = look(&wire, expired);
	assert_string_equal(status, "expired");
	assert_int_equal(ledger_of(&wire, "", "billed"), 6);
	wire_close(&wire);
}

static void lines_that_are_wrong_fail(void **state)
{
	static const struct {
		const char *lines, *code;
	} cases[] = {
		{"{\n", "invalid_json_line"},
		{"{\"custom_id\":\"a\"}\n", "missing_required_parameter"},
		{"", "empty_file"},
	};
	static const char *const failed[] = {"failed", NULL};
	struct wire wire;

	wire_open(&wire, "batch_server", NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct bytes lines CLEANUP(bytes_done) =
			bytes_of(cases[i].lines);
		char *file CLEANUP(mem_free_str) = NULL;
		char *id CLEANUP(mem_free_str) = NULL;

		assert_int_equal(upload(&wire, &lines), CURLE_OK);
		file = text_at(&wire, "id");
		assert_int_equal(create(&wire, file), CURLE_OK);
		id = text_at(&wire, "id");
		expect_states(&wire, id, failed);
		assert_non_null(strstr(wire.body.data, cases[i].code));
	}
	assert_int_equal(ledger_of(&wire, "", "billed_nano"), 0);
	wire_close(&wire);
}

/* A rule, and what the results of ten sheets hold of it. */
static void rows_are_as_their_rules(void **state)
{
	static const struct {
		const char *rule, *word;
		size_t lines, found, billed;
	} cases[] = {
		{"row_missing:row=3", "specimen-", 9, 9, 9},
		{"row_doubled:row=3", "specimen-", 11, 11, 10},
		{"row_foreign:row=3", "foreign-", 11, 1, 10},
		{"row_status:row=3,status=429", "\"status_code\":429", 10, 1,
		 9},
		{"row_garbage:row=3", "\"custom_id\"", 10, 9, 9},
		{"row_no_id:row=3", "\"custom_id\":null", 10, 1, 9},
		{"row_chat:row=3,chat=length_cut", "\"length\"", 10, 1, 10},
		{"row_null:row=3", "specimen-", 9, 9, 9},
		{"row_error:row=3", "specimen-", 9, 9, 9},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *id CLEANUP(mem_free_str) = NULL;
		char *file CLEANUP(mem_free_str) = NULL;
		struct wire wire;

		wire_open(&wire, "batch_server",
			  (const char *const[]){"--polls", "1", NULL});
		play(&wire, cases[i].rule);
		id = submit(&wire, 0, 10);
		free(look(&wire, id));
		file = text_at(&wire, "output_file_id");
		assert_int_equal(content(&wire, file, NULL), CURLE_OK);
		if (count(wire.body.data, "\n") != cases[i].lines ||
		    count(wire.body.data, cases[i].word) != cases[i].found)
			fail_msg("%s: %s", cases[i].rule, wire.body.data);
		assert_int_equal(ledger_of(&wire, "", "billed"),
				 cases[i].billed);
		wire_close(&wire);
	}
}

static void keys_are_told_apart(void **state)
{
	char *id CLEANUP(mem_free_str) = NULL;
	struct wire wire;

	wire_open(&wire, "batch_server",
		  (const char *const[]){"--keys", "k1,k2", "--accounts", "1",
					NULL});
	wire.secret = "k1";
	id = submit(&wire, 0, 2);
	wire.secret = "k2";
	free(look(&wire, id));
	assert_int_equal(wire.status, 404);
	wire.secret = "k3";
	free(look(&wire, id));
	assert_int_equal(wire.status, 401);
	assert_int_equal(ledger_of(&wire, "violation_counts", "unknown_key"),
			 1);
	wire_close(&wire);
}

/* --- OpenRouter's shape --------------------------------------------------- */

static const char *const router[] = {"--shape", "openrouter", "--polls", "2",
				     "--page",	"4",	      NULL};

static CURLcode create_inline(struct wire *wire, int first, int n,
			      const char *more)
{
	struct bytes post CLEANUP(bytes_done) = {0};

	bytes_append_str(&post, "{\"endpoint\":\"/v1/chat/completions\","
				"\"model\":\"test/vision:batch\",\"requests\":"
				"[");
	for (int i = first; i < first + n; i++)
		bytes_printf(&post,
			     "%s{\"custom_id\":\"%064d\",\"body\":{"
			     "\"max_tokens\":9,\"messages\":[]}}",
			     i > first ? "," : "", i);
	bytes_printf(&post, "%s]}", more);
	return wire_ask(wire, "/api/v1/batches", post.data);
}

static char *router_submit(struct wire *wire, int first, int n)
{
	assert_int_equal(create_inline(wire, first, n, ""), CURLE_OK);
	assert_int_equal(wire->status, 202);
	assert_non_null(strstr(wire->body.data, "\"status\":\"validating\""));
	return text_at(wire, "id");
}

static void results_come_by_pages(void **state)
{
	static const char *const states[] = {"in_progress", "completed", NULL};
	char *id CLEANUP(mem_free_str) = NULL;
	char *path CLEANUP(mem_free_str) = NULL;
	char *cursor = mem_strdup("");
	struct wire wire;
	size_t n = 0;
	double cost;

	wire_open(&wire, "batch_server", router);
	id = router_submit(&wire, 0, 10);
	path = mem_printf("/api/v1/batches/%s/results", id);
	assert_int_equal(wire_ask(&wire, path, NULL), CURLE_OK);
	assert_int_equal(wire.status, 409);
	expect_states(&wire, id, states);
	assert_int_equal(count(wire.body.data, "\"status_code\":200"), 10);
	cost = strtod(strstr(wire.body.data, "\"cost\":") + 7, NULL);
	assert_int_equal(count(wire.body.data, "\"cost\""), 1);
	do {
		char *page CLEANUP(mem_free_str) =
			mem_printf("%s?limit=1000%s%s", path,
				   *cursor != '\0' ? "&cursor=" : "", cursor);

		assert_int_equal(wire_ask(&wire, page, NULL), CURLE_OK);
		n += count(wire.body.data, "\"status_code\":200");
		free(cursor);
		cursor = text_at(&wire, "next_cursor");
	} while (*cursor != '\0');
	free(cursor);
	assert_int_equal(n, 10);
	assert_int_equal(ledger_of(&wire, "", "billed_nano"),
			 (int64_t)(cost * 1e9 + 0.5));
	play(&wire, "no_results");
	assert_int_equal(wire_ask(&wire, path, NULL), CURLE_OK);
	assert_int_equal(wire.status, 404);
	wire_close(&wire);
}

static void what_is_wrong_is_found_late(void **state)
{
	static const char *const failed[] = {"failed", NULL};
	static const struct {
		const char *request, *said;
	} cases[] = {
		{",{\"custom_id\":\"specimen-%064d\",\"body\":{}}",
		 "at most 64"},
		{",{\"custom_id\":\"x\",\"body\":{\"messages\":[{\"content\":[{"
		 "\"image_url\":{\"url\":\"data:image/jpeg;base64,AA\"}}]}]}}",
		 "custom_id \\\"x\\\""},
		{",{\"custom_id\":\"y\",\"body\":{\"model\":\"other\"}}",
		 "custom_id \\\"y\\\""},
	};
	struct wire wire;

	wire_open(&wire, "batch_server", router);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *id CLEANUP(mem_free_str) = NULL;
		struct bytes more CLEANUP(bytes_done) = {0};

		bytes_append_str(&more, cases[i].request);
		if (i == 0) {
			bytes_clear(&more);
			bytes_printf(&more,
				     ",{\"custom_id\":\"specimen-%064d\","
				     "\"body\":{}}",
				     7);
		}
		assert_int_equal(create_inline(&wire, 0, 2, more.data),
				 CURLE_OK);
		assert_int_equal(wire.status, 202);
		id = text_at(&wire, "id");
		expect_states(&wire, id, failed);
		if (strstr(wire.body.data, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].said, wire.body.data);
	}
	assert_int_equal(ledger_of(&wire, "", "billed_nano"), 0);
	wire_close(&wire);
}

static void order_and_end_matter(void **state)
{
	char *id CLEANUP(mem_free_str) = NULL;
	char *path CLEANUP(mem_free_str) = NULL;
	struct wire wire;

	wire_open(&wire, "batch_server", router);
	assert_int_equal(
		wire_ask(&wire, "/api/v1/batches",
			 "{\"requests\":[{\"custom_id\":\"a\",\"body\":{}}],"
			 "\"endpoint\":\"/v1/chat/completions\",\"model\":\"m\""
			 "}"),
		CURLE_OK);
	assert_int_equal(wire.status, 400);
	assert_int_equal(ledger_of(&wire, "violation_counts", "order"), 1);
	id = router_submit(&wire, 0, 2);
	path = mem_printf("/api/v1/batches/%s", id);
	for (int i = 0; i < 2; i++) {
		wire_begin(&wire, path);
		curl_easy_setopt(wire.curl, CURLOPT_CUSTOMREQUEST, "DELETE");
		assert_int_equal(wire_perform(&wire), CURLE_OK);
		assert_int_equal(wire.status, i == 0 ? 409 : 200);
		if (i == 0) {
			free(look(&wire, id));
			free(look(&wire, id));
		}
	}
	assert_non_null(strstr(wire.head.data, "Date: "));
	free(look(&wire, id));
	assert_int_equal(wire.status, 404);
	play(&wire, "create_silent");
	wire.fresh = true;
	wire_begin(&wire, "/api/v1/batches");
	curl_easy_setopt(wire.curl, CURLOPT_TIMEOUT_MS, 300L);
	curl_easy_setopt(wire.curl, CURLOPT_POSTFIELDS,
			 "{\"endpoint\":\"/v1/chat/completions\",\"model\":"
			 "\"m\",\"requests\":[{\"custom_id\":\"a\",\"body\":{}}"
			 "]}");
	assert_int_equal(wire_perform(&wire), CURLE_OPERATION_TIMEDOUT);
	assert_int_equal(ledger_of(&wire, "", "created"), 2);
	assert_int_equal(
		wire_ask(&wire, "/api/v1/batches?created_after=1", NULL),
		CURLE_OK);
	assert_int_equal(count(wire.body.data, "\"model\":\"m\""), 1);
	wire_close(&wire);
}

/* Each fault of requests and files can be played, and the server lives. */
static void all_faults_can_be_played(void **state)
{
	const struct batch_fault *fault;

	for (size_t i = 0; (fault = batch_fault_at(i)) != NULL; i++) {
		struct bytes lines CLEANUP(bytes_done) = make_lines(0, 2, "m");
		char *rule CLEANUP(mem_free_str) = mem_strdup(fault->name);
		struct wire wire;

		if (fault->end == ANSWER_HANG)
			continue;
		wire_open(&wire, "batch_server", NULL);
		wire.fresh = true;
		play(&wire, rule);
		upload(&wire, &lines);
		wire_ask(&wire, "/v1/files", NULL);
		create(&wire, "file-910a2dec89025cc1");
		wire_ask(&wire, "/v1/batches", NULL);
		for (int n = 0; n < 4; n++)
			wire_ask(&wire, "/v1/batches/batch_975835de1c9756ce",
				 NULL);
		wire_ask(&wire, "/v1/batches/batch_975835de1c9756ce/cancel",
			 "");
		assert_true(ledger_of(&wire, "", "violations") >= 0);
		wire_close(&wire);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_read),
		cmocka_unit_test(streams_are_split),
		cmocka_unit_test(rules_play_in_their_turn),
		cmocka_unit_test(rows_are_drawn),
		cmocka_unit_test(bad_rules_are_refused),
		cmocka_unit_test(a_batch_goes_its_way),
		cmocka_unit_test(the_bill_is_right),
		cmocka_unit_test(faults_of_creation),
		cmocka_unit_test(pages_are_whole),
		cmocka_unit_test(tokens_are_enqueued),
		cmocka_unit_test(what_was_done_is_billed),
		cmocka_unit_test(lines_that_are_wrong_fail),
		cmocka_unit_test(rows_are_as_their_rules),
		cmocka_unit_test(keys_are_told_apart),
		cmocka_unit_test(results_come_by_pages),
		cmocka_unit_test(what_is_wrong_is_found_late),
		cmocka_unit_test(order_and_end_matter),
		cmocka_unit_test(all_faults_can_be_played),
	};

	curl_global_init(CURL_GLOBAL_DEFAULT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
