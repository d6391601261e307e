/*
 * worth.h: what the signed records say of those who read the sheets: what was
 * corrected into what, how often each confidence was right, and how far two
 * curators agree who have read the same sheet. One specimen at a time.
 */
#ifndef REVIEW_TEAM_WORTH_H
#define REVIEW_TEAM_WORTH_H

#include <stddef.h>

#include "base/error.h"
#include "run/record/specimen.h"

#define WORTH_BINS	10     /* of a confidence: [0, .1), …, [.9, 1] */
#define WORTH_PAIRS_MAX 200000 /* different corrections that are told apart */
#define WORTH_EXAMPLES	3

struct worth_bin {
	size_t n, right;
};

/* Of one reader and term. A confidence that was not told is in no bin. */
struct worth_term {
	const char *model, *term; /* borrowed from the worth */
	/* By what the reader said of its answer, and by what that counts for
	 * (dwc/words/calibration.h). */
	struct worth_bin said[WORTH_BINS], bins[WORTH_BINS];
	size_t n, right; /* values that were read; those that were signed */
	size_t missed;	 /* nothing was read where there is a value */
};

struct worth_pair {
	const char *model, *term, *from, *to; /* likewise */
	size_t n;
	/* Sheets where it was met first, by their catalogue numbers, else by
	 * the names of their images; "": no more. */
	const char *examples[WORTH_EXAMPLES];
};

/* Of one term: of records that were read a second time. */
struct worth_second {
	const char *term; /* likewise */
	size_t n, same;
	/* Cohen's: 1 agree throughout, 0 as by chance; WORTH_NO_KAPPA: the term
	 * has more than WORTH_KAPPA_VALUES values, or one alone. */
	double kappa;
};
#define WORTH_KAPPA_VALUES 20
#define WORTH_NO_KAPPA	   (-2)

struct worth;
/* `catalogue`: the term of catalogue numbers (ROLE_CATALOGUE), copied; NULL:
 * none. */
struct worth *worth_new(const char *catalogue);
void worth_free(struct worth *worth);
/* Counts a specimen that is approved, and of any a second reading that has
 * ended. Rows of tables that were taken in are readings of nobody: of them
 * nothing is counted as read. */
void worth_count(struct worth *worth, const struct specimen *specimen);
/* How many were counted. */
size_t worth_signed(const struct worth *worth);
/* Of these, with something that was read; and of those, signed just as it
 * was. */
size_t worth_read(const struct worth *worth);
size_t worth_unchanged(const struct worth *worth);
size_t worth_read_twice(const struct worth *worth);

/* Lists for free(); those most often met first, of equals by their words. */
struct worth_term *worth_terms(const struct worth *worth, size_t *ret_n);
struct worth_pair *worth_pairs(const struct worth *worth, size_t *ret_n);
struct worth_second *worth_seconds(const struct worth *worth, size_t *ret_n);

#endif
