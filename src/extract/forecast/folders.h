/*
 * folders.h: directories whose path begins as what was typed. Reads
 * directories: not on the UI thread.
 */
#ifndef EXTRACT_FORECAST_FOLDERS_H
#define EXTRACT_FORECAST_FOLDERS_H

#include <stddef.h>

#define FOLDERS_MAX	200    /* that are told */
#define FOLDERS_ENTRIES 100000 /* of a directory that are looked at */

struct folders {
	char **items; /* paths; those that are directories now end in "/" */
	size_t n;
};

/*
 * First those of `recent` (the newest last) that begin with `text`, the newest
 * first; then the directories that do, sorted. Names with a dot only where
 * one was typed; names that cannot be shown as they are, are left out. With
 * nothing typed the recent ones alone. What cannot be read has none.
 */
void folders_find(const char *text, char *const *recent, size_t n_recent,
		  struct folders *ret);
void folders_done(struct folders *folders);
/* How much all of them have in common, in bytes, whole characters. */
size_t folders_common(const struct folders *folders);

#endif
