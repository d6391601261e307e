/*
 * swap.c: a file that takes the place of another. See swap.h, and invariant 4
 * of open.c.
 */
#include "config.h"

#include "run/index/table/swap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "run/index/table/open.h"

/* Writes the file of a closed database to the disk. */
static int swap_sync(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd >= 0 ? fsync(fd) : -1;

	if (rc < 0)
		error_sys(err, errno, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Nobody can open or fold meanwhile. */
static int swap_exchange(struct index *index, struct index *built,
			 struct error *err)
{
	struct error why;
	int64_t before;
	int rc;

	if (index_db_meta(index, "revision", &before, err) < 0 ||
	    index_db_meta_put(built, "revision", before + 1, err) < 0)
		return -1;
	index_db_close(built);
	if (swap_sync(built->path, err) < 0)
		return -1;
	index_db_close(index);
	index_db_unlink(index);
	rc = rename(built->path, index->path);
	if (rc < 0)
		error_sys(err, errno, "cannot name %s", index->path);
	else
		index_db_unlock(built); /* before SQLite has locks on it */
	memset(index->seen, 0, sizeof(index->seen));
	/* Without it an empty one is made, and built anew. */
	return index_db_start(index, rc == 0 ? err : &why) < 0 ? -1 : rc;
}

int index_swap(struct index *index, struct index *built,
	       int (*finish)(void *arg, struct error *err), void *arg,
	       struct error *err)
{
	int lock = index_db_lock_dir(index, LOCK_EX);
	int rc = index_db_exec(index, "BEGIN IMMEDIATE", err);

	if (rc == 0)
		rc = finish(arg, err);
	if (rc == 0)
		rc = swap_exchange(index, built, err);
	if (index->db != NULL)
		index_db_rollback(index);
	if (lock >= 0)
		close(lock);
	return rc;
}
