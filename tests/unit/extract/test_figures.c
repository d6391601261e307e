/*
 * test_figures.c: figures for people, and which of them find room.
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
#include "extract/control/figures.h"

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
	static const char *const want[FIGURES] = {
		[FIGURE_PERCENT] = "19 %",
		[FIGURE_OK] = "ok 541",
		[FIGURE_FAILED] = "failed 8",
		[FIGURE_LEFT] = "left 2,230",
		[FIGURE_RATE] = "12.4/min",
		[FIGURE_ETA] = "3 h 00 left",
		[FIGURE_SPEND] = "$1.23 of $5.00",
		[FIGURE_PROJECTED] = "about $4.10 in all",
		[FIGURE_FLIGHT] = "15/16 in flight",
		[FIGURE_LATENCY] = "p50 2.1 s  p95 12 s",
		[FIGURE_TOKENS] = "1,234,567 tokens",
		[FIGURE_KEYS] = "2/3 keys",
		[FIGURE_WAIT] = "account waits 42 s",
		[FIGURE_WAITS] = "account waits 42 s, model qwen waits 3 s",
		[FIGURE_KINDS] = "requests failed: rate_limit 12, timeout 3",
	};
	struct extract_progress p = busy();
	struct bytes text CLEANUP(bytes_done) = {0};

	for (int i = 0; i < FIGURES; i++) {
		figure_write((enum figure)i, &p, &text);
		assert_text(&text, want[i]);
	}
}

/* The local engine asks no server: there is nothing to say of one. */
static void test_local(void **state)
{
	static const enum figure order[] = {
		FIGURE_SPEND,	FIGURE_PROJECTED, FIGURE_FLIGHT,
		FIGURE_LATENCY, FIGURE_TOKENS,	  FIGURE_KEYS,
		FIGURE_WAIT,	FIGURE_WAITS,	  FIGURE_KINDS,
	};
	struct extract_progress p = {.eta_s = -1, .cost_usd = 0.25};
	struct bytes text CLEANUP(bytes_done) = {0};
	enum figure shown[FIGURES];

	assert_int_equal(figures_fit(&p, order, ARRAY_LEN(order), 1000, shown),
			 1);
	figure_write(shown[0], &p, &text);
	assert_text(&text, "$0.25");
	figure_write(FIGURE_ETA, &p, &text);
	figure_write(FIGURE_RATE, &p, &text);
	figure_write(FIGURE_PERCENT, &p, &text);
	assert_text(&text, "");
}

static void write_line(const struct extract_progress *p, int columns,
		       struct bytes *ret)
{
	static const enum figure order[] = {
		FIGURE_FAILED,
		FIGURE_SPEND,
		FIGURE_FLIGHT,
		FIGURE_WAIT,
	};
	enum figure shown[FIGURES];
	int n = figures_fit(p, order, ARRAY_LEN(order), columns, shown);

	for (int i = 0; i < n; i++) {
		bytes_append_str(ret, i > 0 ? "  " : "");
		figure_write(shown[i], p, ret);
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
