/*
 * hand.h: extractions that the server starts (`serve --control`), as a console
 * does: with a store and an extractor of this process, by what run.json and
 * the settings say, and a budget. A hand is of one run: it says what a start
 * would read and cost, and starts.
 *
 * Each has a thread of its own for what takes long. All calls here are of one
 * thread, the server's, and return at once unless they say otherwise.
 */
#ifndef SERVE_STEER_HAND_H
#define SERVE_STEER_HAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "extract/ask/options.h"
#include "extract/control/verb.h"
#include "extract/forecast/forecast.h"

#define HANDS_MOST 8 /* runs at once */

struct hand;
struct hands; /* of a server */

/* What settings say of extractions; copied. */
struct hands *hands_new(const struct extract_options *options);
/* Waits for threads; extractions are over, or were given up. NULL is fine. */
void hands_free(struct hands *hands);

/* How many extractions are under way. */
size_t hands_work(struct hands *hands);
/* VERB_STOP or VERB_ABORT, to all of them. */
void hands_end(struct hands *hands, enum extract_verb verb);
/* After VERB_ABORT: readers are still at work, and what they use is left to
 * them; the process is to end by _exit. */
bool hands_are_left(struct hands *hands);

/* That of the run in this directory, made where there is none. ERROR_BUSY
 * where there are as many as there may be. Borrowed; until the next call. */
int hands_find(struct hands *hands, const char *dir, struct hand **ret,
	       struct error *err) MUST_USE;

struct hand_state {
	bool works; /* an extraction of ours is under way, or begins */
	bool foresees;
	bool foreseen;	   /* `forecast` is there … */
	double budget_usd; /* … for this budget; 0: none */
	struct forecast forecast;
	bool bills;	    /* its server bills: a budget has to be named */
	struct error error; /* why what was asked last failed; else
			       ERROR_NONE */
};
void hand_look(struct hand *hand, struct hand_state *ret);

/* Finds out what a start with this budget (0: none) would do. */
void hand_foresee(struct hand *hand, double budget_usd);
/* Starts; ERROR_STALE where ours is under way already. What fails later is
 * told by hand_look. */
int hand_start(struct hand *hand, double budget_usd,
	       struct error *err) MUST_USE;

#endif
