/*
 * label_words.h: what a line without a heading is about, by the classes of its
 * words (dwc/words/label_lexicon.h).
 */
#ifndef ENGINE_LOCAL_LABEL_WORDS_H
#define ENGINE_LOCAL_LABEL_WORDS_H

#include "dwc/words/label_lexicon.h"

enum topic {
	TOPIC_INSTITUTION, /* printed matter: who owns the label */
	TOPIC_LOCALITY,
	TOPIC_HABITAT,
	TOPIC_REMARKS,
	TOPIC_COMMON, /* no part of a scientific name */
};
#define TOPIC_CLASSES 5

/* The topics of a folded word (letters_fold) as bits, 1 << enum topic; 0 for
 * a word that has none. Any thread. */
unsigned label_words_topics(const struct label_lexicon *lexicon,
			    const char *letters);

#endif
