/*
 * test_list.c: lists and arrays.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/compiler.h"
#include "base/list.h"

struct item {
	int number;
	struct list_node node; /* not first, on purpose */
};

/* Compares the numbers in the list, and its ends, with `want`. */
static void check(const struct list *list, const char *want)
{
	char have[64] = "";
	struct list_node *last = NULL;
	size_t n = 0;

	for (struct list_node *at = list->first; at != NULL; at = at->next) {
		snprintf(have + strlen(have), sizeof(have) - strlen(have), "%d",
			 LIST_ITEM(at, struct item, node)->number);
		last = at;
		n++;
	}
	assert_string_equal(have, want);
	assert_ptr_equal(list->last, last);
	assert_int_equal(list->n, n);
}

static void put_and_take(void **state)
{
	struct item items[5];
	struct list list = {0};

	for (int i = 0; i < 5; i++)
		items[i].number = i;
	assert_null(list_pop(&list));
	assert_null(LIST_ITEM(list_pop(&list), struct item, node));
	list_push(&list, &items[1].node);
	list_push(&list, &items[2].node);
	list_push_first(&list, &items[0].node);
	check(&list, "012");
	list_insert(&list, &items[1].node, &items[3].node);
	check(&list, "0132");
	list_insert(&list, &items[2].node, &items[4].node);
	check(&list, "01324");
	assert_ptr_equal(list_pop(&list), &items[0].node);
	assert_null(items[0].node.next);
	assert_true(list_remove(&list, &items[4].node));
	check(&list, "132");
	assert_true(list_remove(&list, &items[3].node));
	assert_false(list_remove(&list, &items[3].node));
	check(&list, "12");
	list_pop(&list);
	list_pop(&list);
	check(&list, "");
	list_push(&list, &items[3].node);
	check(&list, "3");
}

static void move(void **state)
{
	struct item items[4];
	struct list to = {0}, from = {0};

	for (int i = 0; i < 4; i++)
		items[i].number = i;
	list_move(&to, &from);
	check(&to, "");
	list_push(&from, &items[0].node);
	list_push(&from, &items[1].node);
	list_move(&to, &from);
	check(&to, "01");
	check(&from, "");
	list_push(&from, &items[2].node);
	list_move(&to, &from);
	list_push(&to, &items[3].node);
	check(&to, "0123");
}

static void grow(void **state)
{
	int *items = NULL;
	size_t cap = 0, moves = 0;

	for (int i = 0; i < 10000; i++) {
		size_t before = cap;

		ARRAY_GROW(items, (size_t)i, cap);
		moves += cap != before;
		assert_true(cap > (size_t)i);
		items[i] = i;
	}
	for (int i = 0; i < 10000; i++)
		assert_int_equal(items[i], i);
	assert_in_range(moves, 5, 14);
	free(items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(put_and_take),
		cmocka_unit_test(move),
		cmocka_unit_test(grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
