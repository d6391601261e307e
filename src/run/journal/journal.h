/*
 * journal.h: the journals of a run, append-only JSON lines, and the rules
 * that keep them whole (doc/design.md, "The rules of the journals").
 *
 * The small interface behind which they stand: append, read from a
 * position, watch (compare sizes). `dir` is the run's directory throughout.
 */
#ifndef RUN_JOURNAL_JOURNAL_H
#define RUN_JOURNAL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

enum journal_id {
	JOURNAL_RAW,
	JOURNAL_EVENTS,
	JOURNAL_EDITS,
	JOURNAL_CURATED,
	JOURNAL_BATCHES,
	JOURNAL_IDS,
};
#define JOURNAL_COUNT  6
#define JOURNAL_FOLDED 4 /* the first ones: the index is made of them */

/* "raw.jsonl", … */
const char *journal_name(enum journal_id id);

/*
 * The writing end: descriptors of all these files and of journals.lock. Used
 * by one thread at a time.
 */
struct journals;
int journals_open(const char *dir, struct journals **ret,
		  struct error *err) MUST_USE;
void journals_close(struct journals *journals); /* NULL is fine */

/*
 * Takes RUN/journals.lock (flock), waiting up to about five seconds, then
 * ERROR_BUSY naming the owner. Sets torn tails aside (rule 2) of all that is
 * folded, whose number is added to *ret_torn (may be NULL); an append does so
 * for its own journal.
 */
int journals_lock(struct journals *journals, int *ret_torn,
		  struct error *err) MUST_USE;
void journals_unlock(struct journals *journals);

/*
 * Appends whole lines with one write and fdatasync; under the lock. On
 * failure nothing counts, and nothing of it remains in the file (rule 1) as
 * far as it can be taken back: where it cannot, *err says so, and whoever
 * tries again with lines that begin with the same ones finds those that are
 * there. *ret_position (may be NULL): offset of the first appended byte.
 */
int journals_append(struct journals *journals, enum journal_id id,
		    const void *lines, size_t len, uint64_t *ret_position,
		    struct error *err) MUST_USE;

/*
 * Cuts off what was appended from `position` on, under the same hold of the
 * lock: lines of a group that will have no end (run/index/fold/group.h). Where it
 * cannot be done they stay, and count for nothing.
 */
void journals_take_back(struct journals *journals, enum journal_id id,
			uint64_t position);

/*
 * Whole lines that stand in the file since an append that failed are made
 * durable, and are not taken back any more: somebody has found them there and
 * counts on them. Under the lock.
 */
int journals_keep(struct journals *journals, enum journal_id id,
		  struct error *err) MUST_USE;

/*
 * Opens the journals of an extraction, raw.jsonl and events.jsonl, makes them
 * where they are not there, and looks whether each has room for so many bytes
 * more; under the lock. Nothing is paid for before that.
 */
int journals_reserve(struct journals *journals, uint64_t room,
		     struct error *err) MUST_USE;

/* The reading end. */
struct journal_line {
	const char *text; /* without its newline; borrowed until the next */
	size_t len;
	uint64_t position; /* of its first byte */
	uint64_t number;   /* from 1, or from the place reading began */
};

struct journal_reader;
/* Opens for reading from `position`; a file that is not there yet reads as
 * empty. */
int journal_reader_open(const char *dir, enum journal_id id, uint64_t position,
			struct journal_reader **ret,
			struct error *err) MUST_USE;
void journal_reader_close(struct journal_reader *reader);
/*
 * Next terminated line: 1, or 0 at the end (an unterminated last line is not
 * yet written), or -1. Lines over JOURNAL_LINE_MAX are skipped and reported:
 * text NULL, len their size.
 */
int journal_reader_next(struct journal_reader *reader, struct journal_line *ret,
			struct error *err) MUST_USE;
#define JOURNAL_LINE_MAX (16u << 20)

/* The offset behind its last whole line: where the next one will stand. */
int journal_end(const char *dir, enum journal_id id, uint64_t *ret,
		struct error *err) MUST_USE;
/* Size in bytes now; 0 when it is not there. For watching. */
uint64_t journal_size(const char *dir, enum journal_id id);

#endif
