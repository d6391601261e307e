/*
 * extract.h: inside `vasculum extract`: what was asked, and what goes on.
 */
#ifndef CMD_EXTRACT_EXTRACT_H
#define CMD_EXTRACT_EXTRACT_H

#include <stdbool.h>

#include "cmd/common/entries.h"
#include "cmd/common/hook.h"
#include "cmd/common/match_args.h"
#include "cmd/common/signals.h"
#include "cmd/common/ticker.h"
#include "extract/worker/extractor.h"
#include "match/matching.h"
#include "run/run/run.h"
#include "run/store/store.h"

/* What the options say. */
struct extract_call {
	const struct command *command;
	const char *dir;
	struct extract_options options;
	bool json, dry_run;
	const char *on_end, *on_stop; /* commands, or NULL */
	enum hook_sign sign;
	bool match; /* GBIF is asked meanwhile */
	struct match_options asks;
	const char *at; /* when it is to begin, or NULL: now */
	bool after_reset;
};

/* An extraction under way. */
struct extract_work {
	const struct extract_call *call;
	struct run *run;
	struct store *store;
	struct mailbox *inbox;
	struct signals *signals;
	struct extractor *extractor;
	struct matching *matching; /* or NULL */
	bool matched;		   /* it is over */
	struct match_progress asked;
	struct error match_error;
	struct extract_progress progress;
	struct ticker ticker;
	int n_signals;
	bool store_waits, worker_waits; /* for room */
	bool said_waits;
	struct store_folded folded; /* what the store found amiss */
};

/* told.c: names files that are no sheets, and what was noticed of others;
 * on stderr. */
void extract_name_ignored(struct extract_work *work);
void extract_name_notices(struct extract_work *work);
/* Whether sheets were come to: else nothing is told but why not. */
bool extract_has_begun(const struct extract_work *work);
/* Tells how it ended; the exit code. */
int extract_tell(struct extract_work *work);

/* dry_run.c: tells what it would do; the exit code. */
int extract_foresee(const struct extract_call *call);

#endif
