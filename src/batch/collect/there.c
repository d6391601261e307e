/*
 * there.c: see there.h.
 *
 * 1. A line that has the id of the batch among its bytes is read; all others
 *    are only passed over, so that a run of millions is looked through at the
 *    speed of its disk.
 */
#include "config.h"

#include "batch/collect/there.h"

#include <string.h>

#include "base/json/json.h"
#include "batch/collect/bill.h"
#include "run/journal/journal.h"

static void there_take(const struct journal_line *line, const char *batch_id,
		       void (*take)(void *data, const struct there_line *line),
		       void *data)
{
	json_t *object CLEANUP(json_release) = NULL;
	const char *id;
	struct there_line there;

	if (json_read(line->text, line->len, &object, NULL, NULL) < 0)
		return;
	id = json_string_at(object, THERE_BATCH_KEY);
	if (id == NULL || strcmp(id, batch_id) != 0)
		return;
	there = (struct there_line){
		.custom_id = json_string_at(object, THERE_CUSTOM_KEY),
		.cost_nano = bill_nano(json_number_at(
			json_object_get(object, "usage"), "cost", 0)),
		.failed = json_object_get(object, "error") != NULL,
	};
	if (there.cost_nano < 0)
		there.cost_nano = 0;
	take(data, &there);
}

int there_scan(const char *dir, uint64_t from, const char *batch_id,
	       void (*take)(void *data, const struct there_line *line),
	       void *data, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	size_t len = strlen(batch_id);
	int got;

	if (journal_size(dir, JOURNAL_RAW) < from)
		from = 0;
	if (journal_reader_open(dir, JOURNAL_RAW, from, &reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0)
		if (line.text != NULL &&
		    memmem(line.text, line.len, batch_id, len) != NULL)
			there_take(&line, batch_id, take, data);
	journal_reader_close(reader);
	return got;
}
