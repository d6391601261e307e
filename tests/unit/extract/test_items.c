/*
 * test_items.c: which sheet is next, and outcomes that are on their way to
 * the disk.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "extract/worker/items.h"
#include "extract/worker/unacked.h"

static void make(struct items *items, size_t n)
{
	struct worklist list = {
		.items = mem_zalloc(n * sizeof(struct worklist_item)),
		.n = n,
	};

	for (size_t i = 0; i < n; i++)
		list.items[i].image = mem_printf("%zu.jpg", i);
	items_init(items, &list);
}

static void check_next(struct items *items, size_t expected)
{
	size_t got;

	assert_true(items_next(items, &got));
	assert_int_equal(got, expected);
}

/* Those that were put off come after all others, in their order. */
static void test_put_off(void **state)
{
	struct items items;
	size_t none;

	(void)state;
	make(&items, 3);
	assert_string_equal(items_image(&items, 2), "2.jpg");
	check_next(&items, 0);
	items_put_off(&items, 0);
	check_next(&items, 1);
	items_put_off(&items, 1);
	check_next(&items, 2);
	assert_true(items_left(&items));
	check_next(&items, 0);
	check_next(&items, 1);
	assert_false(items_left(&items));
	assert_false(items_next(&items, &none));
	items_done(&items);
}

/* What failed waits again; what was not begun does not come twice. */
static void test_retry_failed(void **state)
{
	struct items items;
	size_t none;

	(void)state;
	make(&items, 4);
	for (size_t i = 0; i < 3; i++)
		check_next(&items, i);
	items.state[0].state = ITEM_FAILED;
	items.state[1].state = ITEM_DONE;
	items.state[2].state = ITEM_FAILED;
	assert_int_equal(items_retry_failed(&items), 2);
	assert_int_equal(items_retry_failed(&items), 0);
	assert_int_equal(items.state[0].state, ITEM_WAITING);
	assert_int_equal(items.state[1].state, ITEM_DONE);
	check_next(&items, 3);
	check_next(&items, 0);
	check_next(&items, 2);
	assert_false(items_next(&items, &none));
	items_done(&items);
}

static void test_unacked(void **state)
{
	struct unacked unacked = {0};
	struct unacked_outcome taken;
	uint64_t tickets[20];

	(void)state;
	for (size_t i = 0; i < 20; i++)
		tickets[i] = unacked_put(&unacked,
					 &(struct unacked_outcome){
						 .item = i,
						 .error = mem_printf("%zu", i),
					 });
	assert_int_equal(unacked.n, 20);
	assert_false(unacked_take(&unacked, 0, &taken));
	assert_true(unacked_take(&unacked, tickets[7], &taken));
	assert_int_equal(taken.item, 7);
	assert_string_equal(taken.error, "7");
	unacked_outcome_done(&taken);
	assert_false(unacked_take(&unacked, tickets[7], &taken));
	assert_int_equal(unacked.n, 19);
	/* Its place is used again, its ticket never. */
	tickets[0] = unacked_put(&unacked, &(struct unacked_outcome){0});
	assert_int_equal(unacked.n_slots, 20);
	assert_true(tickets[0] > tickets[19]);
	unacked_done(&unacked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_off),
		cmocka_unit_test(test_retry_failed),
		cmocka_unit_test(test_unacked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
