/*
 * batch_line.h: lines of batches.jsonl: {"op","timestamp","chunk",…}, the
 * operations and their keys are those of vasculum-formats(5). Pure.
 */
#ifndef RUN_BATCHES_BATCH_LINE_H
#define RUN_BATCHES_BATCH_LINE_H

#include <jansson.h>

#include "base/bytes.h"
#include "base/error.h"

enum batch_op {
	BATCH_OP_SHEETS,     /* of a chunk whose plan follows */
	BATCH_OP_PLANNED,    /* the chunk is in force, its money reserved */
	BATCH_OP_UPLOADING,  /* before its file is sent */
	BATCH_OP_UPLOADED,   /* the server's name for it */
	BATCH_OP_SUBMITTING, /* before the batch is asked for */
	BATCH_OP_SUBMITTED,  /* the server's name for the batch */
	BATCH_OP_REFUSED,    /* the server said no: nothing was made */
	BATCH_OP_ABSENT,     /* it was looked for, and is not there */
	BATCH_OP_UNRESOLVED, /* whether there is one cannot be told yet */
	BATCH_OP_RESUBMIT,   /* a person said: once more */
	BATCH_OP_STATUS,     /* what polling said */
	BATCH_OP_ENDED,	     /* the same, of a terminal state */
	BATCH_OP_COLLECTING, /* how far its results were read */
	BATCH_OP_COLLECTED,  /* its results stand in raw.jsonl */
	BATCH_OP_WITHDRAWN,  /* never submitted, nor will it be */
	BATCH_OP_LIMIT,	     /* a limit of the server's that was learnt */
	BATCH_OP_UNKNOWN,    /* of another program, or of a later one */
};
#define BATCH_OPS 16 /* that have a word */

/* "planned", …; of one that has a word. */
const char *batch_op_word(enum batch_op op);

/* Appends a line stamped now. `chunk` may be NULL; steals `data` (an object,
 * or NULL), whose keys follow those three. */
void batch_line_write(enum batch_op op, const char *chunk, json_t *data,
		      struct bytes *ret);

/* Reads one without its newline: the object, a new reference, and what it
 * is; one without a word for "op" is refused. */
int batch_line_read(const char *line, size_t len, json_t **ret,
		    enum batch_op *ret_op, struct error *err) MUST_USE;

#endif
