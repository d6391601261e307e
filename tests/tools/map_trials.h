/*
 * map_trials.h: values that were read of transcribed sheets, with what was known
 * of each and whether it was right; and what a confidence is worth by them.
 */
#ifndef TESTS_TOOLS_MAP_TRIALS_H
#define TESTS_TOOLS_MAP_TRIALS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "dwc/record/record.h"
#include "engine/map/map.h"

struct trial {
	enum map_field field;
	double signs[MAP_SIGNS];
	bool right[MAP_WORTHS];
	bool given; /* it stands in the record of its sheet */
	size_t fold;
};

/* All zero at first; items are owned. */
struct trials {
	struct trial *items;
	size_t n, cap;
};

/* Adds what a reading has of the terms that the transcription `dwc` speaks of.
 * `record` is that of the sheet, by the same model; NULL while nothing is known
 * of what confidences are worth. */
void trials_add(struct trials *trials, const struct map_model *model,
		const struct label_reading *reading, const json_t *dwc,
		size_t fold, const struct record *record);

/* Fills the weights of the signs by all trials but those of one fold (SIZE_MAX:
 * by all). `known`: which stand in a record is known, and what is right to the
 * letter is learned from these alone, as they are what a curator sees. */
void trials_calibrate(const struct trials *trials, struct map_weights *w,
		      bool known, size_t but);

#endif
