/*
 * fetch.c: one address that is being fetched. See fetch.h.
 *
 * 1. Bytes go to the cache's directory as they come, never into memory, and
 *    no more of them than a sheet may have.
 * 2. The first bytes tell whether it is an image: a page that says "not
 *    found" with status 200 is dropped at once.
 * 3. What is wrong with the sheet is final; what is wrong with the way there
 *    may pass.
 */
#include "config.h"

#include "extract/fetch/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/net/url.h"

#define FETCH_HEAD 12 /* bytes that tell the format */

/* Takes `url`. http_start says what is wrong with one that has no host. */
static void fetch_aim(struct download *fetch, char *url)
{
	free(fetch->url);
	free(fetch->host);
	fetch->url = url;
	fetch->host = http_url_host(url);
	if (fetch->host == NULL)
		fetch->host = mem_strdup("");
}

struct download *fetch_new(struct fetch_job *job, struct image_cache *cache,
			   uint64_t max_bytes)
{
	struct download *fetch = mem_zalloc(sizeof(*fetch));

	fetch->job = job;
	fetch->cache = cache;
	fetch->max_bytes = max_bytes;
	fetch_aim(fetch, mem_strdup(job->url));
	return fetch;
}

/* Where a redirect led may not be there for long. */
void fetch_rewind(struct download *fetch)
{
	fetch_aim(fetch, mem_strdup(fetch->job->url));
	fetch->moves = 0;
}

void fetch_free(struct download *fetch)
{
	if (fetch == NULL)
		return;
	image_part_discard(fetch->part);
	fetch_job_free(fetch->job);
	free(fetch->url);
	free(fetch->host);
	free(fetch);
}

/* --- bytes ---------------------------------------------------------------- */

int fetch_sink(void *data, const char *bytes, size_t len)
{
	struct download *fetch = data;
	struct error *why = &fetch->refused;
	uint64_t size;

	if (fetch->part == NULL &&
	    image_part_begin(fetch->cache, &fetch->part, why) < 0)
		return -1;
	if (len > fetch->max_bytes - image_part_size(fetch->part))
		return error_set(why, ERROR_FAILED,
				 "what %s sends is larger than %llu MB, the "
				 "limit of a sheet",
				 fetch->host,
				 (unsigned long long)(fetch->max_bytes >> 20));
	if (image_part_write(fetch->part, bytes, len, why) < 0)
		return -1;
	size = image_part_size(fetch->part);
	fetch->no_image = size >= FETCH_HEAD &&
			  image_part_format(fetch->part) == PICTURE_UNKNOWN;
	return fetch->no_image ? -1 : 0;
}

static void fetch_drop(struct download *fetch)
{
	image_part_discard(fetch->part);
	fetch->part = NULL;
	fetch->no_image = false;
	fetch->refused.kind = ERROR_NONE;
}

/* --- answers -------------------------------------------------------------- */

static enum fetch_verdict fetch_fail(struct download *fetch)
{
	fetch->job->status = -1;
	return FETCH_DONE;
}

static enum fetch_verdict fetch_say_no_image(struct download *fetch,
					     const struct http_reply *reply)
{
	bool page = strncmp(reply->content_type, "text/html", 9) == 0;

	(void)error_set(&fetch->job->error, ERROR_FAILED,
			"what %s sends is no image but %s; look at the "
			"address in a browser",
			fetch->host,
			page				 ? "a web page"
			: reply->content_type[0] != '\0' ? reply->content_type
							 : "something else");
	return fetch_fail(fetch);
}

static enum fetch_verdict fetch_keep(struct download *fetch,
				     const struct http_reply *reply)
{
	struct fetch_job *job = fetch->job;
	const struct image_key key = {.image = job->url};
	struct image_part *part = fetch->part;
	enum picture_format format =
		part != NULL ? image_part_format(part) : PICTURE_UNKNOWN;

	if (format == PICTURE_UNKNOWN)
		return fetch_say_no_image(fetch, reply);
	if (!picture_format_readable(format)) {
		(void)error_set(&job->error, ERROR_FAILED,
				"what %s sends is an image that this build "
				"cannot read",
				fetch->host);
		return fetch_fail(fetch);
	}
	fetch->part = NULL;
	job->status = image_part_keep(part, &key, &job->copy, &job->error);
	return FETCH_DONE;
}

/* A server far away sends nobody to this machine, and nobody leaves what is
 * encrypted for what is not. */
static int fetch_check_move(const struct download *fetch, const char *to,
			    struct error *err)
{
	bool secure = strncmp(fetch->url, "http:", 5) != 0;

	if (secure && strncmp(to, "https:", 6) != 0)
		return error_set(err, ERROR_FAILED,
				 "%s leads to %s, which is not encrypted",
				 fetch->host, to);
	if (fetch->moves >= FETCHER_MOVES)
		return error_set(err, ERROR_FAILED,
				 "%s sends on to another address, for the "
				 "%dth time; it may be a circle",
				 fetch->host, FETCHER_MOVES + 1);
	return http_check_url(to, false, err);
}

static enum fetch_verdict fetch_move(struct download *fetch,
				     const struct http_reply *reply)
{
	struct error *err = &fetch->job->error;
	char *to = http_url_resolve(fetch->url, reply->location);

	if (to == NULL) {
		(void)error_set(err, ERROR_FAILED,
				"%s sends on to \"%s\", which is no address",
				fetch->host, reply->location);
		return fetch_fail(fetch);
	}
	if (fetch_check_move(fetch, to, err) < 0) {
		free(to);
		err->kind = ERROR_FAILED; /* no fault of the call */
		return fetch_fail(fetch);
	}
	fetch_aim(fetch, to);
	fetch->moves++;
	return FETCH_MOVED;
}

/* What a status says of the sheet, and whether it may pass. */
static const struct fetch_status {
	int status;
	enum fetch_verdict verdict;
	const char *says;
} fetch_statuses[] = {
	{401, FETCH_DONE, "it is not for everyone to see"},
	{403, FETCH_DONE, "it is not for everyone to see"},
	{404, FETCH_DONE, "there is nothing at this address"},
	{408, FETCH_LATER, "it took too long"},
	{410, FETCH_DONE, "there is nothing at this address any more"},
	{425, FETCH_LATER, "it is too early"},
	{429, FETCH_HOST_LATER, "it is asked too often"},
	{500, FETCH_LATER, "the server failed"},
	{502, FETCH_LATER, "the server failed"},
	{503, FETCH_HOST_LATER, "the server is busy"},
	{504, FETCH_LATER, "the server took too long"},
};

static struct fetch_status fetch_status_of(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(fetch_statuses); i++)
		if (fetch_statuses[i].status == status)
			return fetch_statuses[i];
	return (struct fetch_status){
		.status = status,
		.verdict = status >= 500 ? FETCH_LATER : FETCH_DONE,
		.says = "no sheet comes with it",
	};
}

static enum fetch_verdict fetch_judge_status(struct download *fetch, int code)
{
	struct fetch_status status = fetch_status_of(code);

	(void)error_set(&fetch->job->error, ERROR_FAILED, "%s answers %d: %s",
			fetch->host, code, status.says);
	return status.verdict == FETCH_DONE ? fetch_fail(fetch)
					    : status.verdict;
}

/* The connection, not the server. */
static enum fetch_verdict fetch_judge_way(struct download *fetch,
					  const struct http_reply *reply)
{
	(void)error_set(&fetch->job->error, ERROR_FAILED,
			"the sheet cannot be fetched from %s: %s", fetch->host,
			reply->why);
	return reply->fate == HTTP_INSECURE ? fetch_fail(fetch) : FETCH_LATER;
}

static enum fetch_verdict fetch_weigh(struct download *fetch,
				      const struct http_reply *reply)
{
	/* A page that is too long says what its status says. */
	bool told =
		reply->fate == HTTP_ANSWERED || reply->fate == HTTP_TOO_LARGE;

	if (fetch->refused.kind != ERROR_NONE) {
		fetch->job->error = fetch->refused;
		return fetch_fail(fetch);
	}
	if (fetch->no_image)
		return fetch_say_no_image(fetch, reply);
	if (!told)
		return fetch_judge_way(fetch, reply);
	if (reply->status / 100 == 2)
		return fetch_keep(fetch, reply);
	if (reply->status / 100 == 3 && reply->location[0] != '\0')
		return fetch_move(fetch, reply);
	return fetch_judge_status(fetch, reply->status);
}

enum fetch_verdict fetch_judge(struct download *fetch,
			       const struct http_reply *reply,
			       int64_t *ret_wish_ms)
{
	enum fetch_verdict verdict;

	fetch->job->http_status = reply->status;
	verdict = fetch_weigh(fetch, reply);
	fetch_drop(fetch);
	*ret_wish_ms = reply->retry_after_ms;
	if (verdict != FETCH_LATER && verdict != FETCH_HOST_LATER)
		return verdict;
	return fetch->failures++ < FETCHER_RETRIES ? verdict
						   : fetch_fail(fetch);
}
