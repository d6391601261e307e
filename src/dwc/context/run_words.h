/*
 * run_words.h: what the records of one run have in common: the names of their
 * taxa and their families, who collected in which years, which way round their
 * dates are written, and what their catalogue numbers look like; and what that
 * says of one of them.
 *
 * The statistics are filled record by record, in bounded room, sealed, and
 * then asked by as many threads as like. They can be written and read back to
 * go on with. What is kept depends on the records and their order alone.
 */
#ifndef DWC_CONTEXT_RUN_WORDS_H
#define DWC_CONTEXT_RUN_WORDS_H

#include "base/bytes.h"
#include "base/error.h"
#include "dwc/catalogue/shape.h"
#include "dwc/record/record.h"
#include "dwc/record/term.h"
#include "dwc/validate/verdict.h"

/* From so many records on statistics say something; then from twice as many
 * each time, so that they seldom change. */
#define RUN_WORDS_LEAST 100
/* By so many everything is said that they can say, and a million records are
 * not read twice for them. */
#define RUN_WORDS_MOST 25600

struct run_words;

/* `terms` is borrowed for its life. */
struct run_words *run_words_new(const struct terms *terms);
/* One more who holds them: nothing is taken in any more. NULL is fine. */
struct run_words *run_words_share(struct run_words *words);
/* By each who holds them, on any thread; NULL is fine. */
void run_words_free(struct run_words *words);

/* How many of the first `records` count: the greatest 100 * 2^k that fits, up
 * to RUN_WORDS_MOST, or 0. */
int64_t run_words_due(int64_t records);

/* Takes a record in, as it was read: from a table of this name, or by this
 * model. NULL: that is not known. */
void run_words_add(struct run_words *words, const struct record *record,
		   const char *model);

/* Makes them ready to be asked; again after records were taken in. */
void run_words_seal(struct run_words *words);

/* Appends them as text; reads them from it, sealed. */
void run_words_write(const struct run_words *words, struct bytes *ret);
int run_words_read(const struct terms *terms, const char *text, size_t len,
		   struct run_words **ret, struct error *err) MUST_USE;

/*
 * Adds what the run says of a record to the verdicts of record_validate, which
 * stay in the order of the terms. These have VERDICT_RUN as their origin, are
 * notes or warnings, and choose nothing: they order and warn. Where the other
 * dates of its column of a table, or of the run's labels, say which way round an
 * ambiguous date is, its warning says so and proposes that. NULL statistics say
 * nothing.
 */
void run_words_validate(const struct run_words *words,
			const struct terms *terms, const struct record *record,
			struct verdicts *verdicts);

/* What the catalogue numbers look like. Borrowed; NULL for NULL. */
const struct shapes *run_words_shapes(const struct run_words *words);

/* Whether the run's other records agree that the genus of `name` is of this
 * family. NULL statistics do not. */
bool run_words_agree(const struct run_words *words, const char *name,
		     const char *family);

#endif
