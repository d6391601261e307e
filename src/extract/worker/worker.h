/*
 * worker.h: the inside of an extractor, shared by the files of extract/
 * that make up the worker thread: extractor.c (calls from other threads),
 * worker.c (the life of the thread), prepare.c (up to the first sheet) and
 * sheets.c (sheets on their way), requests.c (those a server is asked about),
 * downloads.c (those that are fetched from addresses),
 * duplicates.c (those that are the same), disk_full.c (a full disk), reporter.c
 * (progress). Tests use extractor_start_with.
 */
#ifndef EXTRACT_WORKER_WORKER_H
#define EXTRACT_WORKER_WORKER_H

#include <pthread.h>

#include "engine/engine.h"
#include "extract/worker/event_log.h"
#include "extract/ask/requester.h"
#include "extract/control/snapshot.h"
#include "extract/worker/claims.h"
#include "extract/control/control.h"
#include "extract/worker/extractor.h"
#include "extract/fetch/fetcher.h"
#include "extract/pool/pool.h"
#include "extract/worker/rate.h"
#include "run/index/index.h"
#include "run/cache/label.h"
#include "run/intake/worklist.h"

enum worker_mail_kind {
	WORKER_MAIL_COMMAND = 240, /* struct worker_command */
};

struct worker_command {
	struct mail mail;
	enum extract_verb verb;
	char why[16];
};

enum item_state {
	ITEM_WAITING,
	ITEM_BUSY,   /* with the pool or the requester, or its outcome not yet
			durable */
	ITEM_DONE,   /* its outcome is durable */
	ITEM_FAILED, /* so is that it failed */
	ITEM_SKIPPED,
};

/* What the worker keeps of each sheet of the worklist, beside it. */
struct item {
	unsigned char state; /* enum item_state */
	unsigned short attempts;
	bool failed_before; /* in an earlier session: this is a retry */
};

/* A file as it was when it was hashed. */
struct fingerprint {
	uint64_t size;
	int64_t mtime_ns;
	char sha256[HASH_HEX_SIZE]; /* "": it could not be read */
};

/* An outcome that was given to the store and is not yet acknowledged. */
struct unacked_outcome {
	uint64_t ticket; /* 0: a free slot */
	size_t item;
	struct fingerprint file;
	bool duplicate; /* the outcome of the same bytes under another name */
	bool left;	/* given up: it only says what that has cost */
	bool paid;	/* so it does of a sheet that is asked again */
	bool failed;
	size_t sequence;
	size_t fields;
	double cost_usd;
	char *specimen_id;
	char *error;
};

/* A sheet whose bytes have an outcome, or will have one, by another name. */
struct duplicate {
	size_t item;
	struct fingerprint file;
};

/* Of the worker thread alone. */
struct worker {
	struct extractor *extractor;
	const struct run *run;
	struct store *store;
	const struct extract_options *options;
	const struct engine_ops *ops;
	struct mailbox *inbox;
	struct snapshot *snapshot;

	/* taken in this order while preparing, given back in reverse */
	struct run_lock *lock;
	struct control *control;
	struct label_cache *labels;
	struct image_cache *copies; /* NULL: sheets are read where they are */
	struct fetcher *fetcher;    /* of a list of addresses, else NULL */
	struct pool_job **fetching; /* jobs whose sheets it fetches */
	size_t n_fetching;
	struct engine *engine;
	struct hash_cache *hashes;
	struct worklist list;
	struct index *index;
	struct requester
		*requester; /* of a network engine, where sheets are to be
				read; else NULL */
	struct pool *pool;

	char *images; /* the images root, absolute */
	char params_sha256[HASH_HEX_SIZE];
	int64_t since; /* outcomes before it in raw.jsonl do not count */
	struct item *items;
	struct claims claims;
	size_t next;	 /* first item that was never dispatched */
	size_t *retries; /* items to be read once more, in order */
	size_t n_retries, next_retry;
	size_t sequence;
	struct duplicate *duplicates;
	size_t n_duplicates;

	size_t window;	       /* in_flight + unacked never exceed it */
	size_t in_flight;      /* jobs with the pool and the requester */
	size_t with_pool;      /* of them, with the pool or the fetcher */
	size_t paid_with_pool; /* of these, that have cost something */
	size_t ahead;	       /* of a network engine: sheets that are made
				    ready before they can be sent */
	struct unacked_outcome
		*pending; /* a slot for each sheet, and for what it
				    has cost already */
	size_t n_pending;
	size_t unacked;
	uint64_t ticket;

	bool paused, stopping, aborted;
	bool full;	    /* the journals wait for room: nothing is begun */
	bool no_room;	    /* so do the index or a cache; */
	int64_t room_ms;    /* then one sheet tries again, not before */
	int readers;	    /* that are ready */
	struct error fatal; /* why it cannot go on */
	struct error stop_reason; /* why the scheduler stopped it */

	struct event_log event_log;
	struct rate rate;
	int64_t traffic_ms; /* when the server's side was looked at */
	int64_t start_ms, idle_ms, idle_since_ms, published_ms;
	struct extract_progress progress;
};

struct extractor {
	/* immutable after the start */
	const struct run *run;
	struct store *store;
	const struct engine_ops *ops;
	const struct control_ops *control_ops;
	struct extract_options options; /* strings owned */
	struct mailbox *inbox;
	struct snapshot *snapshot;
	pthread_t thread;

	pthread_mutex_t lock;
	/* protected by lock */
	struct extract_ignored ignored;
	struct extract_event notices[EXTRACT_NOTICES];
	int n_notices;
};

/* worker.c */
void *worker_thread(void *extractor);
/* Handles what came in; waits up to `wait_ms` for the first. */
void worker_listen(struct worker *worker, int wait_ms);
/* Remembers why it cannot go on, and begins to stop. Returns -1. */
int worker_break(struct worker *worker, const struct error *err);

/* prepare.c */
int worker_prepare(struct worker *worker);
void worker_release(struct worker *worker);

/* sheets.c */
void worker_dispatch(struct worker *worker);
void worker_hashed(struct worker *worker, struct pool_job *job); /* steals */
void worker_read(struct worker *worker, struct pool_job *job);	 /* steals */
void worker_acked(struct worker *worker, const struct store_ack *ack);
void worker_withdraw(struct worker *worker);
void worker_retry_failed(struct worker *worker);

/* Gives an outcome to the store; steals its contents. `pending` says what
 * it is of; its ticket and specimen id are filled in. */
void worker_put(struct worker *worker, struct outcome *outcome,
		struct unacked_outcome pending);
/* Remembers the hash; what is remembered is settled. */
void worker_remember(struct worker *worker, size_t item,
		     const struct fingerprint *file);

/* The job is over; its sheet is dispatched once more after the ignored. */
void worker_put_off(struct worker *worker, struct pool_job *job);
/* The job is over and the sheet stays as it is now. */
void worker_end_job(struct worker *worker, struct pool_job *job,
		    enum item_state state);
/* Journals the job's outcome, or its error; steals it. */
void worker_journal(struct worker *worker, struct pool_job *job);
/* The same for a sheet that was left: it only says what that has cost. */
void worker_journal_left(struct worker *worker, struct pool_job *job);
/* Journals what job->outcome says was paid so far; the job stays as it is, but
 * for its costs. */
void worker_journal_cost(struct worker *worker, struct pool_job *job);
/* Gives the job to the pool, or first to the fetcher. */
void worker_submit(struct worker *worker, struct pool_job *job);
/* The job is the worker's again. */
void worker_get_back(struct worker *worker, const struct pool_job *job);

/* disk_full.c */
/* Whether nothing is to be begun because the disk is full. */
bool worker_is_full(const struct worker *worker);
void worker_note_space(struct worker *worker, const struct store_space *space);
/* The index or a cache found no room, or some again. */
void worker_lack_room(struct worker *worker, const struct error *err);
void worker_found_room(struct worker *worker);
/* Whether a sheet may be begun: while there is no room, one now and then. */
bool worker_tries_room(struct worker *worker);
/* True after a while where `err` is ERROR_NO_SPACE: what failed is to be
 * tried again. False where it is another error, or somebody stops it. */
bool worker_await_room(struct worker *worker, const struct error *err) MUST_USE;

/* downloads.c */
int worker_open_cache(struct worker *worker, struct error *err);
void worker_close_cache(struct worker *worker);
/* True where the sheet has to be fetched first; steals the job then. */
bool worker_fetch(struct worker *worker, struct pool_job *job);
void worker_fetched(struct worker *worker, struct fetch_job *fetched);
/* Gives up what is being fetched. */
void worker_recall(struct worker *worker);

/* requests.c; all of it does nothing where there is no requester. */
int worker_open_requester(struct worker *worker, struct error *err);
/* Whether a further sheet may be begun. */
bool worker_has_room(const struct worker *worker);
/* Takes a job that was prepared, or could not be; steals it. */
void worker_prepared(struct worker *worker, struct pool_job *job);
/* Sends what may be sent, and takes what came back. */
void worker_ask(struct worker *worker);
/* No more is asked. */
void worker_leave(struct worker *worker);
/* Fills what the server's side adds to a snapshot. */
void worker_add_traffic(struct worker *worker);
/* A sheet that was begun and is not to be read now; steals the job. */
void worker_left(struct worker *worker, struct pool_job *job);

/* duplicates.c */
void worker_add_duplicate(struct worker *worker, const struct pool_job *job);
void worker_record_duplicates(struct worker *worker);

/* reporter.c */
void worker_set_state(struct worker *worker, enum extract_state state);
void worker_publish(struct worker *worker);
void worker_idle(struct worker *worker, bool idle);
int64_t worker_active_ms(const struct worker *worker);
/* Says what happened last. */
void worker_recent(struct worker *worker, const char *image, bool failed,
		   const char *text);
/* Says it, and keeps it among the first to be told at the end. */
void worker_notice(struct worker *worker, const char *image, bool failed,
		   const char *text);

#endif
