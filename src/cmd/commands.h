/*
 * commands.h: the table of commands that main.c dispatches from.
 */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/common/command.h"

/* Ended by NULL, in the order help shows them. */
extern const struct command *const commands[];

/* By its exact name; NULL where there is none. Static. */
const struct command *command_find(const char *name);
/* What a word that is neither a command nor a run was probably meant for: the
 * name of the nearest command; NULL where none is near. Static. */
const char *command_nearest(const char *word);

extern const struct command extract_command;
extern const struct command batch_command;
extern const struct command import_command;
extern const struct command list_command;
extern const struct command show_command;
extern const struct command edit_command;
extern const struct command values_command;
extern const struct command bulk_command;
extern const struct command second_command;
extern const struct command check_command;
extern const struct command export_command;
extern const struct command status_command;
extern const struct command stats_command;
extern const struct command report_command;
extern const struct command preview_command;
extern const struct command doctor_command;
extern const struct command models_command;
extern const struct command monitor_command;
extern const struct command serve_command;
extern const struct command taxa_command;
extern const struct command look_command;
extern const struct command match_command;

/* What `vasculum RUN` runs. */
extern const struct command console_command;
/* Prints its options that extract has not, and --images. */
void console_help_own(void);

#endif
