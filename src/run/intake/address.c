/*
 * address.c: addresses of sheets. See address.h.
 *
 * 1. Only the shape is looked at; libcurl has the last word when the sheet is
 *    fetched.
 */
#include "config.h"

#include "run/intake/address.h"

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define HOST_MAX 255

static const char *const address_schemes[] = {"https://", "http://"};

/* What follows the scheme, in any case; NULL where there is none. */
static const char *address_rest(const char *text, bool *ret_secure)
{
	for (size_t i = 0; i < ARRAY_LEN(address_schemes); i++) {
		char head[9] = "";
		size_t len = strlen(address_schemes[i]);

		strncpy(head, text, len);
		if (text_casecmp(head, address_schemes[i]) != 0)
			continue;
		*ret_secure = i == 0;
		return text + len;
	}
	return NULL;
}

bool address_is(const char *image)
{
	bool secure;

	return address_rest(image, &secure) != NULL;
}

static bool address_has_blanks(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
			return true;
	return false;
}

/* 127.0.0.0/8, ::1 and localhost. */
static bool host_is_here(const char *host)
{
	unsigned int a, b, c, d;
	char rest;

	if (text_casecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	return sscanf(host, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &rest) == 4 &&
	       a == 127 && b < 256 && c < 256 && d < 256;
}

/* The host, without its port; false where it is not one. */
static bool address_host(const char *rest, char ret[HOST_MAX + 1])
{
	size_t len = rest[0] == '[' ? strcspn(rest, "]/?#") + 1
				    : strcspn(rest, ":/?#");

	if (len == 0 || len > HOST_MAX ||
	    (rest[0] == '[' && rest[len - 1] != ']'))
		return false;
	memcpy(ret, rest, len);
	ret[len] = '\0';
	return true;
}

const char *address_problem(const char *text, size_t len)
{
	char whole[ADDRESS_MAX + 1], host[HOST_MAX + 1];
	const char *rest;
	bool secure;

	if (len > ADDRESS_MAX)
		return "an address longer than 2048 bytes";
	if (!text_is_utf8(text, len))
		return "is not UTF-8";
	if (address_has_blanks(text, len))
		return "holds a blank or a control character; write %20";
	memcpy(whole, text, len);
	whole[len] = '\0';
	rest = address_rest(whole, &secure);
	if (rest == NULL)
		return "no address that begins with https://";
	if (memchr(rest, '@', strcspn(rest, "/?#")) != NULL)
		return "holds a user name; sheets are fetched without one";
	if (!address_host(rest, host))
		return "an address without a host";
	if (!secure && !host_is_here(host))
		return "not encrypted; use https://";
	return NULL;
}
