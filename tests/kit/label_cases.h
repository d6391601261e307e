/*
 * label_cases.h: the labels of tests/kit/labels.txt, which says what they are
 * and how they are written down.
 */
#ifndef TESTS_LABEL_CASES_H
#define TESTS_LABEL_CASES_H

#include <jansson.h>
#include <stddef.h>

struct label_case {
	char *name;
	char *page;    /* as label_page reads it */
	json_t *dwc;   /* terms and their values; null: nothing of the kind */
	json_t *hoped; /* the same, not yet read */
};

/* All zero at first; owns all of it. */
struct label_cases {
	struct label_case *items;
	size_t n, cap;
};

/* Reads the file; -1 where it cannot be read, or a line is none of its
 * kinds, which is told on stderr. */
int label_cases_read(const char *path, struct label_cases *ret);
void label_cases_done(struct label_cases *cases);

#endif
