/*
 * verb.h: what an extraction that is under way can be asked, in the words of
 * the control socket and of whatever else names them. Pure.
 */
#ifndef EXTRACT_CONTROL_VERB_H
#define EXTRACT_CONTROL_VERB_H

#include <stdbool.h>

enum extract_verb {
	VERB_PAUSE,
	VERB_RESUME,
	VERB_RETRY, /* the sheets that failed since the start, at the end */
	VERB_STOP,  /* finish what is in flight */
	VERB_ABORT, /* give up what is in flight; not of another process */
};
#define EXTRACT_VERBS 5

/* "pause", "resume", … */
const char *extract_verb_word(enum extract_verb verb);
/* The verb of this word; false where there is none. */
bool extract_verb_find(const char *word, enum extract_verb *ret);

#endif
