/*
 * console.c: `vasculum RUN`: the console on a run.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/configured.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/match_args.h"
#include "review/review.h"
#include "run/run/run.h"
#include "ui/console/console.h"

struct console_call {
	const struct command *command;
	const char *dir, *by;
	const char *default_by; /* of the settings */
	struct console_options options;
};

enum console_option {
	OPTION_AT = EXTRACT_ARGS,
	OPTION_BY,
	OPTION_KEYS,
	OPTION_START,
};

static const struct command_option console_options[] = {
	EXTRACT_ARG_OPTIONS,
	[OPTION_AT] = {"at", 't', "SPECIMEN",
		       "begin with this one (where one stood last)"},
	[OPTION_BY] = {"by", 'b', "WHO", "who reviews (the login name)"},
	[OPTION_KEYS] = {"keys", 'k', "FILE",
			 "key bindings, laid over those "
			 "of keymap.conf"},
	[OPTION_START] = {"start", 's', NULL, "read sheets at once"},
	{NULL, 0, NULL, NULL},
};

void console_help_own(void)
{
	command_help_option(&console_options[EXTRACT_ARG_IMAGES]);
	for (size_t i = OPTION_AT; console_options[i].name != NULL; i++)
		command_help_option(&console_options[i]);
}

static int console_take(void *data, int option, const char *value,
			struct error *err)
{
	struct console_call *call = data;

	if (option == OPTION_AT)
		call->options.at = value;
	else if (option == OPTION_BY)
		call->by = value;
	else if (option == OPTION_KEYS)
		call->options.key_file = value;
	else if (option == OPTION_START)
		call->options.start = true;
	else
		return extract_args_set(&call->options.extract,
					(enum extract_arg)option, value, err);
	return 0;
}

/* A word that is neither a command nor anything on the disk was probably
 * meant for a command. */
static bool console_is_stray(const struct console_call *call)
{
	struct stat st;

	return call->options.extract.images == NULL &&
	       stat(call->dir, &st) < 0 && errno == ENOENT;
}

static void console_take_settings(struct console_call *call,
				  const struct settings *settings)
{
	call->options.pictures = settings->pictures;
	call->options.cells = settings->cells;
	call->options.passthrough = settings->passthrough;
	call->default_by = settings->by;
	extract_args_take_settings(&call->options.extract, settings);
	call->options.match = settings->match;
	match_args_take_settings(&call->options.asks, settings);
}

/* A new run is told at once where its photographs are, so that the console
 * can show them. */
static int console_open(const struct console_call *call, struct run **ret,
			struct error *err)
{
	const char *images = call->options.extract.images;
	struct run *run;

	if (images != NULL && extract_args_check_images(images, err) < 0)
		return -1;
	if (run_open(call->dir, images != NULL ? RUN_CREATE : RUN_READ, &run,
		     err) < 0)
		return -1;
	if (images != NULL && run->images_root == NULL) {
		run_close(run);
		const struct run_defaults defaults = {.images_root = images};

		if (run_set_defaults(call->dir, &defaults, false, err) < 0 ||
		    run_open(call->dir, RUN_READ, &run, err) < 0)
			return -1;
	}
	*ret = run;
	return 0;
}

static int console_work(struct console_call *call)
{
	struct error err = {0};
	struct run *run;
	char *by;
	int code;

	if (console_is_stray(call))
		return command_usage(call->command,
				     "there is no command or run named %s; a "
				     "new run is made with --images DIR",
				     call->dir);
	if (console_open(call, &run, &err) < 0)
		return command_fail(call->command, &err);
	by = review_who(call->by, call->default_by);
	call->options.by = by;
	code = console_run(run, &call->options, &err);
	if (err.kind != ERROR_NONE)
		command_fail(call->command, &err);
	free(by);
	run_close(run);
	return code;
}

static int console_work_with(void *data, const struct settings *settings,
			     char **args, int n)
{
	struct console_call *call = data;

	(void)n;
	call->dir = args[0];
	console_take_settings(call, settings);
	return console_work(call);
}

static int console_command_run(const struct command *command, int argc,
			       char **argv)
{
	struct console_call call = {.command = command};

	return command_configured(command, argc, argv, console_take, &call,
				  console_work_with);
}

const struct command console_command = {
	.name = "RUN",
	.args = "[--images DIR] [OPTIONS]",
	.summary = "open the console on a run",
	.details = "Shows the records of a run, most urgent first, with their "
		   "sheets, for review;\nreads further sheets while one "
		   "reviews. With --images the run is made where\nthere is "
		   "none. The key ? tells what each key does.",
	.options = console_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = console_command_run,
};
