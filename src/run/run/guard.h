/*
 * guard.h: whether what lies in a run directory may be opened. A directory
 * may come from somebody else: a link in it would have a journal written, or
 * a draft read, anywhere on this machine, and a pipe would be waited for.
 */
#ifndef RUN_RUN_GUARD_H
#define RUN_RUN_GUARD_H

#include "base/error.h"

/* ERROR_FAILED, naming the file, where one of a run's files is there and is
 * not a regular file of its own, or one of its directories not a directory.
 * Opens nothing. */
int run_guard(const char *dir, struct error *err) MUST_USE;

#endif
