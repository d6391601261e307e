/*
 * replace.h: find and replace in values by a regular expression (PCRE2).
 *
 * An expression from a person is not trusted to end: each match has a limit of
 * steps, depth and memory, and those of one value together, and of all values,
 * have one of time.
 */
#ifndef REVIEW_COLUMNS_REPLACE_H
#define REVIEW_COLUMNS_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

/* One thread's. */
struct replace;

/*
 * "/RE/TEXT/FLAGS" as sed has it: the first character is the delimiter, which
 * a backslash makes an ordinary one. In TEXT $1 or \1 is what the first group
 * matched, $0 the whole match, \U \L \E change the case. Flags: g (each match,
 * not the first alone), i (capitals and small letters are the same). What is
 * wrong with it is said with its place.
 */
int replace_new(const char *words, struct replace **ret,
		struct error *err) MUST_USE;
void replace_free(struct replace *replace); /* NULL is fine */

/* The value as it becomes: 1, 0 where the expression does not match, or -1: it
 * exceeds a limit. Appended to *ret. */
int replace_value(struct replace *replace, const char *value, size_t len,
		  struct bytes *ret, struct error *err) MUST_USE;

/* The library and its version, for doctor; static or filled into `ret`. */
const char *replace_library(char ret[64]);

#endif
