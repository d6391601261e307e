/*
 * test_record.c: the way from one record to the next, in whatever order the
 * queue and what was done come back.
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
#include "ui/update/record.h"

/* The last record of the queue is shown. */
static void at_the_end(struct world *world)
{
	struct bytes out CLEANUP(bytes_done) = {0};

	world_init(world);
	world_play(world, "size 80 24\nstart\nkeys J J J J\n", &out);
	record_beside(&world->app);
	assert_int_equal(world->app.queue.n, 5);
	assert_int_equal(app_row(&world->app), 4);
}

/* One is left besides the one that was done with, be that in the queue yet or
 * not: it comes. The page of its end comes where none is left. */
static void test_one_is_left(void **state)
{
	static const struct {
		int before, n; /* rows left out before, and those that stand */
		bool goes_on;
	} cases[] = {{3, 2, true}, {3, 1, true}, {4, 1, false}, {4, 0, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct world world;
		struct queue *queue = &world.app.queue;

		at_the_end(&world);
		queue->rows += cases[i].before;
		queue->total = queue->n = (size_t)cases[i].n;
		assert_int_equal(app_has_others(&world.app), cases[i].goes_on);
		record_go_next(&world.app);
		assert_int_equal(world.app.overlay, cases[i].goes_on
							    ? OVERLAY_NONE
							    : OVERLAY_SUMMARY);
		queue->rows -= cases[i].before;
		queue->n = 5;
		world_done(&world);
	}
}

/* Who goes on from the page of the end, or back, sees the record. */
static void test_the_end_is_left(void **state)
{
	static const char *const keys[] = {"keys J\n", "keys K\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct bytes out CLEANUP(bytes_done) = {0};
		struct world world;

		at_the_end(&world);
		world_play(&world, "keys J\n", &out);
		assert_int_equal(world.app.overlay, OVERLAY_SUMMARY);
		world_play(&world, keys[i], &out);
		assert_int_equal(world.app.overlay, OVERLAY_NONE);
		world_done(&world);
	}
}

/* What was done to a sheet that had only a name is taken back once it was read:
 * its record is the one that is here. */
static void test_undo_of_a_name(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct world world;

	(void)state;
	world_init(&world);
	world_play(&world, "size 80 24\nstart\n", &out);
	deeds_add(&world.app.deeds,
		  (struct deed){
			  .op = ACT_NOTE,
			  .specimen_id = mem_printf(
				  "name:%s", world.app.here.specimen.image),
			  .records = 1,
		  });
	world_play(&world, "keys u\nlog\n", &out);
	assert_non_null(strstr(out.data, "review undo name:"));
	world_done(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_is_left),
		cmocka_unit_test(test_the_end_is_left),
		cmocka_unit_test(test_undo_of_a_name),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
