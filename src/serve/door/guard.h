/*
 * guard.h: who may ask the page's server what. Judges the head of a request,
 * and knows nothing of sockets.
 *
 * An SSH host has other users, and a browser has other pages: the address a
 * request comes from proves nothing. What does is the token (a file of mode
 * 0600, the fragment of a URL, `Authorization: Bearer`) or the cookie that it
 * was changed for; against pages of others stand the name that was asked for
 * (RFC 9110, 7.4; DNS rebinding) and the origin of what is sent.
 */
#ifndef SERVE_DOOR_GUARD_H
#define SERVE_DOOR_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

#define GUARD_TOKEN_SIZE 65 /* 64 hex digits and the NUL: 256 random bits */
#define GUARD_HOSTS	 24 /* --host may be given for the rest of them */

struct guard {
	char *hosts[GUARD_HOSTS]; /* names in small letters, without a port */
	size_t n_hosts;
	bool open; /* a socket of mode 0600: the file system asks who it is */
	char token[GUARD_TOKEN_SIZE];
	char cookie_name[32];	       /* of this server: ports share cookies */
	char cookie[GUARD_TOKEN_SIZE]; /* its value; not the token */
};

/* Draws token and cookie, and lets in the names of this machine to itself. */
void guard_init(struct guard *guard, bool open);
void guard_done(struct guard *guard);
/* Lets in one name more, or one address (with or without brackets): 0, or -1
 * where it is none, or there are too many. */
int guard_add_host(struct guard *guard, const char *name);

/* The head of a request; NULL: it has no such line. All borrowed. */
struct guard_request {
	const char *method;
	const char *host, *origin, *site; /* Sec-Fetch-Site */
	const char *content_type, *authorization, *cookie;
	size_t n_hosts; /* lines of that name */
	bool login;	/* it asks for what the token is shown to */
	bool takes;	/* it asks for what may be changed (POST) */
	bool bare;	/* it asks for what needs none: the login page */
};

enum guard_verdict {
	GUARD_LETS_IN,
	GUARD_MISDIRECTED, /* 421: it asks for somebody else */
	GUARD_UNKNOWN,	   /* 401: who asks has not shown a token */
	GUARD_FOREIGN,	   /* 403: another page sends it */
	GUARD_NOT_JSON,	   /* 415 */
	GUARD_METHOD,	   /* 405 */
};
#define GUARD_VERDICTS 6

enum guard_verdict guard_judge(const struct guard *guard,
			       const struct guard_request *request);
/* By which methods this is asked for, as Allow has them. Static. */
const char *guard_methods(const struct guard_request *request);
/* Whether who asks has shown token or cookie. */
bool guard_knows(const struct guard *guard,
		 const struct guard_request *request);
/* Whether this is the token; takes as long for any text of its length. */
bool guard_is_token(const struct guard *guard, const char *text);
/* Appends the value of Set-Cookie. */
void guard_set_cookie(const struct guard *guard, struct bytes *ret);

/* The HTTP status of a verdict, and what to do, in a few words. */
unsigned int guard_status(enum guard_verdict verdict);
const char *guard_words(enum guard_verdict verdict);

#endif
