/*
 * fetch_file.c: results that lie in files of their server (fetching.h).
 *
 * 1. A file grows in place and goes on by Range from the length that is there.
 * 2. One that is whole is durable before anything is made of it.
 */
#include "config.h"

#include "batch/fetch/fetching.h"

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/download.h"

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

int fetch_openai(const struct fetch *base, struct fetch_files *ret,
		 struct error *err)
{
	struct fetch output = *base, errors = *base;

	if (fetch_file(&output, "output_file_id", "output", &ret->output,
		       &ret->gone, err) < 0)
		return -1;
	return fetch_file(&errors, "error_file_id", "errors", &ret->errors,
			  &ret->gone, err);
}
