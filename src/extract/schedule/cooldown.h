/*
 * cooldown.h: until when something (a key, an account, a model) is left
 * alone, and how often in a row it had to be. The clock is the caller's.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_COOLDOWN_H
#define EXTRACT_SCHEDULE_COOLDOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "extract/schedule/backoff.h"

/* All zero at first: it never cooled. */
struct cooldown {
	int64_t until_ms;
	int64_t since_ms; /* when it began, or was made longer, last */
	int failures;	  /* in a row; those of one burst are one */
};

/*
 * Cools for `wish_ms` and a little more, or where that is -1 for a time of
 * chance that grows with each failure. `sent_ms` is when the request was sent
 * that failed. True where this is news: it was not cooling.
 */
bool cooldown_start(struct cooldown *cooldown, struct dice *dice,
		    int64_t wish_ms, int64_t sent_ms, int64_t now_ms);
/* The same until a reset that is told: up to half a minute more. */
bool cooldown_reset(struct cooldown *cooldown, struct dice *dice,
		    int64_t left_ms, int64_t now_ms);
/* A success of a request of `sent_ms`: the next wait is a short one again. */
void cooldown_success(struct cooldown *cooldown, int64_t sent_ms);
/* 0 where it is not cooling. */
int64_t cooldown_left(const struct cooldown *cooldown, int64_t now_ms);

#endif
