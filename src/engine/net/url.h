/*
 * url.h: what addresses are made of, by libcurl's own reading of them. Pure;
 * any thread.
 */
#ifndef ENGINE_NET_URL_H
#define ENGINE_NET_URL_H

#include <stdbool.h>

#include "base/error.h"

/*
 * ERROR_USAGE unless the address is https, or http to this very machine
 * (127.0.0.0/8, ::1, localhost) or `insecure_http` allows it. Addresses that
 * hold a user name are refused too.
 */
int http_check_url(const char *url, bool insecure_http,
		   struct error *err) MUST_USE;

/* The host in lower case, owned; NULL for what is not an address. */
char *http_url_host(const char *url);

/* Whether both are of one server: scheme, host and port, whatever their case
 * and a dot behind the host; never where one holds a user name. */
bool http_url_same_server(const char *a, const char *b);
/* Whether it is of this very machine, as above. */
bool http_url_is_here(const char *url);

/* Every byte but letters, digits and "-._~" as %XX (RFC 3986, 2.3): a text that
 * goes into an address as it is. Owned. */
char *http_url_escape(const char *text);

/* Where a redirect from `url` leads, `location` being whole or relative;
 * owned, without a fragment, or NULL where it leads nowhere. */
char *http_url_resolve(const char *url, const char *location);

#endif
