/*
 * siblings.h: runs beside a run, and which batches their journals say are
 * theirs: no server tells two runs apart that have sent the very same sheets
 * (doc/providers.md). Reads, and writes nothing.
 */
#ifndef RUN_BATCHES_SIBLINGS_H
#define RUN_BATCHES_SIBLINGS_H

#include "run/batches/chunk.h"

/* Calls `take` for each batch at the server of `chunk` that a run in the same
 * folder as `run_dir`, or that one itself, has had for another chunk since this
 * one was sent, and maybe for earlier ones: this one a copy of the run has as
 * well. What cannot be read says nothing, nor what is behind a hundred thousand
 * entries of the folder. Blocks. */
void siblings_scan(const char *run_dir, const struct batch_chunk *chunk,
		   void (*take)(void *data, const char *batch_id), void *data);

#endif
