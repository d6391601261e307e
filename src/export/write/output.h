/*
 * output.h: a file that is there whole or not at all: written under another
 * name beside it, made durable, and renamed. What was there before stays until
 * then.
 *
 * One thread's at a time.
 */
#ifndef EXPORT_WRITE_OUTPUT_H
#define EXPORT_WRITE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct output;

/* Whether such a file can be written: not a directory, nor a device, and in a
 * directory that is there. ERROR_USAGE. */
int output_check(const char *path, struct error *err) MUST_USE;
/* Whether its file system has so many bytes left. ERROR_NO_SPACE. */
int output_check_room(const char *path, uint64_t bytes,
		      struct error *err) MUST_USE;

int output_open(const char *path, struct output **ret,
		struct error *err) MUST_USE;
int output_write(struct output *output, const void *data, size_t len,
		 struct error *err) MUST_USE;
/* For who writes by itself; borrowed. */
int output_fd(const struct output *output);
/* Makes it the file of that name, and frees it, in any case. */
int output_finish(struct output *output, struct error *err) MUST_USE;
/* Removes what was written. NULL is fine. */
void output_drop(struct output *output);

/* A file without a name in the directory of `path`, for what is written now and
 * read a little later; the descriptor, or -1. */
int output_nameless(const char *path, struct error *err) MUST_USE;

#endif
