/*
 * commands.c: the table of commands. See commands.h.
 */
#include "config.h"

#include "cmd/commands.h"

const struct command *const commands[] = {
	&extract_command,
	&import_command,
	&preview_command,
	&doctor_command,
	NULL,
};
