/*
 * headings.h: the headings of one label, found in its text.
 */
#ifndef ENGINE_MAP_HEADINGS_H
#define ENGINE_MAP_HEADINGS_H

#include <stdbool.h>

#include "engine/map/label_keys.h"
#include "engine/map/label_text.h"

enum {
	HEADINGS_MAX = 64, /* of one label; further ones are passed over */
	FORM_HEADINGS = 3, /* with so many a label is a form */
};

struct heading {
	const struct label_key *key; /* borrowed from the table */
	size_t first, n;	     /* tokens */
	int line;
	int x0, x1;	 /* its extent on the line */
	double likeness; /* 0-1 */
};

struct headings {
	struct heading items[HEADINGS_MAX]; /* in reading order */
	int n;
};

/*
 * Finds the headings: those to the letter first, which tell the label's
 * languages; then those of these languages that are misread a little, and on
 * a form those misread more, where headings are expected. Any thread.
 */
void headings_find(const struct label_keys *keys, const struct label_text *text,
		   struct headings *ret);

/* How many of them ask for a value. */
int headings_asking(const struct headings *headings);
/* A label that asks for several values. */
bool headings_are_form(const struct headings *headings);
/* Is there one for this term? */
bool headings_ask_for(const struct headings *headings, const char *term);
/* The last heading of `line` that ends left of x (by a little more than
 * `slack` pixels at most right of it); -1 when there is none. */
int headings_left_of(const struct headings *headings, int line, int x,
		     int slack);

#endif
