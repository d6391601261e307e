/*
 * lists.c: the lists of names, for a command. See lists.h.
 */
#include "config.h"

#include "cmd/common/lists.h"

#include <stdio.h>

#include "base/mem.h"

int lists_open(const struct command *command, const char *only,
	       struct taxa **ret, struct error *err)
{
	char *dir CLEANUP(mem_free_str) = taxa_dir();

	if (taxa_open(dir, only, ret, err) < 0)
		return -1;
	if (taxa_trouble(*ret) != NULL)
		fprintf(stderr, "vasculum %s: %s\n", command->name,
			taxa_trouble(*ret));
	return 0;
}
