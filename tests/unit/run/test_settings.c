/*
 * test_settings.c: config.ini: every setting, and that none is passed over.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "run/run/settings.h"

static void test_all_settings(void **state)
{
	struct settings settings;
	struct error err = {0};

	assert_int_equal(
		settings_parse(
			"; mine\n[review]\nby = mb\n"
			"[extract]\nengine = local\n"
			"ocr-lang=eng+deu\nconcurrency = 3\n"
			"catalog-pattern = ######## K*\n"
			"model = a,b\nbase-url = https://h/v1\n"
			"key-file = /k\nprompt = /p\n"
			"rpm = 7.5\n"
			"[console]\npictures = cells\npassthrough = on\n",
			"x", &settings, &err),
		0);
	assert_string_equal(settings.by, "mb");
	assert_string_equal(settings.engine, "local");
	assert_string_equal(settings.ocr_lang, "eng+deu");
	assert_string_equal(settings.catalog_pattern, "######## K*");
	assert_int_equal(settings.threads, 3);
	assert_string_equal(settings.models, "a,b");
	assert_string_equal(settings.base_url, "https://h/v1");
	assert_string_equal(settings.key_file, "/k");
	assert_string_equal(settings.prompt, "/p");
	assert_true(settings.rpm == 7.5);
	assert_int_equal(settings.pictures, SETTINGS_PICTURES_CELLS);
	assert_int_equal(settings.passthrough, SETTINGS_PASSTHROUGH_ON);
	settings_done(&settings);
}

static void test_empty_is_unset(void **state)
{
	struct settings settings;

	assert_int_equal(settings_parse("", "x", &settings, NULL), 0);
	assert_null(settings.by);
	assert_int_equal(settings.pictures, SETTINGS_PICTURES_AUTO);
	settings_done(&settings);
}

static void test_refusals(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"[review]\nwho = mb\n", "x:2: there is no setting \"who\""},
		{"by = mb\n", "x:1: there is no setting \"by\" in section []"},
		{"[extract]\nconcurrency = many\n",
		 "x:2: concurrency takes a whole number"},
		{"[extract]\nconcurrency = 999\n", "x:2: concurrency takes"},
		{"[extract]\nconcurrency = -1\n", "x:2: concurrency takes"},
		{"[extract]\nrpm = none\n", "x:2: rpm takes a number"},
		{"[extract]\nrpm = 0\n", "x:2: rpm takes a number"},
		{"[console]\n\npictures = maybe\n",
		 "x:3: pictures takes auto, sixel, kitty, placeholders, "
		 "iterm2 or cells, not \"maybe\""},
		{"[console]\npassthrough = yes\n",
		 "x:2: passthrough takes ask, on or off, not \"yes\""},
		{"[review\n", "x:1: neither"},
		{"just words\n", "x:1: neither"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct settings settings;
		struct error err = {0};

		assert_int_equal(
			settings_parse(cases[i].text, "x", &settings, &err),
			-1);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_ptr_equal(strstr(err.text, cases[i].says), err.text);
	}
}

static void test_no_file_is_fine(void **state)
{
	struct settings settings;

	assert_int_equal(settings_load(NULL, &settings, NULL), 0);
	assert_int_equal(settings_load("/nonexistent", &settings, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_settings),
		cmocka_unit_test(test_empty_is_unset),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_no_file_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
