/*
 * output.c: files that are whole or not there. See output.h.
 *
 * 1. The name is taken by rename alone, after fsync; then its directory is
 *    synced.
 * 2. A name that is a link means the file that it leads to.
 */
#include "config.h"

#include "export/write/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/human.h"
#include "base/mem.h"

#define OUTPUT_PIECE (256u << 10)

struct output {
	char *path; /* where it will be; no link */
	char *temp;
	int fd;
	struct bytes ahead; /* not written yet */
};

static char *output_dir(const char *path)
{
	size_t len = (size_t)(file_base(path) - path);

	return len > 0 ? mem_strndup(path, len) : mem_strdup(".");
}

int output_check(const char *path, struct error *err)
{
	char *dir CLEANUP(mem_free_str) = output_dir(path);
	struct stat st;

	if (path[0] == '\0' || file_base(path)[0] == '\0')
		return error_set(err, ERROR_USAGE,
				 "\"%s\" is not the name of a file; give one "
				 "with -o",
				 path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_set(
			err, ERROR_USAGE, "%s is %s; name a file with -o", path,
			S_ISDIR(st.st_mode) ? "a directory"
					    : "a device, a pipe or a socket");
	if (stat(dir, &st) < 0)
		return error_set(err, ERROR_USAGE,
				 "there is no directory %s to write %s into; "
				 "make it first",
				 dir, file_base(path));
	return 0;
}

int output_check_room(const char *path, uint64_t bytes, struct error *err)
{
	char *dir CLEANUP(mem_free_str) = output_dir(path);
	struct bytes wanted CLEANUP(bytes_done) = {0};
	struct bytes there CLEANUP(bytes_done) = {0};
	struct statvfs fs;
	uint64_t room;

	if (statvfs(dir, &fs) < 0 || fs.f_blocks == 0)
		return 0; /* it does not say */
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (room >= bytes)
		return 0;
	human_count((size_t)(bytes >> 20) + 1, &wanted);
	human_count((size_t)(room >> 20), &there);
	return error_set(err, ERROR_NO_SPACE,
			 "%s takes about %s MB, and its disk has %s MB left; "
			 "make room or name another place with -o",
			 path, wanted.data, there.data);
}

int output_open(const char *path, struct output **ret, struct error *err)
{
	struct output *output;

	if (output_check(path, err) < 0)
		return -1;
	output = mem_zalloc(sizeof(*output));
	output->path = realpath(path, NULL);
	if (output->path == NULL)
		output->path = mem_strdup(path);
	output->fd = file_open_temp(output->path, 0666, &output->temp);
	if (output->fd < 0) {
		error_sys(err, errno, "cannot write beside %s", path);
		free(output->temp);
		free(output->path);
		free(output);
		return -1;
	}
	*ret = output;
	return 0;
}

static int output_flush(struct output *output, struct error *err)
{
	if (output->ahead.len > 0 &&
	    file_write_all(output->fd, output->ahead.data, output->ahead.len) <
		    0)
		return error_sys(err, errno, "cannot write %s", output->path);
	bytes_clear(&output->ahead);
	return 0;
}

int output_write(struct output *output, const void *data, size_t len,
		 struct error *err)
{
	bytes_append(&output->ahead, data, len);
	return output->ahead.len < OUTPUT_PIECE ? 0 : output_flush(output, err);
}

int output_fd(const struct output *output)
{
	return output->fd;
}

static void output_free(struct output *output)
{
	bytes_done(&output->ahead);
	free(output->temp);
	free(output->path);
	free(output);
}

int output_finish(struct output *output, struct error *err)
{
	int rc = output_flush(output, err);
	int sys = 0;

	if (rc < 0) {
		output_drop(output);
		return -1;
	}
	if (fsync(output->fd) < 0)
		sys = errno;
	if (close(output->fd) < 0 && sys == 0)
		sys = errno;
	if (sys == 0 && rename(output->temp, output->path) < 0)
		sys = errno;
	if (sys != 0) {
		unlink(output->temp);
		rc = error_sys(err, sys, "cannot write %s", output->path);
	} else {
		rc = file_sync_dir_of(output->path, err);
	}
	output_free(output);
	return rc;
}

void output_drop(struct output *output)
{
	if (output == NULL)
		return;
	close(output->fd);
	unlink(output->temp);
	output_free(output);
}

int output_nameless(const char *path, struct error *err)
{
	char *temp CLEANUP(mem_free_str) = NULL;
	int made = file_open_temp(path, 0600, &temp), fd = -1, sys = errno;

	if (made >= 0) {
		fd = open(temp, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		sys = errno;
		unlink(temp);
		close(made);
	}
	if (fd < 0)
		return error_sys(err, sys, "cannot write beside %s", path);
	return fd;
}
