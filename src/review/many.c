/*
 * many.c: an act on very many records. See many.h.
 *
 * 1. Nothing is in force before its last line: whoever ends it before that,
 *    and however, has changed nothing.
 * 2. What was touched while lines were made is mended without the lock, again
 *    and again, until nothing is left: under it there is hardly anything, and
 *    where there is more than MANY_MEND of it the lock is given back.
 * 3. It comes to an end: after ROUNDS of that it is made from the beginning,
 *    and after MANY_TRIES of those it is refused.
 */
#include "config.h"

#include "review/many.h"

#include "run/journal/journal.h"
#include "run/store/store.h"

#define ROUNDS	   8
#define LINES_PART 100 /* of a thousand: so much of the time they take */

void many_done(struct many *many)
{
	spool_touches_done(&many->touched);
	spool_free(many->spool);
	many->spool = NULL;
}

bool many_is_cancelled(const struct many *many, struct error *err)
{
	if (many->cancel == NULL || !atomic_load(many->cancel))
		return false;
	error_set(err, ERROR_STOPPED, "stopped; nothing was changed");
	return true;
}

/* From the beginning; what was asked is all that is left. */
static int many_again(struct many *many, struct error *err)
{
	many->ways->forget(many);
	many_done(many);
	many->made = false;
	many->next = 0;
	if (++many->tries < MANY_TRIES)
		return 1;
	return error_set(err, ERROR_STALE,
			 "others change these records all the while; nothing "
			 "was changed: try again when they have ended");
}

/* --- without the lock ----------------------------------------------------- */

static int many_keep(struct many *many, const struct bytes *line,
		     struct error *err)
{
	return line->len > 0 ? spool_add(many->spool, line, err) : 0;
}

static int many_make(struct many *many, struct index *index, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	int more;

	if (many->spool == NULL &&
	    spool_new(many->dir, index, &many->spool, err) < 0)
		return -1;
	more = many->ways->make(many, index, &line, err);
	if (more == MANY_AGAIN)
		return many_again(many, err);
	if (more < 0 || many_keep(many, &line, err) < 0)
		return -1;
	many->made = more == 0;
	return 1;
}

/* Some of what was touched. */
static int many_mend(struct many *many, struct index *index, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t n = many->touched.n - many->next;
	int got =
		many->ways->mend(many, index, many->touched.items + many->next,
				 n < MANY_MEND ? n : MANY_MEND, &line, err);

	if (got < 0)
		return -1;
	many->next += (size_t)got;
	return many_keep(many, &line, err);
}

static bool many_is_mended(const struct many *many)
{
	return many->next == many->touched.n;
}

/* Has what was touched since told, `most` of it: as spool_touched. */
static int many_look(struct many *many, struct index *index, size_t most,
		     struct error *err)
{
	spool_touches_done(&many->touched);
	many->next = 0;
	return spool_touched(many->spool, index, most, &many->touched, err);
}

int many_ready(struct many *many, struct index *index, struct error *err)
{
	int got;

	if (many_is_cancelled(many, err))
		return -1;
	if (!many->made)
		return many_make(many, index, err);
	if (many_is_mended(many)) {
		got = many_look(many, index, SIZE_MAX, err);
		if (got != 0)
			return got < 0 ? -1 : many_again(many, err);
	}
	if (many_is_mended(many))
		return 0;
	return many_mend(many, index, err) < 0 ? -1 : 1;
}

/* --- under it ------------------------------------------------------------- */

int many_prepare(struct many *many, struct index *index, int64_t next_seq,
		 struct bytes *edits, struct error *err)
{
	int got = 0;

	if (many_is_cancelled(many, err))
		return -1;
	if (!many->copies)
		got = many_look(many, index, MANY_MEND, err);
	if (got == 1 && ++many->rounds < ROUNDS)
		return STORE_TASK_AGAIN;
	if (got > 0)
		return many_again(many, err) < 0 ? -1 : STORE_TASK_AGAIN;
	while (got == 0 && !many_is_mended(many))
		got = many_mend(many, index, err);
	if (got < 0)
		return -1;
	many->copies = true;
	return spool_copy(many->spool, next_seq, edits, err);
}

int64_t many_lines(const struct many *many)
{
	return many->spool != NULL ? spool_copied(many->spool) : 0;
}

/* The lines are in, the rows come after them. */
static int many_rows_followed(struct many *many, struct index *index)
{
	size_t late;

	if (index_rows_late(index, &late, NULL) < 0 || late == 0)
		return 1000;
	if (many->late < late)
		many->late = late;
	return (int)(LINES_PART +
		     (many->late - late) * (1000 - LINES_PART) / many->late);
}

int many_followed(struct many *many, struct index *index)
{
	struct index_reach reach;

	if (index_reached(index, &reach, NULL) < 0)
		return 0;
	if (many->to == 0) {
		many->from = reach.edits;
		many->to = (int64_t)journal_size(many->dir, JOURNAL_EDITS);
	}
	/* An index that is made anew begins before them. */
	if (reach.edits <= many->from && many->from < many->to)
		return 0;
	if (reach.edits < many->to)
		return (int)((reach.edits - many->from) * LINES_PART /
			     (many->to - many->from));
	return many_rows_followed(many, index);
}
