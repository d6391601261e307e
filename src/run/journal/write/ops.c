/*
 * ops.c: the system calls through which journals are written. See ops.h.
 */
#include "config.h"

#include "run/journal/ops.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file/file.h"

static ssize_t journal_sys_write(void *arg, int fd, const void *data,
				 size_t len)
{
	return write(fd, data, len);
}

static int journal_sys_sync(void *arg, int fd)
{
#if defined(F_FULLFSYNC)
	return fcntl(fd, F_FULLFSYNC);
#elif defined(HAVE_FDATASYNC)
	return fdatasync(fd);
#else
	return fsync(fd);
#endif
}

static int journal_sys_truncate(void *arg, int fd, off_t len)
{
	return ftruncate(fd, len);
}

static int journal_sys_sync_dir(void *arg, const char *path, struct error *err)
{
	return file_sync_dir_of(path, err);
}

const struct journal_ops journal_sys_ops = {
	.write = journal_sys_write,
	.sync = journal_sys_sync,
	.truncate = journal_sys_truncate,
	.sync_dir = journal_sys_sync_dir,
};
