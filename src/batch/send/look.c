/*
 * look.c: see look.h.
 *
 * 1. A question may be put again as often as one likes; a few times it is,
 *    where the answer was lost.
 * 2. Results are of a chunk where each of its sheets has one, or where all are
 *    its sheets' and the server counts as many requests as it has. Where most
 *    are, and some of others, the batch may be another run's as well as ours
 *    with rows that are wrong: they do not tell.
 */
#include "config.h"

#include "batch/send/look.h"

#include <string.h>
#include <time.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/result.h"
#include "engine/batch/stream.h"

#define LOOK_TRIES	 4
#define LOOK_PAGES	 1000 /* of results, at most */
#define LOOK_WAIT_MAX_MS 60000

static int64_t look_epoch_ms(void)
{
	return (int64_t)time(NULL) * 1000;
}

/* Pauses before the n-th further try; 1: there is none any more, or -1. */
static int look_pause(struct batch_client *client, int n,
		      const struct batch_told *told, struct error *err)
{
	if (told->verdict != BATCH_REPLY_AGAIN || n >= LOOK_TRIES)
		return 1;
	return batch_client_back_off(client, n, told->wait_ms, LOOK_WAIT_MAX_MS,
				     err);
}

int batch_look_probe(struct batch_client *client, struct error *err)
{
	struct batch_told told = {0};
	int rc = 0;

	for (int n = 0; rc == 0; n++) {
		struct batch_request request = {0};
		struct http_reply reply;

		if (batch_ask_probe(batch_client_server(client), &request,
				    err) < 0)
			return -1;
		rc = batch_client_ask(client, &request, NULL, &reply, err);
		batch_request_done(&request);
		if (rc < 0)
			return -1;
		batch_reply_probe(&reply, look_epoch_ms(), &told);
		http_reply_done(&reply);
		if (told.verdict == BATCH_REPLY_KEY &&
		    batch_client_next_key(client))
			continue;
		rc = look_pause(client, n, &told, err);
	}
	if (rc < 0)
		return -1;
	if (told.verdict == BATCH_REPLY_NO_BATCHES)
		return error_set(err, ERROR_FAILED,
				 "%s has no batches; read the sheets with "
				 "`vasculum extract`",
				 batch_client_server(client)->base_url);
	if (told.verdict != BATCH_REPLY_GOOD)
		return error_set(err, ERROR_FAILED,
				 "%s does not tell of its batches: %s",
				 batch_client_server(client)->base_url,
				 told.text);
	return 0;
}

int batch_look_page(struct batch_client *client, const char *after,
		    struct batch_told *told, struct batch_page *page,
		    struct error *err)
{
	int rc = 0;

	for (int n = 0; rc == 0; n++) {
		struct batch_request request = {0};
		struct http_reply reply;

		if (batch_ask_list(batch_client_server(client), after, &request,
				   err) < 0)
			return -1;
		rc = batch_client_ask(client, &request, NULL, &reply, err);
		batch_request_done(&request);
		if (rc < 0)
			return -1;
		batch_reply_page(&reply, look_epoch_ms(), told, page);
		http_reply_done(&reply);
		rc = look_pause(client, n, told, err);
	}
	return rc < 0 ? -1 : 0;
}

int batch_look_files(struct batch_client *client, const char *after,
		     struct batch_file_page *page, struct error *err)
{
	int rc = 0;

	for (int n = 0; rc == 0; n++) {
		struct batch_request request = {0};
		struct http_reply reply;
		struct batch_told told;

		if (batch_ask_files(batch_client_server(client), after,
				    &request, err) < 0)
			return -1;
		rc = batch_client_ask(client, &request, NULL, &reply, err);
		batch_request_done(&request);
		if (rc < 0)
			return -1;
		batch_reply_files(&reply, look_epoch_ms(), &told, page);
		http_reply_done(&reply);
		rc = look_pause(client, n, &told, err);
	}
	return rc < 0 ? -1 : 0;
}

/* --- whose results -------------------------------------------------------- */

/* Rows of results, as they arrive. */
struct look_rows {
	struct batch_chunk *chunk;
	struct batch_stream *stream;
	char *had;    /* of each of the chunk's sheets: 1 where it has a row */
	size_t ours;  /* sheets that have one */
	size_t other; /* rows of what is no sheet of the chunk */
	bool cut;     /* there are more that cannot be had */
};

static int look_row(void *data, const char *json, size_t len)
{
	struct look_rows *rows = data;
	struct batch_result result = {0};
	struct error err;
	size_t i;

	if (batch_result_read(json, len, &result, &err) < 0)
		return 0;
	if (!chunk_find(rows->chunk, result.custom_id, &i)) {
		rows->other++;
	} else if (rows->had[i] == 0) {
		rows->had[i] = 1;
		rows->ours++;
	}
	batch_result_done(&result);
	return 0;
}

/* Whatever comes yet, most are others'. */
static bool look_is_foreign(const struct look_rows *rows)
{
	return rows->other >= rows->ours &&
	       rows->other > chunk_n_added(rows->chunk) / 2;
}

static bool look_has_rows(const struct look_rows *rows)
{
	return rows->ours > 0 || rows->other > 0;
}

static int look_take(void *data, const char *bytes, size_t len)
{
	struct look_rows *rows = data;

	return batch_stream_take(rows->stream, bytes, len);
}

/* Asks, and reads rows at `key`; *ret_rest (may be NULL) gets what stands
 * beside them, where the verdict is good. */
static int look_read(struct batch_client *client, struct batch_request *request,
		     const char *key, struct look_rows *rows,
		     struct batch_told *told, json_t **ret_rest,
		     struct error *err)
{
	const struct batch_sink sink = {look_take, NULL, rows};
	struct http_reply reply;
	struct error malformed;
	json_t *rest = NULL;
	int rc;

	rows->stream = batch_stream_new(key, look_row, rows);
	rc = batch_client_ask(client, request, &sink, &reply, err);
	if (rc == 0) {
		batch_reply_done(&reply, look_epoch_ms(), told);
		http_reply_done(&reply);
		if (told->verdict == BATCH_REPLY_GOOD &&
		    batch_stream_end(rows->stream, &rest, &malformed) < 0)
			told->verdict = BATCH_REPLY_MALFORMED;
	}
	batch_stream_free(rows->stream);
	rows->stream = NULL;
	if (ret_rest != NULL)
		*ret_rest = rest;
	else
		json_decref(rest);
	return rc;
}

static int look_say_failed(const char *batch_id, const struct batch_told *told,
			   struct error *err)
{
	return error_set(
		err, ERROR_FAILED, "batch %s cannot be looked at: %s", batch_id,
		told->text[0] != '\0' ? told->text : "its answer is malformed");
}

/* Its state, and rows where it holds them itself. */
static int look_batch(struct batch_client *client, const char *batch_id,
		      struct look_rows *rows, struct batch_info *info,
		      struct error *err)
{
	struct batch_request request = {0};
	struct batch_told told;
	json_t *rest CLEANUP(json_release) = NULL;
	int rc;

	if (batch_ask_get(batch_client_server(client), batch_id, &request,
			  err) < 0)
		return -1;
	rc = look_read(client, &request, "results", rows, &told, &rest, err);
	batch_request_done(&request);
	if (rc < 0)
		return -1;
	if (told.verdict != BATCH_REPLY_GOOD || rest == NULL)
		return look_say_failed(batch_id, &told, err);
	return batch_info_read(rest, info, err);
}

/* A page of them: 1 where no other one has to, or can, be read, 0, or -1. */
static int look_page(struct batch_client *client, const char *batch_id,
		     char **cursor, struct look_rows *rows, struct error *err)
{
	struct batch_request request = {0};
	struct batch_told told;
	json_t *rest CLEANUP(json_release) = NULL;
	const char *next;
	int rc;

	if (batch_ask_results(batch_client_server(client), batch_id, *cursor,
			      &request, err) < 0)
		return -1;
	rc = look_read(client, &request, "data", rows, &told, &rest, err);
	batch_request_done(&request);
	if (rc < 0)
		return -1;
	if (told.verdict != BATCH_REPLY_GOOD &&
	    told.verdict != BATCH_REPLY_MISSING)
		return look_say_failed(batch_id, &told, err);
	if (told.verdict == BATCH_REPLY_GOOD &&
	    (!json_is_true(json_object_get(rest, "has_more")) ||
	     look_is_foreign(rows)))
		return 1;
	next = json_string_at(rest, "next_cursor");
	rows->cut =
		next == NULL || (*cursor != NULL && strcmp(next, *cursor) == 0);
	mem_replace(cursor, next);
	return rows->cut;
}

static int look_results(struct batch_client *client, const char *batch_id,
			struct look_rows *rows, struct error *err)
{
	char *cursor CLEANUP(mem_free_str) = NULL;
	int rc = 0;

	for (int n = 0; rc == 0 && n < LOOK_PAGES; n++)
		rc = look_page(client, batch_id, &cursor, rows, err);
	rows->cut = rows->cut || rc == 0;
	return rc < 0 ? -1 : 0;
}

/* Whose they are, of a batch of so many requests; -1: that is not said. */
static enum look_fate look_judge(const struct look_rows *rows, long total)
{
	size_t n = chunk_n_added(rows->chunk);

	if (rows->ours == n)
		return LOOK_OURS;
	if (look_is_foreign(rows) ||
	    (!rows->cut && rows->other > 0 && rows->other >= rows->ours))
		return LOOK_FOREIGN;
	return rows->other == 0 && !rows->cut && total >= 0 &&
			       (size_t)total == n
		       ? LOOK_OURS
		       : LOOK_DARK;
}

int batch_look(struct batch_client *client, const char *batch_id,
	       struct batch_chunk *chunk, enum look_fate *ret,
	       struct error *err)
{
	char *had CLEANUP(mem_free_str) = mem_zalloc(chunk_n_added(chunk) + 1);
	struct look_rows rows = {.chunk = chunk, .had = had};
	struct batch_info info = {0};
	bool over, nothing;
	long total;

	if (look_batch(client, batch_id, &rows, &info, err) < 0)
		return -1;
	over = batch_status_is_over(info.status);
	nothing = info.completed == 0;
	total = info.total;
	batch_info_done(&info);
	*ret = LOOK_OPEN;
	if (!over)
		return 0;
	*ret = LOOK_DARK;
	if (!look_has_rows(&rows) &&
	    batch_client_server(client)->shape != BATCH_OPENROUTER)
		return 0;
	if (!look_has_rows(&rows) &&
	    look_results(client, batch_id, &rows, err) < 0)
		return -1;
	if (look_has_rows(&rows))
		*ret = look_judge(&rows, total);
	else if (nothing)
		*ret = LOOK_FOREIGN;
	return 0;
}
