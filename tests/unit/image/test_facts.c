/*
 * test_facts.c: the facts of a picture, written and read again.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image/facts/facts.h"

static void facts_make(struct facts *facts)
{
	struct label label = {.box = {10, 20, 300, 200},
			      .rotation = 90,
			      .score = 0.5,
			      .sure = 0.75,
			      .text_height = 12};
	struct region *region = facts_add_region(facts, &label);

	facts->width = 4000;
	facts->height = 6000;
	facts->sheet_rotation = 90;
	region->role = ROLE_SLIP;
	region->read = true;
	region->legible = 0.625;
	region->place = (struct view_place){.crop = label.box,
					    .rotation = 90,
					    .width = 433,
					    .height = 650,
					    .scale = 2.125,
					    .skew = 0.0625};
	words_add(&region->words, "Carex", (struct box){1, 2, 30, 14}, 15,
		  0.875);
	region->words.items[0].stored = (struct box){15, 25, 14, 7};
	region->words.items[0].role = ROLE_FRAME;
	region->words.items[0].agreed = 0.5;
	words_add(&region->words, "read once", (struct box){1, 22, 30, 14}, 35,
		  0.5);
	label.rotation = -1;
	facts_add_region(facts, &label);
	facts_add_code(facts, "CODE-39", "00012345", (struct box){5, 6, 70, 80},
		       0.875);
}

static void what_is_written_is_read_again(void **state)
{
	struct facts facts = {0}, again;
	struct error err;
	json_t *json, *second;

	(void)state;
	facts_make(&facts);
	json = facts_write(&facts);
	assert_non_null(json);
	assert_int_equal(facts_read(json, &again, &err), 0);
	second = facts_write(&again);
	assert_true(json_equal(json, second));
	assert_int_equal(again.n_regions, 2);
	assert_int_equal(again.regions[0].words.items[0].role, ROLE_FRAME);
	assert_true(again.regions[0].words.items[0].agreed == 0.5);
	assert_true(again.regions[0].words.items[1].agreed == AGREED_UNKNOWN);
	assert_int_equal(again.regions[1].label.rotation, -1);
	assert_string_equal(again.codes[0].text, "00012345");
	json_decref(json);
	json_decref(second);
	facts_done(&again);
	facts_done(&facts);
}

/* A cache is a file like another: what stands in it may be anything. */
static void nonsense_is_refused_or_limited(void **state)
{
	static const char *const refused[] = {"{}", "[]", "{\"regions\":[]}",
					      "{\"regions\":1,\"codes\":[]}"};
	static const char odd[] =
		"{\"width\":99999999999,\"regions\":[{\"box\":[1,2],"
		"\"rotation\":45,\"read\":true,\"place\":{\"scale\":-1},"
		"\"words\":[[],[\"x\",[0,0,9,9],3,4,5,6],[7]]},3],"
		"\"codes\":[{},{\"text\":7},{\"text\":\"\\u001b[2J\"},"
		"{\"type\":\"EAN-13\",\"text\":\"12\"}]}";
	struct facts facts;
	struct error err;
	json_t *json;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		json = json_loads(refused[i], 0, NULL);
		assert_int_equal(facts_read(json, &facts, &err), -1);
		json_decref(json);
	}
	json = json_loads(odd, 0, NULL);
	assert_non_null(json);
	assert_int_equal(facts_read(json, &facts, &err), 0);
	assert_true(facts.width <= 1000000);
	assert_int_equal(facts.n_regions, 2);
	assert_int_equal(facts.regions[0].label.rotation, -1);
	assert_true(facts.regions[0].place.scale > 0);
	assert_int_equal(facts.regions[0].words.n, 1);
	for (size_t i = 0; i < facts.n_codes; i++)
		assert_null(strchr(facts.codes[i].text, '\033'));
	facts_done(&facts);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(nonsense_is_refused_or_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
