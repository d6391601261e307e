/*
 * test_progress.c: progress as text and as JSON lines, and its snapshot.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/text.h"
#include "extract/control/snapshot.h"
#include "extract/control/progress.h"

static int read_text(const char *text, struct extract_progress *ret,
		     struct error *err)
{
	long pid;

	return progress_read(text, strlen(text), ret, &pid, err);
}

static void test_written_is_read(void **state)
{
	struct extract_progress in = {
		.state = EXTRACT_PAUSED,
		.run_id = "r1",
		.engine = "local",
		.model = "m",
		.total = 2779,
		.skipped = 3,
		.succeeded = 541,
		.failed = 8,
		.in_flight = 4,
		.retried = 2,
		.ignored = 5,
		.per_minute = 12.5,
		.eta_s = -1,
		.elapsed_s = 99.5,
		.cost_usd = 0.25,
		.stopped = "signal",
		.n_recent = 1,
		.error = {.kind = ERROR_NO_SPACE, .text = "full"},
		.revision = 7,
	};
	struct extract_progress out;
	struct bytes line = {0};
	long pid;

	extract_event_fill(&in.recent[0], "a.jpg", true, "no image");
	progress_write(&in, &line);
	assert_int_equal(line.data[line.len - 1], '\n');
	assert_int_equal(
		progress_read(line.data, line.len - 1, &out, &pid, NULL), 0);
	assert_int_equal(pid, getpid());
	assert_true(out.elsewhere);
	out.elsewhere = false;
	assert_int_equal(out.state, EXTRACT_PAUSED);
	assert_string_equal(out.run_id, "r1");
	assert_int_equal(out.total, 2779);
	assert_int_equal(out.skipped, 3);
	assert_int_equal(out.succeeded, 541);
	assert_int_equal(out.failed, 8);
	assert_int_equal(out.in_flight, 4);
	assert_int_equal(out.retried, 2);
	assert_int_equal(out.ignored, 5);
	assert_true(out.per_minute == 12.5 && out.eta_s == -1);
	assert_true(out.elapsed_s == 99.5 && out.cost_usd == 0.25);
	assert_string_equal(out.stopped, "signal");
	assert_int_equal(out.n_recent, 1);
	assert_string_equal(out.recent[0].image, "a.jpg");
	assert_string_equal(out.recent[0].text, "no image");
	assert_true(out.recent[0].failed);
	assert_int_equal(out.error.kind, ERROR_NO_SPACE);
	assert_string_equal(out.error.text, "full");
	bytes_done(&line);
}

static struct extract_progress with_traffic(void)
{
	return (struct extract_progress){
		.state = EXTRACT_RUNNING,
		.traffic =
			{
				.window = 12,
				.in_flight = 11,
				.p50_ms = 2100.5,
				.p95_ms = -1,
				.prompt_tokens = 1234567,
				.completion_tokens = 4321,
				.spent_usd = 1.23456,
				.budget_usd = 5,
				.projected_usd = -1,
				.lost_usd = 0.04,
				.keys = 3,
				.keys_left = 2,
				.cooldowns = {{"account", "", 42.5},
					      {"model", "qwen", 3}},
				.n_cooldowns = 2,
				.kinds = {{"rate_limit", 12}, {"timeout", 3}},
				.n_kinds = 2,
			},
	};
}

static void test_traffic_is_read(void **state)
{
	struct extract_progress in = with_traffic(), out;
	const struct extract_traffic *t = &out.traffic;
	struct bytes line = {0};
	long pid;

	progress_write(&in, &line);
	assert_int_equal(progress_read(line.data, line.len, &out, &pid, NULL),
			 0);
	assert_int_equal(t->window, 12);
	assert_int_equal(t->in_flight, 11);
	assert_int_equal(t->keys, 3);
	assert_int_equal(t->keys_left, 2);
	assert_true(t->p50_ms == 2100.5 && t->p95_ms == -1);
	assert_true(t->prompt_tokens == 1234567);
	assert_true(t->completion_tokens == 4321);
	assert_true(t->spent_usd == 1.23456 && t->budget_usd == 5);
	assert_true(t->projected_usd == -1 && t->lost_usd == 0.04);
	assert_int_equal(t->n_cooldowns, 2);
	assert_string_equal(t->cooldowns[0].scope, "account");
	assert_true(t->cooldowns[0].left_s == 42.5);
	assert_string_equal(t->cooldowns[1].name, "qwen");
	assert_int_equal(t->n_kinds, 2);
	assert_string_equal(t->kinds[0].kind, "rate_limit");
	assert_int_equal(t->kinds[1].n, 3);
	bytes_clear(&line);
	in.traffic.window = 0;
	progress_write(&in, &line);
	assert_null(strstr(line.data, "traffic"));
	bytes_done(&line);
}

/* A decimal comma of the locale changes nothing. */
static void test_comma_locale(void **state)
{
	struct extract_progress in = {.per_minute = 12.5}, out;
	struct bytes line = {0};
	long pid;

	if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
		skip();
	progress_write(&in, &line);
	assert_non_null(strstr(line.data, "12.5"));
	assert_int_equal(progress_read(line.data, line.len, &out, &pid, NULL),
			 0);
	assert_true(out.per_minute == 12.5);
	setlocale(LC_ALL, "C.UTF-8");
	bytes_done(&line);
}

/* What another process says is kept within reason. */
static void test_foreign_lines(void **state)
{
	struct extract_progress out = {.total = 1};
	struct bytes line = {0};
	struct error err;

	assert_int_equal(read_text("{", &out, &err), -1);
	assert_int_equal(read_text("[]", &out, &err), -1);
	assert_int_equal(read_text("{\"total\":5}", &out, &err), -1);
	assert_int_equal(out.total, 1);
	assert_int_equal(read_text("{\"state\":\"dancing\",\"total\":-5,"
				   "\"failed\":1e300,\"eta_s\":-70,"
				   "\"recent\":7,\"run_id\":5}",
				   &out, &err),
			 0);
	assert_int_equal(out.state, EXTRACT_RUNNING);
	assert_int_equal(out.total, 0);
	assert_int_equal(out.failed, 1000000000000);
	assert_true(out.eta_s == -1);
	assert_int_equal(out.n_recent, 0);
	bytes_append_str(&line, "{\"state\":\"running\",\"run_id\":\"");
	for (int i = 0; i < 100; i++)
		bytes_append_str(&line, "\xc3\xa9");
	bytes_append_str(&line, "\",\"recent\":[");
	for (int i = 0; i < 20; i++)
		bytes_printf(&line, "%s{\"image\":\"\\u001b[2J\"}",
			     i > 0 ? "," : "");
	bytes_append_str(&line, "]}");
	assert_int_equal(read_text(line.data, &out, &err), 0);
	assert_true(text_is_utf8(out.run_id, strlen(out.run_id)));
	assert_int_equal(strlen(out.run_id), 62);
	assert_int_equal(out.n_recent, EXTRACT_RECENT);
	assert_string_equal(out.recent[0].image, "[2J");
	bytes_done(&line);
}

/* Nor can it steer the terminal or lead out of a list. */
static void test_foreign_traffic(void **state)
{
	struct extract_progress out;
	const struct extract_traffic *t = &out.traffic;
	struct bytes line = {0};

	assert_int_equal(read_text("{\"state\":\"running\",\"traffic\":[7]}",
				   &out, NULL),
			 0);
	assert_int_equal(t->window, 0);
	bytes_append_str(&line, "{\"state\":\"running\",\"traffic\":{"
				"\"window\":-3,\"in_flight\":1e300,"
				"\"p95_ms\":-70,\"spent_usd\":-1,"
				"\"lost_usd\":\"much\",\"cooldowns\":[");
	for (int i = 0; i < 20; i++)
		bytes_printf(&line,
			     "%s{\"scope\":\"a long, long scope\","
			     "\"name\":\"\\u001b[2Jm\",\"left_s\":-1}",
			     i > 0 ? "," : "");
	bytes_append_str(&line, "],\"kinds\":[");
	for (int i = 0; i < 20; i++)
		bytes_printf(&line, "%s{\"kind\":\"\\u202ek\",\"n\":-2}",
			     i > 0 ? "," : "");
	bytes_append_str(&line, "]}}");
	assert_int_equal(read_text(line.data, &out, NULL), 0);
	assert_int_equal(t->window, 0);
	assert_int_equal(t->in_flight, 1000000000000);
	assert_true(t->p50_ms == -1 && t->p95_ms == -1);
	assert_true(t->projected_usd == -1);
	assert_true(t->spent_usd == 0 && t->lost_usd == 0);
	assert_int_equal(t->n_cooldowns, EXTRACT_COOLDOWNS);
	assert_string_equal(t->cooldowns[3].scope, "a long, lon");
	assert_string_equal(t->cooldowns[3].name, "[2Jm");
	assert_true(t->cooldowns[3].left_s == 0);
	assert_int_equal(t->n_kinds, EXTRACT_KINDS);
	assert_string_equal(t->kinds[5].kind, "k");
	assert_int_equal(t->kinds[5].n, 0);
	bytes_done(&line);
}

static void test_long_names(void **state)
{
	struct extract_event event;
	char name[400];

	memset(name, 'x', sizeof(name));
	memcpy(name + 380, "sheet-0001.jpg", 15);
	extract_event_fill(&event, name, false, name);
	assert_int_equal(strlen(event.image), sizeof(event.image) - 1);
	assert_memory_equal(event.image, "\xe2\x80\xa6", 3);
	assert_string_equal(event.image + strlen(event.image) - 14,
			    "sheet-0001.jpg");
	assert_int_equal(strlen(event.text), sizeof(event.text) - 1);
	for (size_t at = 0; at + 1 < sizeof(name); at += 2)
		memcpy(name + at, "\xc3\xa9", 2);
	name[sizeof(name) - 1] = '\0';
	extract_event_fill(&event, name, false, "\x1b[31mred\n");
	assert_true(text_is_utf8(event.image, strlen(event.image)));
	assert_string_equal(event.text, "[31mred ");
	assert_int_equal(event.time[2], ':');
}

static struct extract_progress with_total(size_t total)
{
	return (struct extract_progress){.total = total};
}

static size_t take_total(struct mailbox *box)
{
	struct mail *mail = mailbox_take(box);
	size_t total;

	assert_non_null(mail);
	total = CONTAINER_OF(mail, struct extract_mail, mail)->progress.total;
	mail_free(mail);
	return total;
}

/* One unread at most; the newest follows it. */
static void test_snapshot(void **state)
{
	struct extract_progress p;
	struct mailbox *box;
	struct snapshot *snapshot;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	snapshot = snapshot_new(box);
	for (size_t i = 1; i <= 5; i++) {
		p = with_total(i);
		snapshot_put(snapshot, &p);
	}
	assert_int_equal(take_total(box), 5);
	assert_null(mailbox_take(box));
	snapshot_get(snapshot, &p);
	assert_int_equal(p.total, 5);
	assert_int_equal(p.revision, 5);
	snapshot_put(snapshot, &p);
	snapshot_put(snapshot, &p);
	snapshot_unwatch(snapshot);
	snapshot_free(snapshot);
	/* its last message outlives it, and nothing follows */
	assert_int_equal(take_total(box), 5);
	assert_null(mailbox_take(box));
	mailbox_free(box);
}

static void test_snapshot_of_a_closed_box(void **state)
{
	struct extract_progress p = with_total(1);
	struct mailbox *box;
	struct snapshot *snapshot;

	assert_int_equal(mailbox_new(&box, NULL), 0);
	snapshot = snapshot_new(box);
	snapshot_put(snapshot, &p);
	snapshot_put(snapshot, &p);
	mailbox_close(box);
	snapshot_put(snapshot, &p);
	assert_int_equal(take_total(box), 1);
	snapshot_put(snapshot, &p);
	snapshot_free(snapshot);
	mailbox_free(box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_is_read),
		cmocka_unit_test(test_traffic_is_read),
		cmocka_unit_test(test_comma_locale),
		cmocka_unit_test(test_foreign_lines),
		cmocka_unit_test(test_foreign_traffic),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_snapshot),
		cmocka_unit_test(test_snapshot_of_a_closed_box),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
