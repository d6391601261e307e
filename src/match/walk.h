/*
 * walk.h: the questions that the records of a run give, one after the other, as
 * they stand in its index. Rejected records and values that are wrong by
 * themselves give none.
 */
#ifndef MATCH_WALK_H
#define MATCH_WALK_H

#include "match/question.h"
#include "run/index/index.h"

/* Of one record: a name, a place, or both; what it has not is NULL. */
struct match_asked {
	const char *id, *image; /* of the record */
	/* As they stand there, "" for what is not there or not sound. */
	const char *value, *author, *family, *country, *latitude, *longitude;
	const struct asked_name *name;
	const struct asked_place *place;
};

/* Lent for the call; another return than 0 ends the walk and is passed on. */
typedef int match_visit(void *arg, const struct match_asked *asked,
			struct error *err);

int match_walk(struct index *index, const struct match_server *server,
	       bool places, match_visit *visit, void *arg,
	       struct error *err) MUST_USE;

#endif
