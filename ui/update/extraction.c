/*
 * extraction.c: reading sheets: pause, stop, retry.
 * See extraction.h; form.c starts it.
 *
 * 1. The extraction may be this process's or another's (progress.elsewhere);
 *    pause, resume, stop and retry go to whichever it is.
 */
#include "config.h"

#include "ui/update/extraction.h"

#include "ui/state/menu.h"
#include "ui/update/form.h"

void extraction_pause(struct app *app, struct effects *effects)
{
	if (!app_extracting(app)) {
		app_say(app, "no sheets are being read; s starts");
	} else if (app->progress.state == EXTRACT_PAUSED) {
		app_say(app, "it is paused; R goes on");
	} else {
		effects_add_command(effects, VERB_PAUSE);
		app_say(app, "pausing after the sheets in hand");
	}
}

void extraction_resume(struct app *app, struct effects *effects)
{
	if (!app_extracting(app))
		form_begin(app, effects);
	else if (app->progress.state != EXTRACT_PAUSED)
		app_say(app, "it is not paused");
	else
		effects_add_command(effects, VERB_RESUME);
}

void extraction_retry(struct app *app, struct effects *effects)
{
	size_t failed = app->progress.failed;

	if (!app_extracting(app)) {
		form_open(app, FORM_RETRY);
	} else if (app->progress.state == EXTRACT_STOPPING) {
		app_say(app, "it is stopping; once it has, T reads them again");
	} else if (failed == 0) {
		app_say(app, "no sheet has failed since it was started");
	} else {
		effects_add_command(effects, VERB_RETRY);
		app_say(app, "%zu failed sheet%s read again after the others",
			failed, failed == 1 ? " is" : "s are");
	}
}

void extraction_stop(struct app *app, struct effects *effects)
{
	if (!app_extracting(app)) {
		app_say(app, "no sheets are being read; s starts");
		return;
	}
	menu_open(app, MENU_STOP, "Stop reading sheets?",
		  "What was read is kept; s goes on with the rest.");
	menu_add(app, 'y', "stop after the sheets in hand", NULL);
	menu_add(app, 'n', "go on", NULL);
}

void extraction_stop_chosen(struct app *app, int i, struct effects *effects)
{
	menu_close(app);
	if (i == 0)
		effects_add_command(effects, VERB_STOP);
}
