/*
 * country_box.h: where countries lie, from data/country-boxes.tsv: boxes of
 * latitude and longitude around their land.
 */
#ifndef DWC_WORDS_COUNTRY_BOX_H
#define DWC_WORDS_COUNTRY_BOX_H

#include <stdbool.h>

#include "base/error.h"

struct country_boxes; /* immutable once loaded; shared by all threads */

/* Loads the table with what config_dir (may be NULL) adds to it. *ret is the
 * caller's. Fails at a line that does not fit, and names it. Any thread. */
int country_boxes_load(const char *config_dir, struct country_boxes **ret,
		       struct error *err) MUST_USE;
void country_boxes_free(struct country_boxes *boxes); /* NULL is fine */

/* Whether the table has a country, by the name that data/places.tsv has for
 * it. */
bool country_boxes_know(const struct country_boxes *boxes, const char *country);

/* Whether a point (degrees; south and west are negative) lies in one of a
 * country's boxes, or no farther than COUNTRY_MARGIN from it: at sea before its
 * coast, or beside a border that has moved. One of the two may be NAN, not
 * known: then it says nothing. */
#define COUNTRY_MARGIN 1.0
bool country_has(const struct country_boxes *boxes, const char *country,
		 double latitude, double longitude);

#endif
