/*
 * excerpt.c: what a server sent, as a piece of a line for people. See
 * excerpt.h.
 *
 * 1. Of a text only the first EXCERPT_READ bytes are looked at.
 * 2. Secrets are masked before anything is cut: half a key is still a key.
 */
#include "config.h"

#include "engine/net/excerpt.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "base/text.h"

#define EXCERPT_READ 8192
#define EXCERPT_MASK "[\xe2\x80\xa6]" /* […] */
#define EXCERPT_CUT  "\xe2\x80\xa6"   /* … */

/* Letters and digits in a row that no word or model name has. */
#define SECRET_RUN	 16
#define SECRET_LONG_RUN	 40
#define SECRET_TOKEN	 20
#define SECRET_LONG	 64
#define SECRET_TOLD	 6 /* after "key:" */
#define SECRET_KEY_WORDS 3 /* between "key" and its colon */

/* What keys, base64 and the stars of a half-masked key consist of. */
static bool is_token(char c)
{
	return ascii_letter(c) || ascii_digit(c) ||
	       (c != '\0' && strchr("_-+/=*.", c) != NULL);
}

static size_t token_length(const char *text)
{
	size_t len = 0;

	while (is_token(text[len]))
		len++;
	return len;
}

/* --- markup --------------------------------------------------------------- */

/* The end of the element whose text is none for people, or of the tag. */
static const char *tag_end(const char *tag)
{
	static const char *const hidden[] = {"script", "style"};

	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		size_t len = strlen(hidden[i]);
		const char *at = tag + 1 + len;

		if (strncmp(tag + 1, hidden[i], len) != 0)
			continue;
		while ((at = strstr(at, "</")) != NULL &&
		       strncmp(at + 2, hidden[i], len) != 0)
			at += 2;
		if (at == NULL)
			return tag + strlen(tag);
		tag = at;
	}
	tag = strchr(tag, '>');
	return tag != NULL ? tag + 1 : NULL;
}

/* A line of HTML or XML without its tags, which count as white space. */
static void markup_strip(const char *line, struct bytes *ret)
{
	while (*line != '\0') {
		const char *tag = strchr(line, '<');
		const char *end = tag != NULL ? tag_end(tag) : NULL;

		if (end == NULL) {
			bytes_append_str(ret, line);
			return;
		}
		bytes_append(ret, line, (size_t)(tag - line));
		bytes_append_char(ret, ' ');
		line = end;
	}
}

/* --- secrets -------------------------------------------------------------- */

/* Whether a token looks like a key by itself. */
static bool token_is_secret(const char *token, size_t len)
{
	size_t run = 0;
	bool letter = false, digit = false;

	if (len >= SECRET_LONG || (len >= 8 && strncmp(token, "sk-", 3) == 0))
		return true;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_letter(token[i]) && !ascii_digit(token[i])) {
			run = 0;
			letter = digit = false;
			continue;
		}
		letter = letter || ascii_letter(token[i]);
		digit = digit || ascii_digit(token[i]);
		run++;
		if (run >= SECRET_LONG_RUN)
			return true;
		if (run >= SECRET_RUN && len >= SECRET_TOKEN && letter && digit)
			return true;
	}
	return false;
}

static bool token_is(const char *token, size_t len, const char *word)
{
	char *plain CLEANUP(mem_free_str) = mem_strndup(token, len);

	return text_casecmp(plain, word) == 0;
}

/* "key", "api_key", "x-api-key", "apikey". */
static bool token_names_key(const char *token, size_t len)
{
	return len >= 3 && len <= 16 && token_is(token + len - 3, 3, "key");
}

/* What was said so far of a secret that is to come. */
struct telling {
	int since_key; /* words since "key"; -1: there was none */
	bool colon;    /* "key: ", "key=": the next word is it */
	bool bearer;   /* so is what follows this */
};

/* The address of a page that tells more is none. */
static bool token_is_told(const struct telling *telling, const char *token,
			  size_t len)
{
	if (telling->bearer && len >= 4)
		return true;
	return telling->colon && len >= SECRET_TOLD && token[len] != ':' &&
	       strncmp(token, "//", 2) != 0;
}

static void telling_hear(struct telling *telling, const char *token, size_t len)
{
	telling->bearer = token_is(token, len, "bearer");
	telling->colon = false;
	if (token_names_key(token, len))
		telling->since_key = 0;
	else if (telling->since_key >= 0 &&
		 ++telling->since_key > SECRET_KEY_WORDS)
		telling->since_key = -1;
	/* "key=abc" is one token: '=' is of base64 as well. */
}

/* The part of "key=secret" that may be shown, or 0. */
static size_t token_assigned(const char *token, size_t len)
{
	const char *equals = memchr(token, '=', len);
	size_t name = equals != NULL ? (size_t)(equals - token) : 0;

	if (name == 0 || len - name <= 4 || !token_names_key(token, name))
		return 0;
	return name + 1;
}

static void secrets_mask(const char *line, struct bytes *ret)
{
	struct telling telling = {.since_key = -1};

	while (*line != '\0') {
		size_t len = token_length(line);
		size_t shown = len > 0 ? token_assigned(line, len) : 0;

		if (len == 0) {
			if (*line == ':' && telling.since_key >= 0)
				telling.colon = true;
			bytes_append_char(ret, *line++);
			continue;
		}
		if (shown > 0 || token_is_told(&telling, line, len) ||
		    token_is_secret(line, len)) {
			bytes_append(ret, line, shown);
			bytes_append_str(ret, EXCERPT_MASK);
		} else {
			bytes_append(ret, line, len);
		}
		telling_hear(&telling, line, len);
		line += len;
	}
}

/* ---------------------------------------------------------------------- */

void http_excerpt(const char *text, size_t len, size_t max, struct bytes *ret)
{
	struct bytes clean CLEANUP(bytes_done) = {0};
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct bytes masked CLEANUP(bytes_done) = {0};
	char *line CLEANUP(mem_free_str) = NULL;
	size_t cut;

	text_clean(text, len < EXCERPT_READ ? len : EXCERPT_READ, &clean);
	if (clean.len == 0)
		return;
	if (clean.data[strspn(clean.data, " ")] == '<')
		markup_strip(clean.data, &plain);
	else
		bytes_append(&plain, clean.data, clean.len);
	line = text_squeezed(plain.data != NULL ? plain.data : "");
	secrets_mask(line, &masked);
	cut = masked.len;
	if (cut > max) {
		cut = max > strlen(EXCERPT_CUT) ? max - strlen(EXCERPT_CUT) : 0;
		cut = text_cut(masked.data, cut);
	}
	if (masked.len > 0)
		bytes_append(ret, masked.data, cut);
	if (cut < masked.len)
		bytes_append_str(ret, EXCERPT_CUT);
}
