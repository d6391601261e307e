/*
 * compiler.h: what we ask of the compiler beyond C11, in one place.
 */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#include <stddef.h>

/* The caller has to look at the result. */
#define MUST_USE __attribute__((warn_unused_result))
/* Argument `f` is a printf format, its arguments begin at `a`. */
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
/* Calls `fn` with a pointer to the variable when it leaves its scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
/* The structure of which `ptr` points to the member `field`. */
#define CONTAINER_OF(ptr, type, field) \
	((type *)(void *)((char *)(ptr)-offsetof(type, field)))

#endif
