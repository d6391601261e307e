/*
 * spent.h: what each record costs the curator, in keys and in time, from when
 * they first look at it until they decide on it; also over leaving it and
 * coming back. It is kept as long as the console runs.
 */
#ifndef REVIEW_TEAM_SPENT_H
#define REVIEW_TEAM_SPENT_H

#include <stddef.h>
#include <stdint.h>

#include "run/journal/act.h"

#define SPENT_PAUSE_MS 60000 /* who does nothing for longer, was away */

struct spent_record {
	char *id;
	int64_t keys, ms;
};

/* Zeroed it is ready. */
struct spent_clock {
	int64_t now_ms;	 /* told by the loop; 0: no time is told */
	int64_t last_ms; /* of the key before; 0: none */
	struct spent_record *records;
	size_t n, cap;
};

/* So many keys came now, on this record; NULL: on none. The time since the key
 * before was this record's, too. */
void spent_count(struct spent_clock *spent, const char *id, int keys);
/* Not told where no key came on it. */
struct act_spent spent_of(const struct spent_clock *spent, const char *id);
/* The record was decided on: what follows is counted anew. */
void spent_settle(struct spent_clock *spent, const char *id);
void spent_done(struct spent_clock *spent);

#endif
