/*
 * command.c: the table of commands. See command.h.
 *
 * 1. A whole name is one command, whatever else begins with it.
 */
#include "config.h"

#include "ui/words/command.h"

#include <string.h>

const struct console_command console_commands[COMMAND_COUNT] = {
#define COMMAND(id, name, args, help) [COMMAND_##id] = {name, args, help},
#include "ui/words/command_table.h"
};

size_t console_command_find(const char *word, size_t len, enum command_id *ret)
{
	size_t n = 0;

	for (int i = COMMAND_COUNT - 1; i >= 0; i--) {
		const char *name = console_commands[i].name;

		if (strncmp(name, word, len) != 0)
			continue;
		*ret = (enum command_id)i;
		if (strlen(name) == len)
			return 1;
		n++;
	}
	return n;
}
