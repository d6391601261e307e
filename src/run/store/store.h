/*
 * store.h: the store thread: the only writer of journals and index in this
 * process. It takes what piled up, appends it, fsyncs once (group commit),
 * acknowledges, then folds it into the index.
 *
 * All calls may come from any thread and return at once.
 */
#ifndef RUN_STORE_STORE_H
#define RUN_STORE_STORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mailbox.h"
#include "run/index/index.h"
#include "run/journal/outcome.h"
#include "run/run/run.h"

struct store;

/* Mail that the store sends. */
enum store_mail_kind {
	STORE_MAIL_ACK = 100, /* struct store_ack */
	STORE_MAIL_FOLDED,    /* struct store_folded: the index changed */
	STORE_MAIL_SPACE,     /* struct store_space: writing waits, goes on */
};

struct store_ack {
	struct mail mail;
	uint64_t ticket; /* the caller's */
	int status;	 /* 0 durable; -1: see error, nothing was written */
	struct error error;
};

/* Figures are sums since store_start. */
struct store_folded {
	struct mail mail;
	struct fold_report report;
	int torn; /* tails of journals that were set aside */
	/* The index could not be brought up to date (kind ERROR_NONE when it
	 * could); the journals are safe, and it is tried again. */
	struct error error;
};

/*
 * A full disk, or another process that holds the journals: outcomes and
 * events wait in the store, neither lost nor acknowledged, and are tried
 * again until there is room. Told to the watcher, and to the reply mailbox
 * of every outcome that waits (before its ack): once with `waits` true, and
 * once with false when writing goes on. Whoever makes outcomes pauses
 * meanwhile. Only store_stop gives up: acks then come with -1 and the kind of
 * `error`, ERROR_NO_SPACE or ERROR_BUSY. Any other failure is given up after
 * three tries, as its ack says.
 */
struct store_space {
	struct mail mail;
	bool waits;
	size_t waiting;	    /* outcomes */
	struct error error; /* why; kind ERROR_NONE when it goes on */
};

int store_start(const struct run *run, struct store **ret,
		struct error *err) MUST_USE;
/* Writes all that is queued, folds, ends the thread, frees. NULL is fine. */
void store_stop(struct store *store);

/*
 * Who hears of folds and of waiting (latest wins: at most one message of
 * each kind waits in its mailbox): the console's or the query thread's
 * mailbox. NULL ends it; after that nothing is posted to the old one.
 */
void store_watch(struct store *store, struct mailbox *box);

/* Journals an outcome; steals its contents. The ack goes to `reply`, which
 * has to outlive it (NULL: none). */
void store_put_outcome(struct store *store, struct outcome *outcome,
		       uint64_t ticket, struct mailbox *reply);

/*
 * Gives up the outcomes that wait (struct store_space) and are to be
 * acknowledged to `reply`: their acks come at once, with -1, and they are
 * never written. For who has to end while the disk is full. Does nothing
 * while nothing waits.
 */
void store_give_up(struct store *store, struct mailbox *reply);

/* Journals an event without an ack; steals `data`. */
void store_put_event(struct store *store, const char *type, json_t *data);

/*
 * A transaction of review: `prepare` runs on the store thread under
 * journals.lock with the index folded to the very end; it appends lines for
 * edits.jsonl to *edits and for curated.jsonl to *curated (written after the
 * edits are durable), numbering acts from `next_seq`. -1 refuses: nothing is
 * written. `done` runs on the store thread after the fsync and the fold
 * (rc 0), or after a refusal or failure (-1); it frees the task.
 */
struct store_task {
	struct mail mail; /* the store's */
	int (*prepare)(struct store_task *task, struct index *index,
		       int64_t next_seq, struct bytes *edits,
		       struct bytes *curated, struct error *err);
	void (*done)(struct store_task *task, int rc, const struct error *err);
};
void store_submit(struct store *store, struct store_task *task);

/* Asks for a fold, as when another process has written. */
void store_wake(struct store *store);

#endif
