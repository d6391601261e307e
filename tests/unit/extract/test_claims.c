/*
 * test_claims.c: which sheet has which bytes.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "extract/worker/claims.h"

static void hash_of(size_t i, char ret[HASH_HEX_SIZE])
{
	hash_bytes(&i, sizeof(i), ret);
}

static void test_many(void **state)
{
	struct claims claims = {0};
	char hash[HASH_HEX_SIZE];
	size_t owner;

	for (size_t i = 0; i < 5000; i++) {
		hash_of(i, hash);
		owner = SIZE_MAX;
		assert_true(claims_take(&claims, hash, i, &owner));
		assert_int_equal(owner, SIZE_MAX);
	}
	for (size_t i = 0; i < 5000; i++) {
		hash_of(i, hash);
		assert_true(claims_take(&claims, hash, i, &owner));
		assert_false(claims_take(&claims, hash, i + 9000, &owner));
		assert_int_equal(owner, i);
	}
	claims_done(&claims);
}

static void test_next(void **state)
{
	struct claims claims = {0};
	char hash[HASH_HEX_SIZE], found[HASH_HEX_SIZE];
	size_t owner, at = 0, sum = 0, n = 0;

	assert_false(claims_next(&claims, &at, found, &owner));
	for (size_t i = 1; i <= 100; i++) {
		hash_of(i, hash);
		assert_true(claims_take(&claims, hash, i, &owner));
	}
	for (at = 0; claims_next(&claims, &at, found, &owner); n++) {
		hash_of(owner, hash);
		assert_string_equal(found, hash);
		sum += owner;
	}
	assert_int_equal(n, 100);
	assert_int_equal(sum, 5050);
	claims_done(&claims);
}

/* The digits may be upper-case, and all of them count. */
static void test_spelling(void **state)
{
	struct claims claims = {0};
	char a[HASH_HEX_SIZE], b[HASH_HEX_SIZE];
	size_t owner;

	memset(a, 'a', 64);
	memset(b, 'A', 64);
	a[64] = b[64] = '\0';
	assert_true(claims_take(&claims, a, 0, &owner));
	assert_false(claims_take(&claims, b, 1, &owner));
	b[63] = '0';
	assert_true(claims_take(&claims, b, 1, &owner));
	claims_done(&claims);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
