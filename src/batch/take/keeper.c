/*
 * keeper.c: see keeper.h.
 *
 * 1. The lock of batches is held for the length of a turn alone: for moments,
 *    but while results come, or a chunk goes out. A command that comes then
 *    says who is at it.
 * 2. A run without open batches costs a look at the size of batches.jsonl
 *    every few seconds.
 * 3. Where a turn fails the next one comes later, not never; one that was
 *    stopped for somebody else comes as soon as they have done.
 */
#include "config.h"

#include "batch/take/keeper.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "batch/session.h"
#include "batch/survey.h"
#include "batch/take/turn.h"
#include "run/journal/journal.h"

#define KEEPER_LOOK_MS	 2000  /* between two looks at the journal */
#define KEEPER_FAILED_MS 60000 /* after what could not be done */
#define KEEPER_CHUNK	 9     /* bytes of its id that are shown, at most */

struct keeper {
	const struct run *run;
	struct store *store;
	struct extract_options options;
	void *memory; /* of options */
	struct mailbox *watcher;
	struct mailbox *inbox; /* closed: it is to end */
	atomic_bool stop;      /* a turn that is under way */
	atomic_bool held;      /* and none begins */
	pthread_t thread;
	/* the thread's */
	struct batches batches;
	int64_t wait_ms, due_ms;
	char note[200];
	struct keeper_view told;
};

/* --- what is told --------------------------------------------------------- */

static void view_row(struct keeper_view *view, const struct survey_row *row)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t at = view->n++, len;

	survey_line(row, (int64_t)time(NULL), &line);
	len = text_cut(line.data, sizeof(view->rows[at].line) - 1);
	memcpy(view->rows[at].line, line.data, len);
	len = text_cut(row->chunk, KEEPER_CHUNK);
	memcpy(view->rows[at].chunk, row->chunk, len);
}

static void keeper_view(const struct keeper *k, struct keeper_view *ret)
{
	struct survey survey;
	size_t first;

	survey_make(&k->batches, false, &survey);
	first = survey.n > KEEPER_ROWS ? survey.n - KEEPER_ROWS : 0;
	ret->open = survey.open;
	ret->unresolved = survey.unresolved;
	ret->reserved_usd = survey.reserved_usd;
	ret->may_usd = survey.may_usd;
	for (size_t i = first; i < survey.n; i++)
		view_row(ret, &survey.rows[i]);
	snprintf(ret->note, sizeof(ret->note), "%s", k->note);
	survey_done(&survey);
}

/* Tells what has changed; `turn` may be NULL. */
static void keeper_tell(struct keeper *k, const struct turn_report *turn)
{
	struct keeper_mail *mail = mem_zalloc(sizeof(*mail));

	mail->mail.kind = KEEPER_MAIL_VIEW;
	keeper_view(k, &mail->view);
	if (turn != NULL) {
		mail->view.collected = turn->collected;
		mail->view.succeeded = turn->succeeded;
		mail->view.failed = turn->failed;
	}
	if (memcmp(&mail->view, &k->told, sizeof(k->told)) == 0) {
		free(mail);
		return;
	}
	k->told = mail->view;
	/* What a turn has brought is told once. */
	k->told.collected = k->told.succeeded = k->told.failed = 0;
	if (turn != NULL && turn->collected > 0)
		mailbox_post(k->watcher, &mail->mail);
	else
		mailbox_replace(k->watcher, &mail->mail);
}

static void keeper_note(void *data, const char *text)
{
	struct keeper *k = data;
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	size_t len = text_cut(clean, sizeof(k->note) - 1);

	memcpy(k->note, clean, len);
	k->note[len] = '\0';
}

/* --- a turn --------------------------------------------------------------- */

static size_t keeper_open_chunks(const struct keeper *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->batches.n; i++)
		n += chunk_state_is_open(k->batches.chunks[i]->state);
	return n;
}

static void keeper_failed(struct keeper *k, const struct error *err)
{
	k->wait_ms = err->kind == ERROR_STOPPED ? 0 : KEEPER_FAILED_MS;
	/* Another process is at it: it is not told. */
	if (err->kind != ERROR_BUSY && err->kind != ERROR_STOPPED)
		keeper_note(k, err->text);
}

static void keeper_turn(struct keeper *k)
{
	const struct batch_setup setup = {
		.run = k->run,
		.store = k->store,
		.options = &k->options,
		.collects = true,
		.stop = &k->stop,
		.note = keeper_note,
		.data = k,
	};
	struct batch_session session;
	struct turn_report report = {0};
	struct error err;

	k->note[0] = '\0';
	if (batch_session_open(&session, &setup, &err) < 0) {
		keeper_failed(k, &err);
		return;
	}
	if (batch_turn(&session, &report, &err) < 0)
		keeper_failed(k, &err);
	else
		k->wait_ms = turn_wait_ms(k->wait_ms, &report);
	batch_session_close(&session);
	/* What is only told, and keeps nothing, is told by what follows. */
	if (report.unknown + report.ended + report.missing + report.unsettled ==
	    0)
		k->note[0] = '\0';
	if (batches_fold(&k->batches, k->run->dir, &err) < 0)
		keeper_failed(k, &err);
	keeper_tell(k, &report);
}

/* What others have written is told; a turn is due at once after it. */
static void keeper_look(struct keeper *k)
{
	uint64_t position = k->batches.position;
	struct error err;

	if (batches_fold(&k->batches, k->run->dir, &err) < 0) {
		keeper_note(k, err.text);
		return;
	}
	if (position != k->batches.position) {
		k->wait_ms = 0;
		k->due_ms = clock_ms();
	}
	keeper_tell(k, NULL);
}

/* Whether a turn may begin: one that is held, or about to end, is not. */
static bool keeper_is_due(struct keeper *k)
{
	if (keeper_open_chunks(k) == 0 || clock_ms() < k->due_ms)
		return false;
	/* In this order: whoever holds it from here on stops the turn, too. */
	atomic_store(&k->stop, false);
	return !atomic_load(&k->held) && !mailbox_closed(k->inbox);
}

static void *keeper_main(void *arg)
{
	struct keeper *k = arg;
	struct mail *mail;

	thread_be_nice();
	while (!mailbox_closed(k->inbox)) {
		keeper_look(k);
		if (keeper_is_due(k)) {
			keeper_turn(k);
			k->due_ms = clock_ms() + k->wait_ms;
		}
		mail = mailbox_wait(k->inbox, KEEPER_LOOK_MS);
		mail_free(mail);
	}
	return NULL;
}

/* --- its life ------------------------------------------------------------- */

static void keeper_free(struct keeper *k)
{
	mailbox_free(k->inbox);
	batches_done(&k->batches);
	free(k->memory);
	free(k);
}

int keeper_start(const struct run *run, struct store *store,
		 const struct extract_options *options, struct mailbox *watcher,
		 struct keeper **ret, struct error *err)
{
	struct keeper *k = mem_zalloc(sizeof(*k));

	k->run = run;
	k->store = store;
	k->watcher = watcher;
	k->memory = extract_options_copy(options, &k->options);
	atomic_init(&k->stop, false);
	atomic_init(&k->held, false);
	batches_init(&k->batches);
	if (mailbox_new(&k->inbox, err) < 0 ||
	    thread_start(&k->thread, "batches", keeper_main, k, err) < 0) {
		keeper_free(k);
		return -1;
	}
	*ret = k;
	return 0;
}

void keeper_hold(struct keeper *keeper)
{
	atomic_store(&keeper->held, true);
	atomic_store(&keeper->stop, true);
}

void keeper_release(struct keeper *keeper)
{
	atomic_store(&keeper->held, false);
}

void keeper_stop(struct keeper *keeper)
{
	if (keeper == NULL)
		return;
	mailbox_close(keeper->inbox);
	atomic_store(&keeper->stop, true);
	pthread_join(keeper->thread, NULL);
	keeper_free(keeper);
}
