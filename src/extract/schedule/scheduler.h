/*
 * scheduler.h: who may be asked what, and when: the window, rates, daily
 * quotas, cool-downs, keys, models to fall back on, the budget and the
 * breaker. It sends nothing and knows no clock: the caller tells it the time
 * (monotonic milliseconds) and what the answers were, so that years of
 * waiting are tested in no time.
 *
 * One thread's. The parts are modules of their own: aimd.h (window),
 * bucket.h (rates), backoff.h (jitter), cooldown.h, breaker.h, budget.h,
 * answer_times.h.
 */
#ifndef EXTRACT_SCHEDULE_SCHEDULER_H
#define EXTRACT_SCHEDULE_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/chat/answer.h"
#include "engine/models/models.h"
#include "extract/schedule/keyring.h"

/* What it tells of as it happens. Texts are borrowed for the call; any of
 * them may be NULL. `left_ms`: until it is over. */
struct scheduler_listener {
	void *data;
	void (*limited)(void *data, enum chat_scope scope, const char *name,
			int64_t left_ms, const char *why);
	void (*key_disabled)(void *data, const char *fingerprint,
			     const char *why);
	void (*fell_back)(void *data, const char *from, const char *to,
			  const char *why);
	void (*budget_reached)(void *data, double spent_usd, double budget_usd);
};

struct scheduler_options {
	const struct model_list *models; /* in order of preference; borrowed */
	const struct keyring
		*keys;	   /* borrowed; n == 0: the server takes none */
	size_t window;	   /* --concurrency: most in flight */
	double rpm, tpm;   /* of an account; 0: what the model's entry says */
	double budget_usd; /* of the run; 0: none */
	double spent_usd;  /* of it, by earlier sessions */
	double held_usd;   /* of it, for batches that are under way */
	size_t batch_size; /* 0: none */
	int64_t batch_pause_ms; /* after the last sheet of a batch */
	bool no_wait;		/* a daily quota ends the session */
	int attempts;		/* charged ones that a sheet has; 0: 5 */
	long max_tokens;	/* of an answer; 0: 4096 */
	uint64_t seed;		/* of the jitter */
	struct scheduler_listener listener;
};

/* What is kept of each sheet that is to be asked about; all zero at first.
 * The scheduler's, but for those marked. */
struct ask {
	size_t images;	      /* caller's: of its payload */
	double megapixels;    /* caller's */
	double text_tokens;   /* caller's: of the prompt */
	int attempts;	      /* that counted */
	int asked;	      /* all requests that were sent for it */
	size_t model;	      /* the first one that has not refused it */
	unsigned int refused; /* a bit for each model that did */
	int overloads;	      /* of models that had no room for it */
	int broke;	      /* uploads that may have been due to others */
	bool in_batch;	      /* counted in the batch that is under way */
	int64_t not_before_ms;
	long max_tokens;		/* 0: the usual */
	bool longer, smaller, afforded; /* tried that way already */
	bool anew;			/* an answer was of no use */
	double cost_usd;		/* of all its requests so far */
	double lost_usd; /* reserved for answers that never came, and whose
			    cost nobody told */
};

/* Leave to send one request. */
struct grant {
	size_t model; /* of options.models */
	size_t key;   /* of the keyring; 0 where it is empty */
	long max_tokens;
	bool anew; /* an answer was of no use: asked in another way */
	double reserved_usd, reserved_tokens;
	uint64_t cut; /* the window's cuts so far: one burst cuts it once */
	int64_t at_ms;
};

enum schedule {
	SCHEDULE_GO,	/* *ret_grant holds; send it now */
	SCHEDULE_LATER, /* not before *ret_wake_ms (INT64_MAX: not before
			   something in flight is completed, or durable) */
	SCHEDULE_NEVER, /* nothing is granted any more: scheduler_stopped */
};

/* What becomes of a sheet whose request was completed. */
enum ask_fate {
	ASK_DONE,    /* a success: journal it */
	ASK_FAILED,  /* a failure: journal it */
	ASK_AGAIN,   /* ask again, not before ask->not_before_ms */
	ASK_SMALLER, /* the same, with smaller pictures */
	ASK_LEFT,    /* put it back unasked: the session is stopping */
};

struct scheduler;

/* ERROR_USAGE where there is a budget, or a key's limit, and a model whose
 * price is unknown; a budget that is spent already is told by
 * scheduler_stopped at once. */
int scheduler_new(const struct scheduler_options *options,
		  struct scheduler **ret, struct error *err) MUST_USE;
void scheduler_free(struct scheduler *scheduler); /* NULL is fine */

/*
 * Asks for leave for this sheet. `unacked`: outcomes that are not durable
 * yet; they take room of the window. A wait is of this sheet: another one may
 * be granted meanwhile, so ask about the next one that is due, and about this
 * one again at *ret_wake_ms, or where that is INT64_MAX when something was
 * completed.
 */
enum schedule scheduler_ask(struct scheduler *scheduler, struct ask *ask,
			    size_t unacked, int64_t now_ms,
			    struct grant *ret_grant, int64_t *ret_wake_ms);

/* Completes a granted request by its answer; sets answer->cost_usd where the
 * server did not say it. *ret_wait_ms (may be NULL): the wait before it is
 * asked again. */
enum ask_fate scheduler_complete(struct scheduler *scheduler, struct ask *ask,
				 const struct grant *grant,
				 struct chat_answer *answer, int64_t now_ms,
				 int64_t *ret_wait_ms);
/* Ends the reservation of an answer that was completed as `awaited`, with the
 * same grant, by what it has cost; as lost where answer->cost_usd is still
 * -1. */
void scheduler_recover(struct scheduler *scheduler, struct ask *ask,
		       const struct grant *grant,
		       const struct chat_answer *answer, int64_t now_ms);
/* A granted request that was not sent, or given up before its answer
 * (`sent`): the reservation goes back, or counts as lost. */
void scheduler_give_up(struct scheduler *scheduler, struct ask *ask,
		       const struct grant *grant, bool sent, int64_t now_ms);

/* A sheet that is over without a further request: it leaves its batch. */
void scheduler_drop(struct scheduler *scheduler, struct ask *ask,
		    int64_t now_ms);

/*
 * Why nothing is granted any more: NULL, "budget", "quota" or "breaker", with
 * *ret (may be NULL) saying so in words. ASK_AGAIN sheets are left then.
 */
const char *scheduler_stopped(const struct scheduler *scheduler,
			      struct error *ret);
/* What is kept for what is in flight; and what others keep of the budget from
 * now on. */
double scheduler_reserved_usd(const struct scheduler *scheduler);
void scheduler_hold_usd(struct scheduler *scheduler, double usd);
/* How it stands, for people. */
#define SCHEDULER_COOLDOWNS 4
#define SCHEDULER_KINDS	    8
struct scheduler_state {
	size_t window, in_flight;
	double spent_usd;	      /* of the run, lost answers included */
	double reserved_usd;	      /* for what is in flight */
	double session_usd, lost_usd; /* of this session, lost_usd included;
					 that: of answers that never came, as
					 reserved */
	double prompt_tokens, completion_tokens; /* of this session */
	double p50_ms, p95_ms; /* latency of the newest answers; -1: none */
	struct {
		char name[64]; /* of a model, a key's fingerprint, account */
		enum chat_scope scope;
		int64_t left_ms;
	} cooldowns[SCHEDULER_COOLDOWNS]; /* the longest first */
	int n_cooldowns;
	struct {
		char kind[24];
		size_t n;
	} kinds[SCHEDULER_KINDS]; /* failed requests by kind, most first */
	int n_kinds;
	size_t keys, keys_left; /* not disabled */
};
void scheduler_state(const struct scheduler *scheduler, int64_t now_ms,
		     struct scheduler_state *ret);

#endif
