/*
 * socket.c: control sockets by name. See socket.h.
 *
 * 1. A directory that is not this user's, or that others may enter, is not
 *    used: in a shared temp directory anybody can make one of that name.
 * 2. The name of a run id that is not a plain word is hashed, so that a damaged
 *    run.json names no other file.
 */
#include "config.h"

#include "extract/control/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/hash.h"
#include "base/mem.h"

#define SOCKET_BACKLOG 8
#define SOCKET_PLACES  2

int socket_prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -1;
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool socket_peer_is_me(int fd)
{
#ifdef HAVE_GETPEEREID
	uid_t uid;
	gid_t gid;

	return getpeereid(fd, &uid, &gid) == 0 && uid == geteuid();
#else
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       peer.uid == geteuid();
#endif
}

static bool is_plain(const char *id)
{
	size_t len = strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

	return len > 0 && len <= 40 && id[len] == '\0';
}

/* The directories that are tried, in this order; owned. */
static char *socket_dir(int place)
{
	return place == 0 ? xdg_runtime_dir()
			  : mem_printf("/tmp/vasculum-%ld", (long)getuid());
}

static int socket_address(const char *dir, const char *run_id,
			  struct sockaddr_un *ret, struct error *err)
{
	char hash[HASH_HEX_SIZE];
	int len;

	hash_bytes(run_id, strlen(run_id), hash);
	hash[32] = '\0';
	memset(ret, 0, sizeof(*ret));
	ret->sun_family = AF_UNIX;
	len = snprintf(ret->sun_path, sizeof(ret->sun_path), "%s/%s.sock", dir,
		       is_plain(run_id) ? run_id : hash);
	if (len < 0 || (size_t)len >= sizeof(ret->sun_path))
		return error_set(err, ERROR_FAILED,
				 "%s is too long for the name of a socket; "
				 "set XDG_RUNTIME_DIR to a shorter one",
				 dir);
	return 0;
}

static int socket_open(int *ret, struct error *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return error_sys(err, errno, "cannot make a socket");
	if (socket_prepare(fd) < 0) {
		error_sys(err, errno, "cannot make a socket");
		close(fd);
		return -1;
	}
	*ret = fd;
	return 0;
}

static int socket_bind(int fd, const struct sockaddr_un *address,
		       struct error *err)
{
	const struct sockaddr *to = (const struct sockaddr *)address;

	if (unlink(address->sun_path) < 0 && errno != ENOENT)
		return error_sys(err, errno, "cannot replace %s",
				 address->sun_path);
	if (bind(fd, to, sizeof(*address)) < 0)
		return error_sys(err, errno, "cannot make the socket %s",
				 address->sun_path);
	if (listen(fd, SOCKET_BACKLOG) == 0)
		return 0;
	error_sys(err, errno, "cannot listen on %s", address->sun_path);
	unlink(address->sun_path);
	return -1;
}

static int socket_listen_in(int place, const char *run_id, int *ret_fd,
			    char **ret_path, struct error *err)
{
	char *dir CLEANUP(mem_free_str) = socket_dir(place);
	struct sockaddr_un address;
	int fd;

	if (socket_address(dir, run_id, &address, err) < 0 ||
	    file_make_dirs(dir, 0700, err) < 0 ||
	    file_check_private(dir, err) < 0 || socket_open(&fd, err) < 0)
		return -1;
	if (socket_bind(fd, &address, err) < 0) {
		close(fd);
		return -1;
	}
	*ret_fd = fd;
	*ret_path = mem_strdup(address.sun_path);
	return 0;
}

int socket_listen(const char *run_id, int *ret_fd, char **ret_path,
		  struct error *err)
{
	for (int place = 0; place < SOCKET_PLACES; place++)
		if (socket_listen_in(place, run_id, ret_fd, ret_path, err) == 0)
			return 0;
	return -1;
}

static int socket_connect_in(int place, const char *run_id, int *ret)
{
	char *dir CLEANUP(mem_free_str) = socket_dir(place);
	struct sockaddr_un address;
	int fd;

	if (socket_address(dir, run_id, &address, NULL) < 0 ||
	    file_check_private(dir, NULL) < 0 || socket_open(&fd, NULL) < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) <
		    0 ||
	    !socket_peer_is_me(fd)) {
		close(fd);
		return -1;
	}
	*ret = fd;
	return 0;
}

int socket_connect(const char *run_id, int *ret_fd, struct error *err)
{
	for (int place = 0; place < SOCKET_PLACES; place++)
		if (socket_connect_in(place, run_id, ret_fd) == 0)
			return 0;
	return error_set(err, ERROR_NOT_FOUND,
			 "no process of this user extracts in this run");
}
