/*
 * row.h: what a line of a batch's results says of its sheet: an outcome like
 * those of extract, or that the sheet was never asked about. Pure; any thread.
 */
#ifndef BATCH_COLLECT_ROW_H
#define BATCH_COLLECT_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "batch/collect/bill.h"
#include "dwc/record/term.h"
#include "run/journal/outcome.h"

enum row_fate {
	ROW_OUTCOME, /* a record, or a failure: the sheet's one outcome */
	ROW_UNASKED, /* the batch ended before it: it is to be asked again */
};

struct batch_row {
	char *custom_id; /* owned; never NULL in one that was read */
	enum row_fate fate;
	struct outcome outcome; /* all but whose it is, when, and what it
				   cost */
	struct bill_tokens tokens;
	int64_t cost_nano; /* that the line itself tells; -1: nothing */
};
void batch_row_done(struct batch_row *row);

/*
 * Reads one line (without its newline); `asked` is the model that was asked
 * for. -1 for a line that names no sheet: torn, or of something else.
 */
int batch_row_read(const char *line, size_t len, const struct terms *terms,
		   const char *asked, struct batch_row *ret,
		   struct error *err) MUST_USE;

#endif
