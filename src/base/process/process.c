/*
 * process.c: what holds for the whole process. See process.h.
 */
#include "config.h"

#include "base/process/process.h"

#include <sys/resource.h>
#ifdef HAVE_PRCTL
#include <sys/prctl.h>
#endif

void process_hide_memory(void)
{
	const struct rlimit none = {0, 0};

	/* Where cores go to a program, Linux writes them whatever the limit
	 * is (core(5), "Piping core dumps to a program"), unless the process
	 * is not dumpable. */
#ifdef HAVE_PRCTL
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
	(void)setrlimit(RLIMIT_CORE, &none);
}
