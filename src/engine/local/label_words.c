/*
 * label_words.c: topics of the rules, by the classes of dwc/words. See
 * label_words.h.
 */
#include "config.h"

#include "engine/local/label_words.h"

#include "base/compiler.h"

static const label_set topics[TOPIC_CLASSES] = {
	[TOPIC_INSTITUTION] = LABEL_BIT(LABEL_INSTITUTION),
	[TOPIC_LOCALITY] = LABEL_BIT(LABEL_LOCALITY),
	[TOPIC_HABITAT] = LABEL_BIT(LABEL_HABITAT) | LABEL_BIT(LABEL_SUBSTRATE),
	[TOPIC_REMARKS] = LABEL_BIT(LABEL_REMARKS) | LABEL_BIT(LABEL_COLOUR),
	[TOPIC_COMMON] = LABEL_BIT(LABEL_COMMON),
};

unsigned label_words_topics(const struct label_lexicon *lexicon,
			    const char *letters)
{
	label_set classes = label_lexicon_classes(lexicon, letters);
	unsigned bits = 0;

	for (unsigned i = 0; i < TOPIC_CLASSES; i++)
		if ((classes & topics[i]) != 0)
			bits |= 1u << i;
	return bits;
}
