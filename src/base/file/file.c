/*
 * file.c: whole files and paths. See file.h.
 *
 * 1. What is written atomically is durable when the call returns.
 * 2. Every descriptor is O_CLOEXEC.
 */
#include "config.h"

#include "base/file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/mem.h"

#define FILE_TEMP_TRIES 100

/* Reads to the end or to one byte past the limit. */
static int file_read_fd(int fd, size_t limit, struct bytes *ret)
{
	size_t start = ret->len;

	while (ret->len - start <= limit) {
		char *at = bytes_reserve(ret, 65536);
		ssize_t got = read(fd, at, 65536);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			return 0;
		ret->len += (size_t)got;
		ret->data[ret->len] = '\0';
	}
	return 1;
}

int file_read(const char *path, size_t limit, struct bytes *ret,
	      struct error *err)
{
	size_t start = ret->len;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc, sys;

	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", path);
	rc = file_read_fd(fd, limit, ret);
	sys = errno;
	close(fd);
	if (rc == 0)
		return 0;
	if (ret->data != NULL) {
		ret->len = start;
		ret->data[start] = '\0';
	}
	if (rc > 0)
		return error_set(err, ERROR_FAILED,
				 "%s is larger than %zu bytes, which is not "
				 "expected of such a file",
				 path, limit);
	return error_sys(err, sys, "cannot read %s", path);
}

int file_open_own(const char *path, int flags, mode_t mode)
{
	int fd = open(path,
		      flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
		      mode);
	struct stat st;

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

static const char *kind_words(mode_t mode)
{
	static const struct {
		mode_t kind;
		const char *words;
	} kinds[] = {
		{S_IFLNK, "a symbolic link"}, {S_IFIFO, "a pipe"},
		{S_IFSOCK, "a socket"},	      {S_IFCHR, "a device"},
		{S_IFBLK, "a device"},	      {S_IFDIR, "a directory"},
		{S_IFREG, "a file"},
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if ((mode & S_IFMT) == kinds[i].kind)
			return kinds[i].words;
	return "something else";
}

int file_check_own(const char *path, bool dir, struct error *err)
{
	struct stat st;

	/* What cannot be looked at is told by who opens it. */
	if (lstat(path, &st) < 0 || (dir && S_ISDIR(st.st_mode)) ||
	    (!dir && S_ISREG(st.st_mode)))
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s is %s, not a %s of its own, and is not opened: "
			 "move it away, or put what belongs there into its "
			 "place",
			 path, kind_words(st.st_mode),
			 dir ? "directory" : "regular file");
}

int file_check_private(const char *dir, struct error *err)
{
	struct stat st;

	if (lstat(dir, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", dir);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return error_set(err, ERROR_FAILED,
				 "%s is not a directory of this user alone; "
				 "remove it, or make it mode 0700",
				 dir);
	return 0;
}

void file_touch(const char *path)
{
	/* An errno that nobody reads: what follows says why it cannot be. */
	if (mknod(path, S_IFREG | 0666, 0) < 0)
		return;
}

static struct timespec file_mtime(const struct stat *st)
{
#ifdef HAVE_STRUCT_STAT_ST_MTIM
	return st->st_mtim;
#else
	return st->st_mtimespec; /* of macOS and older BSDs */
#endif
}

int64_t file_mtime_ns(const struct stat *st)
{
	struct timespec at = file_mtime(st);

	return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

bool file_is_named(int fd, const char *path)
{
	struct stat mine, named;

	return fstat(fd, &mine) == 0 && stat(path, &named) == 0 &&
	       mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
}

int file_pipe(int ret[2], int flags, struct error *err)
{
#ifdef HAVE_PIPE2
	int rc = pipe2(ret, O_CLOEXEC | flags);
#else
	int rc = pipe(ret);

	for (int i = 0; rc == 0 && i < 2; i++) {
		(void)fcntl(ret[i], F_SETFD, FD_CLOEXEC);
		(void)fcntl(ret[i], F_SETFL, flags);
	}
#endif
	return rc == 0 ? 0
		       : error_sys(err, errno,
				   "cannot make a pipe; close some files");
}

int file_write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t put = write(fd, at, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		at += put;
		len -= (size_t)put;
	}
	return 0;
}

int file_sync_dir_of(const char *path, struct error *err)
{
	const char *base = file_base(path);
	char *dir CLEANUP(mem_free_str) =
		base == path ? mem_strdup(".")
			     : mem_strndup(path, (size_t)(base - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int sys = 0;

	if (fd < 0)
		return error_sys(err, errno, "cannot open directory %s", dir);
	/* Some file systems do not know fsync of a directory: EINVAL. */
	if (fsync(fd) < 0 && errno != EINVAL)
		sys = errno;
	close(fd);
	if (sys != 0)
		return error_sys(err, sys, "cannot sync directory %s", dir);
	return 0;
}

/* mkostemp would make it for its owner alone, whatever the umask is. */
int file_open_temp(const char *path, mode_t mode, char **ret)
{
	char id[33];
	int fd = -1;

	for (int i = 0; i < FILE_TEMP_TRIES && fd < 0; i++) {
		hash_random_id(id);
		free(*ret);
		*ret = mem_printf("%s.%.6s", path, id);
		fd = open(*ret,
			  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			  mode);
		if (fd < 0 && errno != EEXIST)
			return -1;
	}
	return fd;
}

int file_write_atomic(const char *path, const void *data, size_t len,
		      mode_t mode, struct error *err)
{
	char *temp CLEANUP(mem_free_str) = NULL;
	int fd = file_open_temp(path, mode, &temp);
	int sys = 0;

	if (fd < 0)
		return error_sys(err, errno, "cannot write beside %s", path);
	if (file_write_all(fd, data, len) < 0 || fsync(fd) < 0)
		sys = errno;
	if (close(fd) < 0 && sys == 0)
		sys = errno;
	if (sys == 0 && rename(temp, path) < 0)
		sys = errno;
	if (sys != 0) {
		unlink(temp);
		return error_sys(err, sys, "cannot write %s", path);
	}
	return file_sync_dir_of(path, err);
}

int file_make_dir(const char *path, mode_t mode, struct error *err)
{
	struct stat st;

	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return error_sys(err, errno, "cannot make directory %s", path);
	if (stat(path, &st) < 0)
		return error_sys(err, errno, "cannot make directory %s", path);
	if (!S_ISDIR(st.st_mode))
		return error_set(err, ERROR_FAILED,
				 "%s exists and is not a directory", path);
	return 0;
}

int file_make_dirs(const char *path, mode_t mode, struct error *err)
{
	char *part CLEANUP(mem_free_str) = mem_strdup(path);

	for (char *at = part + 1; part[0] != '\0'; at++) {
		bool last = *at == '\0';

		if (*at != '/' && !last)
			continue;
		*at = '\0';
		if (last)
			break;
		if (mkdir(part, mode) < 0 && errno != EEXIST)
			return error_sys(err, errno, "cannot make directory %s",
					 part);
		*at = '/';
	}
	return file_make_dir(path, mode, err);
}

char *file_join(const char *dir, const char *name)
{
	size_t len = strlen(dir);

	if (name[0] == '/' || len == 0)
		return mem_strdup(name);
	return mem_printf("%s%s%s", dir, dir[len - 1] == '/' ? "" : "/", name);
}

const char *file_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

char *file_uri(const char *path, const char *query)
{
	struct bytes uri = {0};

	/* An authority of its own, for a path may begin with two slashes. */
	bytes_append_str(&uri, path[0] == '/' ? "file://" : "file:");
	for (; *path != '\0'; path++)
		if (strchr("?#%", *path) != NULL)
			bytes_printf(&uri, "%%%02x", (unsigned char)*path);
		else
			bytes_append_char(&uri, *path);
	bytes_printf(&uri, "?%s", query);
	return bytes_steal(&uri);
}

bool file_is_below(const char *relative)
{
	const char *at = relative;

	if (at[0] == '\0' || at[0] == '/')
		return false;
	while (at != NULL) {
		size_t len = strcspn(at, "/");

		if (len == 2 && strncmp(at, "..", 2) == 0)
			return false;
		at = at[len] == '/' ? at + len + 1 : NULL;
	}
	return true;
}
