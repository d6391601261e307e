/*
 * identification.h: the history of a specimen's determinations, a list. In a
 * record it is one value, the JSON text of the list, under the term of kind
 * "history"; in lines of the journals it is the list itself, under
 * "identification_history" (vasculum-formats(5)).
 *
 * A list is an array of objects with one or more of these members, texts but
 * for isCurrent, which is true or false: identificationID, identifiedBy,
 * dateIdentified, scientificName, scientificNameAuthorship, taxonRank,
 * identificationQualifier, identificationRemarks, identificationReferences,
 * identificationVerificationStatus, isCurrent. They are the columns of the
 * Identification extension of Darwin Core Archives.
 *
 * Any thread; no state.
 */
#ifndef DWC_RECORD_IDENTIFICATION_H
#define DWC_RECORD_IDENTIFICATION_H

#include <jansson.h>

#include "base/error.h"
#include "dwc/record/record.h"

#define IDENTIFICATION_TERM "identificationHistory"
#define IDENTIFICATION_KEY  "identification_history"

/* Entries of a list at most, and bytes of one member. */
#define IDENTIFICATIONS_MAX	64
#define IDENTIFICATION_TEXT_MAX 4000

/*
 * Reads a text that somebody typed. *ret is a new reference, its members in
 * the order above; an empty list is one. Fails (ERROR_USAGE) where it is not
 * JSON, or holds what a list does not, and says which entry.
 */
int identifications_read(const char *text, json_t **ret,
			 struct error *err) MUST_USE;

/* What of a line's list is one: entries and members that do not fit are left
 * out. New reference; NULL where nothing is left. */
json_t *identifications_take(const json_t *list);

/* The text of a list; owned. */
char *identifications_text(const json_t *list);

/* One determination in words: name, who, when, whether it is current. Owned. */
char *identification_words(const json_t *entry);

/* The text of a list in words, "; " between determinations; NULL where it is
 * not a list. Owned. */
char *identifications_words(const char *text);

/* A value as people read it: that of IDENTIFICATION_TERM in words, any other one
 * as it is. NULL is "". Owned. */
char *identifications_shown(const char *term, const char *value);

/* The list in a record, new reference; NULL where it has none that can be
 * read. */
json_t *identifications_of(const struct record *record);

/* The determination in force: the one said to be current, else the latest by
 * its date, else the last of the list. Borrowed from the list; NULL for an
 * empty one. */
const json_t *identifications_latest(const json_t *list);

/* Sets IDENTIFICATION_KEY of a journal's line from the record, where it has
 * such a list, and takes the term out of its `dwc` object. */
void identifications_write(const struct record *record, json_t *line);

#endif
