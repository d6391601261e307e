/*
 * stderr_redirect.c: standard error off the screen. See stderr_redirect.h.
 *
 * 1. Descriptor 2 is open at all times, so that no other file takes its place.
 */
#include "config.h"

#include "ui/terminal/stderr_redirect.h"

#include <fcntl.h>
#include <unistd.h>

void stderr_redirect_begin(int *ret_saved)
{
	int null, saved;

	*ret_saved = -1;
	if (!isatty(STDERR_FILENO))
		return;
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (null >= 0 && saved >= 0 && dup2(null, STDERR_FILENO) >= 0) {
		*ret_saved = saved;
		saved = -1;
	}
	if (saved >= 0)
		close(saved);
	if (null >= 0)
		close(null);
}

void stderr_redirect_end(int saved)
{
	if (saved < 0)
		return;
	dup2(saved, STDERR_FILENO);
	close(saved);
}

void stderr_redirect_drop(int saved)
{
	if (saved >= 0)
		close(saved);
}
