/*
 * scratch.h: what tests on files share: a directory of their own, and short
 * ways to fill it and to look into it. Everything fails the test that cannot
 * be done.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "run/run/run.h"

/* A new directory below $TMPDIR, owned path, mode 0755. */
char *scratch_new(void);
/* Removes it with all it holds and frees the path. */
void scratch_free(char *dir);

/* Writes, creating directories on the way; `text` may hold NULs. */
void scratch_write(const char *dir, const char *name, const void *text,
		   size_t len);
void scratch_puts(const char *dir, const char *name, const char *text);
/* The whole file, owned; "" when it is not there. */
char *scratch_read(const char *dir, const char *name, size_t *ret_len);
bool scratch_exists(const char *dir, const char *name);
/* Number of entries whose names begin with `prefix`; the name of one of them
 * in *ret (may be NULL), owned. */
int scratch_count(const char *dir, const char *prefix, char **ret);

/* A file of the real specimens, owned path, or NULL where they are not. */
char *scratch_specimen(const char *name);

/* Sets a locale that writes numbers with a comma, made below `dir` where the
 * system has none; false when that cannot be. Give back with setlocale. */
bool scratch_comma_locale(const char *dir);

/* A run that is nothing but its directory: enough for journals. */
struct run scratch_bare_run(char *dir);

#endif
