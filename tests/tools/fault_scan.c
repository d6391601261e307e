/*
 * fault_scan.c: a validator of JSON that runs over megabytes of base64 at the
 * speed of the hash. See fault_scan.h.
 *
 * 1. Each byte goes into exactly one of two hashes: the text of the pictures
 *    into one, all the rest into the other. The sheet is the first, the
 *    identity of the body is of both, so that nothing is hashed twice.
 * 2. Inside strings eight bytes are looked at together; only what stands
 *    between strings goes through the grammar, byte by byte.
 * 3. Memory is of a fixed size: of a string its first STRING_KEPT bytes are
 *    kept, of nesting one bit a level.
 */
#include "config.h"

#include "fault_scan.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"

#define STRING_KEPT 160
#define TOKEN_MAX   40
#define DEPTH_MAX   64

enum expect {
	EXPECT_VALUE,
	EXPECT_VALUE_OR_END, /* after '[' */
	EXPECT_KEY,
	EXPECT_KEY_OR_END, /* after '{' */
	EXPECT_COLON,
	EXPECT_COMMA_OR_END,
	EXPECT_NOTHING, /* the value is whole */
};

struct fault_scan {
	EVP_MD_CTX *rest, *pictures;
	struct fault_body body;
	size_t picture_bytes;
	bool front_ready, front_taken;
	char front[17];

	bool broken;
	enum expect expect;
	int depth;
	uint64_t objects; /* bit n: level n + 1 is an object */

	bool in_string, is_key, in_picture;
	int escape; /* 1: after a backslash; 2-5: hex digits to come, + 1 */
	char kept[STRING_KEPT];
	size_t kept_len;
	char key[32]; /* the last one of the outermost object */
	char token[TOKEN_MAX];
	size_t token_len;
};

static void digest_begin(EVP_MD_CTX *ctx)
{
	if (EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		abort();
}

static void digest_feed(EVP_MD_CTX *ctx, const void *data, size_t len)
{
	if (len > 0 && EVP_DigestUpdate(ctx, data, len) != 1)
		abort();
}

/* The first 16 hex digits of what `ctx` has hashed so far, which it goes on
 * with afterwards. */
static void digest_peek(const EVP_MD_CTX *ctx, char ret[17])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *copy = EVP_MD_CTX_new();

	if (copy == NULL || EVP_MD_CTX_copy_ex(copy, ctx) != 1 ||
	    EVP_DigestFinal_ex(copy, digest, NULL) != 1)
		abort();
	EVP_MD_CTX_free(copy);
	for (int i = 0; i < 8; i++) {
		ret[2 * i] = digits[digest[i] >> 4];
		ret[2 * i + 1] = digits[digest[i] & 15];
	}
	ret[16] = '\0';
}

struct fault_scan *fault_scan_new(void)
{
	struct fault_scan *scan = mem_zalloc(sizeof(*scan));

	scan->rest = EVP_MD_CTX_new();
	scan->pictures = EVP_MD_CTX_new();
	if (scan->rest == NULL || scan->pictures == NULL)
		abort();
	fault_scan_begin(scan);
	return scan;
}

void fault_scan_free(struct fault_scan *scan)
{
	if (scan == NULL)
		return;
	EVP_MD_CTX_free(scan->rest);
	EVP_MD_CTX_free(scan->pictures);
	free(scan);
}

void fault_scan_begin(struct fault_scan *scan)
{
	struct fault_scan fresh = {
		.rest = scan->rest,
		.pictures = scan->pictures,
		.body.max_tokens = -1,
	};

	*scan = fresh;
	digest_begin(scan->rest);
	digest_begin(scan->pictures);
}

/* How many bytes come before the first quote, backslash or control
 * character. The trick with the borrow is the usual one for "has a byte less
 * than n"; a false hit only leads to the slow loop. */
static size_t plain_run(const unsigned char *at, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t high = ones << 7;
	size_t i = 0;

	for (; i + 8 <= len; i += 8) {
		uint64_t w, quote, slash, hit;

		memcpy(&w, at + i, 8);
		quote = w ^ ones * '"';
		slash = w ^ ones * '\\';
		hit = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
		      ((w - ones * 0x20) & ~w);
		if (hit & high)
			break;
	}
	while (i < len && at[i] != '"' && at[i] != '\\' && at[i] >= 0x20)
		i++;
	return i;
}

static bool in_object(const struct fault_scan *scan)
{
	return scan->depth > 0 && (scan->objects >> (scan->depth - 1) & 1);
}

static void value_done(struct fault_scan *scan)
{
	scan->expect = scan->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static bool skip_digits(const char **at)
{
	const char *from = *at;

	while (**at >= '0' && **at <= '9')
		(*at)++;
	return *at > from;
}

static bool is_number(const char *at)
{
	if (*at == '-')
		at++;
	if (*at == '0')
		at++;
	else if (!skip_digits(&at))
		return false;
	if (*at == '.' && (at++, !skip_digits(&at)))
		return false;
	if (*at == 'e' || *at == 'E') {
		at++;
		if (*at == '+' || *at == '-')
			at++;
		if (!skip_digits(&at))
			return false;
	}
	return *at == '\0';
}

static bool is_literal(const char *token)
{
	return strcmp(token, "true") == 0 || strcmp(token, "false") == 0 ||
	       strcmp(token, "null") == 0;
}

/* A number or a literal is over. */
static void token_done(struct fault_scan *scan)
{
	const char *token = scan->token;

	scan->token[scan->token_len] = '\0';
	scan->token_len = 0;
	if (!is_literal(token) && !is_number(token))
		scan->broken = true;
	if (scan->depth == 1 && in_object(scan)) {
		if (strcmp(scan->key, "max_tokens") == 0 ||
		    strcmp(scan->key, "max_completion_tokens") == 0)
			scan->body.max_tokens = strtol(token, NULL, 10);
		if (strcmp(scan->key, "temperature") == 0)
			scan->body.temperature = strtod(token, NULL);
		if (strcmp(scan->key, "stream") == 0)
			scan->body.stream = strcmp(token, "true") == 0;
	}
	value_done(scan);
}

static void keep_text(char *to, size_t size, const struct fault_scan *scan)
{
	size_t len = scan->kept_len < size ? scan->kept_len : size - 1;

	memcpy(to, scan->kept, len);
	to[len] = '\0';
}

/* Here, not when it is asked for: by then more may have been hashed. */
static void front_done(struct fault_scan *scan)
{
	if (scan->front_ready)
		return;
	scan->front_ready = true;
	digest_peek(scan->pictures, scan->front);
}

static void string_done(struct fault_scan *scan)
{
	bool outer = scan->depth == 1 && in_object(scan);

	scan->in_string = false;
	if (scan->in_picture) {
		scan->in_picture = false;
		front_done(scan);
	}
	if (scan->is_key) {
		if (outer)
			keep_text(scan->key, sizeof(scan->key), scan);
		scan->expect = EXPECT_COLON;
		return;
	}
	if (outer && strcmp(scan->key, "model") == 0)
		keep_text(scan->body.model, sizeof(scan->body.model), scan);
	value_done(scan);
}

static void string_begins(struct fault_scan *scan)
{
	scan->is_key =
		scan->expect == EXPECT_KEY || scan->expect == EXPECT_KEY_OR_END;
	if (!scan->is_key && scan->expect != EXPECT_VALUE &&
	    scan->expect != EXPECT_VALUE_OR_END)
		scan->broken = true;
	scan->in_string = true;
	scan->kept_len = 0;
}

static void open_level(struct fault_scan *scan, bool object)
{
	if ((scan->expect != EXPECT_VALUE &&
	     scan->expect != EXPECT_VALUE_OR_END) ||
	    scan->depth == DEPTH_MAX) {
		scan->broken = true;
		return;
	}
	scan->objects &= ~(UINT64_C(1) << scan->depth);
	scan->objects |= (uint64_t)object << scan->depth;
	scan->depth++;
	scan->expect = object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
}

static void close_level(struct fault_scan *scan, bool object)
{
	enum expect empty = object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;

	if (scan->depth == 0 || in_object(scan) != object ||
	    (scan->expect != EXPECT_COMMA_OR_END && scan->expect != empty)) {
		scan->broken = true;
		return;
	}
	scan->depth--;
	value_done(scan);
}

static void separator(struct fault_scan *scan, char c)
{
	enum expect due = c == ':' ? EXPECT_COLON : EXPECT_COMMA_OR_END;

	if (scan->expect != due)
		scan->broken = true;
	scan->expect = c == ',' && in_object(scan) ? EXPECT_KEY : EXPECT_VALUE;
}

static bool in_token(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '+' || c == '.' || c == 'E';
}

static void token_char(struct fault_scan *scan, char c)
{
	if (scan->token_len == 0 && scan->expect != EXPECT_VALUE &&
	    scan->expect != EXPECT_VALUE_OR_END)
		scan->broken = true;
	if (scan->token_len + 1 < TOKEN_MAX)
		scan->token[scan->token_len++] = c;
	else
		scan->broken = true;
}

/* One byte between strings. */
static void outside_char(struct fault_scan *scan, unsigned char c)
{
	if (in_token(c)) {
		token_char(scan, (char)c);
		return;
	}
	if (scan->token_len > 0)
		token_done(scan);
	if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
		return;
	if (c == '"')
		string_begins(scan);
	else if (c == '{' || c == '[')
		open_level(scan, c == '{');
	else if (c == '}' || c == ']')
		close_level(scan, c == '}');
	else if (c == ':' || c == ',')
		separator(scan, (char)c);
	else
		scan->broken = true;
}

static void keep_char(struct fault_scan *scan, char c)
{
	if (scan->kept_len < STRING_KEPT)
		scan->kept[scan->kept_len++] = c;
}

static void escape_char(struct fault_scan *scan, unsigned char c)
{
	bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
		   (c >= 'A' && c <= 'F');

	if (scan->escape == 1) {
		if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
			scan->broken = true;
		scan->escape = c == 'u' ? 5 : 0;
		return;
	}
	if (!hex)
		scan->broken = true;
	scan->escape = scan->escape == 2 ? 0 : scan->escape - 1;
}

/* One byte of a string that is looked at by itself. */
static void string_char(struct fault_scan *scan, unsigned char c)
{
	if (c != '"' || scan->escape > 0)
		keep_char(scan, (char)c);
	if (scan->escape > 0)
		escape_char(scan, c);
	else if (c == '\\')
		scan->escape = 1;
	else if (c == '"')
		string_done(scan);
	else if (c < 0x20)
		scan->broken = true;
}

/* Whether the string that has begun is a data URI whose head is over. */
static bool picture_begins(const struct fault_scan *scan)
{
	return scan->kept_len > 12 && scan->kept_len < STRING_KEPT &&
	       memcmp(scan->kept, "data:", 5) == 0 &&
	       memcmp(scan->kept + scan->kept_len - 8, ";base64,", 8) == 0;
}

/* Whether a string may still turn out to be a data URI. */
static bool may_be_picture(const struct fault_scan *scan)
{
	size_t n = scan->kept_len < 5 ? scan->kept_len : 5;

	return !scan->is_key && scan->kept_len < STRING_KEPT &&
	       memcmp(scan->kept, "data:", n) == 0;
}

/* Takes some of a picture's text; how much. Where it is cut must not show in
 * the front: it always has the same length. */
static size_t picture_feed(struct fault_scan *scan, const unsigned char *at,
			   size_t len)
{
	size_t run, left = FAULT_FRONT - scan->picture_bytes;

	if (!scan->front_ready && len > left)
		len = left;
	run = plain_run(at, len);
	digest_feed(scan->pictures, at, run);
	scan->picture_bytes += run;
	if (scan->picture_bytes == FAULT_FRONT)
		front_done(scan);
	return run;
}

/* The end of a picture's text, or a byte in it that is none of base64. */
static void picture_odd(struct fault_scan *scan, unsigned char c)
{
	if (c != '"')
		scan->broken = true;
	else
		string_done(scan);
}

static size_t string_feed(struct fault_scan *scan, const unsigned char *at,
			  size_t len)
{
	size_t run = 0;

	if (scan->escape == 0 && !may_be_picture(scan)) {
		run = plain_run(at, len);
		for (size_t i = 0; i < run && scan->kept_len < STRING_KEPT; i++)
			keep_char(scan, (char)at[i]);
	}
	if (run == len)
		return run;
	string_char(scan, at[run++]);
	if (scan->in_string && !scan->is_key && picture_begins(scan)) {
		scan->in_picture = true;
		scan->body.pictures++;
	}
	return run;
}

/* A body that is broken is still hashed, and no longer looked at. */
void fault_scan_feed(struct fault_scan *scan, const void *data, size_t len)
{
	const unsigned char *at = data;
	size_t i = 0, from = 0; /* at[from..i) belongs to the rest */

	scan->body.length += len;
	while (i < len && !scan->broken) {
		if (scan->in_picture) {
			i += picture_feed(scan, at + i, len - i);
			from = i;
			if (i < len &&
			    (at[i] == '"' || at[i] < 0x20 || at[i] == '\\'))
				picture_odd(scan, at[i++]);
		} else if (scan->in_string) {
			i += string_feed(scan, at + i, len - i);
			if (scan->in_picture)
				digest_feed(scan->rest, at + from, i - from);
		} else {
			outside_char(scan, at[i++]);
		}
		if (scan->in_picture)
			from = i;
	}
	digest_feed(scan->rest, at + from, len - from);
}

void fault_scan_end(struct fault_scan *scan, struct fault_body *ret)
{
	struct fault_body *body = &scan->body;

	if (scan->token_len > 0)
		token_done(scan);
	body->valid = !scan->broken && !scan->in_string &&
		      scan->expect == EXPECT_NOTHING && (scan->objects & 1);
	digest_peek(scan->pictures, body->sheet);
	digest_feed(scan->rest, body->sheet, 16);
	digest_peek(scan->rest, body->bytes);
	if (body->pictures == 0)
		memcpy(body->sheet, body->bytes, sizeof(body->sheet));
	*ret = *body;
}

bool fault_scan_front(struct fault_scan *scan, char ret[17])
{
	if (!scan->front_ready || scan->front_taken)
		return false;
	scan->front_taken = true;
	memcpy(ret, scan->front, sizeof(scan->front));
	return true;
}
