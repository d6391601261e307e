/*
 * history.h: short ways to write the history of a run in tests: lines of
 * raw.jsonl and edits.jsonl, and what the index makes of them as one text.
 */
#ifndef TESTS_HISTORY_H
#define TESTS_HISTORY_H

#include <stdint.h>

#include "base/bytes.h"
#include "run/index/index.h"
#include "run/run/run.h"

/* Appends {"image","specimen_id","model","provider","dwc","params_sha256"}.
 * `fields` is "term=value|term=value"; NULL makes a failure. `id` of 64 hex
 * digits is the sha256 too. */
void history_outcome(struct bytes *raw, const char *id, const char *image,
		     const char *model, const char *fields);

/* The params_sha256 that history_outcome gives a model. */
void history_params(const char *model, char ret[65]);

/* An act without further members; `rest` is JSON that follows, such as
 * ",\"term\":\"locality\",\"to\":\"Regina\"", or "". */
void history_act(struct bytes *edits, int64_t seq, const char *by,
		 const char *id, const char *op, const char *rest);

/* A run made in `dir` (below it: "run"), open for writing. */
struct run *history_run(const char *dir);

/* Appends to a file of the run. */
void history_append(const struct run *run, const char *name,
		    const struct bytes *lines);

/* All that the index says: sums, coverage, rows in each order, and each
 * specimen's state. Owned. */
char *history_dump(struct index *index);

/* The rows alone, by name. Owned. */
char *history_dump_rows(struct index *index);

/* The state of one specimen as a text. */
void history_dump_specimen(const struct specimen *s, struct bytes *ret);

/* 64 hex digits that begin with `n`. Into `ret`. */
void history_id(unsigned int n, char ret[65]);

#endif
