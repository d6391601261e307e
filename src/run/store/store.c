/*
 * store.c: the store thread. See store.h.
 *
 * 1. Lines are encoded by whoever hands them in; the thread only writes.
 * 2. What has piled up is written together: while one fsync runs the next
 *    lines gather in the inbox.
 * 3. An ack follows the fsync, never the fold.
 * 4. After store_watch or the last ack nothing is posted to a mailbox: who
 *    owns it may free it then.
 */
#include "config.h"

#include "run/store/store.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "run/journal/event.h"
#include "run/store/thread.h"

/* --- the thread ----------------------------------------------------------- */

static void store_sort(struct store *store, struct mail *mail)
{
	switch ((enum store_order)mail->kind) {
	case STORE_OUTCOME:
		list_push(&store->outcomes, &mail->node);
		store_commit_joined(store, (struct store_line *)mail);
		break;
	case STORE_EVENT:
		list_push(&store->events, &mail->node);
		break;
	case STORE_TASK:
		list_push(&store->tasks, &mail->node);
		break;
	case STORE_CHECK:
		store_commit_check(store, (struct store_line *)mail);
		break;
	case STORE_GIVE_UP:
		store_commit_give_up(store, ((struct store_line *)mail)->reply);
		mail_free(mail);
		break;
	case STORE_WAKE:
		store->fold_due = true;
		mail_free(mail);
		break;
	}
}

/* How long the thread may sleep; -1: until something comes. */
static int store_wait(const struct store *store)
{
	int wait = store_commit_wait(store);
	int taking = store_take_in_wait(store);

	if (taking >= 0 && (wait < 0 || taking < wait))
		wait = taking;
	if (store->fold_due || store->renew_due) {
		int64_t due =
			store->fold_due ? store->fold_ms : store->renew_ms;
		int64_t left = due - clock_ms();

		left = left > 0 ? left : 0;
		if (wait < 0 || left < wait)
			wait = (int)left;
	}
	return wait;
}

/* Do outcomes come by the hundred, as the results of a batch do? By the time
 * they take and not by how many are written at once: a slow disk, or a busy
 * machine, has as many come between two writes as a pause has. */
static bool store_is_bursting(struct store *store, size_t written)
{
	int64_t now_ms = clock_ms(), age_ms = now_ms - store->window_ms;

	if (age_ms >= STORE_WINDOW_MS) {
		store->came_before =
			age_ms < 2 * STORE_WINDOW_MS ? store->came : 0;
		store->came = 0;
		store->window_ms = now_ms;
	}
	store->came += written;
	return store->came >= STORE_BURST || store->came_before >= STORE_BURST;
}

/* Those of a burst are written first: the index follows when they pause, or
 * every other second. */
static void store_commit_all(struct store *store, bool ended)
{
	size_t waiting = store->outcomes.n;
	int64_t now_ms, latest_ms = store->folded_ms + STORE_BURST_MS;

	store_commit(store, ended);
	if (waiting <= store->outcomes.n ||
	    !store_is_bursting(store, waiting - store->outcomes.n))
		return;
	now_ms = clock_ms() + STORE_PAUSE_MS;
	if (now_ms > latest_ms)
		now_ms = latest_ms;
	if (store->fold_ms < now_ms)
		store->fold_ms = now_ms;
}

static void *store_main(void *arg)
{
	struct store *store = arg;
	bool ended = false, busy = false, lacks;

	while (!ended) {
		struct mail *mail = mailbox_wait(store->inbox,
						 busy ? 0 : store_wait(store));

		ended = mail == NULL && mailbox_closed(store->inbox);
		if (ended) /* posted between the two looks */
			mail = mailbox_take(store->inbox);
		for (; mail != NULL; mail = mailbox_take(store->inbox))
			store_sort(store, mail);
		store_take_in(store);
		store_commit_all(store, ended);
		busy = store_run_tasks(store, ended);
		if (store->fold_due &&
		    (ended || clock_ms() >= store->fold_ms)) {
			if (ended)
				store_fold_last(store);
			else
				store_fold(store, STORE_FOLD_MS, NULL);
			store->folded_ms = clock_ms();
		} else if (store->renew_due && !store->fold_due && !ended &&
			   clock_ms() >= store->renew_ms)
			store_renew(store);
		do
			lacks = store_catch_up(store);
		while (lacks && ended && store->owes);
		busy = busy || lacks;
	}
	return NULL;
}

/* --- from other threads --------------------------------------------------- */

void store_put_outcome(struct store *store, struct outcome *outcome,
		       uint64_t ticket, struct mailbox *reply)
{
	struct store_line *line = store_line_new(STORE_OUTCOME);

	outcome_write(outcome, &line->text);
	outcome_done(outcome);
	line->ticket = ticket;
	line->reply = reply;
	mailbox_post(store->inbox, &line->mail);
}

void store_check(struct store *store, uint64_t room, uint64_t ticket,
		 struct mailbox *reply)
{
	struct store_line *line = store_line_new(STORE_CHECK);

	line->room = room;
	line->ticket = ticket;
	line->reply = reply;
	mailbox_post(store->inbox, &line->mail);
}

void store_give_up(struct store *store, struct mailbox *reply)
{
	struct store_line *line = store_line_new(STORE_GIVE_UP);

	line->reply = reply;
	mailbox_post(store->inbox, &line->mail);
}

void store_put_event(struct store *store, const char *type, json_t *data)
{
	struct store_line *line = store_line_new(STORE_EVENT);

	event_write(type, data, &line->text);
	mailbox_post(store->inbox, &line->mail);
}

/* A task that comes after the end is told so. */
static void store_task_free(struct mail *mail)
{
	struct store_task *task = (struct store_task *)mail;
	struct error err;

	task->done(task, store_task_too_late(&err), &err);
}

const char *store_dir(const struct store *store)
{
	return store->run->dir;
}

void store_submit(struct store *store, struct store_task *task)
{
	task->mail.kind = STORE_TASK;
	task->mail.free = store_task_free;
	mailbox_post(store->inbox, &task->mail);
}

void store_wake(struct store *store)
{
	struct mail *mail = mem_zalloc(sizeof(*mail));

	mail->kind = STORE_WAKE;
	mailbox_replace(store->inbox, mail);
}

void store_facts_arrived(struct store *store, const char *sha256)
{
	/* Which they are, the cache itself tells whoever folds. */
	(void)sha256;
	store_wake(store);
}

/* --- its life ------------------------------------------------------------- */

static void store_free(struct store *store)
{
	mailbox_free(store->inbox);
	journals_close(store->journals);
	index_close(store->index);
	for (size_t i = 0; i < ARRAY_LEN(store->untold); i++)
		mail_free(store->untold[i]);
	pthread_mutex_destroy(&store->lock);
	free(store);
}

static int store_open(struct store *store, const struct journal_ops *ops,
		      struct error *err)
{
	int rc = ops != NULL ? journals_open_with(store->run->dir, ops,
						  &store->journals, err)
			     : journals_open(store->run->dir, &store->journals,
					     err);

	if (rc < 0 ||
	    index_open(store->run, INDEX_FOLD, &store->index, err) < 0 ||
	    mailbox_new(&store->inbox, err) < 0)
		return -1;
	return thread_start(&store->thread, "store", store_main, store, err);
}

int store_start_with(const struct run *run, const struct journal_ops *ops,
		     struct store **ret, struct error *err)
{
	struct store *store = mem_zalloc(sizeof(*store));

	store->run = run;
	store->fold_due = store->lines_due = true;
	store->rescue_due = rescue_is_due(run->dir, run->id);
	store->signed_size =
		journal_size(run->dir, JOURNAL_EDITS) > 0 ? UINT64_MAX : 0;
	pthread_mutex_init(&store->lock, NULL);
	if (store_open(store, ops, err) < 0) {
		store_free(store);
		return -1;
	}
	*ret = store;
	return 0;
}

int store_start(const struct run *run, struct store **ret, struct error *err)
{
	return store_start_with(run, NULL, ret, err);
}

void store_stop(struct store *store)
{
	if (store == NULL)
		return;
	mailbox_close(store->inbox);
	pthread_join(store->thread, NULL);
	store_free(store);
}
