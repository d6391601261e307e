/*
 * build.h: an index made from nothing, in a file of its own that takes the
 * place of the old one when it is whole. Known to this folder alone.
 */
#ifndef RUN_INDEX_BUILD_H
#define RUN_INDEX_BUILD_H

#include "run/index/table/db.h"

/* Whether a file of its own can be had. */
bool index_build_can(const struct index *index);
/* Whether there is so much to fold that it pays. */
bool index_build_pays(const struct index *index);

/*
 * Begins a build or goes on with it, for about until `end_ms` (-1: to its
 * end). 1: the new file is open, and folded to the ends of the journals; or
 * another process made it, and there may be more to fold. 0: to be gone on
 * with. On failure nothing has changed.
 */
int index_build(struct index *index, int64_t end_ms, struct fold_report *report,
		struct error *err) MUST_USE;

/* How far the build is, per mille of its time as it usually is; -1 where
 * another process builds. */
int index_build_made(const struct index *index);

/* Gives up a build, if there is one. */
void index_build_drop(struct index *index);

#endif
