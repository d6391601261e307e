/*
 * signs.h: what is known of a value beside what it says: how likely its words
 * are the field's, and how they were read. The weights make confidences of it.
 */
#ifndef ENGINE_MAP_SIGNS_H
#define ENGINE_MAP_SIGNS_H

#include "engine/map/chain.h"
#include "engine/map/claim.h"
#include "engine/map/marks.h"
#include "engine/map/value.h"
#include "engine/map/weights.h"

/* Fills the signs of a claim of which this value was made. Pure; any thread. */
void signs_fill(const struct marks *marks, const struct chain *chain,
		const struct claim *claim, const struct map_value *value,
		double signs[MAP_SIGNS]);

#endif
