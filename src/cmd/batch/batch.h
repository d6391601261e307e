/*
 * batch.h: the parts of `vasculum batch`: what its words do, and what they
 * share. batch.c reads the call; NAME.c does it.
 */
#ifndef CMD_BATCH_BATCH_H
#define CMD_BATCH_BATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "batch/session.h"
#include "cmd/common/command.h"
#include "cmd/common/signals.h"
#include "extract/ask/options.h"

/* What the words and options say. */
struct batch_call {
	const struct command *command;
	const char *dir;
	char **args; /* behind the run: chunks, or batches by the server's
			name */
	int n_args;
	struct extract_options options;
	double enqueued_tokens; /* 0: not said */
	size_t chunk_size;	/* most sheets of a chunk; 0: the server's */
	const char *resubmit;	/* a chunk, or NULL */
	bool wait, yes, json, dry_run;
};

/* What was said: told again only where a turn has gone by without it. */
struct batch_notes {
	char **items; /* owned, each too */
	size_t n, cap;
};

/* What is open while one of the words does its work. */
struct batch_work {
	const struct batch_call *call;
	struct run *run;
	struct signals *signals;
	struct store *store;
	struct batch_session session;
	atomic_bool stop;
	struct batch_notes said, before; /* in this turn, and the last one */
	bool collects; /* nothing new is sent: set before batch_work_open */
};

/* Opens the run (made where `create`), the store and the session. What was
 * opened is closed by batch_work_close in any case. */
int batch_work_open(struct batch_work *work, const struct batch_call *call,
		    bool create, struct error *err) MUST_USE;
void batch_work_close(struct batch_work *work);
/* Another turn begins: what keeps a batch is told when it begins to, not each
 * time that it is asked about. */
void batch_work_turn(struct batch_work *work);
/* The chunk of this name: its own, or the server's for its batch. */
struct batch_chunk *batch_work_find(const struct batch_work *work,
				    const char *name, struct error *err);

/* Collects what there is, with --wait until nothing is open; prints what came
 * of it. *ret_code is set in any case. */
int batch_work_collect(struct batch_work *work, int *ret_code,
		       struct error *err) MUST_USE;

/* Each returns the exit code, and prints its own errors. */
int batch_submit_run(const struct batch_call *call);
int batch_cancel_run(const struct batch_call *call);
int batch_collect_run(const struct batch_call *call);
int batch_status_run(const struct batch_call *call);
int batch_list_run(const struct batch_call *call);

#endif
