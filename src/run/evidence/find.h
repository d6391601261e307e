/*
 * find.h: words of a value found among those of a page, whatever misreadings
 * lie between. Known to this folder alone.
 */
#ifndef RUN_EVIDENCE_FIND_H
#define RUN_EVIDENCE_FIND_H

#include <stdbool.h>

#include "run/evidence/page.h"

#define FOUND_WORDS_MAX 64

/* What of a value was found, and where. */
struct found {
	double score; /* 0-1 */
	uint32_t words[FOUND_WORDS_MAX];
	size_t n; /* words of the page, in no order */
};

/* Adds words to what was found, each once. */
void found_add(struct found *found, const struct found *other);
void found_add_word(struct found *found, uint32_t word);

enum find_rule {
	FIND_TEXT,	 /* words, near each other */
	FIND_PERSON,	 /* one person: a surname, and what stands beside it */
	FIND_NAME,	 /* a scientific name: each of its parts */
	FIND_IDENTIFIER, /* figure for figure */
};

/* Looks for a text; *ret is what comes nearest to it. */
void page_find(const struct page *page, const char *text, enum find_rule rule,
	       struct found *ret);

/* Whether one of the words stands within `reach` words of one of `others`. */
bool found_near(const struct found *found, const struct found *others,
		uint32_t reach);

#endif
