/*
 * quality.h: what a record is worth (doc/design.md, "What a record is
 * worth").
 */
#ifndef DWC_VALIDATE_QUALITY_H
#define DWC_VALIDATE_QUALITY_H

#include <stdbool.h>

#include "dwc/validate/verdict.h"

enum priority {
	PRIORITY_CRITICAL,
	PRIORITY_HIGH,
	PRIORITY_MEDIUM,
	PRIORITY_LOW,
	PRIORITY_MINIMAL,
};
#define PRIORITY_COUNT 5

/* Figures are 0-100. */
struct quality {
	double completeness; /* filled required terms / 7 */
	double soundness;    /* sound telling terms / 5 */
	double confidence;   /* mean over telling terms with a value, 0 for
				none; a value without confidence counts 0.5 */
	double quality;	     /* 0.6 soundness + 0.4 confidence */
	enum priority priority;
};

/* `failed`: the extraction failed and nothing else is known. */
void record_quality(const struct terms *terms, const struct record *record,
		    const struct verdicts *verdicts, bool failed,
		    struct quality *ret);

const char *priority_word(enum priority priority); /* "CRITICAL" … */
/* -1 for an unknown word; any case. */
int priority_parse(const char *word, enum priority *ret) MUST_USE;

#endif
