/*
 * call.c: a request as libcurl makes it. See call.h.
 *
 * 1. A request that reached the server whole is never sent twice: where a
 *    kept connection dies libcurl would send it again by itself, and whoever
 *    bills by the request would bill it twice. Its rewinding is refused then
 *    (call_seek), and the caller decides. One that went out in part only may
 *    be begun anew: no server answers half a request.
 * 2. The secret lies in the header list of its request and nowhere else
 *    here, and is overwritten when the request is over.
 * 3. Nothing from the environment or the server changes where a request
 *    goes: no redirects, no netrc, no cookies. A proxy of the environment is
 *    used for https alone, which it cannot read.
 */
#include "config.h"

#include "engine/net/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "engine/net/header.h"

#define HTTP_IDLE_AGE_S 60L /* a kept connection is not used again after */
/* Of the answer at first; of what is sent at once: small, for 256 requests
 * may be under way. */
#define HTTP_UPLOAD_BUFFER (32L << 10)

/* --- what libcurl calls --------------------------------------------------- */

static bool call_is_sent(const struct http_call *call)
{
	return call->body.read == NULL || call->offset >= call->body.length;
}

static size_t call_read(char *to, size_t size, size_t n, void *data)
{
	struct http_call *call = data;
	size_t got;

	if (call_is_sent(call))
		return 0;
	got = call->body.read(call->body.body, call->offset, to, size * n);
	if (got == 0) {
		call->unread = true;
		return CURL_READFUNC_ABORT;
	}
	call->offset += got;
	if (call_is_sent(call) && call->body.sent != NULL)
		call->body.sent(call->body.body);
	return got;
}

static int call_seek(void *data, curl_off_t offset, int origin)
{
	struct http_call *call = data;

	if (origin != SEEK_SET || offset < 0 || call_is_sent(call))
		return CURL_SEEKFUNC_FAIL;
	call->offset = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

static bool call_is_good(const struct http_call *call)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	return status / 100 == 2;
}

/* A piece of a success, for the caller's sink; its first one after where it
 * stands. */
static int call_sink(struct http_call *call, const char *bytes, size_t len)
{
	int64_t from = call->reply.range_from;
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	if (!call->begun && call->begin != NULL &&
	    call->begin(call->data, status != 206 ? 0
				    : from >= 0	  ? (uint64_t)from
						  : call->from) < 0)
		return -1;
	call->begun = true;
	return call->sink(call->data, bytes, len);
}

static size_t call_write(char *from, size_t size, size_t n, void *data)
{
	struct http_call *call = data;
	struct bytes *body = &call->reply.body;

	if (call->sink != NULL && call_is_good(call))
		return call_sink(call, from, size * n) < 0 ? 0 : size * n;
	if (size * n > call->options->body_max - body->len) {
		call->too_large = true;
		return 0;
	}
	bytes_append(body, from, size * n);
	return size * n;
}

static size_t call_header(char *line, size_t size, size_t n, void *data)
{
	struct http_call *call = data;
	size_t len = size * n;

	/* An interim answer (100) has a head of its own before the last one;
	 * lines after the body are not of the head any more. */
	if (len > 5 && strncmp(line, "HTTP/", 5) == 0)
		call->headed = false;
	else if (len > 0 && (line[0] == '\r' || line[0] == '\n'))
		call->headed = true;
	http_header_read(line, len, &call->reply);
	return len;
}

/* Ends what does not move. Before the answer to a question begins a model may
 * think for as long as the usual request may take, however long this one may;
 * but an upload has to go on, and so has an answer once begun, by at least a
 * byte a second. There is nothing to think about in a GET. */
static int call_tick(void *data, curl_off_t down_total, curl_off_t down,
		     curl_off_t up_total, curl_off_t up)
{
	struct http_call *call = data;
	const struct http_options *o = call->options;
	int64_t now = clock_ms();
	curl_off_t least = (o->idle_ms + 999) / 1000;
	bool waits = down == 0 && call->posts && call_is_sent(call);

	if (waits != call->waits || up != call->up ||
	    down - call->down >= least) {
		call->waits = waits;
		call->up = up;
		call->down = down;
		call->moved_ms = now;
	}
	call->idle = now - call->moved_ms >= (waits ? o->total_ms : o->idle_ms);
	return call->idle ? 1 : 0;
}

/* --- a request ------------------------------------------------------------ */

static void call_wipe(struct http_call *call)
{
	if (call->secret && call->headers != NULL)
		mem_wipe(call->headers->data, strlen(call->headers->data));
}

void http_call_free(struct http_call *call)
{
	if (call->easy != NULL)
		curl_easy_cleanup(call->easy);
	call_wipe(call);
	curl_slist_free_all(call->headers);
	http_reply_done(&call->reply);
	free(call);
}

static int call_add_header(struct http_call *call, const char *line)
{
	struct curl_slist *list = curl_slist_append(call->headers, line);

	if (list == NULL)
		return -1;
	call->headers = list;
	return 0;
}

static int call_add_secret(struct http_call *call, const char *secret)
{
	char *line = mem_printf("Authorization: Bearer %s", secret);
	int rc = call_add_header(call, line);

	call->secret = rc == 0;
	mem_wipe(line, strlen(line));
	free(line);
	return rc;
}

static int call_add_type(struct http_call *call, const char *type)
{
	char *line CLEANUP(mem_free_str) = mem_printf(
		"Content-Type: %s", type != NULL ? type : "application/json");

	return call_add_header(call, line);
}

static int call_add_range(struct http_call *call, uint64_t from)
{
	char *line CLEANUP(mem_free_str) =
		mem_printf("Range: bytes=%" PRIu64 "-", from);

	return call_add_header(call, line);
}

static int call_headers(struct http_call *call,
			const struct http_request *request)
{
	if (request->secret != NULL &&
	    call_add_secret(call, request->secret) < 0)
		return -1;
	if (call->posts && (call_add_type(call, request->content_type) < 0 ||
			    call_add_header(call, "Expect:") < 0))
		return -1;
	if (request->from > 0 && call_add_range(call, request->from) < 0)
		return -1;
	for (const char *const *h = request->headers; h != NULL && *h; h++)
		if (call_add_header(call, *h) < 0)
			return -1;
	return 0;
}

static void call_set_protocols(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
			 (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* Many set a proxy for all that is http, this machine not excepted: the key
 * would go through the network in the clear. */
static void call_set_proxy(CURL *easy, const char *url)
{
	if (strncasecmp(url, "https:", 6) != 0)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
}

static void call_set_limits(struct http_call *call, int64_t total_ms)
{
	const struct http_options *o = call->options;
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 (long)(total_ms > 0 ? total_ms : o->total_ms));
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, call_tick);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, call);
	curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, HTTP_UPLOAD_BUFFER);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, HTTP_IDLE_AGE_S);
}

static void call_set_body(struct http_call *call)
{
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	if (call->body.read == NULL) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, 0L);
		return;
	}
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)call->body.length);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, call_read);
	curl_easy_setopt(easy, CURLOPT_READDATA, call);
	curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, call_seek);
	curl_easy_setopt(easy, CURLOPT_SEEKDATA, call);
}

/* Those of the system, or in their place of the file that OpenSSL's tools
 * take, too: a server of the house has a certificate of the house. */
static void call_set_authorities(CURL *easy)
{
	const char *file = getenv("SSL_CERT_FILE");

	if (file == NULL || file[0] == '\0')
		return;
	curl_easy_setopt(easy, CURLOPT_CAINFO, file);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
}

static void call_set(struct http_call *call, const struct http_request *request)
{
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->why);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	call_set_authorities(easy);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	/* Without TLS nothing says that a connection can be shared before its
	 * first answer: requests would wait for that one by one. */
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT,
			 strncmp(request->url, "https", 5) == 0 ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
			 (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT,
			 PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, call_write);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, call_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	call_set_protocols(easy);
	call_set_proxy(easy, request->url);
	call_set_limits(call, request->total_ms);
	if (call->posts)
		call_set_body(call);
	if (request->method != NULL)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

struct http_call *http_call_new(const struct http_options *options,
				const struct http_request *request)
{
	struct http_call *call = mem_zalloc(sizeof(*call));

	call->options = options;
	call->sink = request->sink;
	call->begin = request->begin;
	call->from = request->from;
	call->posts =
		request->body != NULL || (request->method != NULL &&
					  strcmp(request->method, "POST") == 0);
	call->data = request->data;
	call->moved_ms = clock_ms();
	http_reply_init(&call->reply);
	if (request->body != NULL)
		call->body = *request->body;
	call->easy = curl_easy_init();
	if (call->easy == NULL || call_headers(call, request) < 0) {
		http_call_free(call);
		return NULL;
	}
	call_set(call, request);
	return call;
}

/* --- how it ended --------------------------------------------------------- */

static const struct {
	CURLcode code;
	enum http_fate fate;
} http_fates[] = {
	{CURLE_OK, HTTP_ANSWERED},
	{CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_SERVER},
	{CURLE_COULDNT_RESOLVE_PROXY, HTTP_NO_SERVER},
	{CURLE_COULDNT_CONNECT, HTTP_NO_SERVER},
	{CURLE_PEER_FAILED_VERIFICATION, HTTP_INSECURE},
	{CURLE_SSL_CACERT_BADFILE, HTTP_INSECURE},
	{CURLE_SSL_CIPHER, HTTP_INSECURE},
	{CURLE_SSL_ISSUER_ERROR, HTTP_INSECURE},
	{CURLE_OPERATION_TIMEDOUT, HTTP_TIMED_OUT},
};

/* Whether the request could go out: connected, and under TLS shaken hands.
 * The first is not enough there: newer libcurl notes that time before the
 * handshake. A connection that is used again may note no handshake, but then
 * a head was sent on it. */
static bool call_connected(const struct http_call *call)
{
	curl_off_t ready = 0, shaken = 0;
	long head = 0;
	char *url = NULL;

	curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	curl_easy_getinfo(call->easy, CURLINFO_APPCONNECT_TIME_T, &shaken);
	curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &head);
	curl_easy_getinfo(call->easy, CURLINFO_EFFECTIVE_URL, &url);
	if (url != NULL && strncasecmp(url, "https:", 6) == 0 && shaken == 0 &&
	    head == 0)
		return false;
	return ready > 0;
}

static enum http_fate call_fate(const struct http_call *call, CURLcode code)
{
	enum http_fate fate = HTTP_BROKEN;

	if (call->too_large)
		return HTTP_TOO_LARGE;
	if (call->idle)
		return HTTP_TIMED_OUT;
	for (size_t i = 0; i < ARRAY_LEN(http_fates); i++)
		if (http_fates[i].code == code)
			fate = http_fates[i].fate;
	/* A connection that ends within the head is well for libcurl. */
	if (fate == HTTP_ANSWERED && !call->headed)
		return HTTP_BROKEN;
	/* A handshake that failed, or took too long: nothing was asked yet. */
	if ((fate == HTTP_TIMED_OUT || fate == HTTP_BROKEN) &&
	    !call_connected(call))
		return HTTP_NO_SERVER;
	return fate;
}

/* What Retry-After asks for, or -1. A date is one of the clock that wrote it:
 * this machine's may be wrong by hours. */
static int64_t call_retry_ms(const struct http_call *call)
{
	const struct http_reply *reply = &call->reply;
	curl_off_t after = 0;

	if (reply->retry_epoch_ms >= 0 && reply->date_epoch_ms >= 0)
		return reply->retry_epoch_ms - reply->date_epoch_ms;
	curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &after);
	return after > 0 && after < INT64_MAX / 1000 ? after * 1000 : -1;
}

void http_call_finish(struct http_call *call, CURLcode code)
{
	struct http_reply *reply = &call->reply;
	curl_off_t time = 0;
	int64_t retry_ms;
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_TOTAL_TIME_T, &time);
	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	reply->latency_ms = (double)time / 1000;
	reply->status = (int)status;
	reply->fate = call_fate(call, code);
	reply->sent = reply->fate != HTTP_NO_SERVER &&
		      reply->fate != HTTP_INSECURE && call_is_sent(call);
	/* Of an answer that broke off, too: its head may have been whole. */
	retry_ms = call_retry_ms(call);
	if (retry_ms > 0 && retry_ms > reply->retry_after_ms)
		reply->retry_after_ms = retry_ms;
	if (reply->fate == HTTP_ANSWERED)
		return;
	snprintf(reply->why, sizeof(reply->why), "%s",
		 call->too_large    ? "the answer is too large"
		 : call->idle	    ? "nothing moved any more"
		 : call->unread	    ? "what was to be sent could not be read"
		 : code == CURLE_OK ? "the answer ended in its head"
		 : call->why[0] != '\0' ? call->why
					: curl_easy_strerror(code));
	text_clean_line(reply->why);
}
