/*
 * worker.h: the inside of the worker thread, for the files that make it up.
 * Each knows those before it:
 *	outcomes.c	what becomes of sheets: put off, journaled, durable
 *	sheets.c	sheets on their way: dispatched, hashed, fetched, read
 *	requests.c	sheets that a server is asked about
 *	patience.c	how long it waits while nothing can be written
 *	listen.c	what comes in: commands, answers, acknowledgements
 *	waiting.c	what it waits for
 *	prepare.c	what is taken before the first sheet, and given back
 *	worker.c	the life of the thread
 * Values of their own are items.h, claims.h, unacked.h, duplicates.h,
 * downloads.h and disk_full.h. All of it is of the worker thread alone; what
 * fails ends in worker_break.
 */
#ifndef EXTRACT_WORKER_WORKER_H
#define EXTRACT_WORKER_WORKER_H

#include "engine/engine.h"
#include "extract/ask/options.h"
#include "extract/ask/requester.h"
#include "extract/control/control.h"
#include "extract/pool/idle.h"
#include "extract/pool/pool.h"
#include "extract/report/event_log.h"
#include "extract/report/reporter.h"
#include "extract/worker/claims.h"
#include "extract/worker/disk_full.h"
#include "extract/worker/downloads.h"
#include "extract/worker/duplicates.h"
#include "extract/worker/items.h"
#include "extract/worker/unacked.h"
#include "run/batches/flight.h"
#include "run/cache/hash.h"
#include "run/cache/facts.h"
#include "run/cache/label.h"
#include "run/index/index.h"
#include "run/journal/lock.h"
#include "run/store/store.h"

enum worker_mail_kind {
	WORKER_MAIL_COMMAND = 240, /* struct worker_command */
	WORKER_MAIL_WAKE,	   /* the loan has changed */
};

struct worker_command {
	struct mail mail;
	enum extract_verb verb;
	char why[16];
};

/* What the thread is given; all of it outlives the thread. */
struct worker_setup {
	const struct run *run;
	struct store *store;
	const struct extract_options *options;
	const struct engine_ops *ops;
	struct mailbox *inbox;
	struct reporter *reporter;
	const struct control_ops *control_ops;
	void *control_data;
	struct loan *loan;
};

struct worker {
	/* as in the setup */
	const struct run *run;
	struct store *store;
	const struct extract_options *options;
	const struct engine_ops *ops;
	struct mailbox *inbox;
	struct reporter *reporter;
	const struct control_ops *control_ops;
	void *control_data;
	struct loan *loan;

	/* taken in this order while preparing, given back in reverse */
	struct run_lock *lock;
	struct control *control;
	struct downloads downloads;
	struct label_cache *labels;
	struct facts_cache *facts;
	struct engine *engine;
	struct hash_cache *hashes;
	struct index *index;
	struct shapes shapes;	     /* of the run's numbers, for the engine */
	struct requester *requester; /* of a network engine, where sheets are
					to be read; else NULL */
	struct pool *pool;
	struct idle_looks *looks; /* of network engines, else NULL */

	char *images; /* the images root, absolute */
	char params_sha256[HASH_HEX_SIZE];
	int64_t since; /* outcomes before it in raw.jsonl do not count */
	struct batch_flight flight;

	struct items items;
	struct claims claims;
	struct duplicates duplicates;
	struct unacked unacked;
	size_t sequence;

	int threads;	       /* of the pool */
	size_t at_once;	       /* sheets read, or asked about: --concurrency, as
				  far as there are files to be opened */
	size_t window;	       /* in_flight + unacked.n never exceed it */
	size_t in_flight;      /* jobs with the pool and the requester */
	size_t with_pool;      /* of them, with the pool or the fetcher */
	size_t paid_with_pool; /* of these, that have cost something */
	size_t ahead;	       /* of a network engine: sheets that are made
				    ready before they can be sent */

	bool paused, stopping, aborted;
	bool lending; /* somebody asks for RUN/lock, or has it: then */
	bool lent;    /* it is out */
	struct disk_full disk;
	int64_t waits_since_ms;	  /* while disk_full_waits */
	bool checking;		  /* the journals are asked, … */
	struct error check_error; /* … and what they said */
	int readers;		  /* that are ready */
	struct error fatal;	  /* why it cannot go on */
	struct error stop_reason; /* why the scheduler stopped it */

	struct event_log event_log;
	int64_t traffic_ms; /* when the server's side was looked at */
};

/* --- outcomes.c ----------------------------------------------------------- */

/* The index or a cache found no room, or some again; the journals tell by
 * themselves. */
void worker_note_space(struct worker *worker, const struct store_space *space);
void worker_lack_room(struct worker *worker, const struct error *err);
void worker_found_room(struct worker *worker);

/* The job has left the pool or the fetcher. */
void worker_get_back(struct worker *worker, const struct pool_job *job);
/* The job is over and the sheet is in this state; frees it. */
void worker_end_job(struct worker *worker, struct pool_job *job,
		    enum item_state state);
/* The same; its sheet is dispatched once more after the others. */
void worker_put_off(struct worker *worker, struct pool_job *job);
/* A sheet that was begun and is not to be read now: its outcome says what it
 * has cost, if anything; steals the job. */
void worker_left(struct worker *worker, struct pool_job *job);
/* Journals the job's outcome, or its error; steals it. */
void worker_journal(struct worker *worker, struct pool_job *job);
/* Journals what job->outcome says was paid so far; the job stays as it is, but
 * for its costs. */
void worker_journal_cost(struct worker *worker, struct pool_job *job);
/* Gives an outcome to the store; takes its contents. `what` says what it is
 * of; its ticket and texts are filled in. */
void worker_put(struct worker *worker, struct outcome *outcome,
		struct unacked_outcome what);
/* An outcome is durable, or was given up. */
void worker_acked(struct worker *worker, const struct store_ack *ack);
/* The sheet reads: say so. */
void worker_log_begun(struct worker *worker, struct pool_job *job,
		      const char *specimen_id);
/* Remembers the hash of a sheet that is done with: it is not hashed again. */
void worker_remember(struct worker *worker, size_t item,
		     const struct fingerprint *file);

/* Begins to stop: takes back what nobody has begun, and asks no more. */
void worker_stop(struct worker *worker);
/* Remembers why it cannot go on, and begins to stop. Returns -1. */
int worker_break(struct worker *worker, const struct error *err);

/* --- sheets.c ------------------------------------------------------------- */

/* Begins sheets while there is room in the window. */
void worker_dispatch(struct worker *worker);
/* Gives the job to the pool, or first to the fetcher. */
void worker_submit(struct worker *worker, struct pool_job *job);
/* What the pool and the fetcher answer; the first two steal. */
void worker_hashed(struct worker *worker, struct pool_job *job);
void worker_read(struct worker *worker, struct pool_job *job);
void worker_fetched(struct worker *worker, struct fetch_job *fetched);
/* Lends RUN/lock where somebody asks for it, and takes it back. */
void worker_lend(struct worker *worker);

/* --- requests.c; nothing is done where there is no requester -------------- */

int worker_open_requester(struct worker *worker, struct error *err) MUST_USE;
/* Sends what may be sent, and takes what came back. */
void worker_ask(struct worker *worker);
/* Fills what the server's side adds to a snapshot. */
void worker_add_traffic(struct worker *worker);

/* --- patience.c ----------------------------------------------------------- */

/* How long it still waits for room; -1: it does not wait, or for ever. */
int64_t worker_patience_ms(const struct worker *worker);
/* Stops it where that is over. */
void worker_lose_patience(struct worker *worker);
/* What cannot be written now is given up by who wants to end. */
void worker_give_up(struct worker *worker);
/* The answer to a question about the journals. */
void worker_checked(struct worker *worker, const struct store_ack *ack);

/* --- listen.c ------------------------------------------------------------- */

/* Handles what came in; waits up to `wait_ms` for the first. */
void worker_listen(struct worker *worker, int wait_ms);
/* Puts up how it stands. */
void worker_publish(struct worker *worker);

/* --- waiting.c ------------------------------------------------------------ */

/* True after a while where `err` is ERROR_NO_SPACE: what failed is to be
 * tried again. False where it is another error, or somebody stops it. */
bool worker_await_room(struct worker *worker, const struct error *err) MUST_USE;
/* Steps of worker_prepare: each waits until it is so, or is stopped. */
int worker_take_in_rescued(struct worker *worker, struct error *err) MUST_USE;
int worker_check_journals(struct worker *worker, struct error *err) MUST_USE;
/* Reads, or asks about, fewer sheets at once where not as many files may be
 * open. */
int worker_check_files(struct worker *worker, struct error *err) MUST_USE;

/* --- prepare.c ------------------------------------------------------------ */

/* -1: it cannot go on, or was stopped; release in any case. */
int worker_prepare(struct worker *worker,
		   const struct worker_setup *setup) MUST_USE;
void worker_release(struct worker *worker);

/* --- worker.c ------------------------------------------------------------- */

/* The thread; its argument is the struct worker_setup. */
void *worker_thread(void *setup);

#endif
