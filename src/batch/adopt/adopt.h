/*
 * adopt.h: batches of the earlier pipeline (folder.h) as batches of a run.
 * Blocks.
 */
#ifndef BATCH_ADOPT_ADOPT_H
#define BATCH_ADOPT_ADOPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "batch/session.h"
#include "batch/survey.h"

/* How it stands, by its files; survey_row_done ends *ret. `chunk` in it is the
 * folder's path. */
int adopt_look(const char *path, struct survey_row *ret,
	       struct error *err) MUST_USE;

struct adopt_report {
	size_t sheets, succeeded, failed; /* of the folder's own results */
	size_t appended;		  /* of them: now */
	bool open; /* the rest is with the server: a turn goes on with it */
};
/*
 * Takes in what there is, each sheet once, and makes the batch one of the run:
 * what its folder does not have is fetched by the next turn like any other's.
 */
int batch_adopt(struct batch_session *session, const char *path,
		struct adopt_report *report, struct error *err) MUST_USE;

#endif
