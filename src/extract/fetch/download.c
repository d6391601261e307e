/*
 * download.c: one address that is being fetched. See download.h.
 *
 * 1. Bytes go to the cache's directory as they come, never into memory, and
 *    no more of them than a sheet may have.
 * 2. The first bytes tell whether it is an image: a page that says "not
 *    found" with status 200 is dropped at once.
 * 3. What is wrong with the sheet is final; what is wrong with the way there
 *    may pass.
 */
#include "config.h"

#include "extract/fetch/download.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/net/url.h"

#define DOWNLOAD_HEAD 12 /* bytes that tell the format */

/* Takes `url`. http_start says what is wrong with one that has no host. */
static void download_aim(struct download *download, char *url)
{
	free(download->url);
	free(download->host);
	download->url = url;
	download->host = http_url_host(url);
	if (download->host == NULL)
		download->host = mem_strdup("");
}

struct download *download_new(struct fetch_job *job, struct image_cache *cache,
			      uint64_t max_bytes)
{
	struct download *download = mem_zalloc(sizeof(*download));

	download->job = job;
	download->cache = cache;
	download->max_bytes = max_bytes;
	download_aim(download, mem_strdup(job->url));
	return download;
}

/* Where a redirect led may not be there for long. */
void download_rewind(struct download *download)
{
	download_aim(download, mem_strdup(download->job->url));
	download->moves = 0;
}

void download_free(struct download *download)
{
	if (download == NULL)
		return;
	image_part_discard(download->part);
	fetch_job_free(download->job);
	free(download->url);
	free(download->host);
	free(download);
}

/* --- bytes ---------------------------------------------------------------- */

int download_sink(void *data, const char *bytes, size_t len)
{
	struct download *download = data;
	struct error *why = &download->refused;
	uint64_t size;

	if (download->part == NULL &&
	    image_part_begin(download->cache, &download->part, why) < 0)
		return -1;
	if (len > download->max_bytes - image_part_size(download->part))
		return error_set(
			why, ERROR_FAILED,
			"what %s sends is larger than %llu MB, the "
			"limit of a sheet",
			download->host,
			(unsigned long long)(download->max_bytes >> 20));
	if (image_part_write(download->part, bytes, len, why) < 0)
		return -1;
	size = image_part_size(download->part);
	download->no_image =
		size >= DOWNLOAD_HEAD &&
		image_part_format(download->part) == PICTURE_UNKNOWN;
	return download->no_image ? -1 : 0;
}

static void download_drop(struct download *download)
{
	image_part_discard(download->part);
	download->part = NULL;
	download->no_image = false;
	download->refused.kind = ERROR_NONE;
}

/* --- answers -------------------------------------------------------------- */

static enum download_verdict download_fail(struct download *download)
{
	download->job->status = -1;
	return DOWNLOAD_DONE;
}

static enum download_verdict
download_say_no_image(struct download *download, const struct http_reply *reply)
{
	bool page = strncmp(reply->content_type, "text/html", 9) == 0;

	(void)error_set(&download->job->error, ERROR_FAILED,
			"what %s sends is not an image but %s; look at the "
			"address in a browser",
			download->host,
			page				 ? "a web page"
			: reply->content_type[0] != '\0' ? reply->content_type
							 : "something else");
	return download_fail(download);
}

static enum download_verdict download_keep(struct download *download,
					   const struct http_reply *reply)
{
	struct fetch_job *job = download->job;
	const struct image_key key = {.image = job->url};
	struct image_part *part = download->part;
	enum picture_format format =
		part != NULL ? image_part_format(part) : PICTURE_UNKNOWN;

	if (format == PICTURE_UNKNOWN)
		return download_say_no_image(download, reply);
	if (!picture_format_readable(format)) {
		(void)error_set(&job->error, ERROR_FAILED,
				"what %s sends is an image that this build "
				"cannot read",
				download->host);
		return download_fail(download);
	}
	download->part = NULL;
	job->status = image_part_keep(part, &key, &job->copy, &job->error);
	return DOWNLOAD_DONE;
}

/* A server far away sends nobody to this machine, and nobody leaves what is
 * encrypted for what is not. */
static int download_check_move(const struct download *download, const char *to,
			       struct error *err)
{
	bool secure = strncmp(download->url, "http:", 5) != 0;

	if (secure && strncmp(to, "https:", 6) != 0)
		return error_set(err, ERROR_FAILED,
				 "%s leads to %s, which is not encrypted",
				 download->host, to);
	if (download->moves >= DOWNLOAD_MOVES)
		return error_set(err, ERROR_FAILED,
				 "%s sends on to another address, for the "
				 "%dth time; it may be a circle",
				 download->host, DOWNLOAD_MOVES + 1);
	return http_check_url(to, false, err);
}

static enum download_verdict download_move(struct download *download,
					   const struct http_reply *reply)
{
	struct error *err = &download->job->error;
	char *to = http_url_resolve(download->url, reply->location);

	if (to == NULL) {
		(void)error_set(
			err, ERROR_FAILED,
			"%s sends on to \"%s\", which is not an address",
			download->host, reply->location);
		return download_fail(download);
	}
	if (download_check_move(download, to, err) < 0) {
		free(to);
		err->kind = ERROR_FAILED; /* not the fault of the call */
		return download_fail(download);
	}
	download_aim(download, to);
	download->moves++;
	return DOWNLOAD_MOVED;
}

/* What a status says of the sheet, and whether it may pass. */
static const struct download_status {
	int status;
	enum download_verdict verdict;
	const char *says;
} download_statuses[] = {
	{401, DOWNLOAD_DONE, "it is not for everyone to see"},
	{403, DOWNLOAD_DONE, "it is not for everyone to see"},
	{404, DOWNLOAD_DONE, "there is nothing at this address"},
	{408, DOWNLOAD_LATER, "it took too long"},
	{410, DOWNLOAD_DONE, "there is nothing at this address any more"},
	{425, DOWNLOAD_LATER, "it is too early"},
	{429, DOWNLOAD_HOST_LATER, "it is asked too often"},
	{500, DOWNLOAD_LATER, "the server failed"},
	{502, DOWNLOAD_LATER, "the server failed"},
	{503, DOWNLOAD_HOST_LATER, "the server is busy"},
	{504, DOWNLOAD_LATER, "the server took too long"},
};

static struct download_status download_status_of(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(download_statuses); i++)
		if (download_statuses[i].status == status)
			return download_statuses[i];
	return (struct download_status){
		.status = status,
		.verdict = status >= 500 ? DOWNLOAD_LATER : DOWNLOAD_DONE,
		.says = "no sheet comes with it",
	};
}

static enum download_verdict download_judge_status(struct download *download,
						   int code)
{
	struct download_status status = download_status_of(code);

	(void)error_set(&download->job->error, ERROR_FAILED,
			"%s answers %d: %s", download->host, code, status.says);
	return status.verdict == DOWNLOAD_DONE ? download_fail(download)
					       : status.verdict;
}

/* The connection, not the server. */
static enum download_verdict download_judge_way(struct download *download,
						const struct http_reply *reply)
{
	(void)error_set(&download->job->error, ERROR_FAILED,
			"the sheet cannot be fetched from %s: %s",
			download->host, reply->why);
	return reply->fate == HTTP_INSECURE ? download_fail(download)
					    : DOWNLOAD_LATER;
}

static enum download_verdict download_weigh(struct download *download,
					    const struct http_reply *reply)
{
	/* A page that is too long says what its status says. */
	bool told =
		reply->fate == HTTP_ANSWERED || reply->fate == HTTP_TOO_LARGE;

	if (download->refused.kind != ERROR_NONE) {
		download->job->error = download->refused;
		return download_fail(download);
	}
	if (download->no_image)
		return download_say_no_image(download, reply);
	if (!told)
		return download_judge_way(download, reply);
	if (reply->status / 100 == 2)
		return download_keep(download, reply);
	if (reply->status / 100 == 3 && reply->location[0] != '\0')
		return download_move(download, reply);
	return download_judge_status(download, reply->status);
}

enum download_verdict download_judge(struct download *download,
				     const struct http_reply *reply,
				     int64_t *ret_wish_ms)
{
	enum download_verdict verdict;

	download->job->http_status = reply->status;
	verdict = download_weigh(download, reply);
	download_drop(download);
	*ret_wish_ms = reply->retry_after_ms;
	if (verdict != DOWNLOAD_LATER && verdict != DOWNLOAD_HOST_LATER)
		return verdict;
	return download->failures++ < DOWNLOAD_RETRIES
		       ? verdict
		       : download_fail(download);
}
