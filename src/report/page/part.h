/*
 * part.h: the parts of a report's page, in the order in which they stand. Known
 * to this folder alone. Each appends what it shows; one that has nothing to
 * show says why.
 */
#ifndef REPORT_PAGE_PART_H
#define REPORT_PAGE_PART_H

#include <stdbool.h>

#include "report/summary.h"
#include "report/page/html.h"
#include "report/page/svg.h"

struct part {
	const struct summary *summary;
	bool names;	    /* of curators are shown */
	unsigned int plots; /* that were drawn: for their ids */
	struct bytes *out;
};

void part_glance(struct part *part);	  /* the first page */
void part_fields(struct part *part);	  /* coverage, soundness, evidence */
void part_readings(struct part *part);	  /* calibration */
void part_corrections(struct part *part); /* what became of what was read */
void part_spend(struct part *part);	  /* cost and throughput */
void part_review(struct part *part);	  /* pace */
void part_doubt(struct part *part);	  /* records that are open */
void part_words(struct part *part);	  /* what words mean here */

/* A sheet by the name of its image: of one that is called by its hash the
 * first digits, which name it. */
void part_sheet(struct bytes *ret, const char *image);
/* A paragraph of the report's own text, which is not escaped. */
void part_say(struct part *part, const char *text);

#endif
