/*
 * test_statistics.c: figures for people, and which of them find room.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/human.h"
#include "extract/control/statistics.h"

static void assert_text(struct bytes *text, const char *want)
{
	assert_string_equal(text->data != NULL ? text->data : "", want);
	bytes_clear(text);
}

static void test_human(void **state)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	human_count(0, &text);
	assert_text(&text, "0");
	human_count(999, &text);
	assert_text(&text, "999");
	human_count(1234567, &text);
	assert_text(&text, "1,234,567");
	human_money(0.005, &text);
	assert_text(&text, "$0.01");
	human_money(1249.999, &text);
	assert_text(&text, "$1,250.00");
	human_money(-1, &text);
	assert_text(&text, "$0.00");
	human_money(NAN, &text);
	assert_text(&text, "$0.00");
	human_money(INFINITY, &text);
	assert_text(&text, "$0.00");
}

static void test_durations(void **state)
{
	static const struct {
		double seconds;
		const char *want;
	} cases[] = {
		{0, "0 s"},	      {99.4, "99 s"},
		{100, "2 min"},	      {5999, "100 min"},
		{6000, "1 h 40"},     {10800, "3 h 00"},
		{200000, "2 days"},   {-1, ""},
		{1e12, ""},	      {NAN, ""},
		{172799.9, "2 days"},
	};
	struct bytes text CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		human_duration(cases[i].seconds, &text);
		assert_text(&text, cases[i].want);
	}
}

static struct extract_progress busy(void)
{
	return (struct extract_progress){
		.total = 2782,
		.skipped = 103,
		.failed_before = 3,
		.batched = 7,
		.succeeded = 441,
		.failed = 8,
		.per_minute = 12.4,
		.eta_s = 10800,
		.traffic =
			{
				.window = 16,
				.in_flight = 15,
				.p50_ms = 2140,
				.p95_ms = 12400,
				.prompt_tokens = 1200000,
				.completion_tokens = 34567,
				.spent_usd = 1.23,
				.budget_usd = 5,
				.projected_usd = 4.1,
				.keys = 3,
				.keys_left = 2,
				.cooldowns = {{"account", "", 42},
					      {"model", "qwen", 3}},
				.n_cooldowns = 2,
				.kinds = {{"rate_limit", 12}, {"timeout", 3}},
				.n_kinds = 2,
			},
	};
}

static void test_words(void **state)
{
	static const char *const want[STATISTICS] = {
		[STATISTIC_PERCENT] = "19 %",
		[STATISTIC_OK] = "ok 534",
		[STATISTIC_FAILED] = "failed 8",
		[STATISTIC_LEFT] = "left 2,230",
		[STATISTIC_RATE] = "12.4/min",
		[STATISTIC_ETA] = "3 h 00 left",
		[STATISTIC_SPEND] = "$1.23 of $5.00",
		[STATISTIC_PROJECTED] = "about $4.10 in all",
		[STATISTIC_FLIGHT] = "15/16 in flight",
		[STATISTIC_LATENCY] = "p50 2.1 s  p95 12 s",
		[STATISTIC_TOKENS] = "1,234,567 tokens",
		[STATISTIC_KEYS] = "2/3 keys",
		[STATISTIC_WAIT] = "account waits 42 s",
		[STATISTIC_WAITS] = "account waits 42 s, model qwen waits 3 s",
		[STATISTIC_KINDS] = "requests failed: rate_limit 12, timeout 3",
	};
	struct extract_progress p = busy();
	struct bytes text CLEANUP(bytes_done) = {0};

	for (int i = 0; i < STATISTICS; i++) {
		statistic_write((enum statistic)i, &p, &text);
		assert_text(&text, want[i]);
	}
}

/* The local engine asks no server: there is nothing to say of one. */
static void test_local(void **state)
{
	static const enum statistic order[] = {
		STATISTIC_SPEND,   STATISTIC_PROJECTED, STATISTIC_FLIGHT,
		STATISTIC_LATENCY, STATISTIC_TOKENS,	STATISTIC_KEYS,
		STATISTIC_WAIT,	   STATISTIC_WAITS,	STATISTIC_KINDS,
	};
	struct extract_progress p = {.eta_s = -1, .cost_usd = 0.25};
	struct bytes text CLEANUP(bytes_done) = {0};
	enum statistic shown[STATISTICS];

	assert_int_equal(
		statistics_fit(&p, order, ARRAY_LEN(order), 1000, shown), 1);
	statistic_write(shown[0], &p, &text);
	assert_text(&text, "$0.25");
	statistic_write(STATISTIC_ETA, &p, &text);
	statistic_write(STATISTIC_RATE, &p, &text);
	statistic_write(STATISTIC_PERCENT, &p, &text);
	assert_text(&text, "");
}

static void write_line(const struct extract_progress *p, int columns,
		       struct bytes *ret)
{
	static const enum statistic order[] = {
		STATISTIC_FAILED,
		STATISTIC_SPEND,
		STATISTIC_FLIGHT,
		STATISTIC_WAIT,
	};
	enum statistic shown[STATISTICS];
	int n = statistics_fit(p, order, ARRAY_LEN(order), columns, shown);

	for (int i = 0; i < n; i++) {
		bytes_append_str(ret, i > 0 ? "  " : "");
		statistic_write(shown[i], p, ret);
	}
}

/* The least telling give way; the order stays; one is always there. */
static void test_room(void **state)
{
	struct extract_progress p = busy();
	struct bytes text CLEANUP(bytes_done) = {0};

	write_line(&p, 61, &text);
	assert_text(&text, "failed 8  $1.23 of $5.00  15/16 in flight  "
			   "account waits 42 s");
	write_line(&p, 60, &text);
	assert_text(&text, "failed 8  $1.23 of $5.00  account waits 42 s");
	write_line(&p, 43, &text);
	assert_text(&text, "$1.23 of $5.00  account waits 42 s");
	write_line(&p, 3, &text);
	assert_text(&text, "account waits 42 s");
	write_line(&p, -5, &text);
	assert_text(&text, "account waits 42 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_human), cmocka_unit_test(test_durations),
		cmocka_unit_test(test_words), cmocka_unit_test(test_local),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
