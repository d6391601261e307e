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
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define SHEETS 450 /* three lines */

struct desk {
	char *dir;
	struct run *run;
	struct store *store;
	struct mailbox *box;
	struct index *index;
	struct bulk_ask ask; /* of constants */
	struct bulk_change change;
	char term[32], to[32]; /* of it */
	size_t told;	       /* progress mails of the last bulk */
};

static void set(struct desk *desk, const char *term, const char *to)
{
	snprintf(desk->term, sizeof(desk->term), "%s", term);
	snprintf(desk->to, sizeof(desk->to), "%s", to);
}

static int setup(void **state)
{
	struct desk *desk = mem_zalloc(sizeof(*desk));
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct error err;

	desk->dir = scratch_new();
	desk->run = history_run(desk->dir);
	for (unsigned int i = 0; i < SHEETS; i++) {
		char id[65], image[32];

		history_id(i + 1, id);
		snprintf(image, sizeof(image), "%03u.jpg", i);
		history_outcome(&raw, id, image, "m1",
				i % 2 == 0 ? "country=Canada|locality=Regina"
					   : "country=Cananda|locality=Regina");
	}
	history_append(desk->run, "raw.jsonl", &raw);
	if (mailbox_new(&desk->box, &err) < 0 ||
	    index_open(desk->run, INDEX_FOLD, &desk->index, &err) < 0 ||
	    index_fold(desk->index, -1, NULL, &err) < 0 ||
	    store_start(desk->run, &desk->store, &err) < 0)
		fail_msg("%s", err.text);
	index_filter_init(&desk->ask.filter);
	desk->change = (struct bulk_change){.term = desk->term, .to = desk->to};
	set(desk, "country", "Canada");
	desk->ask.changes = &desk->change;
	desk->ask.n = 1;
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;

	index_close(desk->index);
	store_stop(desk->store);
	mailbox_free(desk->box);
	run_close(desk->run);
	scratch_free(desk->dir);
	free(desk);
	return 0;
}

static void asks(struct desk *desk, const struct bulk_plan *shown,
		 bool leave_stale, const atomic_bool *cancel)
{
	const struct bulk_order order = {
		.ask = &desk->ask,
		.by = "mb",
		.shown = shown != NULL ? shown->marks : NULL,
		.n_shown = shown != NULL ? shown->n_items : 0,
		.leave_stale = leave_stale,
		.cancel = cancel,
	};

	desk->told = 0;
	bulk_submit(desk->store, &order, 7, desk->box);
}

/* Waits until so many records are prepared. */
static void prepared(struct desk *desk, size_t records)
{
	size_t done = 0;

	while (done < records) {
		struct mail *mail = mailbox_wait(desk->box, 60000);

		assert_non_null(mail);
		assert_int_equal(mail->kind, BULK_MAIL_PROGRESS);
		done = CONTAINER_OF(mail, struct bulk_progress, mail)->done;
		mail_free(mail);
	}
}

static struct bulk_done ended(struct desk *desk)
{
	for (;;) {
		struct mail *mail = mailbox_wait(desk->box, 60000);
		struct bulk_done done;

		assert_non_null(mail);
		desk->told += mail->kind == BULK_MAIL_PROGRESS;
		if (mail->kind != BULK_MAIL_DONE) {
			mail_free(mail);
			continue;
		}
		done = *CONTAINER_OF(mail, struct bulk_done, mail);
		mail_free(mail);
		assert_int_equal(done.ticket, 7);
		return done;
	}
}

/* Does it and waits: its end. */
static struct bulk_done does(struct desk *desk, const struct bulk_plan *shown,
			     bool leave_stale, const atomic_bool *cancel)
{
	asks(desk, shown, leave_stale, cancel);
	return ended(desk);
}

static void plan(struct desk *desk, struct bulk_plan *ret)
{
	struct error err;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    bulk_plan_make(desk->index, &desk->ask, NULL, 0, NULL, NULL, ret,
			   &err) < 0)
		fail_msg("%s", err.text);
}

/* How many open records have this value. */
static size_t count_of(struct desk *desk, const char *term, const char *value)
{
	struct column *column;
	struct error err;
	size_t n = 0;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    column_read(desk->index, &desk->ask.filter, term, NULL, NULL,
			&column, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < column->n; i++)
		if (strcmp(column->values[i].text, value) == 0)
			n = column->values[i].n;
	column_release(column);
	return n;
}

static size_t count(struct desk *desk, const char *country)
{
	return count_of(desk, "country", country);
}

/* Waits for the reply to this one. */
static struct review_reply replied(struct desk *desk, uint64_t ticket)
{
	for (;;) {
		struct mail *mail = mailbox_wait(desk->box, 60000);
		struct review_reply reply;

		assert_non_null(mail);
		desk->told += mail->kind == REVIEW_MAIL_PROGRESS;
		if (mail->kind == REVIEW_MAIL_SAVED) {
			reply = *CONTAINER_OF(mail, struct review_reply, mail);
			mail_free(mail);
			assert_int_equal(reply.ticket, ticket);
			return reply;
		}
		mail_free(mail);
	}
}

/* Which has to be good. */
static struct review_reply saved(struct desk *desk, uint64_t ticket)
{
	struct review_reply reply = replied(desk, ticket);

	if (reply.status < 0)
		fail_msg("%s", reply.error.text);
	return reply;
}

static void acts(struct desk *desk, enum act_op op, unsigned int sheet,
		 const char *value)
{
	struct review_request request = {.op = op,
					 .by = "mb",
					 .term = "country",
					 .value = value,
					 .override = true,
					 .reason = "seen"};
	char id[65];

	history_id(sheet + 1, id);
	request.specimen_id = id;
	review_submit(desk->store, &request, 1, desk->box);
	saved(desk, 1);
}

/* Another process, which has the lock, does something to each of these. */
static void does_others(struct desk *desk, struct journals *other,
			unsigned int from, unsigned int to, const char *op,
			const char *rest)
{
	struct bytes edits CLEANUP(bytes_done) = {0};
	struct error err;
	int64_t seq;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    index_next_seq(desk->index, &seq, &err) < 0)
		fail_msg("%s", err.text);
	for (unsigned int sheet = from; sheet < to; sheet++) {
		char id[65];

		history_id(sheet + 1, id);
		history_act(&edits, seq++, "kk", id, op, rest);
	}
	if (journals_append(other, JOURNAL_EDITS, edits.data, edits.len, NULL,
			    &err) < 0)
		fail_msg("%s", err.text);
}

static void does_other(struct desk *desk, struct journals *other,
		       unsigned int sheet, const char *op, const char *rest)
{
	does_others(desk, other, sheet, sheet + 1, op, rest);
}

static struct journals *locked(const struct desk *desk)
{
	struct journals *other;
	struct error err;

	if (journals_open(desk->run->dir, &other, &err) < 0 ||
	    journals_lock(other, NULL, &err) < 0)
		fail_msg("%s", err.text);
	return other;
}

static void unlocked(struct journals *other)
{
	journals_unlock(other);
	journals_close(other);
}

static size_t flagged(struct desk *desk)
{
	struct index_counts counts;
	struct error err;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    index_counts(desk->index, &counts, &err) < 0)
		fail_msg("%s", err.text);
	return counts.flagged;
}

static char *edits(const struct desk *desk)
{
	return scratch_read(desk->run->dir, "edits.jsonl", NULL);
}

/* All of them in three lines, one undo, one redo. */
static void test_done_and_undone(void **state)
{
	struct desk *desk = *state;
	struct bulk_plan shown;
	struct bulk_done done;

	set(desk, "country", "CA");
	plan(desk, &shown);
	assert_int_equal(shown.counts.changed, SHEETS);
	assert_int_equal(shown.n_pairs, 2);
	done = does(desk, &shown, false, NULL);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(done.revision, 3);
	assert_int_equal(done.lines, 3);
	assert_true(desk->told > 0);
	assert_int_equal(count(desk, "CA"), SHEETS);
	acts(desk, ACT_UNDO, 200, NULL);
	assert_int_equal(count(desk, "CA"), 0);
	assert_int_equal(count(desk, "Canada"), SHEETS / 2);
	acts(desk, ACT_REDO, 201, NULL);
	assert_int_equal(count(desk, "CA"), SHEETS);
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
		acts(desk, ACT_APPROVE, i, NULL);
	set(desk, "country", "CA");
	desk->ask.with_signed = true;
	done = does(desk, NULL, false, NULL);
	if (done.status < 0)
		fail_msg("%s", done.error.text);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(done.counts.signed_in, 3);
	other = locked(desk);
	review_submit(desk->store, &undo, 2, desk->box);
	does_other(desk, other, 400, "flag", "");
	unlocked(other);
	assert_int_equal(saved(desk, 2).left, 0);
	assert_int_equal(count(desk, "CA"), 0);
	assert_int_equal(count(desk, "Canada"), SHEETS / 2);
	assert_int_equal(flagged(desk), 1);
}

/* Waits until all lines of an undo are made. */
static void undo_made(struct desk *desk)
{
	int made = 0;

	while (made < 1000) {
		struct mail *mail = mailbox_wait(desk->box, 60000);

		assert_non_null(mail);
		assert_int_equal(mail->kind, REVIEW_MAIL_PROGRESS);
		made = CONTAINER_OF(mail, struct review_progress, mail)->made;
		mail_free(mail);
	}
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

	set(desk, "country", "CA");
	assert_int_equal(does(desk, NULL, false, NULL).status, 0);
	other = locked(desk);
	review_submit(desk->store, &undo, 2, desk->box);
	undo_made(desk);
	does_others(desk, other, 0, SHEETS - 10, "approve", ",\"record\":{}");
	unlocked(other);
	assert_int_equal(saved(desk, 2).left, SHEETS - 10);
	assert_int_equal(index_fold(desk->index, -1, NULL, NULL), 0);
	assert_int_equal(index_counts(desk->index, &counts, NULL), 0);
	assert_int_equal(counts.by_status[STATUS_APPROVED], SHEETS - 10);
	assert_int_equal(count(desk, "CA"), SHEETS - 10);
	assert_int_equal(count(desk, "Canada"), 5);
	history_id(1, first);
	named = mem_printf("\"specimen_id\":\"%s\",\"image\":\"000.jpg\","
			   "\"op\":\"undo\"",
			   first);
	lines = edits(desk);
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

	set(desk, "country", "CA");
	other = locked(desk);
	asks(desk, NULL, false, NULL);
	prepared(desk, SHEETS);
	does_other(desk, other, 0, "approve", ",\"record\":{}");
	does_other(desk, other, 200, "reject", ",\"reason\":\"other\"");
	does_other(desk, other, 201, "set",
		   ",\"term\":\"country\",\"to\":\"Mexico\"");
	does_other(desk, other, 449, "set",
		   ",\"term\":\"locality\",\"to\":\"Moose Jaw\"");
	does_other(desk, other, 3, "flag", "");
	unlocked(other);
	done = ended(desk);
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
	assert_int_equal(count(desk, "CA"), SHEETS - 3);
	assert_int_equal(count(desk, "Mexico"), 1);
	assert_int_equal(flagged(desk), 1);
	acts(desk, ACT_UNDO, 449, NULL);
	assert_int_equal(count(desk, "CA"), 0);
	assert_int_equal(count(desk, "Mexico"), 1);
	assert_int_equal(count_of(desk, "locality", "Moose Jaw"), 1);
}

/* More than is mended under the lock, of each line some: mended without it. */
static void test_beside_many(void **state)
{
	struct desk *desk = *state;
	struct journals *other;
	struct bulk_done done;

	set(desk, "country", "CA");
	other = locked(desk);
	asks(desk, NULL, false, NULL);
	prepared(desk, SHEETS);
	does_others(desk, other, 50, 420, "flag", "");
	unlocked(other);
	done = ended(desk);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(count(desk, "CA"), SHEETS);
	acts(desk, ACT_UNDO, 7, NULL);
	assert_int_equal(count(desk, "CA"), 0);
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
	set(desk, "country", "CA");
	assert_int_equal(does(desk, NULL, false, NULL).status, 0);
	other = locked(desk);
	does_other(desk, other, 300, "set",
		   ",\"term\":\"country\",\"to\":\"Mexico\"");
	unlocked(other);
	back.specimen_id = id;
	review_submit(desk->store, &back, 2, desk->box);
	reply = replied(desk, 2);
	assert_int_equal(reply.status, -1);
	assert_non_null(strstr(reply.error.text, "kk changed it since"));
	back.specimen_id = NULL;
	review_submit(desk->store, &back, 3, desk->box);
	assert_int_equal(saved(desk, 3).left, 1);
	assert_int_equal(count(desk, "CA"), 0);
	assert_int_equal(count(desk, "Mexico"), 1);
	back.op = ACT_REDO;
	review_submit(desk->store, &back, 4, desk->box);
	assert_int_equal(saved(desk, 4).left, 1);
	assert_int_equal(count(desk, "CA"), SHEETS - 1);
	assert_int_equal(count(desk, "Mexico"), 1);
	desk->ask.with_signed = true;
	set(desk, "country", "US");
	assert_int_equal(does(desk, NULL, false, NULL).status, 0);
	other = locked(desk);
	does_others(desk, other, 0, SHEETS, "reject", ",\"reason\":\"other\"");
	unlocked(other);
	back.op = ACT_UNDO;
	review_submit(desk->store, &back, 5, desk->box);
	reply = replied(desk, 5);
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

	set(desk, "country", "CA");
	assert_int_equal(does(desk, NULL, false, NULL).status, 0);
	before = edits(desk);
	back.cancel = &cancel;
	review_submit(desk->store, &back, 2, desk->box);
	reply = replied(desk, 2);
	assert_int_equal(reply.status, -1);
	assert_int_equal(reply.error.kind, ERROR_STOPPED);
	after = edits(desk);
	assert_string_equal(before, after);
	assert_int_equal(count(desk, "CA"), SHEETS);
	back.cancel = NULL;
	desk->told = 0;
	review_submit(desk->store, &back, 3, desk->box);
	saved(desk, 3);
	assert_true(desk->told > 0);
	assert_int_equal(count(desk, "CA"), 0);
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
	acts(desk, ACT_SET, 0, "US");
	review_submit(&store, &undo, 2, desk->box);
	task = CONTAINER_OF(mailbox_take(store.inbox), struct store_task, mail);
	assert_int_equal(index_fold(desk->index, -1, NULL, &err), 0);
	assert_int_equal(task->ready(task, desk->index, 1, &err), 0);
	set(desk, "country", "CA");
	assert_int_equal(does(desk, NULL, false, NULL).status, 0);
	assert_int_equal(prepares(desk, task), STORE_TASK_AGAIN);
	while (task->ready(task, desk->index, 1, &err) > 0)
		;
	assert_int_equal(prepares(desk, task), 0);
	task->done(task, 0, NULL);
	saved(desk, 2);
	assert_int_equal(count(desk, "CA"), 0);
	assert_int_equal(count(desk, "US"), 1);
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
	done = does(desk, NULL, false, NULL);
	assert_int_equal(done.status, 0);
	assert_true(done.revision > 1);
	assert_int_equal(count(desk, text), RECORDS);
	acts(desk, ACT_UNDO, 0, NULL);
	assert_int_equal(count(desk, text), 0);
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

	plan(desk, &shown);
	assert_int_equal(shown.n_items, SHEETS / 2);
	acts(desk, ACT_SET, 1, "Mexico");  /* changes to another value */
	acts(desk, ACT_SET, 3, "Canada");  /* is not to be changed now */
	acts(desk, ACT_SET, 4, "Cananda"); /* and this one is */
	before = edits(desk);
	done = does(desk, &shown, false, NULL);
	assert_int_equal(done.status, -1);
	assert_int_equal(done.error.kind, ERROR_STALE);
	after = edits(desk);
	assert_string_equal(before, after);
	done = does(desk, &shown, true, NULL);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS / 2 - 2);
	assert_int_equal(count(desk, "Mexico"), 1);
	assert_int_equal(count(desk, "Cananda"), 1);
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

	set(desk, "country", "CA");
	done = does(desk, NULL, false, &cancel);
	assert_int_equal(done.status, -1);
	assert_int_equal(done.error.kind, ERROR_STOPPED);
	after = edits(desk);
	assert_true(after == NULL || after[0] == '\0');
	assert_int_equal(count(desk, "CA"), 0);
	free(after);
}

/* What cannot be done is refused before a line of it is written. */
static void test_refused(void **state)
{
	struct desk *desk = *state;
	struct bulk_done done;
	char *after;

	set(desk, "country", "CA");
	done = does(desk, NULL, false, NULL);
	assert_int_equal(done.status, 0);
	set(desk, "nosuch", "");
	done = does(desk, NULL, false, NULL);
	assert_int_equal(done.status, -1);
	assert_int_equal(done.error.kind, ERROR_USAGE);
	after = edits(desk);
	assert_null(strstr(after, "nosuch"));
	assert_int_equal(count(desk, "CA"), SHEETS);
	free(after);
}

/* Again: there is nothing left to do, which is no failure. */
static void test_nothing_to_do(void **state)
{
	struct desk *desk = *state;
	struct bulk_done done;

	done = does(desk, NULL, false, NULL);
	assert_int_equal(done.counts.changed, SHEETS / 2);
	done = does(desk, NULL, false, NULL);
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

/* Marked blanks take the nearest value above, in the order that is asked for;
 * what has a value keeps it, and above the first there is nothing. */
static void test_fill(void **state)
{
	static const unsigned int marked[] = {0, 2, 3, 4, 6};
	struct desk *desk = *state;
	struct bulk_plan got;
	char ids[5][65], *list[5];

	set(desk, "habitat", "bog");
	only(desk, (const unsigned int[]){2}, 1, ids, list);
	assert_int_equal(does(desk, NULL, false, NULL).counts.changed, 1);
	set(desk, "habitat", "fen");
	only(desk, (const unsigned int[]){5}, 1, ids, list);
	assert_int_equal(does(desk, NULL, false, NULL).counts.changed, 1);
	desk->change.to = NULL;
	desk->change.fill = true;
	desk->ask.order = ORDER_NAME;
	only(desk, marked, ARRAY_LEN(marked), ids, list);
	plan(desk, &got);
	assert_int_equal(got.counts.records, ARRAY_LEN(marked));
	assert_int_equal(got.n_items, 3);
	assert_int_equal(got.n_pairs, 2);
	assert_string_equal(got.pairs[0].from, "");
	assert_string_equal(got.pairs[0].to, "bog");
	assert_int_equal(got.pairs[0].n, 2);
	assert_string_equal(got.pairs[1].to, "fen");
	assert_int_equal(does(desk, &got, false, NULL).counts.changed, 3);
	bulk_plan_done(&got);
	plan(desk, &got);
	assert_int_equal(got.n_items, 0);
	bulk_plan_done(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_done_and_undone, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_undone_beside_others,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_undone_but_signed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_beside_others, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_beside_many, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_undone_in_part, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_undo_stopped, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_undo_of_what_came, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_followed_anew, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_long_values, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_stale, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cancelled, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing_to_do, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_fill, setup, teardown),
		cmocka_unit_test_setup_teardown(test_thread, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
