/*
 * test_draft.c: drafts, and the thread that saves them.
 */
#include "config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "review/draft.h"
#include "tests/kit/scratch.h"

static char text_value[] = "Regina, \xc3\xa9t\xc3\xa9 \"x\"",
	    text_id[] = "5ec1", text_term[] = "locality";

static void check_draft(const struct run *run, const char *who,
			const char *value)
{
	struct draft draft;
	struct error err;

	if (draft_load(run, who, &draft, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(draft.value, value);
	assert_string_equal(draft.specimen_id, text_id);
	assert_string_equal(draft.term, text_term);
	assert_null(draft.filter);
	draft_done(&draft);
}

static void test_save(void **state)
{
	static const char *const names[] = {
		"mb",  "Mary B.", "../../etc/passwd",
		"a/b", ".hidden", "\xc3\xa9",
		"CON", "%2E",
	};
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	struct draft draft = {
		.specimen_id = text_id, .term = text_term, .value = text_value};
	struct error err = {0};

	(void)state;
	assert_int_equal(draft_load(&run, "mb", &draft, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(draft_save(&run, names[i], &draft, &err), 0);
		check_draft(&run, names[i], text_value);
		assert_int_equal(scratch_count(dir, "", NULL), 3);
	}
	scratch_free(dir);
}

/* Names that differ only at their far end are different people. */
static void test_long_names(void **state)
{
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	struct draft draft = {.specimen_id = text_id, .term = text_term};
	char other[] = "other", one[501], two[501];
	struct error err;

	(void)state;
	memset(one, 'x', 500);
	one[500] = '\0';
	memcpy(two, one, sizeof(two));
	two[499] = 'y';
	draft.value = text_value;
	assert_int_equal(draft_save(&run, one, &draft, &err), 0);
	draft.value = other;
	assert_int_equal(draft_save(&run, two, &draft, &err), 0);
	check_draft(&run, one, text_value);
	check_draft(&run, two, other);
	scratch_free(dir);
}

static void test_saver(void **state)
{
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	struct draft_saver *saver;
	struct error err;
	char value[16];

	(void)state;
	assert_int_equal(draft_saver_start(&run, "mb", NULL, &saver, &err), 0);
	for (int i = 0; i < 100; i++) {
		struct draft draft = {.specimen_id = text_id,
				      .term = text_term,
				      .value = value};

		snprintf(value, sizeof(value), "v%d", i);
		draft_saver_put(saver, &draft);
	}
	assert_int_equal(draft_saver_stop(saver, &err), 0);
	check_draft(&run, "mb", "v99");
	assert_int_equal(draft_saver_stop(NULL, NULL), 0);
	scratch_free(dir);
}

/* Acts that could not be saved, whatever they were. */
static void test_unsaved(void **state)
{
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	char set[] = "set", note[] = "note", image[] = "a.jpg";
	const struct draft_act acts[] = {
		{.op = set,
		 .specimen_id = text_id,
		 .image = image,
		 .term = text_term,
		 .value = text_value},
		{.op = note, .specimen_id = text_id, .value = text_value},
	};
	struct draft draft = {0}, back;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(acts); i++)
		draft_add(&draft, &acts[i]);
	assert_int_equal(draft_save(&run, "mb", &draft, &err), 0);
	assert_int_equal(draft_load(&run, "mb", &back, &err), 0);
	assert_true(draft_is_same(&draft, &back));
	assert_string_equal(back.unsaved[0].value, text_value);
	assert_null(back.unsaved[1].term);
	back.unsaved[1].value[0]++;
	assert_false(draft_is_same(&draft, &back));
	draft_done(&back);
	draft_done(&draft);
	scratch_puts(dir, "drafts/mb.json",
		     "{\"unsaved\":[{},7,{\"op\":\"set\"},{\"op\":\"note\","
		     "\"specimen_id\":\"s\"}]}");
	assert_int_equal(draft_load(&run, "mb", &back, &err), 0);
	assert_int_equal(back.n_unsaved, 1);
	draft_done(&back);
	scratch_free(dir);
}

/* Puts a file where the directory of drafts belongs. */
static void block(const char *dir, const char *drafts)
{
	char *old = mem_printf("%s.old", drafts);

	if (rename(drafts, old) < 0)
		assert_int_equal(errno, ENOENT);
	scratch_puts(dir, "drafts", "in the way");
	free(old);
}

/* The kind of the error that the saver tells of next. */
static enum error_kind await_state(struct mailbox *box)
{
	struct mail *mail = mailbox_wait(box, 60000);
	enum error_kind kind;

	assert_non_null(mail);
	assert_int_equal(mail->kind, DRAFT_MAIL_STATE);
	kind = CONTAINER_OF(mail, struct draft_state, mail)->error.kind;
	mail_free(mail);
	return kind;
}

/* What cannot be written is told, tried again by itself, and told again. */
static void test_saver_fails(void **state)
{
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	struct draft draft = {
		.specimen_id = text_id, .term = text_term, .value = text_value};
	char *drafts = mem_printf("%s/drafts", run.dir);
	struct draft_saver *saver;
	struct mailbox *box;
	struct error err = {0};

	(void)state;
	block(dir, drafts);
	assert_int_equal(mailbox_new(&box, &err), 0);
	assert_int_equal(draft_saver_start(&run, "mb", box, &saver, &err), 0);
	draft_saver_put(saver, &draft);
	assert_int_not_equal(await_state(box), ERROR_NONE);
	assert_int_equal(remove(drafts), 0);
	assert_int_equal(await_state(box), ERROR_NONE);
	check_draft(&run, "mb", text_value);
	assert_int_equal(draft_saver_stop(saver, &err), 0);
	assert_int_equal(draft_saver_start(&run, "mb", box, &saver, &err), 0);
	block(dir, drafts);
	draft_saver_put(saver, &draft);
	assert_int_equal(draft_saver_stop(saver, &err), -1);
	assert_int_not_equal(err.kind, ERROR_NONE);
	/* A run that was moved away is not begun anew in its old place. */
	assert_int_equal(remove(drafts), 0);
	run.dir = drafts;
	assert_int_equal(draft_saver_start(&run, "mb", box, &saver, &err), 0);
	draft_saver_put(saver, &draft);
	assert_int_equal(draft_saver_stop(saver, &err), -1);
	assert_int_equal(remove(drafts), -1);
	mailbox_free(box);
	free(drafts);
	scratch_free(dir);
}

static void test_broken(void **state)
{
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	struct draft draft;
	struct error err;

	(void)state;
	scratch_puts(dir, "drafts/mb.json", "{\"value\":");
	assert_int_equal(draft_load(&run, "mb", &draft, &err), -1);
	assert_int_equal(err.kind, ERROR_FAILED);
	scratch_puts(dir, "drafts/mb.json", "[]");
	assert_int_equal(draft_load(&run, "mb", &draft, &err), 0);
	assert_null(draft.value);
	draft_done(&draft);
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_save),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_saver),
		cmocka_unit_test(test_unsaved),
		cmocka_unit_test(test_saver_fails),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
