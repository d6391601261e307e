/*
 * census.h: how often each of many words was met, in bounded room, and in
 * which decades. Where there are too many, those that were met least are
 * forgotten (after G. S. Manku and R. Motwani, "Approximate Frequency Counts
 * over Data Streams", VLDB 2002), so that the same words in the same order
 * always leave the same census.
 *
 * It belongs to one thread while it is filled; a sealed one may be asked by
 * many. Known to dwc/context alone.
 */
#ifndef DWC_CONTEXT_CENSUS_H
#define DWC_CONTEXT_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "dwc/name/lexicon.h"

#define CENSUS_SOLID   3 /* times from which a word can be what was meant */
#define CENSUS_FIRST   1700
#define CENSUS_DECADES 40 /* from then on */

struct census_decades {
	uint16_t n[CENSUS_DECADES]; /* stops at its end */
};

struct census {
	size_t max; /* words */
	bool dated; /* keeps decades */
	struct lexicon_maker words;
	uint32_t *counts;	      /* of number i + 1 */
	struct census_decades *years; /* likewise; NULL unless dated */
	size_t cap;
	/* once it is sealed: those met often enough, by numbers of their own */
	struct lexicon solid;
	uint32_t *solid_counts;
};

void census_init(struct census *census, size_t max, bool dated);
void census_done(struct census *census);

/* Meets a word once more; in this year, or 0. Words of more than SPELLING_MAX
 * bytes, and of none, are passed over. */
void census_add(struct census *census, const char *word, int year);

/* Makes it ready to be asked what is near; again after words were added. */
void census_seal(struct census *census);

uint32_t census_count(const struct census *census, const char *word);
/* NULL where the word was not met, or nothing is kept. Borrowed. */
const struct census_decades *census_years(const struct census *census,
					  const char *word);

/* Called for a word that was met CENSUS_SOLID times; without a NUL. */
typedef void census_visit(void *data, const char *word, size_t len,
			  uint32_t count, unsigned int edits);
/* Those at no more than `limit` edits. The census has to be sealed. */
void census_near(const struct census *census, const char *word,
		 unsigned int limit, census_visit *visit, void *data);

/* The decade of a year, or -1. */
int census_decade(int year);

/* As lines of text, and from them; `*at` moves behind them. */
void census_write(const struct census *census, struct bytes *ret);
int census_read(struct census *census, const char **at, const char *end,
		struct error *err) MUST_USE;

#endif
