/*
 * errand.c: one request to a store, from its start to its end. See errand.h.
 *
 * 1. Signals are had before the store's thread is there, which so has them
 *    blocked, and are given up after it has ended.
 * 2. What the store tells of itself has a mailbox of its own, which is read
 *    when nothing can come any more.
 * 3. After a signal what is written is left to the index of whoever comes next:
 *    the store gives its answer when it is stopped.
 */
#include "config.h"

#include "cmd/follow/errand.h"

#include <stddef.h>
#include <stdio.h>

#include "base/compiler.h"
#include "cmd/common/signals.h"
#include "cmd/common/told.h"
#include "cmd/follow/follow.h"

struct errand_wait {
	const struct errand *errand;
	struct ticker ticker;
	struct mail *progress; /* the latest, or NULL */
	struct mail *answer;   /* NULL: it is not there yet */
	bool is_ending;	       /* a signal has come */
};

static void errand_take_answer(void *receiver, struct mail *mail)
{
	struct errand_wait *wait = receiver;

	wait->answer = mail;
}

static void errand_take_progress(void *receiver, struct mail *mail)
{
	struct errand_wait *wait = receiver;

	mail_free(wait->progress);
	wait->progress = mail;
}

static void errand_take_signal(void *receiver, struct mail *mail)
{
	struct errand_wait *wait = receiver;

	atomic_store(wait->errand->cancel, true);
	wait->is_ending = true;
	mail_free(mail);
}

static bool errand_is_over(const void *receiver)
{
	const struct errand_wait *wait = receiver;
	const struct errand *errand = wait->errand;

	return wait->answer != NULL ||
	       (wait->is_ending && wait->progress != NULL &&
		errand->is_written != NULL &&
		errand->is_written(wait->progress));
}

static void errand_draw(void *receiver)
{
	struct errand_wait *wait = receiver;
	struct bytes line CLEANUP(bytes_done) = {0};

	if (wait->progress == NULL)
		return;
	wait->errand->say(wait->progress, &line);
	ticker_say(&wait->ticker, line.data);
}

/* The answer, or NULL where it is left (invariant 3). */
static struct mail *errand_await(const struct errand *errand,
				 struct mailbox *box)
{
	struct errand_wait wait = {.errand = errand};
	const struct mail_taker takers[] = {
		{errand->answer, errand_take_answer},
		{SIGNALS_MAIL, errand_take_signal},
		{errand->progress, errand_take_progress},
	};
	const struct follow follow = {
		.ticker = &wait.ticker,
		.takers = takers,
		.n_takers = ARRAY_LEN(takers) - (errand->say == NULL),
		.is_over = errand_is_over,
		.draw = errand_draw,
	};

	ticker_init(&wait.ticker);
	follow_mail(&follow, box, &wait);
	mail_free(wait.progress);
	return wait.answer;
}

/* What came of an errand that was left, once the store is stopped. */
static struct mail *errand_left(const struct errand *errand,
				struct mailbox *box)
{
	struct mail *mail;

	while ((mail = mailbox_wait(box, -1))->kind != errand->answer)
		mail_free(mail);
	fprintf(stderr,
		"vasculum %s: all of it is written; the index follows when the "
		"run is used next\n",
		errand->command->name);
	return mail;
}

static int errand_do(const struct errand *errand, void *asker,
		     struct mailbox *box, struct mailbox *told,
		     struct mail **ret, struct error *err)
{
	struct signals *signals = NULL;
	struct store *store = NULL;
	int rc = -1;

	if ((errand->cancel == NULL ||
	     signals_start(box, &signals, err) == 0) &&
	    store_start(errand->run, &store, err) == 0) {
		store_watch(store, told);
		errand->submit(asker, store, box);
		*ret = errand_await(errand, box);
		rc = 0;
	}
	store_stop(store);
	signals_stop(signals);
	if (rc == 0 && *ret == NULL) {
		*ret = errand_left(errand, box);
		return 1;
	}
	return rc;
}

int errand_run(const struct errand *errand, void *asker, struct mail **ret,
	       struct error *err)
{
	struct mailbox *box = NULL, *told = NULL;
	int rc = -1;

	*ret = NULL;
	if (mailbox_new(&box, err) == 0 && mailbox_new(&told, err) == 0) {
		rc = errand_do(errand, asker, box, told, ret, err);
		told_mail(errand->command, errand->run->name, told);
	}
	mailbox_free(told);
	mailbox_free(box);
	return rc;
}
