/*
 * fetch_pages.c: results that come as rows: in pages, or in the batch itself
 * (fetching.h).
 *
 * 1. Pages are appended to one file, row by row as they arrive: memory is
 *    bounded by one row, whatever a page holds. One that breaks off is cut off
 *    again. After each the journal has the cursor of the next and the length of
 *    the file, so that it goes on from there.
 * 2. Where there are no pages (404) the rows stand in the batch itself, which
 *    is read as it arrives: always from its start.
 * 3. A cursor of an earlier session that the server does not take any more
 *    begins them anew; pages that have more rows than were asked for, over and
 *    over, lead in a circle.
 */
#include "config.h"

#include "batch/fetch/fetching.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/stream.h"

#define FETCH_BAD 2 /* pages that cannot be read, one after another */

/* --- rows that arrive ----------------------------------------------------- */

/* A row on a line of its own. Within a string of JSON no line ends. */
static int fetch_row(void *data, const char *json, size_t len)
{
	struct fetch *f = data;
	size_t at = f->rows.len;

	if (f->n_rows > f->most)
		return -1;
	bytes_append(&f->rows, json, len);
	for (char *c = f->rows.data + at; *c != '\0'; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	bytes_append_char(&f->rows, '\n');
	f->n_rows++;
	return 0;
}

static int fetch_flush(struct fetch *f)
{
	if (f->rows.len == 0)
		return 0;
	if (file_write_all(f->fd, f->rows.data, f->rows.len) < 0)
		return error_sys(&f->disk, errno, "cannot write %s", f->path);
	f->stored += f->rows.len;
	bytes_clear(&f->rows);
	return 0;
}

/* Rows that arrive: written as they come, whatever an answer holds. */
struct fetch_stream {
	struct fetch *fetch;
	struct batch_stream *stream;
};

static int fetch_take(void *data, const char *bytes, size_t len)
{
	struct fetch_stream *s = data;

	if (batch_stream_take(s->stream, bytes, len) < 0)
		return -1;
	return fetch_flush(s->fetch);
}

/* Sends the request; rows at `key` come into the file, and *ret_rest gets what
 * stands beside them. Of an answer that is no good they are to be cut off. */
static int fetch_ask(struct fetch *f, struct batch_request *request,
		     const char *key, struct batch_told *told,
		     json_t **ret_rest, struct error *err)
{
	struct fetch_stream s = {f, batch_stream_new(key, fetch_row, f)};
	const struct batch_sink sink = {fetch_take, NULL, &s};
	struct http_reply reply;
	struct error malformed;
	int rc;

	bytes_clear(&f->rows);
	f->n_rows = 0;
	rc = batch_client_ask(f->client, request, &sink, &reply, err);
	if (rc == 0) {
		batch_reply_done(&reply, fetch_epoch_ms(), told);
		http_reply_done(&reply);
		if (told->verdict == BATCH_REPLY_GOOD &&
		    batch_stream_end(s.stream, ret_rest, &malformed) < 0)
			told->verdict = BATCH_REPLY_MALFORMED;
	}
	batch_stream_free(s.stream);
	if (rc == 0 && f->disk.kind != ERROR_NONE) {
		*err = f->disk;
		return -1;
	}
	return rc;
}

/* The file has so many bytes, and goes on behind them. */
static int fetch_cut(struct fetch *f, uint64_t length, struct error *err)
{
	if (ftruncate(f->fd, (off_t)length) < 0 ||
	    lseek(f->fd, (off_t)length, SEEK_SET) < 0)
		return error_sys(err, errno, "cannot write %s", f->path);
	f->stored = length;
	return 0;
}

/* --- pages ---------------------------------------------------------------- */

/* Of a question that is as it should be, whatever it names. */
static bool told_may_pass(enum batch_verdict verdict)
{
	return verdict == BATCH_REPLY_GOOD || verdict == BATCH_REPLY_AGAIN ||
	       verdict == BATCH_REPLY_MALFORMED || verdict == BATCH_REPLY_KEY;
}

/* Where the pages were before. */
static int fetch_resume(struct fetch *f, struct error *err)
{
	const json_t *progress = f->chunk->progress;
	const char *cursor = json_string_at(progress, "cursor");
	int64_t bytes = json_int_at(progress, "bytes", -1);
	struct stat st;

	if (cursor == NULL || bytes < 0 || fstat(f->fd, &st) < 0 ||
	    (int64_t)st.st_size < bytes)
		return fetch_cut(f, 0, err);
	f->cursor = mem_strdup(cursor);
	f->resumed = true;
	return fetch_cut(f, (uint64_t)bytes, err);
}

/* From the first page, with nothing. */
static int fetch_restart(struct fetch *f, struct error *err)
{
	f->resumed = false;
	mem_replace(&f->cursor, NULL);
	return fetch_cut(f, 0, err);
}

/* What the next session needs to go on. */
static int fetch_say_page(struct fetch *f, struct error *err)
{
	json_t *data = f->chunk->progress != NULL
			       ? json_copy(f->chunk->progress)
			       : json_object();

	json_object_del(data, "op");
	json_object_del(data, "timestamp");
	json_object_del(data, "chunk");
	json_set_string(data, "cursor", f->cursor);
	json_object_set_new(data, "bytes", json_integer((json_int_t)f->stored));
	return batch_session_say(f->session, BATCH_OP_COLLECTING, f->chunk->id,
				 data, err);
}

/* A page that came: 1 where it was the last one, 0, or -1. What leads nowhere
 * is as good as malformed. */
static int fetch_take_page(struct fetch *f, const json_t *rest,
			   struct batch_told *told, struct error *err)
{
	bool more = json_is_true(json_object_get(rest, "has_more"));
	const char *next = json_string_at(rest, "next_cursor");

	if (more && (next == NULL ||
		     (f->cursor != NULL && strcmp(next, f->cursor) == 0))) {
		told->verdict = BATCH_REPLY_MALFORMED;
		snprintf(told->text, sizeof(told->text),
			 "its pages lead back to themselves");
		return 0;
	}
	f->tries = 0;
	f->resumed = false;
	f->taken += f->n_rows;
	if (!more)
		return 1;
	mem_replace(&f->cursor, next);
	return fetch_sync(f, err) < 0 || fetch_say_page(f, err) < 0 ? -1 : 0;
}

/* One page: 1 after the last, 2 where there are none here. */
static int fetch_page(struct fetch *f, struct error *err)
{
	struct batch_request request = {0};
	json_t *rest CLEANUP(json_release) = NULL;
	struct batch_told told = {0};
	uint64_t begin = f->stored;
	int rc;

	if (batch_ask_results(batch_client_server(f->client),
			      f->chunk->batch_id, f->cursor, &request, err) < 0)
		return -1;
	rc = fetch_ask(f, &request, "data", &told, &rest, err);
	batch_request_done(&request);
	if (rc < 0)
		return -1;
	if (told.verdict == BATCH_REPLY_GOOD)
		rc = fetch_take_page(f, rest, &told, err);
	if (told.verdict != BATCH_REPLY_GOOD && fetch_cut(f, begin, err) < 0)
		return -1;
	if (told.verdict == BATCH_REPLY_MISSING && f->cursor == NULL)
		return 2;
	if (f->resumed && !told_may_pass(told.verdict))
		return fetch_restart(f, err);
	/* Pages that stay wrong are as good as none. */
	if (told.verdict == BATCH_REPLY_MALFORMED && f->tries >= FETCH_BAD)
		return 2;
	if (rc == 0 && told.verdict != BATCH_REPLY_GOOD)
		rc = fetch_pause(f, &told, err);
	return rc;
}

static int fetch_pages(struct fetch *f, enum fetch_verdict *ret,
		       struct error *err)
{
	int rc = fetch_resume(f, err);

	for (size_t n = 0; rc == 0 && n < f->most; n++) {
		rc = fetch_page(f, err);
		if (f->taken > f->most)
			break;
	}
	if (rc < 0)
		return -1;
	*ret = rc == 1 ? FETCH_WHOLE : FETCH_NO_PAGES;
	return 0;
}

/* --- rows in the batch itself --------------------------------------------- */

static int fetch_inline_once(struct fetch *f, struct batch_told *told,
			     struct error *err)
{
	struct batch_request request = {0};
	json_t *rest CLEANUP(json_release) = NULL;
	int rc;

	if (fetch_cut(f, 0, err) < 0 ||
	    batch_ask_get(batch_client_server(f->client), f->chunk->batch_id,
			  &request, err) < 0)
		return -1;
	rc = fetch_ask(f, &request, "results", told, &rest, err);
	batch_request_done(&request);
	/* What it has answered is not an empty list where there is none. */
	if (rc == 0 && told->verdict == BATCH_REPLY_GOOD &&
	    !json_is_array(json_object_get(rest, "results")) &&
	    json_int_at(f->chunk->told, "completed", 0) > 0) {
		told->verdict = BATCH_REPLY_MISSING;
		snprintf(told->text, sizeof(told->text),
			 "the server tells of no results");
	}
	return rc;
}

static int fetch_inline(struct fetch *f, enum fetch_verdict *ret,
			struct error *err)
{
	struct batch_told told = {0};

	f->tries = 0;
	for (;;) {
		if (fetch_inline_once(f, &told, err) < 0)
			return -1;
		if (told.verdict == BATCH_REPLY_GOOD) {
			*ret = FETCH_WHOLE;
			return 0;
		}
		if (told.verdict == BATCH_REPLY_MISSING && fetch_is_late(f)) {
			*ret = FETCH_GONE;
			return 0;
		}
		if (fetch_pause(f, &told, err) < 0)
			return -1;
	}
}

int fetch_openrouter(const struct fetch *base, struct fetch_files *ret,
		     struct error *err)
{
	struct fetch f = *base;
	enum fetch_verdict verdict = FETCH_NO_PAGES;
	int rc = fetch_open(&f, "output", err);

	if (rc == 0)
		rc = fetch_pages(&f, &verdict, err);
	if (rc == 0 && verdict == FETCH_NO_PAGES)
		rc = fetch_inline(&f, &verdict, err);
	if (rc == 0)
		rc = fetch_sync(&f, err);
	ret->gone = verdict == FETCH_GONE;
	if (rc == 0 && !ret->gone)
		ret->output = mem_strdup(f.path);
	fetch_close(&f);
	return rc;
}
