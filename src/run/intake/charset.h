/*
 * charset.h: text that is not UTF-8: what it can only be, and what cannot be
 * told.
 */
#ifndef RUN_INTAKE_CHARSET_H
#define RUN_INTAKE_CHARSET_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

/*
 * Appends the text, which is not UTF-8, as UTF-8 when it can only be Latin-1
 * or Windows-1252; else fails and says at which byte it cannot. Any thread.
 */
int charset_decode(const char *text, size_t len, struct bytes *ret,
		   struct error *err) MUST_USE;

#endif
