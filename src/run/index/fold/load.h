/*
 * load.h: a specimen out of the rows of the index and the lines of the
 * journals that they point at. Known to this folder alone.
 */
#ifndef RUN_INDEX_FOLD_LOAD_H
#define RUN_INDEX_FOLD_LOAD_H

#include "run/index/table/db.h"

/* Appends the line of `len` bytes at `position`. Fails where the journal
 * holds it no more, as after a file was replaced. */
int index_load_line(struct index *index, enum journal_id id, uint64_t position,
		    size_t len, struct bytes *ret, struct error *err) MUST_USE;

/* Forgets the open journals, so that the next line is read from the files
 * of that name. */
void index_load_close(struct index *index);

/* An outcome that was just read, so that it is not read again. */
struct index_fresh {
	uint64_t position;
	const struct outcome *outcome;
	const char *sha256; /* of its line */
};

/* Lines that were found at their places: reading them takes longest, and any
 * thread can do that. */
struct late_line;
struct index_late {
	struct late_line *items;
	size_t n;
	int rc; /* of reading: 1, one is another line than was folded; -1 */
	struct error error;
};
/* Makes them the outcomes of the specimen that was loaded with them. */
void index_late_read(struct index_late *late, struct specimen *ret);
/* What came of that; on the thread of the index. */
int index_late_check(struct index *index, const struct index_late *late,
		     struct error *err) MUST_USE;
void index_late_done(struct index_late *late);

/*
 * Fills an initialised *ret with id, image, also, facts, acts and outcomes, not
 * yet replayed. Whole: all outcomes, read. Needed: those that the record is put
 * together from, or pinned to (or the last failure), in *late, of which nothing
 * is there before; *ret_lent is the place of the one that is borrowed of `fresh`
 * (may be NULL) instead: index_load_return.
 */
int index_load_whole(struct index *index, int64_t key, struct specimen *ret,
		     struct error *err) MUST_USE;
int index_load_needed(struct index *index, int64_t key,
		      const struct index_fresh *fresh, struct specimen *ret,
		      struct index_late *late, size_t *ret_lent,
		      struct error *err) MUST_USE;
#define INDEX_NOT_LENT SIZE_MAX
/* Takes what is borrowed out of a specimen that is going to be freed. */
void index_load_return(struct specimen *specimen, size_t lent);

/* Fills id, image and also of an initialised *ret as the paths say; image is
 * NULL where they say none. */
int index_load_names(struct index *index, int64_t key, struct specimen *ret,
		     struct error *err) MUST_USE;

/* As facts_cache_serve, of a specimen whose id and paths are loaded. */
enum facts_state index_load_serve(struct index *index,
				  const struct specimen *specimen,
				  struct facts *ret, int64_t *ret_stamp);

/* The name that a specimen had before its image was hashed. Owned. */
char *index_name_id(const char *image);

#endif
