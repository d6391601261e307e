/*
 * http.c: requests through libcurl's multi interface. See http.h.
 *
 * 1. A request that reached the server whole is never sent twice: where a
 *    kept connection dies libcurl would send it again by itself, and whoever
 *    bills by the request would bill it twice. Its rewinding is refused then
 *    (http_seek), and the caller decides. One that went out in part only may
 *    be begun anew: no server answers half a request.
 * 2. Each request has an easy handle of its own, made for it and gone with
 *    it: after a refused rewind a reused one fails for good (curl issue
 *    18206). Connections are kept by the multi handle.
 * 3. The secret lies in the header list of its request and nowhere else
 *    here, and is overwritten when the request is over.
 * 4. Nothing from the environment or the server changes where a request
 *    goes: no redirects, no netrc, no cookies. A proxy of the environment is
 *    used for https alone, which it cannot read.
 */
#include "config.h"

#include "engine/net/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "engine/net/header.h"
#include "engine/net/url.h"

#define HTTP_BODY_MAX	((size_t)8 << 20)
#define HTTP_CONNECT_MS 15000
#define HTTP_TOTAL_MS	180000
#define HTTP_IDLE_MS	60000
#define HTTP_SPARED_MS	10
#define HTTP_IDLE_AGE_S 60L /* a kept connection is not used again after */
/* Of the answer at first; of what is sent at once: small, for 256 requests
 * may be under way. */
#define HTTP_UPLOAD_BUFFER (32L << 10)

struct http_call {
	struct http *http;
	CURL *easy;
	struct curl_slist *headers; /* the first holds the secret, if any */
	bool secret;
	struct http_body body;
	uint64_t offset; /* of the body, given to libcurl */
	uint64_t from;	 /* of the answer, asked for */
	int (*sink)(void *data, const char *bytes, size_t len);
	int (*begin)(void *data, uint64_t offset);
	void *data;
	struct http_reply reply;
	bool posts;  /* there is something to think about */
	bool begun;  /* the sink has been given something */
	bool unread; /* the body could not be read to its end */
	bool headed; /* the head of its answer is whole */
	bool too_large;
	/* how far it was when something last moved */
	curl_off_t up, down;
	int64_t moved_ms;
	bool waits; /* sent, and nothing of the answer is there */
	bool idle;
	char why[CURL_ERROR_SIZE];
	struct http_call *previous, *next; /* under way */
	struct list_node node;		   /* over */
};

struct http {
	struct http_options options;
	CURLM *multi;
	struct http_call *calls; /* under way */
	struct list done;	 /* over, not yet taken */
	size_t n;
	bool begun; /* a request that libcurl has not begun to send */
	int64_t performed_ms;
};

/* --- what libcurl calls --------------------------------------------------- */

static bool call_is_sent(const struct http_call *call)
{
	return call->body.read == NULL || call->offset >= call->body.length;
}

static size_t http_read(char *to, size_t size, size_t n, void *data)
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

static int http_seek(void *data, curl_off_t offset, int origin)
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

static size_t http_write(char *from, size_t size, size_t n, void *data)
{
	struct http_call *call = data;
	struct bytes *body = &call->reply.body;

	if (call->sink != NULL && call_is_good(call))
		return call_sink(call, from, size * n) < 0 ? 0 : size * n;
	if (size * n > call->http->options.body_max - body->len) {
		call->too_large = true;
		return 0;
	}
	bytes_append(body, from, size * n);
	return size * n;
}

static size_t http_header(char *line, size_t size, size_t n, void *data)
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
static int http_tick(void *data, curl_off_t down_total, curl_off_t down,
		     curl_off_t up_total, curl_off_t up)
{
	struct http_call *call = data;
	const struct http_options *o = &call->http->options;
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

static void call_unlink(struct http_call *call)
{
	if (call->previous != NULL)
		call->previous->next = call->next;
	else
		call->http->calls = call->next;
	if (call->next != NULL)
		call->next->previous = call->previous;
}

static void call_free(struct http_call *call)
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
	const struct http_options *o = &call->http->options;
	CURL *easy = call->easy;

	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
			 (long)(total_ms > 0 ? total_ms : o->total_ms));
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, http_tick);
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
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, http_read);
	curl_easy_setopt(easy, CURLOPT_READDATA, call);
	curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, http_seek);
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
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, http_write);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, http_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	call_set_protocols(easy);
	call_set_proxy(easy, request->url);
	call_set_limits(call, request->total_ms);
	if (call->posts)
		call_set_body(call);
	if (request->method != NULL)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static struct http_call *call_new(struct http *http,
				  const struct http_request *request)
{
	struct http_call *call = mem_zalloc(sizeof(*call));

	call->http = http;
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
		call_free(call);
		return NULL;
	}
	call_set(call, request);
	return call;
}

int http_start(struct http *http, const struct http_request *request,
	       struct error *err)
{
	struct http_call *call;

	if (http_check_url(request->url, http->options.insecure_http, err) < 0)
		return -1;
	call = call_new(http, request);
	if (call == NULL ||
	    curl_multi_add_handle(http->multi, call->easy) != CURLM_OK) {
		if (call != NULL)
			call_free(call);
		return error_set(err, ERROR_FAILED,
				 "a request to %s cannot be made: out of "
				 "memory",
				 request->url);
	}
	call->next = http->calls;
	if (call->next != NULL)
		call->next->previous = call;
	http->calls = call;
	http->n++;
	http->begun = true;
	return 0;
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

static void call_finish(struct http_call *call, CURLcode code)
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

/* The handle goes at once, its buffers with it; the answer waits. */
static void http_complete(struct http *http, struct http_call *call,
			  CURLcode code)
{
	call_finish(call, code);
	curl_multi_remove_handle(http->multi, call->easy);
	curl_easy_cleanup(call->easy);
	call->easy = NULL;
	call_unlink(call);
	list_push(&http->done, &call->node);
}

static void http_collect(struct http *http)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		struct http_call *call = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
				  &call);
		http_complete(http, call, code);
	}
}

static int http_error(CURLMcode code, struct error *err)
{
	return error_set(err, ERROR_FAILED, "requests cannot go on: %s",
			 curl_multi_strerror(code));
}

static int http_perform(struct http *http, struct error *err)
{
	int running;
	CURLMcode code = curl_multi_perform(http->multi, &running);

	if (code != CURLM_OK)
		return http_error(code, err);
	http->begun = false;
	http->performed_ms = clock_ms();
	http_collect(http);
	return 0;
}

/* libcurl looks at all requests whenever it is let: it is not when somebody
 * else's descriptor alone is readable, but for its timers' sake. */
static bool http_is_spared(const struct http *http, int ready,
			   const struct curl_waitfd *wake)
{
	return ready == 1 && wake->revents != 0 &&
	       clock_ms() - http->performed_ms < HTTP_SPARED_MS;
}

int http_turn(struct http *http, int wake_fd, int wait_ms, struct error *err)
{
	struct curl_waitfd wake = {.fd = wake_fd, .events = CURL_WAIT_POLLIN};
	int ready = 0;
	CURLMcode code;

	if ((http->begun || wait_ms == 0) && http_perform(http, err) < 0)
		return -1;
	if (http->done.first != NULL || wait_ms == 0)
		return 0;
	code = curl_multi_poll(http->multi, &wake, wake_fd >= 0 ? 1 : 0,
			       wait_ms >= 0 ? wait_ms : INT32_MAX, &ready);
	if (code != CURLM_OK)
		return http_error(code, err);
	return http_is_spared(http, ready, &wake) ? 0 : http_perform(http, err);
}

static struct http_call *http_pop(struct http *http)
{
	return LIST_ITEM(list_pop(&http->done), struct http_call, node);
}

bool http_take(struct http *http, struct http_reply *ret, void **ret_data)
{
	struct http_call *call = http_pop(http);

	if (call == NULL)
		return false;
	http->n--;
	*ret = call->reply;
	*ret_data = call->data;
	http_reply_init(&call->reply);
	call_free(call);
	return true;
}

size_t http_in_flight(const struct http *http)
{
	return http->n;
}

/* --- its life ------------------------------------------------------------- */

static void http_default(int64_t *ms, int64_t fallback)
{
	if (*ms <= 0)
		*ms = fallback;
}

int http_new(const struct http_options *options, struct http **ret,
	     struct error *err)
{
	struct http *http;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(err, ERROR_FAILED,
				 "libcurl cannot be made ready");
	http = mem_zalloc(sizeof(*http));
	http->options = *options;
	http_default(&http->options.connect_ms, HTTP_CONNECT_MS);
	http_default(&http->options.total_ms, HTTP_TOTAL_MS);
	http_default(&http->options.idle_ms, HTTP_IDLE_MS);
	if (http->options.body_max == 0)
		http->options.body_max = HTTP_BODY_MAX;
	http->multi = curl_multi_init();
	if (http->multi == NULL) {
		http_free(http);
		return error_set(err, ERROR_FAILED, "out of memory");
	}
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS,
			  (long)options->connections);
	curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
			  (long)options->connections);
	*ret = http;
	return 0;
}

void http_drop(struct http *http)
{
	struct http_call *call;

	while ((call = http->calls) != NULL) {
		call_unlink(call);
		curl_multi_remove_handle(http->multi, call->easy);
		call_free(call);
	}
	while ((call = http_pop(http)) != NULL)
		call_free(call);
	http->n = 0;
}

void http_free(struct http *http)
{
	if (http == NULL)
		return;
	http_drop(http);
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	free(http);
}
