/*
 * mend.h: JSON as models write it: with comments, commas too many, the words
 * of Python and JavaScript, keys without quotes, escapes that are none. One
 * lexer finds the end of such a value and writes it anew as JSON. Pure; any
 * thread.
 */
#ifndef ENGINE_TEXT_MEND_H
#define ENGINE_TEXT_MEND_H

#include <stddef.h>

#include "base/bytes.h"

/* Behind white space and comments from `at` on; `len` where nothing else
 * follows. */
size_t mend_blank_end(const char *text, size_t len, size_t at);

/* The end of the object or list that the text begins with, or 0 where it is
 * not closed. */
size_t mend_span(const char *text, size_t len);

/*
 * Appends the value anew, as near to JSON as it can be brought without a
 * guess: whether it is JSON then is for a parser to say. Bytes that are not
 * UTF-8 stay. Returns how many things were mended.
 */
int mend_json(const char *text, size_t len, struct bytes *ret);

#endif
