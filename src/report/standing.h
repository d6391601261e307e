/*
 * standing.h: where a run stands: its sheets and records, what waits, what it
 * has cost, and what of its journals could not be read. What `status` prints
 * and `report` begins with.
 */
#ifndef REPORT_STANDING_H
#define REPORT_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/index/counts.h"
#include "run/index/index.h"
#include "run/rescue/rescue.h"
#include "run/run/run.h"

struct standing {
	struct index_counts counts; /* cost: with that of what was rescued */
	struct index_session session;
	struct coverage *coverage; /* owned; one for each term of the run */
	size_t waiting;	   /* sheets of the images root that nobody has read */
	bool images_known; /* the images root could be read */
	bool extracting;   /* some process is at it */
	int64_t bad;	   /* lines of the journals that were skipped */
	char *first_bad;   /* owned, or NULL */
	struct rescue_report rescued; /* answers that are to be taken in */
	struct error
		trouble; /* why these cannot be read; ERROR_NONE: they can */
};

/* Of an index that is folded. *ret is owned: standing_done. */
int standing_read(const struct run *run, struct index *index,
		  struct standing *ret, struct error *err) MUST_USE;
void standing_done(struct standing *standing); /* zeroed is fine */

/* Those that were read, those that failed, and those that wait. */
size_t standing_sheets(const struct standing *standing);

#endif
