/*
 * label_words.c: topics of the rules, by the classes of dwc/words. See
 * label_words.h.
 */
#include "config.h"

#include "engine/local/label_words.h"

#include "base/compiler.h"

static const enum label_class topics[TOPIC_CLASSES] = {
	[TOPIC_INSTITUTION] = LABEL_INSTITUTION,
	[TOPIC_LOCALITY] = LABEL_LOCALITY,
	[TOPIC_HABITAT] = LABEL_HABITAT,
	[TOPIC_REMARKS] = LABEL_REMARKS,
	[TOPIC_COMMON] = LABEL_COMMON,
};

unsigned label_words_topics(const struct label_lexicon *lexicon,
			    const char *letters)
{
	label_set classes = label_lexicon_classes(lexicon, letters);
	unsigned bits = 0;

	for (unsigned i = 0; i < TOPIC_CLASSES; i++)
		if ((classes & LABEL_BIT(topics[i])) != 0)
			bits |= 1u << i;
	return bits;
}
