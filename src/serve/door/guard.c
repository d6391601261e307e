/*
 * guard.c: who may ask. See guard.h.
 *
 * 1. Who asks for another name learns nothing, not even that a token is
 *    wanted.
 * 2. What changes something (POST) comes from our own page, and says so.
 * 3. A secret is compared in a time that does not depend on where it differs.
 */
#include "config.h"

#include "serve/door/guard.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/crypto.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"

#define HOST_MAX 255 /* RFC 1035, 2.3.4 */

/* --- secrets -------------------------------------------------------------- */

/* 256 bits of the system's generator as hex. */
static void guard_draw(char ret[GUARD_TOKEN_SIZE])
{
	char id[33];

	hash_random_id(id);
	memcpy(ret, id, 32);
	hash_random_id(id);
	memcpy(ret + 32, id, sizeof(id));
	mem_wipe(id, sizeof(id));
}

/* Of `len` bytes at `text`. */
static bool is_secret(const char *secret, const char *text, size_t len)
{
	return len == GUARD_TOKEN_SIZE - 1 &&
	       CRYPTO_memcmp(secret, text, len) == 0;
}

bool guard_is_token(const struct guard *guard, const char *text)
{
	return is_secret(guard->token, text, strlen(text));
}

/* --- names ---------------------------------------------------------------- */

/* The characters of names and addresses; a zone (%eth0) is none of them. */
static bool is_host_name(const char *text, size_t len)
{
	if (len == 0 || len > HOST_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    strchr("-._:", text[i]) == NULL)
			return false;
	return true;
}

int guard_add_host(struct guard *guard, const char *name)
{
	size_t len = strlen(name);
	char *host;

	if (len > 2 && name[0] == '[' && name[len - 1] == ']') {
		name++;
		len -= 2;
	}
	if (!is_host_name(name, len) || guard->n_hosts == GUARD_HOSTS)
		return -1;
	host = mem_strndup(name, len);
	for (char *at = host; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	guard->hosts[guard->n_hosts++] = host;
	return 0;
}

void guard_init(struct guard *guard, bool open)
{
	static const char *const own[] = {"localhost", "127.0.0.1", "::1"};
	char id[33];

	memset(guard, 0, sizeof(*guard));
	guard->open = open;
	guard_draw(guard->token);
	guard_draw(guard->cookie);
	hash_random_id(id);
	snprintf(guard->cookie_name, sizeof(guard->cookie_name),
		 "vasculum-%.12s", id);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		(void)!guard_add_host(guard, own[i]);
}

void guard_done(struct guard *guard)
{
	for (size_t i = 0; i < guard->n_hosts; i++)
		free(guard->hosts[i]);
	mem_wipe(guard, sizeof(*guard));
}

static bool is_port(const char *text)
{
	size_t len = strspn(text, "0123456789");

	return len > 0 && len <= 5 && text[len] == '\0';
}

/*
 * The name of a Host line, "name", "name:port" or "[address]:port". Any port
 * will do: a tunnel (ssh -L) may begin at another one, and who made a name
 * point here chose the name, not the port.
 */
static bool guard_is_host(const struct guard *guard, const char *line)
{
	size_t len = strcspn(line, ":");
	const char *rest = line + len;

	if (line[0] == '[') {
		line++;
		len = strcspn(line, "]");
		if (line[len] != ']')
			return false;
		rest = line + len + 1;
	} else if (memchr(line, ':', len) != NULL) {
		return false;
	}
	if (rest[0] != '\0' && (rest[0] != ':' || !is_port(rest + 1)))
		return false;
	for (size_t i = 0; i < guard->n_hosts; i++) {
		char name[HOST_MAX + 1];

		if (strlen(guard->hosts[i]) != len)
			continue;
		memcpy(name, line, len);
		name[len] = '\0';
		if (text_casecmp(name, guard->hosts[i]) == 0)
			return true;
	}
	return false;
}

/* --- who asks ------------------------------------------------------------- */

/* Whether the cookie is among those of the line (RFC 6265, 4.2.1). */
static bool guard_has_cookie(const struct guard *guard, const char *line)
{
	size_t name = strlen(guard->cookie_name);

	while (*line != '\0') {
		size_t len;

		line += strspn(line, "; ");
		len = strcspn(line, ";");
		if (len > name &&
		    strncmp(line, guard->cookie_name, name) == 0 &&
		    line[name] == '=' &&
		    is_secret(guard->cookie, line + name + 1, len - name - 1))
			return true;
		line += len;
	}
	return false;
}

bool guard_knows(const struct guard *guard, const struct guard_request *request)
{
	static const char bearer[] = "bearer ";
	const char *shown = request->authorization;

	if (guard->open)
		return true;
	if (shown != NULL && strlen(shown) >= sizeof(bearer) - 1) {
		char scheme[sizeof(bearer)];

		memcpy(scheme, shown, sizeof(bearer) - 1);
		scheme[sizeof(bearer) - 1] = '\0';
		if (text_casecmp(scheme, bearer) == 0 &&
		    guard_is_token(guard, shown + sizeof(bearer) - 1))
			return true;
	}
	return request->cookie != NULL &&
	       guard_has_cookie(guard, request->cookie);
}

/* "http://" or, behind what ends TLS for us, "https://" and the very host that
 * was asked for. */
static bool is_same_origin(const struct guard_request *request)
{
	const char *origin = request->origin;
	const char *host;

	if (origin == NULL)
		return false;
	if (request->site != NULL && strcmp(request->site, "same-origin") != 0)
		return false;
	if (strncmp(origin, "http://", 7) == 0)
		host = origin + 7;
	else if (strncmp(origin, "https://", 8) == 0)
		host = origin + 8;
	else
		return false;
	return text_casecmp(host, request->host) == 0;
}

static bool is_json(const char *type)
{
	static const char json[] = "application/json";
	char head[sizeof(json)];
	size_t len;

	if (type == NULL)
		return false;
	len = strcspn(type, "; \t");
	if (len != sizeof(json) - 1)
		return false;
	memcpy(head, type, len);
	head[len] = '\0';
	return text_casecmp(head, json) == 0;
}

const char *guard_methods(const struct guard_request *request)
{
	if (request->login)
		return "POST";
	return request->takes ? "GET, HEAD, POST" : "GET, HEAD";
}

static bool is_method(const struct guard_request *request)
{
	static const char *const methods[] = {"GET", "HEAD", "POST"};
	const char *allowed = guard_methods(request);

	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (strcmp(request->method, methods[i]) == 0)
			return strstr(allowed, methods[i]) != NULL;
	return false;
}

enum guard_verdict guard_judge(const struct guard *guard,
			       const struct guard_request *request)
{
	bool posts = strcmp(request->method, "POST") == 0;

	if (request->n_hosts != 1 || request->host == NULL ||
	    !guard_is_host(guard, request->host))
		return GUARD_MISDIRECTED;
	if (posts && !is_same_origin(request))
		return GUARD_FOREIGN;
	if (!request->bare && !request->login && !guard_knows(guard, request))
		return GUARD_UNKNOWN;
	if (!is_method(request))
		return GUARD_METHOD;
	if (posts && !is_json(request->content_type))
		return GUARD_NOT_JSON;
	return GUARD_LETS_IN;
}

void guard_set_cookie(const struct guard *guard, struct bytes *ret)
{
	bytes_printf(ret, "%s=%s; Path=/; HttpOnly; SameSite=Strict",
		     guard->cookie_name, guard->cookie);
}

/* --- what is answered ----------------------------------------------------- */

static const struct {
	unsigned int status;
	const char *words;
} guard_answers[GUARD_VERDICTS] = {
	[GUARD_LETS_IN] = {200, ""},
	[GUARD_MISDIRECTED] = {421,
			       "this server does not go by that name; ask for "
			       "localhost, or start it with --host NAME"},
	[GUARD_UNKNOWN] = {401, "a token is wanted: open the address that "
				"\"vasculum serve\" has printed, or send "
				"Authorization: Bearer with it"},
	[GUARD_FOREIGN] = {403, "another page has sent this; it is not done"},
	[GUARD_NOT_JSON] = {415, "send it as application/json"},
	[GUARD_METHOD] = {405, "this takes other methods; Allow says which"},
};

unsigned int guard_status(enum guard_verdict verdict)
{
	return guard_answers[verdict].status;
}

const char *guard_words(enum guard_verdict verdict)
{
	return guard_answers[verdict].words;
}
