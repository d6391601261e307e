/*
 * monitor.h: a screen on which a run is watched, read-only, for hours.
 */
#ifndef UI_MONITOR_MONITOR_H
#define UI_MONITOR_MONITOR_H

#include <stdbool.h>

#include "base/error.h"
#include "watch/place.h"

struct monitor_options {
	bool bell;    /* ring at a half, three quarters, the end */
	bool picture; /* begin with the picture of the sheet */
};

/*
 * Runs on the terminal until its user leaves it or the terminal goes away.
 * Returns the exit code of the program; *err (not NULL) says why where it
 * could not run, and is of kind ERROR_NONE otherwise.
 */
int monitor_run(const struct watch_place *place,
		const struct monitor_options *options, struct error *err);

#endif
