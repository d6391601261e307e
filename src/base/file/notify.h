/*
 * notify.h: a descriptor that is readable when files of a directory may have
 * changed: inotify (Linux) or kqueue (BSD, macOS). Where there is neither, or
 * the system has no more of it to give, there is none, and one has to look from
 * time to time.
 *
 * One thread's. Nothing here waits but for the file system.
 */
#ifndef BASE_FILE_NOTIFY_H
#define BASE_FILE_NOTIFY_H

#include <stddef.h>

struct notify;

/* Watches these names in `dir`, whether or not they are there yet; both are
 * borrowed as long as it lives. NULL where it cannot be. */
struct notify *notify_new(const char *dir, const char *const *names, size_t n);
void notify_free(struct notify *notify); /* NULL is fine */

/* For poll(); -1 for NULL. */
int notify_fd(const struct notify *notify);
/* Takes what has come, and follows files that were made or replaced since: the
 * descriptor is not readable then before something else has changed. */
void notify_take(struct notify *notify);

#endif
