/*
 * test_record.c: records and their JSON.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/record.h"

/* Reads `text` as a dwc object; returns the repairs. */
static int read_text(const char *text, double fallback, struct record *record)
{
	json_t *dwc CLEANUP(json_release) = NULL;
	int repairs = -1;

	assert_int_equal(json_read(text, strlen(text), &dwc, NULL, NULL), 0);
	assert_int_equal(record_read_json(dwc, fallback, SOURCE_MODEL, record,
					  &repairs, NULL),
			 0);
	return repairs;
}

static char *write_text(const struct record *record, bool with_source)
{
	json_t *dwc CLEANUP(json_release) =
		record_write_json(record, with_source);
	struct bytes line = {0};

	json_write_line(dwc, &line);
	line.data[--line.len] = '\0';
	return bytes_steal(&line);
}

/* What a value of each shape reads as. */
static void test_shapes(void **state)
{
	static const struct {
		const char *json, *value;
		double confidence;
		int repairs;
	} rows[] = {
		{"\"Regina\"", "Regina", 0.5, 0},
		{"\"\"", "", 0.5, 0},
		{"null", "", 0.5, 0},
		{"600", "600", 0.5, 0},
		{"-104.5", "-104.5", 0.5, 0},
		{"true", "true", 0.5, 0},
		{"[\"J.F. Alex\", \"J. Gebhardt\"]", "J.F. Alex | J. Gebhardt",
		 0.5, 0},
		{"[\"a\", null, \" \", 3, [\"b\"]]", "a | 3 | b", 0.5, 0},
		{"[]", "", 0.5, 0},
		{"{\"value\": \"x\", \"confidence\": 0.9}", "x", 0.9, 0},
		{"{\"value\": \"x\"}", "x", 0.5, 0},
		{"{\"value\": \"x\", \"confidence\": null}", "x", 0.5, 0},
		{"{\"value\": null, \"confidence\": 0.0}", "", 0, 0},
		{"{\"value\": 7, \"confidence\": 1}", "7", 1, 0},
		{"{\"value\": [\"a\",\"b\"], \"confidence\": 0.25}", "a | b",
		 0.25, 0},
		{"{\"value\": \"x\", \"confidence\": \"0.75\"}", "x", 0.75, 1},
		{"{\"value\": \"x\", \"confidence\": \"75 %\"}", "x", 0.75, 1},
		{"{\"value\": \"x\", \"confidence\": \"High\"}", "x", 0.9, 1},
		{"{\"value\": \"x\", \"confidence\": \"sure\"}", "x", 0.5, 1},
		{"{\"value\": \"x\", \"confidence\": 95}", "x", 0.95, 1},
		{"{\"value\": \"x\", \"confidence\": 100}", "x", 1, 1},
		{"{\"value\": \"x\", \"confidence\": 2}", "x", 0.02, 1},
		{"{\"value\": \"x\", \"confidence\": 1.2}", "x", 1, 1},
		{"{\"value\": \"x\", \"confidence\": 4000}", "x", 1, 1},
		{"{\"value\": \"x\", \"confidence\": -3}", "x", 0, 1},
		{"{\"value\": \"x\", \"confidence\": []}", "x", 0.5, 1},
		{"{\"value\": {\"value\": \"deep\"}}", "deep", 0.5, 0},
		{"{\"from\": \"a\"}", "{\"from\":\"a\"}", 0.5, 1},
		{"\"a\\u0007b\\u202ec\"", "abc", 0.5, 1},
		{"\"two\\r\\nlines\"", "two\nlines", 0.5, 1},
		{"\"two\\nlines\"", "two\nlines", 0.5, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *json CLEANUP(mem_free_str) =
			mem_printf("{\"t\": %s}", rows[i].json);
		struct record record;
		int repairs;

		record_init(&record);
		repairs = read_text(json, 0.5, &record);
		assert_string_equal(record_value(&record, "t"), rows[i].value);
		assert_float_equal(record_find(&record, "t")->confidence,
				   rows[i].confidence, 1e-9);
		if (repairs != rows[i].repairs)
			fail_msg("%s: %d repairs", rows[i].json, repairs);
		record_done(&record);
	}
}

static void test_unwraps_pass_2(void **state)
{
	static const char *const texts[] = {
		"{\"PASS_1\": \"words\", \"PASS_2\": {\"country\": \"Canada\"}}",
		"{\"pass_2\": {\"country\": {\"value\": \"Canada\"}}}",
		"{\"PASS 2\": {\"PASS_2\": {\"country\": \"Canada\"}}}",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct record record;

		record_init(&record);
		read_text(texts[i], 0.5, &record);
		assert_int_equal(record.n, 1);
		assert_string_equal(record_value(&record, "country"), "Canada");
		record_done(&record);
	}
}

static void test_refuses_what_is_no_object(void **state)
{
	json_t *list CLEANUP(json_release) = json_array();
	struct record record;
	struct error err;

	record_init(&record);
	assert_int_equal(
		record_read_json(list, 0.5, SOURCE_RULE, &record, NULL, &err),
		-1);
	assert_int_equal(
		record_read_json(NULL, 0.5, SOURCE_RULE, &record, NULL, &err),
		-1);
	assert_int_equal(record.n, 0);
	record_done(&record);
}

static void test_unknown_keys_stay(void **state)
{
	static const char text[] =
		"{\"x:odd key\":{\"value\":\"1\",\"confidence\":0.5,"
		"\"correction_note\":\"n\",\"deep\":{\"a\":[1,null]}}}";
	struct record record;
	char *again CLEANUP(mem_free_str) = NULL;

	record_init(&record);
	assert_int_equal(read_text(text, 0.5, &record), 0);
	again = write_text(&record, false);
	assert_string_equal(again, text);
	record_done(&record);
}

static void test_source_round_trip(void **state)
{
	struct record record, back;
	struct field *field;
	char *first CLEANUP(mem_free_str) = NULL;
	char *second CLEANUP(mem_free_str) = NULL;

	record_init(&record);
	field = record_set(&record, "country", "Kanada", 1, SOURCE_HUMAN);
	field->by = mem_strdup("mb");
	field->was = mem_strdup("Canada");
	field->evidence = 0.75;
	field_add_box(field, (struct box){1, 2, 30, 40});
	record_set(&record, "county", "", -1, SOURCE_EMPTY);
	field = record_set(&record, "habitat", "bog", 0.5, SOURCE_MODEL);
	field->model = mem_strdup("m1");
	field->line_sha256 = mem_strdup("ab12");
	first = write_text(&record, true);
	assert_string_equal(
		first, "{\"country\":{\"value\":\"Kanada\",\"confidence\":1.0,"
		       "\"source\":\"human\",\"corrected\":true,\"by\":\"mb\","
		       "\"was\":\"Canada\",\"boxes\":[[1,2,30,40]],"
		       "\"evidence\":0.75},\"county\":{\"value\":\"\","
		       "\"source\":\"empty\",\"corrected\":false},"
		       "\"habitat\":{\"value\":\"bog\",\"confidence\":0.5,"
		       "\"source\":\"model\",\"corrected\":false,"
		       "\"line_sha256\":\"ab12\",\"model\":\"m1\"}}");
	record_init(&back);
	assert_int_equal(read_text(first, -1, &back), 0);
	assert_int_equal(record_find(&back, "county")->source, SOURCE_EMPTY);
	second = write_text(&back, true);
	assert_string_equal(second, first);
	record_done(&back);
	record_done(&record);
}

/* A code says so even where a reader's lines name no source. */
static void test_a_code_names_itself(void **state)
{
	struct record record, back;
	struct field *field;
	char *text CLEANUP(mem_free_str) = NULL;

	record_init(&record);
	field = record_set(&record, "catalogNumber", "00020326", 0.5,
			   SOURCE_BARCODE);
	field->extra = json_pack("{s:s}", FIELD_PRINTED, "00020415");
	record_set(&record, "country", "Cuba", 0.5, SOURCE_RULE);
	text = write_text(&record, false);
	assert_string_equal(text, "{\"catalogNumber\":{\"value\":\"00020326\","
				  "\"confidence\":0.5,\"source\":\"barcode\","
				  "\"printed\":\"00020415\"},\"country\":{"
				  "\"value\":\"Cuba\",\"confidence\":0.5}}");
	record_init(&back);
	assert_int_equal(read_text(text, -1, &back), 0);
	field = record_find(&back, "catalogNumber");
	assert_int_equal(field->source, SOURCE_BARCODE);
	assert_string_equal(
		json_string_value(json_object_get(field->extra, FIELD_PRINTED)),
		"00020415");
	record_done(&back);
	record_done(&record);
}

/* A record corrected by another program says so without a source. */
static void test_corrected_elsewhere(void **state)
{
	struct record record;
	char *again CLEANUP(mem_free_str) = NULL;

	record_init(&record);
	read_text("{\"t\":{\"value\":\"a\",\"corrected\":true}}", -1, &record);
	assert_int_equal(record_find(&record, "t")->source, SOURCE_HUMAN);
	again = write_text(&record, true);
	assert_non_null(strstr(again, "\"corrected\":true"));
	record_done(&record);
}

static void test_limits(void **state)
{
	json_t *dwc CLEANUP(json_release) = json_object();
	char *big CLEANUP(mem_free_str) = mem_alloc(200001);
	struct record record;
	int repairs = 0;

	/* U+00E9 everywhere: a cut in the middle would break the text. */
	for (size_t i = 0; i < 200000; i += 2)
		memcpy(big + i, "\xc3\xa9", 2);
	big[200000] = '\0';
	big[1] = big[0] = 'x';
	json_object_set_new(dwc, "big", json_string(big + 1));
	for (int i = 0; i < 600; i++) {
		char key[16];

		snprintf(key, sizeof(key), "k%d", i);
		json_object_set_new(dwc, key, json_integer(i));
	}
	record_init(&record);
	assert_int_equal(
		record_read_json(dwc, 1, SOURCE_RULE, &record, &repairs, NULL),
		0);
	assert_int_equal(record.n, 512);
	assert_int_equal(repairs, 600 - 511 + 1);
	assert_int_equal(strlen(record_value(&record, "big")), 65535);
	assert_true(text_is_utf8(record_value(&record, "big"), 65535));
	record_done(&record);
}

static void test_boxes(void **state)
{
	struct record record;
	struct field *field;

	record_init(&record);
	assert_int_equal(read_text("{\"t\":{\"value\":\"a\",\"boxes\":["
				   "[1,2,3,4],[1.6,2,3,4],[1,2,3],"
				   "[1,2,-3,4],[1e300,2,3,4],\"x\"]}}",
				   0.5, &record),
			 4);
	field = record_find(&record, "t");
	assert_int_equal(field->n_boxes, 2);
	assert_int_equal(field->boxes[0].h, 4);
	assert_int_equal(field->boxes[1].x, 2);
	record_done(&record);
}

static void test_set_remove_copy(void **state)
{
	struct record record, copy;

	record_init(&record);
	record_set(&record, "a", "1", 0.5, SOURCE_MODEL);
	record_set(&record, "b", "2", 0.5, SOURCE_MODEL);
	record_set(&record, "a", "3", 0.7, SOURCE_HUMAN);
	field_add_box(record_find(&record, "b"), (struct box){1, 1, 1, 1});
	assert_int_equal(record.n, 2);
	record_copy(&record, &copy);
	record_remove(&record, "a");
	record_remove(&record, "none");
	assert_int_equal(record.n, 1);
	assert_string_equal(record_value(&record, "a"), "");
	assert_null(record_find(&record, "a"));
	assert_string_equal(record_value(&record, "b"), "2");
	assert_string_equal(record_value(&copy, "a"), "3");
	assert_int_equal(record_find(&copy, "b")->n_boxes, 1);
	record_done(&record);
	record_done(&copy);
	record_copy(&record, &copy);
	assert_int_equal(copy.n, 0);
}

static void test_sort(void **state)
{
	static const char *const order[] = {"catalogNumber", "scientificName",
					    "zz", "aa"};
	struct terms *terms = NULL;
	struct record record;

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	record_init(&record);
	record_sort(&record, terms);
	record_set(&record, "zz", "1", 0.5, SOURCE_MODEL);
	record_set(&record, "scientificName", "2", 0.5, SOURCE_MODEL);
	record_set(&record, "aa", "3", 0.5, SOURCE_MODEL);
	record_set(&record, "catalogNumber", "4", 0.5, SOURCE_MODEL);
	record_sort(&record, terms);
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		assert_string_equal(record.fields[i].term, order[i]);
	record_done(&record);
	terms_free(terms);
}

/* --- random records ------------------------------------------------------- */

/* Knuth's MMIX generator: the same sequence everywhere. */
static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static json_t *random_value(uint64_t *seed, int depth)
{
	static const char *const words[] = {
		"",	    "value", "confidence", "\n",    "0.9",    "boxes",
		"\xc3\xa9", "was",   "\x1b[0m",	   "human", "PASS_2", "source"};
	uint32_t kind = next_random(seed) % (depth > 4 ? 5 : 9);
	const char *word = words[next_random(seed) % ARRAY_LEN(words)];
	json_t *value;

	if (kind == 0)
		return json_null();
	if (kind == 1)
		return json_integer((int)next_random(seed) - 1000000000);
	if (kind == 2)
		return json_real(next_random(seed) / 1e9);
	if (kind <= 4)
		return json_string(word);
	value = kind <= 6 ? json_array() : json_object();
	for (uint32_t n = next_random(seed) % 5; n > 0; n--) {
		word = words[next_random(seed) % ARRAY_LEN(words)];
		if (kind <= 6)
			json_array_append_new(value,
					      random_value(seed, depth + 1));
		else
			json_object_set_new(value, word,
					    random_value(seed, depth + 1));
	}
	return value;
}

/* Whatever was read is clean, and survives writing and reading. */
static void test_random_round_trip(void **state)
{
	uint64_t seed = 2702;

	for (int i = 0; i < 5000; i++) {
		json_t *dwc CLEANUP(json_release) = json_object();
		struct record first, second;
		char *a CLEANUP(mem_free_str) = NULL;
		char *b CLEANUP(mem_free_str) = NULL;

		json_object_set_new(dwc, "a", random_value(&seed, 0));
		json_object_set_new(dwc, "b", random_value(&seed, 0));
		record_init(&first);
		record_init(&second);
		assert_int_equal(record_read_json(dwc, 0.5, SOURCE_MODEL,
						  &first, NULL, NULL),
				 0);
		for (size_t f = 0; f < first.n; f++) {
			const struct field *field = &first.fields[f];

			assert_true(text_is_utf8(field->value,
						 strlen(field->value)));
			assert_null(strchr(field->value, '\x1b'));
			assert_true(field->confidence >= 0 &&
				    field->confidence <= 1);
		}
		a = write_text(&first, true);
		assert_int_equal(read_text(a, -1, &second), 0);
		b = write_text(&second, true);
		assert_string_equal(a, b);
		record_done(&first);
		record_done(&second);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_unwraps_pass_2),
		cmocka_unit_test(test_refuses_what_is_no_object),
		cmocka_unit_test(test_unknown_keys_stay),
		cmocka_unit_test(test_source_round_trip),
		cmocka_unit_test(test_a_code_names_itself),
		cmocka_unit_test(test_corrected_elsewhere),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_set_remove_copy),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_random_round_trip),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
