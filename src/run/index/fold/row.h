/*
 * row.h: what the index keeps of a specimen, as a value: made of the replayed
 * specimen alone, on any thread. Known to this folder alone.
 */
#ifndef RUN_INDEX_FOLD_ROW_H
#define RUN_INDEX_FOLD_ROW_H

#include "base/bytes.h"
#include "run/index/table/tally.h"
#include "run/record/specimen.h"

struct index_row {
	char *image, *name;
	char *signer;	     /* who approved it, or NULL */
	struct bytes hands;  /* who may not read it a second time; it waits */
	struct bytes agreed; /* "TERM\t1\n": of an ended second reading, whether
				both say the same there */
	struct index_share share; /* status: without regard to others */
	double confidence, quality, turn;
	struct bytes alike;   /* gathering_key; never NULL */
	struct bytes reasons; /* a line for each, worst first; never NULL */
	int64_t revision, due;
	char *modified; /* when it became what it is; RFC 3339, "" where that
			   is not known */
	int64_t facts;	/* that it was made with (run/cache/facts.h) */
	struct bytes values; /* values.h */
	/* A digit for each term of the table: 0 no value, 1 a value, 2 a sound
	 * one. */
	struct bytes digits;
	/* The same of what its sheet says of it: enum field_support. */
	struct bytes supports;
};

/* Of a specimen with this many outcomes and successes. */
void index_row_make(const struct specimen *specimen, const struct terms *terms,
		    int64_t outcomes, int64_t successes, struct index_row *ret);
void index_row_done(struct index_row *row);

#endif
