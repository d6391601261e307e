/*
 * signals.c: the signal thread. See signals.h.
 *
 * 1. Nothing runs in a signal handler; there is none.
 * 2. Which descriptors are a terminal is asked at the start: of one that has
 *    hung up nobody can tell any more.
 */
#include "config.h"

#include "cmd/common/signals.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread/thread.h"

#define SIGNALS_END SIGUSR1 /* what signals_stop sends to the thread */

static const int signals_taken[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNALS_TAKEN ARRAY_LEN(signals_taken)

struct signals {
	/* immutable after the start */
	struct mailbox *to; /* NULL: there is a flag */
	atomic_bool *flag;
	sigset_t set, mask;
	struct sigaction actions[SIGNALS_TAKEN]; /* from before */
	bool terminal[3];
	pthread_t thread;

	atomic_bool ending;
	atomic_int exit_code; /* of who is not waited for; -1: mail */
};

static void signals_post(struct signals *signals, int number)
{
	struct signals_mail *mail;

	if (signals->flag != NULL) {
		if (number != SIGHUP && atomic_exchange(signals->flag, true))
			_exit(COMMAND_STOPPED);
		return;
	}
	mail = mem_zalloc(sizeof(*mail));
	mail->mail.kind = SIGNALS_MAIL;
	mail->number = number;
	mailbox_post(signals->to, &mail->mail);
}

static void signals_leave_terminal(const struct signals *signals)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return;
	for (int fd = 0; fd <= 2; fd++)
		if (signals->terminal[fd])
			(void)dup2(null, fd);
	close(null);
}

static void *signals_thread(void *arg)
{
	struct signals *signals = arg;
	int number;

	while (sigwait(&signals->set, &number) == 0) {
		if (number == SIGNALS_END) {
			if (atomic_load(&signals->ending))
				break;
			continue;
		}
		if (number == SIGHUP)
			signals_leave_terminal(signals);
		else if (atomic_load(&signals->exit_code) >= 0)
			_exit(atomic_load(&signals->exit_code));
		signals_post(signals, number);
	}
	return NULL;
}

/* An ignored signal may never arrive, not even by sigwait: its action is the
 * default while we wait for it. */
static void signals_take(struct signals *signals)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	sigemptyset(&action.sa_mask);
	sigemptyset(&signals->set);
	sigaddset(&signals->set, SIGNALS_END);
	for (size_t i = 0; i < SIGNALS_TAKEN; i++)
		sigaddset(&signals->set, signals_taken[i]);
	pthread_sigmask(SIG_BLOCK, &signals->set, &signals->mask);
	for (size_t i = 0; i < SIGNALS_TAKEN; i++)
		sigaction(signals_taken[i], &action, &signals->actions[i]);
}

static void signals_give_back(struct signals *signals)
{
	for (size_t i = 0; i < SIGNALS_TAKEN; i++)
		sigaction(signals_taken[i], &signals->actions[i], NULL);
	pthread_sigmask(SIG_SETMASK, &signals->mask, NULL);
}

static int signals_begin(struct mailbox *to, atomic_bool *flag,
			 struct signals **ret, struct error *err)
{
	struct signals *signals = mem_zalloc(sizeof(*signals));

	signals->to = to;
	signals->flag = flag;
	atomic_init(&signals->exit_code, -1);
	for (int fd = 0; fd <= 2; fd++)
		signals->terminal[fd] = isatty(fd) == 1;
	signals_take(signals);
	if (thread_start(&signals->thread, "signals", signals_thread, signals,
			 err) < 0) {
		signals_give_back(signals);
		free(signals);
		return -1;
	}
	*ret = signals;
	return 0;
}

int signals_start(struct mailbox *to, struct signals **ret, struct error *err)
{
	return signals_begin(to, NULL, ret, err);
}

int signals_start_flag(atomic_bool *flag, struct signals **ret,
		       struct error *err)
{
	return signals_begin(NULL, flag, ret, err);
}

void signals_exit(struct signals *signals, int code)
{
	atomic_store(&signals->exit_code, code);
}

void signals_stop(struct signals *signals)
{
	if (signals == NULL)
		return;
	atomic_store(&signals->ending, true);
	pthread_kill(signals->thread, SIGNALS_END);
	pthread_join(signals->thread, NULL);
	signals_give_back(signals);
	free(signals);
}
