/*
 * test_spent.c: what a record costs, and how values came into it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/kit/world.h"
#include "review/team/spent.h"

static void begin(struct world *world, const char *script)
{
	struct bytes out CLEANUP(bytes_done) = {0};

	world_init(world);
	world_play(world, script, &out);
}

static void play(struct world *world, const char *script)
{
	struct bytes out CLEANUP(bytes_done) = {0};

	world_play(world, script, &out);
}

/* The last act on the n-th record of the world. */
static const struct act *last_act(const struct world *world, int n)
{
	const struct specimen *s = &world->records[n].specimen;

	assert_true(s->n_acts > 0);
	return &s->acts[s->n_acts - 1];
}

static void expect(const struct spent_clock *spent, const char *id,
		   int64_t keys, int64_t seconds)
{
	struct act_spent of = spent_of(spent, id);

	assert_true(of.told);
	assert_int_equal(of.keys, keys);
	assert_int_equal(of.seconds, seconds);
}

static void test_counts(void **state)
{
	struct spent_clock spent = {.now_ms = 5000};

	(void)state;
	assert_false(spent_of(&spent, "a").told);
	spent_count(&spent, "a", 1);
	expect(&spent, "a", 1, 0);
	spent.now_ms += 1400;
	spent_count(&spent, "a", 2);
	expect(&spent, "a", 3, 1);
	spent.now_ms += 2000;
	spent_count(&spent, "b", 1);
	/* The pause is left out, to the millisecond. */
	spent.now_ms += SPENT_PAUSE_MS + 1;
	spent_count(&spent, "a", 1);
	expect(&spent, "a", 4, 1);
	spent.now_ms += SPENT_PAUSE_MS;
	spent_count(&spent, "a", 1);
	expect(&spent, "a", 5, 61);
	/* A clock that goes back costs nobody anything. */
	spent.now_ms = 10;
	spent_count(&spent, "a", 1);
	expect(&spent, "a", 6, 61);
	expect(&spent, "b", 1, 2);
	spent_count(&spent, NULL, 1);
	spent_settle(&spent, "a");
	spent_settle(&spent, "unknown");
	assert_false(spent_of(&spent, "a").told);
	expect(&spent, "b", 1, 2);
	spent_done(&spent);
}

/* Of more records than are kept the first is forgotten. */
static void test_is_bounded(void **state)
{
	struct spent_clock spent = {0};
	char id[16];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		spent_count(&spent, id, 1);
	}
	assert_true(spent.n <= 4096);
	assert_false(spent_of(&spent, "0").told);
	assert_true(spent_of(&spent, "4999").told);
	spent_done(&spent);
}

/* A decision tells what came before it, over leaving and coming back; the next
 * one on the same record begins anew. */
static void test_a_decision_tells_what_it_cost(void **state)
{
	const struct act *act;
	struct world world;

	(void)state;
	begin(&world, "size 100 30\nclock 100\nstart\nkeys j\nclock 3\nkeys k "
		      "J\nclock 5\nkeys K\nclock 61\nkeys R\n");
	play(&world, "keys Esc\nclock 2\nkeys r 1\n");
	act = last_act(&world, 0);
	assert_int_equal(act->op, ACT_REJECT);
	assert_true(act->spent.told);
	/* j k J, then K is the other's, then R esc r 1. */
	assert_int_equal(act->spent.keys, 7);
	assert_int_equal(act->spent.seconds, 5);
	assert_false(
		spent_of(&world.app.spent, world.records[0].specimen.id).told);
	world_done(&world);
}

static const struct pending_act *asked(struct world *world)
{
	assert_true(world->app.pendings.n > 0);
	return &world->app.pendings.items[world->app.pendings.n - 1];
}

static void test_how_a_value_came(void **state)
{
	struct world world;

	(void)state;
	begin(&world, "size 100 30\nstart\nkeys e C-u\ntype Regina\nhold\nkeys "
		      "Enter\n");
	assert_int_equal(asked(&world)->op, ACT_SET);
	assert_int_equal(asked(&world)->via, VIA_TYPED);
	/* Found right: nothing came. */
	play(&world, "keys Enter\n");
	assert_int_equal(asked(&world)->op, ACT_ACCEPT);
	assert_int_equal(asked(&world)->via, VIA_UNTOLD);
	play(&world, "keys x\n");
	assert_int_equal(asked(&world)->via, VIA_UNTOLD);
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_is_bounded),
		cmocka_unit_test(test_a_decision_tells_what_it_cost),
		cmocka_unit_test(test_how_a_value_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
