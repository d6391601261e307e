/*
 * facts.c: rows follow the facts of their sheets. See facts.h.
 *
 * A row is a function of the journals, the tables and the cached facts, and
 * `specimen.facts` says which facts it was made with. The cache is followed by
 * its own clock: meta "facts.id" and "facts.n" say how far. Specimens that a
 * change concerns are put into the table `stale`, and their rows made anew
 * from there, in turns; whoever folds does a part, whichever process put the
 * facts.
 *
 * 1. The place moves in the transaction that marks what lies before it: after
 *    a crash nothing is forgotten.
 * 2. Another cache (it was deleted, is of another version, or an earlier copy)
 *    makes all rows stale that have facts, and is followed from its beginning.
 *    Where there is none no row has facts, also none that was made while there
 *    was one that nobody followed.
 * 3. A stale row whose facts are what they were is left as it is: a build,
 *    which makes rows without looking here, is followed by one pass over
 *    those that have facts.
 */
#include "config.h"

#include "run/index/follow/facts.h"

#include "base/time/clock.h"
#include "run/cache/facts.h"
#include "run/index/fold/crew.h"
#include "run/index/fold/fold.h"
#include "run/index/fold/load.h"

#define FACTS_BATCH 256 /* changes marked in one turn */

/* --- how far -------------------------------------------------------------- */

int index_facts_place(struct index *index, struct facts_place *ret,
		      struct error *err)
{
	if (index_db_meta(index, "facts.id", &ret->id, err) < 0)
		return -1;
	return index_db_meta(index, "facts.n", &ret->n, err);
}

static int facts_place_put(struct index *index, const struct facts_place *place,
			   struct error *err)
{
	if (index_db_meta_put(index, "facts.id", place->id, err) < 0)
		return -1;
	return index_db_meta_put(index, "facts.n", place->n, err);
}

static int facts_any_stale(struct index *index, int64_t *ret_key,
			   struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_STALE_GET, &stmt, err, "");

	if (got > 0)
		*ret_key = sqlite3_column_int64(stmt, 0);
	return got;
}

/* Whether a row has facts: 1, 0 or -1. */
static int facts_any_made(struct index *index, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	return index_db_get(index, SQL_FACTS_ANY, &stmt, err, "");
}

/* Whether what was followed is not a beginning of this cache (invariant 2): 1,
 * 0 or -1. */
static int facts_is_other(struct index *index, const struct facts_place *now,
			  const struct facts_place *then, struct error *err)
{
	int64_t key;
	int got;

	if (now->id != then->id || now->n < then->n)
		return 1;
	if (now->id != 0)
		return 0;
	/* Those that are marked are not marked again and again. */
	got = facts_any_stale(index, &key, err);
	return got == 0 ? facts_any_made(index, err) : got < 0 ? -1 : 0;
}

int index_facts_moved(struct index *index, struct error *err)
{
	struct facts_place now, then;
	int64_t key;
	int got;

	if (!facts_cache_place(index->facts, &now))
		return 0;
	if (index_facts_place(index, &then, err) < 0)
		return -1;
	got = facts_is_other(index, &now, &then, err);
	if (got == 0 && now.n == then.n)
		got = facts_any_stale(index, &key, err);
	else if (got == 0)
		got = 1;
	return got;
}

/* --- marking -------------------------------------------------------------- */

struct facts_marks {
	struct index *index;
	struct error *err;
};

/* A facts_visit. */
static int facts_mark(void *arg, const char *sha256, const char *image)
{
	const struct facts_marks *marks = arg;

	return image == NULL ? index_db_do(marks->index, SQL_STALE_ID,
					   marks->err, "s", sha256)
			     : index_db_do(marks->index, SQL_STALE_IMAGE,
					   marks->err, "s", image);
}

/* Marks what changed after *place, which moves on. */
static int facts_mark_batch(struct index *index, const struct facts_place *now,
			    struct facts_place *place, struct error *err)
{
	struct facts_marks marks = {index, err};
	int64_t last;
	int rc = facts_cache_changes(index->facts, place->n, FACTS_BATCH,
				     facts_mark, &marks, &last);

	if (rc < 0)
		return -1;
	if (rc > 0) {
		place->n = last;
		return 0;
	}
	/* The clock may have gone on past the last entry; what is past the
	 * clock is for the next turn, or it is not ours at all. */
	place->n = last == place->n || last > now->n ? now->n : last;
	return 0;
}

/* Moves the place on, and marks what has to be made anew. */
static int facts_follow(struct index *index, struct error *err)
{
	struct facts_place now, place;
	int other;

	if (!facts_cache_place(index->facts, &now))
		return 0;
	if (index_facts_place(index, &place, err) < 0)
		return -1;
	other = facts_is_other(index, &now, &place, err);
	if (other <= 0 && now.n == place.n)
		return other;
	if (other < 0)
		return -1;
	if (other > 0) {
		place = (struct facts_place){.id = now.id};
		if (index_db_do(index, SQL_STALE_ALL, err, "") < 0)
			return -1;
	}
	if (now.id != 0 && facts_mark_batch(index, &now, &place, err) < 0)
		return -1;
	return facts_place_put(index, &place, err);
}

/* --- making anew ---------------------------------------------------------- */

/* Whether the row was made with other facts than serve it now: 1, 0 (nor where
 * the specimen is gone) or -1. */
static int facts_are_others(struct index *index, int64_t key, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	struct specimen specimen;
	int64_t made_with, stamp = 0;
	int got = index_db_get(index, SQL_SPECIMEN_FACTS, &stmt, err, "i", key);

	if (got <= 0)
		return got;
	made_with = sqlite3_column_int64(stmt, 0);
	specimen_init(&specimen);
	got = index_load_names(index, key, &specimen, err);
	if (got == 0) {
		(void)index_load_serve(index, &specimen, NULL, &stamp);
		got = stamp != made_with;
	}
	specimen_done(&specimen);
	return got;
}

/* One stale row: 1, 0 when there is none, or -1. */
static int facts_remake(struct index *index, size_t *n, struct error *err)
{
	const struct index_fresh none = {0};
	int64_t key;
	int got = facts_any_stale(index, &key, err);

	if (got <= 0)
		return got;
	got = facts_are_others(index, key, err);
	if (got < 0 || (got > 0 && crew_refresh(index, key, &none, err) < 0) ||
	    index_db_do(index, SQL_STALE_DROP, err, "i", key) < 0)
		return -1;
	*n += (size_t)got;
	return 1;
}

/* What happens between BEGIN and COMMIT. */
static int facts_inside(struct index *index, struct fold_report *report,
			struct error *err)
{
	int64_t end_ns = clock_ns() + index->turn_ms * INT64_C(1000000);
	struct index_fold fold = {0};
	size_t remade = 0;
	int more;

	if (facts_follow(index, err) < 0 ||
	    index_fold_begin(&fold, index, JOURNAL_RAW, report, err) < 0)
		return -1;
	do {
		more = facts_remake(index, &remade, err);
	} while (more > 0 && clock_ns() < end_ns);
	if (more >= 0 && remade > 0)
		more = index_fold_finish(&fold, err) < 0 ? -1 : more;
	index_fold_done(&fold);
	report->remade += remade;
	return more;
}

enum fold_turn index_facts_turn(struct index *index, struct fold_report *report,
				struct error *err)
{
	int more;

	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return TURN_FAILED;
	more = facts_inside(index, report, err);
	if (more < 0 || index_db_exec(index, "COMMIT", err) < 0) {
		crew_drop(index);
		index_db_rollback(index);
		return TURN_FAILED;
	}
	more = index_facts_moved(index, err);
	return more < 0 ? TURN_FAILED : more > 0 ? TURN_MORE : TURN_END;
}
