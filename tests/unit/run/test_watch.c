/*
 * test_watch.c: that somebody wrote a journal is noticed, told by the system
 * or looked for.
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

#include "base/file/file.h"
#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "run/store/watch.h"
#include "tests/kit/scratch.h"

/* Runs on the watch's thread. */
static void post(void *box)
{
	mailbox_post(box, mem_zalloc(sizeof(struct mail)));
}

static void await(struct mailbox *box)
{
	struct mail *mail = mailbox_wait(box, 60000);

	assert_non_null(mail);
	mail_free(mail);
}

static void append(const char *dir, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fputs("{}\n", file);
	assert_int_equal(fclose(file), 0);
}

/* Another file in its place: whole at once, so that it is one change. */
static void replace(const char *dir, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	char *other CLEANUP(mem_free_str) = mem_printf("%s.other", path);

	append(dir, "edits.jsonl.other");
	assert_int_equal(rename(other, path), 0);
}

/* Each change is waited for, so that each is known to be told by itself. */
static void check(const struct journal_watch_how *how)
{
	char *dir = scratch_new();
	char *further CLEANUP(mem_free_str) = file_join(dir, "facts.db-wal");
	struct journal_watch *watch;
	struct mailbox *box;
	struct error err;

	assert_int_equal(mailbox_new(&box, &err), 0);
	append(dir, "raw.jsonl");
	if (journal_watch_start_with(dir, further, how, post, box, &watch,
				     &err) < 0) {
		print_message("skipped: %s\n", err.text);
		mailbox_free(box);
		scratch_free(dir);
		skip();
	}
	append(dir, "raw.jsonl");
	await(box);
	replace(dir, "edits.jsonl"); /* was not there before */
	await(box);
	append(dir, "edits.jsonl");
	await(box);
	replace(dir, "edits.jsonl");
	await(box);
	append(dir, "edits.jsonl");
	await(box);
	append(dir, "facts.db-wal");
	await(box);
	append(dir, "index.db"); /* nobody's business */
	journal_watch_stop(watch);
	append(dir, "raw.jsonl");
	assert_null(mailbox_take(box));
	mailbox_free(box);
	scratch_free(dir);
}

static void test_told(void **state)
{
	const struct journal_watch_how how = {.notify = true, .look_ms = -1};

	(void)state;
	check(&how);
}

static void test_looked_for(void **state)
{
	const struct journal_watch_how how = {.look_ms = 10};

	(void)state;
	check(&how);
}

/* Where the system does not tell, it is looked for. */
static void test_no_directory(void **state)
{
	const struct journal_watch_how told = {.notify = true, .look_ms = -1};
	struct journal_watch *watch;
	struct mailbox *box;
	struct error err;

	(void)state;
	assert_int_equal(mailbox_new(&box, &err), 0);
	assert_int_equal(journal_watch_start_with("/nowhere", NULL, &told, post,
						  box, &watch, &err),
			 -1);
	assert_int_equal(
		journal_watch_start("/nowhere", NULL, post, box, &watch, &err),
		0);
	journal_watch_stop(watch);
	journal_watch_stop(NULL);
	mailbox_free(box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_looked_for),
		cmocka_unit_test(test_no_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
