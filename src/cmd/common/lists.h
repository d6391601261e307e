/*
 * lists.h: the lists of names, for a command.
 */
#ifndef CMD_COMMON_LISTS_H
#define CMD_COMMON_LISTS_H

#include "cmd/common/command.h"
#include "dwc/taxa/taxa.h"

/* Opens the lists, or the one called `only` (NULL: all), and tells of one that
 * cannot be read. To be closed with taxa_close. */
int lists_open(const struct command *command, const char *only,
	       struct taxa **ret, struct error *err) MUST_USE;

#endif
