/*
 * request.h: what is asked of a server that has batches: method, address,
 * body, for http_start; and the file of requests that a batch is made of.
 * Pure, but that a file is read while it is sent; any thread.
 */
#ifndef ENGINE_BATCH_REQUEST_H
#define ENGINE_BATCH_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "engine/batch/batch.h"
#include "engine/net/http.h"

/* --- the file of requests ------------------------------------------------- */

/*
 * Written piece by piece: begin, a row for each request, end. OpenAI's is a
 * line for each; OpenRouter's is the whole body of its creation, with endpoint
 * and model before the requests, which are parsed as they arrive.
 */
void batch_rows_begin(enum batch_shape shape, const char *model,
		      struct bytes *ret);
/* Around the body of the i-th request, from 0, which goes between both. */
void batch_row_open(enum batch_shape shape, size_t i, const char *custom_id,
		    struct bytes *ret);
void batch_row_close(enum batch_shape shape, struct bytes *ret);
void batch_rows_end(enum batch_shape shape, struct bytes *ret);

/*
 * The custom_id of a specimen: the SHA-256 that its id is, else that of its
 * id; with "specimen-" before it where the server takes more than 64
 * characters (OpenAI; so the original has it).
 */
#define BATCH_ID_SIZE 80
void batch_custom_id(enum batch_shape shape, const char *specimen_id,
		     char ret[BATCH_ID_SIZE]);

/* --- requests ------------------------------------------------------------- */

/* Who is asked. All is borrowed, also by the requests. */
struct batch_server {
	enum batch_shape shape;
	const char *base_url; /* as chat_endpoint takes it: "https://host/v1",
				 or that of chat/completions */
	const char *const *headers; /* chat_headers(), or NULL */
};

struct batch_request {
	const char *method; /* static */
	char *url;
	const char *content_type; /* static, or NULL */
	/* The body: head, so many bytes of a file, tail. Empty for none. */
	struct bytes head, tail;
	int fd; /* borrowed until it was sent; -1: none */
	uint64_t file_length;
	uint64_t from;	  /* of the answer: Range */
	int64_t total_ms; /* 0: the usual */
	struct http_body body;
};
void batch_request_done(struct batch_request *request);
/* Fills what http_start takes; it is borrowed from both, and `secret` too.
 * Where the answer goes (sink, begin, data) is the caller's. */
void batch_request_http(struct batch_request *request,
			const struct batch_server *server, const char *secret,
			struct http_request *ret);

/* What marks a batch as ours, in its metadata. Letters and digits, at most 512
 * of them each. */
struct batch_tags {
	const char *run, *chunk, *hash;
};

#define BATCH_PAGE	   100 /* items of a list; OpenAI's most */
#define BATCH_RESULTS_PAGE 500 /* rows of a page of results */

/*
 * Each fills *ret, which is the caller's to end. They fail, with ERROR_FAILED,
 * where an id cannot be one, and with ERROR_USAGE where servers of that shape
 * have no such request. `after` and `cursor` may be NULL: the first page.
 */

/* Has it batches at all? (reply: batch_reply_probe) */
int batch_ask_probe(const struct batch_server *server,
		    struct batch_request *ret, struct error *err) MUST_USE;
/* OpenAI: the file as multipart, streamed. `fd` is read by pread from 0 on.
 * (batch_reply_file) */
int batch_ask_upload(const struct batch_server *server, int fd, uint64_t length,
		     const char *name, struct batch_request *ret,
		     struct error *err) MUST_USE;
/* OpenAI: files of that purpose, newest first. (batch_reply_files) */
int batch_ask_files(const struct batch_server *server, const char *after,
		    struct batch_request *ret, struct error *err) MUST_USE;
/* OpenAI: of an uploaded file. `tags` may be NULL: for servers that take no
 * metadata. (batch_reply_batch) */
int batch_ask_create(const struct batch_server *server, const char *input_file,
		     const struct batch_tags *tags, struct batch_request *ret,
		     struct error *err) MUST_USE;
/* OpenRouter: of the file of requests itself, streamed. (batch_reply_batch) */
int batch_ask_submit(const struct batch_server *server, int fd, uint64_t length,
		     struct batch_request *ret, struct error *err) MUST_USE;
/* Newest first. (batch_reply_page) */
int batch_ask_list(const struct batch_server *server, const char *after,
		   struct batch_request *ret, struct error *err) MUST_USE;
/* (batch_reply_batch. OpenRouter's may hold all results: with
 * struct batch_stream as its sink it may be of any size) */
int batch_ask_get(const struct batch_server *server, const char *id,
		  struct batch_request *ret, struct error *err) MUST_USE;
/* OpenAI. (batch_reply_batch) */
int batch_ask_cancel(const struct batch_server *server, const char *id,
		     struct batch_request *ret, struct error *err) MUST_USE;
/* OpenRouter: removes one that is over with its results; a running one answers
 * 409 and runs on. (batch_reply_done) */
int batch_ask_delete(const struct batch_server *server, const char *id,
		     struct batch_request *ret, struct error *err) MUST_USE;
/* OpenAI: a file of results from this byte on; download.h takes it. */
int batch_ask_content(const struct batch_server *server, const char *file,
		      uint64_t from, struct batch_request *ret,
		      struct error *err) MUST_USE;
/* OpenRouter: a page of results; stream.h takes it. (batch_reply_done; where
 * the verdict is BATCH_REPLY_MISSING, they stand in the batch itself) */
int batch_ask_results(const struct batch_server *server, const char *id,
		      const char *cursor, struct batch_request *ret,
		      struct error *err) MUST_USE;

#endif
