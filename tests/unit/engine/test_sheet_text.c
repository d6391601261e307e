/*
 * test_sheet_text.c: the words of a sheet as a text for a model.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/payload/sheet_text.h"
#include "engine/payload/text.h"
#include "run/cache/facts.h"
#include "tests/kit/label_page.h"
#include "tests/kit/scratch.h"

#define SHA "0a3108d66f7e04b8245781a8ed99d30c4f64e5ecc7a234e1913b21407b3afa7d"

/* A region of these lines, in which that role speaks. */
static void add_region(struct facts *facts, enum region_role role,
		       const char *lines)
{
	const struct label label = {.box = {0, 0, 2000, 1000}};
	struct region *region = facts_add_region(facts, &label);

	region->role = role;
	region->read = true;
	label_page(lines, &region->words);
}

static char *text_of(const struct facts *facts, size_t max)
{
	struct bytes text = {0};

	sheet_text_write(facts, max, &text);
	return bytes_steal(&text);
}

static void sheet(struct facts *facts)
{
	*facts = (struct facts){.width = 2000, .height = 3000};
	facts_add_code(facts, "CODE-39", "QFA 0123", (struct box){1, 1, 9, 9},
		       1);
	facts_add_code(facts, "CODE-39", "QFA 0123",
		       (struct box){500, 500, 9, 9}, 1);
	add_region(facts, ROLE_LABEL,
		   "Plants of Quebec\nCarex alba Scop.\n"
		   "Coll.        J. Macoun\n| __ ..\n");
	add_region(facts, ROLE_SLIP, "det. A. Gray 1880\n");
	add_region(facts, ROLE_SLIP, "Carex nigra\n");
	add_region(facts, ROLE_UNKNOWN, "17\n");
}

static void test_layout(void **state)
{
	struct facts facts;
	char *text;

	sheet(&facts);
	text = text_of(&facts, SHEET_TEXT_MAX);
	assert_string_equal(text,
			    "[code]\nQFA 0123\n[label]\nPlants of Quebec\n"
			    "Carex alba Scop.\nColl.   J. Macoun\n"
			    "[determination]\ndet. A. Gray 1880\n"
			    "[determination]\nCarex nigra\n[other]\n17\n");
	free(text);
	facts_done(&facts);
}

/* Whatever the limit, whole lines are sent, and no heading without one. */
static void test_limit(void **state)
{
	struct facts facts;
	char *whole;

	sheet(&facts);
	whole = text_of(&facts, SHEET_TEXT_MAX);
	for (size_t max = 0; max <= strlen(whole); max++) {
		char *text = text_of(&facts, max);
		size_t len = strlen(text);

		assert_true(len <= max);
		assert_true(len == 0 || text[len - 1] == '\n');
		assert_true(len < 2 || text[len - 2] != ']');
		free(text);
	}
	free(whole);
	facts_done(&facts);
}

static void test_nothing(void **state)
{
	struct facts facts = {.width = 10, .height = 10};
	char *text = text_of(&facts, SHEET_TEXT_MAX);

	assert_string_equal(text, "");
	free(text);
	add_region(&facts, ROLE_FRAME, "| ___\n");
	text = text_of(&facts, SHEET_TEXT_MAX);
	assert_string_equal(text, "");
	free(text);
	facts_done(&facts);
}

/* What the run knows is sent as it is: nothing is opened, and no file has to
 * be there. */
static void test_known(void **state)
{
	char *dir = scratch_new();
	struct run run = scratch_bare_run(dir);
	const struct sheet of = {
		.path = "/nowhere/a.jpg", .image = "a.jpg", .specimen_id = SHA};
	struct facts_cache *cache;
	struct payload_text *reader;
	struct payload payload = {0};
	struct facts facts;
	struct error err;
	char *whole;

	assert_int_equal(facts_cache_open(&run, &cache, &err), 0);
	sheet(&facts);
	assert_true(facts_cache_put(cache, SHA, "anybody", &facts, NULL));
	whole = text_of(&facts, SHEET_TEXT_MAX);
	reader = payload_text_new("eng", cache);
	assert_int_equal(payload_text_make(reader, &of, false, &payload, &err),
			 0);
	assert_string_equal(payload.text, whole);
	assert_int_equal(payload.n, 0);
	assert_int_equal(payload.bytes, strlen(whole));
	assert_int_equal(payload.labels.n, 4);
	payload_done(&payload);
	assert_int_equal(payload_text_make(reader, &of, true, &payload, &err),
			 0);
	assert_in_range(strlen(payload.text), 1, strlen(whole) / 2 + 1);
	payload_done(&payload);
	payload_text_free(reader);
	facts_cache_close(cache);
	facts_done(&facts);
	free(whole);
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
