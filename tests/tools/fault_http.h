/*
 * fault_http.h: requests of HTTP/1.1 as they come in: the head, and the body
 * in either of its two framings. No sockets.
 */
#ifndef TESTS_TOOLS_FAULT_HTTP_H
#define TESTS_TOOLS_FAULT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_MAX	65536
#define HTTP_TARGET_MAX 1024

struct http_head {
	char method[8];
	char path[HTTP_TARGET_MAX]; /* without the query */
	char query[HTTP_TARGET_MAX];
	char secret[256]; /* of "Authorization: Bearer", or "" */
	char sheet[65];	  /* X-Test-Sheet, or "" */
	char type[256];	  /* Content-Type, or "" */
	char range[64];	  /* of "Range: bytes=", or "" */
	uint64_t length;  /* Content-Length */
	bool chunked, expect, close;
};

/* Where the head ends in what came in so far: the bytes of it with the empty
 * line, or 0 when it is not whole. */
size_t http_head_end(const char *text, size_t len);
/* Reads a whole head (NUL-terminated by the caller at its end). -1: it is
 * none. */
int http_head_read(const char *text, struct http_head *ret)
	__attribute__((warn_unused_result));
/* The last component of the path and the one before it are `a/b`. */
bool http_path_ends(const struct http_head *head, const char *tail);
/* "name" of "name=value&..." in the query, in ret; false when absent. */
bool http_query(const struct http_head *head, const char *name, char *ret,
		size_t size);

/* How far a body has come. */
struct http_body_state {
	bool chunked, done, broken;
	uint64_t left; /* of the body, or of the chunk */
	int part;      /* of the framing of chunks */
	char line[32];
	size_t line_len;
};

void http_body_begin(struct http_body_state *body,
		     const struct http_head *head);
/*
 * Takes what came in. Returns how many bytes of it are dealt with; *ret_data
 * and *ret_len: those of them that belong to the body (may be none). To be
 * called until all is taken or the body is done or broken.
 */
size_t http_body_take(struct http_body_state *body, const char *at, size_t len,
		      const char **ret_data, size_t *ret_len);

#endif
