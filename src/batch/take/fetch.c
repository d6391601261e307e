/*
 * fetch.c: see fetch.h.
 *
 * 1. A file of OpenAI's shape grows in place and goes on by Range from the
 *    length that is there.
 * 2. Pages are appended to one file, row by row as they arrive: memory is
 *    bounded by one row, whatever a page holds. One that breaks off is cut off
 *    again. After each the journal has the cursor of the next and the length of
 *    the file, so that it goes on from there.
 * 3. Where there are no pages (404) the rows stand in the batch itself, which
 *    is read as it arrives: always from its start.
 * 4. A file that is whole is durable before anything is made of it.
 *    A cursor of an earlier session that the server does not take any more
 *    begins them anew; pages that have more rows than were asked for, over and
 *    over, lead in a circle.
 * 5. What is not there (404) may come yet, for an hour after the batch has
 *    ended; then it was deleted.
 */
#include "config.h"

#include "batch/take/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/kept.h"
#include "batch/plan/chunk_file.h"
#include "engine/batch/download.h"
#include "engine/batch/reply.h"
#include "engine/batch/stream.h"

#define FETCH_TRIES	  5 /* without a byte more */
#define FETCH_BAD	  2 /* pages that cannot be read, likewise */
#define FETCH_WAIT_MAX_MS 30000
#define FETCH_LATE_S	  3600 /* when 404 is the last word */
#define FETCH_MORE	  1000 /* rows or pages beyond what was asked for */

enum fetch_verdict {
	FETCH_WHOLE,
	FETCH_GONE,
	FETCH_NO_PAGES, /* this server has none */
};

/* A file on its way. */
struct fetch {
	struct batch_session *session;
	struct batch_chunk *chunk;
	struct batch_client *client;
	char *path;
	int fd;
	uint64_t stored; /* bytes of whole rows */
	int tries;	 /* that brought nothing, one after another */
	/* of pages */
	char *cursor; /* of the next page; NULL: the first */
	bool resumed; /* it is of an earlier session, and was not tried yet */
	size_t taken; /* rows of pages in this session */
	size_t most;  /* rows of an answer: more lead in a circle */
	struct bytes rows;
	size_t n_rows;	/* of this answer */
	bool disk_full; /* the file could not be written: see disk */
	struct error disk;
};

void fetch_files_done(struct fetch_files *files)
{
	free(files->output);
	free(files->errors);
	*files = (struct fetch_files){0};
}

/* --- names ---------------------------------------------------------------- */

/* The id of a chunk of ours is plain; another's may be anything. */
static char *fetch_path(const struct run *run, const struct batch_chunk *chunk,
			const char *what)
{
	char *dir CLEANUP(mem_free_str) = chunk_files_dir(run);
	char hash[HASH_HEX_SIZE];
	const char *name = chunk->id;

	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-_") != strlen(name) ||
	    strlen(name) > 100) {
		hash_bytes(name, strlen(name), hash);
		name = hash;
	}
	return mem_printf("%s/%s.%s", dir, name, what);
}

void fetch_files_remove(const struct batch_session *session,
			const struct batch_chunk *chunk)
{
	static const char *const what[] = {"output", "errors"};

	for (size_t i = 0; i < ARRAY_LEN(what); i++) {
		char *path CLEANUP(mem_free_str) =
			fetch_path(session->setup.run, chunk, what[i]);

		unlink(path);
	}
}

static int fetch_open(struct fetch *f, const char *what, struct error *err)
{
	if (chunk_files_make_dir(f->session->setup.run, err) < 0)
		return -1;
	f->path = fetch_path(f->session->setup.run, f->chunk, what);
	f->fd = file_open_own(f->path, O_RDWR | O_CREAT, 0666);
	if (f->fd < 0)
		return error_sys(err, errno, "cannot write %s", f->path);
	return 0;
}

static void fetch_close(struct fetch *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->cursor);
	bytes_done(&f->rows);
}

static int fetch_sync(struct fetch *f, struct error *err)
{
	if (fdatasync(f->fd) < 0 && errno != EINVAL && errno != EROFS)
		return error_sys(err, errno, "cannot write %s", f->path);
	return 0;
}

/* --- what went wrong ------------------------------------------------------ */

static int fetch_fail(const struct batch_told *told, struct error *err)
{
	return error_set(err, ERROR_FAILED, "results cannot be fetched: %s",
			 told->text[0] != '\0' ? told->text
					       : "the answer is malformed");
}

/* Is there nothing to be hoped for where results are not there? */
static bool fetch_is_late(const struct fetch *f)
{
	int64_t ended_s = json_int_at(f->chunk->told, "finished_at", -1);

	if (ended_s < 0)
		ended_s = chunk_sent_s(f->chunk);
	return ended_s < 0 ||
	       batch_client_now_s(f->client) - ended_s > FETCH_LATE_S;
}

/* Of a question that is as it should be, whatever it names. */
static bool told_may_pass(enum batch_verdict verdict)
{
	return verdict == BATCH_REPLY_GOOD || verdict == BATCH_REPLY_AGAIN ||
	       verdict == BATCH_REPLY_MALFORMED || verdict == BATCH_REPLY_KEY;
}

/* Before the next try: 0, or -1 where there is none. */
static int fetch_pause(struct fetch *f, const struct batch_told *told,
		       struct error *err)
{
	bool again = told->verdict == BATCH_REPLY_AGAIN ||
		     told->verdict == BATCH_REPLY_MALFORMED ||
		     told->verdict == BATCH_REPLY_CONFLICT ||
		     told->verdict == BATCH_REPLY_MISSING;

	if (told->verdict == BATCH_REPLY_KEY &&
	    batch_client_next_key(f->client))
		return 0;
	if (!again || ++f->tries >= FETCH_TRIES)
		return fetch_fail(told, err);
	return batch_client_back_off(f->client, f->tries - 1, told->wait_ms,
				     FETCH_WAIT_MAX_MS, err);
}

static int64_t fetch_epoch_ms(void)
{
	return (int64_t)time(NULL) * 1000;
}

/* --- files ---------------------------------------------------------------- */

/* One request for what is not there yet; *ret_whole. */
static int fetch_piece(struct fetch *f, const char *file_id,
		       struct batch_download *download, struct batch_told *told,
		       bool *ret_whole, struct error *err)
{
	const struct batch_sink sink = {batch_download_sink,
					batch_download_begin, download};
	struct batch_request request = {0};
	struct http_reply reply;
	int rc;

	if (batch_ask_content(batch_client_server(f->client), file_id,
			      download->stored, &request, err) < 0)
		return -1;
	rc = batch_client_ask(f->client, &request, &sink, &reply, err);
	batch_request_done(&request);
	if (rc < 0)
		return -1;
	*ret_whole =
		batch_download_end(download, &reply, fetch_epoch_ms(), told);
	http_reply_done(&reply);
	if (download->err.kind == ERROR_NONE)
		return 0;
	*err = download->err;
	return -1;
}

static int fetch_file_whole(struct fetch *f, const char *file_id,
			    enum fetch_verdict *ret, struct error *err)
{
	struct batch_download download;
	struct batch_told told = {0};
	bool whole = false;

	if (batch_download_init(&download, f->fd, err) < 0)
		return -1;
	while (!whole) {
		uint64_t stored = download.stored;

		if (fetch_piece(f, file_id, &download, &told, &whole, err) < 0)
			return -1;
		if (download.stored > stored)
			f->tries = 0;
		if (!whole && told.verdict == BATCH_REPLY_MISSING &&
		    fetch_is_late(f)) {
			*ret = FETCH_GONE;
			return 0;
		}
		if (!whole && fetch_pause(f, &told, err) < 0)
			return -1;
	}
	*ret = FETCH_WHOLE;
	return fetch_sync(f, err);
}

/* The file of this id, if there is one, below the name. */
static int fetch_file(struct fetch *f, const char *key, const char *what,
		      char **ret_path, bool *ret_gone, struct error *err)
{
	const char *file_id = json_string_at(f->chunk->told, key);
	enum fetch_verdict verdict;
	int rc;

	if (file_id == NULL)
		return 0;
	rc = fetch_open(f, what, err);
	if (rc == 0)
		rc = fetch_file_whole(f, file_id, &verdict, err);
	if (rc == 0 && verdict == FETCH_GONE)
		*ret_gone = true;
	else if (rc == 0)
		*ret_path = mem_strdup(f->path);
	fetch_close(f);
	return rc;
}

static int fetch_openai(const struct fetch *base, struct fetch_files *ret,
			struct error *err)
{
	struct fetch output = *base, errors = *base;

	if (fetch_file(&output, "output_file_id", "output", &ret->output,
		       &ret->gone, err) < 0)
		return -1;
	return fetch_file(&errors, "error_file_id", "errors", &ret->errors,
			  &ret->gone, err);
}

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

static int fetch_openrouter(const struct fetch *base, struct fetch_files *ret,
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

/* --- the whole ------------------------------------------------------------ */

int batch_fetch(struct batch_session *session, struct batch_chunk *chunk,
		struct fetch_files *ret, struct error *err)
{
	struct fetch f = {
		.session = session,
		.chunk = chunk,
		.fd = -1,
		.most = 2 * chunk_n_sheets(chunk) + FETCH_MORE,
	};
	int rc;

	*ret = (struct fetch_files){0};
	if (batch_session_client(session, chunk, &f.client, err) < 0)
		return -1;
	rc = batch_client_server(f.client)->shape == BATCH_OPENAI
		     ? fetch_openai(&f, ret, err)
		     : fetch_openrouter(&f, ret, err);
	if (rc < 0)
		fetch_files_done(ret);
	return rc;
}
