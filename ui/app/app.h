/*
 * app.h: the console without its world: it begins, and keys (keys.h), actions
 * (dispatch.h) and mail (mail.h) change its state and list the effects that
 * follow. No threads, no files, no terminal: all of it is tested by playing
 * keys and mail into it.
 */
#ifndef UI_APP_APP_H
#define UI_APP_APP_H

#include "ui/state/state.h"

struct app_options {
	const struct terms *terms;
	const struct keymap *keymap;
	const char *run_name;
	const char *by;
	bool read_only;
	bool follows; /* the store will say that the index has all */
	bool looks;   /* somebody looks at sheets that nobody has looked at */
	struct app_caps caps;
	const struct app_engine *engines; /* ended by a NULL name; or NULL */
	struct extract_options extract;	  /* start values of the form */
	const char *records_of; /* photographs that the run has records of, or
				   NULL; borrowed */
	const char *home;	/* what "~" is in a path, or NULL; borrowed */
	const char *at; /* specimen to begin with, or NULL: where the curator
			   stood, else the most urgent */
	int columns, rows;
};

void app_init(struct app *app, const struct app_options *options);
void app_done(struct app *app);
/* Begins: asks for counts, rows and the first record; `draft` (may be NULL)
 * says where the curator stood and what they had typed. Strings are copied. */
void app_start(struct app *app, const struct draft *draft,
	       struct effects *effects);
void app_resize(struct app *app, int columns, int rows,
		struct effects *effects);
/* From time to time (some seconds): what failed for want of room is tried
 * again. */
void app_tick(struct app *app, struct effects *effects);

#endif
