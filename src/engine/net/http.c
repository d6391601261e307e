/*
 * http.c: requests through libcurl's multi interface. See http.h.
 *
 * 1. Each request has an easy handle of its own, made for it and gone with
 *    it: after a refused rewind a reused one fails for good (curl issue
 *    18206). Connections are kept by the multi handle.
 */
#include "config.h"

#include "engine/net/http.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "base/list.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/net/call.h"
#include "engine/net/url.h"

#define HTTP_BODY_MAX	((size_t)8 << 20)
#define HTTP_CONNECT_MS 15000
#define HTTP_TOTAL_MS	180000
#define HTTP_IDLE_MS	60000
#define HTTP_SPARED_MS	10

struct http {
	struct http_options options;
	CURLM *multi;
	struct http_call *calls; /* under way */
	struct list done;	 /* over, not yet taken */
	size_t n;
	bool begun; /* a request that libcurl has not begun to send */
	int64_t performed_ms;
};

/* --- requests under way ---------------------------------------------------- */

static void http_unlink(struct http *http, struct http_call *call)
{
	if (call->previous != NULL)
		call->previous->next = call->next;
	else
		http->calls = call->next;
	if (call->next != NULL)
		call->next->previous = call->previous;
}

int http_start(struct http *http, const struct http_request *request,
	       struct error *err)
{
	struct http_call *call;

	if (http_check_url(request->url, http->options.insecure_http, err) < 0)
		return -1;
	call = http_call_new(&http->options, request);
	if (call == NULL ||
	    curl_multi_add_handle(http->multi, call->easy) != CURLM_OK) {
		if (call != NULL)
			http_call_free(call);
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

/* The handle goes at once, its buffers with it; the answer waits. */
static void http_complete(struct http *http, struct http_call *call,
			  CURLcode code)
{
	http_call_finish(call, code);
	curl_multi_remove_handle(http->multi, call->easy);
	curl_easy_cleanup(call->easy);
	call->easy = NULL;
	http_unlink(http, call);
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
	http_call_free(call);
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
		http_unlink(http, call);
		curl_multi_remove_handle(http->multi, call->easy);
		http_call_free(call);
	}
	while ((call = http_pop(http)) != NULL)
		http_call_free(call);
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
