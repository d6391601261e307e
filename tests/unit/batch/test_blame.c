/*
 * test_blame.c: the failure of a sheet is durable before its batch goes on
 * without it, and a full disk keeps nobody who wants to end.
 */
#include "config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "batch/send/blame.h"
#include "tests/kit/scratch.h"
#include "tests/kit/store_kit.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct blaming {
	struct batch_session session;
	struct bytes notes;
	atomic_bool stop;
};

static void note(void *data, const char *text)
{
	struct blaming *b = data;

	bytes_append_str(&b->notes, text);
	bytes_append_char(&b->notes, '\n');
}

static void blaming_begin(struct blaming *b, const struct world *w)
{
	*b = (struct blaming){0};
	b->session.setup = (struct batch_setup){
		.run = w->run,
		.store = w->store,
		.stop = &b->stop,
		.note = note,
		.data = b,
	};
}

static int blame(struct blaming *b, const char *specimen_id, struct error *err)
{
	const struct blame what = {
		.engine = "openai",
		.model = "m",
		.params_sha256 = HASH,
		.batch_id = "batch_1",
		.sheet = {"specimen-x", specimen_id, "x.jpg"},
		.kind = "batch_request",
		.why = "the picture is none",
	};

	return batch_blame(&b->session, &what, err);
}

static void test_durable(void **state)
{
	struct world *w = *state;
	struct blaming b;
	struct error err;
	char *raw;

	blaming_begin(&b, w);
	assert_int_equal(blame(&b, HASH, &err), 0);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 1);
	assert_non_null(strstr(b.notes.data, "x.jpg: the picture is none"));
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	assert_non_null(strstr(raw, "\"sha256\":\"" HASH "\""));
	free(raw);
	/* It is told once. */
	assert_int_equal(blame(&b, HASH, &err), 0);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 1);
	bytes_done(&b.notes);
}

/* An id that begins as a hash does is not therefore the hash of a file. */
static void test_not_a_hash(void **state)
{
	struct world *w = *state;
	struct blaming b;
	struct error err;
	char *raw;

	blaming_begin(&b, w);
	assert_int_equal(blame(&b, HASH "-2", &err), 0);
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	assert_null(strstr(raw, "\"sha256\":\"" HASH "-2\""));
	free(raw);
	bytes_done(&b.notes);
}

/* Whoever is stopped does not wait for room; the line is not lost. */
static void test_stopped_while_full(void **state)
{
	struct world *w = *state;
	struct blaming b;
	struct error err;

	blaming_begin(&b, w);
	gate_set(&w->gate, false, ENOSPC, 0);
	atomic_store(&b.stop, true);
	assert_int_equal(blame(&b, HASH, &err), 0);
	assert_int_equal(count_lines(w, JOURNAL_RAW), 0);
	assert_int_equal(count_rescued(w, 0), 1);
	bytes_done(&b.notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_durable),
		WORLD_TEST(test_not_a_hash),
		WORLD_TEST(test_stopped_while_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
