/*
 * test_stderr_redirect.c: what libraries write to standard error is not seen on
 * a terminal while it is redirected, and only there.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>

#include <cmocka.h>

#include "ui/terminal/stderr_redirect.h"

static void say(const char *text)
{
	assert_int_equal(write(STDERR_FILENO, text, strlen(text)),
			 strlen(text));
}

/* "a" before, "b" while it is redirected, "c" after; on `to`. */
static void speak(int to, bool drop)
{
	int mine = dup(STDERR_FILENO), saved;

	assert_true(mine >= 0);
	assert_int_equal(dup2(to, STDERR_FILENO), STDERR_FILENO);
	say("a");
	stderr_redirect_begin(&saved);
	say("b");
	if (drop)
		stderr_redirect_drop(saved);
	else
		stderr_redirect_end(saved);
	say("c");
	assert_int_equal(dup2(mine, STDERR_FILENO), STDERR_FILENO);
	close(mine);
}

/* All that comes until the other end is closed. */
static void hear(int from, const char *expected)
{
	char heard[16] = "";
	size_t n = 0;
	ssize_t got;

	while ((got = read(from, heard + n, sizeof(heard) - 1 - n)) > 0)
		n += (size_t)got;
	assert_string_equal(heard, expected);
}

static void on_terminal(bool drop, const char *expected)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;

	if (master < 0)
		skip();
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	speak(slave, drop);
	close(slave);
	hear(master, expected);
	close(master);
}

static void test_terminal(void **state)
{
	(void)state;
	on_terminal(false, "ac");
}

static void test_terminal_gone(void **state)
{
	(void)state;
	on_terminal(true, "a");
}

static void test_redirected(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	speak(fds[1], false);
	close(fds[1]);
	hear(fds[0], "abc");
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_terminal_gone),
		cmocka_unit_test(test_redirected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
