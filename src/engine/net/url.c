/*
 * url.c: parts of addresses. See url.h.
 *
 * 1. An address is taken apart and put together by libcurl alone: what is
 *    checked is what is asked.
 */
#include "config.h"

#include "engine/net/url.h"

#include <curl/curl.h>
#include <stddef.h>

#include "base/mem.h"

/* libcurl's strings are freed by libcurl alone. */
static char *url_get(CURLU *url, CURLUPart part)
{
	char *text = NULL, *own;

	if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
		return NULL;
	own = mem_strdup(text);
	curl_free(text);
	return own;
}

char *http_url_host(const char *url)
{
	CURLU *parsed = curl_url();
	char *host = NULL;

	if (parsed != NULL &&
	    curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK)
		host = url_get(parsed, CURLUPART_HOST);
	curl_url_cleanup(parsed);
	for (char *at = host; at != NULL && *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return host;
}

char *http_url_resolve(const char *url, const char *location)
{
	CURLU *parsed = curl_url();
	char *whole = NULL;

	/* A set over what is there is taken as relative to it. */
	if (parsed != NULL &&
	    curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_set(parsed, CURLUPART_URL, location, 0) == CURLUE_OK &&
	    curl_url_set(parsed, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK)
		whole = url_get(parsed, CURLUPART_URL);
	curl_url_cleanup(parsed);
	return whole;
}
