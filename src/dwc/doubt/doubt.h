/*
 * doubt.h: how many of a record's telling values are likely to be wrong or
 * missing, and why: what a curator's time is best spent on.
 */
#ifndef DWC_DOUBT_DOUBT_H
#define DWC_DOUBT_DOUBT_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/record/record.h"
#include "dwc/record/term.h"
#include "dwc/validate/verdict.h"

/* A value that may be wrong, or a term that may lack one. */
struct reason {
	const struct term *term;
	double wrong; /* 0-1: how likely */
	const char
		*words; /* "not on the sheet"; borrowed of the terms' table */
};

#define REASONS_MAX 8

struct doubt {
	/* Expected number of wrong or missing telling values: 0 to their
	 * number. What a person typed, accepted or confirmed empty is not
	 * doubted. */
	double expected;
	bool blank; /* nothing of the label was read: no telling value but
		       the catalogue number */
	struct reason reasons[REASONS_MAX]; /* worst first; of telling and
					       other terms alike */
	size_t n;
};

/* A value likelier wrong than this is worth a reason; so is each telling term
 * that is empty. Where there is none of these, the value that is likeliest wrong
 * is one, if that is likelier than REASON_SLIGHT: it is looked at, too
 * (ui/state/doubtful.h). */
#define REASON_MIN    0.5
#define REASON_SLIGHT 0.12

/*
 * Weighs a record by its confidences (calibrated: record_calibrate), by what
 * the validators say of it, and by whether the sheet says it (field.support).
 * Any thread; no state.
 */
void record_doubt(const struct terms *terms, const struct record *record,
		  const struct verdicts *verdicts, struct doubt *ret);

/* How likely one value is wrong, 0-1, with the words of the worst sign in
 * *ret_words (borrowed; may be NULL). `verdict`: the worst of its term, or
 * NULL. */
double field_doubt(const struct terms *terms, const struct field *field,
		   const struct verdict *verdict, const char **ret_words);

/* Makes the confidences of a record that `provider` and `model` (either may be
 * NULL) read mean what they say (calibration.h); what they were is kept as
 * `said`. A second time changes nothing. */
void record_calibrate(const struct terms *terms, struct record *record,
		      const char *provider, const char *model);

#endif
