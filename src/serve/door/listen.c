/*
 * listen.c: the socket of the page's server. See listen.h.
 */
#include "config.h"

#include "serve/door/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/mem.h"

#define LISTEN_BACKLOG 128

/* MHD wants sockets that do not block. */
static int listener_prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -1;
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* --- an address ----------------------------------------------------------- */

/* What the socket is bound to, as a URL has it. */
static int listener_name(struct listener *listener, struct error *err)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);
	char text[INET6_ADDRSTRLEN] = "";

	if (getsockname(listener->fd, (struct sockaddr *)&address, &len) < 0)
		return error_sys(err, errno, "cannot tell which port it is");
	if (address.ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 =
			(const struct sockaddr_in6 *)&address;

		inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
		snprintf(listener->host, sizeof(listener->host), "[%s]", text);
		listener->port = ntohs(in6->sin6_port);
		listener->loopback = IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	} else {
		const struct sockaddr_in *in =
			(const struct sockaddr_in *)&address;

		inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
		snprintf(listener->host, sizeof(listener->host), "%s", text);
		listener->port = ntohs(in->sin_port);
		listener->loopback = ntohl(in->sin_addr.s_addr) >> 24 == 127;
	}
	return 0;
}

static int listener_bind(const struct addrinfo *info, const char *bind_to,
			 int port, struct listener *ret, struct error *err)
{
	int on = 1;
	int fd = socket(info->ai_family, SOCK_STREAM, 0);
	int rc = -1;

	if (fd < 0)
		return error_sys(err, errno, "cannot make a socket");
	(void)!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (listener_prepare(fd) < 0)
		error_sys(err, errno, "cannot make a socket");
	else if (bind(fd, info->ai_addr, info->ai_addrlen) < 0)
		error_sys(err, errno,
			  errno == EADDRINUSE
				  ? "port %d of %s is taken; name another "
				    "with --port (0: any that is free)"
				  : "cannot listen on port %d of %s",
			  port, bind_to);
	else if (listen(fd, LISTEN_BACKLOG) < 0)
		error_sys(err, errno, "cannot listen on port %d of %s", port,
			  bind_to);
	else
		rc = 0;
	if (rc < 0) {
		close(fd);
		return -1;
	}
	ret->fd = fd;
	return 0;
}

int listener_open(const char *bind_to, int port, struct listener *ret,
		  struct error *err)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found;
	char service[16];
	int rc;

	*ret = (struct listener){.fd = -1};
	snprintf(service, sizeof(service), "%d", port);
	rc = getaddrinfo(bind_to, service, &hints, &found);
	if (rc != 0)
		return error_set(err, ERROR_USAGE,
				 "--bind %s: %s; give an address of this "
				 "machine, as 127.0.0.1",
				 bind_to, gai_strerror(rc));
	rc = listener_bind(found, bind_to, port, ret, err);
	freeaddrinfo(found);
	if (rc == 0 && listener_name(ret, err) < 0) {
		listener_close(ret);
		return -1;
	}
	return rc;
}

/* --- a path --------------------------------------------------------------- */

/* Whether somebody listens there. */
static bool path_is_alive(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool alive = fd >= 0 && connect(fd, (const struct sockaddr *)address,
					sizeof(*address)) == 0;

	if (fd >= 0)
		close(fd);
	return alive;
}

/* Removes what a server that was killed has left; nothing else. */
static int path_clear(const struct sockaddr_un *address, struct error *err)
{
	struct stat st;

	if (lstat(address->sun_path, &st) < 0)
		return errno == ENOENT
			       ? 0
			       : error_sys(err, errno, "cannot look at %s",
					   address->sun_path);
	if (!S_ISSOCK(st.st_mode) || st.st_uid != geteuid())
		return error_set(err, ERROR_USAGE,
				 "%s is there already, and is not a socket of "
				 "yours; name another with --socket",
				 address->sun_path);
	if (path_is_alive(address))
		return error_set(err, ERROR_BUSY,
				 "another server listens on %s; end it, or "
				 "name another with --socket",
				 address->sun_path);
	if (unlink(address->sun_path) < 0)
		return error_sys(err, errno, "cannot replace %s",
				 address->sun_path);
	return 0;
}

int listener_open_path(const char *path, struct listener *ret,
		       struct error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t mask;
	int rc;

	*ret = (struct listener){.fd = -1, .loopback = true};
	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(err, ERROR_USAGE,
				 "%s is too long for the name of a socket",
				 path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (path_clear(&address, err) < 0)
		return -1;
	ret->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (ret->fd < 0 || listener_prepare(ret->fd) < 0) {
		error_sys(err, errno, "cannot make a socket");
		listener_close(ret);
		return -1;
	}
	/* Nobody gets in between its making and a change of its mode. No
	 * other thread runs yet. */
	mask = umask(0177);
	rc = bind(ret->fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (rc == 0)
		ret->path = mem_strdup(path);
	if (rc < 0 || listen(ret->fd, LISTEN_BACKLOG) < 0) {
		error_sys(err, errno, "cannot listen on %s", path);
		listener_close(ret);
		return -1;
	}
	return 0;
}

void listener_close(struct listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	if (listener->path != NULL)
		unlink(listener->path);
	free(listener->path);
	*listener = (struct listener){.fd = -1};
}

/* --- the token ------------------------------------------------------------ */

/* Several may have one port, each of another address. */
static char *token_file_path(const char *dir, const struct listener *listener)
{
	if (strcmp(listener->host, "127.0.0.1") == 0)
		return mem_printf("%s/serve-%d.token", dir, listener->port);
	return mem_printf("%s/serve-%s-%d.token", dir, listener->host,
			  listener->port);
}

int token_file_write(const struct listener *listener, const char *token,
		     char **ret, struct error *err)
{
	char *dir CLEANUP(mem_free_str) = xdg_runtime_dir();
	char *path CLEANUP(mem_free_str) = token_file_path(dir, listener);
	struct bytes line CLEANUP(bytes_done) = {0};
	int rc;

	if (file_make_dirs(dir, 0700, err) < 0 ||
	    file_check_private(dir, err) < 0)
		return -1;
	bytes_printf(&line, "%s\n", token);
	rc = file_write_atomic(path, line.data, line.len, 0600, err);
	mem_wipe(line.data, line.len);
	if (rc < 0)
		return -1;
	*ret = path;
	path = NULL;
	return 0;
}
