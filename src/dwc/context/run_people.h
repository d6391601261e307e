/*
 * run_people.h: the people of a value, as they are counted and compared with
 * each other: folded, titles and dots left out. Known to dwc/context alone.
 */
#ifndef DWC_CONTEXT_RUN_PEOPLE_H
#define DWC_CONTEXT_RUN_PEOPLE_H

#include "dwc/name/spelling.h"
#include "dwc/record/word_tables.h"

#define RUN_PEOPLE_MAX 8 /* looked at in one value */

struct run_person {
	char given[SPELLING_MAX + 1]; /* the first name or initial, or "" */
	char surname[SPELLING_MAX + 1];
	char key[SPELLING_MAX + 1]; /* "given surname", or " surname" */
};

/* How many there are. Words that no name has end a person, as headings do that
 * were read with them. */
size_t run_people_read(const struct word_tables *tables, const char *value,
		       struct run_person ret[RUN_PEOPLE_MAX]);

#endif
