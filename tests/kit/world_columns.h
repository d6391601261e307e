/*
 * world_columns.h: the inside of world.c: answers about columns.
 */
#ifndef TESTS_WORLD_COLUMNS_H
#define TESTS_WORLD_COLUMNS_H

#include "run/index/filter.h"
#include "tests/kit/world.h"

/* Whether the filter takes a record. */
bool world_matches(const struct world *w, int i, const struct index_filter *f);
/* Adds an act to the history of a record, whose values stay as they are. */
void world_note_act(struct world *w, struct specimen *s, const char *by,
		    enum act_op op, const char *term, const char *to);

/* The commands "many" and "left". */
void world_many(struct world *w, const char *rest, struct bytes *ret);
void world_left(struct world *w, const char *rest, struct bytes *ret);

struct mail *world_answer_values(struct world *w, const struct effect *e);
struct mail *world_answer_clusters(struct world *w, const struct effect *e);
struct mail *world_answer_plan(struct world *w, const struct effect *e);
struct mail *world_answer_bulk(struct world *w, const struct effect *e);

#endif
