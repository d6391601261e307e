/*
 * verb.c: see verb.h.
 */
#include "config.h"

#include "extract/control/verb.h"

#include <string.h>

static const char *const verb_words[EXTRACT_VERBS] = {
	[VERB_PAUSE] = "pause", [VERB_RESUME] = "resume",
	[VERB_RETRY] = "retry", [VERB_STOP] = "stop",
	[VERB_ABORT] = "abort",
};

const char *extract_verb_word(enum extract_verb verb)
{
	return verb_words[verb];
}

bool extract_verb_find(const char *word, enum extract_verb *ret)
{
	for (int i = 0; i < EXTRACT_VERBS; i++) {
		if (strcmp(verb_words[i], word) != 0)
			continue;
		*ret = (enum extract_verb)i;
		return true;
	}
	return false;
}
