/*
 * console.h: the console, as cmd/console.c starts it.
 */
#ifndef UI_CONSOLE_CONSOLE_H
#define UI_CONSOLE_CONSOLE_H

#include "base/error.h"
#include "extract/worker/extractor.h"
#include "match/matcher.h"
#include "run/run/run.h"
#include "run/run/settings.h"

struct console_options {
	const char *by;	      /* who reviews */
	const char *key_file; /* key bindings to use, or NULL */
	const char *at; /* specimen to begin with, or NULL: as index.h names
			   them */
	/* Start values of the extraction form; images may be NULL. */
	struct extract_options extract;
	bool start; /* start extracting at once */
	bool match; /* ask GBIF about what comes in */
	struct match_options asks;
	enum settings_pictures pictures;
	enum settings_cells cells;
	enum settings_passthrough passthrough;
};

/*
 * Runs the console on the terminal until the curator leaves it or the
 * terminal goes away; in that case extraction is finished without one.
 * Returns the exit code of the program; *err (not NULL) says why where it
 * could not run, and is of kind ERROR_NONE otherwise.
 */
int console_run(const struct run *run, const struct console_options *options,
		struct error *err);

#endif
