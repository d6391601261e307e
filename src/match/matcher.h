/*
 * matcher.h: GBIF is asked about the names and places of a run that its cache
 * has no answer to: at a rate, a few at once, again after a while where it
 * fails; each answer is kept before the next is asked for.
 *
 * One at a time works on a run (a lock of its own, RUN/cache/match.lock). It
 * takes no other lock and writes no journal: extractions, consoles and others
 * may be at work. Stopped or killed at any moment, the next goes on where it
 * was.
 */
#ifndef MATCH_MATCHER_H
#define MATCH_MATCHER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "match/question.h"
#include "run/run/run.h"

/* What the cache notes: whom the last session asked (match_server_write), and
 * the state of its index. */
#define MATCH_NOTE_SERVER "server"
#define MATCH_NOTE_STATE  "state"

#define MATCH_RATE     2.0 /* requests a second */
#define MATCH_RATE_MAX 20.0

struct match_options {
	const char *base_url, *checklist, *kingdom; /* NULL: the usual */
	double rate;	    /* requests a second; 0: MATCH_RATE */
	size_t limit;	    /* questions at most; 0: all */
	double timeout_s;   /* 0: 30 */
	bool no_places;	    /* only names */
	bool again;	    /* also what was answered before */
	bool insecure_http; /* plain http to other hosts than this one */
	int64_t backoff_ms; /* first wait after a failure; 0: a second */
};

/* How far it is. */
struct match_progress {
	size_t known;	  /* distinct questions that were answered before */
	size_t total;	  /* … that are to be asked */
	size_t answered;  /* of these */
	size_t failed;	  /* given up, with a reason */
	int64_t pause_ms; /* nothing is asked for so long; 0 */
	char fault[300];  /* the last one, clean text, or "" */
	char state[128];  /* of the index; "": it is not known */
	bool others; /* another process matches this run: nothing was done */
};

struct match_setup {
	const struct run *run;
	const struct match_options *options;
	const atomic_bool *stop; /* ends it soon; may be NULL */
	/* Of the index, as an earlier session of this process was told it; NULL:
	 * it is asked. */
	const char *state;
	/* Called after each change; may be NULL. */
	void (*tell)(void *data, const struct match_progress *progress);
	void *data;
};

/*
 * Asks until nothing is left. 0: all was asked, though some may have failed.
 * -1: ERROR_STOPPED where it was stopped, or GBIF does not answer (any more);
 * ERROR_USAGE for an address that cannot be asked. *ret says how far it came,
 * either way.
 */
int match_work(const struct match_setup *setup, struct match_progress *ret,
	       struct error *err) MUST_USE;

/* The same without asking: what would be asked. */
int match_foresee(const struct match_setup *setup, struct match_progress *ret,
		  struct error *err) MUST_USE;

#endif
