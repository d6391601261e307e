/*
 * commands.h: the table of commands that main.c dispatches from.
 */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/common/entries.h"

/* Ended by NULL, in the order help shows them. */
extern const struct command *const commands[];

/* By its exact name; NULL where there is none. Static. */
const struct command *command_find(const char *name);
/* What a word that is neither a command nor a run was probably meant for: the
 * name of the nearest command; NULL where none is near. Static. */
const char *command_nearest(const char *word);

/* Prints its options that extract has not, and --images. */
void console_help_own(void);

#endif
