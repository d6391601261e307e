/*
 * weights.h: what the features of words weigh, from data/map-weights.tsv,
 * which tests/tools/learn_map.c writes.
 */
#ifndef ENGINE_MAP_WEIGHTS_H
#define ENGINE_MAP_WEIGHTS_H

#include "base/bytes.h"
#include "base/error.h"
#include "engine/map/chain.h"
#include "engine/map/features.h"
#include "engine/map/names.h"

/* What is known of a value when its confidence is worked out. */
enum map_sign {
	SIGN_BIAS,	/* 1 */
	SIGN_POSTERIOR, /* log odds of the model's probability */
	SIGN_READ,	/* how surely its words were read, 0-1 */
	SIGN_SOUND,	/* what the parser of such values says, 0-1 */
	SIGN_RIVAL,	/* log odds that each of its words is the field's */
	SIGN_REGION,	/* share of the region's words read surely, 0-1 */
	SIGN_WORDS,	/* how likely its letters are words, 0-1 */
	SIGN_LEAST,	/* how surely the worst read of its words was, 0-1 */
	SIGN_GARBLED,	/* share of its letters in words that are hardly one */
	SIGN_KNOWN,	/* share in words that the tables know */
	SIGN_BESIDE,	/* log odds that a word beside it is the field's, too */
	SIGN_OTHER,	/* log odds that one elsewhere in the region is */
	SIGN_LENGTH,	/* log of how many words it has; forty: 1 */
	SIGN_PLAIN,	/* a place that the table knows: 1 */
	SIGN_BORNE,	/* another place of the region is of its country: 1; all
			   are of others: -1 */
	SIGN_AGREED,	/* share of the readings that read its words so */
	SIGN_SPLIT,	/* the same of the word that fewest read so */
	SIGN_IMPLIED,	/* it follows from what its words are: a country from a
			   state: 1 */
	SIGN_FAINT,	/* log odds of how surely the worst read was */
	SIGN_PARTIAL,	/* it has the form of a part: a date without its day, a
			   person or a name of one word: 1 */
};
#define MAP_SIGNS 20

/* What a confidence says of a value. */
enum map_worth {
	WORTH_ALIKE, /* that it is the one, but for a few letters: whether it is
			worth to be given */
	WORTH_EXACT, /* that it is right to the letter: whether a curator has to
			look at it */
};
#define MAP_WORTHS 2

/* Immutable once loaded; shared by all threads. */
struct map_weights {
	struct names names; /* of the features */
	/* By feature: of FIELD_NONE and of the fields, and behind these what
	 * a word that begins a field weighs besides. Owned. */
	double (*rows)[STATE_COUNT];
	size_t cap_rows;
	double enter[CHAIN_EDGES][MAP_FIELD_COUNT][MAP_FIELD_COUNT];
	double go_on[CHAIN_EDGES][MAP_FIELD_COUNT];
	struct chain_links links; /* their exponentials */
	double signs[MAP_WORTHS][MAP_FIELD_COUNT][MAP_SIGNS];
};

/* Loads data/map-weights.tsv with what config_dir (may be NULL) adds to it.
 * *ret is the caller's to map_weights_free(). Fails, here and below, at a line
 * that does not fit, and names it. */
int map_weights_load(const char *config_dir, struct map_weights **ret,
		     struct error *err) MUST_USE;
/* The same of the text of such a file. */
int map_weights_parse(const char *text, struct map_weights **ret,
		      struct error *err) MUST_USE;
void map_weights_free(struct map_weights *weights); /* NULL is fine */

/* Makes room for a row for each name; new ones are zero. */
void map_weights_fit(struct map_weights *weights);
/* Works out the links after their weights have changed. */
void map_weights_link(struct map_weights *weights);
/* Appends the rows of such a file, without what is nearly nothing. */
void map_weights_write(const struct map_weights *weights, struct bytes *ret);

/* Fills nodes[features->n]: scores and edges; everything is allowed. */
void map_weights_score(const struct map_weights *weights,
		       const struct features *features,
		       struct chain_node *nodes);

/* The confidence of a value of the field with these signs, 0-1. */
double map_weights_confidence(const struct map_weights *weights,
			      enum map_worth worth, enum map_field field,
			      const double signs[MAP_SIGNS]);

#endif
