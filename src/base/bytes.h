/*
 * bytes.h: a growing run of bytes, always followed by a NUL that does not
 * count, so that data can be read as a string where it holds text.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdarg.h>
#include <stddef.h>

#include "base/compiler.h"

struct bytes {
	char *data; /* NULL until something was appended */
	size_t len;
	size_t cap;
};

void bytes_append(struct bytes *b, const void *data, size_t len);
void bytes_append_str(struct bytes *b, const char *text);
void bytes_append_char(struct bytes *b, char c);
void bytes_printf(struct bytes *b, const char *format, ...) PRINTF_LIKE(2, 3);
void bytes_vprintf(struct bytes *b, const char *format, va_list args)
	PRINTF_LIKE(2, 0);
/* Makes room for `len` further bytes and returns where they go. */
char *bytes_reserve(struct bytes *b, size_t len);
/* Forgets the contents, keeps the memory. */
void bytes_clear(struct bytes *b);
void bytes_done(struct bytes *b); /* frees; also for CLEANUP */
/* Hands the contents to the caller (owned, never NULL) and empties b. */
char *bytes_steal(struct bytes *b);

#endif
