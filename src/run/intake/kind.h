/*
 * kind.h: what a file that is to be imported is, by its first bytes.
 */
#ifndef RUN_INTAKE_KIND_H
#define RUN_INTAKE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum kind {
	KIND_LINES,   /* JSON lines */
	KIND_ARRAY,   /* an array of objects */
	KIND_OBJECTS, /* objects over several lines */
};

/* Fails where it is none of these, saying what it is and what to do; `name` is
 * for that. `head` are its first bytes, `len` 0 where it has none. Any
 * thread. */
int kind_of(const char *head, size_t len, const char *name, enum kind *ret,
	    struct error *err) MUST_USE;

/* What bytes are that are no text, and what to do about it; static, or NULL.
 * Any thread. */
const char *kind_not_text(const char *head, size_t len);

/* Whether text is a table with several columns: not JSON, and as many
 * separators in its second line as in the first; where it is `named` as one,
 * any text. Any thread. */
bool kind_is_table(const char *head, size_t len, bool named);

#endif
