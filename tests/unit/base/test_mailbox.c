/*
 * test_mailbox.c: messages between threads. Meant to be run with
 * -fsanitize=thread too.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "base/thread/thread.h"

#define POSTERS	 4
#define MESSAGES 20000

struct note {
	struct mail mail;
	int from, number;
	int *freed; /* counts, where not NULL */
};

static void note_free(struct mail *mail)
{
	struct note *note = (struct note *)mail;

	if (note->freed != NULL)
		++*note->freed;
	free(note);
}

static struct mail *note_new(int from, int number, int *freed)
{
	struct note *note = mem_zalloc(sizeof(*note));

	note->mail.free = note_free;
	note->from = from;
	note->number = number;
	note->freed = freed;
	return &note->mail;
}

static bool readable(const struct mailbox *box)
{
	struct pollfd fd = {.fd = mailbox_fd(box), .events = POLLIN};

	return poll(&fd, 1, 0) == 1;
}

static struct mailbox *box_new(void)
{
	struct mailbox *box = NULL;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	return box;
}

static void test_order_and_wakeup(void **state)
{
	struct mailbox *box = box_new();

	assert_false(readable(box));
	assert_null(mailbox_take(box));
	for (int i = 0; i < 3; i++)
		mailbox_post(box, note_new(0, i, NULL));
	for (int i = 0; i < 3; i++) {
		struct mail *mail;

		assert_true(readable(box));
		mail = mailbox_take(box);
		assert_int_equal(((struct note *)mail)->number, i);
		mail_free(mail);
	}
	assert_false(readable(box));
	assert_null(mailbox_take(box));
	mailbox_post(box, note_new(0, 9, NULL));
	assert_true(readable(box));
	mailbox_free(box);
	mailbox_free(NULL);
	mail_free(NULL);
}

static void assert_next(struct mailbox *box, int number)
{
	struct mail *mail = mailbox_take(box);

	assert_non_null(mail);
	assert_int_equal(((struct note *)mail)->number, number);
	mail_free(mail);
}

/* The latest of a kind takes the place of the one that waits: first, in the
 * middle, last; others stay. */
static void test_replace(void **state)
{
	struct mailbox *box = box_new();
	int freed = 0;

	for (int kind = 0; kind < 3; kind++) {
		struct mail *mail = note_new(0, kind, &freed);

		mail->kind = kind;
		mailbox_replace(box, mail);
	}
	assert_int_equal(freed, 0);
	for (int kind = 0; kind < 3; kind++) {
		struct mail *mail = note_new(0, 10 + kind, &freed);

		mail->kind = kind;
		mailbox_replace(box, mail);
		assert_int_equal(freed, kind + 1);
	}
	mailbox_post(box, note_new(0, 20, NULL));
	for (int kind = 0; kind < 3; kind++)
		assert_next(box, 10 + kind);
	assert_next(box, 20);
	assert_false(readable(box));
	mailbox_replace(box, note_new(0, 30, NULL));
	assert_true(readable(box));
	assert_next(box, 30);
	mailbox_close(box);
	freed = 0;
	mailbox_replace(box, note_new(0, 40, &freed));
	assert_int_equal(freed, 1);
	mailbox_free(box);
	(void)state;
}

/* What is given back waits again, but never takes the place of a newer one. */
static void test_return(void **state)
{
	struct mailbox *box = box_new();
	struct mail *old;
	int freed = 0;

	mailbox_replace(box, note_new(0, 1, &freed));
	old = mailbox_take(box);
	assert_false(mailbox_holds(box, 1u << old->kind));
	mailbox_return(box, old);
	assert_int_equal(freed, 0);
	assert_true(readable(box));
	old = mailbox_take(box);
	mailbox_replace(box, note_new(0, 2, NULL));
	assert_true(mailbox_holds(box, 1u << old->kind));
	assert_false(mailbox_holds(box, ~(1u << old->kind)));
	mailbox_return(box, old);
	assert_int_equal(freed, 1);
	assert_next(box, 2);
	assert_false(readable(box));
	mailbox_close(box);
	mailbox_return(box, note_new(0, 3, &freed));
	assert_int_equal(freed, 2);
	mailbox_free(box);
	(void)state;
}

static void test_close(void **state)
{
	struct mailbox *box = box_new();
	struct mail *mail;
	int freed = 0;

	mailbox_post(box, note_new(0, 1, &freed));
	assert_false(mailbox_closed(box));
	mailbox_close(box);
	mailbox_close(box);
	assert_true(mailbox_closed(box));
	/* What was posted before is still there, what comes later is freed. */
	mailbox_post(box, note_new(0, 2, &freed));
	assert_int_equal(freed, 1);
	mail = mailbox_wait(box, -1);
	assert_non_null(mail);
	mail_free(mail);
	assert_int_equal(freed, 2);
	assert_true(readable(box));
	assert_null(mailbox_wait(box, -1));
	mailbox_free(box);
}

static void test_free_frees_the_rest(void **state)
{
	struct mailbox *box = box_new();
	int freed = 0;

	for (int i = 0; i < 5; i++)
		mailbox_post(box, note_new(0, i, &freed));
	mailbox_free(box);
	assert_int_equal(freed, 5);
}

static void test_wait_ends(void **state)
{
	struct mailbox *box = box_new();

	assert_null(mailbox_wait(box, 0));
	assert_null(mailbox_wait(box, 1));
	mailbox_free(box);
}

struct poster {
	struct mailbox *box;
	int from;
	pthread_t thread;
};

static void *post_all(void *arg)
{
	struct poster *poster = arg;

	for (int i = 0; i < MESSAGES; i++)
		mailbox_post(poster->box, note_new(poster->from, i, NULL));
	return NULL;
}

/* Every message of every thread arrives, each thread's in its order; no
 * wake-up is lost, for the wait has no end of its own. */
static void test_many_threads(void **state)
{
	struct mailbox *box = box_new();
	struct poster posters[POSTERS];
	int next[POSTERS] = {0};

	for (int i = 0; i < POSTERS; i++) {
		posters[i] = (struct poster){.box = box, .from = i};
		assert_int_equal(thread_start(&posters[i].thread, "poster",
					      post_all, &posters[i], NULL),
				 0);
	}
	for (int n = 0; n < POSTERS * MESSAGES; n++) {
		struct mail *mail = mailbox_wait(box, -1);
		struct note *note = (struct note *)mail;

		assert_non_null(mail);
		assert_int_equal(note->number, next[note->from]);
		next[note->from]++;
		mail_free(mail);
	}
	for (int i = 0; i < POSTERS; i++)
		pthread_join(posters[i].thread, NULL);
	assert_null(mailbox_take(box));
	assert_false(readable(box));
	mailbox_free(box);
}

static void *wait_for_end(void *arg)
{
	return mailbox_wait(arg, -1);
}

static void test_close_wakes_a_waiter(void **state)
{
	struct mailbox *box = box_new();
	pthread_t thread;
	void *mail = box;

	assert_int_equal(
		thread_start(&thread, "waiter", wait_for_end, box, NULL), 0);
	mailbox_close(box);
	pthread_join(thread, &mail);
	assert_null(mail);
	mailbox_free(box);
}

static void *read_mask(void *arg)
{
	pthread_sigmask(SIG_SETMASK, NULL, arg);
	return NULL;
}

/* No signal lands on a thread of the program; the starter keeps its mask. */
static void test_threads_block_signals(void **state)
{
	sigset_t mask, before, after;
	pthread_t thread;

	sigemptyset(&mask);
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	assert_int_equal(thread_start(&thread, "a name longer than fifteen",
				      read_mask, &mask, NULL),
			 0);
	pthread_join(thread, NULL);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&mask, SIGINT), 1);
	assert_int_equal(sigismember(&mask, SIGHUP), 1);
	assert_int_equal(sigismember(&after, SIGINT),
			 sigismember(&before, SIGINT));
}

static void take_first(void *receiver, struct mail *mail)
{
	*(int *)receiver += 1;
	mail_free(mail);
}

static void take_second(void *receiver, struct mail *mail)
{
	*(int *)receiver += 10;
	mail_free(mail);
}

/* Each kind goes to who takes it, the first of several; what nobody takes is
 * freed. */
static void test_hand(void **state)
{
	static const struct mail_taker takers[] = {
		{3, take_first}, {5, take_second}, {3, take_second}};
	static const struct {
		int kind, taken;
	} cases[] = {{3, 1}, {5, 10}, {4, 0}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int taken = 0, freed = 0;
		struct mail *mail = note_new(0, 0, &freed);

		mail->kind = cases[i].kind;
		mail_hand(mail, takers, ARRAY_LEN(takers), &taken);
		assert_int_equal(taken, cases[i].taken);
		assert_int_equal(freed, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_and_wakeup),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_return),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_free_frees_the_rest),
		cmocka_unit_test(test_wait_ends),
		cmocka_unit_test(test_many_threads),
		cmocka_unit_test(test_close_wakes_a_waiter),
		cmocka_unit_test(test_threads_block_signals),
		cmocka_unit_test(test_hand),
	};

	return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
