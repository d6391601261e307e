/*
 * configured.c: see configured.h.
 */
#include "config.h"

#include "cmd/common/configured.h"

#include <stdlib.h>

#include "base/file/xdg.h"
#include "base/mem.h"
#include "review/review.h"

int command_configured(const struct command *command, int argc, char **argv,
		       command_take *take, void *call, configured_work *work)
{
	char *config CLEANUP(mem_free_str) = xdg_config_dir();
	struct settings settings;
	struct error err;
	char **args;
	int n, code;

	/* Help is there whatever is wrong with the settings. */
	code = command_parse(command, argc, argv, take, call, &args, &n);
	if (code >= 0)
		return code;
	if (settings_load(config, &settings, &err) < 0)
		return command_fail(command, &err);
	code = work(call, &settings, args, n);
	settings_done(&settings);
	return code;
}

int configured_who(const char *said, char **ret, struct error *err)
{
	char *config CLEANUP(mem_free_str) = xdg_config_dir();
	struct settings settings;

	if (settings_load(config, &settings, err) < 0)
		return -1;
	*ret = review_who(said, settings.by);
	settings_done(&settings);
	return 0;
}
