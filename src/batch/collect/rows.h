/*
 * rows.h: the rows of a file of results, read by several threads and given in
 * their order. Blocks.
 */
#ifndef BATCH_COLLECT_ROWS_H
#define BATCH_COLLECT_ROWS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/error.h"
#include "batch/client.h"
#include "batch/collect/row.h"
#include "dwc/record/term.h"

/* All is borrowed. */
struct rows_reader {
	const struct terms *terms;
	const char *asked;	 /* the model */
	const atomic_bool *stop; /* ends it early; may be NULL */
	bool hashes; /* outcomes bear that of their line (source_sha256) */
	/* Whose secrets no line may have; NULL: nobody's. */
	const struct batch_client *client;
	/* A row, in the order of the file; what is in it may be taken out. -1
	 * ends the reading. */
	int (*take)(void *data, struct batch_row *row, struct error *err);
	/* A line that is none. */
	void (*bad)(void *data, uint64_t number);
	void *data;
};

/* Fails where the file cannot be read, with what `take` says, and with
 * ERROR_STOPPED. */
int batch_rows_read(const struct rows_reader *reader, const char *path,
		    struct error *err) MUST_USE;

#endif
