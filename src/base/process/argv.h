/*
 * argv.h: a command as a person writes it, as the words that a program is
 * started with, and starting it: without a shell, so that nothing in it is
 * taken for more than it is.
 */
#ifndef BASE_PROCESS_ARGV_H
#define BASE_PROCESS_ARGV_H

#include <stddef.h>

#include "base/error.h"

#define ARGV_MAX 256 /* words */

/*
 * Words are parted by blanks. What stands in '…' is taken as it is; in "…" a
 * backslash takes " and \ as they are; elsewhere it takes any character so.
 * Nothing else has a meaning: neither $ nor * nor > nor |. ERROR_USAGE where a
 * quote is not closed, or there is no word. *ret is ended by NULL: argv_free.
 */
int argv_split(const char *text, char ***ret, struct error *err) MUST_USE;
void argv_free(char **argv); /* NULL is fine */

/*
 * Starts the program, found by PATH, and waits for its end. `more` are entries
 * of its environment, "NAME=VALUE", beside ours, ended by NULL. It reads
 * nothing, and what it prints goes to our standard error. No signal is blocked
 * in it. *ret_status is that of waitpid.
 */
int argv_run(char *const *argv, char *const *more, int *ret_status,
	     struct error *err) MUST_USE;

#endif
