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
#include "base/thread/mailbox.h"
#include "run/index/index.h"
#include "run/journal/outcome.h"
#include "run/rescue/rescue.h"
#include "run/run/run.h"

struct store;

/* Mail that the store sends. */
enum store_mail_kind {
	STORE_MAIL_ACK = 100, /* struct store_ack */
	STORE_MAIL_FOLDED,    /* struct store_folded: the index changed */
	STORE_MAIL_SPACE,     /* struct store_space: writing waits, goes on */
	STORE_MAIL_END
};

struct store_ack {
	struct mail mail;
	uint64_t ticket; /* the caller's */
	int status;	 /* 0 durable; -1: see error, nothing was written */
	bool rescued;	 /* durable, but not in the journal (rescue.h) */
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
	/* Outcomes that were given up and went to rescue_path instead, and
	 * such as could not be written anywhere. */
	size_t rescued, unsaved;
	char rescue_path[512]; /* clean text */
	/* What earlier sessions had rescued and was taken in. */
	struct rescue_report taken;
};

/*
 * Whatever keeps the journals from being written, a full disk, another process
 * that holds them, a directory that was moved away, a medium that fails:
 * outcomes and events wait in the store, neither lost nor acknowledged, and are
 * tried again until it passes. Told to the watcher, and to the reply mailbox
 * of every outcome that waits (before its ack): once with `waits` true, and
 * once with false when writing goes on. Whoever makes outcomes pauses
 * meanwhile. Only store_stop and store_give_up end it: what can still not be
 * written is rescued (rescue.h), and its ack says so; or it says -1, where not
 * even that can be done.
 */
struct store_space {
	struct mail mail;
	bool waits;
	size_t waiting;	    /* outcomes and checks */
	struct error error; /* why; kind ERROR_NONE when it goes on */
};

/* What there is to say of rescued outcomes, in one line; "" where nothing. */
void store_rescue_words(const struct store_folded *folded, struct bytes *ret);

int store_start(const struct run *run, struct store **ret,
		struct error *err) MUST_USE;
/* Writes all that is queued and the signed lines that follow from it (while an
 * index is made anew they are left, too), ends the thread, frees. What of that
 * is more for the index than a moment's work is left to whoever folds next; a
 * task that would have to wait for such work is refused. NULL is fine. */
void store_stop(struct store *store);

/*
 * Who hears of folds and of waiting (latest wins: at most one message of
 * each kind waits in its mailbox): the console's or the query thread's
 * mailbox. What happened before anybody watched is heard at once: the store
 * may have folded before its starter gets here. One fold at least is heard of,
 * even where it brings nothing (store_wake asks for one). NULL ends it; after
 * that nothing is posted to the old one.
 */
void store_watch(struct store *store, struct mailbox *box);

/* Journals an outcome; steals its contents. The ack goes to `reply`, which
 * has to outlive it (NULL: none). */
void store_put_outcome(struct store *store, struct outcome *outcome,
		       uint64_t ticket, struct mailbox *reply);

/*
 * Before anything is paid for: acknowledged like an outcome once all that was
 * rescued is taken in and, where `room` is not 0, the journals are open and
 * have room for so many bytes. Until then it waits as an outcome does.
 */
void store_check(struct store *store, uint64_t room, uint64_t ticket,
		 struct mailbox *reply);

/*
 * Gives up what waits (struct store_space) and is to be acknowledged to
 * `reply`: it is tried once more, then rescued, and acknowledged at once. For
 * who has to end while nothing can be written. Does nothing while nothing
 * waits.
 */
void store_give_up(struct store *store, struct mailbox *reply);

/* Journals an event without an ack; steals `data`. */
void store_put_event(struct store *store, const char *type, json_t *data);

/*
 * A transaction of review: `prepare` runs on the store thread under
 * journals.lock with all lines taken into the index (index_fold_lines; where it
 * says so the rows were made, a moment ago); it appends lines for
 * edits.jsonl to *edits and for curated.jsonl to *curated (written after the
 * edits are durable), numbering acts from `next_seq`. -1 refuses: nothing is
 * written. 1: that is a part of it; it is appended, and the next part asked
 * for under the same hold of the lock, with the same `next_seq`. Parts are
 * lines of a group (run/index/fold/group.h); where one is refused none stays.
 * `done` runs on the store thread after the fsync and the fold (rc 0; of one that
 * does not pass others that of its rows, too; at the end of the store after the
 * fsync alone), or after a refusal or failure (-1); it frees the task.
 *
 * `ready` (may be NULL) comes before that, without the lock, the index folded:
 * a part of what is long to prepare, 1 while there is more. Between its parts
 * the store goes on with its other work, and so may other processes: what was
 * prepared is checked by `prepare`, which may say STORE_TASK_AGAIN before it
 * has appended anything. While one is made so, tasks that came after it and
 * may pass it are done between its parts. `follow` (may be NULL) is called while
 * what it wrote is folded, again and again.
 */
#define STORE_TASK_AGAIN 2
struct store_task {
	struct mail mail; /* the store's … */
	bool is_begun, is_ready, is_written;
	bool passes;	  /* may be done before one that came before it */
	bool reads_rows;  /* is made of rows, not of whole specimens alone */
	bool signs_later; /* curated lines that follow from it are the store's to
			     write, a few at a time */
	int (*ready)(struct store_task *task, struct index *index,
		     int64_t next_seq, struct error *err);
	int (*prepare)(struct store_task *task, struct index *index,
		       int64_t next_seq, struct bytes *edits,
		       struct bytes *curated, struct error *err);
	void (*follow)(struct store_task *task, struct index *index);
	void (*done)(struct store_task *task, int rc, const struct error *err);
};
void store_submit(struct store *store, struct store_task *task);
/* The run's directory; lives as long as the store. */
const char *store_dir(const struct store *store);

/* Asks for a fold, as when another process has written. */
void store_wake(struct store *store);
/* The facts of these bytes were put into the run's cache, and committed there:
 * the rows that they serve are made anew, and the watcher is told. */
void store_facts_arrived(struct store *store, const char *sha256);

#endif
