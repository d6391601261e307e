/*
 * file.h: whole files and paths.
 */
#ifndef BASE_FILE_FILE_H
#define BASE_FILE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/bytes.h"
#include "base/error.h"

/* Appends the whole file to *ret; a file over `limit` bytes is refused. */
int file_read(const char *path, size_t limit, struct bytes *ret,
	      struct error *err) MUST_USE;

/*
 * As open(2), of a file that a program keeps for itself: neither a link, nor a
 * pipe or device, is opened, and none is waited for. The descriptor, which is
 * close-on-exec, or -1 with errno (ELOOP, ENXIO, EINVAL).
 */
int file_open_own(const char *path, int flags, mode_t mode) MUST_USE;

/* Whether what is of this name may be opened so: 0 where it is a regular file
 * (`dir`: a directory), or nothing is there; else -1, and the error says what
 * it is and what to do. */
int file_check_own(const char *path, bool dir, struct error *err) MUST_USE;

/* Whether the directory is this user's alone: nobody else can put another file
 * in the place of one there. */
int file_check_private(const char *dir, struct error *err) MUST_USE;

/* Makes an empty file where there is none, without opening it: what SQLite
 * makes itself heeds 0644 in place of the umask, and no descriptor of such a
 * file may be closed while it has it open. It does no harm where it fails. */
void file_touch(const char *path);

/* Opens a new file beside `path`, "path.1a2b3c", to be written; its name in
 * *ret, owned. The descriptor, or -1 with errno. *ret is NULL before. */
int file_open_temp(const char *path, mode_t mode, char **ret) MUST_USE;

/*
 * Replaces the file by these bytes so that a crash leaves the old or the new
 * one, never a mixture: temporary file in the same directory, fsync, rename,
 * fsync of the directory. The umask takes from the mode.
 */
int file_write_atomic(const char *path, const void *data, size_t len,
		      mode_t mode, struct error *err) MUST_USE;

/* Makes the directory and its parents; one that exists is fine. */
int file_make_dirs(const char *path, mode_t mode, struct error *err) MUST_USE;
/* The same of one whose parent has to be there. */
int file_make_dir(const char *path, mode_t mode, struct error *err) MUST_USE;

/* fsyncs the directory that holds `path`, so that its name is durable. */
int file_sync_dir_of(const char *path, struct error *err) MUST_USE;

/* When the file was last changed, in ns since 1970. */
struct stat;
int64_t file_mtime_ns(const struct stat *st);

/* Whether the descriptor is still the file of that name. */
bool file_is_named(int fd, const char *path);

/* A pipe of close-on-exec descriptors; `flags` are 0 or O_NONBLOCK. */
int file_pipe(int ret[2], int flags, struct error *err) MUST_USE;

/* Writes all bytes, through EINTR and short writes. errno on -1. */
int file_write_all(int fd, const void *data, size_t len) MUST_USE;

/* "dir/name", owned; an absolute name stays as it is. */
char *file_join(const char *dir, const char *name);

/* The last component of a path, within it. */
const char *file_base(const char *path);
/* The path as a URI of SQLite's, with this query; owned. */
char *file_uri(const char *path, const char *query);

/* True when a relative path stays below its root: not empty, not absolute, no
 * ".." component. */
bool file_is_below(const char *relative);

#endif
