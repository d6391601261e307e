/*
 * people.h: people as labels name them: "J.F. Alex & A. C. Budd 123",
 * "leg. et det. Wm. Sample", "A. Example, Jr., No. 77", "Smith, J. et al.".
 * Any thread; no state.
 *
 * A person is initials or given names, particles, and a surname, in the forms
 * of the ABCD schema's "atomised name" (TDWG): before or behind the surname.
 */
#ifndef DWC_PARSE_PEOPLE_H
#define DWC_PARSE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

struct people {
	size_t n;	   /* how many are named */
	bool others;	   /* "et al." stands behind them */
	bool sure;	   /* each is initials and a surname, and no more */
	bool named;	   /* each has a given name or initials at least */
	size_t start, end; /* bytes of the text: all of them */
	/* bytes of their number behind them ("No." left out); equal: none */
	size_t number_start, number_end;
	size_t rest; /* where what is not understood begins */
};

/*
 * Reads the people that the text begins with, behind what says their part
 * ("leg.", "Collected by"). -1 for none; *ret is untouched then.
 */
int people_read(const char *text, struct people *ret) MUST_USE;

/* One of a list, or two of one surname ("H. & V. Bailey"): bytes of the text. */
struct people_part {
	size_t start, end;
};
/* The first `most` people that the text begins with, behind what says their
 * part; returns how many. */
size_t people_split(const char *text, struct people_part *ret, size_t most);
/* Bytes of what joins two people at `at`, with the blanks around it: " & ",
 * ", and ", ", "; 0 for none. */
size_t people_joint(const char *text, size_t at);

/* The people of a text that says nothing else but their part and their number;
 * NULL where that is not sure. Owned. */
char *people_of_text(const char *text);

#endif
