/*
 * failed.h: sheets that batches were to read and that have failed.
 */
#ifndef BATCH_FAILED_H
#define BATCH_FAILED_H

#include <stddef.h>

#include "base/error.h"
#include "run/batches/batches.h"
#include "run/run/run.h"

/* By the index, of all batches of the run. Blocks. */
int batch_count_failed(const struct run *run, const struct batches *batches,
		       size_t *ret, struct error *err) MUST_USE;

#endif
