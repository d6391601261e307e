/*
 * desk.c: see desk.h.
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
#include "review/columns/column.h"
#include "run/index/counts.h"
#include "run/journal/journal.h"
#include "tests/kit/desk.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

void desk_set(struct desk *desk, const char *term, const char *to)
{
	snprintf(desk->term, sizeof(desk->term), "%s", term);
	snprintf(desk->to, sizeof(desk->to), "%s", to);
}

int desk_setup(void **state)
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
	desk_set(desk, "country", "Canada");
	desk->ask.changes = &desk->change;
	desk->ask.n = 1;
	*state = desk;
	return 0;
}

int desk_teardown(void **state)
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

void desk_asks(struct desk *desk, const struct bulk_plan *shown,
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
void desk_prepared(struct desk *desk, size_t records)
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

struct bulk_done desk_ended(struct desk *desk)
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
struct bulk_done desk_does(struct desk *desk, const struct bulk_plan *shown,
			   bool leave_stale, const atomic_bool *cancel)
{
	desk_asks(desk, shown, leave_stale, cancel);
	return desk_ended(desk);
}

void desk_plan(struct desk *desk, struct bulk_plan *ret)
{
	struct error err;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    bulk_plan_make(desk->index, &desk->ask, NULL, 0, NULL, NULL, ret,
			   &err) < 0)
		fail_msg("%s", err.text);
}

/* How many open records have this value. */
size_t desk_count_of(struct desk *desk, const char *term, const char *value)
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

size_t desk_count(struct desk *desk, const char *country)
{
	return desk_count_of(desk, "country", country);
}

/* Waits for the reply to this one. */
struct review_reply desk_replied(struct desk *desk, uint64_t ticket)
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
struct review_reply desk_saved(struct desk *desk, uint64_t ticket)
{
	struct review_reply reply = desk_replied(desk, ticket);

	if (reply.status < 0)
		fail_msg("%s", reply.error.text);
	return reply;
}

void desk_acts(struct desk *desk, enum act_op op, unsigned int sheet,
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
	desk_saved(desk, 1);
}

/* Another process, which has the lock, does something to each of these. */
void desk_does_others(struct desk *desk, struct journals *other,
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

void desk_does_other(struct desk *desk, struct journals *other,
		     unsigned int sheet, const char *op, const char *rest)
{
	desk_does_others(desk, other, sheet, sheet + 1, op, rest);
}

struct journals *desk_locked(const struct desk *desk)
{
	struct journals *other;
	struct error err;

	if (journals_open(desk->run->dir, &other, &err) < 0 ||
	    journals_lock(other, NULL, &err) < 0)
		fail_msg("%s", err.text);
	return other;
}

void desk_unlocked(struct journals *other)
{
	journals_unlock(other);
	journals_close(other);
}

size_t desk_flagged(struct desk *desk)
{
	struct index_counts counts;
	struct error err;

	if (index_fold(desk->index, -1, NULL, &err) < 0 ||
	    index_counts(desk->index, &counts, &err) < 0)
		fail_msg("%s", err.text);
	return counts.flagged;
}

char *desk_edits(const struct desk *desk)
{
	return scratch_read(desk->run->dir, "edits.jsonl", NULL);
}

/* Waits until all lines of an undo are made. */
void desk_undo_made(struct desk *desk)
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
