/*
 * adopt.h: batches that the earlier pipeline has left: a folder with
 * batch_id.txt, batch_info.json, batch_input.jsonl, batch_output.jsonl,
 * batch_errors.jsonl, batch_history.jsonl and image_manifest.json, each of
 * which may be missing (vasculum-formats(5), "Shapes that can be imported").
 * They are read and never written. Blocks.
 */
#ifndef BATCH_TAKE_ADOPT_H
#define BATCH_TAKE_ADOPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "batch/session.h"
#include "batch/take/survey.h"

/* The folders of that kind at or directly in `path`, in order of their names;
 * owned: adopt_paths_free. Fails where there is none. */
int adopt_find(const char *path, char ***ret, size_t *ret_n,
	       struct error *err) MUST_USE;
void adopt_paths_free(char **paths, size_t n);

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
