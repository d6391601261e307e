/*
 * lock_owner.h: what a lock file says of who holds it:
 * {"host","boot_id","pid","since"}.
 */
#ifndef RUN_JOURNAL_LOCK_OWNER_H
#define RUN_JOURNAL_LOCK_OWNER_H

#include "base/bytes.h"
#include "base/clock.h"

struct holder {
	char host[256]; /* "" where unknown */
	char boot_id[64];
	long pid; /* 0: nobody */
	char since[CLOCK_STAMP_SIZE];
};

/* This process, now. */
void holder_self(struct holder *ret);

/* The line that a lock file holds. */
void holder_text(const struct holder *holder, struct bytes *ret);

/* Reads an open lock file; a pid of 0 when it names nobody. */
void holder_read(int fd, struct holder *ret);

/* "process 1234 on herb-3, since 2026-11-23T20:15:04Z" for error lines;
 * owned. */
char *holder_words(const struct holder *holder);

#endif
