/*
 * guard.h: whether what lies in a run directory may be opened, or replaced. A directory
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

/* ERROR_USAGE where the path names, by a link or not, what belongs to a run,
 * ours or the original's: a journal that was taken for an output is lost. */
int run_guard_output(const char *path, struct error *err) MUST_USE;

/* A file of the original pipeline in a directory, or NULL. */
const char *run_original_file(const char *dir);

#endif
