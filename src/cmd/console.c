/*
 * console.c: `vasculum RUN`: the console.
 */
#include "config.h"

#include <stdio.h>

#include "cmd/commands.h"

static int console_run(const struct command *command, int argc, char **argv)
{
	return command_usage(command, "there is no command or run named %s",
			     argc > 1 ? argv[1] : "");
}

const struct command console_command = {
	.name = "RUN",
	.args = "[--images DIR]",
	.summary = "open the console on a run",
	.run = console_run,
};
