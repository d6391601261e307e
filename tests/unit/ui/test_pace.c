/*
 * test_pace.c: the pace of pictures, on lines that are modelled: so many bytes a
 * millisecond, so long there and back. What counts is how much still lies before a
 * key that is pressed now.
 */
#include "config.h"

#include "ui/terminal/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define STRIP 14000

/* A line and its time; strips are sent one after the other. */
struct model {
	struct pace pace;
	double rate; /* bytes in a millisecond */
	int rtt_ms;
	int jitter_ms; /* an answer takes up to so much longer */
	int hiccup_ms; /* one of five takes up to so much longer */
	unsigned int seed;
	int64_t now_ms;
	double queued;	/* bytes that were written and not sent yet */
	double most_ms; /* that the queue would take, at most */
};

static void model_tick(struct model *m)
{
	m->now_ms++;
	m->queued = m->queued > m->rate ? m->queued - m->rate : 0;
}

static unsigned int model_chance(struct model *m, int below)
{
	m->seed = m->seed * 1664525u + 1013904223u;
	return below > 0 ? (m->seed >> 16) % (unsigned int)below : 0;
}

static int model_jitter(struct model *m)
{
	unsigned int ms = model_chance(m, m->jitter_ms);

	if (m->hiccup_ms > 0 && model_chance(m, 5) == 0)
		ms += model_chance(m, m->hiccup_ms);
	return (int)ms;
}

/* One strip, until it is answered; milliseconds. */
static int model_strip(struct model *m, int bytes)
{
	int64_t begun = m->now_ms;
	int64_t answered = -1;
	int left = bytes;

	m->most_ms = 0;
	pace_begin(&m->pace, m->now_ms);
	while (answered < 0 || m->now_ms < answered) {
		size_t n = pace_allows(&m->pace, m->now_ms);

		n = n < (size_t)left ? n : (size_t)left;
		assert_true(n > 0 || left == 0 ||
			    pace_wait(&m->pace, m->now_ms) > 0);
		left -= (int)n;
		m->queued += (double)n;
		pace_sent(&m->pace, n, m->now_ms);
		if (m->queued / m->rate > m->most_ms)
			m->most_ms = m->queued / m->rate;
		model_tick(m);
		if (left == 0 && m->queued <= 0 && answered < 0)
			answered = m->now_ms + m->rtt_ms + model_jitter(m);
		assert_true(m->now_ms - begun < 60000);
	}
	pace_arrived(&m->pace, m->now_ms);
	return (int)(m->now_ms - begun);
}

/* Lines from 64 kbit/s to 4 Mbit/s: from the second strip on little lies before a
 * key, and the line hardly stands still. */
static void test_slow(void **state)
{
	static const double rates[] = {8, 32, 64, 128, 512};

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++)
		for (int rtt = 0; rtt <= 300; rtt += 60) {
			struct model m = {.rate = rates[i], .rtt_ms = rtt};

			pace_renew(&m.pace, true, rtt);
			for (int k = 0; k < 4; k++)
				model_strip(&m, STRIP);
			for (int k = 0; k < 20; k++) {
				int ms = model_strip(&m, STRIP);

				/* Whole pieces are written. */
				assert_true(m.most_ms < 28 + 1024 / m.rate);
				assert_true(ms <
					    STRIP / m.rate * 1.5 + rtt + 30);
			}
		}
}

/* Strips are of all lengths, and keys end them early: the short ones do not make
 * the line seem faster than it is, and a long one then lies before a key. */
static void test_lengths(void **state)
{
	static const int lengths[] = {17000, 900, 2600, 7000, 1200, 14000, 800};
	struct model m;

	(void)state;
	for (double rate = 32; rate <= 128; rate *= 2) {
		double total = 0;
		int n = 0;

		m = (struct model){.rate = rate, .rtt_ms = 40};
		pace_renew(&m.pace, true, 40);
		for (int k = 0; k < 700; k++) {
			model_strip(&m, lengths[model_chance(&m, 7)]);
			if (k < 8)
				continue;
			assert_true(m.pace.rate < 3 * rate);
			total += m.most_ms;
			n++;
		}
		assert_true(total / n < 16 + 1024 / rate);
	}
	/* They alone do tell that it has become much slower. */
	m = (struct model){.rate = 500, .rtt_ms = 40};
	pace_renew(&m.pace, true, 40);
	for (int k = 0; k < 10; k++)
		model_strip(&m, k < 5 ? STRIP : 5000);
	m.rate = 32;
	for (int k = 0; k < 4; k++)
		model_strip(&m, 5000);
	assert_true(m.most_ms < 100);
}

/* A fast one is soon found to be. */
static void test_fast(void **state)
{
	struct model m = {.rate = 12500, .rtt_ms = 20};

	(void)state;
	pace_renew(&m.pace, true, 20);
	for (int k = 0; k < 4; k++)
		model_strip(&m, STRIP);
	assert_in_range(model_strip(&m, STRIP), 20, 25);
}

/* A line that becomes slower, or farther, and what it was again. */
static void test_changes(void **state)
{
	struct model m = {.rate = 500, .rtt_ms = 30};

	(void)state;
	pace_renew(&m.pace, true, 30);
	for (int k = 0; k < 5; k++)
		model_strip(&m, STRIP);
	m.rate = 32;
	model_strip(&m, STRIP);
	model_strip(&m, STRIP);
	assert_true(m.most_ms < 150);
	/* What is tried after an answer that was late is little at first, for
	 * the sake of keys: it takes a picture of eight strips. */
	m.rate = 500;
	for (int k = 0; k < 7; k++)
		model_strip(&m, STRIP);
	assert_in_range(model_strip(&m, STRIP), 30, 100);
	/* Farther, and nobody tells: slower, but not for ever slower. */
	m.rtt_ms = 230;
	for (int k = 0; k < 40; k++)
		model_strip(&m, STRIP);
	assert_true(model_strip(&m, STRIP) < 8000);
	pace_renew(&m.pace, true, 230);
	for (int k = 0; k < 6; k++)
		model_strip(&m, STRIP);
	assert_in_range(model_strip(&m, STRIP), 230, 330);
}

/* Nor do those that are very late, one now and then. */
static void test_hiccups(void **state)
{
	struct model m = {
		.rate = 128, .rtt_ms = 40, .jitter_ms = 8, .hiccup_ms = 300};
	int total = 0;

	(void)state;
	pace_renew(&m.pace, true, 40);
	for (int k = 0; k < 400; k++)
		total += model_strip(&m, STRIP);
	assert_true(total / 400 < 2.4 * (STRIP / m.rate + 40));
}

/* Answers that are late by chance make it hardly slower, and a way that has
 * become longer for good by less than is told is found to be. */
static void test_jitter(void **state)
{
	(void)state;
	for (int jitter = 20; jitter <= 60; jitter += 20) {
		struct model m = {
			.rate = 128, .rtt_ms = 40, .jitter_ms = jitter};
		int total = 0;

		pace_renew(&m.pace, true, 40);
		for (int k = 0; k < 400; k++) {
			total += model_strip(&m, STRIP);
			assert_true(k < 4 || m.most_ms < 150);
		}
		assert_true(total / 400 < 1.6 * (STRIP / m.rate + 40));
	}
	for (int longer = 20; longer <= 70; longer += 10) {
		struct model m = {.rate = 128, .rtt_ms = 40};

		pace_renew(&m.pace, true, 40);
		for (int k = 0; k < 10; k++)
			model_strip(&m, STRIP);
		m.rtt_ms += longer;
		for (int k = 0; k < 30; k++)
			model_strip(&m, STRIP);
		assert_true(model_strip(&m, STRIP) <
			    1.5 * STRIP / m.rate + m.rtt_ms);
	}
}

/* Farther, and the probe tells, as it does with a key now and then: hardly
 * slower, and nothing lies before a key. */
static void test_farther(void **state)
{
	struct model m = {.rate = 500, .rtt_ms = 30};

	(void)state;
	pace_renew(&m.pace, true, 30);
	for (int k = 0; k < 5; k++)
		model_strip(&m, STRIP);
	m.rtt_ms = 230;
	for (int k = 0; k < 60; k++) {
		int ms = model_strip(&m, STRIP);

		assert_true(k < 10 || ms < 400);
		assert_true(m.most_ms < 150);
		if (k % 5 == 4)
			pace_told(&m.pace, 230);
	}
	/* What lay before the answer of a slow line is not its length. */
	m = (struct model){.rate = 32, .rtt_ms = 30};
	pace_renew(&m.pace, true, 30);
	for (int k = 0; k < 20; k++) {
		model_strip(&m, STRIP);
		assert_true(k < 4 || m.most_ms < 150);
		pace_told(&m.pace, 30 + 20 * k);
	}
	/* An answer of the probe that was late once is not borne out by those
	 * of a line that becomes slower. */
	m = (struct model){.rate = 128, .rtt_ms = 40};
	pace_renew(&m.pace, true, 140);
	for (int k = 0; k < 10; k++)
		model_strip(&m, STRIP);
	m.rate = 32;
	for (int k = 0; k < 10; k++) {
		model_strip(&m, STRIP);
		assert_true(m.pace.rtt_ms < 100);
	}
}

/* No line: all at once, whatever was measured. */
static void test_here(void **state)
{
	struct pace pace = {0};

	(void)state;
	pace_renew(&pace, false, 0);
	pace_begin(&pace, 5);
	pace_sent(&pace, 1000000, 5);
	assert_true(pace_allows(&pace, 5) == SIZE_MAX);
	assert_int_equal(pace_wait(&pace, 5), 0);
}

/* Little pieces say nothing, and a clock that jumps does no harm. */
static void test_odd(void **state)
{
	struct pace pace = {0};
	double rate;

	(void)state;
	pace_renew(&pace, true, 0);
	rate = pace.rate;
	pace_begin(&pace, 1000);
	pace_sent(&pace, 100, 1000);
	pace_arrived(&pace, 9000);
	assert_true(pace.rate == rate);
	pace_begin(&pace, 1000);
	pace_sent(&pace, STRIP, 1000);
	pace_arrived(&pace, 10);
	assert_true(pace.rate > 0 && pace.rate <= 1e6);
	assert_true(pace.rtt_ms >= 0);
	pace_begin(&pace, 1000);
	assert_true(pace_allows(&pace, 0) < SIZE_MAX);
	assert_true(pace_wait(&pace, 0) >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slow),	cmocka_unit_test(test_fast),
		cmocka_unit_test(test_changes), cmocka_unit_test(test_here),
		cmocka_unit_test(test_odd),	cmocka_unit_test(test_farther),
		cmocka_unit_test(test_jitter),	cmocka_unit_test(test_hiccups),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
