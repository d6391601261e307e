/*
 * place.h: what a path names that can be watched: a run of this program, one
 * of the original pipeline, a bare log of events, or a folder of such runs.
 * Looks, and opens nothing for writing. Any thread.
 */
#ifndef WATCH_PLACE_H
#define WATCH_PLACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum watch_kind_of {
	WATCH_RUN,	/* it has a run.json */
	WATCH_ORIGINAL, /* raw.jsonl or events.jsonl, and no run.json */
	WATCH_LOG,	/* a file of events */
	WATCH_FOLDER,	/* a directory of runs */
};
/* "run", "original", "log", "folder" */
const char *watch_kind_word(enum watch_kind_of kind);

struct watch_place {
	enum watch_kind_of kind;
	char *path; /* with links followed: a run may be reached by one */
	char *name; /* clean text, for people */
};

/* ERROR_USAGE, with what to do, where nothing of it can be watched. *ret is
 * owned: watch_place_done. */
int watch_place_find(const char *path, struct watch_place *ret,
		     struct error *err) MUST_USE;
void watch_place_done(struct watch_place *place);

/* A run of a folder. */
struct watch_entry {
	char *path, *name; /* name: clean text */
	enum watch_kind_of kind;
	double changed_at; /* its journals; s since 1970 */
};

struct watch_entries {
	struct watch_entry *items;
	size_t n;
	size_t left_off; /* more than WATCH_ENTRIES_MAX were there */
};
#define WATCH_ENTRIES_MAX 1000

/* The runs right in a folder, and those one folder deeper, newest first. */
int watch_entries_read(const char *folder, struct watch_entries *ret,
		       struct error *err) MUST_USE;
void watch_entries_done(struct watch_entries *entries);

#endif
