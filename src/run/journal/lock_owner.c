/*
 * lock_owner.c: who holds a lock. See lock_owner.h.
 *
 * 1. What a lock file says is for people and for the question whether its
 *    writer ran on this host; that a lock is held is for flock alone to say.
 *    Who only watches, and must not be in anybody's way, asks whether the
 *    writer still lives.
 */
#include "config.h"

#include "run/journal/lock_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"

/* Linux tells one boot from the next; elsewhere it stays empty. */
static void lock_owner_boot_id(char *ret, size_t size)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;

	if (fd >= 0) {
		got = read(fd, ret, size - 1);
		close(fd);
	}
	ret[got > 0 ? got : 0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
}

void lock_owner_self(struct lock_owner *ret)
{
	*ret = (struct lock_owner){.pid = (long)getpid()};
	if (gethostname(ret->host, sizeof(ret->host) - 1) < 0)
		ret->host[0] = '\0';
	lock_owner_boot_id(ret->boot_id, sizeof(ret->boot_id));
	clock_stamp(ret->since);
}

void lock_owner_text(const struct lock_owner *owner, struct bytes *ret)
{
	json_t *object CLEANUP(json_release) = json_object();

	json_set_string(object, "host", owner->host);
	json_set_string(object, "boot_id", owner->boot_id);
	json_object_set_new(object, "pid", json_integer(owner->pid));
	json_set_string(object, "since", owner->since);
	json_write_line(object, ret);
}

static void lock_owner_take(const json_t *object, const char *key, char *ret,
			    size_t size)
{
	const char *text = json_string_at(object, key);

	snprintf(ret, size, "%s", text != NULL ? text : "");
}

void lock_owner_read(int fd, struct lock_owner *ret)
{
	json_t *object CLEANUP(json_release) = NULL;
	char text[1024];
	ssize_t got = pread(fd, text, sizeof(text), 0);
	const char *end;

	*ret = (struct lock_owner){0};
	/* A shorter line written over a longer one leaves its end behind. */
	end = got > 0 ? memchr(text, '\n', (size_t)got) : NULL;
	if (end == NULL ||
	    json_read(text, (size_t)(end - text), &object, NULL, NULL) < 0)
		return;
	lock_owner_take(object, "host", ret->host, sizeof(ret->host));
	lock_owner_take(object, "boot_id", ret->boot_id, sizeof(ret->boot_id));
	lock_owner_take(object, "since", ret->since, sizeof(ret->since));
	ret->pid = (long)json_int_at(object, "pid", 0);
}

bool lock_owner_lives(const struct lock_owner *owner)
{
	struct lock_owner self;

	lock_owner_self(&self);
	/* Whoever wrote it: what is cut to 0 or below asks for more than one
	 * process. */
	if (owner->pid <= 0 || owner->pid > INT32_MAX)
		return false;
	if (strcmp(owner->host, self.host) != 0)
		return true;
	if (strcmp(owner->boot_id, self.boot_id) != 0)
		return false;
	return kill((pid_t)owner->pid, 0) == 0 || errno == EPERM;
}

char *lock_owner_words(const struct lock_owner *owner)
{
	if (owner->pid == 0)
		return mem_strdup("another process");
	return mem_printf("process %ld on %s, since %s", owner->pid,
			  owner->host[0] != '\0' ? owner->host : "this machine",
			  owner->since);
}
