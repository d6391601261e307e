/*
 * pace.h: how a curator gets on today: records that they decided on since
 * midnight, where they are, and the time that these took. It follows the acts
 * of a run: what was read once is not read again.
 */
#ifndef REVIEW_TEAM_PACE_H
#define REVIEW_TEAM_PACE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/error.h"

struct pace {
	size_t decided;	 /* records approved or rejected, not taken back */
	size_t told;	 /* decisions that say what they cost */
	int64_t seconds; /* of those, at work */
};

/* Decisions an hour at work; 0: too few to say. */
double pace_per_hour(const struct pace *pace);

/* One thread's. */
struct pace_reader;
/* `dir` (the run's) and `by` are copied. */
struct pace_reader *pace_reader_new(const char *dir, const char *by);
void pace_reader_free(struct pace_reader *reader); /* NULL is fine */
/* As it is at this time: reads what was appended since the last call; at first
 * as far back as midnight. Lines that are no acts are passed over. */
int pace_read(struct pace_reader *reader, time_t now, struct pace *ret,
	      struct error *err) MUST_USE;
/* The same now, by a reader that is made where there is none: one of one person.
 * Nothing depends on it: what cannot be read, and nobody (NULL), are zero. */
void pace_now(struct pace_reader **reader, const char *dir, const char *by,
	      struct pace *ret);

#endif
