/*
 * test_store.c: the store thread: what it acknowledges is durable, and what
 * it cannot write waits.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/index/counts.h"
#include "run/journal/event.h"
#include "run/store/thread.h"
#include "tests/kit/scratch.h"
#include "tests/kit/store_kit.h"

static void await_space(struct mailbox *box, bool waits, enum error_kind kind)
{
	struct mail *mail = await(box, STORE_MAIL_SPACE);
	struct store_space *space = (struct store_space *)mail;

	assert_int_equal(space->waits, waits);
	assert_int_equal(space->error.kind, kind);
	mail_free(mail);
}

/* --- outcomes ------------------------------------------------------------- */

static void test_ack_follows_fsync(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, true, 0, 0);
	put(w, 1, 41);
	gate_await_sync(&w->gate);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 1);
	assert_null(mailbox_take(w->box));
	gate_set(&w->gate, false, 0, 0);
	await_ack(w, 41, 0, ERROR_NONE);
}

/* While one fsync runs the others gather: three fsyncs for 1,001. */
static void test_group_commit(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, true, 0, 0);
	put(w, 0, 1);
	gate_await_sync(&w->gate);
	for (int i = 1; i <= 1000; i++)
		put(w, i, (uint64_t)i + 1);
	gate_set(&w->gate, false, 0, 0);
	for (uint64_t i = 1; i <= 1001; i++)
		await_ack(w, i, 0, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 1001);
	assert_int_equal(gate_syncs(&w->gate), 2);
}

static void test_stop_writes_all(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, true, 0, 0);
	put(w, 0, 1);
	gate_await_sync(&w->gate);
	for (int i = 1; i < 50; i++) {
		put(w, i, 0);
		store_put_event(w->store, "specimen.completed", NULL);
	}
	gate_set(&w->gate, false, 0, 0);
	store_stop(w->store);
	w->store = NULL;
	assert_int_equal(count_lines(w, JOURNAL_RAW), 50);
	assert_int_equal(count_lines(w, JOURNAL_EVENTS), 49);
}

static void test_folded(void **state)
{
	struct world *w = *state;
	struct store_folded *folded;
	struct mailbox *watcher = NULL;
	struct index_counts counts;
	struct index *index = NULL;
	size_t lines = 0;

	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	store_watch(w->store, watcher);
	for (int i = 0; i < 20; i++)
		put(w, i, (uint64_t)i + 1);
	while (lines < 20) {
		struct mail *mail = await(watcher, STORE_MAIL_FOLDED);

		folded = (struct store_folded *)mail;
		assert_int_equal(folded->error.kind, ERROR_NONE);
		lines = folded->report.lines;
		mail_free(mail);
	}
	assert_int_equal(index_open(w->run, INDEX_READ, &index, NULL), 0);
	assert_int_equal(index_counts(index, &counts, NULL), 0);
	assert_int_equal(counts.sheets, 20);
	index_close(index);
	store_watch(w->store, NULL);
	mailbox_free(watcher);
	put(w, 99, 99);
	for (uint64_t i = 1; i <= 20; i++)
		await_ack(w, i, 0, ERROR_NONE);
	await_ack(w, 99, 0, ERROR_NONE);
}

/* However much happens, at most one message of a kind waits. */
static void test_latest_wins(void **state)
{
	struct world *w = *state;
	struct mailbox *watcher = NULL;
	struct mail *mail;
	size_t lines = 0;
	int n = 0;

	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	store_watch(w->store, watcher);
	for (uint64_t i = 1; i <= 30; i++) {
		put(w, (int)i, i);
		await_ack(w, i, 0, ERROR_NONE);
	}
	store_stop(w->store);
	w->store = NULL;
	while ((mail = mailbox_take(watcher)) != NULL) {
		assert_int_equal(mail->kind, STORE_MAIL_FOLDED);
		lines = ((struct store_folded *)mail)->report.lines;
		mail_free(mail);
		n++;
	}
	assert_int_equal(n, 1);
	assert_int_equal(lines, 30);
	mailbox_free(watcher);
}

static void await_sheets(struct world *w, size_t n)
{
	struct index_counts counts = {0};

	while (counts.sheets < n) {
		struct index *index;

		poll(NULL, 0, 1);
		assert_int_equal(index_open(w->run, INDEX_READ, &index, NULL),
				 0);
		assert_int_equal(index_counts(index, &counts, NULL), 0);
		index_close(index);
	}
}

/* Who watches late hears what was folded before. */
static void test_watched_late(void **state)
{
	struct world *w = *state;
	struct mailbox *early = NULL, *late = NULL;
	struct mail *mail;

	assert_int_equal(mailbox_new(&early, NULL), 0);
	assert_int_equal(mailbox_new(&late, NULL), 0);
	store_watch(w->store, early);
	put(w, 1, 1);
	mail_free(await(early, STORE_MAIL_FOLDED));
	store_watch(w->store, NULL);
	put(w, 2, 2);
	await_ack(w, 1, 0, ERROR_NONE);
	await_ack(w, 2, 0, ERROR_NONE);
	await_sheets(w, 2);
	store_watch(w->store, late);
	mail = await(late, STORE_MAIL_FOLDED);
	assert_int_equal(((struct store_folded *)mail)->report.lines, 2);
	mail_free(mail);
	store_stop(w->store);
	w->store = NULL;
	assert_null(mailbox_take(early));
	mailbox_free(early);
	mailbox_free(late);
}

/* Written by another process: seen after a wake. */
static void test_wake(void **state)
{
	struct world *w = *state;
	struct mailbox *watcher = NULL;
	struct journals *other = NULL;
	struct bytes line = {0};

	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	store_watch(w->store, watcher);
	put(w, 1, 1);
	await_ack(w, 1, 0, ERROR_NONE);
	mail_free(await(watcher, STORE_MAIL_FOLDED));
	assert_int_equal(journals_open(w->run->dir, &other, NULL), 0);
	assert_int_equal(journals_lock(other, NULL, NULL), 0);
	event_write("run.paused", NULL, &line);
	assert_int_equal(journals_append(other, JOURNAL_EVENTS, line.data,
					 line.len, NULL, NULL),
			 0);
	journals_unlock(other);
	store_wake(w->store);
	mail_free(await(watcher, STORE_MAIL_FOLDED));
	store_watch(w->store, NULL);
	journals_close(other);
	bytes_done(&line);
	mailbox_free(watcher);
}

static void test_too_long(void **state)
{
	struct world *w = *state;
	struct outcome outcome;
	char *text = mem_alloc(JOURNAL_LINE_MAX + 1);

	memset(text, 'x', JOURNAL_LINE_MAX);
	text[JOURNAL_LINE_MAX] = '\0';
	outcome_init(&outcome);
	outcome.specimen_id = mem_strdup("name:big");
	outcome.image = mem_strdup("big");
	outcome.error = text;
	gate_set(&w->gate, true, 0, 0);
	put(w, 1, 1);
	gate_await_sync(&w->gate);
	store_put_outcome(w->store, &outcome, 2, w->box);
	put(w, 3, 3);
	gate_set(&w->gate, false, 0, 0);
	await_ack(w, 1, 0, ERROR_NONE);
	await_ack(w, 2, -1, ERROR_FAILED);
	await_ack(w, 3, 0, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 2);
}

/* More than one append takes: each line once all the same. */
static void test_big_batch(void **state)
{
	struct world *w = *state;
	struct journal_reader *reader;
	struct journal_line line;

	gate_set(&w->gate, true, 0, 0);
	put(w, 1, 1);
	gate_await_sync(&w->gate);
	for (uint64_t i = 2; i < 6; i++) {
		struct outcome outcome;

		outcome_init(&outcome);
		outcome.specimen_id = mem_printf("name:%d", (int)i);
		outcome.image = mem_printf("%d", (int)i);
		outcome.error = mem_alloc(3u << 20);
		memset(outcome.error, 'x', (3u << 20) - 1);
		outcome.error[(3u << 20) - 1] = '\0';
		store_put_outcome(w->store, &outcome, i, w->box);
	}
	gate_set(&w->gate, false, 0, 0);
	for (uint64_t i = 1; i < 6; i++)
		await_ack(w, i, 0, ERROR_NONE);
	assert_int_equal(gate_syncs(&w->gate), 3);
	assert_int_equal(
		journal_reader_open(w->run->dir, JOURNAL_RAW, 0, &reader, NULL),
		0);
	for (int i = 1; i < 6; i++) {
		char want[32];

		snprintf(want, sizeof(want), "{\"image\":\"%d", i);
		assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
		assert_memory_equal(line.text, want, strlen(want));
	}
	assert_int_equal(journal_reader_next(reader, &line, NULL), 0);
	journal_reader_close(reader);
}

/* --- a full disk ---------------------------------------------------------- */

static void test_full_disk(void **state)
{
	struct world *w = *state;
	struct mailbox *watcher = NULL;

	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	store_watch(w->store, watcher);
	gate_set(&w->gate, false, ENOSPC, 0);
	put(w, 1, 1);
	store_put_event(w->store, "specimen.completed", NULL);
	await_space(w->box, true, ERROR_NO_SPACE);
	await_space(watcher, true, ERROR_NO_SPACE);
	/* Whoever comes later hears of it too. */
	put(w, 2, 2);
	await_space(w->box, true, ERROR_NO_SPACE);
	/* Tried oftener than what is broken, and said once. */
	gate_await_writes(&w->gate, 5);
	assert_null(mailbox_take(w->box));
	assert_int_equal(count_lines(w, JOURNAL_RAW), 0);
	/* There is room: it goes on by itself, said before the acks. */
	gate_set(&w->gate, false, 0, 0);
	await_space(w->box, false, ERROR_NONE);
	await_ack(w, 1, 0, ERROR_NONE);
	await_ack(w, 2, 0, ERROR_NONE);
	await_space(watcher, false, ERROR_NONE);
	store_stop(w->store);
	w->store = NULL;
	assert_int_equal(count_lines(w, JOURNAL_RAW), 2);
	assert_int_equal(count_lines(w, JOURNAL_EVENTS), 1);
	mailbox_free(watcher);
}

/* The next ack is of this outcome, which was rescued. */
static void await_rescued(struct world *w, uint64_t ticket)
{
	struct mail *mail = await(w->box, STORE_MAIL_ACK);
	struct store_ack *ack = (struct store_ack *)mail;

	assert_int_equal(ack->ticket, ticket);
	assert_int_equal(ack->status, 0);
	assert_true(ack->rescued);
	mail_free(mail);
}

/* Whoever gives up has their own lines rescued; the others' wait on. */
static void test_give_up(void **state)
{
	struct world *w = *state;
	struct mailbox *theirs = NULL;
	struct outcome outcome;
	struct mail *mail;

	assert_int_equal(mailbox_new(&theirs, NULL), 0);
	gate_set(&w->gate, false, ENOSPC, 0);
	put(w, 1, 1);
	await_space(w->box, true, ERROR_NO_SPACE);
	outcome_init(&outcome);
	outcome.specimen_id = mem_strdup("name:theirs");
	outcome.image = mem_strdup("theirs");
	outcome.error = mem_strdup("x");
	store_put_outcome(w->store, &outcome, 2, theirs);
	put(w, 3, 3);
	await_space(theirs, true, ERROR_NO_SPACE);
	store_give_up(w->store, w->box);
	await_rescued(w, 1);
	await_rescued(w, 3);
	assert_int_equal(count_rescued(w, 0), 2);
	gate_set(&w->gate, false, 0, 0);
	mail = await(theirs, STORE_MAIL_ACK);
	assert_int_equal(((struct store_ack *)mail)->ticket, 2);
	assert_int_equal(((struct store_ack *)mail)->status, 0);
	mail_free(mail);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 1);
	/* It is tried once more before that. */
	gate_set(&w->gate, false, ENOSPC, 0);
	put(w, 4, 4);
	await_space(w->box, true, ERROR_NO_SPACE);
	gate_set(&w->gate, false, 0, 0);
	store_give_up(w->store, w->box);
	await_ack(w, 4, 0, ERROR_NONE);
	assert_int_equal(count_rescued(w, 0), 2);
	mailbox_free(theirs);
}

static void test_full_to_the_end(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, false, EDQUOT, 0);
	put(w, 1, 1);
	put(w, 2, 2);
	await_space(w->box, true, ERROR_NO_SPACE);
	store_stop(w->store);
	w->store = NULL;
	await_rescued(w, 1);
	await_rescued(w, 2);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 0);
	assert_int_equal(count_rescued(w, 0), 2);
}

static void reopen(struct world *w)
{
	store_stop(w->store);
	assert_int_equal(store_start_with(w->run, &w->ops, &w->store, NULL), 0);
}

/* The next session takes it in, once, and says so. */
static void test_taken_in(void **state)
{
	struct world *w = *state;
	struct mailbox *watcher = NULL;
	size_t lines = 0;

	test_full_to_the_end(state);
	gate_set(&w->gate, false, 0, 0);
	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	assert_int_equal(store_start_with(w->run, &w->ops, &w->store, NULL), 0);
	store_watch(w->store, watcher);
	store_check(w->store, 0, 9, w->box);
	await_ack(w, 9, 0, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 2);
	while (lines < 2) {
		struct mail *mail = await(watcher, STORE_MAIL_FOLDED);

		lines = ((struct store_folded *)mail)->taken.lines;
		mail_free(mail);
	}
	store_watch(w->store, NULL);
	reopen(w);
	store_check(w->store, 0, 10, w->box);
	await_ack(w, 10, 0, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 2);
	mailbox_free(watcher);
}

/* Nothing is paid for before what was rescued is taken in, and the journals
 * are open and have room. */
static void test_check(void **state)
{
	struct world *w = *state;

	store_check(w->store, 1000, 1, w->box);
	await_ack(w, 1, 0, ERROR_NONE);
	assert_true(scratch_exists(w->run->dir, "raw.jsonl"));
	assert_true(scratch_exists(w->run->dir, "events.jsonl"));
	store_check(w->store, (uint64_t)1 << 60, 2, w->box);
	await_space(w->box, true, ERROR_NO_SPACE);
	store_give_up(w->store, w->box);
	await_ack(w, 2, -1, ERROR_NO_SPACE);
	gate_set(&w->gate, false, ENOSPC, 0);
	put(w, 1, 3);
	await_space(w->box, true, ERROR_NO_SPACE);
	store_give_up(w->store, w->box);
	await_rescued(w, 3);
	store_check(w->store, 0, 4, w->box);
	await_space(w->box, true, ERROR_NO_SPACE);
	gate_set(&w->gate, false, 0, 0);
	await_ack(w, 4, 0, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 1);
}

/* A check has its turn behind what was handed in before it, and is made. */
static void test_check_behind_others(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, true, 0, 0);
	put(w, 1, 1);
	gate_await_sync(&w->gate);
	put(w, 2, 2);
	store_check(w->store, (uint64_t)1 << 60, 3, w->box);
	gate_set(&w->gate, false, 0, 0);
	await_ack(w, 1, 0, ERROR_NONE);
	await_ack(w, 2, 0, ERROR_NONE);
	await_space(w->box, true, ERROR_NO_SPACE);
	store_give_up(w->store, w->box);
	await_ack(w, 3, -1, ERROR_NO_SPACE);
}

/* Where the run's directory is gone for good. */
static void test_rescued_elsewhere(void **state)
{
	struct world *w = *state;
	char *away CLEANUP(mem_free_str) = mem_printf("%s-away", w->run->dir);

	assert_int_equal(rename(w->run->dir, away), 0);
	put(w, 1, 1);
	await_space(w->box, true, ERROR_FAILED);
	store_stop(w->store);
	w->store = NULL;
	await_rescued(w, 1);
	assert_int_equal(count_rescued(w, 1), 1);
	assert_int_equal(rename(away, w->run->dir), 0);
}

/* Where nothing can be written at all, that is said. */
static void test_not_even_rescued(void **state)
{
	struct world *w = *state;
	char *away CLEANUP(mem_free_str) = mem_printf("%s-away", w->run->dir);
	struct mailbox *watcher = NULL;
	size_t unsaved = 0;

	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	store_watch(w->store, watcher);
	assert_int_equal(setenv("XDG_STATE_HOME", "/dev/null/x", 1), 0);
	assert_int_equal(rename(w->run->dir, away), 0);
	put(w, 1, 1);
	await_space(w->box, true, ERROR_FAILED);
	store_stop(w->store);
	w->store = NULL;
	await_ack(w, 1, -1, ERROR_FAILED);
	while (unsaved == 0) {
		struct mail *mail = await(watcher, STORE_MAIL_FOLDED);

		unsaved = ((struct store_folded *)mail)->unsaved;
		mail_free(mail);
	}
	assert_int_equal(unsaved, 1);
	assert_int_equal(rename(away, w->run->dir), 0);
	mailbox_free(watcher);
}

/* A medium that fails is waited for as a full one is. */
static void test_broken_disk(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, false, 0, EIO);
	put(w, 1, 1);
	await_space(w->box, true, ERROR_FAILED);
	/* Tries, each with an fsync and one of what is written anew. */
	gate_await_writes(&w->gate, 5 * 2);
	gate_set(&w->gate, false, 0, 0);
	put(w, 2, 2);
	await_ack(w, 1, 0, ERROR_NONE);
	await_ack(w, 2, 0, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 2);
}

/* Outcomes, events and reviews from several threads at once. */
struct crowd {
	struct world *w;
	int first;
};

static void *crowd_run(void *arg)
{
	struct crowd *crowd = arg;

	for (int i = 0; i < 100; i++) {
		put(crowd->w, crowd->first + i, (uint64_t)(crowd->first + i));
		store_put_event(crowd->w->store, "specimen.completed",
				json_pack("{s:i}", "sequence", i));
		store_wake(crowd->w->store);
	}
	return NULL;
}

static void test_crowd(void **state)
{
	struct world *w = *state;
	struct crowd crowds[4];
	pthread_t threads[4];

	store_watch(w->store, w->box);
	for (int i = 0; i < 4; i++) {
		crowds[i] = (struct crowd){w, 1 + 100 * i};
		assert_int_equal(pthread_create(&threads[i], NULL, crowd_run,
						&crowds[i]),
				 0);
	}
	for (int i = 0; i < 400; i++)
		mail_free(await(w->box, STORE_MAIL_ACK));
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	store_stop(w->store);
	w->store = NULL;
	assert_int_equal(count_lines(w, JOURNAL_RAW), 400);
	assert_int_equal(count_lines(w, JOURNAL_EVENTS), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_ack_follows_fsync),
		WORLD_TEST(test_group_commit),
		WORLD_TEST(test_stop_writes_all),
		WORLD_TEST(test_folded),
		WORLD_TEST(test_latest_wins),
		WORLD_TEST(test_watched_late),
		WORLD_TEST(test_wake),
		WORLD_TEST(test_too_long),
		WORLD_TEST(test_big_batch),
		WORLD_TEST(test_full_disk),
		WORLD_TEST(test_give_up),
		WORLD_TEST(test_full_to_the_end),
		WORLD_TEST(test_broken_disk),
		WORLD_TEST(test_taken_in),
		WORLD_TEST(test_check),
		WORLD_TEST(test_check_behind_others),
		WORLD_TEST(test_rescued_elsewhere),
		WORLD_TEST(test_not_even_rescued),
		WORLD_TEST(test_crowd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
