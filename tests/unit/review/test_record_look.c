/*
 * test_record_look.c: the sheet on the screen is looked at, and its row is
 * made anew.
 */
#include "config.h"

#include "review/record_look.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/index/specimen.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

enum { SHEETS = 5 };

struct world {
	char *dir;
	struct run *run;
	struct store *store;
	struct mailbox *box;
	struct record_look *look;
	char ids[SHEETS][HASH_HEX_SIZE];
	char *paths[SHEETS], *images[SHEETS];
};

/* One of the demo's sheets, with an outcome. */
static void put_sheet(struct world *w, int i)
{
	static const int of[SHEETS] = {1, 9, 2, 3, 4};
	const char *top = getenv("top_srcdir");
	char *from CLEANUP(mem_free_str) =
		mem_printf("%s/data/demo/sheets/sheet-%02d.jpg",
			   top != NULL ? top : ".", of[i]);
	struct bytes sheet CLEANUP(bytes_done) = {0};
	struct bytes line CLEANUP(bytes_done) = {0};

	w->images[i] = mem_printf("%d.jpg", i);
	assert_int_equal(file_read(from, 1u << 24, &sheet, NULL), 0);
	scratch_write(w->dir, w->images[i], sheet.data, sheet.len);
	hash_bytes(sheet.data, sheet.len, w->ids[i]);
	w->paths[i] = file_join(w->dir, w->images[i]);
	history_outcome(&line, w->ids[i], w->images[i], "m1",
			"locality=Regina");
	history_append(w->run, "raw.jsonl", &line);
}

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->run = history_run(w->dir);
	for (int i = 0; i < SHEETS; i++)
		put_sheet(w, i);
	assert_int_equal(mailbox_new(&w->box, NULL), 0);
	assert_int_equal(store_start(w->run, &w->store, NULL), 0);
	store_watch(w->store, w->box);
	assert_int_equal(
		record_look_start(w->run, w->store, NULL, &w->look, NULL), 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	record_look_stop(w->look);
	store_stop(w->store);
	mailbox_free(w->box);
	run_close(w->run);
	scratch_free(w->dir);
	for (int i = 0; i < SHEETS; i++) {
		free(w->paths[i]);
		free(w->images[i]);
	}
	free(w);
	return 0;
}

static enum facts_state looked(struct world *w, int i)
{
	struct index *index;
	struct specimen s;
	enum facts_state state;

	assert_int_equal(index_open(w->run, INDEX_READ, &index, NULL), 0);
	assert_int_equal(index_specimen(index, w->ids[i], &s, NULL), 0);
	state = s.looked;
	specimen_done(&s);
	index_close(index);
	return state;
}

/* Until the store has made the row anew of what was seen of the sheet. */
static void await_looked(struct world *w, int i)
{
	while (looked(w, i) != FACTS_KNOWN) {
		struct mail *mail = mailbox_wait(w->box, 120000);

		assert_non_null(mail);
		mail_free(mail);
	}
}

static void await_folded(struct world *w)
{
	size_t lines = 0;

	while (lines < SHEETS) {
		struct mail *mail = mailbox_wait(w->box, 120000);

		assert_non_null(mail);
		if (mail->kind == STORE_MAIL_FOLDED)
			lines = CONTAINER_OF(mail, struct store_folded, mail)
					->report.lines;
		mail_free(mail);
	}
}

static void test_looked_at(void **state)
{
	struct world *w = *state;

	if (w->look == NULL)
		skip(); /* built without OCR */
	await_folded(w);
	assert_int_equal(looked(w, 0), FACTS_UNKNOWN);
	record_look_ask(w->look, w->paths[0], w->images[0]);
	await_looked(w, 0);
	assert_int_equal(looked(w, 1), FACTS_UNKNOWN);
}

/*
 * The latest wins: what was asked before it is given up, or was done. How much
 * of it was done is the scheduler's to say; all of it in so short a time, no
 * machine can.
 */
static void test_latest(void **state)
{
	struct world *w = *state;
	bool left = false;

	if (w->look == NULL)
		skip();
	await_folded(w);
	for (int i = SHEETS - 1; i >= 0; i--)
		record_look_ask(w->look, w->paths[i], w->images[i]);
	await_looked(w, 0);
	for (int i = 1; i < SHEETS; i++)
		left |= looked(w, i) == FACTS_UNKNOWN;
	assert_true(left);
}

/* Nothing that is not there keeps it from the next. */
static void test_missing(void **state)
{
	struct world *w = *state;

	if (w->look == NULL)
		skip();
	await_folded(w);
	record_look_ask(w->look, "/nowhere/a.jpg", "a.jpg");
	record_look_ask(w->look, NULL, NULL);
	record_look_ask(w->look, w->paths[1], w->images[1]);
	await_looked(w, 1);
}

/* The end does not wait for what is under way. */
static void test_end(void **state)
{
	struct world *w = *state;

	record_look_ask(w->look, w->paths[0], w->images[0]);
	record_look_stop(w->look);
	w->look = NULL;
	record_look_ask(NULL, "a", "b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_looked_at, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_latest, setup, teardown),
		cmocka_unit_test_setup_teardown(test_missing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
