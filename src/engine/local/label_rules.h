/*
 * label_rules.h: from the words of a label to Darwin Core values.
 */
#ifndef ENGINE_LOCAL_LABEL_RULES_H
#define ENGINE_LOCAL_LABEL_RULES_H

#include <stdbool.h>

#include "dwc/words/place.h"
#include "dwc/record/record.h"
#include "engine/local/label_keys.h"
#include "engine/local/label_words.h"
#include "image/facts/words.h"

/* What the rules know. Immutable; shared by all threads. */
struct label_rules {
	struct label_keys *keys;     /* owned */
	struct label_lexicon *words; /* owned */
	const struct places *places; /* borrowed; may be NULL */
	int this_year;		     /* no date is later */
};

/* Loads the tables with what config_dir adds to them (may be
 * NULL). `places` is borrowed for the life of the rules. */
int label_rules_init(struct label_rules *rules, const char *config_dir,
		     const struct places *places, struct error *err) MUST_USE;
void label_rules_done(struct label_rules *rules);

/* What one label says. */
struct label_reading {
	/* Values with confidence, evidence and boxes (pixels of the words);
	 * source SOURCE_RULE. */
	struct record record;
	int headings;	  /* that were recognised on it */
	bool slip;	  /* a slip with a later determination */
	bool institution; /* it names an owner: a herbarium, a museum */
	bool title;	  /* it begins "Plants of" and such */
};

/*
 * Reads a label. Any thread. Cannot fail: a label that says nothing gives an
 * empty record. The words are those of one label in its upright position;
 * their order does not matter.
 */
void label_rules_read(const struct label_rules *rules,
		      const struct words *words, struct label_reading *ret);
void label_reading_done(struct label_reading *reading);

#endif
