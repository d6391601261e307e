/*
 * ops.h: the system calls through which journals are written, so
 * that tests can make each of them fail. Not for anyone else.
 */
#ifndef RUN_JOURNAL_OPS_H
#define RUN_JOURNAL_OPS_H

#include <stddef.h>
#include <sys/types.h>

#include "run/journal/journal.h"

/* Each behaves like its namesake: -1 with errno. */
struct journal_ops {
	void *arg;   /* handed to each */
	int wait_ms; /* for the lock; 0: the usual five seconds */
	ssize_t (*write)(void *arg, int fd, const void *data, size_t len);
	int (*sync)(void *arg, int fd);
	int (*truncate)(void *arg, int fd, off_t len);
	/* file_sync_dir_of: the name `path` is durable then. */
	int (*sync_dir)(void *arg, const char *path, struct error *err);
};

/* Those of the system. */
extern const struct journal_ops journal_sys_ops;

/* journals_open with other calls; `ops` outlives the journals. */
int journals_open_with(const char *dir, const struct journal_ops *ops,
		       struct journals **ret, struct error *err) MUST_USE;

#endif
