/*
 * measure.h: what a quantity measures, by its unit and by the words around it:
 * an elevation, a distance, the size of a plant. Any thread; no state.
 */
#ifndef DWC_PARSE_MEASURE_H
#define DWC_PARSE_MEASURE_H

#include "dwc/parse/quantity.h"

enum measure {
	MEASURE_BARE,	   /* a number without a unit, and nothing is said */
	MEASURE_ELEVATION, /* "alt. 1200 m", "5000 ft elev.", "350 msnm" */
	MEASURE_LENGTH,	   /* metres or feet, and nothing more is said */
	MEASURE_DISTANCE,  /* "3 km N of", "2 miles", "50 m from the road" */
	MEASURE_SIZE,	   /* "30 cm", "2 m tall": of a plant */
	MEASURE_OTHER,	   /* no length */
};

/* What the quantity, which was read from this text, measures. */
enum measure measure_of(const char *text, const struct quantity *quantity);

#endif
