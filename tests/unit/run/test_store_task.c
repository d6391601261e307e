/*
 * test_store_task.c: transactions of review: one after the other, durable,
 * and made whole after a crash.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/index/specimen.h"
#include "run/journal/act.h"
#include "run/store/curated.h"
#include "run/store/thread.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/store_kit.h"

struct flag_task {
	struct store_task task;
	const struct run *run;
	struct mailbox *box;
	const char *id;
	bool refuse, approve;
	bool sign;   /* a line for curated.jsonl, too */
	bool idle;   /* nothing to write */
	int64_t seq; /* that it got */
	struct mail reply;
	int rc;
	struct error error;
	int more; /* parts before the last */
	/* long to prepare: it goes on being that until `let` says so */
	atomic_bool let;
	bool told; /* that it was begun */
	struct mail begun;
};

static void flag_reply_free(struct mail *mail)
{
	(void)mail;
}

static int flag_prepare(struct store_task *task, struct index *index,
			int64_t next_seq, struct bytes *edits,
			struct bytes *curated, struct error *err)
{
	struct flag_task *f = (struct flag_task *)task;
	struct specimen specimen;
	struct act act;

	if (index_specimen(index, f->id, &specimen, err) < 0)
		return -1;
	act_init(&act);
	act.seq = f->seq = next_seq;
	act.id = mem_printf("%032llx", (unsigned long long)next_seq);
	act.timestamp = mem_strdup("2026-11-23T20:15:04Z");
	act.by = mem_strdup("mb");
	act.specimen_id = mem_strdup(specimen.id);
	act.image = mem_strdup(specimen.image);
	act.op = f->approve ? ACT_APPROVE : ACT_FLAG;
	if (f->approve)
		act.record =
			curated_record(&specimen, "mb", act.timestamp, NULL);
	if (!f->idle)
		act_write(&act, edits);
	if (f->sign)
		bytes_append_str(curated, "{}\n");
	act_done(&act);
	specimen_done(&specimen);
	if (f->more > 0) {
		f->more--;
		return 1;
	}
	if (f->refuse)
		return error_set(err, ERROR_USAGE, "refused");
	return 0;
}

static void flag_done(struct store_task *task, int rc, const struct error *err)
{
	struct flag_task *f = (struct flag_task *)task;

	f->rc = rc;
	if (err != NULL)
		f->error = *err;
	f->reply.kind = 7;
	f->reply.free = flag_reply_free;
	mailbox_post(f->box, &f->reply);
}

static int flag_ready(struct store_task *task, struct index *index,
		      int64_t next_seq, struct error *err)
{
	struct flag_task *f = (struct flag_task *)task;

	(void)index;
	(void)next_seq;
	(void)err;
	if (!f->told) {
		f->begun.kind = 8;
		f->begun.free = flag_reply_free;
		mailbox_post(f->box, &f->begun);
	}
	f->told = true;
	return !atomic_load(&f->let);
}

static struct flag_task flag_task(struct world *w, const char *id)
{
	return (struct flag_task){
		.task = {.prepare = flag_prepare, .done = flag_done},
		.run = w->run,
		.box = w->box,
		.id = id,
	};
}

static void test_tasks(void **state)
{
	struct world *w = *state;
	struct flag_task tasks[5];

	put(w, 1, 1); /* journaled before the tasks that need it */
	for (int i = 0; i < 5; i++) {
		tasks[i] = flag_task(w, "name:1.jpg");
		tasks[i].refuse = i == 2;
		store_submit(w->store, &tasks[i].task);
	}
	for (int i = 0; i < 5; i++)
		await(w->box, 7);
	assert_int_equal(tasks[0].rc, 0);
	assert_int_equal(tasks[0].seq, 1);
	assert_int_equal(tasks[1].seq, 2);
	assert_int_equal(tasks[2].rc, -1);
	assert_string_equal(tasks[2].error.text, "refused");
	assert_int_equal(tasks[3].seq, 3);
	assert_int_equal(tasks[4].seq, 4);
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 4);
}

/* What may pass one that is long to prepare is done before it; what may not
 * comes after it, and so does all that came after that. */
static void test_tasks_pass(void **state)
{
	struct world *w = *state;
	struct flag_task tasks[5];

	put(w, 1, 1);
	for (int i = 0; i < 5; i++) {
		tasks[i] = flag_task(w, "name:1.jpg");
		tasks[i].task.passes = i != 3;
	}
	tasks[0].task.ready = flag_ready;
	store_submit(w->store, &tasks[0].task);
	await(w->box, 8);
	for (int i = 1; i < 5; i++)
		store_submit(w->store, &tasks[i].task);
	assert_ptr_equal(await(w->box, 7), &tasks[1].reply);
	assert_ptr_equal(await(w->box, 7), &tasks[2].reply);
	atomic_store(&tasks[0].let, true);
	for (int i = 0; i < 5; i++)
		if (i != 1 && i != 2)
			assert_ptr_equal(await(w->box, 7), &tasks[i].reply);
	for (int i = 0; i < 5; i++) {
		static const int64_t seqs[] = {3, 1, 2, 4, 5};

		assert_int_equal(tasks[i].rc, 0);
		assert_int_equal(tasks[i].seq, seqs[i]);
	}
}

/* Of a task in parts all lines are there, or none. */
static void test_task_in_parts(void **state)
{
	struct world *w = *state;
	struct flag_task task = flag_task(w, "name:1.jpg");

	put(w, 1, 1);
	task.more = 2;
	task.refuse = true;
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, -1);
	assert_int_equal(task.more, 0);
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 0);
	task.more = 2;
	task.refuse = false;
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, 0);
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 3);
}

static void test_task_full_disk(void **state)
{
	struct world *w = *state;
	struct flag_task task = flag_task(w, "name:1.jpg");

	put(w, 1, 1);
	await_ack(w, 1, 0, ERROR_NONE);
	gate_set(&w->gate, false, ENOSPC, 0);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, -1);
	assert_int_equal(task.error.kind, ERROR_NO_SPACE);
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 0);
}

static void test_task_writes_nothing(void **state)
{
	struct world *w = *state;
	struct flag_task task = flag_task(w, "name:1.jpg");

	task.idle = true;
	put(w, 1, 1);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, 0);
	assert_int_equal(task.error.kind, ERROR_NONE);
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 0);
}

/* While another program holds the journals nothing is said to be done. */
static void test_task_busy(void **state)
{
	struct world *w = *state;
	struct flag_task task = flag_task(w, "name:1.jpg");
	struct journals *other = open_journals(w->run);

	put(w, 1, 1);
	await_ack(w, 1, 0, ERROR_NONE);
	store_stop(w->store);
	w->ops.wait_ms = 50;
	assert_int_equal(store_start_with(w->run, &w->ops, &w->store, NULL), 0);
	assert_int_equal(journals_lock(other, NULL, NULL), 0);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, -1);
	assert_int_equal(task.error.kind, ERROR_BUSY);
	assert_int_equal(task.seq, 0);
	journals_unlock(other);
	journals_close(other);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, 0);
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 1);
}

/* The edits are durable, so it is done; the signed line is made up for. */
static void test_curated_finds_no_room(void **state)
{
	struct world *w = *state;
	struct flag_task task = flag_task(w, "name:1.jpg");

	task.approve = task.sign = true;
	put(w, 1, 1);
	await_ack(w, 1, 0, ERROR_NONE);
	gate_fail_write(&w->gate, 2);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, 0);
	store_stop(w->store);
	w->store = NULL;
	assert_int_equal(count_lines(w, JOURNAL_EDITS), 1);
	assert_int_equal(count_lines(w, JOURNAL_CURATED), 1);
}

static void restart(struct world *w)
{
	store_stop(w->store);
	w->store = NULL;
	assert_int_equal(store_start(w->run, &w->store, NULL), 0);
}

/* Approved, but a crash kept the signed line from being written: it comes
 * with the next start, once, also when the file is lost. */
static void test_curated_catch_up(void **state)
{
	struct world *w = *state;
	struct flag_task task = flag_task(w, "name:1.jpg");
	char *path CLEANUP(mem_free_str) = run_path(w->run, "curated.jsonl");

	task.approve = true;
	put(w, 1, 1);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, 0);
	assert_int_equal(count_lines(w, JOURNAL_CURATED), 0);
	for (int i = 0; i < 3; i++) {
		restart(w); /* ends the one that is to write it */
		restart(w);
		assert_int_equal(count_lines(w, JOURNAL_CURATED), 1);
	}
	assert_int_equal(unlink(path), 0);
	restart(w);
	restart(w);
	assert_int_equal(count_lines(w, JOURNAL_CURATED), 1);
}

/* An approval of specimen name:1.jpg that another program wrote, and did not
 * live to sign. */
static void approve_elsewhere(struct world *w)
{
	struct flag_task task = flag_task(w, "name:1.jpg");
	struct bytes edits CLEANUP(bytes_done) = {0};
	struct bytes none CLEANUP(bytes_done) = {0};
	struct journals *other = open_journals(w->run);
	struct index *index = NULL;

	task.approve = true;
	assert_int_equal(index_open(w->run, INDEX_READ, &index, NULL), 0);
	assert_int_equal(
		flag_prepare(&task.task, index, 1, &edits, &none, NULL), 0);
	index_close(index);
	assert_int_equal(append(other, JOURNAL_EDITS, edits.data, NULL), 0);
	journals_close(other);
}

/* A task that has nothing to sign does not hide what others left unsigned. */
static void test_catch_up_after_others(void **state)
{
	struct world *w = *state;
	struct mailbox *watcher = NULL;
	struct flag_task task = flag_task(w, "name:1.jpg");
	size_t lines = 0;

	assert_int_equal(mailbox_new(&watcher, NULL), 0);
	store_watch(w->store, watcher);
	put(w, 1, 1);
	while (lines == 0) {
		struct mail *mail = await(watcher, STORE_MAIL_FOLDED);

		lines = ((struct store_folded *)mail)->report.lines;
		mail_free(mail);
	}
	store_watch(w->store, NULL);
	mailbox_free(watcher);
	approve_elsewhere(w);
	store_submit(w->store, &task.task);
	await(w->box, 7);
	assert_int_equal(task.rc, 0);
	assert_int_equal(task.seq, 2);
	store_stop(w->store);
	w->store = NULL;
	assert_int_equal(count_lines(w, JOURNAL_CURATED), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_tasks),
		WORLD_TEST(test_tasks_pass),
		WORLD_TEST(test_task_in_parts),
		WORLD_TEST(test_task_full_disk),
		WORLD_TEST(test_task_writes_nothing),
		WORLD_TEST(test_task_busy),
		WORLD_TEST(test_curated_finds_no_room),
		WORLD_TEST(test_curated_catch_up),
		WORLD_TEST(test_catch_up_after_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
