/*
 * command.h: the commands of the line that ':' opens, by name. One table
 * (command_table.h) is the source of what they are called, of the help and of
 * the manual; what each does stands in ui/way/command_run.c.
 */
#ifndef UI_WORDS_COMMAND_H
#define UI_WORDS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum command_id {
#define COMMAND(id, name, args, help) COMMAND_##id,
#include "ui/words/command_table.h"
	COMMAND_COUNT,
};

struct console_command {
	const char *name;
	const char *args; /* "" for none */
	const char *help; /* one sentence without its full stop */
};

extern const struct console_command console_commands[COMMAND_COUNT];

/* How many have a name that begins so, or is this; *ret: the first of them. */
size_t console_command_find(const char *word, size_t len, enum command_id *ret);

#endif
