/*
 * test_argv.c: commands as words, and starting them without a shell.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/process/argv.h"

/* The words joined by '|'; "!" for a refusal. */
static void check(const char *text, const char *want)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	char **argv = NULL;
	struct error err;

	if (argv_split(text, &argv, &err) < 0) {
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_string_equal("!", want);
		return;
	}
	for (size_t i = 0; argv[i] != NULL; i++) {
		bytes_append_str(&got, argv[i]);
		bytes_append_char(&got, '|');
	}
	argv_free(argv);
	assert_string_equal(got.data, want);
}

static void words_are_parted_by_blanks(void **state)
{
	(void)state;
	check("mail -s done ada", "mail|-s|done|ada|");
	check("  a\tb \n c  ", "a|b|c|");
	check("'two words' \"and two\"", "two words|and two|");
	check("a'b c'd\"e\"", "ab cde|");
	check("'' \"\"", "||");
	check("a\\ b \\'c", "a b|'c|");
	check("\"\\\"\\\\ \\n\"", "\"\\ \\n|");
	check("'\\'", "\\|");
	check("\\", "\\|");
}

static void nothing_else_has_a_meaning(void **state)
{
	(void)state;
	check("rm $HOME/* > x; y | z && `id` ~",
	      "rm|$HOME/*|>|x;|y|||z|&&|`id`|~|");
}

static void what_is_not_a_command_is_refused(void **state)
{
	struct bytes many CLEANUP(bytes_done) = {0};

	(void)state;
	check("", "!");
	check("  \n", "!");
	check("a 'b", "!");
	check("a \"b\\\"", "!");
	for (int i = 0; i < ARGV_MAX + 1; i++)
		bytes_append_str(&many, "x ");
	check(many.data, "!");
}

/* The status of a small script, which is told X=new. */
static int run(const char *script)
{
	char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, strdup(script), NULL};
	char *more[] = {(char[]){"X=new"}, NULL};
	struct error err;
	int status;

	if (argv_run(argv, more, &status, &err) < 0)
		fail_msg("%s", err.text);
	free(argv[2]);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_program_is_started(void **state)
{
	char *none[] = {(char[]){"/nowhere/to/be/found"}, NULL};
	char *more[] = {NULL};
	struct error err;
	sigset_t all;
	int status;

	(void)state;
	setenv("X", "old", 1);
	setenv("Y", "kept", 1);
	assert_int_equal(run("exit 7"), 7);
	assert_int_equal(run("test \"$X$Y\" = newkept"), 0);
	/* It reads nothing, and is not deaf as our threads are. */
	assert_int_equal(run("read x"), 1);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	assert_int_equal(run("sh -c 'kill -TERM $$; exit 9'; test $? -gt 128"),
			 0);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	assert_int_equal(argv_run(none, more, &status, &err), -1);
	assert_non_null(strstr(err.text, "/nowhere"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_parted_by_blanks),
		cmocka_unit_test(nothing_else_has_a_meaning),
		cmocka_unit_test(what_is_not_a_command_is_refused),
		cmocka_unit_test(a_program_is_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
