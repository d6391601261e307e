/*
 * replace.c: find and replace. See replace.h.
 *
 * 1. Without just-in-time code: its matches do not count steps as the
 *    interpreter does, and values are short.
 * 2. PCRE2's own limit begins anew at each character that a match may begin
 *    with, and at each match of one value. What is counted of all of them are
 *    the callouts that it makes before each part of the expression; a part
 *    that runs over all of a long value is one of them, so that there is a
 *    limit of time, too.
 * 3. What comes out is at most REPLACE_MAX bytes, as long as a value may be.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "config.h"

#include "review/columns/replace.h"

#include <ctype.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"

#define REPLACE_STEPS	200000u	 /* from one character: some milliseconds */
#define REPLACE_PARTS	2000000u /* tried of one value: 0.1 s */
#define REPLACE_LONGEST 1	 /* s, of one value */
#define REPLACE_LOOK	256u	 /* parts between two looks at the clock */
#define REPLACE_DEPTH	10000u
#define REPLACE_HEAP	20000u /* KiB */
#define REPLACE_MAX	65536
#define REPLACE_SECONDS 60 /* of all matches */

struct replace {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	char *text; /* what is put in */
	bool all;
	int64_t spent_ns;
	unsigned int parts; /* tried of this value */
	int64_t until_ns;   /* when it has taken too long */
	char *out;	    /* REPLACE_MAX + 1 bytes */
};

/* --- what is asked -------------------------------------------------------- */

/* Up to the next delimiter, which *at is moved behind; false where there is
 * none. A backslash before the delimiter goes, others stay. */
static bool words_part(const char **at, char delimiter, struct bytes *ret)
{
	const char *c = *at;

	bytes_reserve(ret, 0);
	for (; *c != '\0' && *c != delimiter; c++) {
		if (*c == '\\' && c[1] == delimiter)
			c++;
		else if (*c == '\\' && c[1] != '\0')
			bytes_append_char(ret, *c++);
		bytes_append_char(ret, *c);
	}
	*at = c + (*c != '\0');
	return *c == delimiter;
}

static int words_flags(const char *flags, struct replace *replace,
		       uint32_t *ret_options, struct error *err)
{
	for (; *flags != '\0'; flags++) {
		if (*flags == 'g')
			replace->all = true;
		else if (*flags == 'i')
			*ret_options |= PCRE2_CASELESS;
		else
			return error_set(err, ERROR_USAGE,
					 "after the last delimiter stand g "
					 "(each match) and i (in any case), "
					 "not \"%s\"",
					 flags);
	}
	return 0;
}

/* \1 as PCRE2 has it, "${1}". */
static char *words_text(const char *text)
{
	struct bytes out = {0};

	bytes_reserve(&out, 0);
	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] >= '0' && text[1] <= '9') {
			bytes_printf(&out, "${%c}", *++text);
			continue;
		}
		bytes_append_char(&out, *text);
		if (*text == '\\' && text[1] != '\0')
			bytes_append_char(&out, *++text);
	}
	return bytes_steal(&out);
}

static int replace_say(int code, const char *what, struct error *err)
{
	PCRE2_UCHAR why[128];

	pcre2_get_error_message(code, why, sizeof(why));
	return error_set(err, ERROR_USAGE, "%s: %s", what, (const char *)why);
}

/* Invariant 2. */
static int replace_part(pcre2_callout_block *block, void *arg)
{
	struct replace *replace = arg;

	(void)block;
	if (++replace->parts > REPLACE_PARTS ||
	    (replace->parts % REPLACE_LOOK == 0 &&
	     clock_ns() > replace->until_ns))
		return PCRE2_ERROR_MATCHLIMIT;
	return 0;
}

static void replace_begin(struct replace *replace)
{
	replace->parts = 0;
	replace->until_ns = clock_ns() + REPLACE_LONGEST * INT64_C(1000000000);
}

static int replace_compile(struct replace *replace, const char *pattern,
			   uint32_t options, struct error *err)
{
	PCRE2_SIZE at = 0;
	PCRE2_UCHAR why[128];
	int code = 0;

	options |= PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C |
		   PCRE2_AUTO_CALLOUT;
	replace->code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern),
				      options, &code, &at, NULL);
	if (replace->code == NULL) {
		pcre2_get_error_message(code, why, sizeof(why));
		return error_set(err, ERROR_USAGE,
				 "the expression \"%s\" is wrong at character "
				 "%zu: %s",
				 pattern, (size_t)at + 1, (const char *)why);
	}
	replace->data =
		pcre2_match_data_create_from_pattern(replace->code, NULL);
	replace->context = pcre2_match_context_create(NULL);
	if (replace->data == NULL || replace->context == NULL)
		return error_set(err, ERROR_FAILED, "no memory to match with");
	pcre2_set_match_limit(replace->context, REPLACE_STEPS);
	pcre2_set_depth_limit(replace->context, REPLACE_DEPTH);
	pcre2_set_heap_limit(replace->context, REPLACE_HEAP);
	pcre2_set_callout(replace->context, replace_part, replace);
	return 0;
}

static int replace_read(struct replace *replace, const char *words,
			struct error *err)
{
	struct bytes pattern CLEANUP(bytes_done) = {0};
	struct bytes text CLEANUP(bytes_done) = {0};
	uint32_t options = 0;
	const char *at = words + (words[0] != '\0');

	if (!text_is_utf8(words, strlen(words)))
		return error_set(err, ERROR_USAGE,
				 "the expression is not valid UTF-8");
	if (words[0] == '\0' || strchr(" \\$", words[0]) != NULL ||
	    (words[0] & 0x80) != 0 || isalnum((unsigned char)words[0]) ||
	    !words_part(&at, words[0], &pattern) ||
	    !words_part(&at, words[0], &text))
		return error_set(err, ERROR_USAGE,
				 "\"%s\" does not say what to replace by what: "
				 "write /RE/TEXT/, and g behind it for each "
				 "match",
				 words);
	if (pattern.len == 0)
		return error_set(err, ERROR_USAGE,
				 "the expression to be found is empty");
	if (words_flags(at, replace, &options, err) < 0)
		return -1;
	replace->text = words_text(text.data);
	return replace_compile(replace, pattern.data, options, err);
}

void replace_free(struct replace *replace)
{
	if (replace == NULL)
		return;
	pcre2_match_data_free(replace->data);
	pcre2_match_context_free(replace->context);
	pcre2_code_free(replace->code);
	free(replace->text);
	free(replace->out);
	free(replace);
}

/* The text refers to groups that are there. */
static int replace_try(struct replace *replace, struct error *err)
{
	PCRE2_SIZE len = REPLACE_MAX;
	uint32_t groups = 0;
	int code;

	replace_begin(replace);
	code = pcre2_substitute(
		replace->code, (PCRE2_SPTR) "", 0, 0,
		PCRE2_SUBSTITUTE_EXTENDED | PCRE2_SUBSTITUTE_UNSET_EMPTY,
		replace->data, replace->context, (PCRE2_SPTR)replace->text,
		PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)replace->out, &len);
	pcre2_pattern_info(replace->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	for (const char *at = strchr(replace->text, '$'); at != NULL;
	     at = strchr(at + 1 + (at[1] == '$'), '$')) {
		const char *digits = at + 1 + (at[1] == '{');

		if (*digits >= '0' && *digits <= '9' &&
		    strtoul(digits, NULL, 10) > groups)
			return error_set(err, ERROR_USAGE,
					 "the text names group %lu; the "
					 "expression has %u",
					 strtoul(digits, NULL, 10), groups);
	}
	return code >= 0
		       ? 0
		       : replace_say(code, "the text to put in is wrong", err);
}

int replace_new(const char *words, struct replace **ret, struct error *err)
{
	struct replace *replace = mem_zalloc(sizeof(*replace));

	replace->out = mem_alloc(REPLACE_MAX + 1);
	if (replace_read(replace, words, err) < 0 ||
	    replace_try(replace, err) < 0) {
		replace_free(replace);
		return -1;
	}
	*ret = replace;
	return 0;
}

/* --- values --------------------------------------------------------------- */

static int replace_fail(int code, const char *value, size_t len,
			struct error *err)
{
	char *clean CLEANUP(mem_free_str) = NULL;
	char *whole CLEANUP(mem_free_str) = mem_strndup(value, len);
	size_t cut;

	clean = text_cleaned(whole);
	cut = text_cut(clean, 40);
	if (code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
	    code == PCRE2_ERROR_HEAPLIMIT)
		return error_set(err, ERROR_USAGE,
				 "the expression does not come to an end "
				 "soon enough on \"%.*s\"; write one that "
				 "tries less, without repetitions inside "
				 "repetitions",
				 (int)cut, clean);
	if (code == PCRE2_ERROR_NOMEMORY)
		return error_set(err, ERROR_USAGE,
				 "what would become of \"%.*s\" is longer than "
				 "%d bytes",
				 (int)cut, clean, REPLACE_MAX);
	return replace_say(code, "the expression cannot be matched", err);
}

int replace_value(struct replace *replace, const char *value, size_t len,
		  struct bytes *ret, struct error *err)
{
	uint32_t options = PCRE2_SUBSTITUTE_EXTENDED |
			   PCRE2_SUBSTITUTE_UNSET_EMPTY |
			   (replace->all ? PCRE2_SUBSTITUTE_GLOBAL : 0);
	PCRE2_SIZE out = REPLACE_MAX;
	int64_t start_ns = clock_ns();
	int code;

	replace_begin(replace);
	code = pcre2_substitute(
		replace->code, (PCRE2_SPTR)value, len, 0, options,
		replace->data, replace->context, (PCRE2_SPTR)replace->text,
		PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)replace->out, &out);
	replace->spent_ns += clock_ns() - start_ns;
	if (code < 0)
		return replace_fail(code, value, len, err);
	if (replace->spent_ns > REPLACE_SECONDS * INT64_C(1000000000))
		return error_set(err, ERROR_USAGE,
				 "the expression took more than %d s; write "
				 "one that tries less, or choose fewer records",
				 REPLACE_SECONDS);
	if (code > 0)
		bytes_append(ret, replace->out, out);
	return code > 0;
}

const char *replace_library(char ret[64])
{
	char version[48] = "";

	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= (int)sizeof(version))
		pcre2_config(PCRE2_CONFIG_VERSION, version);
	memcpy(ret, version, sizeof(version));
	return ret;
}
