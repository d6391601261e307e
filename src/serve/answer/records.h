/*
 * records.h: records of a run as JSON for the page: the queue, one record to
 * be looked at, and what of its sheet may be shown. No names of curators.
 */
#ifndef SERVE_ANSWER_RECORDS_H
#define SERVE_ANSWER_RECORDS_H

#include <jansson.h>

#include "base/box.h"
#include "base/error.h"
#include "run/index/index.h"
#include "serve/answer/query.h"

#define RECORDS_MOST 200 /* at once */

/* A window of the queue: where, sort, offset, limit. New reference. */
int records_json(struct index *index, const struct query *query, json_t **ret,
		 struct error *err) MUST_USE;
/* One record: id. New reference. */
int record_json(struct index *index, const struct query *query, json_t **ret,
		struct error *err) MUST_USE;

/* A part of a sheet. */
struct record_part {
	char *id, *image; /* owned */
	struct box box;	  /* stored pixels; w == 0: the sheet */
	int turn;	  /* clockwise degrees; -1 unknown */
};
/* Label `label` of a record, from 1; 0: the sheet. */
int record_part_find(struct index *index, const char *id, long label,
		     struct record_part *ret, struct error *err) MUST_USE;
void record_part_done(struct record_part *part);

#endif
