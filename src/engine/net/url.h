/*
 * url.h: what addresses are made of, by libcurl's own reading of them. Pure;
 * any thread.
 */
#ifndef ENGINE_NET_URL_H
#define ENGINE_NET_URL_H

/* The host in lower case, owned; NULL for what is not an address. */
char *http_url_host(const char *url);

/* Where a redirect from `url` leads, `location` being whole or relative;
 * owned, without a fragment, or NULL where it leads nowhere. */
char *http_url_resolve(const char *url, const char *location);

#endif
