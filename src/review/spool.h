/*
 * spool.h: the lines of an act on very many records, made before the lock of
 * the journals is taken and kept in a file of the run that has no name; under
 * the lock they are only copied.
 *
 * A line holds what its records were when it was made. Whoever copies asks
 * first which of them were touched since (spool_touched): those are left out of
 * their lines (spool_leave), and what is to be done with them all the same
 * comes into a line of its own. The lines are one group; their numbers, and
 * which of them is its end, are known under the lock alone and written on the
 * way.
 */
#ifndef REVIEW_SPOOL_H
#define REVIEW_SPOOL_H

#include <jansson.h>

#include "base/bytes.h"
#include "run/index/index.h"

#define SPOOL_SEQ 1 /* that a line may have until it is copied */

struct spool;

/* Of a run's directory. The index is folded. */
int spool_new(const char *dir, struct index *index, struct spool **ret,
	      struct error *err) MUST_USE;
void spool_free(struct spool *spool); /* NULL is fine */

/* Appends a line of a group, as act_write makes it, without an end. */
int spool_add(struct spool *spool, const struct bytes *line,
	      struct error *err) MUST_USE;
/* The lines that it has. */
size_t spool_lines(const struct spool *spool);
/* The next line to be added concerns this record; `tag` is the caller's. */
void spool_concern(struct spool *spool, const char *id, uint32_t tag);

/* A record that was touched: the line that concerns it, and its tag. */
struct spool_touch {
	char *id;
	size_t line;
	uint32_t tag;
};
struct spool_touches {
	struct spool_touch *items;
	size_t n;
};
void spool_touches_done(struct spool_touches *touches);

/*
 * Those of its records of which an act or a reading came since this was asked
 * last, or since it was begun, with the index folded: 0; 1 where they are more
 * than `most`: none is told then, and they are told the next time; 2 where so
 * much was touched that they cannot be told: all is to be made anew. Or -1.
 */
int spool_touched(struct spool *spool, struct index *index, size_t most,
		  struct spool_touches *ret, struct error *err) MUST_USE;

/* A line as it was made; new reference. */
int spool_read(struct spool *spool, size_t line, json_t **ret,
	       struct error *err) MUST_USE;
/* No line so far is to concern this record: of a bulk act its changes are left
 * out, of what takes acts back it is named as an exception. */
void spool_leave(struct spool *spool, const char *id);

/* Appends the next lines, some megabytes of them, numbered from `seq` on: 1
 * while there are more, 0, or -1. Nothing is added, or left out, any more. */
int spool_copy(struct spool *spool, int64_t seq, struct bytes *ret,
	       struct error *err) MUST_USE;
/* How many were copied: those that nothing was left of are not. */
int64_t spool_copied(const struct spool *spool);

#endif
