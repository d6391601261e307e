/*
 * quality.h: what a record is worth (doc/design.md, "What a record is
 * worth").
 */
#ifndef DWC_DOUBT_QUALITY_H
#define DWC_DOUBT_QUALITY_H

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

/* Doubt from which a record has a priority; what is below LOW is MINIMAL. */
#define DOUBT_CRITICAL 2.5
#define DOUBT_HIGH     1.5
#define DOUBT_MEDIUM   1.0
#define DOUBT_LOW      0.6

/* Figures are 0-100 but for doubt. */
struct quality {
	double completeness; /* filled required terms / 7 */
	double soundness;    /* sound telling terms / 5 */
	double confidence;   /* mean over telling terms with a value, 0 for
				none; a value without confidence counts 0.5 */
	double quality;	     /* 0.6 soundness + 0.4 confidence */
	double doubt; /* doubt.expected: 0 to the number of telling terms */
	bool blank;   /* nothing of the label was read */
	enum priority priority; /* cut from doubt; CRITICAL where the
				   extraction failed */
};

/* `failed`: the extraction failed and nothing else is known. */
void record_quality(const struct terms *terms, const struct record *record,
		    const struct verdicts *verdicts, bool failed,
		    struct quality *ret);

/*
 * Where the record stands in the order in which records are worked on, the
 * least first: by doubt those that can be mended; behind them, at 10, those of
 * which nothing was read, and at 20 those whose extraction failed: a better
 * reading is what they need.
 */
double quality_turn(const struct quality *quality, bool failed);

const char *priority_word(enum priority priority); /* "CRITICAL" … */
/* -1 for an unknown word; any case. */
int priority_parse(const char *word, enum priority *ret) MUST_USE;

#endif
