/*
 * place.h: how far a journal was folded, and by which lines it is known again.
 * Known to this folder alone.
 */
#ifndef RUN_INDEX_TABLE_PLACE_H
#define RUN_INDEX_TABLE_PLACE_H

#include "base/hash.h"
#include "run/index/table/db.h"

/* A row of the table `journal`. */
struct place {
	int64_t position, lines, last_position;
	char first[HASH_HEX_SIZE], last[HASH_HEX_SIZE]; /* "": unknown */
};

int place_get(struct index *index, enum journal_id id, struct place *ret,
	      struct error *err) MUST_USE;
int place_put(struct index *index, enum journal_id id,
	      const struct place *place, struct error *err) MUST_USE;

/* A line was folded; the hash of the last one follows with place_hash_last. */
void place_take(struct place *place, const struct journal_line *line);
int place_hash_last(struct index *index, enum journal_id id,
		    struct place *place, struct error *err) MUST_USE;

/* Whether the file still begins with what was folded: 1, 0 or -1. */
int place_holds(struct index *index, enum journal_id id,
		const struct place *place, struct error *err) MUST_USE;

#endif
