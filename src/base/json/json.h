/*
 * json.h: what jansson leaves to its callers: reading JSON whose strings are
 * broken, and writing a line.
 */
#ifndef BASE_JSON_JSON_H
#define BASE_JSON_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* For CLEANUP(json_release) on a `json_t *` variable. */
void json_release(json_t **slot);

/*
 * Parses one JSON value; new reference in *ret. Invalid UTF-8 is repaired
 * (U+FFFD) and NULs, raw or as \u0000, are dropped, where jansson refuses
 * both; lone surrogate escapes become U+FFFD. *ret_repaired (may be NULL)
 * says whether that was needed. Integers too large for a C type are read as
 * reals. Numbers never depend on the locale.
 */
int json_read(const char *text, size_t len, json_t **ret, bool *ret_repaired,
	      struct error *err) MUST_USE;

/*
 * The same of JSON that others wrote: numbers keep their digits. One that a C
 * type cannot hold becomes a string; below the key `part` at the top (NULL:
 * everywhere) also one that would be written again in another way, as 49.10.
 * NaN and Infinity, as Python writes them, are null; a confidence is "NaN" then,
 * since null is one that was not looked for.
 */
int json_read_digits(const char *text, size_t len, const char *part,
		     json_t **ret, struct error *err) MUST_USE;

/* Whether json_read_digits (everywhere) reads the text as any reader does: no
 * number of it would lose digits. */
bool json_digits_stand(const char *text, size_t len);

/* A copy, new reference, whose keys and strings are cleaned (text_clean): what
 * comes from outside and is kept as it is must steer neither a terminal nor
 * who reads the file. What lies deeper than 32 levels is left out. */
json_t *json_cleaned(const json_t *value);

/* Appends the value compactly, keys in their order, and a newline: one line
 * of a journal. Reals have the fewest digits that read back as they were. */
void json_write_line(const json_t *value, struct bytes *ret);
/* Appends a text of UTF-8 as such a line has it, with its quotation marks. */
void json_append_string(const char *text, size_t len, struct bytes *ret);

/* The string at `key`, borrowed, or NULL when it is absent or no string. */
const char *json_string_at(const json_t *object, const char *key);
/* The number at `key` (a string that holds a whole number text counts), or
 * `fallback`. */
double json_number_at(const json_t *object, const char *key, double fallback);
/* The same as a whole number; `fallback` too where it is not one that fits. */
int64_t json_int_at(const json_t *object, const char *key, int64_t fallback);
/* Sets a string, or nothing when `text` is NULL; `text` is repaired. */
void json_set_string(json_t *object, const char *key, const char *text);
/* Numbers of things, each under its key. */
struct json_count {
	const char *key;
	size_t n;
};
void json_set_counts(json_t *object, const struct json_count *counts, size_t n);

#endif
