/*
 * test_bulk.c: changes of many records through the store: what was shown is
 * what is done, all of it or nothing, and one undo takes all of it back.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "review/columns/bulk_task.h"
#include "review/columns/columns.h"
#include "review/many.h"
#include "review/review.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/journal/journal.h"
#include "run/store/thread.h"
#include "tests/kit/desk.h"
#include "tests/kit/history.h"

/* All of them in three lines, one undo, one redo. */
static void test_done_and_undone(void **state)
{
	struct desk *desk = *state;
	struct bulk_plan shown;
	struct bulk_done done;

	desk_set(desk, "country", "CA");
	desk_plan(desk, &shown);
	assert_int_equal(shown.counts.changed, SHEETS);
	assert_int_equal(shown.n_pairs, 2);
	done = desk_does(desk, &shown, false, NULL);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(done.revision, 3);
	assert_int_equal(done.lines, 3);
	assert_true(desk->told > 0);
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	desk_acts(desk, ACT_UNDO, 200, NULL);
	assert_int_equal(desk_count(desk, "CA"), 0);
	assert_int_equal(desk_count(desk, "Canada"), SHEETS / 2);
	desk_acts(desk, ACT_REDO, 201, NULL);
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	bulk_plan_done(&shown);
}

/* Taking back what changed signed records, too; each time another record of
 * them is touched by another process, which has the lock while the lines are
 * made: nothing of what it did is lost. */
static void test_undone_beside_others(void **state)
{
	struct desk *desk = *state;
	struct journals *other;
	struct review_request undo = {.op = ACT_UNDO, .by = "mb"};
	struct bulk_done done;
	char first[65];

	history_id(1, first);
	undo.specimen_id = first;
	for (unsigned int i = 0; i < 3; i++)
		desk_acts(desk, ACT_APPROVE, i, NULL);
	desk_set(desk, "country", "CA");
	desk->ask.with_signed = true;
	done = desk_does(desk, NULL, false, NULL);
	if (done.status < 0)
		fail_msg("%s", done.error.text);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(done.counts.signed_in, 3);
	other = desk_locked(desk);
	review_submit(desk->store, &undo, 2, desk->box);
	desk_does_other(desk, other, 400, "flag", "");
	desk_unlocked(other);
	assert_int_equal(desk_saved(desk, 2).left, 0);
	assert_int_equal(desk_count(desk, "CA"), 0);
	assert_int_equal(desk_count(desk, "Canada"), SHEETS / 2);
	assert_int_equal(desk_flagged(desk), 1);
}

/* Records that somebody signs once the lines of an undo are made keep what they
 * have, and stay signed, also the one that a line names. */
static void test_undone_but_signed(void **state)
{
	struct desk *desk = *state;
	struct review_request undo = {.op = ACT_UNDO, .by = "mb"};
	char *named CLEANUP(mem_free_str) = NULL;
	char *lines CLEANUP(mem_free_str) = NULL;
	char first[65];
	struct index_counts counts;
	struct journals *other;

	desk_set(desk, "country", "CA");
	assert_int_equal(desk_does(desk, NULL, false, NULL).status, 0);
	other = desk_locked(desk);
	review_submit(desk->store, &undo, 2, desk->box);
	desk_undo_made(desk);
	desk_does_others(desk, other, 0, SHEETS - 10, "approve",
			 ",\"record\":{}");
	desk_unlocked(other);
	assert_int_equal(desk_saved(desk, 2).left, SHEETS - 10);
	assert_int_equal(index_fold(desk->index, -1, NULL, NULL), 0);
	assert_int_equal(index_counts(desk->index, &counts, NULL), 0);
	assert_int_equal(counts.by_status[STATUS_APPROVED], SHEETS - 10);
	assert_int_equal(desk_count(desk, "CA"), SHEETS - 10);
	assert_int_equal(desk_count(desk, "Canada"), 5);
	history_id(1, first);
	named = mem_printf("\"specimen_id\":\"%s\",\"image\":\"000.jpg\","
			   "\"op\":\"undo\"",
			   first);
	lines = desk_edits(desk);
	assert_null(strstr(lines, named));
}

/* What was done to records after their lines were made, while another process
 * has the lock: who signed, rejected or changed one keeps it, who did something
 * else to one loses nothing, and all the others are changed. */
static void test_beside_others(void **state)
{
	struct desk *desk = *state;
	struct journals *other;
	struct bulk_done done;

	desk_set(desk, "country", "CA");
	other = desk_locked(desk);
	desk_asks(desk, NULL, false, NULL);
	desk_prepared(desk, SHEETS);
	desk_does_other(desk, other, 0, "approve", ",\"record\":{}");
	desk_does_other(desk, other, 200, "reject", ",\"reason\":\"other\"");
	desk_does_other(desk, other, 201, "set",
			",\"term\":\"country\",\"to\":\"Mexico\"");
	desk_does_other(desk, other, 449, "set",
			",\"term\":\"locality\",\"to\":\"Moose Jaw\"");
	desk_does_other(desk, other, 3, "flag", "");
	desk_unlocked(other);
	done = desk_ended(desk);
	if (done.status < 0)
		fail_msg("%s", done.error.text);
	assert_int_equal(done.counts.changed, SHEETS - 3);
	assert_int_equal(done.counts.values, SHEETS - 3);
	assert_int_equal(done.counts.signed_out, 1);
	assert_int_equal(done.counts.rejected, 1);
	assert_int_equal(done.counts.stale, 1);
	assert_int_equal(done.counts.persons, 0);
	assert_int_equal(done.lines, 4);
	assert_int_equal(done.revision, 9);
	/* those that are signed or rejected are no longer open */
	assert_int_equal(desk_count(desk, "CA"), SHEETS - 3);
	assert_int_equal(desk_count(desk, "Mexico"), 1);
	assert_int_equal(desk_flagged(desk), 1);
	desk_acts(desk, ACT_UNDO, 449, NULL);
	assert_int_equal(desk_count(desk, "CA"), 0);
	assert_int_equal(desk_count(desk, "Mexico"), 1);
	assert_int_equal(desk_count_of(desk, "locality", "Moose Jaw"), 1);
}

/* More than is mended under the lock, of each line some: mended without it. */
static void test_beside_many(void **state)
{
	struct desk *desk = *state;
	struct journals *other;
	struct bulk_done done;

	desk_set(desk, "country", "CA");
	other = desk_locked(desk);
	desk_asks(desk, NULL, false, NULL);
	desk_prepared(desk, SHEETS);
	desk_does_others(desk, other, 50, 420, "flag", "");
	desk_unlocked(other);
	done = desk_ended(desk);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	desk_acts(desk, ACT_UNDO, 7, NULL);
	assert_int_equal(desk_count(desk, "CA"), 0);
}

/* One of its records was changed since: it keeps that, the others are taken
 * back; and put forward again. Who asks for that very record is told why not,
 * and so is who could take nothing back. */
static void test_undone_in_part(void **state)
{
	struct desk *desk = *state;
	struct review_request back = {.op = ACT_UNDO, .by = "mb"};
	struct journals *other;
	struct review_reply reply;
	char id[65];

	history_id(301, id);
	desk_set(desk, "country", "CA");
	assert_int_equal(desk_does(desk, NULL, false, NULL).status, 0);
	other = desk_locked(desk);
	desk_does_other(desk, other, 300, "set",
			",\"term\":\"country\",\"to\":\"Mexico\"");
	desk_unlocked(other);
	back.specimen_id = id;
	review_submit(desk->store, &back, 2, desk->box);
	reply = desk_replied(desk, 2);
	assert_int_equal(reply.status, -1);
	assert_non_null(strstr(reply.error.text, "kk changed it since"));
	back.specimen_id = NULL;
	review_submit(desk->store, &back, 3, desk->box);
	assert_int_equal(desk_saved(desk, 3).left, 1);
	assert_int_equal(desk_count(desk, "CA"), 0);
	assert_int_equal(desk_count(desk, "Mexico"), 1);
	back.op = ACT_REDO;
	review_submit(desk->store, &back, 4, desk->box);
	assert_int_equal(desk_saved(desk, 4).left, 1);
	assert_int_equal(desk_count(desk, "CA"), SHEETS - 1);
	assert_int_equal(desk_count(desk, "Mexico"), 1);
	desk->ask.with_signed = true;
	desk_set(desk, "country", "US");
	assert_int_equal(desk_does(desk, NULL, false, NULL).status, 0);
	other = desk_locked(desk);
	desk_does_others(desk, other, 0, SHEETS, "reject",
			 ",\"reason\":\"other\"");
	desk_unlocked(other);
	back.op = ACT_UNDO;
	review_submit(desk->store, &back, 5, desk->box);
	reply = desk_replied(desk, 5);
	assert_int_equal(reply.status, -1);
	assert_non_null(strstr(reply.error.text, "rejected by kk"));
}

/* It tells how far it is; stopped, it has done nothing, and can be asked for
 * again. */
static void test_undo_stopped(void **state)
{
	struct desk *desk = *state;
	const atomic_bool cancel = true;
	struct review_request back = {.op = ACT_UNDO, .by = "mb"};
	struct review_reply reply;
	char *before, *after;

	desk_set(desk, "country", "CA");
	assert_int_equal(desk_does(desk, NULL, false, NULL).status, 0);
	before = desk_edits(desk);
	back.cancel = &cancel;
	review_submit(desk->store, &back, 2, desk->box);
	reply = desk_replied(desk, 2);
	assert_int_equal(reply.status, -1);
	assert_int_equal(reply.error.kind, ERROR_STOPPED);
	after = desk_edits(desk);
	assert_string_equal(before, after);
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	back.cancel = NULL;
	desk->told = 0;
	review_submit(desk->store, &back, 3, desk->box);
	desk_saved(desk, 3);
	assert_true(desk->told > 0);
	assert_int_equal(desk_count(desk, "CA"), 0);
	free(before);
	free(after);
}

/* Makes an undo as the store does; what it says under the lock. */
static int prepares(struct desk *desk, struct store_task *task)
{
	struct bytes edits CLEANUP(bytes_done) = {0};
	struct bytes curated CLEANUP(bytes_done) = {0};
	struct error err;
	int64_t seq;
	int more;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    index_next_seq(desk->index, &seq, &err) < 0)
		fail_msg("%s", err.text);
	more = task->prepare(task, desk->index, seq, &edits, &curated, &err);
	if (more == 0)
		history_append(desk->run, "edits.jsonl", &edits);
	else
		assert_int_equal(edits.len, 0);
	return more;
}

/* Between the look at what is to be taken back, which is one line, and the lock
 * another process of the same curator has changed many records: that is taken
 * back, and all of it. */
static void test_undo_of_what_came(void **state)
{
	struct desk *desk = *state;
	struct review_request undo = {.op = ACT_UNDO, .by = "mb"};
	struct store store = {.run = desk->run};
	struct store_task *task;
	struct error err;

	assert_int_equal(mailbox_new(&store.inbox, &err), 0);
	desk_acts(desk, ACT_SET, 0, "US");
	review_submit(&store, &undo, 2, desk->box);
	task = CONTAINER_OF(mailbox_take(store.inbox), struct store_task, mail);
	assert_int_equal(index_fold(desk->index, -1, NULL, &err), 0);
	assert_int_equal(task->ready(task, desk->index, 1, &err), 0);
	desk_set(desk, "country", "CA");
	assert_int_equal(desk_does(desk, NULL, false, NULL).status, 0);
	assert_int_equal(prepares(desk, task), STORE_TASK_AGAIN);
	while (task->ready(task, desk->index, 1, &err) > 0)
		;
	assert_int_equal(prepares(desk, task), 0);
	task->done(task, 0, NULL);
	desk_saved(desk, 2);
	assert_int_equal(desk_count(desk, "CA"), 0);
	assert_int_equal(desk_count(desk, "US"), 1);
	mailbox_free(store.inbox);
}

/* An index that is made anew while it follows what was written is at its
 * beginning, and not at what can still be stopped. */
static void test_followed_anew(void **state)
{
	struct desk *desk = *state;
	struct many many = {
		.dir = desk->run->dir,
		.from = INT64_C(1) << 30,
		.to = INT64_C(1) << 31,
	};

	assert_int_equal(many_followed(&many, desk->index), 0);
}

/* Few records with long values take several lines, too: one undo takes all of
 * them back. */
static void test_long_values(void **state)
{
	enum { RECORDS = 60, BYTES = 60000 };
	struct desk *desk = *state;
	char *ids[RECORDS], *text = mem_zalloc(BYTES + 1);
	struct bulk_done done;

	for (unsigned int i = 0; i < RECORDS; i++) {
		ids[i] = mem_zalloc(65);
		history_id(i + 1, ids[i]);
	}
	memset(text, 'x', BYTES);
	desk->change.to = text;
	desk->ask.ids = ids;
	desk->ask.n_ids = RECORDS;
	done = desk_does(desk, NULL, false, NULL);
	assert_int_equal(done.status, 0);
	assert_true(done.revision > 1);
	assert_int_equal(desk_count(desk, text), RECORDS);
	desk_acts(desk, ACT_UNDO, 0, NULL);
	assert_int_equal(desk_count(desk, text), 0);
	for (size_t i = 0; i < RECORDS; i++)
		free(ids[i]);
	free(text);
}

/* What others changed since it was shown: refused as a whole, or left out. */
static void test_stale(void **state)
{
	struct desk *desk = *state;
	struct bulk_plan shown;
	struct bulk_done done;
	char *before, *after;

	desk_plan(desk, &shown);
	assert_int_equal(shown.n_items, SHEETS / 2);
	desk_acts(desk, ACT_SET, 1, "Mexico");	/* changes to another value */
	desk_acts(desk, ACT_SET, 3, "Canada");	/* is not to be changed now */
	desk_acts(desk, ACT_SET, 4, "Cananda"); /* and this one is */
	before = desk_edits(desk);
	done = desk_does(desk, &shown, false, NULL);
	assert_int_equal(done.status, -1);
	assert_int_equal(done.error.kind, ERROR_STALE);
	after = desk_edits(desk);
	assert_string_equal(before, after);
	done = desk_does(desk, &shown, true, NULL);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS / 2 - 2);
	assert_int_equal(desk_count(desk, "Mexico"), 1);
	assert_int_equal(desk_count(desk, "Cananda"), 1);
	free(before);
	free(after);
	bulk_plan_done(&shown);
}

/* Nothing of it is in force, and nothing is left in the file. */
static void test_cancelled(void **state)
{
	struct desk *desk = *state;
	const atomic_bool cancel = true;
	struct bulk_done done;
	char *after;

	desk_set(desk, "country", "CA");
	done = desk_does(desk, NULL, false, &cancel);
	assert_int_equal(done.status, -1);
	assert_int_equal(done.error.kind, ERROR_STOPPED);
	after = desk_edits(desk);
	assert_true(after == NULL || after[0] == '\0');
	assert_int_equal(desk_count(desk, "CA"), 0);
	free(after);
}

/* What cannot be done is refused before a line of it is written. */
static void test_refused(void **state)
{
	struct desk *desk = *state;
	struct bulk_done done;
	char *after;

	desk_set(desk, "country", "CA");
	done = desk_does(desk, NULL, false, NULL);
	assert_int_equal(done.status, 0);
	desk_set(desk, "nosuch", "");
	done = desk_does(desk, NULL, false, NULL);
	assert_int_equal(done.status, -1);
	assert_int_equal(done.error.kind, ERROR_USAGE);
	after = desk_edits(desk);
	assert_null(strstr(after, "nosuch"));
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	free(after);
}

/* Again: there is nothing left to do, which is no failure. */
static void test_nothing_to_do(void **state)
{
	struct desk *desk = *state;
	struct bulk_done done;

	done = desk_does(desk, NULL, false, NULL);
	assert_int_equal(done.counts.changed, SHEETS / 2);
	done = desk_does(desk, NULL, false, NULL);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, 0);
}

/* A newer request, or a cancel, takes the place of what goes on. */
static void test_thread(void **state)
{
	struct desk *desk = *state;
	struct columns *columns;
	struct columns_values *values = NULL;
	struct mail *mail = NULL;
	struct error err;

	if (columns_start(desk->run, desk->box, &columns, &err) < 0)
		fail_msg("%s", err.text);
	for (uint64_t i = 1; i <= 50; i++)
		columns_ask_values(columns, i, &desk->ask.filter, "country");
	for (uint64_t got = 0; got < 50;) {
		mail = mailbox_wait(desk->box, 60000);
		assert_non_null(mail);
		assert_int_equal(mail->kind, COLUMNS_MAIL_VALUES);
		values = CONTAINER_OF(mail, struct columns_values, mail);
		got = values->ticket;
		if (got < 50)
			mail_free(mail);
	}
	assert_int_equal(values->column->n, 2);
	assert_int_equal(values->column->records, SHEETS);
	columns_ask_clusters(columns, 51, values->column, CLUSTER_NEIGHBOUR);
	mail_free(mail);
	mail = mailbox_wait(desk->box, 60000);
	assert_int_equal(mail->kind, COLUMNS_MAIL_CLUSTERS);
	assert_int_equal(
		CONTAINER_OF(mail, struct columns_clusters, mail)->clusters.n,
		1);
	mail_free(mail);
	columns_ask_plan(columns, 52, &desk->ask);
	mail = mailbox_wait(desk->box, 60000);
	assert_int_equal(mail->kind, COLUMNS_MAIL_PLAN);
	assert_int_equal(
		CONTAINER_OF(mail, struct columns_plan, mail)->n_images,
		SHEETS / 2);
	mail_free(mail);
	columns_ask_values(columns, 53, &desk->ask.filter, "country");
	columns_cancel(columns);
	columns_stop(columns);
}

/* The bulk is of these sheets alone. */
static void only(struct desk *desk, const unsigned int *sheets, size_t n,
		 char ids[][65], char **ret)
{
	for (size_t i = 0; i < n; i++) {
		history_id(sheets[i] + 1, ids[i]);
		ret[i] = ids[i];
	}
	desk->ask.ids = ret;
	desk->ask.n_ids = n;
}

/* Two records have a value; of five, of which one of those is one, blanks are to
 * be filled. */
static void fill_asked(struct desk *desk, char ids[][65], char **list)
{
	static const unsigned int marked[] = {0, 2, 3, 4, 6};

	desk_set(desk, "habitat", "bog");
	only(desk, (const unsigned int[]){2}, 1, ids, list);
	assert_int_equal(desk_does(desk, NULL, false, NULL).counts.changed, 1);
	desk_set(desk, "habitat", "fen");
	only(desk, (const unsigned int[]){5}, 1, ids, list);
	assert_int_equal(desk_does(desk, NULL, false, NULL).counts.changed, 1);
	desk->change.to = NULL;
	desk->change.fill = true;
	desk->ask.order = ORDER_NAME;
	only(desk, marked, ARRAY_LEN(marked), ids, list);
}

/* Marked blanks take the nearest value above, in the order that is asked for;
 * what has a value keeps it, and above the first there is nothing. */
static void test_fill(void **state)
{
	struct desk *desk = *state;
	struct bulk_plan got;
	char ids[5][65], *list[5];

	fill_asked(desk, ids, list);
	desk_plan(desk, &got);
	assert_int_equal(got.counts.records, 5);
	assert_int_equal(got.n_items, 3);
	assert_int_equal(got.n_pairs, 2);
	assert_string_equal(got.pairs[0].from, "");
	assert_string_equal(got.pairs[0].to, "bog");
	assert_int_equal(got.pairs[0].n, 2);
	assert_string_equal(got.pairs[1].to, "fen");
	assert_int_equal(desk_does(desk, &got, false, NULL).counts.changed, 3);
	bulk_plan_done(&got);
	desk_plan(desk, &got);
	assert_int_equal(got.n_items, 0);
	bulk_plan_done(&got);
}

/* Whoever may be the second reader of a record learns nothing of it from what
 * is filled below it; others take its value. */
static void test_fill_blind(void **state)
{
	struct desk *desk = *state;
	struct journals *other;
	struct bulk_plan got;
	char ids[5][65], *list[5];

	fill_asked(desk, ids, list);
	desk_acts(desk, ACT_APPROVE, 5, NULL);
	other = desk_locked(desk);
	desk_does_other(desk, other, 5, "flag", ",\"reason\":\"second\"");
	desk_unlocked(other);
	for (int knows = 0; knows < 2; knows++) {
		desk->ask.filter.eyes = knows ? "mb" : "new";
		desk_plan(desk, &got);
		assert_int_equal(got.n_items, 2 + knows);
		assert_int_equal(got.n_pairs, 1 + knows);
		assert_string_equal(got.pairs[0].to, "bog");
		assert_int_equal(got.pairs[0].n, 2);
		if (knows)
			assert_string_equal(got.pairs[1].to, "fen");
		bulk_plan_done(&got);
	}
	desk->ask.filter.eyes = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(test_done_and_undone),
		DESK_TEST(test_undone_beside_others),
		DESK_TEST(test_undone_but_signed),
		DESK_TEST(test_beside_others),
		DESK_TEST(test_beside_many),
		DESK_TEST(test_undone_in_part),
		DESK_TEST(test_undo_stopped),
		DESK_TEST(test_undo_of_what_came),
		DESK_TEST(test_followed_anew),
		DESK_TEST(test_long_values),
		DESK_TEST(test_stale),
		DESK_TEST(test_cancelled),
		DESK_TEST(test_refused),
		DESK_TEST(test_nothing_to_do),
		DESK_TEST(test_fill),
		DESK_TEST(test_fill_blind),
		DESK_TEST(test_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
