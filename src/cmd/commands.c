/*
 * commands.c: the table of commands. See commands.h.
 */
#include "config.h"

#include "cmd/commands.h"

const struct command *const commands[] = {
	&extract_command,
	&import_command,
	&list_command,
	&show_command,
	&edit_command,
	&check_command,
	&status_command,
	&preview_command,
	&models_command,
	&doctor_command,
	NULL,
};
