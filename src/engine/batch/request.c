/*
 * request.c: what is asked of a server that has batches. See request.h.
 * Sources: OpenAI's and OpenRouter's API references for batches and files;
 * RFC 7578 (multipart/form-data).
 *
 * 1. An id is the server's text: it goes into an address with all that could
 *    mean something there escaped.
 * 2. The boundary of the multipart body cannot occur in what it parts: a line
 *    of JSON holds no CR, and a boundary follows CR LF.
 */
#include "config.h"

#include "engine/batch/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/tags.h"
#include "engine/chat/chat.h"
#include "engine/net/url.h"

#define CHAT_PATH      "/v1/chat/completions"
#define BOUNDARY       "vasculum-batch-part"
#define REQUEST_ID_MAX 512
/* Of 200 MB both ways, by a slow line; what stands still ends long before. */
#define REQUEST_FILE_MS ((int64_t)2 * 3600 * 1000)

/* --- the file of requests ------------------------------------------------- */

static void append_string(struct bytes *to, const char *text)
{
	json_t *value = json_object();
	struct bytes line CLEANUP(bytes_done) = {0};

	/* By way of an object, for its repair of what is not UTF-8. */
	json_set_string(value, "x", text);
	json_write_line(value, &line);
	json_decref(value);
	bytes_append(to, line.data + strlen("{\"x\":"),
		     line.len - strlen("{\"x\":") - strlen("}\n"));
}

void batch_rows_begin(enum batch_shape shape, const char *model,
		      struct bytes *ret)
{
	if (shape != BATCH_OPENROUTER)
		return;
	bytes_append_str(ret, "{\"endpoint\":\"" CHAT_PATH "\",\"model\":");
	append_string(ret, model);
	bytes_append_str(ret,
			 ",\"completion_window\":\"24h\",\"requests\":[\n");
}

void batch_row_open(enum batch_shape shape, size_t i, const char *custom_id,
		    struct bytes *ret)
{
	if (shape == BATCH_OPENROUTER && i > 0)
		bytes_append_str(ret, ",\n");
	bytes_append_str(ret, "{\"custom_id\":");
	append_string(ret, custom_id);
	if (shape == BATCH_OPENAI)
		bytes_append_str(
			ret, ",\"method\":\"POST\",\"url\":\"" CHAT_PATH "\"");
	bytes_append_str(ret, ",\"body\":");
}

void batch_row_close(enum batch_shape shape, struct bytes *ret)
{
	bytes_append_str(ret, shape == BATCH_OPENAI ? "}\n" : "}");
}

void batch_rows_end(enum batch_shape shape, struct bytes *ret)
{
	if (shape == BATCH_OPENROUTER)
		bytes_append_str(ret, "\n]}\n");
}

void batch_custom_id(enum batch_shape shape, const char *specimen_id,
		     char ret[BATCH_ID_SIZE])
{
	char hash[HASH_HEX_SIZE];

	if (strlen(specimen_id) == HASH_HEX_SIZE - 1 &&
	    hash_is_hex(specimen_id))
		memcpy(hash, specimen_id, HASH_HEX_SIZE);
	else
		hash_bytes(specimen_id, strlen(specimen_id), hash);
	snprintf(ret, BATCH_ID_SIZE, "%s%s",
		 shape == BATCH_OPENAI ? "specimen-" : "", hash);
}

/* --- the body of a request ------------------------------------------------ */

static size_t part_read(const struct bytes *part, uint64_t at, char *to,
			size_t size)
{
	size_t left = part->len - (size_t)at;

	if (size > left)
		size = left;
	memcpy(to, part->data + at, size);
	return size;
}

/* 0 where the file fails, or has become shorter: nothing is made up. */
static size_t file_part_read(const struct batch_request *request, uint64_t at,
			     char *to, size_t size)
{
	uint64_t left = request->file_length - at;
	ssize_t got;

	if (size > left)
		size = (size_t)left;
	do
		got = pread(request->fd, to, size, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got > 0 ? (size_t)got : 0;
}

static size_t request_read(const void *body, uint64_t offset, char *to,
			   size_t size)
{
	const struct batch_request *request = body;
	uint64_t file = offset - request->head.len;

	if (offset < request->head.len)
		return part_read(&request->head, offset, to, size);
	if (file < request->file_length)
		return file_part_read(request, file, to, size);
	return part_read(&request->tail, file - request->file_length, to, size);
}

void batch_request_done(struct batch_request *request)
{
	free(request->url);
	bytes_done(&request->head);
	bytes_done(&request->tail);
	*request = (struct batch_request){.fd = -1};
}

void batch_request_http(struct batch_request *request,
			const struct batch_server *server, const char *secret,
			struct http_request *ret)
{
	uint64_t length =
		request->head.len + request->file_length + request->tail.len;

	request->body = (struct http_body){
		.read = request_read,
		.body = request,
		.length = length,
	};
	*ret = (struct http_request){
		.url = request->url,
		.secret = secret,
		.headers = server->headers,
		.body = length > 0 ? &request->body : NULL,
		.method = request->method,
		.content_type = request->content_type,
		.from = request->from,
		.total_ms = request->total_ms,
	};
}

/* --- addresses ------------------------------------------------------------ */

static int id_check(const char *id, struct error *err)
{
	if (id != NULL && id[0] != '\0' && strlen(id) <= REQUEST_ID_MAX &&
	    strcmp(id, ".") != 0 && strcmp(id, "..") != 0)
		return 0;
	return error_set(err, ERROR_FAILED,
			 "\"%s\" cannot be the id of a batch or file",
			 id != NULL ? id : "");
}

/* "?limit=20&after=ID", owned. */
static char *page_query(size_t limit, const char *key, const char *after)
{
	char *escaped CLEANUP(mem_free_str) =
		after != NULL ? http_url_escape(after) : NULL;

	return escaped != NULL
		       ? mem_printf("?limit=%zu&%s=%s", limit, key, escaped)
		       : mem_printf("?limit=%zu", limit);
}

static void request_begin(const struct batch_server *server, const char *method,
			  const char *path, struct batch_request *ret)
{
	*ret = (struct batch_request){
		.method = method,
		.url = chat_endpoint(server->base_url, path),
		.fd = -1,
	};
}

/* METHOD /batches/ID, with what follows. */
static int request_of_id(const struct batch_server *server, const char *method,
			 const char *room, const char *id, const char *tail,
			 struct batch_request *ret, struct error *err)
{
	char *escaped CLEANUP(mem_free_str) = NULL;
	char *path CLEANUP(mem_free_str) = NULL;

	if (id_check(id, err) < 0)
		return -1;
	escaped = http_url_escape(id);
	path = mem_printf("%s/%s%s", room, escaped, tail);
	request_begin(server, method, path, ret);
	return 0;
}

static int shape_check(const struct batch_server *server,
		       enum batch_shape shape, const char *what,
		       struct error *err)
{
	if (server->shape == shape)
		return 0;
	return error_set(err, ERROR_USAGE, "batches of %s have no %s",
			 batch_shape_word(server->shape), what);
}

static void request_page(const struct batch_server *server, const char *room,
			 size_t limit, const char *key, const char *after,
			 struct batch_request *ret)
{
	char *query CLEANUP(mem_free_str) = page_query(limit, key, after);
	char *path CLEANUP(mem_free_str) = mem_printf("%s%s", room, query);

	request_begin(server, "GET", path, ret);
}

/* --- requests ------------------------------------------------------------- */

int batch_ask_probe(const struct batch_server *server,
		    struct batch_request *ret, struct error *err)
{
	(void)err;
	request_page(server, "batches", 1, "after", NULL, ret);
	return 0;
}

/* As a name within quotes: what would end it is replaced. */
static void append_name(struct bytes *to, const char *name)
{
	for (; *name != '\0'; name++)
		bytes_append_char(
			to, (*name >= 'a' && *name <= 'z') ||
					    (*name >= 'A' && *name <= 'Z') ||
					    (*name >= '0' && *name <= '9') ||
					    strchr("._-", *name)
				    ? *name
				    : '_');
}

int batch_ask_upload(const struct batch_server *server, int fd, uint64_t length,
		     const char *name, struct batch_request *ret,
		     struct error *err)
{
	if (shape_check(server, BATCH_OPENAI, "files", err) < 0)
		return -1;
	request_begin(server, "POST", "files", ret);
	ret->content_type = "multipart/form-data; boundary=" BOUNDARY;
	bytes_append_str(&ret->head,
			 "--" BOUNDARY "\r\n"
			 "Content-Disposition: form-data; name=\"purpose\""
			 "\r\n\r\nbatch\r\n"
			 "--" BOUNDARY "\r\n"
			 "Content-Disposition: form-data; name=\"file\"; "
			 "filename=\"");
	append_name(&ret->head, name);
	bytes_append_str(&ret->head,
			 "\"\r\nContent-Type: application/jsonl\r\n\r\n");
	bytes_append_str(&ret->tail, "\r\n--" BOUNDARY "--\r\n");
	ret->fd = fd;
	ret->file_length = length;
	ret->total_ms = REQUEST_FILE_MS;
	return 0;
}

int batch_ask_files(const struct batch_server *server, const char *after,
		    struct batch_request *ret, struct error *err)
{
	char *query CLEANUP(mem_free_str) = NULL;
	char *path CLEANUP(mem_free_str) = NULL;

	if (shape_check(server, BATCH_OPENAI, "files", err) < 0)
		return -1;
	query = page_query(BATCH_PAGE, "after", after);
	path = mem_printf("files%s&purpose=batch&order=desc", query);
	request_begin(server, "GET", path, ret);
	return 0;
}

static json_t *tags_json(const struct batch_tags *tags)
{
	json_t *metadata = json_object();

	json_set_string(metadata, BATCH_TAG_RUN, tags->run);
	json_set_string(metadata, BATCH_TAG_CHUNK, tags->chunk);
	json_set_string(metadata, BATCH_TAG_HASH, tags->hash);
	return metadata;
}

int batch_ask_create(const struct batch_server *server, const char *input_file,
		     const struct batch_tags *tags, struct batch_request *ret,
		     struct error *err)
{
	json_t *body CLEANUP(json_release) = NULL;

	if (shape_check(server, BATCH_OPENAI, "input files", err) < 0 ||
	    id_check(input_file, err) < 0)
		return -1;
	body = json_object();
	json_set_string(body, "input_file_id", input_file);
	json_set_string(body, "endpoint", CHAT_PATH);
	json_set_string(body, "completion_window", "24h");
	if (tags != NULL)
		json_object_set_new(body, "metadata", tags_json(tags));
	request_begin(server, "POST", "batches", ret);
	json_write_line(body, &ret->head);
	return 0;
}

int batch_ask_submit(const struct batch_server *server, int fd, uint64_t length,
		     struct batch_request *ret, struct error *err)
{
	if (shape_check(server, BATCH_OPENROUTER, "requests in their body",
			err) < 0)
		return -1;
	request_begin(server, "POST", "batches", ret);
	ret->fd = fd;
	ret->file_length = length;
	ret->total_ms = REQUEST_FILE_MS;
	return 0;
}

int batch_ask_list(const struct batch_server *server, const char *after,
		   struct batch_request *ret, struct error *err)
{
	(void)err;
	request_page(server, "batches", BATCH_PAGE, "after", after, ret);
	return 0;
}

int batch_ask_get(const struct batch_server *server, const char *id,
		  struct batch_request *ret, struct error *err)
{
	if (request_of_id(server, "GET", "batches", id, "", ret, err) < 0)
		return -1;
	/* It may hold all its results. */
	if (server->shape == BATCH_OPENROUTER)
		ret->total_ms = REQUEST_FILE_MS;
	return 0;
}

int batch_ask_cancel(const struct batch_server *server, const char *id,
		     struct batch_request *ret, struct error *err)
{
	if (shape_check(server, BATCH_OPENAI, "cancellation", err) < 0)
		return -1;
	return request_of_id(server, "POST", "batches", id, "/cancel", ret,
			     err);
}

int batch_ask_delete(const struct batch_server *server, const char *id,
		     struct batch_request *ret, struct error *err)
{
	if (shape_check(server, BATCH_OPENROUTER, "deletion", err) < 0)
		return -1;
	return request_of_id(server, "DELETE", "batches", id, "", ret, err);
}

int batch_ask_content(const struct batch_server *server, const char *file,
		      uint64_t from, struct batch_request *ret,
		      struct error *err)
{
	if (shape_check(server, BATCH_OPENAI, "files of results", err) < 0 ||
	    request_of_id(server, "GET", "files", file, "/content", ret, err) <
		    0)
		return -1;
	ret->from = from;
	ret->total_ms = REQUEST_FILE_MS;
	return 0;
}

int batch_ask_results(const struct batch_server *server, const char *id,
		      const char *cursor, struct batch_request *ret,
		      struct error *err)
{
	char *query CLEANUP(mem_free_str) = NULL;
	char *tail CLEANUP(mem_free_str) = NULL;

	if (shape_check(server, BATCH_OPENROUTER, "pages of results", err) < 0)
		return -1;
	query = page_query(BATCH_RESULTS_PAGE, "cursor", cursor);
	tail = mem_printf("/results%s", query);
	return request_of_id(server, "GET", "batches", id, tail, ret, err);
}
