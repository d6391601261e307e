/*
 * look.h: looks at the picture of a sheet: the facts that it shows by itself
 * (image/facts/facts.h). Built with OCR only.
 */
#ifndef ENGINE_LABEL_LOOK_H
#define ENGINE_LABEL_LOOK_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "image/facts/facts.h"

struct ocr;

/* Labels read of a sheet at most; what the finder ranks lower is kept as
 * found, unread. */
#define LOOK_READ_MAX 8

/*
 * Makes the facts of the picture at `path`: reads its codes, finds its labels,
 * turns each upright and reads it several times, which vote. *ret (overwritten) is the
 * caller's to facts_done(); a label that is not legible has no words. Fails
 * where the picture cannot be decoded or memory is gone, and with
 * ERROR_STOPPED once *cancelled (may be NULL) is set. Blocks for seconds; the
 * thread of `ocr`.
 */
int look_sheet(struct ocr *ocr, const char *path, const atomic_bool *cancelled,
	       struct facts *ret, struct error *err) MUST_USE;

#endif
