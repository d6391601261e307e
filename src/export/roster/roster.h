/*
 * roster.h: which records an export has, under which occurrenceID, in which
 * order. A database of its own on the disk, without a name, so that a million
 * records take no more memory than one.
 *
 * An occurrenceID that a record was given stays (run/ids/ids.h). Else it is the
 * one that the record has itself; one that an archive that was published has
 * for its catalogue number; the dataset's prefix with that number; or a UUID
 * of the specimen's id, where it has no number, or one that is not its alone.
 * Where that id is a file's name the run's id is in the UUID, too: others have
 * files of that name.
 *
 * One thread's.
 */
#ifndef EXPORT_ROSTER_ROSTER_H
#define EXPORT_ROSTER_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "export/dataset/issue.h"
#include "run/ids/ids.h"

struct roster;

/* `prefix` may be NULL; it and the id of the run are copied. */
int roster_new(const char *prefix, const char *run, struct roster **ret,
	       struct error *err) MUST_USE;
void roster_free(struct roster *roster); /* NULL is fine */

/* First of all: the identifiers that were given, of the run in `dir`. */
int roster_learn(struct roster *roster, const char *dir,
		 struct error *err) MUST_USE;
/* Then what was published, each once: `catalog` may be "". */
int roster_add_old(struct roster *roster, const char *id, const char *catalog,
		   struct error *err) MUST_USE;

/* Then the records. Texts may be "". */
struct roster_record {
	int64_t key;
	const char *specimen, *image;
	const char *own;     /* its own occurrenceID */
	const char *catalog; /* its catalogue number */
};
int roster_add(struct roster *roster, const struct roster_record *record,
	       struct error *err) MUST_USE;
/* Whether a specimen that is not among them was exported before: 1, 0, -1. */
int roster_was_exported(struct roster *roster, const char *specimen,
			const char *image, struct error *err) MUST_USE;

struct roster_counts {
	size_t records;
	size_t kept;	       /* had their identifier before */
	size_t given[ID_HOWS]; /* are given one now */
};
/* When all are there: gives the rest their identifiers, and tells of those
 * that several have. */
int roster_settle(struct roster *roster, struct roster_counts *ret,
		  struct issues *issues, struct error *err) MUST_USE;

/* What has become of the identifiers that were published. */
struct roster_changes {
	size_t old;	/* how many that were */
	size_t kept;	/* are there again */
	size_t changed; /* the record has another one */
	size_t gone, added;
};
int roster_compare(struct roster *roster, struct roster_changes *ret,
		   struct error *err) MUST_USE;

/*
 * Writes what was given now into the run's journal, durably, under its lock.
 * *ret_late: somebody else has given some since roster_learn, and nothing was
 * written: all is to be planned anew.
 */
int roster_keep(struct roster *roster, const char *dir, bool *ret_late,
		struct error *err) MUST_USE;

/* The records by their identifiers, byte by byte, from the first. */
int roster_start(struct roster *roster, struct error *err) MUST_USE;
/* The next: 1, 0 at the end, or -1. *ret_id is borrowed until the next call. */
int roster_next(struct roster *roster, int64_t *ret_key, const char **ret_id,
		struct error *err) MUST_USE;

#endif
