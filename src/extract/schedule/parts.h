/*
 * parts.h: what a scheduler is made of; for the files of schedule/ alone.
 * Of one thread, as the scheduler is; it owns what it points to unless that is
 * marked as borrowed.
 */
#ifndef EXTRACT_SCHEDULE_PARTS_H
#define EXTRACT_SCHEDULE_PARTS_H

#include "extract/schedule/aimd.h"
#include "extract/schedule/backoff.h"
#include "extract/schedule/breaker.h"
#include "extract/schedule/bucket.h"
#include "extract/schedule/budget.h"
#include "extract/schedule/cooldown.h"
#include "extract/schedule/answer_times.h"
#include "extract/schedule/scheduler.h"

#define SCHEDULER_KINDS_MAX 24

struct rates {
	struct bucket requests, tokens;
};

/* A model as one account may ask it. */
struct pair {
	struct cooldown rate;  /* too fast: wait for it */
	struct cooldown down;  /* no room: another model may take over */
	struct cooldown daily; /* of a model that is not free */
	struct rates rates;    /* of the model's entry */
};

/* Keys that share rates and quotas. */
struct account {
	const char *name; /* for people; borrowed of the keyring */
	struct cooldown rate;
	struct cooldown daily; /* of its free models */
	struct rates rates;    /* of the options */
	struct pair pairs[MODEL_LIST_MAX];
};

struct scheduler_key {
	size_t account;
	bool disabled;
	bool proven;  /* it was taken in this session */
	int refusals; /* since it was taken last */
	struct cooldown rate;
	size_t in_flight, asked;
	long most_tokens; /* that it can afford; 0: not known to be few */
	struct budget budget;
};

struct asked_model {
	const struct model *model; /* borrowed */
	const char *name;	   /* alias or id; borrowed */
	bool free, disabled;
	bool proven;  /* it has answered in this session */
	int refusals; /* of the model itself, since it answered last */
	struct cooldown down;
	const struct ask *last; /* that found no room; not looked into */
	int alone;		/* times that it was the one before, too */
	size_t rates;	 /* whose pair's: free models share the first's */
	int64_t dearest; /* request that was seen, in nano-dollars */
	char why[400];	 /* it was passed over, last */
};

struct scheduler {
	struct scheduler_options options; /* the defaults filled in */
	struct asked_model models[MODEL_LIST_MAX];
	size_t n_models;
	struct scheduler_key keys[KEYRING_MAX];
	size_t n_keys; /* at least 1: none is one without a secret */
	struct account accounts[KEYRING_MAX];
	size_t n_accounts;
	size_t current; /* model that is asked now, for telling of changes */

	struct aimd window;
	size_t in_flight;
	struct cooldown server;	 /* nothing comes from it at all */
	int silent;		 /* requests in a row that nothing came of */
	bool answered;		 /* it has, in this session */
	const struct ask *broke; /* whose upload broke last; not looked into */
	struct dice dice;
	struct answer_times times;
	struct breaker breaker;

	struct budget budget; /* of the run */
	int64_t session, lost;
	double prompt_tokens, completion_tokens;

	size_t batch_granted, batch_open; /* sheets of this batch */
	int64_t batch_next_ms;

	struct {
		char kind[24];
		size_t n;
	} kinds[SCHEDULER_KINDS_MAX];
	size_t n_kinds;

	const char *stopped; /* NULL, or the word for it */
	struct error stop;
};

/* A request that may be sent, or when one may. */
struct choice {
	struct grant grant;
	int64_t cost;	 /* to be reserved, in nano-dollars */
	int64_t wake_ms; /* earliest time that some request may be sent */
	bool daily;	 /* all that is in the way is a daily quota */
};

/* False where nothing may be sent for this sheet now. The window, batches and
 * the run's budget are the caller's to look at. */
bool scheduler_choose(struct scheduler *s, const struct ask *ask,
		      int64_t now_ms, struct choice *ret);
/* Is there a model, other than those that refused the sheet, to ask? */
bool scheduler_has_model(const struct scheduler *s, const struct ask *ask);

/* The buckets that a request takes of. */
struct bucket *scheduler_requests(struct scheduler *s, size_t key,
				  size_t model);
struct bucket *scheduler_tokens(struct scheduler *s, size_t key, size_t model);
/* Is another model to be asked in its place, for now? */
bool scheduler_is_down(const struct scheduler *s, size_t key, size_t model,
		       int64_t now_ms);

/* Stops until a person resumes; the first reason stays. */
void scheduler_stop(struct scheduler *s, const char *why, const char *format,
		    ...) PRINTF_LIKE(3, 4);
void scheduler_stop_budget(struct scheduler *s);
void scheduler_stop_quota(struct scheduler *s);
/* With no_wait: stops where all that is left waits for a daily quota. */
void scheduler_check_quota(struct scheduler *s, int64_t now_ms);

enum key_end {
	KEY_REFUSED,
	KEY_NO_CREDIT,
	KEY_SPENT, /* its limit is */
};
/* Told once; the last key stops the session. */
void scheduler_disable_key(struct scheduler *s, size_t key, enum key_end end);

/* Names for people, never empty. */
const char *scheduler_key_name(const struct scheduler *s, size_t key);

#endif
