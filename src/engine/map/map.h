/*
 * map.h: from the words of a region to Darwin Core values: weighed together,
 * assigned at best, each with the probability that it is right.
 */
#ifndef ENGINE_MAP_MAP_H
#define ENGINE_MAP_MAP_H

#include <stdbool.h>

#include "dwc/record/record.h"
#include "engine/map/marks.h"
#include "engine/map/weights.h"

/* What maps. Immutable; shared by all threads. */
struct map_model {
	struct map_tables tables;
	struct map_weights *weights; /* owned */
};

/* Loads the tables with what config_dir adds to them (may be NULL). `places`
 * is borrowed for the life of the model. */
int map_model_init(struct map_model *model, const char *config_dir,
		   const struct places *places, struct error *err) MUST_USE;
void map_model_done(struct map_model *model);

/* What is known of a value before its confidence is worked out. */
struct map_candidate {
	enum map_field field;
	char *value; /* owned */
	double signs[MAP_SIGNS];
};

/* What one region says. */
struct label_reading {
	/* Values with confidence, evidence and boxes (pixels of the words);
	 * source SOURCE_RULE. */
	struct record record;
	/* Of `record`: one of each field, and a country that follows. */
	struct map_candidate candidates[MAP_FIELD_COUNT + 1];
	size_t n_candidates;
	int headings;	  /* that were recognised on it */
	bool slip;	  /* a slip with a later determination */
	bool institution; /* it names an owner: a herbarium, a museum */
	bool title;	  /* it begins "Plants of" and such */
};

/*
 * Reads a region. Any thread. Cannot fail: one that says nothing gives an empty
 * record. The words are those of one region in its upright position; their
 * order does not matter.
 */
void map_region(const struct map_model *model, const struct words *words,
		struct label_reading *ret);
void label_reading_done(struct label_reading *reading);

/* What a region may say besides. */
struct map_offer {
	const char *term;  /* static */
	char *value;	   /* owned */
	double confidence; /* 0-1: that it is right */
	struct box *boxes; /* pixels of the words; owned */
	size_t n_boxes;
};
struct map_offers {
	struct map_offer *items;
	size_t n, cap;
};

/*
 * For each field all that its words may say, whatever words the best
 * assignment gave to others, each value once, with what the same words say of
 * other terms; in no order. As map_region otherwise. Appends to *ret.
 */
void map_offers_make(const struct map_model *model, const struct words *words,
		     struct map_offers *ret);
void map_offers_done(struct map_offers *offers);

#endif
