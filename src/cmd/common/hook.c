/*
 * hook.c: what happens when a command has ended. See hook.h.
 */
#include "config.h"

#include "cmd/common/hook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/process/argv.h"
#include "base/text.h"
#include "cmd/common/print.h"

static const char *const sign_words[] = {
	[HOOK_BELL] = "bell",
	[HOOK_OSC9] = "osc9",
	[HOOK_OSC777] = "osc777",
};

int hook_sign_parse(const char *word, enum hook_sign *ret, struct error *err)
{
	for (size_t i = HOOK_BELL; i < ARRAY_LEN(sign_words); i++) {
		if (strcmp(word, sign_words[i]) != 0)
			continue;
		*ret = (enum hook_sign)i;
		return 0;
	}
	return error_set(err, ERROR_USAGE,
			 "--notify takes bell, osc9 or osc777, not \"%s\"",
			 word);
}

static int hook_judge(const char *command, int status, struct error *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status))
		return error_set(err, ERROR_FAILED, "%s ended with status %d",
				 command, WEXITSTATUS(status));
	return error_set(err, ERROR_FAILED, "%s was ended by signal %d",
			 command, WTERMSIG(status));
}

int hook_run(const char *command, const struct hook_facts *facts,
	     struct error *err)
{
	char cost[32];
	char *run CLEANUP(mem_free_str) =
		mem_printf("VASCULUM_RUN=%s", facts->run);
	char *reason CLEANUP(mem_free_str) =
		mem_printf("VASCULUM_REASON=%s", facts->reason);
	char *done CLEANUP(mem_free_str) =
		mem_printf("VASCULUM_DONE=%zu", facts->done);
	char *failed CLEANUP(mem_free_str) =
		mem_printf("VASCULUM_FAILED=%zu", facts->failed);
	char *paid CLEANUP(mem_free_str) = mem_printf(
		"VASCULUM_COST=%s", print_real(facts->cost_usd, 6, cost));
	char *const more[] = {run, reason, done, failed, paid, NULL};
	char **argv;
	int status, rc;

	if (command == NULL)
		return 0;
	if (argv_split(command, &argv, err) < 0)
		return -1;
	rc = argv_run(argv, more, &status, err);
	if (rc == 0)
		rc = hook_judge(argv[0], status, err);
	argv_free(argv);
	return rc;
}

void hook_sign(enum hook_sign sign, const char *title, const char *text)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	char *name CLEANUP(mem_free_str) = text_cleaned(title);
	struct bytes line CLEANUP(bytes_done) = {0};
	int rc;

	if (sign == HOOK_SILENT || !isatty(STDERR_FILENO))
		return;
	/* Where a title ends is said by a semicolon. */
	for (char *at = name; *at != '\0'; at++)
		if (*at == ';')
			*at = ',';
	if (sign == HOOK_OSC9)
		bytes_printf(&line, "\033]9;%s: %s\007", name, clean);
	else if (sign == HOOK_OSC777)
		bytes_printf(&line, "\033]777;notify;%s;%s\007", name, clean);
	else
		bytes_append_char(&line, '\a');
	/* A terminal that is gone is nobody's fault. */
	rc = file_write_all(STDERR_FILENO, line.data, line.len);
	(void)rc;
}
