/*
 * ids.h: RUN/ids.jsonl, the journal of identifiers: which occurrenceID a
 * specimen was given when it was first exported, and why that one. It never
 * changes: of several lines of a specimen the first counts.
 *
 * Codec and appending; what is to be kept of it in memory is its reader's
 * affair. One thread's.
 */
#ifndef RUN_IDS_IDS_H
#define RUN_IDS_IDS_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "run/journal/journal.h"

/* How an identifier came about. */
enum id_how {
	ID_RECORD,    /* the record had it: imported, or typed */
	ID_PUBLISHED, /* an archive that was published had it */
	ID_CATALOG,   /* the dataset's prefix and the catalogue number */
	ID_UUID,      /* UUID of version 5 of the specimen's id */
	ID_OTHER,     /* of a later version */
};
#define ID_HOWS 4 /* that have a word */
/* "record", "published", "catalog", "uuid". */
const char *id_how_word(enum id_how how);

/* Appends a line stamped `stamp`. */
void id_line_write(const char *specimen_id, const char *occurrence_id,
		   enum id_how how, const char *stamp, struct bytes *ret);

/* A line that was read; borrowed for the call. */
struct id_line {
	const char *specimen_id, *occurrence_id;
	enum id_how how;
};

/*
 * Reads the lines behind *position, which is moved behind the last whole one.
 * `take` returns 0, or -1 and ends it. Lines that say no identifier are
 * counted in *ret_bad and passed over.
 */
int ids_read(const char *dir, uint64_t *position,
	     int (*take)(void *arg, const struct id_line *line,
			 struct error *err),
	     void *arg, size_t *ret_bad, struct error *err) MUST_USE;

#endif
