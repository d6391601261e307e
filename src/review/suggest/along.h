/*
 * along.h: a label that is typed off: what it goes on with behind what was
 * typed so far. For the console, at each letter.
 */
#ifndef REVIEW_SUGGEST_ALONG_H
#define REVIEW_SUGGEST_ALONG_H

#include "image/facts/transcript.h"

/* What the label goes on with. */
struct along {
	char *rest;	 /* behind what was typed; owned, NULL: nothing */
	bool follows;	 /* words before it stand on the label, too */
	size_t from, to; /* the words of the page that it is of */
};
void along_done(struct along *along); /* also for CLEANUP */

/* Leaves of it what stands before word `word` of its page, without the mark at
 * its end; where that is nothing, nothing is told. */
void along_stop(struct along *along, const struct transcript *page,
		size_t word);

/*
 * Finds the words of the page that `text` has come to: where the words typed
 * before stand in front of them, misread or not, and the one that is begun
 * begins so, whatever its case and accents. *ret (overwritten) gets what is
 * left of their line of print. `begin`: the word where a value of this field
 * was read; the page's n: none was. Words that were hardly read are not told
 * of. Any thread; cannot fail.
 */
void along_find(const struct transcript *page, const char *text, size_t begin,
		struct along *ret);

/* As somebody types it: printers' quotes and dashes are those of a keyboard.
 * Owned. */
char *along_typed(const char *text);

#endif
