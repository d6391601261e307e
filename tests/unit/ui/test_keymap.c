/*
 * test_keymap.c: the notation of keys, keymap files, and that every action
 * can be reached.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/input/keymap.h"
#include "ui/input/keytext.h"

static struct key key_of(const char *name)
{
	struct key key;

	assert_int_equal(key_parse(name, strlen(name), &key), 0);
	return key;
}

static void test_key_notation(void **state)
{
	static const char *const names[] = {
		"j",	  "J",		 "C-r",	  "M-f", "Enter",
		"S-Left", "C-M-x",	 "Space", "-",	 "C--",
		"é",	  "M-Backspace", "F12",	  "<",	 "PageDown",
	};
	static const char *const none[] = {"",	    "jj",   "C-",   "X-j",
					   "enter", "\033", "\303", "C-Foo"};
	struct key key = {.code = 7};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct key read = key_of(names[i]);
		char back[KEY_NAME_SIZE];

		key_format(&read, back);
		if (strcmp(names[i], "C-M-x") != 0)
			assert_string_equal(back, names[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_int_equal(key_parse(none[i], strlen(none[i]), &key), -1);
	assert_int_equal(key.code, 7);
}

static enum action_id found(const struct keymap *keymap, enum mode mode,
			    const char *name)
{
	enum action_id action = ACTION_NONE;
	struct key key = key_of(name);

	return keymap_find(keymap, mode, &key, 1, &action) == KEYMAP_MATCH
		       ? action
		       : ACTION_NONE;
}

static void load(struct keymap *keymap)
{
	*keymap = (struct keymap){0};
	assert_int_equal(keymap_load(keymap, NULL, NULL, NULL), 0);
}

static void test_defaults_reach_every_action(void **state)
{
	struct keymap keymap;

	load(&keymap);
	for (int id = 0; id < ACTION_COUNT; id++) {
		struct bytes keys = {0};
		int n = 0;

		for (int mode = 0; mode < MODE_COUNT; mode++)
			n += keymap_keys(&keymap, (enum mode)mode,
					 (enum action_id)id, 9, &keys);
		if (n == 0)
			fail_msg("no key calls %s", actions[id].name);
		bytes_done(&keys);
	}
	keymap_done(&keymap);
}

static void test_modes_fall_back(void **state)
{
	struct keymap keymap;

	load(&keymap);
	assert_int_equal(found(&keymap, MODE_GRID, "Enter"), ACTION_ACCEPT);
	assert_int_equal(found(&keymap, MODE_QUEUE, "Enter"),
			 ACTION_QUEUE_CHOOSE);
	assert_int_equal(found(&keymap, MODE_QUEUE, "j"), ACTION_DOWN);
	/* A record's acts are out of reach where the record is not in sight,
	 * and letters are text where one types. */
	assert_int_equal(found(&keymap, MODE_QUEUE, "a"), ACTION_NONE);
	assert_int_equal(found(&keymap, MODE_EDIT, "a"), ACTION_NONE);
	assert_int_equal(found(&keymap, MODE_EDIT, "q"), ACTION_NONE);
	/* Whatever is on the screen can be painted anew, and left. */
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		assert_int_equal(found(&keymap, (enum mode)mode, "C-l"),
				 ACTION_REPAINT);
		assert_int_equal(found(&keymap, (enum mode)mode, "C-c"),
				 ACTION_QUIT);
	}
	keymap_done(&keymap);
}

static void test_overlay(void **state)
{
	struct keymap keymap;
	struct key two[2] = {key_of("g"), key_of("g")};
	enum action_id action = ACTION_NONE;

	load(&keymap);
	assert_int_equal(keymap_parse(&keymap,
				      "# mine\n"
				      "grid C-s approve  # as elsewhere\n"
				      "grid a none\n"
				      "grid # flag\n"
				      "\n"
				      "global g g first\n"
				      "global g none\r\n",
				      "test", NULL),
			 0);
	assert_int_equal(found(&keymap, MODE_GRID, "C-s"), ACTION_APPROVE);
	assert_int_equal(found(&keymap, MODE_GRID, "a"), ACTION_NONE);
	assert_int_equal(found(&keymap, MODE_GRID, "#"), ACTION_FLAG);
	assert_int_equal(keymap_find(&keymap, MODE_GRID, two, 1, &action),
			 KEYMAP_PREFIX);
	assert_int_equal(keymap_find(&keymap, MODE_GRID, two, 2, &action),
			 KEYMAP_MATCH);
	assert_int_equal(action, ACTION_FIRST);
	assert_int_equal(keymap_parse(&keymap, "clear grid\n", "test", NULL),
			 0);
	assert_int_equal(found(&keymap, MODE_GRID, "Enter"), ACTION_NONE);
	keymap_done(&keymap);
}

static void test_mistakes_are_told(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{"\ngrid x fly\n", "test:2: there is no action: fly"},
		{"gird x flag\n", "test:1: there is no mode: gird"},
		{"grid xx flag\n", "test:1: there is no key: xx"},
		{"grid flag\n", "test:1: too few"},
		{"grid a b c d e flag\n", "test:1: too few or too many"},
		{"clear all\n", "test:1: there is no mode: all"},
		{"grid \033[2J flag\n", "test:1: there is no key: [2J"},
	};
	struct keymap keymap;
	size_t n;

	load(&keymap);
	n = keymap.n;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct error err;

		assert_int_equal(
			keymap_parse(&keymap, bad[i].text, "test", &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_memory_equal(err.text, bad[i].says, strlen(bad[i].says));
		assert_int_equal(keymap.n, n);
	}
	keymap_done(&keymap);
}

static void test_shadowed_keys_are_not_shown(void **state)
{
	struct bytes keys = {0};
	struct keymap keymap;

	load(&keymap);
	assert_int_equal(keymap_parse(&keymap, "queue ? flag\n", "t", NULL), 0);
	assert_int_equal(
		keymap_keys(&keymap, MODE_QUEUE, ACTION_HELP, 9, &keys), 1);
	assert_string_equal(keys.data, "F1");
	bytes_done(&keys);
	keymap_done(&keymap);
}

/* What is said names the keys of this keymap, or does without. */
static void test_keytext(void **state)
{
	static const struct {
		enum mode mode;
		const char *text, *said;
	} cases[] = {
		{MODE_GRID, "done{: {approve} signs}", "done: F5 signs"},
		{MODE_GRID, "press {approve}", "press F5"},
		/* A key of another mode, and of one that looks there next. */
		{MODE_GRID, "{{queue}, then {queue:queue-scope}}", "o, then f"},
		{MODE_QUEUE, "{reopen}", "O"},
		{MODE_EDIT, "{commit}", "Enter"},
		{MODE_EDIT, "{label}", "M-l"},
		/* Without a key. */
		{MODE_GRID, "kept{; {undo} takes it back}.", "kept."},
		{MODE_GRID, "{{undo} or {redo}}{, {redo} alone}",
		 ", C-r alone"},
		{MODE_GRID, "press {undo}", "press undo"},
		{MODE_GRID, "{commit} saves", "commit saves"},
		/* What somebody wrote. */
		{MODE_GRID, "a {b} {c {d}} {e{f} }g{",
		 "a {b} {c {d}} {e{f} }g{"},
		{MODE_GRID, "x { y{, {approve} signs}", "x { y, F5 signs"},
		{MODE_GRID, "", ""},
	};
	struct keymap keymap;
	struct error err;

	(void)state;
	load(&keymap);
	assert_int_equal(keymap_parse(&keymap,
				      "grid a none\ngrid F5 approve\n"
				      "grid u none\n",
				      "test", &err),
			 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct bytes said CLEANUP(bytes_done) = {0};

		keytext_write(&keymap, cases[i].mode, cases[i].text, &said);
		assert_string_equal(said.data, cases[i].said);
	}
	keymap_done(&keymap);
}

/* Braces of somebody's value, as many as a value can have bytes. */
static void test_keytext_hostile(void **state)
{
	enum { DEEP = 32 << 10 };
	static const char *const pieces[] = {"{", "{a", "{}{", "{a}", "}"};
	struct keymap keymap;

	(void)state;
	load(&keymap);
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct bytes text CLEANUP(bytes_done) = {0};
		struct bytes said CLEANUP(bytes_done) = {0};

		while (text.len < DEEP)
			bytes_append_str(&text, pieces[i]);
		while (text.len < 2 * DEEP)
			bytes_append_str(&text, "}");
		keytext_write(&keymap, MODE_GRID, text.data, &said);
		assert_string_equal(said.data, text.data);
	}
	keymap_done(&keymap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_notation),
		cmocka_unit_test(test_defaults_reach_every_action),
		cmocka_unit_test(test_modes_fall_back),
		cmocka_unit_test(test_overlay),
		cmocka_unit_test(test_mistakes_are_told),
		cmocka_unit_test(test_shadowed_keys_are_not_shown),
		cmocka_unit_test(test_keytext),
		cmocka_unit_test(test_keytext_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
