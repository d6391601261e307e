/*
 * argv.c: commands as words. See argv.h.
 */
#include "config.h"

#include "base/process/argv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

extern char **environ;

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Appends what the quote that begins at `at` holds; what follows it, or NULL
 * where it is not closed. */
static const char *take_quoted(const char *at, struct bytes *word)
{
	char quote = *at++;

	for (; *at != '\0' && *at != quote; at++) {
		if (quote == '"' && at[0] == '\\' &&
		    (at[1] == '"' || at[1] == '\\'))
			at++;
		bytes_append_char(word, *at);
	}
	return *at == quote ? at + 1 : NULL;
}

/* Appends the word at `at`; what follows it, or NULL. */
static const char *take_word(const char *at, struct bytes *word)
{
	bytes_append_str(word, "");
	while (at != NULL && *at != '\0' && !is_blank(*at)) {
		if (*at == '\'' || *at == '"') {
			at = take_quoted(at, word);
			continue;
		}
		if (at[0] == '\\' && at[1] != '\0')
			at++;
		bytes_append_char(word, *at++);
	}
	return at;
}

int argv_split(const char *text, char ***ret, struct error *err)
{
	char **argv = mem_zalloc((ARGV_MAX + 1) * sizeof(*argv));
	const char *at = text;
	size_t n = 0;

	for (;;) {
		struct bytes word = {0};

		while (is_blank(*at))
			at++;
		if (*at == '\0' || n == ARGV_MAX)
			break;
		at = take_word(at, &word);
		argv[n++] = bytes_steal(&word);
		if (at == NULL) {
			argv_free(argv);
			return error_set(err, ERROR_USAGE,
					 "a quote is not closed in: %s", text);
		}
	}
	if (n == 0 || *at != '\0') {
		argv_free(argv);
		return error_set(err, ERROR_USAGE,
				 n == 0 ? "a command is missing"
					: "a command has too many words");
	}
	*ret = argv;
	return 0;
}

void argv_free(char **argv)
{
	if (argv == NULL)
		return;
	for (size_t i = 0; argv[i] != NULL; i++)
		free(argv[i]);
	free(argv);
}

/* --- starting ------------------------------------------------------------- */

/* Whether one of `more` stands in the place of this entry. */
static bool is_replaced(const char *entry, char *const *more)
{
	size_t len = strcspn(entry, "=") + 1;

	for (size_t i = 0; more[i] != NULL; i++)
		if (strncmp(entry, more[i], len) == 0)
			return true;
	return false;
}

/* Ours and `more`: an array for free(); its entries are borrowed. */
static char **join_environment(char *const *more)
{
	size_t n = 0, own = 0, added = 0;
	char **ret;

	while (environ[own] != NULL)
		own++;
	while (more[added] != NULL)
		added++;
	ret = mem_zalloc((own + added + 1) * sizeof(*ret));
	for (size_t i = 0; i < own; i++)
		if (!is_replaced(environ[i], more))
			ret[n++] = environ[i];
	memcpy(ret + n, more, added * sizeof(*ret));
	return ret;
}

static int start(pid_t *ret, char *const *argv, char *const *environment)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &all);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(ret, argv[0], &files, &how, argv, environment);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

int argv_run(char *const *argv, char *const *more, int *ret_status,
	     struct error *err)
{
	char **environment = join_environment(more);
	pid_t pid, got;
	int sys = start(&pid, argv, environment);

	free(environment);
	if (sys != 0)
		return error_sys(err, sys, "cannot start %s", argv[0]);
	do
		got = waitpid(pid, ret_status, 0);
	while (got < 0 && errno == EINTR);
	return got < 0 ? error_sys(err, errno, "cannot wait for %s", argv[0])
		       : 0;
}
