/*
 * test_ordered.c: what several threads do comes back in order.
 */
#include "config.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/thread/ordered.h"

struct item {
	unsigned int number, worked;
	uint64_t sum;
};

static atomic_uint dropped;

/* Of very different length, so that later ones are ready before. */
static void work(void *arg, void *data)
{
	struct item *item = data;

	for (unsigned int i = 0; i < item->number * 7919 % 5000; i++)
		item->sum += i ^ *(unsigned int *)arg;
	item->worked++;
}

static void drop(void *data)
{
	atomic_fetch_add(&dropped, 1);
	free(data);
}

static struct item *item_new(unsigned int number)
{
	struct item *item = mem_zalloc(sizeof(*item));

	item->number = number;
	return item;
}

static void expect_next(struct ordered *ordered, unsigned int number)
{
	struct item *item = ordered_take(ordered);

	assert_non_null(item);
	assert_int_equal(item->number, number);
	assert_int_equal(item->worked, 1);
	free(item);
}

struct gate {
	sem_t begun, last;
	atomic_bool came; /* the last was done while the first was under way */
};

/* The first one ends after the last. */
static void work_gate(void *arg, void *data)
{
	struct gate *gate = arg;
	struct item *item = data;
	struct timespec end;

	item->worked++;
	if (item->number == 2)
		sem_post(&gate->last);
	if (item->number != 0)
		return;
	sem_post(&gate->begun);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 60; /* rather than for ever */
	atomic_store(&gate->came, sem_timedwait(&gate->last, &end) == 0);
}

/* The owner does what nobody has begun while the oldest is not done. */
static void test_owner_works(void **state)
{
	struct ordered *ordered;
	struct gate gate;
	struct error err;

	(void)state;
	sem_init(&gate.begun, 0, 0);
	sem_init(&gate.last, 0, 0);
	assert_int_equal(ordered_start(1, 3, work_gate, &gate, &ordered, &err),
			 0);
	assert_true(ordered_put(ordered, item_new(0)));
	sem_wait(&gate.begun);
	assert_true(ordered_put(ordered, item_new(1)));
	assert_true(ordered_put(ordered, item_new(2)));
	for (unsigned int i = 0; i < 3; i++)
		expect_next(ordered, i);
	assert_true(atomic_load(&gate.came));
	ordered_stop(ordered, drop);
	sem_destroy(&gate.begun);
	sem_destroy(&gate.last);
}

static void run_with(size_t threads, size_t depth)
{
	unsigned int key = 17, given = 0, taken = 0;
	struct ordered *ordered;
	struct error err;

	assert_int_equal(
		ordered_start(threads, depth, work, &key, &ordered, &err), 0);
	assert_null(ordered_take(ordered));
	while (taken < 500) {
		struct item *item = given < 500 ? item_new(given) : NULL;

		if (item != NULL && ordered_put(ordered, item)) {
			given++;
			continue;
		}
		free(item);
		assert_true(given == 500 || given - taken == depth);
		expect_next(ordered, taken++);
	}
	assert_null(ordered_take(ordered));
	ordered_stop(ordered, drop);
}

static void test_order(void **state)
{
	(void)state;
	run_with(0, 1);
	run_with(0, 8);
	run_with(1, 8);
	run_with(3, 1);
	run_with(3, 16);
}

/* What is not taken is dropped, once. */
static void test_stop(void **state)
{
	unsigned int key = 0;
	struct ordered *ordered;
	struct error err;

	(void)state;
	ordered_stop(NULL, drop);
	for (size_t threads = 0; threads < 3; threads++) {
		atomic_store(&dropped, 0);
		assert_int_equal(
			ordered_start(threads, 8, work, &key, &ordered, &err),
			0);
		for (unsigned int i = 0; i < 6; i++)
			assert_true(ordered_put(ordered, item_new(i)));
		expect_next(ordered, 0);
		ordered_stop(ordered, drop);
		assert_int_equal(atomic_load(&dropped), 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owner_works),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
