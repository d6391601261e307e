/*
 * xdg.c: where configuration, caches, state and sockets go. See xdg.h.
 *
 * 1. A relative path in a variable is ignored, as the specification asks.
 */
#include "config.h"

#include "base/file/xdg.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

static const char *xdg_variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

static char *xdg_below_home(const char *variable, const char *below)
{
	const char *dir = xdg_variable(variable);
	const char *home;

	if (dir != NULL)
		return mem_printf("%s/vasculum", dir);
	home = xdg_variable("HOME");
	return home != NULL ? mem_printf("%s/%s/vasculum", home, below) : NULL;
}

char *xdg_config_dir(void)
{
	return xdg_below_home("XDG_CONFIG_HOME", ".config");
}

char *xdg_cache_dir(void)
{
	return xdg_below_home("XDG_CACHE_HOME", ".cache");
}

char *xdg_data_dir(void)
{
	return xdg_below_home("XDG_DATA_HOME", ".local/share");
}

char *xdg_state_dir(void)
{
	return xdg_below_home("XDG_STATE_HOME", ".local/state");
}

char *xdg_runtime_dir(void)
{
	const char *dir = xdg_variable("XDG_RUNTIME_DIR");
	const char *temp = xdg_variable("TMPDIR");

	if (dir != NULL)
		return mem_printf("%s/vasculum", dir);
	return mem_printf("%s/vasculum-%ld", temp != NULL ? temp : "/tmp",
			  (long)getuid());
}
