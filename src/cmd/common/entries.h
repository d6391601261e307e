/*
 * entries.h: the entries of the table of commands (cmd/commands.c), each of
 * which stands at the end of its command's own file.
 */
#ifndef CMD_COMMON_ENTRIES_H
#define CMD_COMMON_ENTRIES_H

#include "cmd/common/command.h"

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

#endif
