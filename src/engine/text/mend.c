/*
 * mend.c: JSON as models write it. See mend.h. The dialects are those of
 * JSON5 (spec.json5.org), of Python's repr() and of Markdown, whose escapes
 * slip into strings.
 *
 * 1. Each byte belongs to one token, and is looked at three times at the most:
 *    as a token, as what follows a word, as what follows a comma. Nothing is
 *    kept but the depth of brackets, which is a number: no input is too deep.
 * 2. Strings are never joined, split or ended by a guess, and no bracket,
 *    comma or colon is added. What is mended says the same as before, to
 *    whoever knows the dialect.
 * 3. What is strictly JSON comes out as it was, and counts as nothing.
 */
#include "config.h"

#include "engine/text/mend.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define MEND_LITERAL_MAX 16 /* bytes of the longest word that is known */

/* --- tokens --------------------------------------------------------------- */

enum token_kind {
	TOKEN_OTHER, /* a byte that begins nothing */
	TOKEN_SPACE,
	TOKEN_COMMENT,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_STRING, /* between " or ' */
	TOKEN_WORD,   /* a number, a literal, a key without quotes */
	TOKEN_CUT,    /* a string or a comment that does not end */
};

struct token {
	enum token_kind kind;
	size_t at, end;
};

#define LETTERS(kind)                                                   \
	['a'] = (kind), ['b'] = (kind), ['c'] = (kind), ['d'] = (kind), \
	['e'] = (kind), ['f'] = (kind), ['g'] = (kind), ['h'] = (kind), \
	['i'] = (kind), ['j'] = (kind), ['k'] = (kind), ['l'] = (kind), \
	['m'] = (kind), ['n'] = (kind), ['o'] = (kind), ['p'] = (kind), \
	['q'] = (kind), ['r'] = (kind), ['s'] = (kind), ['t'] = (kind), \
	['u'] = (kind), ['v'] = (kind), ['w'] = (kind), ['x'] = (kind), \
	['y'] = (kind), ['z'] = (kind), ['A'] = (kind), ['B'] = (kind), \
	['C'] = (kind), ['D'] = (kind), ['E'] = (kind), ['F'] = (kind), \
	['G'] = (kind), ['H'] = (kind), ['I'] = (kind), ['J'] = (kind), \
	['K'] = (kind), ['L'] = (kind), ['M'] = (kind), ['N'] = (kind), \
	['O'] = (kind), ['P'] = (kind), ['Q'] = (kind), ['R'] = (kind), \
	['S'] = (kind), ['T'] = (kind), ['U'] = (kind), ['V'] = (kind), \
	['W'] = (kind), ['X'] = (kind), ['Y'] = (kind), ['Z'] = (kind)

/* By its first byte; what follows it is decided by token_next. */
static const unsigned char kinds[256] = {
	['\t'] = TOKEN_SPACE,  ['\n'] = TOKEN_SPACE, ['\r'] = TOKEN_SPACE,
	[' '] = TOKEN_SPACE,   ['\0'] = TOKEN_SPACE, ['/'] = TOKEN_COMMENT,
	['#'] = TOKEN_COMMENT, ['{'] = TOKEN_OPEN,   ['['] = TOKEN_OPEN,
	['}'] = TOKEN_CLOSE,   [']'] = TOKEN_CLOSE,  [','] = TOKEN_COMMA,
	[':'] = TOKEN_COLON,   ['"'] = TOKEN_STRING, ['\''] = TOKEN_STRING,
	['+'] = TOKEN_WORD,    ['-'] = TOKEN_WORD,   ['.'] = TOKEN_WORD,
	['$'] = TOKEN_WORD,    ['%'] = TOKEN_WORD,   ['_'] = TOKEN_WORD,
	['0'] = TOKEN_WORD,    ['1'] = TOKEN_WORD,   ['2'] = TOKEN_WORD,
	['3'] = TOKEN_WORD,    ['4'] = TOKEN_WORD,   ['5'] = TOKEN_WORD,
	['6'] = TOKEN_WORD,    ['7'] = TOKEN_WORD,   ['8'] = TOKEN_WORD,
	['9'] = TOKEN_WORD,    LETTERS(TOKEN_WORD),
};

static enum token_kind kind_of(char c)
{
	return (enum token_kind)kinds[(unsigned char)c];
}

/* The end of a run of one kind. */
static size_t run_end(const char *text, size_t len, size_t at)
{
	enum token_kind kind = kind_of(text[at]);

	while (at < len && kind_of(text[at]) == kind)
		at++;
	return at;
}

/* Behind the closing quote; 0: there is none. */
static size_t string_end(const char *text, size_t len, size_t at)
{
	char quote = text[at];

	for (at++; at < len; at++) {
		if (text[at] == '\\')
			at++;
		else if (text[at] == quote)
			return at + 1;
	}
	return 0;
}

static size_t line_end(const char *text, size_t len, size_t at)
{
	while (at < len && text[at] != '\n' && text[at] != '\r')
		at++;
	return at;
}

/* Behind a comment; 0: it does not end; `at`: it is none. */
static size_t comment_end(const char *text, size_t len, size_t at)
{
	if (text[at] == '#')
		return line_end(text, len, at);
	if (at + 1 < len && text[at + 1] == '/')
		return line_end(text, len, at);
	if (at + 1 == len || text[at + 1] != '*')
		return at;
	for (at += 2; at + 1 < len; at++)
		if (text[at] == '*' && text[at + 1] == '/')
			return at + 2;
	return 0;
}

/* The token at `at`, which is before `len`. */
static struct token token_next(const char *text, size_t len, size_t at)
{
	struct token token = {kind_of(text[at]), at, at + 1};

	if (token.kind == TOKEN_SPACE || token.kind == TOKEN_WORD)
		token.end = run_end(text, len, at);
	else if (token.kind == TOKEN_STRING)
		token.end = string_end(text, len, at);
	else if (token.kind == TOKEN_COMMENT)
		token.end = comment_end(text, len, at);
	if (token.end == at)
		return (struct token){TOKEN_OTHER, at, at + 1};
	if (token.end == 0)
		return (struct token){TOKEN_CUT, at, len};
	return token;
}

size_t mend_blank_end(const char *text, size_t len, size_t at)
{
	while (at < len) {
		struct token token = token_next(text, len, at);

		if (token.kind != TOKEN_SPACE && token.kind != TOKEN_COMMENT)
			return at;
		at = token.end;
	}
	return len;
}

size_t mend_span(const char *text, size_t len)
{
	size_t depth = 0;

	for (size_t at = 0; at < len;) {
		struct token token = token_next(text, len, at);

		if (token.kind == TOKEN_OPEN)
			depth++;
		else if (token.kind == TOKEN_CLOSE && --depth == 0)
			return token.end;
		at = token.end;
	}
	return 0;
}

/* --- strings -------------------------------------------------------------- */

struct mend {
	const char *text;
	size_t len;
	struct bytes *ret;
	int mended;
};

static bool is_hex(const char *text, size_t len, size_t at, size_t digits)
{
	if (len - at < digits)
		return false;
	for (size_t i = at; i < at + digits; i++)
		if (strchr("0123456789abcdefABCDEF", text[i]) == NULL ||
		    text[i] == '\0')
			return false;
	return true;
}

static bool is_letter(char c)
{
	return kind_of(c) == TOKEN_WORD && strchr("+-.$%_", c) == NULL;
}

/* Of a script beyond ASCII; a degree sign is none. */
static bool is_foreign_letter(const char *text, size_t at, size_t end)
{
	char one[5] = {0};
	size_t len = end - at < 4 ? end - at : 4;

	memcpy(one, text + at, len);
	return (unsigned char)one[0] >= 0x80 && text_letter(one) > 0;
}

/*
 * Writes the escape at `at`, a backslash that something follows within the
 * string; returns its end. Of what is none of JSON's, a line break and the
 * backslash before a sign are dropped, as JSON5 has it; before a letter it
 * stands for itself, as in C:\data, but for \xNN, a character everywhere.
 */
static size_t escape_mend(struct mend *mend, size_t at, size_t end)
{
	const char *text = mend->text;
	char c = text[at + 1];

	if (c == '\0' || (c != '\'' && strchr("\"\\/bfnrt", c) != NULL) ||
	    (c == 'u' && is_hex(text, end, at + 2, 4))) {
		bytes_append(mend->ret, text + at, 2);
		return at + 2;
	}
	mend->mended++;
	if (c == 'x' && is_hex(text, end, at + 2, 2)) {
		bytes_printf(mend->ret, "\\u00%.2s", text + at + 2);
		return at + 4;
	}
	if (c == '\n')
		return at + 2;
	if (is_letter(c) || is_foreign_letter(text, at + 1, end))
		bytes_append_str(mend->ret, "\\\\");
	return at + 1;
}

/* Writes what stands between quotes, between those of JSON. */
static void string_mend(struct mend *mend, const struct token *token)
{
	const char *text = mend->text;
	size_t end = token->end - 1;

	mend->mended += text[token->at] == '\'' ? 1 : 0;
	bytes_append_char(mend->ret, '"');
	for (size_t at = token->at + 1; at < end;) {
		unsigned char c = (unsigned char)text[at];

		if (c == '\\') {
			at = escape_mend(mend, at, end);
			continue;
		}
		at++;
		if (c == '"') {
			bytes_append_str(mend->ret, "\\\"");
		} else if (c < 0x20) {
			bytes_printf(mend->ret, "\\u%04x", c);
			mend->mended++;
		} else {
			bytes_append_char(mend->ret, (char)c);
		}
	}
	bytes_append_char(mend->ret, '"');
}

/* --- words ---------------------------------------------------------------- */

/* What other languages write for what JSON has; a sign before them says
 * nothing. */
static const struct {
	const char *word, *json;
} literals[] = {
	{"true", "true"}, {"false", "false"},	{"null", "null"},
	{"none", "null"}, {"nil", "null"},	{"undefined", "null"},
	{"nan", "null"},  {"infinity", "null"}, {"inf", "null"},
};

static const char *literal_find(const char *word, size_t len)
{
	char plain[MEND_LITERAL_MAX];

	if (len > 0 && (word[0] == '-' || word[0] == '+')) {
		word++;
		len--;
	}
	if (len == 0 || len >= sizeof(plain))
		return NULL;
	memcpy(plain, word, len);
	plain[len] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(literals); i++)
		if (text_casecmp(plain, literals[i].word) == 0)
			return literals[i].json;
	return NULL;
}

static size_t digits_end(const char *word, size_t len, size_t at)
{
	while (at < len && word[at] >= '0' && word[at] <= '9')
		at++;
	return at;
}

/* Whether a number begins: digits, with a sign and a point perhaps. */
static bool is_figure(const char *word, size_t len)
{
	size_t at = len > 0 && (word[0] == '-' || word[0] == '+') ? 1 : 0;

	at += at < len && word[at] == '.' ? 1 : 0;
	return digits_end(word, len, at) > at;
}

/* As RFC 8259, 6, has it. */
static bool is_number(const char *word, size_t len)
{
	size_t at = len > 0 && word[0] == '-' ? 1 : 0;
	size_t end = digits_end(word, len, at);

	if (end == at || (word[at] == '0' && end > at + 1))
		return false;
	if (end < len && word[end] == '.') {
		at = end + 1;
		end = digits_end(word, len, at);
		if (end == at)
			return false;
	}
	if (end < len && (word[end] == 'e' || word[end] == 'E')) {
		at = end + 1;
		at += at < len && (word[at] == '-' || word[at] == '+') ? 1 : 0;
		end = digits_end(word, len, at);
		if (end == at)
			return false;
	}
	return end == len;
}

/* ".9" and "+0.9" are 0.9; "007", "95%" and "1935-06-27" are texts, whose
 * digits stay. */
static void figure_mend(struct mend *mend, const char *word, size_t len)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	size_t at = word[0] == '+' || word[0] == '-' ? 1 : 0;

	if (word[0] == '-')
		bytes_append_char(&plain, '-');
	if (word[at] == '.')
		bytes_append_char(&plain, '0');
	/* the stop of "5." says nothing */
	bytes_append(&plain, word + at, len - at - (word[len - 1] == '.'));
	if (is_number(plain.data, plain.len))
		bytes_append(mend->ret, plain.data, plain.len);
	else
		bytes_printf(mend->ret, "\"%.*s\"", (int)len, word);
	mend->mended++;
}

static void word_mend(struct mend *mend, const struct token *token)
{
	const char *word = mend->text + token->at;
	size_t len = token->end - token->at;
	size_t next = mend_blank_end(mend->text, mend->len, token->end);
	const char *json = literal_find(word, len);

	if (next < mend->len && mend->text[next] == ':') {
		bytes_printf(mend->ret, "\"%.*s\"", (int)len, word);
		mend->mended++;
	} else if (json != NULL) {
		bytes_append_str(mend->ret, json);
		if (len != strlen(json) || memcmp(word, json, len) != 0)
			mend->mended++;
	} else if (is_figure(word, len) && !is_number(word, len)) {
		figure_mend(mend, word, len);
	} else {
		bytes_append(mend->ret, word, len);
	}
}

/* --- the whole ------------------------------------------------------------ */

/* A comma before a closing bracket is one too many. */
static void comma_mend(struct mend *mend, const struct token *token)
{
	size_t next = mend_blank_end(mend->text, mend->len, token->end);

	if (next < mend->len && kind_of(mend->text[next]) == TOKEN_CLOSE)
		mend->mended++;
	else
		bytes_append_char(mend->ret, ',');
}

static void comment_mend(struct mend *mend, const struct token *token)
{
	mend->mended++;
	bytes_append_char(mend->ret, ' ');
}

static void token_copy(struct mend *mend, const struct token *token)
{
	bytes_append(mend->ret, mend->text + token->at, token->end - token->at);
}

static void (*const menders[])(struct mend *mend, const struct token *token) = {
	[TOKEN_OTHER] = token_copy,	[TOKEN_SPACE] = token_copy,
	[TOKEN_COMMENT] = comment_mend, [TOKEN_OPEN] = token_copy,
	[TOKEN_CLOSE] = token_copy,	[TOKEN_COMMA] = comma_mend,
	[TOKEN_COLON] = token_copy,	[TOKEN_STRING] = string_mend,
	[TOKEN_WORD] = word_mend,	[TOKEN_CUT] = token_copy,
};

int mend_json(const char *text, size_t len, struct bytes *ret)
{
	struct mend mend = {.text = text, .len = len, .ret = ret};

	for (size_t at = 0; at < len;) {
		struct token token = token_next(text, len, at);

		menders[token.kind](&mend, &token);
		at = token.end;
	}
	return mend.mended;
}
