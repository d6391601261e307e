/*
 * record_find.h: which object of a model's JSON is the record, and which terms
 * its keys mean. Pure; any thread.
 */
#ifndef ENGINE_TEXT_RECORD_FIND_H
#define ENGINE_TEXT_RECORD_FIND_H

#include <jansson.h>

#include "dwc/record/term.h"

/*
 * The object that holds the terms, borrowed, in whatever it is wrapped; NULL:
 * none does, or several do and none of them by a name that says so ("dwc",
 * "record", "PASS_2"): which of several is meant is not for a program to
 * choose. An empty object holds nothing, and is a record. Adds to *repairs
 * one for an envelope without such a name, or for a list that holds one
 * object, and one for each thing beside it that is left out.
 */
json_t *chat_record_find(json_t *value, const struct terms *terms,
			 int *repairs);

/*
 * A copy, new reference, with terms for its keys ("event_date",
 * "dwc:eventDate"), and "value" and "confidence" for what was written
 * "Value"; each renaming is a repair. Where a term stands twice, its own
 * spelling counts, else the first; the other key stays what it is.
 */
json_t *chat_record_name(json_t *object, const struct terms *terms,
			 int *repairs);

#endif
