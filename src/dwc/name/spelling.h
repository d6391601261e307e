/*
 * spelling.h: how far two words are apart: in edits, fast enough to ask all
 * words of a list; and in what a reader's slips cost, for the few that are
 * near.
 *
 * Words are folded (lower case, no marks), at most SPELLING_MAX bytes. Edits
 * are those of optimal string alignment: a letter put in, left out or changed,
 * or two neighbours swapped, counted bit-parallel after H. Hyyrö, "A
 * Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances",
 * Nordic Journal of Computing 10 (2003). That a list of names is best asked
 * for genus and epithet apart, with endings of gender made light of, is from
 * T. Rees, "Taxamatch, an Algorithm for Near ('Fuzzy') Matching of Scientific
 * Names", PLoS ONE 9 (2014), doi:10.1371/journal.pone.0107510.
 *
 * Pure; any thread.
 */
#ifndef DWC_NAME_SPELLING_H
#define DWC_NAME_SPELLING_H

#include <stddef.h>
#include <stdint.h>

#define SPELLING_MAX 63

/* A word made ready to be compared with many. */
struct spelling {
	uint64_t at[256]; /* bit i: the word has this byte at i */
	uint64_t mask;
	size_t n;
};

/* `word` has at most SPELLING_MAX bytes. */
void spelling_init(struct spelling *spelling, const char *word);

/* Which letters a word has, and which it has twice: a bit for each. Of two
 * words at n edits the masks differ in 2n bits at most. */
uint64_t spelling_mask(const char *word, size_t n);

/* Edits between the word and the `n` bytes of `other`; more than `limit` where
 * they are more than that. */
unsigned int spelling_edits(const struct spelling *spelling, const char *other,
			    size_t n, unsigned int limit);

/*
 * What it costs to take one word for the other: an edit is 1, letters that
 * readers and botanists confuse (rn and m, c and e, -us and -um) less. 0 for
 * the same word; the same in both directions.
 */
double spelling_cost(const char *a, const char *b);

#endif
