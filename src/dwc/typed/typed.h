/*
 * typed.h: what somebody means by what they type into a field: a date as one
 * writes them, an elevation in feet, a coordinate in degrees. What leaves no doubt has one value; where it may mean several,
 * nothing is guessed: each is an option. What was typed is kept as it is in the
 * term for that, where the table has one, and the record says nothing there or
 * what a reader took for it, which is another date, another place.
 *
 * Any thread; no state.
 */
#ifndef DWC_TYPED_TYPED_H
#define DWC_TYPED_TYPED_H

#include "dwc/record/record.h"
#include "dwc/record/term.h"
#include "dwc/validate/verdict.h"

#define TYPED_OPTIONS 5
#define TYPED_ALSO    2

/* What it may mean. */
struct typed_option {
	char *value;
	char *note; /* for people: "8 July 1969" */
};

/* A further value that follows from it, of a term that has none or that a
 * reader gave a wrong one: how it is written, or what is made of that. */
struct typed_also {
	const char *term; /* of the table */
	char *value;
};

struct typed {
	char *value; /* what it surely means, where it is written otherwise;
			NULL: what was typed */
	struct typed_option options[TYPED_OPTIONS];
	size_t n_options; /* 0: there is one meaning, or none is known */
	/* To be written with the value, or with an option that is chosen. */
	struct typed_also also[TYPED_ALSO];
	size_t n_also;
};

/* What is known beside the record. */
struct typed_known {
	/* Years in which its collector collected. */
	const int *years;
	size_t n_years;
	/* On which side of the equator or of Greenwich records like it lie: 1
	 * north or east, -1 south or west, 0 not known or on both. */
	int side;
};

/*
 * Reads the value of this term of the record: what was typed stands there.
 * `verdicts`: those on it (record_validate_term). *ret is to be given to
 * typed_done.
 */
void typed_read(const struct terms *terms, const struct record *record,
		const char *term, const struct verdicts *verdicts,
		struct typed_known known, struct typed *ret);
void typed_done(struct typed *typed);

/*
 * Countries, or states and provinces, that what was typed into their term may
 * become: those whose names begin so, the likeliest first. Of the record the
 * other of the two is looked at: an empty country is that of its province.
 * Returns how many, at most `most`; borrowed from the table of terms.
 */
size_t typed_places(const struct terms *terms, const struct record *record,
		    const char *term, const char *text, const char **ret,
		    size_t most);

#endif
