/*
 * filesystem.h: what kind of file system a run lies on. SQLite's WAL and
 * O_APPEND do not hold where several hosts write.
 */
#ifndef RUN_JOURNAL_FILESYSTEM_H
#define RUN_JOURNAL_FILESYSTEM_H

#include <stdbool.h>
#include <stdint.h>

/* Whether `path` lies on a network file system, or on one that may be (FUSE:
 * sshfs cannot be told from others). False when it cannot be found out. */
bool filesystem_is_remote(const char *path);

/* The same by Linux' statfs f_type. */
bool filesystem_type_is_remote(uint64_t type);

#endif
