/*
 * test_many.c: an act on many records on its way through the store, and what of
 * it is left when the store ends.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "review/spool.h"
#include "run/index/specimen.h"
#include "run/store/thread.h"
#include "tests/kit/desk.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

/* Lines of the bulk, as another process wrote them: `records` of them. */
static void put_group(struct desk *desk, unsigned int records, const char *to)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct bytes rest CLEANUP(bytes_done) = {0};

	bytes_append_str(&rest,
			 ",\"group\":\"g\",\"group_end\":1,\"changes\":[");
	for (unsigned int i = 0; i < records; i++) {
		char id[65];

		history_id(i + 1, id);
		bytes_printf(&rest,
			     "%s{\"specimen_id\":\"%s\",\"term\":\"country\","
			     "\"from\":\"Canada\",\"to\":\"%s\"}",
			     i > 0 ? "," : "", id, to);
	}
	bytes_append_str(&rest, "]");
	history_act(&line, 1, "kk", NULL, "bulk", rest.data);
	history_append(desk->run, "edits.jsonl", &line);
}

static size_t late_rows(struct desk *desk)
{
	size_t late;

	assert_int_equal(index_rows_late(desk->index, &late, NULL), 0);
	return late;
}

/* What a store leaves behind that has just seen a bulk of so many records: the
 * rows that are late. */
static size_t leaves(struct desk *desk, unsigned int records, bool owes)
{
	struct store store = {
		.run = desk->run, .told = true, .owes = owes, .fold_due = true};
	struct specimen specimen;
	char id[65];

	store_stop(desk->store);
	desk->store = NULL;
	store.index = desk->index;
	assert_int_equal(pthread_mutex_init(&store.lock, NULL), 0);
	put_group(desk, records, "CA");
	store_fold_last(&store);
	assert_false(store.lines_due);
	mail_free(store.untold[0]);
	pthread_mutex_destroy(&store.lock);
	history_id(records, id);
	assert_int_equal(index_specimen(desk->index, id, &specimen, NULL), 0);
	assert_string_equal(record_value(&specimen.record, "country"), "CA");
	specimen_done(&specimen);
	return late_rows(desk);
}

/* Many rows are left to whoever comes next, … */
static void test_leaves_many_rows(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(leaves(desk, SHEETS, false), SHEETS);
	assert_int_equal(store_start(desk->run, &desk->store, NULL), 0);
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	assert_int_equal(late_rows(desk), 0);
}

/* … few are made, … */
static void test_leaves_no_few_rows(void **state)
{
	assert_int_equal(leaves(*state, 20, false), 0);
}

/* … and so are all from which signed lines follow that it has to write. */
static void test_leaves_no_rows_that_sign(void **state)
{
	assert_int_equal(leaves(*state, SHEETS, true), 0);
}

/* Waits until the lines of the bulk are written. */
static void is_written(struct desk *desk)
{
	bool written = false;

	while (!written) {
		struct mail *mail = mailbox_wait(desk->box, 60000);

		assert_non_null(mail);
		written = mail->kind != BULK_MAIL_PROGRESS ||
			  CONTAINER_OF(mail, struct bulk_progress, mail)
					  ->followed >= 0;
		if (mail->kind == BULK_MAIL_DONE)
			mailbox_post(desk->box, mail);
		else
			mail_free(mail);
	}
}

/* All that the index says. */
static char *dump(struct desk *desk)
{
	assert_int_equal(index_fold(desk->index, -1, NULL, NULL), 0);
	return history_dump(desk->index);
}

/* The console is left while the index follows what was written: who has signed
 * is withdrawn in curated.jsonl, and the next one has all of it. */
static void test_left_while_it_follows(void **state)
{
	struct desk *desk = *state;
	char *signed_lines CLEANUP(mem_free_str) = NULL;
	char *followed CLEANUP(mem_free_str) = NULL;
	char *anew CLEANUP(mem_free_str) = NULL;

	desk_acts(desk, ACT_APPROVE, 7, NULL);
	desk_set(desk, "country", "CA");
	desk->ask.with_signed = true;
	desk_asks(desk, NULL, false, NULL);
	is_written(desk);
	store_stop(desk->store);
	desk->store = NULL;
	assert_int_equal(desk_ended(desk).status, 0);
	signed_lines = scratch_read(desk->run->dir, "curated.jsonl", NULL);
	assert_non_null(strstr(signed_lines, status_word(STATUS_IN_REVIEW)));
	assert_int_equal(desk_count(desk, "CA"), SHEETS);
	followed = dump(desk);
	index_close(desk->index);
	assert_int_equal(unlink(desk->run->index_path), 0);
	assert_int_equal(index_open(desk->run, INDEX_FOLD, &desk->index, NULL),
			 0);
	anew = dump(desk);
	assert_string_equal(followed, anew);
}

/* All of its records are signed or rejected once the lines of an undo are made:
 * it is refused, and not spent: it can be asked for again. */
static void test_undo_that_comes_to_nothing(void **state)
{
	struct desk *desk = *state;
	const struct review_request undo = {.op = ACT_UNDO, .by = "mb"};
	struct review_reply reply;
	struct journals *other;
	char *lines;

	desk_set(desk, "country", "CA");
	assert_int_equal(desk_does(desk, NULL, false, NULL).status, 0);
	other = desk_locked(desk);
	review_submit(desk->store, &undo, 2, desk->box);
	desk_undo_made(desk);
	desk_does_others(desk, other, 0, SHEETS, "reject",
			 ",\"reason\":\"other\"");
	desk_unlocked(other);
	reply = desk_replied(desk, 2);
	assert_int_equal(reply.status, -1);
	assert_non_null(strstr(reply.error.text, "rejected by kk"));
	lines = desk_edits(desk);
	assert_null(strstr(lines, "\"op\":\"undo\""));
	free(lines);
	other = desk_locked(desk);
	desk_does_others(desk, other, 0, SHEETS, "reopen", "");
	desk_unlocked(other);
	review_submit(desk->store, &undo, 3, desk->box);
	assert_int_equal(desk_saved(desk, 3).left, 0);
	assert_int_equal(desk_count(desk, "CA"), 0);
}

/* A sheet that had only a name is read, and changed under its own id, once the
 * lines of a bulk are made that name it. */
static void test_named_one_is_read(void **state)
{
	struct desk *desk = *state;
	struct bytes named CLEANUP(bytes_done) = {0};
	struct bytes hashed CLEANUP(bytes_done) = {0};
	struct journals *other;
	struct bulk_done done;
	char id[65];

	history_outcome(&named, "name:named.jpg", "named.jpg", "m1",
			"country=Cananda");
	history_append(desk->run, "raw.jsonl", &named);
	desk_set(desk, "country", "CA");
	other = desk_locked(desk);
	desk_asks(desk, NULL, false, NULL);
	desk_prepared(desk, SHEETS + 1);
	history_id(SHEETS + 1, id);
	history_outcome(&hashed, id, "named.jpg", "m1", "country=Cananda");
	history_append(desk->run, "raw.jsonl", &hashed);
	desk_does_other(desk, other, SHEETS, "set",
			",\"term\":\"country\",\"to\":\"Mexico\"");
	desk_unlocked(other);
	done = desk_ended(desk);
	assert_int_equal(done.status, 0);
	assert_int_equal(done.counts.changed, SHEETS);
	assert_int_equal(done.counts.stale, 1);
	assert_int_equal(desk_count(desk, "Mexico"), 1);
}

/* What is kept of a change ends early: the message says what is wrong. */
static void test_spool_cut_short(void **state)
{
	struct desk *desk = *state;
	struct bytes line CLEANUP(bytes_done) = {0};
	struct spool *spool;
	struct error err;
	json_t *read = NULL;
	int fd = dup(STDIN_FILENO);

	close(fd); /* the number of what is opened next */
	assert_int_equal(spool_new(desk->run->dir, desk->index, &spool, &err),
			 0);
	for (int i = 0; i < 100000; i++)
		bytes_append_char(&line, ' ');
	assert_int_equal(spool_add(spool, &line, &err), 0);
	assert_int_equal(spool_read(spool, 0, &read, &err), -1);
	assert_null(strstr(err.text, strerror(EIO)));
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(spool_read(spool, 0, &read, &err), -1);
	assert_non_null(strstr(err.text, strerror(EIO)));
	spool_free(spool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(test_leaves_many_rows),
		DESK_TEST(test_leaves_no_few_rows),
		DESK_TEST(test_leaves_no_rows_that_sign),
		DESK_TEST(test_left_while_it_follows),
		DESK_TEST(test_undo_that_comes_to_nothing),
		DESK_TEST(test_named_one_is_read),
		DESK_TEST(test_spool_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
