/*
 * lock_owner.h: what a lock file says of who holds it:
 * {"host","boot_id","pid","since"}.
 */
#ifndef RUN_JOURNAL_LOCK_OWNER_H
#define RUN_JOURNAL_LOCK_OWNER_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/time/clock.h"

struct lock_owner {
	char host[256]; /* "" where unknown */
	char boot_id[64];
	long pid; /* 0: nobody */
	char since[CLOCK_STAMP_SIZE];
};

/* This process, now. */
void lock_owner_self(struct lock_owner *ret);

/* The line that a lock file holds. */
void lock_owner_text(const struct lock_owner *owner, struct bytes *ret);

/* Reads an open lock file; a pid of 0 when it names nobody. */
void lock_owner_read(int fd, struct lock_owner *ret);

/* Whether the process is there, as far as one can tell without a lock: one of
 * another host is believed. */
bool lock_owner_lives(const struct lock_owner *owner);

/* "process 1234 on herb-3, since 2026-11-23T20:15:04Z" for error lines;
 * owned. */
char *lock_owner_words(const struct lock_owner *owner);

#endif
