/*
 * mem.h: small allocations. They abort when memory is gone: nothing sensible
 * can be done then, and the journals are safe. A size that comes from outside
 * (a file, a server) is checked by the caller before it gets here; where it
 * is large (pixels), use plain malloc and report the failure.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/compiler.h"

/* All return owned memory; free() it. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
/* Grows `ptr` to count * size bytes; aborts when that overflows. */
void *mem_grow(void *ptr, size_t count, size_t size);
char *mem_strdup(const char *text); /* NULL gives NULL */
char *mem_strndup(const char *text, size_t n);
char *mem_printf(const char *format, ...) PRINTF_LIKE(1, 2);
/* Frees *slot and puts a copy of `text` (may be NULL) there. */
void mem_replace(char **slot, const char *text);

/* Overwrites a secret; no compiler takes it for useless. NULL is fine where
 * `size` is 0. */
void mem_wipe(void *ptr, size_t size);

/* For CLEANUP(mem_free_str) on a `char *` variable. */
void mem_free_str(char **slot);

#endif
