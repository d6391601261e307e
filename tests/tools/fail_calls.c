/*
 * fail_calls.c: system calls that fail on demand, to be preloaded
 * (LD_PRELOAD). Of files whose path holds FAIL_PATH or FAIL_PATH_TOO, and while the file
 * FAIL_WHILE is there (always, where that is not set), the calls that
 * FAIL_CALLS names fail:
 *
 *	FAIL_CALLS=fdatasync:EIO:3,write:ENOSPC:1
 *
 * is each third fdatasync, and every write. fdatasync is fsync too, open is
 * openat too. A short write is write:SHORT:N.
 *
 * FAIL_ROOM=N: their file system says that it has N kilobytes left.
 *
 * KILL_AT=N ends the process by SIGKILL at its N-th event: after a write to
 * such a file; after the first piece of a request over IPv4 has been sent;
 * when the answer to it is there, before the caller sees any of it. KILL_SAYS
 * names a file that gets a line for each event, so that they can be counted.
 *
 * Only for tests; Linux.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FAIL_SHORT (-1)

enum call { CALL_WRITE, CALL_SYNC, CALL_TRUNCATE, CALL_OPEN, CALL_FLOCK };

static const char *const call_names[] = {
	[CALL_WRITE] = "write:",	[CALL_SYNC] = "fdatasync:",
	[CALL_TRUNCATE] = "ftruncate:", [CALL_OPEN] = "open:",
	[CALL_FLOCK] = "flock:",
};
static const struct {
	const char *word;
	int value;
} fail_errors[] = {
	{"EIO", EIO},	    {"ENOSPC", ENOSPC}, {"EDQUOT", EDQUOT},
	{"EMFILE", EMFILE}, {"ENOLCK", ENOLCK}, {"EINTR", EINTR},
	{"EACCES", EACCES}, {"EROFS", EROFS},	{"SHORT", FAIL_SHORT},
};
static atomic_uint call_counts[5];
static atomic_uint events;
static atomic_bool waits; /* for the answer to what was sent last */

/* What this call is to fail with; 0: it is not. */
static int fail_now(enum call call)
{
	const char *calls = getenv("FAIL_CALLS");
	const char *at = calls != NULL ? strstr(calls, call_names[call]) : NULL;
	const char *file = getenv("FAIL_WHILE");
	unsigned int n, each;

	if (at == NULL || (file != NULL && access(file, F_OK) != 0))
		return 0;
	at += strlen(call_names[call]);
	n = atomic_fetch_add(&call_counts[call], 1) + 1;
	for (size_t i = 0; i < sizeof(fail_errors) / sizeof(*fail_errors);
	     i++) {
		size_t len = strlen(fail_errors[i].word);

		if (strncmp(at, fail_errors[i].word, len) != 0 ||
		    at[len] != ':')
			continue;
		each = (unsigned int)strtoul(at + len + 1, NULL, 10);
		return each > 0 && n % each == 0 ? fail_errors[i].value : 0;
	}
	return 0;
}

static bool is_concerned(const char *path)
{
	const char *parts[] = {getenv("FAIL_PATH"), getenv("FAIL_PATH_TOO")};

	for (size_t i = 0; i < 2; i++)
		if (parts[i] != NULL && strstr(path, parts[i]) != NULL)
			return true;
	return false;
}

static bool is_concerned_fd(int fd)
{
	int sys = errno;
	char link[64], path[4096];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	errno = sys;
	if (len <= 0)
		return false;
	path[len] = '\0';
	return is_concerned(path);
}

static int fail_of(enum call call, int fd)
{
	return is_concerned_fd(fd) ? fail_now(call) : 0;
}

/* The call that is meant. */
static void *next_of(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* One more event; it may be the last one. */
static void count_event(const char *what)
{
	const char *at = getenv("KILL_AT"), *says = getenv("KILL_SAYS");
	unsigned int n = atomic_fetch_add(&events, 1) + 1;
	int sys = errno;
	FILE *file = says != NULL ? fopen(says, "ae") : NULL;

	if (file != NULL) {
		fprintf(file, "%u %s\n", n, what);
		fclose(file);
	}
	if (at != NULL && strtoul(at, NULL, 10) == n)
		raise(SIGKILL);
	errno = sys;
}

static bool counts_events(void)
{
	return getenv("KILL_AT") != NULL || getenv("KILL_SAYS") != NULL;
}

static int fails_with(int sys)
{
	errno = sys;
	return -1;
}

ssize_t write(int fd, const void *data, size_t len)
{
	ssize_t (*next)(int, const void *, size_t);
	int fails = fail_of(CALL_WRITE, fd);
	ssize_t n;

	*(void **)&next = next_of("write");
	if (fails == FAIL_SHORT)
		return next(fd, data, (len + 1) / 2);
	if (fails != 0)
		return fails_with(fails);
	n = next(fd, data, len);
	if (n > 0 && counts_events() && is_concerned_fd(fd))
		count_event("write");
	return n;
}

static bool is_network(int fd)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof(name);
	int sys = errno;
	bool is = counts_events() &&
		  getsockname(fd, (struct sockaddr *)&name, &len) == 0 &&
		  name.ss_family == AF_INET;

	errno = sys;
	return is;
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
	ssize_t (*next)(int, const void *, size_t, int);
	ssize_t n;

	*(void **)&next = next_of("send");
	n = next(fd, data, len, flags);
	if (n > 0 && is_network(fd) && !atomic_exchange(&waits, true))
		count_event("request");
	return n;
}

ssize_t recv(int fd, void *data, size_t len, int flags)
{
	ssize_t (*next)(int, void *, size_t, int);
	ssize_t n;

	*(void **)&next = next_of("recv");
	n = next(fd, data, len, flags);
	if (n > 0 && is_network(fd) && atomic_exchange(&waits, false))
		count_event("answer");
	return n;
}

static int sync_as(const char *name, int fd)
{
	int (*next)(int);
	int fails = fail_of(CALL_SYNC, fd);

	*(void **)&next = next_of(name);
	return fails != 0 ? fails_with(fails) : next(fd);
}

int fdatasync(int fd)
{
	return sync_as("fdatasync", fd);
}

int fsync(int fd)
{
	return sync_as("fsync", fd);
}

static int truncate_as(const char *name, int fd, off64_t len)
{
	int (*next)(int, off64_t);
	int fails = fail_of(CALL_TRUNCATE, fd);

	*(void **)&next = next_of(name);
	return fails != 0 ? fails_with(fails) : next(fd, len);
}

int ftruncate(int fd, off_t len)
{
	return truncate_as("ftruncate64", fd, len);
}

int ftruncate64(int fd, off64_t len)
{
	return truncate_as("ftruncate64", fd, len);
}

int flock(int fd, int operation)
{
	int (*next)(int, int);
	int fails = fail_of(CALL_FLOCK, fd);

	*(void **)&next = next_of("flock");
	return fails != 0 ? fails_with(fails) : next(fd, operation);
}

int statvfs(const char *path, struct statvfs *ret)
{
	int (*next)(const char *, struct statvfs *);
	const char *room = getenv("FAIL_ROOM");
	int rc;

	*(void **)&next = next_of("statvfs");
	rc = next(path, ret);
	if (rc == 0 && room != NULL && is_concerned(path)) {
		ret->f_frsize = 1024;
		ret->f_bavail = strtoul(room, NULL, 10);
	}
	return rc;
}

static int open_as(const char *path, int flags, va_list args)
{
	int (*next)(const char *, int, ...);
	int fails = is_concerned(path) ? fail_now(CALL_OPEN) : 0;
	mode_t mode = 0;

	if ((flags & (O_CREAT | O_TMPFILE)) != 0)
		mode = va_arg(args, mode_t);
	*(void **)&next = next_of("open64");
	return fails != 0 ? fails_with(fails) : next(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	int fd;

	va_start(args, flags);
	fd = open_as(path, flags, args);
	va_end(args);
	return fd;
}

int open64(const char *path, int flags, ...)
{
	va_list args;
	int fd;

	va_start(args, flags);
	fd = open_as(path, flags, args);
	va_end(args);
	return fd;
}
