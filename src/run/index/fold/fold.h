/*
 * fold.h: lines of the journals into rows of the index. Known to the
 * files of this folder alone; index.c drives it.
 */
#ifndef RUN_INDEX_FOLD_H
#define RUN_INDEX_FOLD_H

#include "base/hash.h"
#include "run/index/counts.h"
#include "run/index/fold/load.h"
#include "run/index/fold/row.h"
#include "run/index/table/db.h"

/* A specimen whose row has to be made anew at the end of the transaction. */
struct index_dirty {
	int64_t key;
	uint64_t position;	    /* of the outcome's line */
	struct outcome *outcome;    /* owned; NULL: none at hand */
	char sha256[HASH_HEX_SIZE]; /* of that line */
};

/* One transaction's work. */
struct index_fold {
	struct index *index;
	struct fold_report *report;
	enum journal_id id;
	struct index_dirty *dirty;
	size_t n, cap;
	size_t rows; /* that are made anew of them, about */
	bool defers; /* rows of acts on many specimens are not (late.h) … */
	bool later;  /* … as those of this line */
	int64_t seq; /* highest seen */
	size_t bad;  /* of the report before this transaction */
	struct index_session session;
};

int index_fold_begin(struct index_fold *fold, struct index *index,
		     enum journal_id id, struct fold_report *report,
		     struct error *err) MUST_USE;
/* One line, the `number`th of its file; what is wrong with the line itself is
 * counted, not an error. 1: nothing of the file is taken in from here on, as
 * if it ended here (group.h). */
int index_fold_line(struct index_fold *fold, const struct journal_line *line,
		    uint64_t number, struct error *err) MUST_USE;
/* Has the row of this specimen made anew; the same with what stands at this
 * place, the outcome taken (NULL: none), and the hash of its line. */
void index_fold_touch(struct index_fold *fold, int64_t key);
void index_fold_touch_read(struct index_fold *fold, int64_t key,
			   uint64_t position, struct outcome *outcome,
			   const char *sha256);
/* Makes the rows of all dirty specimens, and stores the sums. */
int index_fold_finish(struct index_fold *fold, struct error *err) MUST_USE;
void index_fold_done(struct index_fold *fold);

/* Counts and remembers a line that cannot be taken in. */
void index_fold_bad(struct index_fold *fold, uint64_t number, const char *why);
/* Adds what an outcome says that it cost. */
void index_fold_cost(struct index *index, double cost_usd);

int index_session_put(struct index *index, const struct index_session *session,
		      struct error *err) MUST_USE;

/*
 * A specimen's row made anew, in three steps: what its journals say is read and
 * counted (`fresh` as in load.h; what it lends is borrowed until _done), the
 * row is made of that alone, on any thread, and takes the place of the old one.
 * Of one that failed to load nothing is to be freed.
 */
struct index_remake {
	int64_t key;
	struct specimen specimen;
	struct index_late late;
	size_t lent;
	int64_t outcomes, successes, last;
	struct index_row row;
};
int index_remake_load(struct index *index, int64_t key,
		      const struct index_fresh *fresh, struct index_remake *ret,
		      struct error *err) MUST_USE;
void index_remake_make(const struct terms *terms, struct index_remake *remake);
int index_remake_put(struct index *index, struct index_remake *remake,
		     struct error *err) MUST_USE;
void index_remake_done(struct index_remake *remake);

/* Sees whether the row of a specimen, whose last line stands at `last`, is
 * superseded. */
int index_refresh_settle(struct index *index, int64_t key, int64_t last,
			 struct index_row *row, struct error *err) MUST_USE;
/* Puts a specimen's row in the place of what stood for it. */
int index_refresh_put(struct index *index, int64_t key,
		      const struct index_row *row, int64_t done,
		      struct error *err) MUST_USE;
/* The digits of a row, a term each, in the order of the index's bits; see
 * sql.c. */
int index_refresh_digits(struct index *index, const struct bytes *digits,
			 struct bytes *ret, struct error *err) MUST_USE;
/* Takes a row that changes or goes out of the sums, and out of the words. */
int index_refresh_forget(struct index *index, int64_t key,
			 struct error *err) MUST_USE;

#endif
