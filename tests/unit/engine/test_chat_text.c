/*
 * test_chat_text.c: the record in what a model wrote.
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
#include "base/mem.h"
#include "engine/text/text.h"

#define A "{\"country\":{\"value\":\"Canada\",\"confidence\":0.9}}"
#define B                                                                 \
	"{\"country\":{\"value\":\"Cuba\",\"confidence\":1},\"habitat\":" \
	"{\"value\":\"bog\",\"confidence\":0.2}}"

#define VALUE "{\"value\":\"Canada\",\"confidence\":0.9}"

/* Of the built-in table; of the whole group. */
static struct terms *terms;

static int setup_terms(void **state)
{
	return terms_load(NULL, &terms, NULL);
}

static int teardown_terms(void **state)
{
	terms_free(terms);
	return 0;
}

static const struct row {
	const char *text;
	const char *country; /* NULL: refused */
	bool wrapped;
	int repairs;
} rows[] = {
	/* whole */
	{A, "Canada", false, 0},
	{" \n" A "\r\n ", "Canada", false, 0},
	{"\xef\xbb\xbf" A, "Canada", false, 0},
	{"{}", "", false, 0},
	{"[" A "]", "Canada", false, 1},
	{"{\"country\":\"Canada\"}", "Canada", false, 0},
	{"{\"country\":null,\"habitat\":\"bog\"}", "", false, 0},
	{"{\"country\":\"x\",\"country\":\"Canada\"}", "Canada", false, 0},
	/* fences and prose */
	{"```json\n" A "\n```", "Canada", true, 0},
	{"```\n" A "```", "Canada", true, 0},
	{"Here is the record:\n\n" A "\nIs there more?", "Canada", true, 0},
	{"I see no label.\n{}", "", true, 0},
	{"A set {a, b} and [1]: " A, "Canada", true, 0},
	{"{" A "}", "Canada", true, 0},
	{"{ " A, "Canada", true, 0},
	{A " {", "Canada", true, 0},
	{"<think>maybe {\"country\": </think>" A, "Canada", true, 0},
	{"<think>" B "</think>\n" A, "Canada", true, 0},
	{A " trailing }]}", "Canada", true, 0},
	/* several */
	{A "\n" B, "Cuba", true, 0},
	{B "\n" A, "Canada", true, 0},
	{B " {\"note\":\"done\"}", "Cuba", true, 0},
	{"{\"value\":\"\",\"confidence\":0} then " A, "Canada", true, 0},
	{"{} or rather " A, "Canada", true, 0},
	{A " and " A "{\"country\":{\"val", "Canada", true, 0},
	/* wrapped */
	{"{\"dwc\":" A "}", "Canada", false, 0},
	{"{\"record\":{\"fields\":" A "}}", "Canada", false, 0},
	{"{\"PASS_1\":\"words\",\"PASS_2\":" A "}", "Canada", false, 0},
	{"{\"dwc\":{\"PASS 2\":" A "}}", "Canada", false, 0},
	{"{\"dwc\":" A ",\"remarks\":\"dim\"}", "Canada", false, 1},
	{"{\"dwc\":{}}", "", false, 0},
	/* under a name that says nothing: mended */
	{"{\"darwin_core\":" A "}", "Canada", false, 1},
	{"{\"sheet 1\":" A "}", "Canada", false, 1},
	{"{\"data\":[" A "]}", "Canada", false, 1},
	{"{\"record\":[" A "]}", "Canada", false, 1},
	{"{\"results\":[{\"country\":\"Canada\",\"habitat\":\"bog\"}]}",
	 "Canada", false, 1},
	{"{\"Results\":{\"sheet\":" A "}}", "Canada", false, 1},
	{"{\"formatted_json\":{\"country\":\"Canada\",\"habitat\":\"bog\"}}",
	 "Canada", false, 1},
	{"{\"note\":\"dim\",\"x\":{\"y\":[{\"z\":" A "}]}}", "Canada", false,
	 2},
	{"{\"properties\":{\"country\":" VALUE "}}", "Canada", false, 1},
	{"{\"properties\":{\"country\":\"Canada\"}}", "Canada", false, 1},
	{"{\"schema\":{\"properties\":{\"country\":{\"type\":\"string\"}}},"
	 "\"answer\":" A "}",
	 "Canada", false, 2},
	{"{\"fields\":{\"colour\":\"buff\"},\"country\":\"Canada\"}", "Canada",
	 false, 1},
	/* keys */
	{"{\"Country\":\"Canada\"}", "Canada", false, 1},
	{"{\"COUNTRY\":{\"Value\":\"Canada\",\"Confidence\":0.9}}", "Canada",
	 false, 3},
	{"{\"dwc:country\":\"Canada\",\"dwc_habitat\":\"bog\"}", "Canada",
	 false, 2},
	{"{\"http://rs.tdwg.org/dwc/terms/country\":\"Canada\"}", "Canada",
	 false, 1},
	{"{\"out\":{\"Country\":\"Canada\"}}", "Canada", false, 2},
	{"{\"Country\":\"Cuba\",\"country\":\"Canada\"}", "Canada", false, 0},
	{"{\"country\":{\"name\":\"Canada\",\"code\":\"CA\"}}",
	 "{\"name\":\"Canada\",\"code\":\"CA\"}", false, 1},
	{"{\"error\":" VALUE ",\"country\":" VALUE "}", "Canada", false, 0},
	/* encoded twice */
	{"\"{\\\"country\\\":\\\"Canada\\\"}\"", "Canada", true, 1},
	/* mended */
	{"{\"country\":\"Canada\",}", "Canada", false, 1},
	{"{'country': {\"value\": \"Canada\", \"x\": {}}}", "Canada", false, 1},
	{"{country: 'Canada', habitat: None}", "Canada", false, 4},
	{"{\"country\":{\"value\":\"Canada\",\"confidence\":NaN}}", "Canada",
	 false, 1},
	{"{ // best guess\n \"country\":\"Canada\" /* unsure */\n}", "Canada",
	 false, 2},
	{"{\"country\":\"Can\\'ada\"}", "Can'ada", false, 1},
	{"{\"country\":\"C:\\data\"}", "C:\\data", false, 1},
	{"{\"country\":{\"value\":\"Canada\",\"confidence\":1, } ,\n}",
	 "Canada", false, 2},
	{"{\"country\":\"Ca\nnada\"}", "Ca nada", false, 1},
	{"{\"country\":\"Canada,}\"}", "Canada,}", false, 0},
	{"{\"country\":\"Canada\\\",]\",}", "Canada\",]", false, 1},
	{"{\"country\":\"Ca\xffnada\"}", "Ca\xef\xbf\xbdnada", false, 1},
	{"{\"country\":\"Ca\\u0007nada\"}", "Canada", false, 1},
	{"{\"country\":\"two\\nlines\"}", "two lines", false, 0},
	/* figures */
	{"{\"country\":{\"value\":\"Canada\",\"confidence\":\"high\"}}",
	 "Canada", false, 1},
	/* refused: none, broken, or a piece */
	{"", NULL, false, 0},
	{"   ", NULL, false, 0},
	{"null", NULL, false, 0},
	{"\"just text\"", NULL, false, 0},
	{"I'm sorry, I can't help with that.", NULL, false, 0},
	{"{\"country\":{\"value\":\"Canada\",\"confidence\":0.9}", NULL, false,
	 0},
	{"{\"country\":{\"value\":\"Canada\",\"confid", NULL, false, 0},
	{"```json\n{\"dwc\":" A ",\"habitat\":\"b", NULL, false, 0},
	{"{\"dwc\":{\"country\":\"Canada\",\"habitat\":\"bog\"},\"x", NULL,
	 false, 0},
	{"{\"country\":\"Canada\"} {\"country\":\"Cuba", NULL, false, 0},
	{"Use {} for none: {\"country\":", NULL, false, 0},
	{"{'country': {\"value\": \"Canada\", \"x\": {}}", NULL, false, 0},
	{"{country: Canada West}", NULL, false, 0},
	/* of thoughts without an end, whatever they hold */
	{"<think>so " B " no wait", NULL, false, 0},
	{"<think>a</think> <Thinking>" A, NULL, false, 0},
	{"\xe2\x97\x81think\xe2\x96\xb7" A, NULL, false, 0},
	/* not one term, or several that hold some */
	{"{\"colour\":\"buff\",\"shape\":\"oblong\"}", NULL, false, 0},
	{"{\"out\":{\"colour\":{\"value\":\"buff\"}}}", NULL, false, 0},
	{"{\"one\":" A ",\"two\":" B "}", NULL, false, 0},
	{"{\"sheets\":[" A "," B "]}", NULL, false, 0},
	{"{\"country\":\"Canada\" \"habitat\":\"bog\"}", NULL, false, 0},
	{"{\"country\":\"Can\"ada\"}", NULL, false, 0},
	{"[" A "," B "]", NULL, false, 0},
	{"[]", NULL, false, 0},
	{"[1,2]", NULL, false, 0},
	{"{\"value\":\"Canada\",\"confidence\":1}", NULL, false, 0},
	{"{\"error\":\"I cannot read it\"}", NULL, false, 0},
	{"{\"error\":\"No image\",\"message\":\"Please upload one\"}", NULL,
	 false, 0},
	{"{\"type\":\"object\",\"properties\":{\"country\":{}}}", NULL, false,
	 0},
	{"{", NULL, false, 0},
	{"}", NULL, false, 0},
};

static void check_row(const struct row *row)
{
	struct record record;
	struct error err = {0};
	bool wrapped = !row->wrapped;
	int repairs = -1;
	int result;

	record_init(&record);
	result = chat_text_read(row->text, strlen(row->text), terms, &record,
				&wrapped, &repairs, &err);
	if (result != (row->country != NULL ? 0 : -1))
		fail_msg("%d (%s): %s", result, err.text, row->text);
	if (row->country == NULL) {
		assert_int_equal(record.n, 0);
		assert_true(err.text[0] != '\0');
	} else if (strcmp(record_value(&record, "country"), row->country) !=
			   0 ||
		   wrapped != row->wrapped || repairs != row->repairs) {
		fail_msg("\"%s\", wrapped %d, %d repairs: %s",
			 record_value(&record, "country"), wrapped, repairs,
			 row->text);
	}
	record_done(&record);
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(&rows[i]);
}

static void read_good(const char *text, size_t len, struct record *ret)
{
	struct error err = {0};
	bool wrapped;
	int repairs;

	record_init(ret);
	if (chat_text_read(text, len, terms, ret, &wrapped, &repairs, &err) < 0)
		fail_msg("%s", err.text);
}

/* Nulls are left out, empty values stay, unknown keys too; what says nothing
 * of its confidence gets a half. */
static void test_values(void **state)
{
	static const char text[] =
		"{\"country\":null,\"habitat\":\"\",\"sheet colour\":\"buff\","
		"\"year\":1935,\"recordedBy\":[\"A. B.\",\"C. D.\"],"
		"\"locality\":{\"value\":\"Regina\",\"confidence\":95},"
		"\"day\":{\"value\":\"3\",\"confidence\":\"0.9\"}}";
	struct record record;

	read_good(text, strlen(text), &record);
	assert_null(record_find(&record, "country"));
	assert_non_null(record_find(&record, "habitat"));
	assert_string_equal(record_value(&record, "sheet colour"), "buff");
	assert_string_equal(record_value(&record, "year"), "1935");
	assert_string_equal(record_value(&record, "recordedBy"),
			    "A. B. | C. D.");
	assert_float_equal(record_find(&record, "year")->confidence, 0.5, 0);
	assert_float_equal(record_find(&record, "locality")->confidence, 0.95,
			   1e-9);
	assert_float_equal(record_find(&record, "day")->confidence, 0.9, 1e-9);
	record_done(&record);
}

/* A model cannot say that a person did it, nor where on the stored sheet. */
/* A number is a text of the label: its digits are those that were written. */
static void test_digits(void **state)
{
	static const char *const numbers[] = {
		"12345678901234567890", "49.10", "1e5", "123E2", "1.0", "-0",
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		char *text CLEANUP(mem_free_str) = mem_printf(
			"{\"recordNumber\":%s,\"country\":{\"value\":\"Cuba\","
			"\"confidence\":0.90}}",
			numbers[i]);
		struct record record;
		bool wrapped;
		int repairs;

		record_init(&record);
		assert_int_equal(chat_text_read(text, strlen(text), terms,
						&record, &wrapped, &repairs,
						NULL),
				 0);
		assert_string_equal(record_value(&record, "recordNumber"),
				    numbers[i]);
		assert_int_equal(repairs, 0);
		record_done(&record);
	}
}

static void test_no_person(void **state)
{
	static const char text[] =
		"{\"country\":{\"value\":\"Canada\",\"confidence\":1,"
		"\"source\":\"human\",\"by\":\"me\",\"was\":\"Cuba\","
		"\"boxes\":[[1,2,3,4]],\"evidence\":1,\"hand\":\"typed\"}}";
	struct record record;
	const struct field *field;

	read_good(text, strlen(text), &record);
	field = record_find(&record, "country");
	assert_int_equal(field->source, SOURCE_MODEL);
	assert_null(field->by);
	assert_null(field->was);
	assert_int_equal(field->n_boxes, 0);
	assert_true(field->evidence < 0);
	assert_string_equal(
		json_string_value(json_object_get(field->extra, "hand")),
		"typed");
	record_done(&record);
}

static void test_nuls(void **state)
{
	static const char text[] = "x\0{\"country\":\"Ca\0nada\"}\0";
	struct record record;

	read_good(text, sizeof(text) - 1, &record);
	assert_string_equal(record_value(&record, "country"), "Canada");
	record_done(&record);
}

/* Openings without end, of every kind, to the limit of its size: what would
 * take the square of the length would not end. */
static void test_hostile(void **state)
{
	static const char *const units[] = {
		"{",	    "[",    "{\"",	  "{\"a\":",   "[{",
		"{ ",	    "{{}",  "{\"a\":1,}", "{\"",       "\\",
		"</think>", "<",    "{a:",	  "[{\"a\":",  "{\"a\":\"\\",
		"{}",	    "[{}]", ",",	  "{\"\n\":[",
	};

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct bytes text CLEANUP(bytes_done) = {0};
		struct record record;
		bool wrapped;
		int repairs;

		record_init(&record);
		while (text.len + strlen(units[i]) <= 1u << 20)
			bytes_append_str(&text, units[i]);
		if (chat_text_read(text.data, text.len, terms, &record,
				   &wrapped, &repairs, NULL) < 0)
			assert_int_equal(record.n, 0);
		record_done(&record);
	}
}

static void test_too_long(void **state)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct record record;
	struct error err = {0};
	bool wrapped;
	int repairs;

	record_init(&record);
	bytes_append_str(&text, A);
	while (text.len <= 1u << 20)
		bytes_append_char(&text, ' ');
	assert_int_equal(chat_text_read(text.data, text.len, terms, &record,
					&wrapped, &repairs, &err),
			 -1);
	assert_non_null(strstr(err.text, "1 MiB"));
	assert_int_equal(chat_text_read(text.data, text.len - 1, terms, &record,
					&wrapped, &repairs, &err),
			 0);
	record_done(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_no_person),
		cmocka_unit_test(test_nuls),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, setup_terms, teardown_terms);
}
