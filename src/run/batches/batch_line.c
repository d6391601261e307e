/*
 * batch_line.c: the codec of batches.jsonl. See batch_line.h.
 */
#include "config.h"

#include "run/batches/batch_line.h"

#include <string.h>

#include "base/json/json.h"
#include "base/time/clock.h"

static const char *const op_words[BATCH_OPS] = {
	[BATCH_OP_SHEETS] = "sheets",
	[BATCH_OP_PLANNED] = "planned",
	[BATCH_OP_UPLOADING] = "uploading",
	[BATCH_OP_UPLOADED] = "uploaded",
	[BATCH_OP_SUBMITTING] = "submitting",
	[BATCH_OP_SUBMITTED] = "submitted",
	[BATCH_OP_REFUSED] = "refused",
	[BATCH_OP_ABSENT] = "absent",
	[BATCH_OP_UNRESOLVED] = "unresolved",
	[BATCH_OP_RESUBMIT] = "resubmit",
	[BATCH_OP_STATUS] = "status",
	[BATCH_OP_ENDED] = "ended",
	[BATCH_OP_COLLECTING] = "collecting",
	[BATCH_OP_COLLECTED] = "collected",
	[BATCH_OP_WITHDRAWN] = "withdrawn",
	[BATCH_OP_LIMIT] = "limit",
};

const char *batch_op_word(enum batch_op op)
{
	return op_words[op];
}

static enum batch_op batch_op_find(const char *word)
{
	for (int op = 0; op < BATCH_OPS; op++)
		if (strcmp(op_words[op], word) == 0)
			return (enum batch_op)op;
	return BATCH_OP_UNKNOWN;
}

void batch_line_write(enum batch_op op, const char *chunk, json_t *data,
		      struct bytes *ret)
{
	json_t *object CLEANUP(json_release) = json_object();
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	json_set_string(object, "op", batch_op_word(op));
	json_set_string(object, "timestamp", stamp);
	json_set_string(object, "chunk", chunk);
	if (data != NULL)
		json_object_update_missing(object, data);
	json_decref(data);
	json_write_line(object, ret);
}

int batch_line_read(const char *line, size_t len, json_t **ret,
		    enum batch_op *ret_op, struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	const char *word;

	if (json_read(line, len, &object, NULL, err) < 0)
		return -1;
	word = json_string_at(object, "op");
	if (word == NULL)
		return error_set(err, ERROR_FAILED,
				 "not of a batch: it has no op");
	*ret_op = batch_op_find(word);
	*ret = json_incref(object);
	return 0;
}
