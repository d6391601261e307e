/*
 * test_keyring.c: keys from the environment and from files, and that no
 * error repeats them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "extract/schedule/keyring.h"
#include "tests/kit/scratch.h"

static const char *const variables[] = {"OPENROUTER_API_KEYS",
					"OPENROUTER_API_KEY", "OPENAI_API_KEY",
					"VASCULUM_API_KEY"};

static int setup(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(variables); i++)
		unsetenv(variables[i]);
	*state = scratch_new();
	return 0;
}

static int teardown(void **state)
{
	scratch_free(*state);
	return 0;
}

/* Loads a file of this text and mode. */
static int load_text(const char *dir, const char *text, size_t len, mode_t mode,
		     struct keyring *ret, struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "keys");

	scratch_write(dir, "keys", text, len);
	assert_int_equal(chmod(path, mode), 0);
	return keyring_load("openrouter", path, ret, err);
}

static void test_environment(void **state)
{
	struct keyring ring;
	struct error err;

	setenv("OPENROUTER_API_KEYS", " sk-one , sk-two,,sk-one,", 1);
	setenv("OPENROUTER_API_KEY", "sk-three", 1);
	assert_int_equal(keyring_load("openrouter", NULL, &ring, &err), 0);
	assert_int_equal(ring.n, 3);
	assert_string_equal(ring.keys[0].secret, "sk-one");
	assert_string_equal(ring.keys[1].secret, "sk-two");
	assert_string_equal(ring.keys[2].secret, "sk-three");
	for (size_t k = 0; k < ring.n; k++) {
		assert_string_equal(ring.keys[k].account, "");
		assert_true(ring.keys[k].limit_usd == 0);
		assert_int_equal(strlen(ring.keys[k].fingerprint), 10);
		assert_memory_equal(ring.keys[k].fingerprint, "key-", 4);
	}
	/* printf sk-one | sha256sum */
	assert_string_equal(ring.keys[0].fingerprint, "key-456f16");
	keyring_done(&ring);
	assert_int_equal(ring.n, 0);
}

static void test_engines(void **state)
{
	struct keyring ring = {.n = 77};
	struct error err;

	assert_int_equal(keyring_load("openrouter", NULL, &ring, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "OPENROUTER_API_KEYS"));
	assert_int_equal(keyring_load("openai", NULL, &ring, &err), -1);
	assert_non_null(strstr(err.text, "OPENAI_API_KEY"));
	assert_int_equal(ring.n, 77); /* untouched */
	assert_int_equal(keyring_load("compatible", NULL, &ring, &err), 0);
	assert_int_equal(ring.n, 0);
	setenv("OPENAI_API_KEY", "sk-ai", 1);
	setenv("VASCULUM_API_KEY", "sk-mine", 1);
	assert_int_equal(keyring_load("openai", NULL, &ring, &err), 0);
	assert_int_equal(ring.n, 1);
	assert_string_equal(ring.keys[0].secret, "sk-ai");
	keyring_done(&ring);
	assert_int_equal(keyring_load("compatible", NULL, &ring, &err), 0);
	assert_int_equal(ring.n, 1);
	assert_string_equal(ring.keys[0].secret, "sk-mine");
	keyring_done(&ring);
}

static void test_file(void **state)
{
	static const char text[] = "# mine\n"
				   "\n"
				   "  \t\n"
				   "sk-one\n"
				   " sk-two\taccount=lab  limit=2.50 \n"
				   "sk-three limit=10 account=Musée\r\n"
				   "sk-one account=again\n"
				   "sk-last";
	struct keyring ring;
	struct error err;

	assert_int_equal(
		load_text(*state, text, sizeof(text) - 1, 0600, &ring, &err),
		0);
	assert_int_equal(ring.n, 4);
	assert_string_equal(ring.keys[0].secret, "sk-one");
	assert_string_equal(ring.keys[0].account, "");
	assert_string_equal(ring.keys[1].secret, "sk-two");
	assert_string_equal(ring.keys[1].account, "lab");
	assert_true(ring.keys[1].limit_usd == 2.5);
	assert_string_equal(ring.keys[2].account, "Musée");
	assert_true(ring.keys[2].limit_usd == 10);
	assert_string_equal(ring.keys[3].secret, "sk-last");
	keyring_done(&ring);
	assert_int_equal(load_text(*state, "k", 1, 0400, &ring, &err), 0);
	keyring_done(&ring);
}

/* Each line holds "sk-SECRET", which no error may. */
static void test_bad_lines(void **state)
{
	static const char *const bad[] = {
		"sk-SECRET\x01x",
		"sk-SECRET\x7f",
		"sk-SECRET\xc3\xa9",
		"sk-SECRET limit=",
		"sk-SECRET limit=-1",
		"sk-SECRET limit=0",
		"sk-SECRET limit=1e9",
		"sk-SECRET limit=nan",
		"sk-SECRET limit=1.2.3",
		"sk-SECRET account=",
		"sk-SECRET account=a\x02",
		"sk-SECRET sk-SECRET2",
		"sk-SECRET account",
		"sk-SECRET limit=.",
		"sk-SECRET limit=1sk-SECRET",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct keyring ring = {.n = 77};
		struct error err;
		char text[200];
		int len = snprintf(text, sizeof(text), "# a\nsk-good\n%s\n",
				   bad[i]);

		if (load_text(*state, text, (size_t)len, 0600, &ring, &err) ==
		    0)
			fail_msg("%zu was taken", i);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_int_equal(ring.n, 77);
		assert_non_null(strstr(err.text, "line 3 of "));
		assert_null(strstr(err.text, "SECRET"));
		assert_null(strstr(err.text, "sk-"));
	}
}

static void check_quiet(int rc, const struct error *err)
{
	assert_int_equal(rc, -1);
	assert_null(strstr(err->text, "SECRET"));
	assert_null(strstr(err->text, "zzzz"));
}

static void test_long_and_many(void **state)
{
	struct keyring ring;
	struct error err;
	char text[70000];
	size_t len = 0;

	memset(text, 'z', sizeof(text));
	assert_int_equal(load_text(*state, text, 512, 0600, &ring, &err), 0);
	keyring_done(&ring);
	check_quiet(load_text(*state, text, 513, 0600, &ring, &err), &err);
	check_quiet(load_text(*state, text, sizeof(text), 0600, &ring, &err),
		    &err);
	check_quiet(load_text(*state, "sk-SECRET\0x", 11, 0600, &ring, &err),
		    &err);
	for (int i = 0; i < 64; i++)
		len += (size_t)sprintf(text + len, "sk-SECRET%d\n", i);
	assert_int_equal(load_text(*state, text, len, 0600, &ring, &err), 0);
	assert_int_equal(ring.n, 64);
	keyring_done(&ring);
	len += (size_t)sprintf(text + len, "sk-SECRET64\n");
	check_quiet(load_text(*state, text, len, 0600, &ring, &err), &err);
	assert_non_null(strstr(err.text, "line 65 of "));
	check_quiet(load_text(*state, "# none\n", 7, 0600, &ring, &err), &err);
	setenv("OPENAI_API_KEY", "sk-ok,sk-SEC RET", 1);
	check_quiet(keyring_load("openai", NULL, &ring, &err), &err);
	assert_non_null(strstr(err.text, "key 2 of OPENAI_API_KEY"));
	assert_null(strstr(err.text, "SEC"));
}

static void test_modes(void **state)
{
	static const mode_t bad[] = {0640, 0604, 0620, 0602, 0610,
				     0601, 0644, 0700, 04600};
	struct keyring ring;
	struct error err;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		check_quiet(
			load_text(*state, "sk-SECRET", 9, bad[i], &ring, &err),
			&err);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_non_null(strstr(err.text, "keys"));
	}
}

static void test_what_is_no_file(void **state)
{
	char *path CLEANUP(mem_free_str) = file_join(*state, "link");
	char *pipe CLEANUP(mem_free_str) = file_join(*state, "pipe");
	struct keyring ring;
	struct error err;

	assert_int_equal(keyring_load("openai", *state, &ring, &err), -1);
	assert_int_equal(keyring_load("openai", path, &ring, &err), -1);
	/* A pipe that nobody writes to is not waited for. */
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(keyring_load("openai", pipe, &ring, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	/* A link to what is private is fine. */
	assert_int_equal(load_text(*state, "sk-a", 4, 0600, &ring, &err), 0);
	keyring_done(&ring);
	assert_int_equal(symlink("keys", path), 0);
	assert_int_equal(keyring_load("openai", path, &ring, &err), 0);
	keyring_done(&ring);
	assert_int_equal(load_text(*state, "sk-a", 4, 0644, &ring, &err), -1);
	assert_int_equal(keyring_load("openai", path, &ring, &err), -1);
}

/* Only root can make a file another's. */
static void test_another_users(void **state)
{
	char *path CLEANUP(mem_free_str) = file_join(*state, "keys");
	struct keyring ring;
	struct error err;

	if (geteuid() != 0)
		skip();
	scratch_puts(*state, "keys", "sk-SECRET");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
	check_quiet(keyring_load("openai", path, &ring, &err), &err);
	assert_int_equal(err.kind, ERROR_USAGE);
}

static void test_wipe(void **state)
{
	char text[] = "sk-SECRET";

	mem_wipe(text, sizeof(text));
	for (size_t i = 0; i < sizeof(text); i++)
		assert_int_equal(text[i], 0);
	mem_wipe(NULL, 0);
}

static void test_redact(void **state)
{
	char secret[] = "meadow-grass", little[] = "EMPTY";
	const struct api_key key = {.secret = secret};
	const struct api_key placeholder = {.secret = little};
	char text[] = "meadow-grassmeadow-gras, meadow-grass EMPTY meadow-gras";

	key_redact(&placeholder, text, strlen(text));
	key_redact(&key, text, strlen(text));
	/* A piece of it is recognised, too. */
	assert_string_equal(text, "***********************, ************ "
				  "EMPTY ***********");
	strcpy(text, "xmeadow-grass");
	key_redact(&key, text, strlen(text));
	assert_string_equal(text, "x************");
	key_redact(&key, text, 0);
}

static void test_redact_escaped(void **state)
{
	char secret[] = "ab/cd+ef\"gh";
	const struct api_key key = {.secret = secret};
	char text[] =
		"\"ab/cd+ef\\\"gh ab\\/cd\\u002Bef\\u0022gh \\u0061b/cd+ef"
		"\\\"gh ab\\/cd+ef\\\"g\"";

	key_redact(&key, text, strlen(text));
	assert_string_equal(text, "\"************ ********************** "
				  "***************** ************\"");
}

/* What servers show of a key: its beginning, its end, or both. */
static void test_redact_pieces(void **state)
{
	char secret[] = "sk-or-v1-abcdefghijklmnop";
	const struct api_key key = {.secret = secret};
	static const char *const rows[][2] = {
		{"sk-or-v1***mnop", "***********mnop"},
		{"sk-or-v…", "sk-or-v…"},
		{"key sk-or-v1-abc...", "key ************..."},
		{"…ijklmnop.", "…********."},
		{"…jklmnop.", "…jklmnop."},
		{"sk-or-v1-abcijklmnop", "********************"},
		{"v1-abcdefghi", "v1-abcdefghi"},
		{"\\u0069jkl\\u006dnop", "******************"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text CLEANUP(mem_free_str) = mem_strdup(rows[i][0]);

		key_redact(&key, text, strlen(text));
		assert_string_equal(text, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_environment, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_engines, setup, teardown),
		cmocka_unit_test_setup_teardown(test_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_lines, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_long_and_many, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_modes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_no_file, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_another_users, setup,
						teardown),
		cmocka_unit_test(test_wipe),
		cmocka_unit_test(test_redact),
		cmocka_unit_test(test_redact_escaped),
		cmocka_unit_test(test_redact_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
