/*
 * test_json.c: broken JSON that must be read, and lines that are written.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define FFFD "\xef\xbf\xbd"

struct row {
	const char *text;
	size_t len; /* 0: up to the NUL */
	const char *value;
	bool repaired;
};

static void test_strings(void **state)
{
	static const struct row rows[] = {
		{"\"plain\"", 0, "plain", false},
		{"\"\\u00e9\"", 0, "\xc3\xa9", false},
		{"\"\\ud83c\\udf31\"", 0, "\xf0\x9f\x8c\xb1", false},
		{"\"a\\u0000b\"", 0, "ab", true},
		{"\"a\0b\"", 5, "ab", true},
		{"\"a\xff"
		 "b\"",
		 0, "a" FFFD "b", true},
		{"\"\\ud800\"", 0, FFFD, true},
		{"\"\\ud800x\"", 0, FFFD "x", true},
		{"\"\\udc00\"", 0, FFFD, true},
		{"\"\\udc00\\ud800\"", 0, FFFD FFFD, true},
		{"\"\\ud800\\u0041\"", 0, FFFD "A", true},
		{"\"\\ud800\\ud83c\\udf31\"", 0, FFFD "\xf0\x9f\x8c\xb1", true},
		{"\"a\nb\"", 0, "a\nb", true},
		{"\"a\x1b[m\"", 0, "a\x1b[m", true},
		{"\"\\\\u0000 \\\" \xff\"", 0, "\\u0000 \" " FFFD, true},
		{"\0\"x\"\0", 5, "x", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t len =
			rows[i].len > 0 ? rows[i].len : strlen(rows[i].text);
		json_t *value CLEANUP(json_release) = NULL;
		bool repaired = !rows[i].repaired;

		if (json_read(rows[i].text, len, &value, &repaired, NULL) < 0)
			fail_msg("row %zu", i);
		assert_string_equal(json_string_value(value), rows[i].value);
		assert_int_equal(repaired, rows[i].repaired);
	}
}

static void test_broken_keys(void **state)
{
	static const char text[] = "{\"k\\u0000\xff\": 1, \"a\": \"\\ud800\"}";
	json_t *value CLEANUP(json_release) = NULL;

	assert_int_equal(json_read(text, strlen(text), &value, NULL, NULL), 0);
	assert_int_equal(json_integer_value(json_object_get(value, "k" FFFD)),
			 1);
	assert_string_equal(json_string_at(value, "a"), FFFD);
}

static void test_refused(void **state)
{
	static const char *const rows[] = {
		"",	 " ",	   "{",	    "{\"a\":}", "nope",
		"[1,]",	 "\"open", "{} {}", "\"\\x\"",	"\"\\ud8\"",
		"1e999", "\xff",   "\\",    "\"\\",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *value = NULL;
		struct error err = {0};
		bool repaired = true;

		if (json_read(rows[i], strlen(rows[i]), &value, &repaired,
			      &err) == 0)
			fail_msg("%s", rows[i]);
		assert_null(value);
		assert_true(repaired); /* untouched */
		assert_non_null(strstr(err.text, "not JSON"));
	}
}

static void test_numbers(void **state)
{
	static const char text[] =
		"{\"i\":7,\"r\":0.5,\"s\":\"0.25\",\"t\":\"high\","
		"\"n\":null,\"big\":123456789012345678901234,\"e\":\"\"}";
	json_t *value CLEANUP(json_release) = NULL;
	bool repaired = true;

	assert_int_equal(json_read(text, strlen(text), &value, &repaired, NULL),
			 0);
	assert_false(repaired);
	assert_float_equal(json_number_at(value, "i", -1), 7, 0);
	assert_int_equal(json_int_at(value, "i", -1), 7);
	assert_int_equal(json_int_at(value, "big", -1), -1);
	assert_float_equal(json_number_at(value, "r", -1), 0.5, 0);
	assert_float_equal(json_number_at(value, "s", -1), 0.25, 0);
	assert_float_equal(json_number_at(value, "t", -1), -1, 0);
	assert_float_equal(json_number_at(value, "n", -1), -1, 0);
	assert_float_equal(json_number_at(value, "e", -1), -1, 0);
	assert_float_equal(json_number_at(value, "none", -1), -1, 0);
	assert_float_equal(json_number_at(value, "big", -1), 1.2345678901e23,
			   1e14);
	assert_null(json_string_at(value, "i"));
	assert_null(json_string_at(value, "none"));
	assert_null(json_string_at(NULL, "none"));
}

static char *line_of(const json_t *value)
{
	struct bytes line = {0};

	json_write_line(value, &line);
	return bytes_steal(&line);
}

static void test_write_line(void **state)
{
	static const char text[] =
		"{\"b\":0.9,\"a\":[1,null,true,\"\xc3\xa9\\n\"],\"c\":{}}";
	json_t *value CLEANUP(json_release) = NULL;
	char *line CLEANUP(mem_free_str) = NULL;

	assert_int_equal(json_read(text, strlen(text), &value, NULL, NULL), 0);
	line = line_of(value);
	assert_int_equal(strlen(line), strlen(text) + 1);
	assert_memory_equal(line, text, strlen(text));
	assert_int_equal(line[strlen(line) - 1], '\n');
}

/* No digit of a real is lost, and none is added where 15 do. */
static void test_reals(void **state)
{
	static const struct {
		double real;
		const char *line;
	} rows[] = {
		{0.1, "0.1\n"},
		{0.963, "0.963\n"},
		{9.95, "9.95\n"},
		{1, "1.0\n"},
		{1759978684.225116, "1759978684.225116\n"},
		{0.1 + 0.2, "0.30000000000000004\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *value CLEANUP(json_release) = json_real(rows[i].real);
		char *line CLEANUP(mem_free_str) = line_of(value);

		assert_string_equal(line, rows[i].line);
	}
}

static void test_set_string(void **state)
{
	json_t *object CLEANUP(json_release) = json_object();

	json_set_string(object, "none", NULL);
	json_set_string(object, "empty", "");
	json_set_string(object, "bad", "a\xff");
	assert_int_equal(json_object_size(object), 2);
	assert_string_equal(json_string_at(object, "empty"), "");
	assert_string_equal(json_string_at(object, "bad"), "a" FFFD);
}

static void test_set_counts(void **state)
{
	static const struct json_count counts[] = {
		{"none", 0}, {"some", 3}, {"many", UINT32_MAX}};
	json_t *object CLEANUP(json_release) = json_object();
	char *line CLEANUP(mem_free_str) = NULL;

	json_set_counts(object, counts, ARRAY_LEN(counts));
	line = line_of(object);
	assert_string_equal(line,
			    "{\"none\":0,\"some\":3,\"many\":4294967295}\n");
}

/* Where the decimal point is a comma, JSON's still is not. */
static void test_comma_locale(void **state)
{
	static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8",
					    "fr_FR.UTF-8", "de_DE"};
	json_t *value CLEANUP(json_release) = NULL;
	char *line CLEANUP(mem_free_str) = NULL;
	const char *set = NULL;

	for (size_t i = 0; set == NULL && i < ARRAY_LEN(names); i++)
		set = setlocale(LC_ALL, names[i]);
	if (set == NULL)
		skip();
	assert_int_equal(json_read("[0.5]", 5, &value, NULL, NULL), 0);
	line = line_of(value);
	setlocale(LC_ALL, "C");
	assert_string_equal(line, "[0.5]\n");
}

/* Any bytes inside a string: read, and valid. */
static void test_noise(void **state)
{
	uint64_t seed = 5;

	for (int i = 0; i < 20000; i++) {
		char text[34];
		json_t *value = NULL;

		text[0] = '"';
		for (size_t at = 1; at < sizeof(text) - 1; at++) {
			seed = seed * 6364136223846793005u +
			       1442695040888963407u;
			text[at] = (char)(seed >> 40);
			if (text[at] == '"' || text[at] == '\\')
				text[at] = 'u';
		}
		text[sizeof(text) - 1] = '"';
		assert_int_equal(
			json_read(text, sizeof(text), &value, NULL, NULL), 0);
		assert_true(text_is_utf8(json_string_value(value),
					 json_string_length(value)));
		json_decref(value);
	}
}

/* One figure that takes seventeen digits does not lengthen the others; all
 * else has the bytes that jansson gives it. */
static void test_mixed_line(void **state)
{
	static const char reals[] =
		"{\"a\":57.1,\"b\":[0.30000000000000004,0.944],\"c\":1e-5,"
		"\"d\":-0.0,\"e\":9007199254740993}";
	static const char texts[] =
		"[\"\\u0001\\u001F\\\"\\\\/\\b\\f\\n\\r\\t\x7f\xc3\xa9\",{\"\\n\":{}},"
		"[],\"\",true,false,null,-12]";
	const char *const lines[] = {reals, texts};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		json_t *value CLEANUP(json_release) = NULL;
		char *line CLEANUP(mem_free_str) = NULL;

		assert_int_equal(json_read(lines[i], strlen(lines[i]), &value,
					   NULL, NULL),
				 0);
		line = line_of(value);
		line[strlen(line) - 1] = '\0';
		assert_string_equal(line, lines[i]);
	}
}

/* What is read digit by digit, below "dwc" and elsewhere. */
static void test_digits(void **state)
{
	static const struct {
		const char *text, *line;
	} rows[] = {
		{"{\"dwc\":{\"n\":12345678901234567890}}",
		 "{\"dwc\":{\"n\":\"12345678901234567890\"}}"},
		{"{\"dwc\":{\"n\":49.10000000000001,\"m\":49.10}}",
		 "{\"dwc\":{\"n\":49.10000000000001,\"m\":\"49.10\"}}"},
		{"{\"dwc\":{\"n\":49.10000000000001234},\"x\":1.50,"
		 "\"y\":12345678901234567890,\"z\":0.1000000000000000055}",
		 "{\"dwc\":{\"n\":\"49.10000000000001234\"},\"x\":1.5,"
		 "\"y\":\"12345678901234567890\","
		 "\"z\":\"0.1000000000000000055\"}"},
		{"{\"dwc\" : {\"a\":[{\"value\":1e3}]}, \"b\":1e3,\"c\":1E-7}",
		 "{\"dwc\":{\"a\":[{\"value\":\"1e3\"}]},\"b\":1000.0,"
		 "\"c\":1e-7}"},
		{"{\"x\":{\"dwc\":1.50},\"dwc\":1000.0,\"y\":-0.050}",
		 "{\"x\":{\"dwc\":1.5},\"dwc\":1000.0,\"y\":-0.05}"},
		{"{\"c\":NaN,\"d\":[-Infinity,Infinity],\"dwc\":NaN}",
		 "{\"c\":null,\"d\":[null,null],\"dwc\":null}"},
		{"{\"dwc\":{\"a\":{\"value\":NaN,\"confidence\" : NaN}}}",
		 "{\"dwc\":{\"a\":{\"value\":null,\"confidence\":\"NaN\"}}}"},
		{"{\"s\":\"NaN 1.50 \\\" 1.50\",\"dwc\":\"1.50\",\"e\":1e400}",
		 "{\"s\":\"NaN 1.50 \\\" 1.50\",\"dwc\":\"1.50\",\"e\":\"1e400\"}"},
		{"{\"a\":0.0000001,\"b\":100000000000000000000,\"c\":0}",
		 "{\"a\":1e-7,\"b\":\"100000000000000000000\",\"c\":0}"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *value CLEANUP(json_release) = NULL;
		char *line CLEANUP(mem_free_str) = NULL;

		assert_int_equal(json_read_digits(rows[i].text,
						  strlen(rows[i].text), "dwc",
						  &value, NULL),
				 0);
		line = line_of(value);
		line[strlen(line) - 1] = '\0';
		assert_string_equal(line, rows[i].line);
	}
}

/* A number stands where it is written again as it was, however it is told. */
static void test_digits_stand(void **state)
{
	static const char *const wholes[] = {
		"0", "00", "7", "10", "-3", "05", "99999", "123456789012"};
	static const char *const parts[] = {
		"",	".",  ".0",	    ".00",   ".5",  ".50", ".05",
		".001", ".9", ".123456789", ".0001", ".95", ".e1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wholes); i++)
		for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
			char *text CLEANUP(mem_free_str) =
				mem_printf("[%s%s]", wholes[i], parts[k]);
			json_t *value CLEANUP(json_release) =
				json_loads(text, 0, NULL);
			char *line CLEANUP(mem_free_str) = NULL;

			if (value == NULL)
				continue;
			line = line_of(value);
			line[strlen(line) - 1] = '\0';
			assert_int_equal(json_digits_stand(text, strlen(text)),
					 strcmp(line, text) == 0);
		}
	assert_true(json_digits_stand("", 0));
	assert_true(json_digits_stand("{\"a\":\"1.50\"}", 12));
	assert_false(json_digits_stand("[NaN]", 5));
	assert_false(json_digits_stand("[12345678901234567890]", 22));
}

/* What is not JSON stays what it is, whatever it looks like. */
static void test_digits_refused(void **state)
{
	static const char *const texts[] = {
		"",	     "{\"a\":01}", "{\"a\":1.}",    "{\"a\":nan}",
		"{\"a\":-}", "{\"a\":1e}", "{\"a\":Nancy}", "{\"a\":\"x",
		"{\"a\\",    "[1,2",	   "{\"a\":0x10}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		char *exact = mem_strndup(texts[i], strlen(texts[i]));
		json_t *value = NULL;

		assert_int_equal(json_read_digits(exact, strlen(exact), "dwc",
						  &value, NULL),
				 -1);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_broken_keys),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_write_line),
		cmocka_unit_test(test_reals),
		cmocka_unit_test(test_mixed_line),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_digits_stand),
		cmocka_unit_test(test_digits_refused),
		cmocka_unit_test(test_set_string),
		cmocka_unit_test(test_set_counts),
		cmocka_unit_test(test_comma_locale),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
