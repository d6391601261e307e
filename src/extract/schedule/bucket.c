/*
 * bucket.c: a token bucket that keeps a limit a minute strictly. See
 * bucket.h.
 *
 * 1. Of amounts of one unit (requests: 1) at most `limit` are taken in any
 *    minute: a full bucket of capacity c and the refill r of just less than a
 *    minute give less than c + r, and c + r = limit + unit, so that whole
 *    units end at the limit. Many servers count so.
 * 2. Of unequal amounts (tokens) the same holds while each is at most half of
 *    the limit; c grows with the largest, and c + r = limit then. A larger
 *    one is let through alone, by a full bucket that it leaves in debt.
 * 3. A minute is a little longer than that of the server: what is sent within
 *    a minute may arrive within less.
 * 4. The small burst costs at most a twentieth of the rate.
 */
#include "config.h"

#include "extract/schedule/bucket.h"

#include <math.h>

#define BUCKET_MINUTE_MS 61000.0
#define BUCKET_SHARE	 20.0 /* of the limit, in a burst */
#define BUCKET_SLOWER	 0.9
#define BUCKET_SLOWEST	 0.1
#define BUCKET_FASTER	 0.002
/* What sums of parts of milliseconds may be wrong by, of a unit. */
#define BUCKET_GRAIN 1e-6

void bucket_init(struct bucket *bucket, double limit, double burst,
		 int64_t now_ms)
{
	*bucket = (struct bucket){.limit = limit > 0 ? limit : 0,
				  .unit = 1,
				  .burst = burst,
				  .slow = 1,
				  .at_ms = now_ms,
				  .slow_ms = INT64_MIN};
	bucket->level = limit;
}

/* Whole units, but for a limit that is slower than one a minute. */
static double bucket_limit(const struct bucket *bucket)
{
	return bucket->limit < 1 ? bucket->limit : floor(bucket->limit);
}

static double bucket_capacity(const struct bucket *bucket)
{
	double limit = bucket_limit(bucket);
	double share = floor(limit / BUCKET_SHARE);

	if (bucket->burst > 0 && share > bucket->burst)
		share = bucket->burst;
	if (share < bucket->unit)
		share = bucket->unit;
	if (bucket->unit > 1 && share > limit / 2)
		share = limit / 2;
	return share;
}

/* A millisecond. */
static double bucket_refill(const struct bucket *bucket)
{
	double a_minute = bucket_limit(bucket) - bucket_capacity(bucket);

	if (bucket->unit <= 1)
		a_minute += bucket->unit;
	return a_minute * bucket->slow / BUCKET_MINUTE_MS;
}

/* Brings the level up to now. */
static void bucket_fill(struct bucket *bucket, int64_t now_ms)
{
	double capacity = bucket_capacity(bucket);

	if (now_ms > bucket->at_ms) {
		bucket->level += (double)(now_ms - bucket->at_ms) *
				 bucket_refill(bucket);
		bucket->at_ms = now_ms;
	}
	if (bucket->level > capacity)
		bucket->level = capacity;
}

int64_t bucket_ready(struct bucket *bucket, double amount, int64_t now_ms)
{
	double missing, grain;

	if (bucket->limit == 0)
		return now_ms;
	if (amount > bucket->unit)
		bucket->unit = amount;
	bucket_fill(bucket, now_ms);
	missing = fmin(fmin(amount, bucket->unit), bucket_capacity(bucket)) -
		  bucket->level;
	grain = bucket->unit * BUCKET_GRAIN;
	if (missing <= grain)
		return now_ms;
	return now_ms +
	       (int64_t)ceil((missing - grain) / bucket_refill(bucket));
}

static void bucket_change(struct bucket *bucket, double amount, int64_t now_ms)
{
	if (bucket->limit == 0)
		return;
	bucket_fill(bucket, now_ms);
	bucket->level += amount;
	bucket_fill(bucket, now_ms);
}

void bucket_take(struct bucket *bucket, double amount, int64_t now_ms)
{
	bucket_change(bucket, -amount, now_ms);
}

void bucket_put_back(struct bucket *bucket, double amount, int64_t now_ms)
{
	bucket_change(bucket, fmax(amount, -bucket->limit), now_ms);
}

void bucket_slow_down(struct bucket *bucket, int64_t sent_ms, int64_t now_ms)
{
	if (sent_ms <= bucket->slow_ms)
		return;
	bucket_fill(bucket, now_ms);
	bucket->slow = fmax(bucket->slow * BUCKET_SLOWER, BUCKET_SLOWEST);
	bucket->slow_ms = now_ms;
}

void bucket_speed_up(struct bucket *bucket, int64_t now_ms)
{
	bucket_fill(bucket, now_ms);
	bucket->slow = fmin(bucket->slow + BUCKET_FASTER, 1);
}
