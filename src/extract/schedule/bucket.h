/*
 * bucket.h: so many a minute, requests or tokens, with room for a small burst
 * and never more than the limit in any minute. The clock is the caller's and
 * never goes back.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_BUCKET_H
#define EXTRACT_SCHEDULE_BUCKET_H

#include <stdint.h>

struct bucket {
	double limit;	 /* a minute; 0: none */
	double unit;	 /* the largest amount that was asked for */
	double burst;	 /* most that may be taken at once; 0: a share */
	double level;	 /* below 0: in debt */
	double slow;	 /* share of the rate that is used, 0.1 to 1 */
	int64_t at_ms;	 /* of the level */
	int64_t slow_ms; /* when it was last slowed */
};

/*
 * `limit` a minute (0: every bucket_ready is now), at most `burst` at once
 * (0: a share of the limit). A bucket begins full.
 */
void bucket_init(struct bucket *bucket, double limit, double burst,
		 int64_t now_ms);
/* When so many can be taken: `now_ms` or later, the earliest time. */
int64_t bucket_ready(struct bucket *bucket, double amount, int64_t now_ms);
/* Takes them; after bucket_ready said now. */
void bucket_take(struct bucket *bucket, double amount, int64_t now_ms);
/* Puts back what was taken for nothing; less than 0 takes more, into debt, but
 * a minute's worth at most: servers have told absurd figures. */
void bucket_put_back(struct bucket *bucket, double amount, int64_t now_ms);
/* The server found it too fast for a request of `sent_ms`: a little slower
 * from now on, once for all requests that were sent before. */
void bucket_slow_down(struct bucket *bucket, int64_t sent_ms, int64_t now_ms);
/* A success: a very little faster again, up to the limit. */
void bucket_speed_up(struct bucket *bucket, int64_t now_ms);

#endif
