/*
 * url.c: parts of addresses. See url.h.
 *
 * 1. An address is taken apart and put together by libcurl alone: what is
 *    checked is what is asked.
 */
#include "config.h"

#include "engine/net/url.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* Owned; libcurl's strings are freed by libcurl alone. */
static char *url_get(CURLU *url, CURLUPart part)
{
	char *text = NULL, *own;

	if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
		return NULL;
	own = mem_strdup(text);
	curl_free(text);
	return own;
}

static bool host_is_here(const char *host)
{
	unsigned int a, b, c, d;
	char rest;

	if (text_casecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return sscanf(host, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &rest) == 4 &&
	       a == 127 && b < 256 && c < 256 && d < 256;
}

static int url_check(CURLU *parsed, const char *url, bool insecure_http,
		     struct error *err)
{
	char *scheme CLEANUP(mem_free_str) = url_get(parsed, CURLUPART_SCHEME);
	char *host CLEANUP(mem_free_str) = url_get(parsed, CURLUPART_HOST);
	char *user CLEANUP(mem_free_str) = url_get(parsed, CURLUPART_USER);

	if (user != NULL)
		return error_set(
			err, ERROR_USAGE,
			"the address of the server holds a user name; "
			"keys come from the environment or a key file");
	if (scheme == NULL || host == NULL ||
	    (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
		return error_set(
			err, ERROR_USAGE,
			"\"%s\" is not an https address; give one such as "
			"https://host/v1",
			url);
	if (strcmp(scheme, "http") == 0 && !host_is_here(host) &&
	    !insecure_http)
		return error_set(
			err, ERROR_USAGE,
			"%s is not encrypted: keys and sheets would be "
			"sent for all to read; use https, or "
			"--insecure-http where the network is yours",
			url);
	return 0;
}

int http_check_url(const char *url, bool insecure_http, struct error *err)
{
	CURLU *parsed = curl_url();
	int rc;

	if (parsed == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	if (curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK)
		rc = error_set(err, ERROR_USAGE,
			       "\"%s\" is not an address; give one such as "
			       "https://host/v1",
			       url);
	else
		rc = url_check(parsed, url, insecure_http, err);
	curl_url_cleanup(parsed);
	return rc;
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

/* "https://host:443", owned, in lower case; NULL where it holds a user name,
 * or is not an address. */
static char *url_server(const char *url)
{
	CURLU *parsed = curl_url();
	char *scheme CLEANUP(mem_free_str) = NULL;
	char *user CLEANUP(mem_free_str) = NULL;
	char *host CLEANUP(mem_free_str) = http_url_host(url);
	char *port = NULL, *server = NULL;
	size_t len = host != NULL ? strlen(host) : 0;

	if (parsed != NULL &&
	    curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK) {
		scheme = url_get(parsed, CURLUPART_SCHEME);
		user = url_get(parsed, CURLUPART_USER);
	}
	if (len > 0 && host[len - 1] == '.')
		host[len - 1] = '\0';
	if (scheme != NULL && host != NULL && user == NULL &&
	    curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ==
		    CURLUE_OK)
		server = mem_printf("%s://%s:%s", scheme, host, port);
	curl_free(port);
	curl_url_cleanup(parsed);
	return server;
}

bool http_url_same_server(const char *a, const char *b)
{
	char *left CLEANUP(mem_free_str) = url_server(a);
	char *right CLEANUP(mem_free_str) = url_server(b);

	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

bool http_url_is_here(const char *url)
{
	char *host CLEANUP(mem_free_str) = http_url_host(url);

	return host != NULL && host_is_here(host);
}

char *http_url_escape(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";
	struct bytes escaped = {0};

	for (; *text != '\0'; text++)
		if (strchr(plain, *text) != NULL)
			bytes_append_char(&escaped, *text);
		else
			bytes_printf(&escaped, "%%%02X", (unsigned char)*text);
	return bytes_steal(&escaped);
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
