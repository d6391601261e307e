/*
 * test_batch.c: batches on the wire: the bytes that are asked with, and what
 * the objects and replies of servers mean, whole, spoilt and unheard of.
 */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/batch.h"
#include "engine/batch/download.h"
#include "engine/batch/reply.h"
#include "engine/batch/request.h"
#include "tests/kit/scratch.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NOW  INT64_C(1790000000000)

static const struct batch_server openai = {.shape = BATCH_OPENAI,
					   .base_url = "https://host/v1/"};
static const struct batch_server openrouter = {
	.shape = BATCH_OPENROUTER,
	.base_url = "https://host/api/v1/chat/completions"};

/* --- what is asked -------------------------------------------------------- */

/* METHOD URL, and the body in pieces of any size. */
static void assert_asks(struct batch_request *request,
			const struct batch_server *server, const char *method,
			const char *url, const char *body)
{
	struct http_request asked;

	batch_request_http(request, server, "sk-key", &asked);
	assert_string_equal(asked.method, method);
	assert_string_equal(asked.url, url);
	assert_string_equal(asked.secret, "sk-key");
	assert_true((asked.body == NULL) == (body == NULL));
	for (size_t piece = 1; body != NULL && piece < 40; piece += 13) {
		struct bytes read CLEANUP(bytes_done) = {0};
		char part[64];

		assert_int_equal(asked.body->length, strlen(body));
		while (read.len < asked.body->length) {
			size_t n = asked.body->read(asked.body->body, read.len,
						    part, piece);

			assert_true(n > 0 && n <= piece);
			bytes_append(&read, part, n);
		}
		assert_string_equal(read.data, body);
	}
	batch_request_done(request);
}

static void test_addresses(void **state)
{
	struct batch_request r;
	struct error err;

	assert_int_equal(batch_ask_probe(&openai, &r, &err), 0);
	assert_asks(&r, &openai, "GET", "https://host/v1/batches?limit=1",
		    NULL);
	assert_int_equal(batch_ask_probe(&openrouter, &r, &err), 0);
	assert_asks(&r, &openrouter, "GET",
		    "https://host/api/v1/batches?limit=1", NULL);
	assert_int_equal(batch_ask_list(&openai, "batch_1", &r, &err), 0);
	assert_asks(&r, &openai, "GET",
		    "https://host/v1/batches?limit=100&after=batch_1", NULL);
	assert_int_equal(batch_ask_files(&openai, NULL, &r, &err), 0);
	assert_asks(&r, &openai, "GET",
		    "https://host/v1/files?limit=100&purpose=batch&order=desc",
		    NULL);
	assert_int_equal(batch_ask_get(&openai, "batch_1", &r, &err), 0);
	assert_asks(&r, &openai, "GET", "https://host/v1/batches/batch_1",
		    NULL);
	assert_int_equal(batch_ask_cancel(&openai, "batch_1", &r, &err), 0);
	assert_asks(&r, &openai, "POST",
		    "https://host/v1/batches/batch_1/cancel", NULL);
	assert_int_equal(batch_ask_delete(&openrouter, "b", &r, &err), 0);
	assert_asks(&r, &openrouter, "DELETE", "https://host/api/v1/batches/b",
		    NULL);
	assert_int_equal(batch_ask_results(&openrouter, "b", "d+/=&", &r, &err),
			 0);
	assert_asks(&r, &openrouter, "GET",
		    "https://host/api/v1/batches/b/results?limit=500&cursor="
		    "d%2B%2F%3D%26",
		    NULL);
	assert_int_equal(batch_ask_content(&openai, "file-1", 1234, &r, &err),
			 0);
	assert_int_equal(r.from, 1234);
	assert_asks(&r, &openai, "GET", "https://host/v1/files/file-1/content",
		    NULL);
}

/* What a server calls a batch is never an address of its own making. */
static void test_ids(void **state)
{
	char *longest = mem_zalloc(514);
	const char *const refused[] = {"", ".", "..", NULL, longest};
	struct batch_request r;
	struct error err;

	memset(longest, 'a', 513);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		assert_int_equal(batch_ask_get(&openai, refused[i], &r, &err),
				 -1);
	assert_int_equal(batch_ask_get(&openai, "../files/a?b#c", &r, &err), 0);
	assert_asks(&r, &openai, "GET",
		    "https://host/v1/batches/..%2Ffiles%2Fa%3Fb%23c", NULL);
	free(longest);
}

/* Each shape refuses what only the other one has. */
static void test_shapes(void **state)
{
	struct batch_request r;
	struct error err;

	assert_int_equal(batch_ask_cancel(&openrouter, "b", &r, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_int_equal(batch_ask_upload(&openrouter, 0, 1, "n", &r, &err),
			 -1);
	assert_int_equal(batch_ask_files(&openrouter, NULL, &r, &err), -1);
	assert_int_equal(batch_ask_create(&openrouter, "f", NULL, &r, &err),
			 -1);
	assert_int_equal(batch_ask_content(&openrouter, "f", 0, &r, &err), -1);
	assert_int_equal(batch_ask_submit(&openai, 0, 1, &r, &err), -1);
	assert_int_equal(batch_ask_results(&openai, "b", NULL, &r, &err), -1);
	assert_int_equal(batch_ask_delete(&openai, "b", &r, &err), -1);
	for (int i = 0; i < BATCH_SHAPES; i++) {
		enum batch_shape shape = BATCH_SHAPES;
		const char *word = batch_shape_word((enum batch_shape)i);

		assert_int_equal(batch_shape_parse(word, &shape), 0);
		assert_int_equal(shape, i);
		assert_int_equal(batch_shape_of(word), i);
	}
	assert_int_equal(batch_shape_of("compatible"), BATCH_OPENAI);
	assert_int_equal(batch_limits(BATCH_OPENAI)->requests, 50000);
	assert_int_equal(batch_limits(BATCH_OPENROUTER)->requests, 5000);
	assert_int_equal(batch_limits(BATCH_OPENROUTER)->bytes, 200000000);
}

static void test_create(void **state)
{
	const struct batch_tags tags = {"run", "chunk-3", HASH};
	struct batch_request r;
	struct error err;

	assert_int_equal(batch_ask_create(&openai, "file-1", &tags, &r, &err),
			 0);
	assert_asks(&r, &openai, "POST", "https://host/v1/batches",
		    "{\"input_file_id\":\"file-1\",\"endpoint\":"
		    "\"/v1/chat/completions\",\"completion_window\":\"24h\","
		    "\"metadata\":{\"vasculum_run\":\"run\","
		    "\"vasculum_chunk\":\"chunk-3\",\"vasculum_sha256\":\"" HASH
		    "\"}}\n");
	assert_int_equal(batch_ask_create(&openai, "file-1", NULL, &r, &err),
			 0);
	assert_asks(&r, &openai, "POST", "https://host/v1/batches",
		    "{\"input_file_id\":\"file-1\",\"endpoint\":"
		    "\"/v1/chat/completions\",\"completion_window\":\"24h\"}"
		    "\n");
}

/* The file of requests, its rows with bodies of any making. */
static void rows_write(enum batch_shape shape, size_t n, struct bytes *ret)
{
	char id[BATCH_ID_SIZE];

	batch_rows_begin(shape, "a/\"b\"", ret);
	for (size_t i = 0; i < n; i++) {
		batch_custom_id(shape, i == 0 ? HASH : "name:sheet 2.jpg", id);
		batch_row_open(shape, i, id, ret);
		bytes_append_str(ret, "{\"n\":1}");
		batch_row_close(shape, ret);
	}
	batch_rows_end(shape, ret);
}

static void test_rows(void **state)
{
	struct bytes rows CLEANUP(bytes_done) = {0};
	json_t *json;
	const char *id;

	rows_write(BATCH_OPENAI, 1, &rows);
	assert_string_equal(rows.data,
			    "{\"custom_id\":\"specimen-" HASH
			    "\",\"method\":\"POST\",\"url\":"
			    "\"/v1/chat/completions\",\"body\":{\"n\":1}}\n");
	bytes_clear(&rows);
	rows_write(BATCH_OPENROUTER, 2, &rows);
	assert_memory_equal(
		rows.data,
		"{\"endpoint\":\"/v1/chat/completions\",\"model\":"
		"\"a/\\\"b\\\"\",",
		strlen("{\"endpoint\":\"/v1/chat/completions\",\"model\":") +
			10);
	json = json_loadb(rows.data, rows.len, 0, NULL);
	assert_non_null(json);
	json_t *list = json_object_get(json, "requests");
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(
		json_string_at(json_array_get(list, 0), "custom_id"), HASH);
	id = json_string_at(json_array_get(list, 1), "custom_id");
	assert_int_equal(strlen(id), 64);
	json_decref(json);
}

static int file_with(const char *text)
{
	char name[] = "/tmp/test_batch_XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

static void test_upload(void **state)
{
	struct batch_request r;
	struct error err;
	int fd = file_with("{\"a\":1}\n{\"b\":2}\n");

	assert_int_equal(batch_ask_upload(&openai, fd, 16, "run 1\"\r\n.jsonl",
					  &r, &err),
			 0);
	assert_string_equal(
		r.content_type,
		"multipart/form-data; boundary=vasculum-batch-part");
	assert_asks(&r, &openai, "POST", "https://host/v1/files",
		    "--vasculum-batch-part\r\n"
		    "Content-Disposition: form-data; name=\"purpose\"\r\n\r\n"
		    "batch\r\n"
		    "--vasculum-batch-part\r\n"
		    "Content-Disposition: form-data; name=\"file\"; "
		    "filename=\"run_1___.jsonl\"\r\n"
		    "Content-Type: application/jsonl\r\n\r\n"
		    "{\"a\":1}\n{\"b\":2}\n"
		    "\r\n--vasculum-batch-part--\r\n");
	assert_int_equal(batch_ask_submit(&openrouter, fd, 16, &r, &err), 0);
	assert_null(r.content_type);
	assert_asks(&r, &openrouter, "POST", "https://host/api/v1/batches",
		    "{\"a\":1}\n{\"b\":2}\n");
	/* A file that has become shorter is not made up. */
	assert_int_equal(batch_ask_submit(&openrouter, fd, 20, &r, &err), 0);
	struct http_request asked;
	char part[64];
	batch_request_http(&r, &openrouter, NULL, &asked);
	assert_int_equal(asked.body->read(asked.body->body, 0, part, 64), 16);
	assert_int_equal(asked.body->read(asked.body->body, 16, part, 64), 0);
	batch_request_done(&r);
	close(fd);
}

/* --- what is told --------------------------------------------------------- */

static void info_of(const char *text, struct batch_info *ret)
{
	json_t *json = json_loads(text, 0, NULL);
	struct error err;

	assert_non_null(json);
	assert_int_equal(batch_info_read(json, ret, &err), 0);
	json_decref(json);
}

static void test_info(void **state)
{
	struct batch_info info;

	info_of("{\"id\":\"batch_1\",\"status\":\"completed\",\"model\":\"m\","
		"\"input_file_id\":\"file-i\",\"output_file_id\":\"file-o\","
		"\"error_file_id\":\"\",\"created_at\":1790000000,"
		"\"completed_at\":1790000500,\"expires_at\":1790086400,"
		"\"request_counts\":{\"total\":100,\"completed\":95,"
		"\"failed\":5},\"metadata\":{\"vasculum_run\":\"r\","
		"\"vasculum_chunk\":\"c\",\"vasculum_sha256\":\"h\"},"
		"\"usage\":{\"input_tokens\":10,\"output_tokens\":20},"
		"\"errors\":null}",
		&info);
	assert_string_equal(info.id, "batch_1");
	assert_int_equal(info.status, BATCH_COMPLETED);
	assert_string_equal(info.model, "m");
	assert_string_equal(info.input_file, "file-i");
	assert_string_equal(info.output_file, "file-o");
	assert_null(info.error_file);
	assert_int_equal(info.created_s, 1790000000);
	assert_int_equal(info.finished_s, 1790000500);
	assert_int_equal(info.expires_s, 1790086400);
	assert_int_equal(info.total, 100);
	assert_int_equal(info.completed, 95);
	assert_int_equal(info.failed, 5);
	assert_true(info.usage.prompt_tokens == 10);
	assert_true(info.usage.completion_tokens == 20);
	assert_true(info.usage.cost_usd == -1);
	assert_string_equal(info.run, "r");
	assert_string_equal(info.chunk, "c");
	assert_string_equal(info.hash, "h");
	assert_int_equal(info.n_errors, 0);
	batch_info_done(&info);
}

/* Nothing, null, of another type; numbers as texts, times as stamps. */
static void test_info_odd(void **state)
{
	struct batch_info info;
	struct error err;
	json_t *json;

	info_of("{\"id\":7}", &info);
	assert_string_equal(info.id, "7");
	assert_int_equal(info.status, BATCH_UNKNOWN);
	assert_null(info.status_text);
	assert_int_equal(info.total, -1);
	assert_int_equal(info.expires_s, -1);
	batch_info_done(&info);

	info_of("{\"id\":\"b\",\"status\":\"pondering\",\"created_at\":"
		"\"1790000000\",\"expires_at\":\"2026-09-21T14:13:20Z\","
		"\"finalized_at\":1790000000123,\"output_file_id\":{},"
		"\"request_counts\":{\"total\":\"12\",\"completed\":-3,"
		"\"failed\":null},\"usage\":{\"cost\":\"0.25\","
		"\"prompt_tokens\":1e300},\"metadata\":[]}",
		&info);
	assert_int_equal(info.status, BATCH_UNKNOWN);
	assert_string_equal(info.status_text, "pondering");
	assert_false(batch_status_is_over(info.status));
	assert_int_equal(info.created_s, 1790000000);
	assert_int_equal(info.expires_s, 1790000000);
	assert_int_equal(info.finished_s, 1790000000);
	assert_null(info.output_file);
	assert_int_equal(info.total, 12);
	assert_int_equal(info.completed, -1);
	assert_true(info.usage.cost_usd == 0.25);
	assert_true(info.usage.prompt_tokens == -1);
	batch_info_done(&info);

	json = json_loads("{\"object\":\"batch\",\"id\":null}", 0, NULL);
	assert_int_equal(batch_info_read(json, &info, &err), -1);
	json_decref(json);
	assert_int_equal(batch_info_read(NULL, &info, &err), -1);
}

static void test_statuses(void **state)
{
	for (int i = 0; i < BATCH_STATUSES; i++)
		assert_int_equal(batch_status_parse(batch_status_word(
					 (enum batch_status)i)),
				 i);
	assert_int_equal(batch_status_parse("canceled"), BATCH_CANCELLED);
	assert_int_equal(batch_status_parse("Completed"), BATCH_COMPLETED);
	assert_int_equal(batch_status_parse(NULL), BATCH_UNKNOWN);
	assert_true(batch_status_is_over(BATCH_EXPIRED));
	assert_false(batch_status_is_over(BATCH_CANCELLING));
}

/* What is wrong with a batch, and with which row, in every shape. */
static void test_errors(void **state)
{
	static const struct {
		const char *errors;
		const char *code, *custom_id;
		long row;
	} rows[] = {
		{"\"errors\":{\"object\":\"list\",\"data\":[{\"code\":"
		 "\"invalid_json_line\",\"line\":3,\"message\":\"bad\","
		 "\"param\":null}]}",
		 "invalid_json_line", NULL, 2},
		{"\"error\":{\"message\":\"requests[12].body: no messages\"}",
		 NULL, NULL, 12},
		{"\"error\":{\"message\":\"row " HASH " was refused\"}", NULL,
		 HASH, -1},
		{"\"errors\":[{\"message\":\"specimen-" HASH " is bad\"}]",
		 NULL, "specimen-" HASH, -1},
		{"\"errors\":\"out of paper\"", NULL, NULL, -1},
		{"\"errors\":{\"code\":\"x\",\"custom_id\":\"mine\"}", "x",
		 "mine", -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text = mem_printf("{\"id\":\"b\",%s}", rows[i].errors);
		struct batch_info info;

		info_of(text, &info);
		assert_int_equal(info.n_errors, 1);
		if (rows[i].code == NULL)
			assert_null(info.errors[0].code);
		else
			assert_string_equal(info.errors[0].code, rows[i].code);
		if (rows[i].custom_id == NULL)
			assert_null(info.errors[0].custom_id);
		else
			assert_string_equal(info.errors[0].custom_id,
					    rows[i].custom_id);
		assert_int_equal(info.errors[0].row, rows[i].row);
		batch_info_done(&info);
		free(text);
	}
}

static void test_queue(void **state)
{
	static const char said[] =
		"Enqueued token limit reached for gpt-4o in organization "
		"org-x. Limit: 1,350,000 enqueued tokens. Please try again "
		"once some in_progress batches have been completed.";

	assert_true(batch_enqueued_limit(said) == 1350000);
	assert_true(batch_enqueued_limit("Limit: 90000 enqueued tokens") ==
		    90000);
	assert_true(batch_enqueued_limit("enqueued tokens") == -1);
	assert_true(batch_enqueued_limit("no more") == -1);
	assert_true(batch_enqueued_limit(NULL) == -1);
	assert_true(batch_error_is_queue("token_limit_exceeded", NULL));
	assert_true(batch_error_is_queue(NULL, said));
	assert_false(batch_error_is_queue("invalid", "bad line"));
}

static void reply_of(struct http_reply *reply, int status, const char *body)
{
	http_reply_init(reply);
	reply->fate = HTTP_ANSWERED;
	reply->sent = true;
	reply->status = status;
	if (body != NULL)
		bytes_append_str(&reply->body, body);
}

static void test_pages(void **state)
{
	struct http_reply reply;
	struct batch_told told;
	struct batch_page page;
	struct batch_file_page files;

	reply_of(&reply, 200,
		 "{\"data\":[{\"id\":\"a\"},{\"no\":1},{\"id\":\"b\"}],"
		 "\"has_more\":true}");
	batch_reply_page(&reply, NOW, &told, &page);
	assert_int_equal(told.verdict, BATCH_REPLY_GOOD);
	assert_int_equal(page.n, 2);
	assert_true(page.more);
	assert_string_equal(page.after, "b");
	batch_page_done(&page);
	http_reply_done(&reply);

	/* One that says nothing of more, and is not full. */
	reply_of(&reply, 200, "{\"data\":[],\"last_id\":null}");
	batch_reply_page(&reply, NOW, &told, &page);
	assert_int_equal(told.verdict, BATCH_REPLY_GOOD);
	assert_false(page.more);
	batch_page_done(&page);
	http_reply_done(&reply);

	reply_of(&reply, 200,
		 "{\"data\":[{\"id\":\"file-1\",\"filename\":\"c.jsonl\","
		 "\"bytes\":16,\"created_at\":1790000000}],\"last_id\":\"z\"}");
	batch_reply_files(&reply, NOW, &told, &files);
	assert_int_equal(files.n, 1);
	assert_string_equal(files.items[0].name, "c.jsonl");
	assert_int_equal(files.items[0].bytes, 16);
	assert_string_equal(files.after, "z");
	batch_file_page_done(&files);
	http_reply_done(&reply);

	reply_of(&reply, 200, "{\"data\":7}");
	batch_reply_page(&reply, NOW, &told, &page);
	assert_int_equal(told.verdict, BATCH_REPLY_MALFORMED);
	http_reply_done(&reply);
}

static void test_probe(void **state)
{
	static const struct {
		int status;
		const char *body;
		enum batch_verdict verdict;
	} rows[] = {
		{200, "{\"object\":\"list\",\"data\":[]}", BATCH_REPLY_GOOD},
		{200, "<html>all is well</html>", BATCH_REPLY_NO_BATCHES},
		{200, "{\"status\":\"ok\"}", BATCH_REPLY_NO_BATCHES},
		{200, "", BATCH_REPLY_NO_BATCHES},
		{404, "not found", BATCH_REPLY_NO_BATCHES},
		{405, NULL, BATCH_REPLY_NO_BATCHES},
		{501, "{}", BATCH_REPLY_NO_BATCHES},
		{401, "{\"error\":{\"message\":\"bad key\"}}", BATCH_REPLY_KEY},
		{503, NULL, BATCH_REPLY_AGAIN},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_reply reply;
		struct batch_told told;

		reply_of(&reply, rows[i].status, rows[i].body);
		batch_reply_probe(&reply, NOW, &told);
		assert_int_equal(told.verdict, rows[i].verdict);
		assert_true((told.text[0] == '\0') ==
			    (told.verdict == BATCH_REPLY_GOOD));
		http_reply_done(&reply);
	}
}

/* What is wrong, and whether it may have been done all the same. */
static void test_verdicts(void **state)
{
	static const struct {
		enum http_fate fate;
		bool sent;
		int status;
		const char *body;
		enum batch_verdict verdict;
		bool unsure;
	} rows[] = {
		{HTTP_ANSWERED, true, 200, "{\"id\":\"b\"}", BATCH_REPLY_GOOD,
		 false},
		{HTTP_ANSWERED, true, 200, "{\"idea\":1}",
		 BATCH_REPLY_MALFORMED, true},
		{HTTP_ANSWERED, true, 200, "<p>", BATCH_REPLY_MALFORMED, true},
		{HTTP_ANSWERED, true, 400, "{\"error\":{\"message\":\"x y\"}}",
		 BATCH_REPLY_REFUSED, false},
		{HTTP_ANSWERED, true, 400,
		 "{\"error\":{\"code\":\"token_limit_exceeded\",\"message\":"
		 "\"Limit: 90,000 enqueued tokens\"}}",
		 BATCH_REPLY_QUEUE, false},
		{HTTP_ANSWERED, true, 401, "", BATCH_REPLY_KEY, false},
		{HTTP_ANSWERED, true, 402, "", BATCH_REPLY_CREDIT, false},
		{HTTP_ANSWERED, true, 404, "", BATCH_REPLY_MISSING, false},
		{HTTP_ANSWERED, true, 409, "", BATCH_REPLY_CONFLICT, false},
		{HTTP_ANSWERED, true, 413, "", BATCH_REPLY_TOO_LARGE, false},
		{HTTP_ANSWERED, true, 400,
		 "{\"error\":{\"message\":\"File is Too Large.\"}}",
		 BATCH_REPLY_TOO_LARGE, false},
		{HTTP_ANSWERED, true, 400,
		 "{\"error\":{\"message\":\"Too many requests in the batch\"}}",
		 BATCH_REPLY_TOO_LARGE, false},
		{HTTP_ANSWERED, true, 429,
		 "{\"error\":{\"message\":\"Too many requests\"}}",
		 BATCH_REPLY_AGAIN, false},
		{HTTP_ANSWERED, true, 400,
		 "{\"error\":{\"message\":\"Invalid value\"}}",
		 BATCH_REPLY_REFUSED, false},
		{HTTP_ANSWERED, true, 408, "", BATCH_REPLY_AGAIN, true},
		{HTTP_ANSWERED, true, 429, "", BATCH_REPLY_AGAIN, false},
		{HTTP_ANSWERED, true, 500, "", BATCH_REPLY_AGAIN, true},
		{HTTP_ANSWERED, true, 504, "", BATCH_REPLY_AGAIN, true},
		{HTTP_NO_SERVER, false, 0, NULL, BATCH_REPLY_AGAIN, false},
		{HTTP_TIMED_OUT, true, 0, NULL, BATCH_REPLY_AGAIN, true},
		{HTTP_BROKEN, true, 0, NULL, BATCH_REPLY_AGAIN, true},
		{HTTP_BROKEN, false, 0, NULL, BATCH_REPLY_AGAIN, false},
		{HTTP_BROKEN, true, 202, "{\"id\":", BATCH_REPLY_AGAIN, true},
		{HTTP_INSECURE, false, 0, NULL, BATCH_REPLY_REFUSED, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_reply reply;
		struct batch_told told;
		struct batch_info info;

		reply_of(&reply, rows[i].status, rows[i].body);
		reply.fate = rows[i].fate;
		reply.sent = rows[i].sent;
		batch_info_init(&info);
		batch_reply_batch(&reply, NOW, &told, &info);
		if (told.verdict != rows[i].verdict ||
		    told.unsure != rows[i].unsure)
			fail_msg("row %zu: verdict %d, unsure %d: %s", i,
				 told.verdict, told.unsure, told.text);
		assert_true((told.text[0] == '\0') ==
			    (told.verdict == BATCH_REPLY_GOOD));
		assert_true((info.id != NULL) ==
			    (told.verdict == BATCH_REPLY_GOOD));
		if (told.verdict == BATCH_REPLY_QUEUE)
			assert_true(told.enqueued_tokens == 90000);
		batch_info_done(&info);
		http_reply_done(&reply);
	}
}

/* What servers say again of a key does not reach anybody. */
static void test_secrets(void **state)
{
	static const char key[] = "sk-or-v1-0123456789abcdef0123456789abcdef";
	char *body = mem_printf("{\"error\":{\"code\":401,\"message\":"
				"\"no such key: %s\"}}",
				key);
	char *batch = mem_printf("{\"id\":\"b\",\"error\":{\"message\":"
				 "\"key %s is gone\"}}",
				 key);
	struct http_reply reply;
	struct batch_told told;
	struct batch_info info;

	reply_of(&reply, 401, body);
	batch_reply_done(&reply, NOW, &told);
	assert_int_equal(told.verdict, BATCH_REPLY_KEY);
	assert_null(strstr(told.text, key));
	http_reply_done(&reply);
	info_of(batch, &info);
	assert_null(strstr(info.errors[0].message, key));
	batch_info_done(&info);
	free(body);
	free(batch);
}

/* --- a download ----------------------------------------------------------- */

/* As http.h tells of it: where it begins, pieces, how it ended. */
static bool part_arrives(struct batch_download *download, int status,
			 uint64_t from, const char *text, enum http_fate fate,
			 int64_t total)
{
	struct http_reply reply;
	struct batch_told told;
	bool whole;

	reply_of(&reply, status, NULL);
	reply.fate = fate;
	reply.range_from = status == 206 ? (int64_t)from : -1;
	reply.range_total = total;
	if (text[0] != '\0' && status / 100 == 2 &&
	    (batch_download_begin(download, from) < 0 ||
	     batch_download_sink(download, text, strlen(text)) < 0))
		reply.fate = HTTP_BROKEN;
	whole = batch_download_end(download, &reply, NOW, &told);
	http_reply_done(&reply);
	return whole;
}

static void assert_holds(int fd, const char *text)
{
	char read[64] = "";

	assert_int_equal(pread(fd, read, sizeof(read) - 1, 0), strlen(text));
	assert_string_equal(read, text);
}

static void test_download(void **state)
{
	struct batch_download d;
	struct error err;
	int fd = file_with("");

	assert_int_equal(batch_download_init(&d, fd, &err), 0);
	assert_false(part_arrives(&d, 200, 0, "one\ntw", HTTP_BROKEN, -1));
	assert_int_equal(d.stored, 6);
	/* It goes on, … */
	assert_false(part_arrives(&d, 206, 6, "o\nth", HTTP_TIMED_OUT, 14));
	assert_int_equal(d.stored, 10);
	/* … also after a crash, … */
	assert_int_equal(batch_download_init(&d, fd, &err), 0);
	assert_int_equal(d.stored, 10);
	assert_true(part_arrives(&d, 206, 10, "ree\n", HTTP_ANSWERED, 14));
	assert_holds(fd, "one\ntwo\nthree\n");
	/* … and knows when there was nothing left. */
	assert_true(part_arrives(&d, 416, 0, "", HTTP_ANSWERED, 14));
	/* A server that knows no Range begins anew. */
	assert_true(part_arrives(&d, 200, 0, "four\n", HTTP_ANSWERED, -1));
	assert_true(d.anew);
	assert_holds(fd, "four\n");
	/* What is there is more than the file: it was another one. */
	assert_false(part_arrives(&d, 416, 0, "", HTTP_ANSWERED, 3));
	assert_int_equal(d.stored, 0);
	/* A gap is not written over. */
	assert_false(part_arrives(&d, 206, 5, "x", HTTP_ANSWERED, 6));
	assert_int_equal(d.err.kind, ERROR_FAILED);
	assert_holds(fd, "");
	close(fd);
}

static void test_download_refused(void **state)
{
	struct batch_download d;
	struct error err;
	int fd = file_with("abc");

	assert_int_equal(batch_download_init(&d, fd, &err), 0);
	/* A failure takes nothing of what is there. */
	assert_false(part_arrives(&d, 503, 0, "", HTTP_ANSWERED, -1));
	assert_false(part_arrives(&d, 404, 0, "", HTTP_ANSWERED, -1));
	assert_holds(fd, "abc");
	/* An empty file is whole. */
	assert_true(part_arrives(&d, 200, 0, "", HTTP_ANSWERED, -1));
	assert_holds(fd, "");
	/* One that ends before it should is not. */
	assert_false(part_arrives(&d, 206, 0, "ab", HTTP_ANSWERED, 3));
	close(fd);
	fd = open("/dev/null", O_RDONLY);
	assert_int_equal(batch_download_init(&d, fd, &err), 0);
	assert_false(part_arrives(&d, 200, 0, "ab", HTTP_ANSWERED, -1));
	assert_true(d.err.kind != ERROR_NONE);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_upload),
		cmocka_unit_test(test_info),
		cmocka_unit_test(test_info_odd),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_probe),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_download),
		cmocka_unit_test(test_download_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
