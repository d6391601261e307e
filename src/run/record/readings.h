/*
 * readings.h: readings of one sheet, beside each other: what each holds of each
 * term, how sure, and whether the others say so too. A proposal is chosen out of
 * them (proposal.h). Known to this folder alone.
 */
#ifndef RUN_RECORD_READINGS_H
#define RUN_RECORD_READINGS_H

#include "run/record/specimen.h"

/* One value of a reading. */
struct held {
	const struct field *field; /* NULL: left empty */
	char *alike;		   /* alike.h; owned */
	double confidence;	   /* calibrated */
	bool error, warning;	   /* says the record's own verdict */
	bool doubted; /* not on the sheet, and another left it empty */
};

/* A candidate. */
struct reading {
	size_t outcome;	     /* n_outcomes: what the sheet's own facts say */
	struct held *values; /* one for each term */
	char *model;	     /* alike.h; owned */
	size_t first;	     /* the first reading by this model */
	bool silent;	     /* it has no value at all */
};

/* The terms that any reading has a value of: those of the table in its order,
 * then others as they come. */
struct slot {
	const char *name;
	const struct term *term; /* NULL: not in the table */
};

struct readings {
	const struct specimen *specimen;
	const struct terms *terms;
	struct slot *slots;
	size_t n_slots, cap_slots;
	struct reading *items;
	size_t n;
	bool *counted; /* of readings that are the first by their model; for
			  held_agreed alone */
};

/*
 * Reads some outcomes of r->specimen (proposal_candidates), and what its sheet
 * says by itself, with r->terms; all else of *r is 0 before. What is borrowed of
 * the specimen has to stay until readings_done.
 */
void readings_make(struct readings *r, const size_t *candidates, size_t n);
void readings_done(struct readings *r);

/* The place of a term among the slots; n_slots where no reading has it. */
size_t slot_find(const struct readings *r, const char *name);

/* Whether the sheet says it: 1, 0 where that was not looked for or cannot be
 * told, -1. The evidence that a line of raw.jsonl has is its reader's own. */
int field_supported(const struct field *field);

/* Whether the value may be chosen. */
bool held_counts(const struct held *held);
/* Whether both hold the value, in whatever notation. */
bool held_alike(const struct held *a, const struct held *b);
/* Whether `b` bears out `a`: it says the same, or a part of it. */
bool held_agrees(const struct slot *slot, const struct held *a,
		 const struct held *b);

/* Makes the confidence of one value of an outcome mean what it says, for the
 * model that read it. */
void outcome_calibrate(const struct outcome *outcome, const struct terms *terms,
		       struct field *field);

#endif
