/*
 * worker.c: the life of the worker thread: prepare, then listen and dispatch
 * until all is read or somebody stops it, then give back what it took.
 *
 * 1. It alone decides. The pool hashes, reads and prepares, the store writes;
 *    both answer by mail, as commands come by mail. Servers are asked by this
 *    thread itself (ask/requester.h), which then waits on sockets and mail at once.
 * 2. A sheet counts when its outcome is durable, not before.
 * 3. in_flight + unacked never exceed the window: whatever kills the
 *    process, no more than the window is read again. Of a server no more is
 *    asked at once than --concurrency less what is not durable yet.
 * 4. Nothing here waits for the watcher.
 */
#include "config.h"

#include "extract/worker/worker.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define WORKER_TICK_MS 1000 /* how often rate and time are told anew */

static void worker_pause(struct worker *w, const struct worker_command *command)
{
	(void)command;
	if (w->paused || w->stopping)
		return;
	w->paused = true;
	event_log_paused(&w->event_log, "asked");
}

static void worker_resume(struct worker *w,
			  const struct worker_command *command)
{
	(void)command;
	if (!w->paused || w->stopping)
		return;
	w->paused = false;
	event_log_resumed(&w->event_log);
}

static void worker_retry(struct worker *w, const struct worker_command *command)
{
	(void)command;
	if (!w->stopping)
		worker_retry_failed(w);
}

/* What cannot be written now is given up by who wants to end: those sheets
 * are read again next time. */
static void worker_give_up(struct worker *w)
{
	if (w->full && w->stopping && w->unacked > 0)
		store_give_up(w->store, w->inbox);
}

static void worker_stop(struct worker *w, const struct worker_command *command)
{
	if (!w->stopping)
		memcpy(w->progress.stopped, command->why,
		       sizeof(w->progress.stopped));
	w->stopping = true;
	worker_withdraw(w);
	worker_leave(w);
	worker_give_up(w);
}

/* Gives up what is under way; no server is listened to any more. */
static void worker_cut(struct worker *w)
{
	w->aborted = true;
	if (w->requester != NULL)
		requester_abort(w->requester);
	if (w->pool != NULL)
		pool_cancel(w->pool);
	worker_ask(w);
}

static void worker_abort(struct worker *w, const struct worker_command *command)
{
	worker_stop(w, command);
	worker_cut(w);
}

static void worker_handle_command(struct worker *w, struct mail *mail)
{
	static void (*const handlers[])(struct worker *,
					const struct worker_command *) = {
		[VERB_PAUSE] = worker_pause, [VERB_RESUME] = worker_resume,
		[VERB_RETRY] = worker_retry, [VERB_STOP] = worker_stop,
		[VERB_ABORT] = worker_abort,
	};
	struct worker_command *command =
		CONTAINER_OF(mail, struct worker_command, mail);

	handlers[command->verb](w, command);
	mail_free(mail);
}

static void worker_reader_ready(struct worker *w, struct mail *mail)
{
	struct pool_ready *ready = CONTAINER_OF(mail, struct pool_ready, mail);

	if (ready->status < 0)
		(void)worker_break(w, &ready->error);
	else if (w->readers++ == 0)
		event_log_started(&w->event_log, w->list.n);
	mail_free(mail);
}

static void worker_job_hashed(struct worker *w, struct mail *mail)
{
	worker_hashed(w, CONTAINER_OF(mail, struct pool_job, mail));
}

static void worker_job_read(struct worker *w, struct mail *mail)
{
	worker_read(w, CONTAINER_OF(mail, struct pool_job, mail));
}

static void worker_job_fetched(struct worker *w, struct mail *mail)
{
	worker_fetched(w, CONTAINER_OF(mail, struct fetch_job, mail));
	mail_free(mail);
}

static void worker_ack(struct worker *w, struct mail *mail)
{
	worker_acked(w, CONTAINER_OF(mail, struct store_ack, mail));
	mail_free(mail);
}

/* The disk is full, or has room again. */
static void worker_space(struct worker *w, struct mail *mail)
{
	struct store_space *space =
		CONTAINER_OF(mail, struct store_space, mail);

	worker_note_space(w, space);
	worker_give_up(w);
	mail_free(mail);
}

static void worker_handle(struct worker *w, struct mail *mail)
{
	static const struct {
		int kind;
		void (*take)(struct worker *, struct mail *);
	} handlers[] = {
		{WORKER_MAIL_COMMAND, worker_handle_command},
		{POOL_MAIL_READY, worker_reader_ready},
		{POOL_MAIL_HASHED, worker_job_hashed},
		{POOL_MAIL_READ, worker_job_read},
		{FETCHER_MAIL_DONE, worker_job_fetched},
		{STORE_MAIL_ACK, worker_ack},
		{STORE_MAIL_SPACE, worker_space},
	};

	for (size_t i = 0; i < ARRAY_LEN(handlers); i++) {
		if (handlers[i].kind != mail->kind)
			continue;
		handlers[i].take(w, mail);
		return;
	}
	mail_free(mail);
}

/* Waits for mail, and meanwhile for what servers say. */
static struct mail *worker_wait(struct worker *w, int wait_ms)
{
	struct error err;

	if (w->requester == NULL || w->aborted)
		return mailbox_wait(w->inbox, wait_ms);
	if (requester_turn(w->requester, mailbox_fd(w->inbox), wait_ms, &err) <
	    0) {
		(void)worker_break(w, &err);
		worker_cut(w);
	}
	return mailbox_take(w->inbox);
}

void worker_listen(struct worker *w, int wait_ms)
{
	struct mail *mail = worker_wait(w, wait_ms);

	for (; mail != NULL; mail = mailbox_take(w->inbox))
		worker_handle(w, mail);
}

int worker_break(struct worker *w, const struct error *err)
{
	if (w->fatal.kind == ERROR_NONE)
		w->fatal = *err;
	w->stopping = true;
	worker_withdraw(w);
	worker_leave(w);
	return -1;
}

static bool worker_is_over(const struct worker *w)
{
	bool waiting = w->next < w->list.n || w->next_retry < w->n_retries;

	if (w->unacked > 0)
		return false;
	if (w->aborted)
		return w->paid_with_pool == 0;
	return w->in_flight == 0 && (w->stopping || !waiting);
}

static void worker_loop(struct worker *w)
{
	while (!worker_is_over(w)) {
		/* In this order: what is sent makes room for the next ones. */
		worker_ask(w);
		worker_dispatch(w);
		if (worker_is_over(w))
			break;
		worker_publish(w);
		worker_listen(w, WORKER_TICK_MS);
	}
	worker_record_duplicates(w);
}

/* All that was to be read again was: what is not said now would be said by the
 * next one, which finds nothing left to do. */
static void worker_end_again(struct worker *w)
{
	struct error err;

	if (w->options->again && run_end_again(w->run, &err) < 0)
		worker_notice(w, "", true, err.text);
}

/* What the end is called, in events and in the last snapshot. */
static void worker_conclude(struct worker *w)
{
	bool broken = w->fatal.kind != ERROR_NONE;

	if (broken)
		event_log_broken(&w->event_log, w->fatal.text);
	else if (strcmp(w->progress.stopped, "breaker") == 0)
		event_log_breaker(&w->event_log, w->stop_reason.text);
	else if (w->stopping)
		event_log_paused(&w->event_log, w->progress.stopped);
	else
		event_log_finished(&w->event_log);
	if (!broken && !w->stopping)
		worker_end_again(w);
	w->progress.error = broken ? w->fatal : w->stop_reason;
	w->progress.state = broken ? EXTRACT_FAILED : EXTRACT_FINISHED;
}

void *worker_thread(void *arg)
{
	struct extractor *extractor = arg;
	struct worker *w = mem_zalloc(sizeof(*w));

	w->extractor = extractor;
	w->run = extractor->run;
	w->store = extractor->store;
	w->options = &extractor->options;
	w->ops = extractor->ops;
	w->inbox = extractor->inbox;
	w->snapshot = extractor->snapshot;
	w->start_ms = clock_ms();
	if (worker_prepare(w) == 0)
		worker_loop(w);
	worker_conclude(w);
	worker_release(w);
	free(w);
	return NULL;
}
