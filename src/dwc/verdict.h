/*
 * verdict.h: what the validators say of a record.
 */
#ifndef DWC_VERDICT_H
#define DWC_VERDICT_H

#include <stddef.h>

#include "dwc/record.h"
#include "dwc/term.h"

enum severity {
	SEVERITY_NOTE,	  /* worth knowing; the value stays sound */
	SEVERITY_WARNING, /* doubtful: lowers priority's floor to LOW */
	SEVERITY_ERROR,	  /* the value is not sound */
};

struct verdict {
	char *term;
	const char *code; /* static: "empty", "boilerplate", "name-shape",
			     "date-format", "year-range", "digits-in-name",
			     "heading-in-value", "year-from-number", … */
	enum severity severity;
	char *message;	/* one sentence for the curator, clean text */
	char *proposal; /* a better value, or NULL */
};

struct verdicts {
	struct verdict *items;
	size_t n;
	size_t cap;
};

void verdicts_done(struct verdicts *verdicts);

/*
 * Runs every validator over every field, and "empty" over the required
 * terms that have no value. A field that a person confirmed empty
 * (SOURCE_EMPTY) gets no "empty". Appends to *ret, in term order.
 */
void record_validate(const struct terms *terms, const struct record *record,
		     struct verdicts *ret);

/* The worst verdict of a term, or NULL. */
const struct verdict *verdicts_worst(const struct verdicts *verdicts,
				     const char *term);

const char *severity_word(enum severity severity);

#endif
