/*
 * configured.h: what commands take of the settings of their user (config.ini).
 */
#ifndef CMD_COMMON_CONFIGURED_H
#define CMD_COMMON_CONFIGURED_H

#include "cmd/common/command.h"
#include "run/run/settings.h"

/* The work of a command whose call was read into `call`; the settings live as
 * long as it. Returns the exit code. */
typedef int configured_work(void *call, const struct settings *settings,
			    char **args, int n);

/* Reads the call as command_parse, loads the settings, does the work; returns
 * its exit code, or that of what was wrong, which was told. */
int command_configured(const struct command *command, int argc, char **argv,
		       command_take *take, void *call, configured_work *work);

/* Who writes, owned: `said` (may be NULL), else as the settings have it. */
int configured_who(const char *said, char **ret, struct error *err) MUST_USE;

#endif
