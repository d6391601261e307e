/*
 * commands.c: the table of commands. See commands.h.
 */
#include "config.h"

#include "cmd/commands.h"

#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define WORD_MAX 16 /* bytes; a longer word is no slip of a command */

/* clang-format off */
const struct command *const commands[] = {
	&extract_command,
	&batch_command,
	&import_command,
	&list_command,
	&show_command,
	&edit_command,
	&values_command,
	&bulk_command,
	&second_command,
	&check_command,
	&export_command,
	&status_command,
	&stats_command,
	&report_command,
	&monitor_command,
	&serve_command,
	&preview_command,
	&models_command,
	&taxa_command,
	&look_command,
	&match_command,
	&doctor_command,
	NULL,
};
/* clang-format on */

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const char *command_nearest(const char *word)
{
	char *folded CLEANUP(mem_free_str) = NULL;
	const char *nearest = NULL;
	int best;

	if (strlen(word) > WORD_MAX)
		return NULL;
	folded = text_folded(word);
	best = (int)(strlen(folded) / 3) + 1;
	for (size_t i = 0; commands[i] != NULL; i++) {
		int distance = text_distance(folded, commands[i]->name, best);

		if (distance >= best)
			continue;
		best = distance;
		nearest = commands[i]->name;
	}
	return nearest;
}
