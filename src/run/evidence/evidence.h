/*
 * evidence.h: what of a record stands on its sheet: each value matched, in
 * whatever notation, to the words and codes that the facts of its picture
 * hold, whoever read it.
 *
 * For each value that is looked for (column `said` of terms.tsv) evidence,
 * support and boxes are set:
 *
 *   evidence  0-1, how much of the value was found: of its letters, weighted
 *             by what they tell; -1 where nothing was looked for.
 *   support   SEEN from EVIDENCE_ENOUGH on; INFERRED where it follows from
 *             values that are SEEN; NOWHERE; ILLEGIBLE where it was not found
 *             and so much could not be read that it may well stand there.
 *             What a rule read (SOURCE_RULE) is found among its own words,
 *             however badly they were read: it is worth no more than they are.
 *   boxes     of the words that say it, in pixels of the stored image.
 *
 * Pure; any thread. A sheet is read once and asked about as many records as
 * there are readings.
 */
#ifndef RUN_EVIDENCE_EVIDENCE_H
#define RUN_EVIDENCE_EVIDENCE_H

#include "dwc/record/record.h"
#include "dwc/record/term.h"
#include "image/facts/facts.h"

/* Raise it when a value is matched otherwise: an index that was made with
 * another one is made anew. */
#define EVIDENCE_VERSION 2

#define EVIDENCE_ENOUGH 0.7 /* of a value, to say that it stands there */

#define EVIDENCE_BOXES_MAX 64 /* of one value */

struct evidence_sheet;

/* What the facts say, made ready to be asked. `facts` and `terms` are
 * borrowed for its life. Owned. */
struct evidence_sheet *evidence_sheet_new(const struct facts *facts,
					  const struct terms *terms);
void evidence_sheet_free(struct evidence_sheet *sheet); /* NULL is fine */

/* What is known beyond the sheet. All zero: nothing. */
struct evidence_help {
	/* Whether a scientific name is of this family: 1, 0, or -1 where that
	 * is not known. */
	int (*family_is)(void *data, const char *name, const char *family);
	void *data;
};

/*
 * Judges every field of a record; `help` may be NULL. What a person typed or
 * accepted is judged as all else is.
 */
void evidence_match(const struct evidence_sheet *sheet,
		    const struct evidence_help *help, struct record *record);

/* The same for one value alone: a candidate of no record. The field's
 * evidence, support and boxes are set; nothing is inferred. */
void evidence_match_field(const struct evidence_sheet *sheet,
			  struct field *field);

/* Of a record that was judged: its family again, with what somebody else knows
 * of it. Nothing is said where the name does not stand on the sheet. */
void evidence_infer_family(const struct terms *terms,
			   const struct evidence_help *help,
			   struct record *record);

/* Without facts: nothing was looked for. Boxes stay as they were read. */
void evidence_forget(struct record *record);

#endif
