/*
 * listen.c: what comes in: commands, what the pool and the fetcher have done,
 * what is durable, what servers say. Part of the worker thread (see worker.h).
 *
 * 1. All of it is mail, but for what servers say: the requester is asked by
 *    this thread itself, which then waits on sockets and mail at once.
 * 2. Nothing here waits for the watcher.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "extract/worker/worker.h"

/* --- commands ------------------------------------------------------------- */

static void worker_handle_pause(struct worker *w,
				const struct worker_command *command)
{
	(void)command;
	if (w->paused || w->stopping)
		return;
	w->paused = true;
	event_log_paused(&w->event_log, "asked");
}

static void worker_handle_resume(struct worker *w,
				 const struct worker_command *command)
{
	(void)command;
	if (!w->paused || w->stopping)
		return;
	w->paused = false;
	event_log_resumed(&w->event_log);
}

static void worker_handle_retry(struct worker *w,
				const struct worker_command *command)
{
	(void)command;
	if (!w->stopping)
		w->reporter->progress.failed -= items_retry_failed(&w->items);
}

static void worker_handle_stop(struct worker *w,
			       const struct worker_command *command)
{
	struct extract_progress *p = &w->reporter->progress;

	if (!w->stopping)
		memcpy(p->stopped, command->why, sizeof(p->stopped));
	worker_stop(w);
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

static void worker_handle_abort(struct worker *w,
				const struct worker_command *command)
{
	worker_handle_stop(w, command);
	worker_cut(w);
}

static void worker_handle_command(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;

	static void (*const handlers[])(struct worker *,
					const struct worker_command *) = {
		[VERB_PAUSE] = worker_handle_pause,
		[VERB_RESUME] = worker_handle_resume,
		[VERB_RETRY] = worker_handle_retry,
		[VERB_STOP] = worker_handle_stop,
		[VERB_ABORT] = worker_handle_abort,
	};
	struct worker_command *command =
		CONTAINER_OF(mail, struct worker_command, mail);

	handlers[command->verb](w, command);
	mail_free(mail);
}

/* --- answers -------------------------------------------------------------- */

static void worker_reader_ready(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;
	struct pool_ready *ready = CONTAINER_OF(mail, struct pool_ready, mail);

	if (ready->status < 0)
		(void)worker_break(w, &ready->error);
	else if (w->readers++ == 0)
		event_log_started(&w->event_log, w->items.list.n);
	mail_free(mail);
}

static void worker_job_hashed(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;

	worker_hashed(w, CONTAINER_OF(mail, struct pool_job, mail));
}

static void worker_job_read(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;

	worker_read(w, CONTAINER_OF(mail, struct pool_job, mail));
}

static void worker_job_fetched(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;

	worker_fetched(w, CONTAINER_OF(mail, struct fetch_job, mail));
	mail_free(mail);
}

static void worker_ack(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;
	const struct store_ack *ack =
		CONTAINER_OF(mail, struct store_ack, mail);

	if (ack->ticket == 0)
		worker_checked(w, ack);
	else
		worker_acked(w, ack);
	mail_free(mail);
}

/* The disk is full, or has room again. */
static void worker_space(void *receiver, struct mail *mail)
{
	struct worker *w = receiver;
	struct store_space *space =
		CONTAINER_OF(mail, struct store_space, mail);

	worker_note_space(w, space);
	worker_give_up(w);
	mail_free(mail);
}

static void worker_handle(struct worker *w, struct mail *mail)
{
	static const struct mail_taker takers[] = {
		{WORKER_MAIL_COMMAND, worker_handle_command},
		{POOL_MAIL_READY, worker_reader_ready},
		{POOL_MAIL_HASHED, worker_job_hashed},
		{POOL_MAIL_READ, worker_job_read},
		{FETCHER_MAIL_DONE, worker_job_fetched},
		{STORE_MAIL_ACK, worker_ack},
		{STORE_MAIL_SPACE, worker_space},
	};

	mail_hand(mail, takers, ARRAY_LEN(takers), w);
}

/* --- waiting -------------------------------------------------------------- */

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
	int64_t patience_ms = worker_patience_ms(w);
	struct mail *mail;

	if (patience_ms >= 0 && (wait_ms < 0 || patience_ms < wait_ms))
		wait_ms = (int)patience_ms;
	mail = worker_wait(w, wait_ms);
	for (; mail != NULL; mail = mailbox_take(w->inbox))
		worker_handle(w, mail);
	worker_lose_patience(w);
}

static enum extract_state worker_state(const struct worker *w)
{
	if (w->stopping)
		return EXTRACT_STOPPING;
	if (w->paused || disk_full_waits(&w->disk))
		return EXTRACT_PAUSED;
	return w->readers > 0 ? EXTRACT_RUNNING : EXTRACT_SCANNING;
}

void worker_publish(struct worker *w)
{
	w->reporter->progress.in_flight = w->in_flight;
	worker_add_traffic(w);
	reporter_publish(w->reporter, worker_state(w));
}
